//! Runs lesson 1.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_1::lesson())
}
