//! `cargo witness serve`: the API of the lessons as a program, for a classroom, or for a client in
//! another language.

mod html;
mod serve;

use clap::{CommandFactory, Parser, Subcommand};
use std::process::ExitCode;

/// What a program does while it waits, as the server saw it
#[derive(Debug, Parser)]
#[command(
    name = "witness",
    bin_name = "cargo witness",
    version,
    // Nothing to do is a mistake like others, and told in one line.
    arg_required_else_help = false
)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
}

fn main() -> ExitCode {
    let args: Args = terminal::parse(Args::command());
    let done = match &args.command {
        Command::Serve(args) => serve::serve(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            terminal::complain("witness", &why);
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
