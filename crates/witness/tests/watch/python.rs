//! Small programs of the kind that tutorials show. What is wrong with each is found, and nothing of those
//! that are right.

use crate::common::{output, programs, text, unwrapped, witness};
use std::io::Write;
use std::process::{Command, Output};

/// Whether there is a Python that is new enough for them: one with task groups.
fn is_python_there() -> bool {
    let new = "import sys; sys.exit(sys.version_info < (3, 11))";
    let found = Command::new("python3").args(["-c", new]).output();
    let there = found.is_ok_and(|output| output.status.success());
    if !there {
        // Not `println`, which is not shown for a test that passes.
        let why = "skipped: there is no python3 here that is at least 3.11";
        writeln!(std::io::stderr(), "{why}").expect("a test has a standard error");
    }
    there
}

fn run(program: &str, options: &[&str]) -> Output {
    let path = programs().join(program).with_extension("py");
    let path = path.to_str().expect("the folder of the repository is text");
    let mut command = witness(&[options, &["--", "python3", path]].concat());
    command.env("PYTHONPATH", programs());
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    output(&mut command)
}

/// The findings, each as one line.
fn findings(report: &str) -> Vec<String> {
    let Some((_, shown)) = report.split_once("What it shows\n") else {
        return Vec::new();
    };
    let mut findings: Vec<String> = Vec::new();
    for line in shown.lines() {
        let number = format!("{}. ", findings.len() + 1);
        match (line.trim_start().strip_prefix(&number), findings.last_mut()) {
            (Some(first), _) => findings.push(first.to_owned()),
            (None, Some(finding)) => {
                finding.push(' ');
                finding.push_str(line.trim());
            }
            (None, None) => {}
        }
    }
    findings
}

/// Each of its findings contains one of these texts, in this order, and there are no others.
#[track_caller]
fn assert_finds(program: &str, options: &[&str], wanted: &[&[&str]]) {
    if !is_python_there() {
        return;
    }
    let output = run(program, options);
    let report = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{report}");
    let found = findings(&report);
    assert_eq!(found.len(), wanted.len(), "{report}");
    for (found, wanted) in found.iter().zip(wanted) {
        for text in *wanted {
            assert!(found.contains(text), "no {text} in {found}");
        }
    }
    for line in report.lines() {
        // A path is not cut.
        assert!(line.chars().count() <= 80 || line.contains(".py"), "{line}");
    }
}

/// Nothing is found, and the program did what it was to do.
#[track_caller]
fn assert_right(program: &str, options: &[&str], answers: usize) {
    if !is_python_there() {
        return;
    }
    let output = run(program, options);
    let report = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert!(
        unwrapped(&report).ends_with("Nothing that the lessons warn of was seen."),
        "{report}"
    );
    let said = text(&output.stdout);
    let answered = said
        .lines()
        .filter(|line| line.starts_with("You said: article "));
    assert_eq!(answered.count(), answers, "{said}");
}

const SLOW: [&str; 2] = ["--latency", "300ms"];
const VARIED: [&str; 4] = ["--latency", "100ms..800ms", "--seed", "3"];

#[test]
fn sequential_is_one_at_a_time() {
    assert_finds(
        "wrong/sequential",
        &SLOW,
        &[&[
            "One request at a time: nothing overlaps.",
            "Lesson 2, Gather: cargo run -p lesson-2",
        ]],
    );
}

#[test]
fn gather_without_a_limit_is_right_where_there_is_none() {
    assert_right("right/gather", &VARIED, 12);
}

#[test]
fn gather_is_too_much_for_a_server_with_a_limit() {
    assert_finds(
        "wrong/gather",
        &[&SLOW[..], &["--max-in-flight", "4"]].concat(),
        &[
            &[
                "in flight; the server took 4.",
                "refused 8",
                "Lesson 3, Semaphore",
            ],
            &["8 requests were refused with 429 and never sent again"],
        ],
    );
}

#[test]
fn a_semaphore_that_keeps_to_the_limit_is_right() {
    let limit = [&VARIED[..], &["--max-in-flight", "4"]].concat();
    assert_right("right/semaphore", &limit, 12);
    // All answers at once: that is no wave.
    assert_right(
        "right/semaphore",
        &[&SLOW[..], &["--max-in-flight", "4"]].concat(),
        12,
    );
    // The server refuses a few, and they come back when they may.
    let rate = ["--latency", "100ms", "--rate-limit", "11/2s"];
    assert_right("right/semaphore", &rate, 12);
}

#[test]
fn a_semaphore_that_does_not_wait_after_429_comes_back_too_early() {
    assert_finds(
        "wrong/semaphore_with_429",
        &["--latency", "200ms", "--max-in-flight", "5"],
        &[&[
            "refused requests came back within 0.",
            "though the server asked for 1 s",
            "Lesson 7, Backoff",
        ]],
    );
}

#[test]
fn as_completed_is_right() {
    assert_right("right/as_completed", &VARIED, 12);
}

#[test]
fn chunks_are_waves() {
    assert_finds(
        "wrong/chunks",
        &VARIED,
        &[&["Waves of 4: no new request until all of the group were answered."]],
    );
}

#[test]
fn a_session_for_each_call_opens_a_connection_for_each() {
    assert_finds(
        "wrong/session_per_call",
        &SLOW,
        &[&["12 connections for 12 requests: a new client for each call."]],
    );
}

#[test]
fn a_task_group_with_time_enough_is_right() {
    assert_right("right/task_group", &VARIED, 12);
}

#[test]
fn a_task_group_that_runs_out_of_time_hangs_up() {
    assert_finds(
        "wrong/task_group_with_timeout",
        &["--latency", "2s"],
        &[
            // By the clock of the server, which begins when the first of them has arrived.
            &["3 calls hung up after 0.", "A timeout", "Lesson 4, Timeout"],
        ],
    );
}

#[test]
fn a_bucket_that_begins_with_one_token_is_right() {
    assert_right(
        "right/token_bucket",
        &["--latency", "100ms", "--rate-limit", "11/s"],
        12,
    );
}

#[test]
fn a_bucket_that_begins_full_is_too_fast() {
    assert_finds(
        "wrong/token_bucket",
        &["--latency", "100ms", "--rate-limit", "5/s"],
        &[&["requests were refused with 429: the server takes 5 in 1 s."]],
    );
}

#[test]
fn a_retry_on_400_is_hopeless() {
    assert_finds(
        "wrong/retry_on_400",
        &SLOW,
        &[&[
            "400 was sent again: \"",
            "and 7 attempts more",
            "Lesson 7, Backoff",
        ]],
    );
}

#[test]
fn a_race_has_losers_and_that_is_right() {
    assert_right("right/race", &VARIED, 4);
}

#[test]
fn tasks_that_nobody_waits_for_are_cut_off() {
    assert_finds(
        "wrong/fire_and_forget",
        &["--latency", "2s"],
        // A program takes its time to end: whether that was the reason is not always seen.
        &[&["3 calls hung up after "]],
    );
}
