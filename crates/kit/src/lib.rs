//! What a lesson's `main` calls: [`main`] runs the forms of a [`Lesson`] against the mock API and
//! prints what the server saw.
//!
//! A form is a plain function of a base URL and a list of prompts. Nothing in it knows that it is
//! watched: every figure and every picture comes from the server's log, except the number of
//! threads, which the operating system tells.

mod args;
mod lesson;
mod live;
mod print;
mod run;
mod terminal;
mod watcher;

pub use lesson::{Form, Lesson, Run};
pub use mock_api::{Delay, Reply, Script};

use args::{Args, Format};
use run::Record;
use std::io;
use std::process::ExitCode;
use terminal::Terminal;

/// Runs a lesson as its program does: reads the arguments, runs, prints, and returns the exit
/// status. 0: all forms ran; 1: one failed; 2: wrong arguments.
pub fn main(lesson: &Lesson) -> ExitCode {
    let args = args::parse(lesson);
    let printed =
        match args.format {
            Format::Text => text(lesson, &args),
            Format::Json => all(lesson, &args)
                .and_then(|records| print::json(lesson, &records).map(|()| records)),
            Format::Svg => all(lesson, &args)
                .and_then(|records| print::svg(lesson, &records).map(|()| records)),
        };
    match printed {
        Ok(records) => report_failures(&records),
        // The reader of a pipe has seen enough, as `head` does. It is no failure of ours.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", lesson.package());
            ExitCode::FAILURE
        }
    }
}

fn text(lesson: &Lesson, args: &Args) -> io::Result<Vec<Record>> {
    let terminal = Terminal::detect(args.ascii);
    print::title(lesson, &terminal)?;
    let mut records = Vec::new();
    for run in lesson.runs(args.only) {
        print::heading(run, &terminal)?;
        let record = run::run(run, &mut live::Drawing::new(run, &terminal))?;
        print::timeline(&record, &terminal, args.details)?;
        records.push(record);
    }
    print::comparison(&records, &terminal)?;
    print::closing(lesson, &terminal)?;
    Ok(records)
}

fn all(lesson: &Lesson, args: &Args) -> io::Result<Vec<Record>> {
    let runs = lesson.runs(args.only);
    runs.map(|run| run::run(run, &mut |_: &_| ())).collect()
}

fn report_failures(records: &[Record]) -> ExitCode {
    let mut status = ExitCode::SUCCESS;
    for record in records {
        if let Err(why) = &record.result {
            eprintln!("The {} form failed: {why}", record.name);
            status = ExitCode::FAILURE;
        }
    }
    status
}
