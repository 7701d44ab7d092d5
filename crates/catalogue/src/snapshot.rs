use crate::{Catalogue, Lesson, text};
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

/// The two forms in which one run of a lesson is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snapshot {
    /// What it printed.
    Text,
    /// What it recorded.
    Json,
}

impl Snapshot {
    /// Both.
    pub const ALL: [Snapshot; 2] = [Snapshot::Text, Snapshot::Json];
}

impl Display for Snapshot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Snapshot::Text => "text",
            Snapshot::Json => "json",
        })
    }
}

impl Lesson {
    /// The file of a snapshot.
    pub fn snapshot_file(&self, which: Snapshot) -> PathBuf {
        self.snapshots().join(format!("{which}.snap"))
    }

    /// A snapshot without its header, which ends at the second line of dashes.
    ///
    /// # Errors
    ///
    /// One line that says that there is none, or that it is none.
    pub fn snapshot(&self, which: Snapshot) -> Result<String, String> {
        let path = self.snapshot_file(which);
        let again = format!("--test lessons -- {}::prints", self.package());
        snapshot(&path, &again)
    }
}

impl Catalogue {
    /// A snapshot of the race on the first page of the book, which is no lesson.
    ///
    /// # Errors
    ///
    /// As for a lesson.
    pub fn race(&self, which: Snapshot) -> Result<String, String> {
        let path = self
            .root
            .join(format!("lessons/race/snapshots/{which}.snap"));
        snapshot(&path, "--test race")
    }
}

/// A snapshot without its header, or what takes it where there is none.
fn snapshot(path: &Path, again: &str) -> Result<String, String> {
    if !path.is_file() {
        return Err(format!(
            "{} is missing; this takes it: INSTA_UPDATE=always cargo test -p tests {again}",
            path.display(),
        ));
    }
    let text = text(path)?;
    let body = text.split_once("\n---\n").map(|(_, body)| body.to_owned());
    body.ok_or_else(|| format!("{} has no header", path.display()))
}
