//! Runs lesson 14.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_14::lesson())
}
