//! The program, driven as a user would. No test here depends on how long anything took.

use serde_json::Value;
use std::io::Read;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long a test waits for what must come.
const SOON: Duration = Duration::from_secs(20);

fn lab(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Output {
    command.output().expect("it was built for this test")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("it prints UTF-8")
}

/// What it prints on a run that goes well. All that it says beside that is that a debug build is of
/// no use.
#[track_caller]
fn printed(command: &mut Command) -> String {
    let output = run(command);
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    let unexpected = errors
        .lines()
        .filter(|line| !line.contains("this is a debug build"));
    assert_eq!(unexpected.count(), 0, "{errors}");
    text(&output.stdout).to_owned()
}

fn record(arguments: &[&str]) -> Value {
    let printed = printed(lab(arguments).args(["--format", "json"]));
    serde_json::from_str(&printed).expect("it is JSON")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key]
        .as_array()
        .unwrap_or_else(|| panic!("no list {key} in {value}"))
}

#[test]
fn wrong_arguments_are_told_in_one_line() {
    for wrong in [
        &["--only", "claim-9"][..],
        &["--only"],
        &["--format", "svg"],
        &["--record"],
        &["--fast"],
        &["claim-1"],
    ] {
        let output = run(&mut lab(wrong));
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {errors}");
        assert_eq!(errors.lines().count(), 1, "{wrong:?}: {errors}");
        assert!(errors.starts_with("lab: "), "{errors}");
        assert_eq!(text(&output.stdout), "");
    }
}

#[test]
fn help_says_what_can_be_asked_for() {
    let help = printed(&mut lab(&["--help"]));
    for part in [
        "--full",
        "--format",
        "--record",
        "claim-5",
        "timers",
        "in-flight",
        "cpu",
        "python",
    ] {
        assert!(help.contains(part), "{part} is not in:\n{help}");
    }
    assert!(!help.contains('@'), "{help}");
}

#[test]
fn the_record_has_what_the_book_reads() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("lab.json");
    let path = path.to_str().expect("the path is text");
    let printed = record(&[
        "--only",
        "claim-1",
        "claim-4",
        "timers",
        "in-flight",
        "cpu",
        "--record",
        path,
    ]);
    let written = std::fs::read_to_string(path).expect("it was written");
    let written: Value = serde_json::from_str(&written).expect("it is JSON");
    assert!(
        written == printed,
        "it prints another record than it writes"
    );
    assert_eq!(printed["schema"], "meanwhile.lab/1");
    for key in [
        "date", "command", "build", "plan", "system", "rustc", "tokio", "reqwest", "ureq",
    ] {
        assert!(
            printed["made"][key].is_string(),
            "no {key} in {}",
            printed["made"]
        );
    }
    let experiments = list(&printed, "experiments");
    let names: Vec<&Value> = experiments
        .iter()
        .map(|experiment| &experiment["name"])
        .collect();
    assert_eq!(names, ["claim-1", "claim-4", "timers", "in-flight", "cpu"]);
    for experiment in experiments {
        let left_out = list(experiment, "left_out").len();
        assert!(
            list(experiment, "rows").len() + left_out > 1,
            "{experiment}"
        );
        assert!(experiment["about"].is_string(), "{experiment}");
        for row in list(experiment, "rows") {
            let cells = row["cells"].as_object().expect("a row has cells");
            assert_eq!(cells.len(), list(experiment, "columns").len(), "{row}");
            assert!(cells.values().all(|cell| cell["text"].is_string()), "{row}");
        }
    }
    let verdict = |row: usize| &experiments[0]["rows"][row]["cells"]["verdict"]["text"];
    assert_eq!(*verdict(0), "possible");
    assert_eq!(*verdict(2), "impossible");
    let limit = &experiments[0]["rows"][2]["cells"]["limit"];
    assert_eq!(limit["value"], 40.0);
}

#[test]
fn text_and_markdown_show_the_same_rows() {
    let names = ["in turn", "100 threads", "100 futures", "50 futures"];
    let only = ["--only", "claim-2"];
    let plain = printed(&mut lab(&only));
    let page = printed(lab(&only).args(["--format", "markdown"]));
    for name in names {
        assert!(
            plain.lines().any(|line| line.starts_with(name)),
            "{name}:\n{plain}"
        );
        let row = format!("| {name} | ");
        assert!(
            page.lines().any(|line| line.starts_with(&row)),
            "{name}:\n{page}"
        );
    }
    assert!(page.starts_with("## 100 requests of 0.25 s\n"), "{page}");
    assert!(!plain.contains('\u{1b}'), "there are colours in a pipe");
    for line in plain.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn it_is_plain_where_the_locale_is() {
    let plain = printed(lab(&["--only", "claim-2"]).env("LC_ALL", "C"));
    assert!(plain.contains("100 threads"), "{plain}");
    assert!(plain.is_ascii(), "{plain}");
    let other = printed(lab(&["--only", "claim-2"]).env("LC_ALL", "C.UTF-8"));
    assert!(other.contains('–'), "{other}");
}

#[test]
fn what_is_not_installed_is_left_out() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let nothing = printed(lab(&["--only", "python"]).env("PATH", folder.path()));
    for name in ["aiohttp", "httpx", "requests"] {
        let line = format!("- {name}: left out, because there is no python3 here.");
        assert!(nothing.contains(&line), "{nothing}");
    }
    assert!(
        nothing.lines().any(|line| line.starts_with("reqwest ")),
        "{nothing}"
    );
}

#[test]
fn a_record_that_cannot_be_written_is_told_before_anything_is_measured() {
    let start = Instant::now();
    let output = run(&mut lab(&["--record", "no/such/folder/lab.json"]));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    let errors = text(&output.stderr);
    let last = errors.lines().last().expect("it says why");
    assert!(
        last.starts_with("lab: cannot write no/such/folder/lab.json: "),
        "{errors}"
    );
    assert!(start.elapsed() < SOON);
}

#[test]
fn nobody_has_to_read_it() {
    let mut child = lab(&["--only", "claim-2", "cpu"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it was built for this test");
    drop(child.stdout.take());
    let status = child.wait().expect("it is our child");
    let mut errors = String::new();
    let mut stderr = child.stderr.take().expect("it is piped");
    stderr.read_to_string(&mut errors).expect("it prints text");
    assert_eq!(status.code(), Some(0), "{errors}");
    let unexpected = errors
        .lines()
        .filter(|line| !line.contains("this is a debug build"));
    assert_eq!(unexpected.count(), 0, "{errors}");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    /// With a limit on open files that no user can raise.
    fn with_open_files(limit: u32, arguments: &[&str]) -> Command {
        let mut shell = Command::new("sh");
        let script = format!("ulimit -n {limit} && exec \"$0\" \"$@\"");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_lab")]);
        shell.args(arguments).stdin(Stdio::null());
        shell
    }

    #[test]
    fn what_the_limits_do_not_allow_is_left_out_and_named() {
        let only = ["--only", "claim-1", "in-flight"];
        let printed = printed(&mut with_open_files(100, &only));
        let lines: Vec<&str> = printed.lines().collect();
        for measured in ["in turn", "50 threads", "20 futures", "20 threads"] {
            let row = |line: &&str| line.starts_with(&format!("{measured} "));
            assert!(lines.iter().any(row), "{measured}:\n{printed}");
        }
        let unbroken = printed.replace("\n  ", " ");
        // The connections of all ways of a claim stay open to the end.
        let needs = [
            ("50 futures", 141),
            ("100 futures", 191),
            ("100 threads, 4 KiB", 140),
        ];
        for (left_out, files) in needs {
            let line = format!("- {left_out}: left out, because it needs {files} open files, and");
            assert!(unbroken.contains(&line), "{line}:\n{printed}");
        }
        assert!(unbroken.contains("`ulimit -n`) allows 100."), "{printed}");
    }

    /// Processes that this one has started, as Linux tells.
    fn children(of: u32) -> Vec<i32> {
        let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
        let parent = |id: &i32| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            let (_, rest) = stat.rsplit_once(") ")?;
            rest.split_whitespace().nth(1)?.parse::<u32>().ok()
        };
        ids.filter(|id| parent(id) == Some(of)).collect()
    }

    #[test]
    fn ctrl_c_ends_it_and_what_it_has_started() {
        let mut child = lab(&["--only", "claim-2", "claim-3"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it was built for this test");
        let start = Instant::now();
        let mut server = children(child.id());
        while server.is_empty() && cfg!(target_os = "linux") {
            assert!(start.elapsed() < SOON, "it starts no server");
            server = children(child.id());
        }
        let id = i32::try_from(child.id()).expect("process ids are small");
        kill(Pid::from_raw(id), Signal::SIGINT).expect("it still runs");
        let status = child.wait().expect("it is our child");
        assert!(!status.success());
        let start = Instant::now();
        let runs = |id: &i32| std::path::Path::new(&format!("/proc/{id}/exe")).exists();
        while server.iter().any(runs) {
            assert!(start.elapsed() < SOON, "the server runs on");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
