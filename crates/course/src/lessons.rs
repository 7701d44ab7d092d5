//! The lessons that there are, found in the folder `lessons/`.

use crate::cannot;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// A lesson: a folder `NN-slug` with a package `lesson-N`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lesson {
    /// Its number.
    pub number: u32,
    /// Its folder.
    pub folder: PathBuf,
    /// Its title: what its package's description says before the colon.
    pub title: String,
}

impl Lesson {
    /// The name of its package.
    pub fn package(&self) -> String {
        format!("lesson-{}", self.number)
    }

    /// The name of the learner's program: all programs of a workspace are built into one folder.
    pub fn exercise_name(&self) -> String {
        format!("exercise-{}", self.number)
    }

    /// The file that a learner changes.
    pub fn exercise(&self) -> PathBuf {
        self.folder.join("examples/exercise.rs")
    }

    /// That file as the kit ships it.
    pub fn original(&self) -> PathBuf {
        self.folder.join("exercise.orig.rs")
    }

    /// A solution of the exercise.
    pub fn solution(&self) -> PathBuf {
        self.folder.join("examples/solution.rs")
    }

    /// Help with the exercise: see [`Lesson::hints`].
    pub fn hints_file(&self) -> PathBuf {
        self.folder.join("hints.md")
    }

    /// What is asked before the lesson runs: see [`predict`].
    pub fn predictions_file(&self) -> PathBuf {
        self.folder.join("predict.json")
    }

    /// Whether it has an exercise.
    pub fn has_exercise(&self) -> bool {
        self.exercise().is_file() || self.original().is_file()
    }

    /// The hints for the exercise: a nudge, more, and the idea of the solution.
    ///
    /// # Errors
    ///
    /// One line on what is wrong, when the file cannot be read or has other sections than those.
    pub fn hints(&self) -> Result<[String; 3], String> {
        let path = self.hints_file();
        let text = fs::read_to_string(&path).map_err(cannot("read", &path))?;
        let mut sections = text.split("\n## ").skip(1);
        let mut section = |title: &str| {
            let text = sections.next().and_then(|text| text.strip_prefix(title));
            let text = text.and_then(|text| text.strip_prefix('\n'));
            let text = text.map(str::trim).filter(|text| !text.is_empty());
            let wrong = || format!("{} lacks a section \"{title}\"", path.display());
            text.map(str::to_owned).ok_or_else(wrong)
        };
        let hints = [section("A nudge")?, section("More")?, section("The idea")?];
        match sections.next() {
            None => Ok(hints),
            Some(_) => Err(format!("{} has more than three sections", path.display())),
        }
    }
}

/// The root of the repository.
pub(crate) fn root() -> Result<PathBuf, String> {
    // Set by `cargo run`: the folder of this crate.
    if let Some(folder) = env::var_os("CARGO_MANIFEST_DIR") {
        let root = Path::new(&folder).parent().and_then(Path::parent);
        if let Some(root) = root.filter(|root| root.join("lessons").is_dir()) {
            return Ok(root.to_owned());
        }
    }
    let here = env::current_dir().map_err(|error| format!("cannot tell this folder: {error}"))?;
    let root = here
        .ancestors()
        .find(|folder| folder.join("lessons").is_dir());
    root.map(Path::to_owned)
        .ok_or_else(|| "no folder lessons/ is here or above; go to the repository".to_owned())
}

/// The lessons in a repository, in order.
///
/// # Errors
///
/// One line on what is wrong, when there are none.
pub fn find(root: &Path) -> Result<Vec<Lesson>, String> {
    let folder = root.join("lessons");
    let entries = folder.read_dir().map_err(cannot("list", &folder))?;
    // What is not named NN-slug is somebody's own, and none of ours.
    let lesson = |folder: PathBuf| {
        let name = folder.file_name()?.to_str()?;
        let (number, slug) = name.split_once('-')?;
        let number = number.parse().ok()?;
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).ok()?;
        let title = title(&manifest).unwrap_or(slug).to_owned();
        Some(Lesson {
            number,
            folder,
            title,
        })
    };
    let folders = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut lessons: Vec<Lesson> = folders.filter_map(lesson).collect();
    lessons.sort();
    match lessons.is_empty() {
        true => Err(format!("no lesson is in {}", folder.display())),
        false => Ok(lessons),
    }
}

fn title(manifest: &str) -> Option<&str> {
    let line = |line: &'_ str| line.starts_with("description = \"");
    let line = manifest.lines().find(|text| line(text))?;
    let description = line.split('"').nth(1)?;
    description.split(':').next()
}
