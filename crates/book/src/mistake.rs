use std::fmt;
use std::path::{Path, PathBuf};

/// Something in the book that cannot stand, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file, relative to the root of the repository.
    pub file: PathBuf,
    /// The line in it, from 1.
    pub line: usize,
    /// What is wrong, for the person who will mend it.
    pub what: String,
}

impl Mistake {
    pub(crate) fn new(file: &Path, line: usize, what: impl Into<String>) -> Self {
        Mistake {
            file: file.to_owned(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The same on every system: what is printed can be clicked, searched and compared.
        let file = self.file.to_string_lossy().replace('\\', "/");
        write!(out, "{file}:{}: {}", self.line, self.what)
    }
}

/// All that is wrong with a book, a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl fmt::Display for Mistakes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        out.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Mistakes {}

/// The line of an offset in a text, from 1.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    1 + text[..offset].matches('\n').count()
}
