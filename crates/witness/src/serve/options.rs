use clap::ArgMatches;
use clap::Command;
use clap::parser::ValueSource;

/// What says where the server is, not what it does; and what a page is no place for.
const UNTOLD: [&str; 6] = ["port", "host", "seed", "html", "svg", "json"];

/// The options that a server was started with, for its page: those that somebody gave, and the
/// latency. A new option is told without a word about it here.
pub(crate) fn told(command: &Command, matches: &ArgMatches) -> Vec<(String, String)> {
    let mut told = Vec::new();
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        let given = matches.value_source(id) == Some(ValueSource::CommandLine);
        if UNTOLD.contains(&id) || !(given || id == "latency") {
            continue;
        }
        let name = arg.get_long().unwrap_or(id).replace('-', " ");
        let values = matches.get_raw(id).into_iter().flatten();
        let values: Vec<_> = values.map(|value| value.to_string_lossy()).collect();
        let value = match id {
            // Not for everybody in the room to read.
            "api_key" => "needed".to_owned(),
            _ if values.is_empty() => "yes".to_owned(),
            _ => values.join(", "),
        };
        told.push((name, value));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Args;

    fn told_of(args: &[&str]) -> Vec<(String, String)> {
        let command = super::super::Args::augment_args(Command::new("serve"));
        let args = [&["serve"], args].concat();
        let matches = command.clone().try_get_matches_from(args);
        told(&command, &matches.expect("the arguments are right"))
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn the_latency_is_always_told() {
        assert_eq!(told_of(&["--port", "0"]), [pair("latency", "300ms")]);
    }

    #[test]
    fn what_was_given_is_told_but_no_key() {
        let args = ["--max-in-flight", "20", "--api-key", "secret", "--latency"];
        let expected = [
            pair("latency", "1s..2s"),
            pair("max in flight", "20"),
            pair("api key", "needed"),
        ];
        assert_eq!(told_of(&[&args[..], &["1s..2s"]].concat()), expected);
    }
}
