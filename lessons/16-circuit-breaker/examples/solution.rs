//! A solution of exercise 16.

use chat::{Error, blocking::Client};
use std::sync::Mutex;
use std::time::{Duration, Instant};

#[derive(Default)]
struct Breaker {
    failures: u32,
    until: Option<Instant>,
    probing: bool,
}

impl Breaker {
    fn admits(&mut self, now: Instant) -> bool {
        let Some(until) = self.until else {
            return true;
        };
        let probes = now >= until && !self.probing;
        self.probing |= probes;
        probes
    }

    fn report(&mut self, failed: bool, now: Instant) {
        if self.until.is_some() && !self.probing {
            return;
        }
        let failures = self.failures + 1;
        *self = Breaker::default();
        if failed {
            self.failures = failures;
            self.until = (failures >= 3).then(|| now + Duration::from_millis(400));
        }
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
