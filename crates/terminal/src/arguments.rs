use crate::characters::paragraph;
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
        Err(error) if is_answer(&error) => error.exit(),
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
