//! A real Ctrl-C does what the lesson's own does: the tap is closed, and what is in the pipe runs out.
#![cfg(unix)]

use chat::Error;
use lesson_17::ending::{self, Stop};
use lesson_17::stopped;
use mock_api::MockApi;
use signal_hook::consts::SIGINT;
use signal_hook::{flag, low_level};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};
use timeline::{Lane, Timeline};

type Form = fn(&str, &[String], &Stop) -> Vec<Result<String, Error>>;

/// When it is pressed.
const PRESSED: Duration = Duration::from_millis(600);

/// Attempts at a steady run before a test gives up on the machine.
const ATTEMPTS: u32 = 20;

/// How many were stored, and what the server saw.
fn run(form: Form, press: impl Fn() -> Stop) -> (usize, Vec<Lane>) {
    let scenario = stopped();
    for attempt in 0..ATTEMPTS {
        sleep(Duration::from_millis(100) * attempt);
        let api = MockApi::start(scenario.script().clone()).expect("there is a free port");
        let stored = form(&api.url(), scenario.prompts(), &press());
        let timeline = Timeline::from_events(&api.stop(), scenario.lanes(), Duration::ZERO);
        if timeline.steadiness.is_steady() {
            return (stored.iter().flatten().count(), timeline.lanes);
        }
    }
    panic!("this machine is too busy");
}

/// Both forms in one test: a signal is for the whole process.
#[test]
fn a_real_signal_closes_the_tap_too() {
    for form in [
        ending::blocking::publish as Form,
        ending::asynchronous::publish,
    ] {
        let scripted = run(form, || Stop::pressed(Instant::now() + PRESSED));
        let real = scope(|scope| {
            run(form, || {
                let stop = Stop::default();
                flag::register(SIGINT, stop.flag()).expect("the system sets a handler");
                scope.spawn(|| {
                    sleep(PRESSED);
                    low_level::raise(SIGINT).expect("it is raised in this process");
                });
                stop
            })
        });
        assert_eq!(scripted.0, 4);
        assert_eq!(real, scripted);
    }
}
