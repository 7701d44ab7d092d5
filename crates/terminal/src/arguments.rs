use crate::characters::paragraph;
use crate::screen::WIDTH;
use anstream::adapter::strip_str;
use clap::error::ErrorKind;
use clap::{Command, Error, FromArgMatches};
use console::Term;
use std::io::{self, IsTerminal, Write};
use std::process::exit;

/// Reads the arguments of this program. `--help` and `--version` print and exit with 0; a mistake
/// prints one line and exits with 2.
pub fn parse<Args: FromArgMatches>(command: Command) -> Args {
    let name = command.get_name().to_owned();
    let matches = command.try_get_matches();
    match matches.and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(args) => args,
        Err(error) if is_answer(&error) => {
            let columns = Term::stdout().size_checked().map(|(_, columns)| columns);
            let columns = columns.filter(|&columns| columns > 0 && io::stdout().is_terminal());
            let width = columns.map_or(WIDTH, |columns| WIDTH.min(columns.into()));
            let help = error.render().ansi().to_string();
            // Nobody may be there to read it.
            let _ = writeln!(anstream::stdout(), "{}", wrapped(&help, width));
            exit(0)
        }
        Err(error) => {
            complain(&name, &format!("{} (see --help)", one_line(&error)));
            exit(2)
        }
    }
}

/// Tells what went wrong in one line, which a terminal that is narrower shows in several, with its
/// words whole. Nobody may be there to read it, which is no reason to panic.
pub fn complain(program: &str, what: &str) {
    let told = format!("{program}: {what}");
    let columns = Term::stderr().size_checked().map(|(_, columns)| columns);
    let columns = columns.filter(|&columns| columns > 0 && io::stderr().is_terminal());
    let told = match columns {
        Some(columns) => paragraph(&told, columns.into(), "", ""),
        None => told,
    };
    let _ = writeln!(io::stderr(), "{told}");
}

/// Help in lines of so many columns. What is said of an option stands in a column of its own, and goes on
/// there. Clap has a feature for that, which brings more crates than it is worth.
fn wrapped(help: &str, width: usize) -> String {
    let line = |line: &str| {
        let plain = strip_str(line).to_string();
        let text = plain.trim_start();
        let (name, said) = text.split_once("  ").unwrap_or((text, text));
        let hang = match said.len() == text.len() {
            true => plain.len() - text.len(),
            false => plain.len() - text[name.len()..].trim_start().len(),
        };
        paragraph(line, width, "", &" ".repeat(hang))
    };
    let lines: Vec<String> = help.trim_end().lines().map(line).collect();
    lines.join("\n")
}

fn is_answer(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    )
}

/// What clap says without its frame: the mistake, and the values or names that would be right.
fn one_line(error: &Error) -> String {
    let text = error.to_string();
    let lines = text.lines().map(str::trim).take_while(|line| {
        !line.starts_with("Usage:") && !line.starts_with("For more information")
    });
    let said: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    said.join(" ").replacen("error: ", "", 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Arg;

    fn mistake(arguments: &[&str]) -> String {
        let only = Arg::new("only")
            .long("only")
            .value_parser(["blocking", "async"]);
        let command = Command::new("lesson-1").arg(only);
        let all = ["lesson-1"].iter().chain(arguments);
        one_line(
            &command
                .try_get_matches_from(all)
                .expect_err("it is a mistake"),
        )
    }

    #[test]
    fn help_is_wrapped_under_what_it_says() {
        let help = "Says a thing\n\nUsage: this [OPTIONS]\n\nOptions:\n      \
                    --only <FORM>  Run one form and nothing else at all\n  -h, --help         Help\n\n\
                    Ideas:\n  1  A title that is rather long too\n";
        let expected = "\
Says a thing

Usage: this [OPTIONS]

Options:
      --only <FORM>  Run one form
                     and nothing
                     else at all
  -h, --help         Help

Ideas:
  1  A title that is rather long
     too";
        assert_eq!(wrapped(help, 33), expected);
        let bold = "\x1b[1mOptions\x1b[0m: of one and of another";
        assert_eq!(
            wrapped(bold, 21),
            "\x1b[1mOptions\x1b[0m: of one and\nof another"
        );
    }

    #[test]
    fn a_mistake_is_one_line_that_says_what_would_be_right() {
        assert_eq!(
            mistake(&["--only", "both"]),
            "invalid value 'both' for '--only <only>' [possible values: blocking, async]"
        );
        assert_eq!(
            mistake(&["--onyl", "async"]),
            "unexpected argument '--onyl' found tip: a similar argument exists: '--only'"
        );
        assert_eq!(mistake(&["x"]), "unexpected argument 'x' found");
    }
}
