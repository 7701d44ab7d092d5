use crate::progress::now;
use crate::runner::{self, Notice};
use crate::{Course, Outcome, cannot};
use catalogue::Lesson;
use predict::Question;
use serde_json::Value;
use std::fs;
use std::io::{self, Write};
use std::process::{self, ExitCode, Stdio};
use terminal::style::{BAD, BOLD, DOUBT, GOOD};

/// Runs of a lesson until one kept time. What another one shows is no answer.
const ATTEMPTS: usize = 3;

/// Asks what is expected of a lesson, runs it, and compares.
pub(crate) fn ask_and_run(course: &Course, number: Option<u32>) -> Outcome {
    let lesson = lesson(course, number)?;
    let number = lesson.number;
    let questions = predict::read(&lesson.predictions_file())?;
    course
        .screen
        .title(&format!("Lesson {number} · {}", lesson.title));
    let expected = expected(course, number, &questions)?;
    course.screen.say("Now it runs.\n");
    let record = run(course, lesson, &questions)?;
    let mut came_true = 0;
    let mut later = 0;
    anstream::println!("\n{BOLD}Your predictions{BOLD:#}");
    for (question, expected) in questions.iter().zip(&expected) {
        course.screen.say_under("  ", &question.ask);
        let said = question.show(expected);
        if !question.is_told(&record) {
            later += 1;
            anstream::println!(
                "  {DOUBT}later{DOUBT:#}  You said {said}. This run does not tell.\n"
            );
            continue;
        }
        match question.answer(&record) {
            None => anstream::println!("  You said {said}. This system does not tell."),
            Some(seen) if seen == expected => {
                came_true += 1;
                anstream::println!("  {GOOD}yes{GOOD:#}  You said {said}, and so it was.");
            }
            Some(seen) => {
                let seen = question.show(seen);
                anstream::println!("  {BAD}no{BAD:#}   You said {said}; it was {seen}.");
            }
        }
        course.screen.say_under("       ", &question.because);
        anstream::println!();
    }
    if later > 0 {
        course.screen.say(
            "This machine was too busy to keep time, and times prove nothing then. Your answers are \
             kept. Close other programs, and compare:",
        );
        anstream::println!("  cargo course predict {number}");
        return Ok(ExitCode::FAILURE);
    }
    course.progress.update(number, |done| {
        done.expected.clear();
        // A second prediction has seen the answer.
        if done.predicted.is_none() {
            done.predicted = Some(now());
            done.came_true = came_true;
            done.predictions = questions.len() as u64;
        }
    })?;
    course.screen.say("Go on: cargo course");
    Ok(ExitCode::SUCCESS)
}

/// What the learner expects: said now and kept until a run answers it, or kept before.
fn expected(course: &Course, number: u32, questions: &[Question]) -> Result<Vec<Value>, String> {
    let kept = course.progress.read()?.of(number).expected;
    if kept.len() == questions.len() {
        course
            .screen
            .say("What you expect is kept from before, and compared with this run.");
        return Ok(kept);
    }
    course
        .screen
        .say("What do you expect? Say it before you see it; a wrong guess teaches more than none.");
    let mut expected = Vec::new();
    for question in questions {
        anstream::println!();
        expected.push(ask(course, question)?);
    }
    anstream::println!();
    course
        .progress
        .update(number, |done| done.expected.clone_from(&expected))?;
    Ok(expected)
}

/// The lesson with this number, or else the first one without a prediction.
fn lesson(course: &Course, number: Option<u32>) -> Result<&Lesson, String> {
    if let Some(number) = number {
        let lesson = course.lesson(number)?;
        return match lesson.predictions_file().is_file() {
            true => Ok(lesson),
            false => Err(format!(
                "lesson {number} has no prediction to make; run it: cargo run -p {}",
                lesson.package()
            )),
        };
    }
    let progress = course.progress.read()?;
    let open = |lesson: &&Lesson| {
        lesson.predictions_file().is_file() && progress.of(lesson.number).predicted.is_none()
    };
    let next = course.lessons.iter().find(open);
    next.ok_or_else(|| "all predictions are made; name the lesson that you mean".to_owned())
}

/// Asks until there is an answer.
fn ask(course: &Course, question: &Question) -> Result<Value, String> {
    course.screen.say(&question.ask);
    let mut wanted = "a number".to_owned();
    for (choice, name) in question.choices.iter().zip('a'..='z') {
        anstream::println!("  {name}  {}", question.show(choice));
        wanted = format!("a letter from a to {name}");
    }
    loop {
        anstream::print!("Your answer, {wanted}: ");
        // The terminal shows a line that has no end yet only when it is told to.
        let _ = io::stdout().flush();
        let mut typed = String::new();
        let read = io::stdin().read_line(&mut typed);
        let read = read.map_err(|error| format!("cannot read your answer: {error}"))?;
        if read == 0 {
            anstream::println!();
            return Err("no answer came, so nothing was run".to_owned());
        }
        if let Some(value) = question.understand(&typed) {
            if question.is_rounded(&typed) {
                anstream::println!(
                    "Taken as {}: no more digits are asked for.",
                    question.show(&value)
                );
            }
            return Ok(value);
        }
        if !typed.trim().is_empty() {
            anstream::println!("That is none of the answers.");
        }
    }
}

/// Builds a lesson, so that its run begins at once.
fn build(course: &Course, package: &str) -> Result<(), String> {
    let _notice = Notice::of(package.to_owned());
    let output = runner::cargo()
        .current_dir(&course.root)
        .args(["build", "-q", "-p", package])
        .stdin(Stdio::null())
        .output()
        .map_err(cannot("start", "cargo".as_ref()))?;
    if output.status.success() {
        return Ok(());
    }
    anstream::eprint!("{}", String::from_utf8_lossy(&output.stderr));
    Err(format!(
        "{package} does not build; cargo says why above. Is all there? cargo course doctor"
    ))
}

/// Runs the lesson in front of the learner, and returns its record: that of the first run which
/// answers all questions, or of the last.
fn run(course: &Course, lesson: &Lesson, questions: &[Question]) -> Result<Value, String> {
    let path = std::env::temp_dir().join(format!("meanwhile-record-{}.json", process::id()));
    let package = lesson.package();
    build(course, &package)?;
    let mut attempts = 0;
    loop {
        let status = runner::cargo()
            .current_dir(&course.root)
            .args(["run", "-q", "-p", &package, "--", "--record"])
            .arg(&path)
            .status()
            .map_err(cannot("start", "cargo".as_ref()))?;
        let text = fs::read_to_string(&path);
        let _ = fs::remove_file(&path);
        if !status.success() {
            return Err(format!("{package} did not run to its end ({status})"));
        }
        let text = text.map_err(cannot("read", &path))?;
        let record = serde_json::from_str(&text);
        let record = record.map_err(|error| format!("the record of {package}: {error}"))?;
        attempts += 1;
        let told = |question: &Question| question.is_told(&record);
        if attempts == ATTEMPTS || questions.iter().all(told) {
            return Ok(record);
        }
        course.screen.say("\nIt could not keep time. Once more.\n");
    }
}
