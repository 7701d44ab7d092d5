//! Runs lesson 15.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_15::lesson())
}
