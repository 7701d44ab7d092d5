use crate::{Form, Lesson};
use clap::{Args as _, Command, Parser, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// Run only one form
    #[arg(long, value_enum, value_name = "FORM")]
    pub(crate) only: Option<Form>,

    /// What to print: timelines as text, the record as JSON, or the timelines as one SVG picture
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Draw with ASCII characters only
    #[arg(long)]
    pub(crate) ascii: bool,

    /// Print the clock's own times under each timeline: how long the call took, how far events were from
    /// their ticks
    #[arg(long)]
    pub(crate) details: bool,

    /// Repeat what was not steady, because the machine was too busy to keep time, up to 20 times
    #[arg(long)]
    pub(crate) steady: bool,

    /// Write the record to a file as well, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Svg,
}

pub(crate) fn parse(lesson: &Lesson) -> Args {
    let about = format!("{}\n{}", lesson.title(), lesson.point);
    let command = Command::new(lesson.package())
        .about(about)
        .after_help("Runs the same work in both forms against a server in this process, and shows what the server saw.");
    terminal::parse(Args::augment_args(command))
}
