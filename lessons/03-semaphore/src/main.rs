//! Runs lesson 3.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_3::lesson())
}
