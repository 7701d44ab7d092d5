use crate::{Form, Lesson};
use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, ArgMatches, Command, Error, FromArgMatches, ValueEnum, value_parser};
use std::path::PathBuf;

// Clap's derive would be compiled before the first lesson runs.
#[derive(Debug)]
pub(crate) struct Args {
    pub(crate) only: Option<Form>,
    pub(crate) idea: Option<u32>,
    pub(crate) python: bool,
    pub(crate) format: Format,
    pub(crate) ascii: bool,
    pub(crate) details: bool,
    pub(crate) steady: bool,
    pub(crate) record: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
    Svg,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Format::Text, Format::Json, Format::Svg]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Format::Text => "text",
            Format::Json => "json",
            Format::Svg => "svg",
        }))
    }
}

impl FromArgMatches for Args {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Args {
            only: matches.get_one("only").copied(),
            idea: matches.get_one("idea").copied(),
            python: matches.get_flag("python"),
            format: *matches.get_one("format").expect("it has a default"),
            ascii: matches.get_flag("ascii"),
            details: matches.get_flag("details"),
            steady: matches.get_flag("steady"),
            record: matches.get_one("record").cloned(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Args::from_arg_matches(matches)?;
        Ok(())
    }
}

/// An option that takes a value.
pub(crate) fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// An option that is there or not.
pub(crate) fn flag(name: &'static str, help: &'static str) -> Arg {
    let flag = Arg::new(name).long(name).help(help);
    flag.action(ArgAction::SetTrue)
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
    // A mistake is told with the numbers that there are.
    let numbers = value_parser!(u32).range(1..=ideas.max(1));
    terminal::parse(command.args([
        option("only", "FORM", "Run only one form").value_parser(value_parser!(Form)),
        option("idea", "NUMBER", "Run only one idea, by its number")
            .value_parser(numbers)
            .hide(ideas == 0),
        flag(
            "python",
            "Run what is there in Python too, next to its twin in Rust; needs Python 3.11, aiohttp \
             and requests",
        ),
        option(
            "format",
            "FORMAT",
            "What to print: timelines as text, the record as JSON, or the timelines as one SVG picture",
        )
        .value_parser(value_parser!(Format))
        .default_value("text"),
        flag("ascii", "Draw with ASCII characters only"),
        flag(
            "details",
            "Print the clock's own times under each timeline: how long the call took, how far \
             events were from their ticks",
        ),
        flag(
            "steady",
            "Repeat what was not steady, because the machine was too busy to keep time, up to 20 times",
        ),
        option("record", "FILE", "Write the record to a file as well, as JSON")
            .value_parser(value_parser!(PathBuf)),
    ]))
}
