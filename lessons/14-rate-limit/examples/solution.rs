//! A solution of exercise 14.

use chat::{Error, blocking::Client};
use std::sync::Mutex;
use std::time::{Duration, Instant};

#[derive(Default)]
struct Limiter {
    sent: Vec<Instant>,
}

impl Limiter {
    /// How long a request has to wait that would go now. It is called once for each.
    fn wait(&mut self, now: Instant) -> Duration {
        let before = self.sent.len().checked_sub(5).map(|index| self.sent[index]);
        let due = before.map_or(now, |sent| now.max(sent + Duration::from_secs(1)));
        self.sent.push(due);
        due.saturating_duration_since(now)
    }
}

/// Visitors come at their times, and the page asks when the limiter says so.
fn serve(base_url: &str, visitors: &[String]) -> Result<Vec<String>, Error> {
    let (client, limiter) = (Client::new(base_url), Mutex::new(Limiter::default()));
    let wait = || {
        limiter
            .lock()
            .expect("no limiter panics")
            .wait(Instant::now())
    };
    Ok(lesson_14::coming::at_their_times(visitors, |visitor| {
        std::thread::sleep(wait());
        let answer = client.ask(visitor);
        answer.unwrap_or_else(|error| error.to_string())
    }))
}

fn main() -> std::process::ExitCode {
    kit::judge(&lesson_14::exercise(), serve)
}
