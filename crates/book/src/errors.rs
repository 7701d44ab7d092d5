//! What the compiler says of programs that do not compile, as the pages show it: from `book/errors`,
//! where a test compares it with what the compiler says today.

use std::fs;
use std::path::Path;

/// Where they are, from the root of the repository.
const FOLDER: &str = "book/errors";

/// What the compiler says of a program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Its name and version: `rustc 1.95.0`.
    pub(crate) compiler: String,
    /// The first error.
    pub(crate) message: String,
}

/// Reads what was recorded for a program.
///
/// # Errors
///
/// A sentence that says what is missing, and how to make it.
pub(crate) fn read(root: &Path, name: &str) -> Result<Told, String> {
    let file = format!("{FOLDER}/{name}.txt");
    let make = "INSTA_UPDATE=always cargo test -p book the_compiler";
    let wrong = |what: &str| format!("{file}: {what}; make it with: {make}");
    let text = fs::read_to_string(root.join(&file));
    let text = text.map_err(|error| wrong(&error.to_string()))?;
    let text = text.replace("\r\n", "\n");
    let parts = text.split_once("\n\n");
    let (compiler, message) = parts.ok_or_else(|| wrong("it does not name its compiler"))?;
    Ok(Told {
        compiler: compiler.to_owned(),
        message: message.trim_end().to_owned(),
    })
}
