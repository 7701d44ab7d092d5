use crate::{Form, Lesson};
use clap::{Args as _, Command, Parser, ValueEnum, value_parser};
use std::path::PathBuf;

#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// Run only one form
    #[arg(long, value_enum, value_name = "FORM")]
    pub(crate) only: Option<Form>,

    /// Run only one idea, by its number
    #[arg(long, value_name = "NUMBER")]
    pub(crate) idea: Option<u32>,

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
    let ideas = lesson.ideas.iter().zip(1..);
    let ideas = ideas.map(|(idea, number)| format!("\n  {number}  {}", idea.title));
    let ideas = match lesson.ideas.is_empty() {
        true => String::new(),
        false => format!("\n\nIdeas:{}", ideas.collect::<String>()),
    };
    let command = Command::new(lesson.package())
        .about(about)
        .after_help(format!(
            "Runs the same work in both forms against a server in this process, and shows what the \
             server saw.{ideas}"
        ));
    let ideas = i64::try_from(lesson.ideas.len()).unwrap_or(i64::MAX);
    let command = Args::augment_args(command).mut_arg("idea", |idea| {
        // A mistake is told with the numbers that there are.
        let numbers = value_parser!(u32).range(1..=ideas.max(1));
        idea.value_parser(numbers).hide(ideas == 0)
    });
    terminal::parse(command)
}
