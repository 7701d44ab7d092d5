//! Exercise 14: five in any second.
//!
//! Visitors come at the times in their names, and the page asks the server for each of them. The server
//! takes five requests in any second, wherever that second begins, and refuses the others. The limiter in
//! this file lets everybody through at once. Make it say how long each request has to wait: as long as
//! there is no room, and no longer. Only `Limiter` wants a change. Run it, and read what the server saw:
//!
//!     cargo run -p lesson-14 --example exercise-14

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
        self.sent.push(now);
        Duration::ZERO
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
