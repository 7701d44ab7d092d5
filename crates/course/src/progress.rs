use crate::cannot;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::time::SystemTime;

const SCHEMA: &str = "meanwhile.course/1";

/// The file that keeps the progress of a learner.
#[derive(Debug)]
pub(crate) struct File {
    path: PathBuf,
}

/// What a learner has done in each lesson.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    lessons: BTreeMap<u32, Done>,
}

/// What a learner has done in one lesson. Times are those of UTC, `2026-02-17T09:30:00Z`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Done {
    /// Predictions that no run could answer yet, as in the lesson's record.
    pub(crate) expected: Vec<Value>,
    /// When the predictions were made first, and compared.
    pub(crate) predicted: Option<String>,
    /// How many of them came true.
    pub(crate) came_true: u64,
    /// How many of them there were.
    pub(crate) predictions: u64,
    /// How often the exercise was checked before it was solved.
    pub(crate) checks: u64,
    /// How often its own program was run before that, `cargo run --example`, as far as it is known.
    pub(crate) runs: u64,
    /// The [`fingerprint`] of the exercise when it was checked last.
    pub(crate) checked: Option<String>,
    /// How many hints were given.
    pub(crate) hints: u64,
    /// When the solution was shown before the exercise was solved.
    pub(crate) gave_up: Option<String>,
    /// When the exercise was solved first.
    pub(crate) solved: Option<String>,
}

impl Progress {
    pub(crate) fn of(&self, lesson: u32) -> Done {
        self.lessons.get(&lesson).cloned().unwrap_or_default()
    }

    fn json(&self) -> Value {
        let lessons = self.lessons.iter();
        let lessons = lessons.map(|(number, done)| (number.to_string(), done.json()));
        json!({
            "schema": SCHEMA,
            "lessons": lessons.collect::<serde_json::Map<_, _>>(),
        })
    }

    fn from_json(text: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(text).ok()?;
        if document["schema"] != SCHEMA {
            return None;
        }
        let lessons = document["lessons"].as_object()?.iter();
        let lessons = lessons.map(|(number, done)| {
            let number = number.parse().ok()?;
            Some((number, Done::from_json(done)?))
        });
        Some(Progress {
            lessons: lessons.collect::<Option<_>>()?,
        })
    }
}

impl Done {
    /// Whether there is nothing more to do: it is solved, or given up.
    pub(crate) fn exercise_is_done(&self) -> bool {
        self.solved.is_some() || self.gave_up.is_some()
    }

    /// Its fields as JSON, as they are in the file and in a report.
    pub(crate) fn json(&self) -> Value {
        json!({
            "expected": self.expected,
            "predicted": self.predicted,
            "came_true": self.came_true,
            "predictions": self.predictions,
            "checks": self.checks,
            "runs": self.runs,
            "checked": self.checked,
            "hints": self.hints,
            "gave_up": self.gave_up,
            "solved": self.solved,
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let text = |key: &str| match &value[key] {
            Value::Null => Some(None),
            other => Some(Some(other.as_str()?.to_owned())),
        };
        let number = |key: &str| value[key].as_u64();
        Some(Done {
            // Files that are older have none.
            expected: value["expected"].as_array().cloned().unwrap_or_default(),
            predicted: text("predicted")?,
            came_true: number("came_true")?,
            predictions: number("predictions")?,
            checks: number("checks")?,
            // Files that are older have none.
            runs: number("runs").unwrap_or(0),
            checked: text("checked")?,
            hints: number("hints")?,
            gave_up: text("gave_up")?,
            solved: text("solved")?,
        })
    }
}

impl File {
    pub(crate) fn new(path: PathBuf) -> Self {
        File { path }
    }

    /// What it says; nothing done when there is no such file. A file that cannot be understood is
    /// kept aside, and said to be.
    pub(crate) fn read(&self) -> Result<Progress, String> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Progress::default());
            }
            Err(error) => return Err(cannot("read", &self.path)(error)),
        };
        let text = String::from_utf8(bytes).ok();
        if let Some(progress) = text.and_then(|text| Progress::from_json(&text)) {
            return Ok(progress);
        }
        let aside = free(&self.path, "damaged", "");
        fs::rename(&self.path, &aside).map_err(cannot("rename", &self.path))?;
        terminal::complain(
            "course",
            &format!(
                "{} is damaged. It is kept as {}, and the count begins anew",
                self.path.display(),
                aside.display()
            ),
        );
        Ok(Progress::default())
    }

    /// Changes what it says about a lesson. The new file is complete before it takes the place of
    /// the old one, so that no crash leaves half of it.
    pub(crate) fn update(&self, lesson: u32, change: impl FnOnce(&mut Done)) -> Result<(), String> {
        let mut progress = self.read()?;
        change(progress.lessons.entry(lesson).or_default());
        let mut new = self.path.clone().into_os_string();
        new.push(format!(".new-{}", process::id()));
        let new = PathBuf::from(new);
        let text = format!("{:#}\n", progress.json());
        let written = fs::File::create(&new).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            // Without this, a power cut could leave the new name with nothing under it.
            file.sync_all()?;
            fs::rename(&new, &self.path)
        });
        written.map_err(|error| {
            let _ = fs::remove_file(&new);
            cannot("write", &self.path)(error)
        })
    }
}

/// The first path that is free: `name.word-1.ending`, and so on.
pub(crate) fn free(path: &Path, word: &str, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(ending).unwrap_or(&name).to_owned();
    let candidate = |number: u32| path.with_file_name(format!("{name}.{word}-{number}{ending}"));
    (1..)
        .map(candidate)
        .find(|path| !path.exists())
        .unwrap_or_else(|| candidate(0))
}

/// The time of UTC, to the second.
pub(crate) fn now() -> String {
    at(SystemTime::now())
}

/// A time as it is kept, of UTC, to the second.
pub(crate) fn at(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}

/// A short text that changes when a file does (FNV-1a, 64 bits); `None` while it cannot be read.
pub(crate) fn fingerprint(path: &Path) -> Option<String> {
    let bytes = fs::read(path).ok()?;
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    Some(format!("{hash:016x}"))
}
