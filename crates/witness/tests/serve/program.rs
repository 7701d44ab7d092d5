//! The mock API as a program, as somebody in a classroom uses it.

use crate::common::http::{Connection, post, post_to, question_with};
use crate::common::program::{Program, mock_api};
use std::net::TcpListener;
use std::process::Output;
use std::time::{Duration, Instant};

fn run(args: &[&str]) -> Output {
    let output = mock_api(args).output();
    output.expect("the program was built for this test")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("it prints text")
}

#[cfg(unix)]
fn skipped(test: &str, why: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}

/// It ends with this status and one line that says why.
fn assert_complains(output: &Output, status: i32, why: &str) {
    let complaint = text(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    assert!(complaint.starts_with("witness: "), "{complaint}");
    assert!(complaint.contains(why), "{complaint}");
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn it_says_where_it_listens_and_answers_there() {
    let program = Program::start(&mut mock_api(&["--port", "0", "--latency", "0ms"]));
    assert!(program.url.starts_with("http://127.0.0.1:"));
    let mut connection = Connection::open(program.address());
    assert_eq!(connection.ask("hello").status, 200);
}

#[test]
fn its_url_works_when_it_listens_on_all_addresses() {
    let args = ["--port", "0", "--host", "0.0.0.0", "--latency", "0ms"];
    let program = Program::start(&mut mock_api(&args));
    assert!(program.url.starts_with("http://127.0.0.1:"));
    let mut connection = Connection::open(program.address());
    assert_eq!(connection.ask("hello").status, 200);
}

#[test]
fn it_does_what_its_arguments_say() {
    let args = ["--port", "0", "--latency", "0ms", "--rate-limit", "1/h"];
    let args = [&args[..], &["--api-key", "secret"]].concat();
    let program = Program::start(&mut mock_api(&args));
    let mut connection = Connection::open(program.address());
    let body = crate::common::http::question("hello");
    let with_key = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer secret\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(connection.exchange(&with_key).status, 200);
    assert_eq!(connection.exchange(&with_key).status, 429);
    assert_eq!(connection.ask("hello").status, 401);
}

#[test]
fn it_streams_at_its_pace_counts_tokens_and_has_workers() {
    let args = ["--port", "0", "--latency", "0ms", "--pace", "10ms"];
    let more = [
        "--token-limit",
        "40/h",
        "--workers",
        "1",
        "--per-text",
        "20ms",
    ];
    let program = Program::start(&mut mock_api(&[&args[..], &more].concat()));
    let mut connection = Connection::open(program.address());
    let more = serde_json::json!({ "stream": true });
    let start = Instant::now();
    let response = connection.exchange(post(question_with("a b c", &more)));
    assert_eq!(response.status, 200);
    // Six tokens, five times between two of them.
    assert!(start.elapsed() >= Duration::from_millis(50));
    assert_eq!(
        response
            .body
            .windows(5)
            .filter(|five| five == b"data:")
            .count(),
        9
    );
    let left = response.header("x-ratelimit-remaining-tokens");
    assert_eq!(left, Some("24"));
    let body = serde_json::json!({ "model": "m", "input": ["a", "b", "c"] }).to_string();
    let start = Instant::now();
    let response = connection.exchange(post_to("/v1/embeddings", "", body));
    assert_eq!(response.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(60));
}

/// Runs the command that it prints, as somebody would who pastes it into a shell.
#[test]
#[cfg(unix)]
fn the_command_that_it_prints_is_answered() {
    if std::process::Command::new("curl")
        .arg("--version")
        .output()
        .is_err()
    {
        return skipped("the command that it prints", "there is no curl");
    }
    for key in [&[][..], &["--api-key", "it's-a-secret"]] {
        let args = ["--port", "0", "--latency", "0ms"];
        let mut program = Program::start(&mut mock_api(&[&args[..], key].concat()));
        let line = program.line();
        let command = line.strip_prefix("Ask it:").expect("it says how to ask it");
        let shell = format!("{} -s --noproxy '*'", command.trim());
        let output = std::process::Command::new("sh")
            .args(["-c", &shell])
            .output();
        let output = output.expect("there is a shell");
        let answer = text(&output.stdout);
        assert!(answer.contains("You said: hello"), "{shell}: {answer}");
    }
}

#[test]
fn a_port_that_is_taken_is_told_in_one_line() {
    let other = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let port = other.local_addr().expect("it has an address").port();
    let output = run(&["--port", &port.to_string()]);
    assert_complains(&output, 1, &format!("port {port} is taken"));
}

#[test]
fn an_address_that_is_not_ours_is_told_in_one_line() {
    // Reserved for documentation: no machine has it.
    let output = run(&["--port", "0", "--host", "192.0.2.1"]);
    assert_complains(&output, 1, "no address 192.0.2.1");
}

#[test]
fn wrong_arguments_are_told_in_one_line() {
    for (args, why) in [
        (&["--port", "port"][..], "--port"),
        (&["--port", "65536"], "65536"),
        (&["--latency", "300"], "'300' is not a duration"),
        (&["--latency", "2s..1s"], "ends before it begins"),
        (&["--fail-rate", "2"], "from 0 to 1"),
        (&["--rate-limit", "60"], "60/m"),
        (&["--max-in-flight", "0"], "at least 1"),
        (&["--workers", "4,2"], "has no time"),
        (&["--token-limit", "many/m"], "at least 1"),
        (&["--pace", "7"], "not a duration"),
        (&["--api-key", "two words"], "no spaces"),
        (&["--host", "localhost"], "localhost"),
        (&["--latncy", "1s"], "'--latency'"),
        (&["please"], "please"),
    ] {
        assert_complains(&run(args), 2, why);
    }
}

#[test]
fn its_help_names_every_option_and_gives_examples() {
    let output = run(&["--help"]);
    assert!(output.status.success());
    let help = text(&output.stdout);
    for wanted in [
        "--port",
        "--host",
        "--latency",
        "--fail-rate",
        "--rate-limit",
        "--max-in-flight",
        "--workers",
        "--pace",
        "--per-text",
        "--token-limit",
        "--connection-cost",
        "--outage",
        "--api-key",
        "--seed",
        "default: 8080",
        "60/m",
        "Ctrl-C",
        "Examples:",
    ] {
        assert!(help.contains(wanted), "no {wanted} in\n{help}");
    }
}
