//! `cargo witness -- COMMAND`: what a program does while it waits, as a server saw it. And
//! `cargo witness serve`: that server for a classroom, or for a client on another machine.

mod figures;
mod files;
mod findings;
mod hint;
mod html;
mod output;
mod picture;
mod report;
mod run;
mod serve;
mod stop;
mod watch;
mod words;

use clap::{CommandFactory, Parser, Subcommand};
use std::ffi::OsString;
use std::process::exit;

/// What a program does while it waits, as the server saw it
///
/// After -- comes a command, in any language. It runs against a mock API on this
/// machine, and finds the address in OPENAI_BASE_URL and OPENAI_API_KEY, as OpenAI
/// clients do, and in MEANWHILE_URL. When it ends, you are told what the server saw
/// of it, and what that usually means.
#[derive(Debug, Parser)]
#[command(
    name = "witness",
    bin_name = "cargo witness",
    version,
    args_conflicts_with_subcommands = true,
    override_usage = "cargo witness [OPTIONS] -- COMMAND...\n       cargo witness serve [OPTIONS]",
    verbatim_doc_comment,
    next_line_help = true,
    after_help = EXAMPLES,
)]
struct Args {
    #[command(subcommand)]
    serve: Option<Serve>,

    #[command(flatten)]
    watch: watch::Args,
}

#[derive(Debug, Subcommand)]
enum Serve {
    Serve(serve::Args),
}

const EXAMPLES: &str = "\
A check compares requests, ok, failed, refused, abandoned, retries, in-flight,
connections, findings, time, p50, p95, p99 or slowest with a number, by
<=, <, >=, >, == or !=. Times are seconds, or have a unit: \"p95 <= 300ms\".

The report goes to the standard error stream, the exit status is the command's.

Examples:
  cargo witness -- python3 bulk.py
  cargo witness --latency 200ms..800ms --max-in-flight 20 -- node bulk.js
  cargo witness --check \"in-flight <= 20\" --check \"connections <= 20\" -- ./bulk";

const USES: &str = "\
cargo witness tells what a program does while it waits, as a server saw it.

  cargo witness -- python3 bulk.py
      runs a command, in any language, against a mock API on this machine, and
      tells what the server saw of it and what that usually means. The command
      finds the address in OPENAI_BASE_URL, as OpenAI clients do.

  cargo witness serve
      serves that API until Ctrl-C: for a classroom, or for a program that is
      started elsewhere.

How slow the server is, whom it refuses, and when it fails is said by options:
  cargo witness --help
  cargo witness serve --help";

fn main() {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    if words.is_empty() {
        eprintln!("{USES}");
        exit(2);
    }
    let args: Args = terminal::parse(Args::command());
    let done = match &args.serve {
        Some(Serve::Serve(args)) => serve::serve(args).map(|()| 0),
        None if args.watch.command.is_empty() => {
            terminal::complain(
                "witness",
                "which command? It comes after --, as in: cargo witness -- python3 bulk.py",
            );
            exit(2)
        }
        None => watch::watch(&args.watch),
    };
    match done {
        Ok(status) => exit(status),
        Err(why) => {
            terminal::complain("witness", &why);
            exit(1)
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

    #[test]
    fn all_help_fits_eighty_columns() {
        let mut all = Args::command();
        all.build();
        let mut served = all.find_subcommand("serve").cloned().expect("it is there");
        let mut texts = vec![USES.to_owned()];
        for command in [&mut all, &mut served] {
            texts.push(command.render_help().to_string());
            texts.push(command.render_long_help().to_string());
        }
        for line in texts.iter().flat_map(|text| text.lines()) {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}
