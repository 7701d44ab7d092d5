//! Runs lesson 2.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_2::lesson())
}
