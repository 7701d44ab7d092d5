use std::fs;
use std::path::PathBuf;

/// A lesson, and where its parts lie. That a part has a place does not say that it is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lesson {
    /// Its number, from 1.
    pub number: u32,
    /// Its folder.
    pub folder: PathBuf,
    /// What its folder is called after the number.
    pub slug: String,
    /// Its title, in a word or two; its slug where the package has no description.
    pub title: String,
    /// What it shows, in a sentence; empty where the package does not say.
    pub goal: String,
}

impl Lesson {
    /// The lesson in a folder, if one is there.
    pub(crate) fn read(folder: PathBuf) -> Option<Self> {
        let name = folder.file_name()?.to_str()?;
        let (number, slug) = name.split_once('-')?;
        let (number, slug) = (number.parse().ok()?, slug.to_owned());
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).ok()?;
        let description = description(&manifest).unwrap_or_default();
        let (title, goal) = description.split_once(": ").unwrap_or((&slug, ""));
        Some(Lesson {
            number,
            title: title.to_owned(),
            goal: goal.to_owned(),
            slug,
            folder,
        })
    }

    /// The name of its folder: `03-semaphore`.
    pub fn name(&self) -> String {
        let name = self.folder.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// The name of its package, which is also that of its program: `lesson-3`.
    pub fn package(&self) -> String {
        format!("lesson-{}", self.number)
    }

    /// The name of the learner's program: all programs of a workspace are built into one folder.
    pub fn exercise_name(&self) -> String {
        format!("exercise-{}", self.number)
    }

    /// The name of the program that solves it.
    pub fn solution_name(&self) -> String {
        format!("solution-{}", self.number)
    }

    /// Its scenario, its forms, and what its exercise asks for.
    pub fn src(&self) -> PathBuf {
        self.folder.join("src")
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

    /// Whether it has an exercise.
    pub fn has_exercise(&self) -> bool {
        self.exercise().is_file() || self.original().is_file()
    }

    /// Solutions of the exercise that are refused, and others that pass.
    pub fn wrong(&self) -> PathBuf {
        self.folder.join("tests/wrong.rs")
    }

    /// Help with the exercise: see [`Lesson::hints`].
    pub fn hints_file(&self) -> PathBuf {
        self.folder.join("hints.md")
    }

    /// What is asked before the lesson runs.
    pub fn predictions_file(&self) -> PathBuf {
        self.folder.join("predict.json")
    }

    /// What an instructor should know: see [`Lesson::notes`].
    pub fn notes_file(&self) -> PathBuf {
        self.folder.join("notes.md")
    }

    /// What it printed and recorded when that was last read: see [`Lesson::snapshot`].
    pub fn snapshots(&self) -> PathBuf {
        self.folder.join("snapshots")
    }

    /// The same in Python.
    pub fn python(&self) -> PathBuf {
        self.folder.join("python")
    }

    /// The file of its chapter, in the folder of pages: `03-semaphore.md`.
    pub fn chapter(&self) -> String {
        format!("{}.md", self.name())
    }
}

/// The description that a manifest gives, on a line of its own.
fn description(manifest: &str) -> Option<&str> {
    let mut lines = manifest.lines();
    let description = lines.find_map(|line| line.strip_prefix("description = \""))?;
    description.strip_suffix('"')
}
