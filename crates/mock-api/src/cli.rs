//! Command lines whose mistakes are told in one line. The programs of the kit share it.

use clap::error::ErrorKind;
use clap::{Command, Error, FromArgMatches};
use std::io::{self, Write};
use std::process::exit;
use timeline::Cells;

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

/// Tells what went wrong in one line. Nobody may be there to read it, which is no reason to panic.
pub fn complain(program: &str, what: &str) {
    let _ = writeln!(io::stderr(), "{program}: {what}");
}

/// The characters that the terminal shows, by its locale. The first of these variables that is set
/// decides, as POSIX says. Where none is, as on Windows and in many containers, it shows Unicode.
pub fn cells() -> Cells {
    cells_of(|name| std::env::var(name).ok())
}

fn cells_of(variable: impl Fn(&str) -> Option<String>) -> Cells {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    let locale = locale.map(|locale| locale.to_ascii_lowercase().replace('-', ""));
    match locale.is_none_or(|locale| locale.contains("utf8")) {
        true => Cells::Unicode,
        false => Cells::Ascii,
    }
}

/// A text of ours, in the characters that can be shown.
pub fn spell(text: &str, cells: Cells) -> String {
    match cells {
        Cells::Unicode => text.to_owned(),
        Cells::Ascii => text.replace(['·', '–'], "-").replace('µ', "u"),
    }
}

/// A paragraph in lines of so many columns, the first after one indent and the others after another.
/// What has hyphens or is long is a path, an address or a command, to be clicked or copied: it stays
/// whole.
pub fn paragraph(text: &str, width: usize, first: &str, others: &str) -> String {
    let options = textwrap::Options::new(width)
        .initial_indent(first)
        .subsequent_indent(others)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options)
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
    fn the_locale_decides_on_unicode() {
        let with = |variables: &[(&str, &str)]| {
            cells_of(|name| {
                let found = variables.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(with(&[]), Cells::Unicode);
        assert_eq!(with(&[("LANG", "vi_VN.UTF-8")]), Cells::Unicode);
        assert_eq!(
            with(&[("LANG", "zh_CN.utf8"), ("LC_ALL", "")]),
            Cells::Unicode
        );
        assert_eq!(with(&[("LANG", "C")]), Cells::Ascii);
        assert_eq!(with(&[("LANG", "zh_CN.GB18030")]), Cells::Ascii);
        assert_eq!(
            with(&[("LANG", "vi_VN.UTF-8"), ("LC_ALL", "POSIX")]),
            Cells::Ascii
        );
    }

    #[test]
    fn a_path_stays_whole_in_a_paragraph() {
        let text = "See lessons/01-sequential/src now.";
        assert_eq!(
            paragraph(text, 20, "- ", "  "),
            "- See\n  lessons/01-sequential/src\n  now."
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
