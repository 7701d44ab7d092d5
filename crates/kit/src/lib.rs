//! What a lesson's `main` calls: [`main`] runs the forms of a [`Lesson`] against the mock API and
//! prints what the server saw.
//!
//! A form is a plain function of a base URL and a list of prompts. Nothing in it knows that it is
//! watched: every figure and every picture comes from the server's log, except the number of
//! threads, which the operating system tells.

mod accounts;
mod args;
mod asked;
mod dice;
mod evidence;
mod exercise;
mod form;
mod history;
mod interrupt;
mod judge;
mod lesson;
mod live;
mod panics;
pub mod plan;
mod print;
mod process;
mod python;
pub mod rules;
mod run;
mod scenario;
mod supervise;
mod table;
mod task;
mod verdict;
mod watcher;

pub use asked::{Asked, Wanted};
pub use dice::Dice;
pub use evidence::Evidence;
pub use exercise::Exercise;
pub use form::{Form, Solution};
pub use history::{History, When};
pub use interrupt::interrupted_by;
pub use judge::judge;
pub use lesson::{Lesson, Run};
pub use mock_api::{Delay, RateLimit, Reply, Script, TokenLimit, embedding_of};
pub use plan::Plan;
pub use scenario::{Replies, Scenario};
pub use task::Task;
pub use timeline::{Mark, Outcome, Span, Timeline, seconds};
pub use verdict::{Finding, Refusal, Trouble, Verdict};

use args::{Args, Format};
use python::Python;
use run::{Failure, Observer, Patience, Record};
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;
use terminal::Terminal;
use timeline::Scale;

/// No form of a lesson takes this long. One that does has met something that we did not think of,
/// such as too few open files, and says so instead of hanging. Threads that it left behind have a
/// moment to end.
const PATIENCE: Patience = Patience {
    limit: Duration::from_secs(30),
    wonder: Duration::from_secs(5),
    afterwards: Duration::from_millis(200),
};

/// Attempts at a steady run, where one is asked for.
const ATTEMPTS: u32 = 20;

/// Runs a lesson as its program does: reads the arguments, runs, prints, and returns the exit
/// status. 0: all forms ran; 1: one failed; 2: wrong arguments, or Python was asked for and lacks
/// something.
pub fn main(lesson: &Lesson) -> ExitCode {
    if let Some(status) = process::inside(lesson) {
        return status;
    }
    let args = args::parse(lesson);
    if args.python
        && let Err(lacks) = Python::find()
    {
        eprintln!("{}: {lacks}", lesson.package());
        return ExitCode::from(2);
    }
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
    let terminal = Terminal::detect().ascii(args.ascii);
    let print = args.format == Format::Text;
    if print {
        print::title(lesson, &terminal)?;
    }
    let mut records: Vec<Record> = Vec::new();
    let idea = args.idea.map(|number| number as usize);
    // The runs of an idea have one scale.
    let mut scale: Option<Scale> = None;
    for run in lesson.runs(args.only, idea, args.python) {
        if interrupt::exit_status().is_some() {
            break;
        }
        let ghost = lesson.ghost(run).map_err(io::Error::other)?;
        let ghost = ghost.map(|ghost| ghost.name.clone());
        let record = if print {
            let before = records.last().and_then(|record| record.idea);
            if let Some(idea) = run.idea.filter(|&idea| Some(idea) != before) {
                print::idea(idea + 1, &lesson.ideas[idea], &terminal)?;
                scale = None;
            }
            print::heading(run, &terminal)?;
            let lasts = lesson.lasts(run);
            let drawing = || live::Drawing::new(run, &terminal, scale, lasts);
            let record = Record {
                ghost,
                ..record(run, args.steady, drawing)?
            };
            let own = record.timeline.scale(terminal.style(), lasts);
            let shared = scale.map_or(own, |above| above.coarser(own));
            let shrunk = scale.is_some_and(|above| above != shared);
            let right = record.right(&records);
            print::timeline(&record, right, shared, &terminal, args.details)?;
            if shrunk {
                print::shrunk(&terminal)?;
            }
            scale = Some(shared);
            record
        } else {
            Record {
                ghost,
                ..record(run, args.steady, || |_: &_| ())?
            }
        };
        records.push(record);
    }
    match args.format {
        Format::Text => {
            print::legend(&records, &terminal)?;
            table::print(lesson, &records, &terminal)?;
            // Who has stopped it wants to be out.
            match interrupt::exit_status() {
                Some(_) => {}
                None if args.python => print::beside_python(lesson, &terminal)?,
                None => print::closing(lesson, args.only, idea, &terminal)?,
            }
        }
        Format::Json => writeln!(io::stdout(), "{:#}", print::document(lesson, &records))?,
        Format::Svg => print::svg(lesson, &records)?,
    }
    if let Some(path) = &args.record {
        print::to_file(path, &print::document(lesson, &records))?;
    }
    Ok(records)
}

/// Records a run; if wished, again and again until it was steady.
fn record<O: Observer>(run: &Run, steady: bool, observer: impl Fn() -> O) -> io::Result<Record> {
    let mut record = run::run(run, PATIENCE, &mut observer())?;
    for attempt in 1..if steady { ATTEMPTS } else { 1 } {
        let hangs = matches!(record.result, Err(Failure::Hang(_)));
        let over = hangs || interrupt::exit_status().is_some();
        if over || record.timeline.steadiness.is_steady() {
            break;
        }
        run::let_machine_rest(attempt);
        record = run::run(run, PATIENCE, &mut observer())?;
    }
    Ok(record)
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread::sleep;

    /// A run that connects half-way between two ticks in its first attempt, and never again. It
    /// returns the number of the attempt.
    fn unsteady_once() -> Run {
        let attempts = AtomicUsize::new(0);
        Run::blocking("", move |base_url, _| {
            let attempt = attempts.fetch_add(1, Ordering::Relaxed);
            let address = base_url.trim_start_matches("http://");
            let _first = TcpStream::connect(address)?;
            sleep(Duration::from_millis(50));
            let _second = match attempt {
                0 => Some(TcpStream::connect(address)?),
                _ => None,
            };
            sleep(Duration::from_millis(20));
            Ok::<_, io::Error>(vec![attempt.to_string()])
        })
    }

    #[test]
    fn a_run_that_was_not_steady_is_repeated_when_a_steady_one_is_asked_for() {
        let repeated = record(&unsteady_once(), true, || |_: &_| ()).expect("it runs");
        assert!(repeated.timeline.steadiness.is_steady());
        assert_ne!(repeated.result, Ok(vec!["0".to_owned()]));
    }

    #[test]
    fn what_came_in_a_time_is_drawn_where_a_scenario_asks_for_it() {
        let connects = || {
            Run::blocking("", |base_url, _| {
                TcpStream::connect(base_url.trim_start_matches("http://"))?;
                Ok::<_, io::Error>(Vec::new())
            })
        };
        let tracks = |scenario| {
            let lesson = Lesson::new(0, "", "").scenario(scenario).run(connects());
            let run = lesson.runs(None, None, false).next().expect("it has one");
            let record = record(run, true, || |_: &_| ()).expect("it runs");
            let tracks = record.timeline.tracks.iter();
            tracks.map(|track| track.name().to_owned()).collect()
        };
        let none: Vec<String> = tracks(Scenario::new());
        assert_eq!(none, [] as [&str; 0]);
        let half = Scenario::new().counting_within(Duration::from_millis(500));
        assert_eq!(tracks(half), ["in 0.5 s"]);
    }

    /// What somebody is told who watches a run that hangs.
    struct Wondering(Vec<(Duration, Duration)>);

    impl Observer for &mut Wondering {
        fn observe(&mut self, _: &mock_api::MockApi) {}

        fn wonder(&mut self, waited: Duration, left: Duration) {
            self.0.push((waited, left));
        }
    }

    #[test]
    fn a_run_that_seems_to_hang_is_told_of_once_while_it_does() {
        let patience = Patience {
            limit: Duration::from_millis(400),
            wonder: Duration::from_millis(100),
            ..PATIENCE
        };
        let run = Run::blocking("", |_, _| -> Result<_, String> {
            loop {
                std::thread::park();
            }
        });
        let mut told = Wondering(Vec::new());
        let record = run::run(&run, patience, &mut &mut told).expect("it runs");
        assert_eq!(record.result, Err(Failure::Hang(patience.limit)));
        let [waited, left] = [100, 300].map(Duration::from_millis);
        assert_eq!(told.0, [(waited, left)]);
    }

    #[test]
    fn otherwise_every_run_is_shown_as_it_was() {
        let shown = record(&unsteady_once(), false, || |_: &_| ()).expect("it runs");
        assert!(!shown.timeline.steadiness.is_steady());
        assert_eq!(shown.result, Ok(vec!["0".to_owned()]));
    }
}
