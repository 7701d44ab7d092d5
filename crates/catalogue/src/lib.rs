//! The lessons that there are, found in the folder `lessons/` and nowhere listed.
//!
//! A lesson is a folder `NN-slug` with a package. Its number and its slug are said by the name of the
//! folder, its title and its goal by the description of the package: `Title: goal`. The crate
//! reads files, runs nothing, and depends on no lesson.

mod hints;
mod lesson;
mod notes;
mod readme;
mod snapshot;

pub use lesson::Lesson;
pub use notes::Notes;
pub use snapshot::Snapshot;

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// All lessons of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// The root of the repository.
    pub root: PathBuf,
    /// The lessons, in order; there is at least one.
    pub lessons: Vec<Lesson>,
}

impl Catalogue {
    /// Reads the lessons of the repository at `root`. What is not named `NN-slug`, or has no manifest,
    /// is somebody's own, and none of ours.
    ///
    /// # Errors
    ///
    /// One line on what is wrong: the folder cannot be listed, or no lesson is in it.
    pub fn read(root: &Path) -> Result<Self, String> {
        let folder = root.join("lessons");
        let entries = folder.read_dir().map_err(cannot("list", &folder))?;
        let folders = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let mut lessons: Vec<Lesson> = folders.filter_map(Lesson::read).collect();
        lessons.sort();
        match lessons.is_empty() {
            true => Err(format!("no lesson is in {}", folder.display())),
            false => Ok(Catalogue {
                root: root.to_owned(),
                lessons,
            }),
        }
    }

    /// A lesson by its number.
    pub fn lesson(&self, number: u32) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.number == number)
    }

    /// The lesson that comes after the one with this number; `None` after the last.
    pub fn after(&self, number: u32) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.number > number)
    }
}

/// The root of the repository that the program belongs to: cargo tells the folder of the package that
/// it runs, and otherwise it is this folder or one above it.
///
/// # Errors
///
/// One line that says what to do, when there is none.
pub fn root() -> Result<PathBuf, String> {
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    if let Some(root) = package.as_deref().and_then(above) {
        return Ok(root);
    }
    let here = env::current_dir().map_err(|error| format!("cannot tell this folder: {error}"))?;
    above(&here)
        .ok_or_else(|| "no folder lessons/ is here or above; go to the repository".to_owned())
}

/// The nearest folder with lessons in it, from this one upwards.
fn above(folder: &Path) -> Option<PathBuf> {
    let root = folder
        .ancestors()
        .find(|folder| folder.join("lessons").is_dir());
    root.map(Path::to_owned)
}

/// The words for a file that cannot be read.
fn cannot<'a>(what: &'a str, path: &'a Path) -> impl FnOnce(io::Error) -> String + use<'a> {
    move |error| format!("cannot {what} {}: {error}", path.display())
}

/// The text of a file with the line ends of a program.
fn text(path: &Path) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(cannot("read", path))?;
    Ok(text.replace("\r\n", "\n"))
}
