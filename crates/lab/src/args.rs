use clap::{CommandFactory, Parser, ValueEnum};
use std::path::PathBuf;

/// Measures what tutorials claim about blocking and async calls
///
/// Every claim is run on this machine, next to the limit that nobody can beat: the rounds that the
/// requests take, times the latency of the server. Then it measures what async really buys.
/// Where this machine was too busy for a figure, it says so and prints none.
#[derive(Debug, Parser)]
#[command(
    name = "lab",
    version,
    after_help = "It takes a little more than a minute, or ten with --full. Nothing is fetched or installed.\n\n\
        Examples:\n  \
        cargo run --release -p lab\n  \
        cargo run --release -p lab -- --only claim-1 in-flight\n  \
        cargo run --release -p lab -- --record lab.json"
)]
pub(crate) struct Args {
    /// Send all requests of every claim, in more runs, and have up to 10000 in flight
    #[arg(long)]
    pub(crate) full: bool,

    /// What to print: tables as text, the record as JSON, or tables for a page
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Write the record to a file as well, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,

    /// Run only these experiments
    #[arg(long, value_enum, value_name = "NAME", num_args = 1.., value_delimiter = ',')]
    pub(crate) only: Vec<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Markdown,
}

/// An experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Name {
    #[value(name = "claim-1")]
    Claim1,
    #[value(name = "claim-2")]
    Claim2,
    #[value(name = "claim-3")]
    Claim3,
    #[value(name = "claim-4")]
    Claim4,
    #[value(name = "claim-5")]
    Claim5,
    Timers,
    InFlight,
    Cpu,
    Python,
}

impl Args {
    pub(crate) fn read() -> Self {
        terminal::parse(Args::command())
    }

    pub(crate) fn wants(&self, name: &str) -> bool {
        let is_it = |it: &Name| {
            it.to_possible_value()
                .is_some_and(|it| it.get_name() == name)
        };
        self.only.is_empty() || self.only.iter().any(is_it)
    }
}

/// The command that was given, as somebody would type it.
pub(crate) fn command() -> String {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let release = if cfg!(debug_assertions) {
        ""
    } else {
        "--release "
    };
    match given.is_empty() {
        true => format!("cargo run {release}-p lab"),
        false => format!("cargo run {release}-p lab -- {}", given.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_experiment_can_be_asked_for() {
        let mut names: Vec<&str> = crate::claims::all()
            .iter()
            .map(|claim| claim.name)
            .collect();
        names.extend([
            crate::timers::NAME,
            crate::in_flight::NAME,
            crate::cpu::NAME,
            crate::python::NAME,
        ]);
        let values = Name::value_variants()
            .iter()
            .filter_map(Name::to_possible_value);
        let values: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
        assert_eq!(names, values);
    }
}
