//! Runs lesson 12.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_12::lesson())
}
