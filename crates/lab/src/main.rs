//! Measures what tutorials claim about blocking and async calls, next to what is possible at all.

mod args;
mod arithmetic;
mod child;
mod claims;
mod clients;
mod compute;
mod cpu;
mod in_flight;
mod limits;
mod machine;
mod measure;
mod plan;
mod print;
mod python;
mod quiet;
mod record;
mod session;
mod show;
mod timers;
mod usage;

use args::{Args, Format};
use claims::Claim;
use plan::Plan;
use record::Experiment;
use session::Session;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use std::time::Duration;
use terminal::complain;

fn main() -> ExitCode {
    if let Some(done) = child::play() {
        return done;
    }
    let args = Args::read();
    if machine::build() == "debug" {
        complain(
            "lab",
            "this is a debug build, whose figures are of no use: it only rehearses, with few \
             requests. To measure: cargo run --release -p lab",
        );
    }
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of a pipe has seen enough, as `head` does. It is no failure of ours.
        Err(Failure::Print(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Print(error)) => {
            complain("lab", &format!("cannot print: {error}"));
            ExitCode::FAILURE
        }
        Err(Failure::Measure(why)) => {
            complain("lab", &why);
            ExitCode::FAILURE
        }
    }
}

enum Failure {
    Print(io::Error),
    Measure(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Print(error)
    }
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Failure::Measure(why)
    }
}

/// Something that can be asked for by its name.
enum Job {
    Claim(Claim),
    Timers,
    InFlight,
    Cpu,
    Python,
}

impl Job {
    fn all() -> Vec<Job> {
        let claims = claims::all().into_iter().map(Job::Claim);
        claims
            .chain([Job::Timers, Job::InFlight, Job::Cpu, Job::Python])
            .collect()
    }

    fn name(&self) -> &'static str {
        match self {
            Job::Claim(claim) => claim.name,
            Job::Timers => timers::NAME,
            Job::InFlight => in_flight::NAME,
            Job::Cpu => cpu::NAME,
            Job::Python => python::NAME,
        }
    }

    fn estimate(&self, session: &Session) -> Duration {
        match self {
            Job::Claim(claim) => measure::estimate(session, claim),
            Job::Timers => timers::estimate(session),
            Job::InFlight => in_flight::estimate(session),
            Job::Cpu => cpu::estimate(session),
            Job::Python => python::estimate(session),
        }
    }

    fn run(&self, session: &mut Session) -> Result<Experiment, String> {
        match self {
            Job::Claim(claim) => measure::claim(session, claim),
            Job::Timers => timers::experiment(session),
            Job::InFlight => in_flight::experiment(session),
            Job::Cpu => cpu::experiment(session),
            Job::Python => python::experiment(session),
        }
    }
}

/// Connections that the ways of a claim have open together, or a few more.
const CONNECTIONS: u64 = 400;

fn plan(args: &Args) -> Plan {
    match (machine::build(), args.full) {
        ("debug", _) => Plan::rehearsal(),
        (_, true) => Plan::full(),
        (_, false) => Plan::minute(),
    }
}

fn run(args: &Args) -> Result<(), Failure> {
    // Before a minute has passed: where the record cannot be written, nobody wants to wait for it.
    if let Some(path) = &args.record {
        let file = fs::OpenOptions::new().create(true).append(true).open(path);
        file.map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    let plan = plan(args);
    let most = plan
        .in_flight
        .iter()
        .map(|(number, _)| *number)
        .max()
        .unwrap_or(0);
    let mut made = machine::describe(&args::command());
    made.insert("plan".into(), plan.name.into());
    let limits = limits::Limits::look_up(u64::from(most).max(CONNECTIONS));
    let mut session = Session::new(plan, limits);
    let jobs = Job::all().into_iter().filter(|job| args.wants(job.name()));
    let jobs: Vec<Job> = jobs.collect();
    for job in &jobs {
        session.expects(job.estimate(&session));
    }
    let mut experiments = Vec::new();
    for job in &jobs {
        let experiment = job.run(&mut session)?;
        session
            .progress
            .suspend(|| show(args.format, &experiment, experiments.is_empty()))?;
        experiments.push(experiment);
    }
    session.progress.finish_and_clear();
    let document = record::document(made, &experiments);
    if args.format == Format::Json {
        writeln!(io::stdout(), "{document:#}")?;
    }
    if let Some(path) = &args.record {
        let written = fs::write(path, format!("{document:#}\n"));
        written.map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(())
}

/// Prints an experiment as soon as it is there.
fn show(format: Format, experiment: &Experiment, is_first: bool) -> io::Result<()> {
    let text = match format {
        Format::Text => terminal::spell(&print::text(experiment), terminal::cells()),
        Format::Markdown => print::markdown(experiment),
        Format::Json => return Ok(()),
    };
    let mut out = anstream::stdout();
    if !is_first {
        writeln!(out)?;
    }
    write!(out, "{text}")?;
    out.flush()
}
