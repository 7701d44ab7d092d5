//! Commands of a shell, signals and files.

use crate::common::{output, text, unwrapped, witness};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

fn shell(options: &[&str], script: &str) -> Command {
    witness(&[options, &["--", "sh", "-c", script]].concat())
}

#[test]
fn the_exit_status_is_that_of_the_command() {
    for (script, status) in [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137)] {
        let output = output(&mut shell(&[], script));
        assert_eq!(output.status.code(), Some(status), "{script}");
        let report = text(&output.stderr);
        assert!(report.contains("Nobody connected."), "{report}");
        assert!(report.contains("The program never connected."), "{report}");
    }
}

#[test]
fn what_may_not_be_run_is_told_in_one_line() {
    let output = output(&mut witness(&["--", "/"]));
    assert_eq!(output.status.code(), Some(126));
    assert_eq!(text(&output.stderr), "witness: '/' may not be run\n");
}

#[test]
fn what_the_command_reads_and_writes_is_its_own() {
    let mut command = shell(&[], "cat; echo oops >&2");
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .expect("the program was built for this test");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(b"one\ntwo\n").expect("somebody reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(text(&output.stdout), "one\ntwo\n");
    let report = text(&output.stderr);
    assert!(
        report.starts_with("oops\n\nsh -c cat; echo oops >&2"),
        "{report}"
    );
}

#[test]
fn the_command_finds_the_address_in_its_environment() {
    let script = "echo $OPENAI_BASE_URL $OPENAI_API_KEY $MEANWHILE_URL $NO_PROXY $no_proxy";
    let environment = |options: &[&str]| {
        let mut command = shell(options, script);
        command
            .env("OPENAI_API_KEY", "sk-real")
            .env("NO_PROXY", "intranet");
        command.env_remove("no_proxy");
        text(&output(&mut command).stdout)
    };
    let told = environment(&[]);
    let words: Vec<&str> = told.split_whitespace().collect();
    let [base, key, url, proxy, same] = words[..] else {
        panic!("five words are wanted: {told}");
    };
    assert!(url.starts_with("http://127.0.0.1:"), "{told}");
    assert_eq!(base, format!("{url}/v1"));
    assert_eq!(key, "meanwhile");
    assert_eq!(proxy, "intranet,127.0.0.1,localhost");
    assert_eq!(same, proxy);
    let told = environment(&["--api-key", "secret"]);
    assert!(told.contains(" secret "), "{told}");
}

/// Two questions on one connection, one after another, by bash alone.
fn bash(options: &[&str], after: &str) -> Option<Command> {
    let found = Command::new("bash").arg("--version").output();
    if !found.is_ok_and(|output| output.status.success()) {
        let why = "skipped: there is no bash here";
        writeln!(std::io::stderr(), "{why}").expect("a test has a standard error");
        return None;
    }
    let script = format!(
        r#"port=${{MEANWHILE_URL##*:}}
exec 3<>/dev/tcp/127.0.0.1/$port
for prompt in one two; do
  body="{{\"model\": \"m\", \"messages\": [{{\"role\": \"user\", \"content\": \"$prompt\"}}]}}"
  printf 'POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %s\r\n\r\n%s' "${{#body}}" "$body" >&3
  while IFS= read -r line <&3; do
    line=${{line%$'\r'}}
    case "$line" in [Cc]ontent-[Ll]ength:*) length=${{line##* }};; esac
    [ -z "$line" ] && break
  done
  IFS= read -r -N "$length" answer <&3
done
{after}"#
    );
    Some(witness(&[options, &["--", "bash", "-c", &script]].concat()))
}

#[test]
fn the_report_has_a_picture_and_figures() {
    let Some(mut command) = bash(&["--latency", "20ms"], "") else {
        return;
    };
    let output = output(&mut command);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), "");
    let report = text(&output.stderr);
    for wanted in [
        "  one  ",
        "  two  ·",
        "█   ok",
        "requests                          2",
        "  answered 200                    2",
        "requests a second",
        "latency p50",
        "slowest",
        "most in flight                    1",
        "connections                       1   2 requests",
    ] {
        assert!(report.contains(wanted), "no {wanted} in\n{report}");
    }
    for line in report.lines().skip_while(|line| !line.starts_with("  one")) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn a_check_that_fails_fails_the_whole_in_words() {
    let options = [
        "--latency",
        "0ms",
        "--check",
        "connections <= 1",
        "--check",
        "requests == 3",
    ];
    let Some(mut command) = bash(&options, "") else {
        return;
    };
    let checked = output(&mut command);
    assert_eq!(checked.status.code(), Some(1));
    let report = text(&checked.stderr);
    let last = report.lines().last();
    assert_eq!(
        last,
        Some("witness: check \"requests == 3\" failed: requests was 2")
    );
    assert!(!report.contains("connections <= 1"), "{report}");
    // A command that fails has its own status all the same.
    let mut command = bash(&options, "exit 9").expect("it was there");
    assert_eq!(output(&mut command).status.code(), Some(9));
}

#[test]
fn what_is_asked_for_is_written_into_files() {
    let folder = std::env::temp_dir().join(format!("witness-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("there is a folder for such files");
    let (svg, json) = (folder.join("run.svg"), folder.join("run.json"));
    let paths = [&svg, &json].map(|path| path.to_str().expect("it is text"));
    let options = ["--latency", "20ms", "--svg", paths[0], "--json", paths[1]];
    let options = [&options[..], &["--check", "requests == 2"]].concat();
    let Some(mut command) = bash(&options, "exit 3") else {
        return;
    };
    assert_eq!(output(&mut command).status.code(), Some(3));
    let read = |path| std::fs::read_to_string(path).expect("it was written");
    let (picture, record) = (read(&svg), read(&json));
    std::fs::remove_dir_all(&folder).expect("it is ours");
    assert!(picture.starts_with("<svg"), "{picture}");
    assert!(picture.contains("data-lane=\"two\""), "{picture}");
    let record: Value = serde_json::from_str(&record).expect("it is JSON");
    assert_eq!(record["schema"], "meanwhile.witness/1");
    assert_eq!(record["exit_status"], 3);
    assert_eq!(record["figures"]["requests"], 2);
    assert_eq!(record["figures"]["most_in_flight"], 1);
    assert_eq!(record["requests"][1]["label"], "two");
    assert_eq!(record["requests"][1]["status"], 200);
    assert_eq!(record["checks"][0]["holds"], true);
    assert_eq!(record["findings"], Value::Array(Vec::new()));
    let took = record["figures"]["latency"]["p50"].as_f64();
    assert!(took >= Some(0.02), "{record:#}");
}

#[test]
fn a_file_that_cannot_be_written_is_told() {
    let output = output(&mut shell(&["--json", "/no/such/folder/run.json"], "true"));
    assert_eq!(output.status.code(), Some(1));
    let report = text(&output.stderr);
    let last = report.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("witness: cannot write /no/such/folder/run.json: "),
        "{report}"
    );
}

#[test]
fn who_stops_it_stops_the_command_and_has_the_report() {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        // It tells that it was stopped, and ends in its own time.
        let script = "trap 'echo stopped; exit 5' INT TERM; echo ready; \
                      while :; do sleep 0.05; done";
        let mut command = shell(&[], script);
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .expect("the program was built for this test");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        out.read_line(&mut line).expect("it prints text");
        assert_eq!(line, "ready\n");
        let id = i32::try_from(child.id()).expect("the system counts in i32");
        kill(Pid::from_raw(id), signal).expect("it runs");
        let mut rest = String::new();
        out.read_to_string(&mut rest).expect("it prints text");
        assert_eq!(rest, "stopped\n", "{signal}");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(5), "{signal}");
        let report = unwrapped(&text(&output.stderr));
        assert!(report.contains("Nobody connected."), "{report}");
        assert!(
            report.contains("Nothing that the lessons warn of was seen."),
            "{report}"
        );
    }
}
