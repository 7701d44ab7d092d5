//! Runs lesson 16.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_16::lesson())
}
