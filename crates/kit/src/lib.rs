//! What a lesson's `main` calls: [`main`] runs the forms of a [`Lesson`] against the mock API and
//! prints what the server saw.
//!
//! A form is a plain function of a base URL and a list of prompts. Nothing in it knows that it is
//! watched: every figure and every picture comes from the server's log, except the number of
//! threads, which the operating system tells.

mod args;
mod exercise;
mod interrupt;
mod judge;
mod lesson;
mod live;
mod panics;
mod print;
mod rule;
mod run;
mod table;
mod terminal;
mod watcher;

pub use exercise::{Exercise, Finding, Verdict};
pub use interrupt::interrupted_by;
pub use judge::judge;
pub use lesson::{Form, Lesson, Run};
pub use mock_api::{Delay, Reply, Script};
pub use rule::Rule;

use args::{Args, Format};
use run::Record;
use std::io;
use std::process::ExitCode;
use std::time::Duration;
use terminal::Terminal;

/// No form of a lesson takes this long. One that does has met something that we did not think of,
/// such as too few open files, and says so instead of hanging.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs a lesson as its program does: reads the arguments, runs, prints, and returns the exit
/// status. 0: all forms ran; 1: one failed; 2: wrong arguments.
pub fn main(lesson: &Lesson) -> ExitCode {
    let args = args::parse(lesson);
    panics::hold_back();
    match run_and_print(lesson, &args) {
        Ok(records) => interrupt::exit_status().unwrap_or_else(|| report_failures(&records)),
        // The reader of a pipe has seen enough, as `head` does. It is no failure of ours.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", lesson.package());
            ExitCode::FAILURE
        }
    }
}

fn run_and_print(lesson: &Lesson, args: &Args) -> io::Result<Vec<Record>> {
    let terminal = Terminal::detect(args.ascii);
    let print = args.format == Format::Text;
    if print {
        print::title(lesson, &terminal)?;
    }
    let mut records: Vec<Record> = Vec::new();
    for run in lesson.runs(args.only) {
        if interrupt::exit_status().is_some() {
            break;
        }
        let record = if print {
            let before = records.last().and_then(|record| record.idea);
            if let Some(idea) = run.idea.filter(|&idea| Some(idea) != before) {
                print::idea(idea + 1, &lesson.ideas[idea], &terminal)?;
            }
            print::heading(run, &terminal)?;
            let record = run::run(run, LIMIT, &mut live::Drawing::new(run, &terminal))?;
            print::timeline(&record, &terminal, args.details)?;
            record
        } else {
            run::run(run, LIMIT, &mut |_: &_| ())?
        };
        records.push(record);
    }
    match args.format {
        Format::Text => {
            table::print(lesson, &records, &terminal)?;
            print::closing(lesson, &terminal)?;
        }
        Format::Json => print::json(lesson, &records)?,
        Format::Svg => print::svg(lesson, &records)?,
    }
    Ok(records)
}

fn report_failures(records: &[Record]) -> ExitCode {
    let mut status = ExitCode::SUCCESS;
    for record in records {
        if let Err(why) = &record.result {
            eprintln!("The run \"{}\" failed: {why}", record.heading);
            status = ExitCode::FAILURE;
        }
    }
    status
}
