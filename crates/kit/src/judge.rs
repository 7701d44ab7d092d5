//! The program of an exercise: runs the learner's function and prints what the server saw.

use crate::exercise::{Exercise, Verdict};
use crate::live::Drawing;
use crate::{panics, print};
use clap::{Args as _, Command, Parser, ValueEnum};
use serde_json::json;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use terminal::Terminal;
use terminal::style::{BAD, BOLD, GOOD};

#[derive(Debug, Parser)]
struct Args {
    /// What to print: text to read, or JSON for a program
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Draw with ASCII characters only
    #[arg(long)]
    ascii: bool,

    /// Write the verdict to a file as well, as JSON, for a program that says what to do next
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs a learner's solution as the exercise's program does, prints the verdict and returns the
/// exit status. 0: solved; 1: not solved; 2: wrong arguments; 3: nothing could be judged.
pub fn judge<E: Display>(
    exercise: &Exercise,
    solution: impl Fn(&str, &[String]) -> Result<Vec<String>, E> + Send + Sync + 'static,
) -> ExitCode {
    let command = Command::new(exercise.name()).about(exercise.goal.clone());
    let args: Args = terminal::parse(Args::augment_args(command));
    panics::hold_back();
    let result = match args.format {
        Format::Text => text(exercise, solution, &args),
        Format::Json => json(exercise, solution),
    };
    let recorded = result.and_then(|verdict| {
        if let Some(path) = &args.record {
            print::to_file(path, &document(exercise, &verdict))?;
        }
        Ok(verdict.passed())
    });
    match recorded {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader of a pipe has seen enough; the verdict is lost, and said to be.
        Err(error) => {
            eprintln!("{}: {error}", exercise.name());
            ExitCode::from(3)
        }
    }
}

fn text<E: Display>(
    exercise: &Exercise,
    solution: impl Fn(&str, &[String]) -> Result<Vec<String>, E> + Send + Sync + 'static,
    args: &Args,
) -> io::Result<Verdict> {
    let terminal = Terminal::detect().ascii(args.ascii);
    let mut out = anstream::stdout();
    let title = format!("Exercise {} · {}", exercise.lesson, exercise.title);
    writeln!(out, "{BOLD}{}{BOLD:#}", terminal.spell(&title))?;
    writeln!(out, "{}", terminal.wrap(&exercise.goal))?;
    writeln!(out, "Your code: {}\n", exercise.file.display())?;
    writeln!(out, "{BOLD}What the server saw{BOLD:#}")?;
    let verdict = exercise.grade_watched(solution, |run| Drawing::new(run, &terminal))?;
    print::timeline(&verdict.record, &terminal, false)?;
    writeln!(out)?;
    if let Some(hang) = verdict.hang() {
        writeln!(out, "{}\n", terminal.wrap(&hang))?;
    }
    findings(&verdict, &terminal, &mut out)?;
    writeln!(out)?;
    if verdict.passed() {
        writeln!(out, "Solved.")?;
        if let Some(next) = exercise.next.as_ref().filter(|_| args.record.is_none()) {
            writeln!(out, "Next: {next}")?;
        }
    } else if args.record.is_some() {
        writeln!(out, "Not yet.")?;
    } else {
        let (package, name) = (format!("lesson-{}", exercise.lesson), exercise.name());
        writeln!(
            out,
            "Not yet. Run it again: cargo run -p {package} --example {name}"
        )?;
    }
    out.flush()?;
    Ok(verdict)
}

/// Each rule with its mark. Only the first that is broken comes with advice: others may be broken
/// because of it, and their advice would lead astray.
fn findings(verdict: &Verdict, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    let under = "       ";
    let mut advice = true;
    for finding in &verdict.findings {
        let mark = match &finding.seen {
            None if verdict.returned() => format!("  {GOOD}yes{GOOD:#}  "),
            None => "  ?    ".to_owned(),
            Some(_) => format!("  {BAD}NO{BAD:#}   "),
        };
        let wanted = finding.rule.wanted();
        writeln!(out, "{}", terminal.hang(&wanted, &mark, under))?;
        if let Some(seen) = &finding.seen {
            writeln!(out, "{}", terminal.indent(seen, under))?;
            if std::mem::take(&mut advice) {
                writeln!(out, "{}", terminal.indent(&finding.advice, under))?;
            }
        }
    }
    if !verdict.returned() {
        writeln!(out, "\n?: it cannot be told of code that did not return.")?;
    }
    Ok(())
}

fn json<E: Display>(
    exercise: &Exercise,
    solution: impl Fn(&str, &[String]) -> Result<Vec<String>, E> + Send + Sync + 'static,
) -> io::Result<Verdict> {
    let verdict = exercise.grade(solution)?;
    writeln!(io::stdout(), "{:#}", document(exercise, &verdict))?;
    Ok(verdict)
}

/// The verdict as JSON: `schema`, `lesson`, `passed`, the `rules` with whether each is `kept` (`null`
/// when it cannot be told) and what was `seen` against it, the `error` of a solution that returned none, and its `timeline`.
fn document(exercise: &Exercise, verdict: &Verdict) -> serde_json::Value {
    let rules: Vec<serde_json::Value> = verdict
        .findings
        .iter()
        .map(|finding| {
            json!({
                "rule": finding.rule.wanted(),
                "kept": verdict.kept(finding),
                "seen": finding.seen,
                "advice": finding.advice,
            })
        })
        .collect();
    json!({
        "schema": "meanwhile.exercise/1",
        "lesson": exercise.lesson,
        "passed": verdict.passed(),
        "error": verdict.record.result.as_ref().err().map(ToString::to_string),
        "rules": rules,
        "timeline": verdict.record.timeline.json(),
    })
}
