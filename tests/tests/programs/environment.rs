//! Lessons run, or say what is wrong, in the environments that learners bring along.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tests::{NOT_STEADY, program, stderr, stdout, steady};

/// Runs a lesson's program through a shell that prepares something first.
fn after(preparation: &str, name: &str) -> Command {
    let lesson = program(name);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("{preparation} exec \"$0\" \"$@\"")])
        .arg(lesson.get_program());
    shell.env("LC_ALL", "C.UTF-8");
    shell
}

fn signal(child: &Child, signal: Signal) {
    let id = i32::try_from(child.id()).expect("process ids are small");
    kill(Pid::from_raw(id), signal).expect("the process is there");
}

/// The async form of lesson 2: the one that opens eight connections from one thread.
const GATHER: [&str; 2] = ["--only", "async"];

fn assert_gathers(command: &mut Command) {
    let output = steady(command.args(GATHER));
    assert_eq!(stderr(&output), "");
    assert!(output.status.success(), "{}", output.status);
    let text = stdout(&output);
    assert!(
        text.contains("\n  async         0.6 s               8            8"),
        "{text}"
    );
}

#[test]
fn a_dead_proxy_is_not_asked() {
    let mut lesson = program("lesson-2");
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        lesson
            .env(name, "http://127.0.0.1:1")
            .env(name.to_lowercase(), "http://127.0.0.1:1");
    }
    assert_gathers(&mut lesson);
}

#[test]
fn a_dead_proxy_is_not_asked_by_the_blocking_form() {
    let mut lesson = program("lesson-3");
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        lesson
            .env(name, "http://127.0.0.1:1")
            .env(name.to_lowercase(), "http://127.0.0.1:1");
    }
    let output = steady(lesson.args(["--only", "blocking"]));
    assert_eq!(stderr(&output), "");
    assert!(output.status.success(), "{}", output.status);
}

#[test]
fn two_hundred_and_fifty_six_open_files_are_enough() {
    assert_gathers(&mut after("ulimit -n 256;", "lesson-2"));
}

#[test]
fn a_closed_stdout_is_no_failure() {
    let output = after("exec >&-;", "lesson-2")
        .args(GATHER)
        .output()
        .expect("sh starts");
    assert_eq!(stderr(&output), "");
    assert!(output.status.success(), "{}", output.status);
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let mut child = program("lesson-2")
        .args(GATHER)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the lesson starts");
    let mut line = String::new();
    // Dropped with its reader at the end of the statement, as `head -1` does.
    BufReader::new(child.stdout.take().expect("it is piped"))
        .read_line(&mut line)
        .expect("it prints");
    assert_eq!(line, "Lesson 2 · Gather\n");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(stderr(&output), "");
    assert!(output.status.success(), "{}", output.status);
}

#[test]
fn a_pipe_gets_no_escape_sequences_and_a_locale_without_unicode_gets_ascii() {
    let output = steady(program("lesson-2").args(GATHER).env("LC_ALL", "C"));
    let text = stdout(&output);
    assert!(text.is_ascii(), "{text}");
    assert!(!text.contains('\x1b'), "{text}");
    assert!(text.contains("  article 1  ##########..   ok\n"), "{text}");
}

#[test]
fn colour_is_there_when_asked_for_and_not_when_refused() {
    let forced = steady(program("lesson-2").args(GATHER).env("CLICOLOR_FORCE", "1"));
    assert!(
        stdout(&forced).contains("\x1b[32m██████████\x1b[0m··"),
        "{}",
        stdout(&forced)
    );
    let refused = steady(program("lesson-2").args(GATHER).env("NO_COLOR", "1"));
    assert!(!stdout(&refused).contains('\x1b'), "{}", stdout(&refused));
}

#[test]
fn a_wrong_argument_gets_one_line_and_status_2() {
    for wrong in [
        &["--only", "both"][..],
        &["--format", "pdf"],
        &["--olny", "async"],
        &["x"],
        &["--only"],
    ] {
        let output = program("lesson-1")
            .args(wrong)
            .output()
            .expect("the lesson starts");
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert_eq!(stdout(&output), "", "{wrong:?}");
        let complaint = stderr(&output);
        assert_eq!(complaint.lines().count(), 1, "{wrong:?}: {complaint}");
        assert!(
            complaint.starts_with("lesson-1: "),
            "{wrong:?}: {complaint}"
        );
    }
}

#[test]
fn help_says_what_the_lesson_is_and_what_can_be_asked() {
    let output = program("lesson-3")
        .arg("--help")
        .output()
        .expect("the lesson starts");
    assert!(output.status.success());
    let help = stdout(&output);
    for part in [
        "Lesson 3 · Semaphore",
        "--only <FORM>",
        "--format <FORMAT>",
        "--ascii",
        "--details",
        "--steady",
    ] {
        assert!(help.contains(part), "{part} is not in:\n{help}");
    }
}

#[test]
fn ctrl_c_ends_a_lesson_at_once() {
    let mut child = program("lesson-1")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the lesson starts");
    sleep(Duration::from_millis(700));
    let start = Instant::now();
    signal(&child, Signal::SIGINT);
    let status = child.wait().expect("it ends");
    // The lesson itself would take five seconds more.
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
    assert!(!status.success(), "{status}");
}

#[test]
fn a_stall_is_told_and_never_drawn_in_silence() {
    for at in [250, 660, 1310, 2020] {
        let mut child = program("lesson-1")
            .args(["--only", "blocking"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the lesson starts");
        sleep(Duration::from_millis(at));
        signal(&child, Signal::SIGSTOP);
        sleep(Duration::from_millis(150));
        signal(&child, Signal::SIGCONT);
        let mut text = String::new();
        let mut stdout = child.stdout.take().expect("it is piped");
        stdout.read_to_string(&mut text).expect("it prints UTF-8");
        assert!(child.wait().expect("it ends").success());
        assert!(text.contains(NOT_STEADY), "stopped after {at} ms:\n{text}");
    }
}

/// The printed time, and the time of the call by the clock.
fn times(details: &str) -> (f64, f64) {
    let number = |from: &str, to: &str| -> f64 {
        let (_, rest) = details.split_once(from).expect("it is printed");
        let (number, _) = rest.split_once(to).expect("it is printed");
        number.trim().parse().expect("it is a number")
    };
    (
        number("\n  blocking", " s "),
        number("the call took ", " s"),
    )
}

#[test]
fn the_printed_time_is_that_of_the_clock() {
    let output = steady(program("lesson-1").args(["--only", "blocking", "--details"]));
    let (printed, clock) = times(&stdout(&output));
    let error = (clock - printed).abs() / clock;
    assert!(error < 0.03, "{printed} s printed, {clock} s by the clock");
}
