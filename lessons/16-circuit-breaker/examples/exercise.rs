//! Exercise 16: break the circuit.
//!
//! The breaker in this file lets everything through. Make it open at the third failure in a row, and
//! stay open for 0.4 s from then on: nothing is sent meanwhile, and what calls that were in flight come
//! to changes nothing. The next visitor after that is the probe. While it is in flight nobody else
//! asks. If it fails, the breaker is open for another 0.4 s; if not, it closes and counts from 0. A
//! failure is a status of 500 or more. Any other answer, such as 404, is a success: it says that the
//! server is well. Only `Breaker` wants a change. Run it, and read what the server saw:
//!
//!     cargo run -p lesson-16 --example exercise-16

use chat::{Error, blocking::Client};
use std::sync::Mutex;
use std::time::Instant;

#[derive(Default)]
struct Breaker {
    failures: u32,
}

impl Breaker {
    fn admits(&mut self, _now: Instant) -> bool {
        true
    }

    fn report(&mut self, failed: bool, _now: Instant) {
        self.failures += u32::from(failed);
    }
}

/// Visitors come at their times, and the page asks unless the breaker says no.
fn serve(base_url: &str, visitors: &[String]) -> Result<Vec<String>, Error> {
    let (client, breaker) = (Client::new(base_url), Mutex::new(Breaker::default()));
    let breaker = || breaker.lock().expect("no breaker panics");
    Ok(lesson_16::coming::twice(visitors, |visitor| {
        if !breaker().admits(Instant::now()) {
            return "not asked".to_owned();
        }
        let answer = client.ask(visitor);
        let failed = matches!(answer, Err(Error::Status { code: 500.., .. }));
        breaker().report(failed, Instant::now());
        answer.unwrap_or_else(|error| error.to_string())
    }))
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_16::exercise(), serve)
}
