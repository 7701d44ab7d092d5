//! Runs lesson 5.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_5::lesson())
}
