//! Runs lesson 6.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_6::lesson())
}
