use crate::compile::{self, Build};
use crate::progress::{fingerprint, now};
use crate::runner::Runner;
use crate::verdict::Written;
use crate::{Course, Outcome, cannot};
use catalogue::Lesson;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::Path;
use std::process::{self, Command, ExitCode, Stdio};
use terminal::style::{BOLD, DOUBT};

/// What the check of an exercise found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Every rule is kept.
    Solved,
    /// One is not, or it does not compile. What is wrong has been printed.
    NotYet,
}

/// Checks an exercise, and says what is next.
pub(crate) fn once(course: &Course, lesson: &Lesson, runner: &Runner) -> Outcome {
    let number = lesson.number;
    match check(course, lesson, runner)? {
        Verdict::Solved => {
            anstream::println!("Another solution: cargo course solution {number}");
            anstream::println!("Go on:            cargo course");
            Ok(ExitCode::SUCCESS)
        }
        Verdict::NotYet => {
            anstream::println!("Each time you save: cargo course watch {number}");
            anstream::println!("A hint:             cargo course hint {number}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Builds an exercise, runs it in front of the learner, and notes what came of it.
pub(crate) fn check(course: &Course, lesson: &Lesson, runner: &Runner) -> Result<Verdict, String> {
    let file = lesson.exercise();
    if !file.is_file() {
        let number = lesson.number;
        return Err(format!(
            "{} is gone; get it back with: cargo course reset {number}",
            course.shown(&file)
        ));
    }
    // What is checked is what was there before the build: it may be saved again meanwhile.
    let checked = fingerprint(&file);
    let verdict = match compile::build(course, lesson, runner)? {
        Build::Refused { told, advice } => {
            anstream::println!("{told}\n");
            course.screen.say(&advice);
            Verdict::NotYet
        }
        Build::Failed(said) => {
            anstream::eprint!("{said}");
            let why = "cargo could not build it, and says why above";
            return Err(format!("{why}; is all there? cargo course doctor"));
        }
        Build::Program(program, warnings) => {
            let verdict = run(course, lesson, &program, runner)?;
            if verdict == Verdict::NotYet && !warnings.is_empty() {
                anstream::println!("{DOUBT}The compiler warns:{DOUBT:#}");
                for warning in warnings {
                    course.screen.say_under("  ", &warning);
                }
            }
            verdict
        }
    };
    course.progress.update(lesson.number, |done| {
        done.checked = checked;
        if done.solved.is_none() {
            done.checks += 1;
        }
        if verdict == Verdict::Solved {
            done.solved.get_or_insert_with(now);
        }
    })?;
    Ok(verdict)
}

/// Runs the exercise's program, which draws and prints for the learner, and writes its verdict to a
/// file for us. Its exit status alone would not do: the learner's code may call `exit`.
fn run(
    course: &Course,
    lesson: &Lesson,
    program: &Path,
    runner: &Runner,
) -> Result<Verdict, String> {
    let record = std::env::temp_dir().join(format!("meanwhile-verdict-{}.json", process::id()));
    let token = format!("{:016x}", RandomState::new().hash_one(&record));
    let mut command = Command::new(program);
    command
        .current_dir(&course.root)
        .arg("--token")
        .arg("--record")
        .arg(&record)
        .stdin(Stdio::piped());
    let mut child = command.spawn().map_err(cannot("start", program))?;
    if let Some(mut pipe) = child.stdin.take() {
        // Who has ended already reads nothing, and its verdict will be missing.
        let _ = writeln!(pipe, "{token}");
    }
    let status = runner.wait(child).map_err(cannot("run", program))?;
    let text = fs::read_to_string(&record);
    let _ = fs::remove_file(&record);
    let written = text.ok().and_then(|text| Written::read(&text, lesson));
    match written.filter(|written| written.token == token) {
        Some(Written { passed: true, .. }) => Ok(Verdict::Solved),
        Some(Written { passed: false, .. }) => Ok(Verdict::NotYet),
        // It has said why it could judge nothing.
        None if status.code() == Some(3) => Err("nothing was judged".to_owned()),
        None => {
            anstream::println!("{BOLD}The exercise ended before it was judged ({status}).{BOLD:#}");
            course
                .screen
                .say("Does something in it end the whole program, such as process::exit?");
            Ok(Verdict::NotYet)
        }
    }
}
