//! Real signals end lesson 6 in good order, in both forms.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::{BufRead, BufReader, Read};
use std::process::{ExitStatus, Stdio};
use std::thread::sleep;
use std::time::Duration;
use tests::program;

/// Attempts at a signal in time before a test gives up on the machine.
const ATTEMPTS: usize = 20;

/// A machine that stalls for longer, in milliseconds, does not keep time.
const STALL: f64 = 30.0;

/// Time in which the requests are sent: nothing tells outside when they were.
const UNTIL_SENT: Duration = Duration::from_millis(50);

/// The first of the requests is answered after this time, and the next one would be sent.
const FIRST_ANSWER: f64 = 0.2;

/// How long requests in flight have after a signal.
const GRACE: f64 = 0.4;

/// What is left of a lesson that was ended by signals.
struct Ended {
    status: ExitStatus,
    /// What it printed from the heading of the run on that the signals ended.
    text: String,
    /// How long that run took, in seconds by its own clock.
    took: f64,
    /// The longest stall of the machine in that time, in milliseconds.
    stall: f64,
}

/// Runs a form of the lesson and sends it signals in its last part, when its requests are in
/// flight. The second of two is sent a little later: signals of one kind are one until somebody
/// has looked.
fn ended_by(form: &str, signals: &[Signal]) -> Ended {
    let mut child = program("lesson-6")
        .args(["--only", form, "--details"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the lesson starts");
    let pid = Pid::from_raw(i32::try_from(child.id()).expect("process ids are small"));
    let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let heading = format!("{form} · Ctrl-C at 0.4 s\n");
    let mut text = String::new();
    while text != heading {
        text.clear();
        let read = stdout.read_line(&mut text).expect("it prints UTF-8");
        assert!(read > 0, "it ends before it prints: {heading}");
    }
    wait_until_caught(pid);
    for &signal in signals {
        sleep(UNTIL_SENT);
        kill(pid, signal).expect("the process is there");
    }
    stdout.read_to_string(&mut text).expect("it prints UTF-8");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{text}");
    let number = |after: &str| -> f64 {
        let Some((_, rest)) = text.split_once(after) else {
            // It did not get that far, which is told when it was so in every attempt.
            return f64::INFINITY;
        };
        let (number, _) = rest.split_once(' ').expect("it has a unit");
        number.parse().expect("it is a number")
    };
    Ended {
        status: output.status,
        took: number("the call took "),
        stall: number("worst stall "),
        text,
    }
}

/// Waits until a process has handlers for both signals.
#[cfg(target_os = "linux")]
fn wait_until_caught(pid: Pid) {
    let wanted = [Signal::SIGINT, Signal::SIGTERM].map(|signal| 1 << (signal as u64 - 1));
    loop {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"));
        let status = status.expect("the process is there");
        let (_, caught) = status.split_once("SigCgt:").expect("Linux tells it");
        let caught = caught.lines().next().expect("it has a line").trim();
        let caught = u64::from_str_radix(caught, 16).expect("it is a mask");
        if wanted.iter().all(|signal| caught & signal != 0) {
            return;
        }
        sleep(Duration::from_millis(1));
    }
}

/// Other systems do not tell which signals a process catches.
#[cfg(not(target_os = "linux"))]
fn wait_until_caught(_: Pid) {
    sleep(Duration::from_millis(20));
}

/// Tries until the machine kept time and the run took less than `took`: signals that come later
/// find other requests in flight.
fn ended_in_time(form: &str, signals: &[Signal], took: f64) -> Ended {
    let mut last = None;
    for _ in 0..ATTEMPTS {
        let ended = ended_by(form, signals);
        if ended.took < took && ended.stall < STALL {
            return ended;
        }
        last = Some(ended.text);
    }
    let last = last.expect("there was an attempt");
    panic!("this machine is too busy, or it takes {took} s and more. The last attempt:\n{last}");
}

/// The three requests that were in flight are on the timeline, and there is no other.
fn assert_nothing_new(ended: &Ended) {
    let lanes: Vec<&str> = ended.text.lines().skip(1).take(8).collect();
    for (lane, number) in lanes.iter().zip(1..) {
        assert!(lane.starts_with(&format!("  article {number}  ")), "{lane}");
        assert_eq!(lane.ends_with("   not sent"), number > 3, "{}", ended.text);
    }
    assert_eq!(lanes.len(), 8, "{}", ended.text);
    // What is not reached is not printed: no other run, no reading aid.
    for other in ["at 0.6 s", "Next: "] {
        assert!(!ended.text.contains(other), "{}", ended.text);
    }
}

fn assert_drains(form: &str, signal: Signal, status: i32) {
    let ended = ended_in_time(form, &[signal], GRACE + FIRST_ANSWER / 2.0);
    assert_eq!(ended.status.code(), Some(status), "{}", ended.text);
    assert_nothing_new(&ended);
    assert!(ended.took >= GRACE, "{} s", ended.took);
    for told in [
        "  > done: article 1, article 3\n",
        "  > given up: article 2\n",
        "  > not sent: article 4, article 5, article 6, article 7, article 8\n",
    ] {
        assert!(ended.text.contains(told), "{}", ended.text);
    }
}

fn assert_ends_at_once(form: &str) {
    let ended = ended_in_time(form, &[Signal::SIGINT; 2], FIRST_ANSWER);
    assert_eq!(ended.status.code(), Some(130), "{}", ended.text);
    assert_nothing_new(&ended);
    for told in [
        "  > given up: article 1, article 2, article 3\n",
        "  > not sent: article 4, article 5, article 6, article 7, article 8\n",
    ] {
        assert!(ended.text.contains(told), "{}", ended.text);
    }
}

macro_rules! in_both_forms {
    ($($module:ident $form:literal),*) => {
        $(mod $module {
            use super::*;

            #[test]
            fn ctrl_c_drains_what_is_in_flight() {
                assert_drains($form, Signal::SIGINT, 130);
            }

            #[test]
            fn sigterm_does_the_same() {
                assert_drains($form, Signal::SIGTERM, 143);
            }

            #[test]
            fn a_second_ctrl_c_ends_it_at_once() {
                assert_ends_at_once($form);
            }
        })*
    };
}

in_both_forms! {
    blocking "blocking",
    asynchronous "async"
}
