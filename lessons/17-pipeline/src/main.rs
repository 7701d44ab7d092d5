//! Runs lesson 17.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_17::lesson())
}
