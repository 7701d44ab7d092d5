//! A real Ctrl-C does what the lesson's own does: the tap is closed, and what is in the pipe runs out.
#![cfg(unix)]

mod steadily;

use chat::Error;
use lesson_17::ending::{self, Stop};
use lesson_17::stopped;
use signal_hook::consts::SIGINT;
use signal_hook::{flag, low_level};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};
use steadily::steadily;

type Form = fn(&str, &[String], &Stop) -> Vec<Result<String, Error>>;

/// When it is pressed.
const PRESSED: Duration = Duration::from_millis(600);

/// Both forms in one test: a signal is for the whole process.
#[test]
fn a_real_signal_closes_the_tap_too() {
    let paper = stopped();
    for form in [
        ending::blocking::publish as Form,
        ending::asynchronous::publish,
    ] {
        let scripted = steadily(&paper, |base_url, articles| {
            form(base_url, articles, &Stop::pressed(Instant::now() + PRESSED))
        });
        let real = steadily(&paper, |base_url, articles| {
            let stop = Stop::default();
            flag::register(SIGINT, stop.flag()).expect("the system sets a handler");
            spawn(|| {
                sleep(PRESSED);
                low_level::raise(SIGINT).expect("it is raised in this process");
            });
            form(base_url, articles, &stop)
        });
        assert_eq!(scripted.0.iter().flatten().count(), 4);
        assert_eq!(real, scripted);
    }
}
