//! Runs lesson 11.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_11::lesson())
}
