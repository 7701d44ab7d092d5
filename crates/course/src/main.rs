//! `cargo course`: leads through lessons and exercises.

fn main() -> std::process::ExitCode {
    course::main()
}
