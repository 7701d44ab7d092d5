//! Runs lesson 8.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_8::lesson())
}
