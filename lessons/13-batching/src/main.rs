//! Runs lesson 13.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_13::lesson())
}
