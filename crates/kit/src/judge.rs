//! The program of an exercise: runs the learner's function and prints what the server saw.

use crate::args::{flag, option};
use crate::exercise::{Audience, DRAWS, Exercise, seed};
use crate::form::Solution;
use crate::live::Drawing;
use crate::supervise::{NOTHING_JUDGED, supervise};
use crate::task::Task;
use crate::verdict::Verdict;
use crate::{Run, panics, print};
use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command, Error, FromArgMatches, ValueEnum, value_parser};
use serde_json::json;
use std::io::{self, Write, stdin};
use std::path::PathBuf;
use std::process::ExitCode;
use terminal::Terminal;
use terminal::style::{BAD, BOLD, DIMMED, GOOD};
use timeline::seconds;

#[derive(Debug)]
struct Args {
    format: Format,
    ascii: bool,
    seed: Option<u64>,
    record: Option<PathBuf>,
    token: bool,
    inside: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Json,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Format::Text, Format::Json]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Format::Text => "text",
            Format::Json => "json",
        }))
    }
}

impl FromArgMatches for Args {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Args {
            format: *matches.get_one("format").expect("it has a default"),
            ascii: matches.get_flag("ascii"),
            seed: matches.get_one("seed").copied(),
            record: matches.get_one("record").cloned(),
            token: matches.get_flag("token"),
            inside: matches.get_flag("inside"),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Args::from_arg_matches(matches)?;
        Ok(())
    }
}

fn arguments() -> [Arg; 6] {
    [
        option("format", "FORMAT", "What to print: text to read, or JSON for a program")
            .value_parser(value_parser!(Format))
            .default_value("text"),
        flag("ascii", "Draw with ASCII characters only"),
        option(
            "seed",
            "NUMBER",
            "Draw the same scenarios again: the number that an earlier run printed",
        )
        .value_parser(value_parser!(u64)),
        option(
            "record",
            "FILE",
            "Write the verdict to a file as well, as JSON, for a program that says what to do next",
        )
        .value_parser(value_parser!(PathBuf)),
        flag(
            "token",
            "Put the line that stands on the standard input stream into that file: who finds it \
             there knows that the judge has written it",
        )
        .hide(true)
        .requires("record"),
        flag(
            "inside",
            "Say what to do next, although there is a file: it is for a program that leaves that to us",
        )
        .hide(true)
        .requires("record"),
    ]
}

/// Runs a learner's solution as the exercise's program does, prints the verdict and returns the
/// exit status. 0: solved; 1: not solved; 2: wrong arguments; 3: nothing could be judged.
pub fn judge<P>(exercise: &Exercise, solution: impl Solution<P>) -> ExitCode {
    let command = Command::new(exercise.name()).about(exercise.goal.clone());
    let args: Args = terminal::parse(command.args(arguments()));
    let status = match &args.record {
        // The learner's code may end the whole process: then somebody has to be left to say so.
        None => supervise(exercise.lesson, args.format == Format::Json),
        Some(file) => {
            panics::hold_back();
            judge_here(exercise, solution, &args, file)
        }
    };
    status.unwrap_or_else(|error| {
        eprintln!("{}: {error}", exercise.name());
        ExitCode::from(NOTHING_JUDGED)
    })
}

fn judge_here<P>(
    exercise: &Exercise,
    solution: impl Solution<P>,
    args: &Args,
    file: &std::path::Path,
) -> io::Result<ExitCode> {
    let mut token = String::new();
    if args.token {
        stdin().read_line(&mut token)?;
    }
    let seed = args.seed.unwrap_or_else(seed);
    let verdict = match args.format {
        Format::Text => text(exercise, solution, seed, args)?,
        Format::Json => exercise.grade(seed, solution)?,
    };
    print::to_file(file, &document(exercise, &verdict, token.trim()))?;
    Ok(match verdict.passed() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn text<P>(
    exercise: &Exercise,
    solution: impl Solution<P>,
    seed: u64,
    args: &Args,
) -> io::Result<Verdict> {
    let terminal = Terminal::detect().ascii(args.ascii);
    let mut out = anstream::stdout();
    let title = format!("Exercise {} · {}", exercise.lesson, exercise.title);
    writeln!(out, "{BOLD}{}{BOLD:#}", terminal.spell(&title))?;
    writeln!(out, "{}", terminal.wrap(&exercise.goal))?;
    writeln!(out, "Your code: {}", exercise.file.display())?;
    let mut learner = Learner { terminal };
    let verdict = exercise.grade_before(seed, solution, &mut learner)?;
    writeln!(out)?;
    findings(&verdict, &terminal, &mut out)?;
    writeln!(out)?;
    let says_next = args.inside;
    if verdict.passed() {
        writeln!(out, "Solved, in {DRAWS} draws of {DRAWS}.")?;
        if let Some(next) = exercise.next().filter(|_| says_next) {
            writeln!(out, "Next: {next}")?;
        }
    } else {
        let again = exercise.command();
        let seed = format!("The same draws: {again} -- --seed {}", verdict.seed);
        writeln!(out, "{DIMMED}{seed}{DIMMED:#}")?;
        match says_next {
            true => writeln!(out, "Not yet. Run it again: {again}")?,
            false => writeln!(out, "Not yet.")?,
        }
    }
    out.flush()?;
    Ok(verdict)
}

/// Sits before a terminal, or reads a pipe.
struct Learner {
    terminal: Terminal,
}

impl Audience for Learner {
    type Observer = Drawing;

    fn begins(&mut self, task: &Task, round: u32) -> io::Result<()> {
        let mut out = anstream::stdout();
        let moments = task.scenario().moments().iter();
        let moments =
            moments.map(|moment| format!(" · {} at {}", moment.name, seconds(moment.tick)));
        let title = format!(
            "Draw {} of {DRAWS}{}",
            round + 1,
            moments.collect::<String>()
        );
        writeln!(out, "\n{BOLD}{}{BOLD:#}", self.terminal.spell(&title))?;
        out.flush()
    }

    fn observer(&mut self, run: &Run) -> Self::Observer {
        Drawing::new(run, &self.terminal, None, None)
    }

    /// The picture of a draw that holds is not needed, but of the last one.
    fn has_ended(&mut self, verdict: &Verdict) -> io::Result<()> {
        if verdict.passed() && verdict.draw < DRAWS {
            return writeln!(anstream::stdout(), "Every rule is kept.");
        }
        let scale = verdict.record.timeline.scale(self.terminal.style(), None);
        print::timeline(&verdict.record, None, scale, &self.terminal, false)?;
        print::legend(std::slice::from_ref(&verdict.record), &self.terminal)
    }
}

/// What went wrong in the code itself, then each rule with its mark. Only what is told first comes with
/// advice: the rest may be so because of it, and its advice would lead astray.
fn findings(verdict: &Verdict, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    const UNDER: &str = "       ";
    let broken = format!("  {BAD}NO{BAD:#}   ");
    let mut advice = true;
    if let Some(trouble) = &verdict.trouble {
        writeln!(out, "{}", terminal.hang(&trouble.told, &broken, UNDER))?;
        writeln!(out, "{}\n", terminal.indent(&trouble.advice, UNDER))?;
        advice = false;
    }
    for finding in &verdict.findings {
        let wanted = &finding.wanted;
        let mark = match verdict.kept(finding) {
            Some(true) => format!("  {GOOD}yes{GOOD:#}  "),
            Some(false) => broken.clone(),
            None => "  ?    ".to_owned(),
        };
        writeln!(out, "{}", terminal.hang(wanted, &mark, UNDER))?;
        let told = finding.broken.as_ref();
        if let Some(told) = told.filter(|_| verdict.kept(finding).is_some()) {
            writeln!(out, "{}", terminal.indent(&told.seen, UNDER))?;
            if std::mem::take(&mut advice) {
                writeln!(out, "{}", terminal.indent(&told.advice, UNDER))?;
            }
        }
    }
    let untold = verdict
        .findings
        .iter()
        .any(|found| verdict.kept(found).is_none());
    if untold {
        let why = match verdict.trouble {
            Some(_) => "?: it cannot be told of code that did not come to its end.",
            None => "?: it cannot be told where nothing was sent.",
        };
        writeln!(out, "\n{why}")?;
    }
    Ok(())
}

/// The verdict as JSON: `schema`, `lesson`, `passed`, the `seed` and the number of the last `draw`, what
/// `trouble` there was in the code itself (or `null`), the `rules` with whether each is `kept` (`null`
/// when it cannot be told), what was `seen` against it and the `advice`, the `timeline` of that draw, and
/// the `token` of whoever asked.
fn document(exercise: &Exercise, verdict: &Verdict, token: &str) -> serde_json::Value {
    let rules: Vec<serde_json::Value> = verdict
        .findings
        .iter()
        .map(|finding| {
            let broken = finding.broken.as_ref();
            json!({
                "rule": finding.wanted,
                "kept": verdict.kept(finding),
                "seen": broken.map(|broken| &broken.seen),
                "advice": broken.map(|broken| &broken.advice),
            })
        })
        .collect();
    let trouble = verdict.trouble.as_ref().map(
        |trouble| json!({ "what": trouble.what, "seen": trouble.told, "advice": trouble.advice }),
    );
    json!({
        "schema": "meanwhile.exercise/2",
        "lesson": exercise.lesson,
        "passed": verdict.passed(),
        "seed": verdict.seed,
        "draw": verdict.draw,
        "draws": verdict.draws,
        "trouble": trouble,
        "rules": rules,
        "timeline": verdict.record.timeline.json(),
        "token": token,
    })
}
