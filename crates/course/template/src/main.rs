//! Runs lesson @NUMBER@.

fn main() -> std::process::ExitCode {
    kit::main(&lesson_@NUMBER@::lesson())
}
