use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Leads through the lessons and their exercises.
///
/// Without a command: where you are, and what is next.
#[derive(Debug, Parser)]
#[command(
    name = "course",
    bin_name = "cargo course",
    after_help = "A lesson is named by its number: cargo course watch 3. Where the number may be\n\
                  left out, the next lesson that is not done is meant."
)]
pub(crate) struct Args {
    /// The folder with the lessons, for tests
    #[arg(long, hide = true, value_name = "FOLDER")]
    pub(crate) root: Option<PathBuf>,

    /// The file with the progress, for tests
    #[arg(long, hide = true, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask what you expect of a lesson, then run it and compare
    Predict {
        /// The number of the lesson; the first without a prediction when left out
        #[arg(value_parser = number)]
        lesson: Option<u32>,
    },
    /// Check an exercise now and each time you save it
    Watch {
        /// The number of its lesson
        #[arg(value_parser = number)]
        lesson: Option<u32>,
    },
    /// Check an exercise once
    Check {
        /// The number of its lesson
        #[arg(value_parser = number)]
        lesson: Option<u32>,
    },
    /// Help with an exercise: a nudge first, more each time you ask
    Hint {
        /// The number of its lesson
        #[arg(value_parser = number)]
        lesson: Option<u32>,
    },
    /// Show a solution of an exercise that you have solved
    Solution {
        /// The number of its lesson
        #[arg(value_parser = number)]
        lesson: u32,
        /// Show it before you have solved the exercise
        #[arg(long)]
        give_up: bool,
    },
    /// Put an exercise back as it was; your version is kept in another file
    Reset {
        /// The number of its lesson
        #[arg(value_parser = number)]
        lesson: u32,
    },
    /// Check this laptop: toolchain, crates, network, terminal, timing
    Doctor {
        /// Build lessons, book and mock API without a network as well
        #[arg(long)]
        workshop: bool,
    },
    /// Lay a new lesson, for who writes one: see CONTRIBUTING.md
    New {
        /// Its number
        #[arg(value_parser = number)]
        number: u32,
        /// The name of its folder after the number: lower-case words with hyphens between
        #[arg(value_parser = slug)]
        slug: String,
        /// Its title; made of the slug when left out
        #[arg(long)]
        title: Option<String>,
    },
    /// Tell what was solved, and when
    Report {
        /// What to print: text to read, or JSON for a program
        #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
        format: Format,
    },
}

/// The number of a lesson, as it is typed.
fn number(typed: &str) -> Result<u32, String> {
    let number = typed.strip_prefix("lesson-").unwrap_or(typed);
    let wanted = "a lesson is named by its number, such as 3";
    number.parse().map_err(|_| wanted.to_owned())
}

/// A part of the name of a folder, of a page and of its address.
fn slug(typed: &str) -> Result<String, String> {
    let plain = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit();
    let is_slug = typed
        .split('-')
        .all(|word| !word.is_empty() && word.chars().all(plain));
    match is_slug {
        true => Ok(typed.to_owned()),
        false => Err("lower-case words with hyphens between, such as circuit-breaker".to_owned()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}
