//! `flume` draws the same as the channels of `std` and of `tokio`, in both forms.

use chat::Error;
use lesson_17::{bounded, six_articles, with_flume};
use mock_api::MockApi;
use std::time::Duration;
use timeline::{Lane, Timeline};

type Form = fn(&str, &[String]) -> Result<Vec<String>, Error>;

/// Attempts at a steady run before a test gives up on the machine.
const ATTEMPTS: u32 = 20;

/// What a form returned, and what the server saw of it.
fn run(form: Form) -> (Vec<String>, Vec<Lane>) {
    let scenario = six_articles();
    for attempt in 0..ATTEMPTS {
        std::thread::sleep(Duration::from_millis(100) * attempt);
        let api = MockApi::start(scenario.script().clone()).expect("there is a free port");
        let stored = form(&api.url(), scenario.prompts()).expect("all is answered");
        let timeline = Timeline::from_events(&api.stop(), scenario.lanes(), Duration::ZERO);
        if timeline.steadiness.is_steady() {
            return (stored, timeline.lanes);
        }
    }
    panic!("this machine is too busy");
}

#[test]
fn threads_draw_the_same() {
    assert_eq!(
        run(with_flume::blocking::publish),
        run(bounded::blocking::publish)
    );
}

#[test]
fn futures_draw_the_same() {
    assert_eq!(
        run(with_flume::asynchronous::publish),
        run(bounded::asynchronous::publish)
    );
}
