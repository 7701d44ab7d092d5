//! Runs lesson 10.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_10::lesson())
}
