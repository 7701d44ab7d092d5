//! Runs lesson 4.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_4::lesson())
}
