//! The course around the lessons: where am I, what is next, is my solution right, what do I try
//! when it is not, and is this laptop ready.
//!
//! Nothing here knows a lesson by name. What there is to learn is found in the folder `lessons/`;
//! exercises are built and run by cargo, as a learner does, and judge themselves. Its progress is
//! kept in one file, `.course.json` in the root.

mod args;
mod ask;
mod check;
mod compile;
mod doctor;
mod hint;
mod keys;
mod new;
mod overview;
mod progress;
mod report;
mod reset;
mod runner;
mod solution;
mod verdict;
mod watch;

pub use compile::{EXPLAINED, Explained};

use args::{Args, Command};
use catalogue::{Catalogue, Lesson};
use clap::CommandFactory;
use progress::File;
use runner::Runner;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use terminal::Terminal;

/// What a command comes to: an exit status, or one line on what went wrong.
pub(crate) type Outcome = Result<ExitCode, String>;

/// What every command works with.
pub(crate) struct Course {
    pub(crate) root: PathBuf,
    pub(crate) lessons: Vec<Lesson>,
    pub(crate) progress: File,
    pub(crate) screen: Terminal,
}

/// Runs `cargo course`, and returns its exit status. 0: done, or solved; 1: not solved, or it could
/// not be done, which one line says; 2: wrong arguments.
pub fn main() -> ExitCode {
    let args: Args = terminal::parse(Args::command());
    run(&args).unwrap_or_else(|what| {
        terminal::complain("course", &what);
        ExitCode::FAILURE
    })
}

fn run(args: &Args) -> Outcome {
    let course = Course::open(args)?;
    verdict::note_runs_elsewhere(&course)?;
    match &args.command {
        None => overview::print(&course),
        Some(Command::Watch { lesson }) => watch::watch(course, *lesson),
        Some(Command::Check { lesson }) => {
            let lesson = course.exercise(*lesson)?;
            check::once(&course, lesson, &Runner::default())
        }
        Some(Command::Hint { lesson }) => hint::print(&course, course.exercise(*lesson)?),
        Some(Command::Solution { lesson, give_up }) => {
            solution::print(&course, course.exercise(Some(*lesson))?, *give_up)
        }
        Some(Command::Reset { lesson }) => reset::reset(&course, course.exercise(Some(*lesson))?),
        Some(Command::Predict { lesson }) => ask::ask_and_run(&course, *lesson),
        Some(Command::Doctor { workshop }) => doctor::examine(&course, *workshop),
        Some(Command::New {
            number,
            slug,
            title,
        }) => new::lay(&course, *number, slug, title.as_deref()),
        Some(Command::Report { format }) => report::print(&course, *format),
    }
}

impl Course {
    fn open(args: &Args) -> Result<Self, String> {
        let root = match &args.root {
            Some(root) => root.clone(),
            None => catalogue::root()?,
        };
        let state = args.state.clone();
        Ok(Course {
            lessons: Catalogue::read(&root)?.lessons,
            progress: File::new(state.unwrap_or_else(|| root.join(".course.json"))),
            screen: Terminal::detect(),
            root,
        })
    }

    /// A lesson by its number.
    pub(crate) fn lesson(&self, number: u32) -> Result<&Lesson, String> {
        let found = self.lessons.iter().find(|lesson| lesson.number == number);
        found.ok_or_else(|| {
            let last = self.lessons.last().map_or(0, |lesson| lesson.number);
            format!("there is no lesson {number}; they go from 1 to {last}")
        })
    }

    /// The lesson with this number, or else the first one whose exercise is not solved.
    pub(crate) fn exercise(&self, number: Option<u32>) -> Result<&Lesson, String> {
        let with_exercise: Vec<&Lesson> = self
            .lessons
            .iter()
            .filter(|lesson| lesson.has_exercise())
            .collect();
        if let Some(number) = number {
            let lesson = self.lesson(number)?;
            if lesson.has_exercise() {
                return Ok(lesson);
            }
            let numbers: Vec<String> = with_exercise
                .iter()
                .map(|lesson| lesson.number.to_string())
                .collect();
            return Err(format!(
                "lesson {number} has no exercise; there is one in: {}",
                numbers.join(", ")
            ));
        }
        let progress = self.progress.read()?;
        let open = |lesson: &&Lesson| !progress.of(lesson.number).exercise_is_done();
        let next = with_exercise.into_iter().find(open);
        next.ok_or_else(|| "no exercise is left to solve; name the one that you mean".to_owned())
    }

    /// A path as it is typed in the root.
    pub(crate) fn shown(&self, path: &std::path::Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        // With the separators of this system all along, also where a part of it was joined in one go.
        let inside: PathBuf = inside.components().collect();
        inside.display().to_string()
    }
}

/// The words for a file that cannot be read or written.
pub(crate) fn cannot<'a>(
    what: &'a str,
    path: &'a std::path::Path,
) -> impl FnOnce(io::Error) -> String + use<'a> {
    move |error| format!("cannot {what} {}: {error}", path.display())
}
