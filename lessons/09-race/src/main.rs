//! Runs lesson 9.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_9::lesson())
}
