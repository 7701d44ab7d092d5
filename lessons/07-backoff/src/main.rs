//! Runs lesson 7.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_7::lesson())
}
