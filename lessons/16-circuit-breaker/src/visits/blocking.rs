//! A page asks whenever a visitor comes, unless the breaker says no.

use super::{AGAIN, APART, VISITS};
use crate::policy::{Policy, is_down};
use crate::seen::Seen;
use chat::{Error, blocking::Client};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

/// Serves all visits, and returns what each visitor saw.
///
/// # Errors
///
/// None: who sees no answer is told why.
pub fn serve(
    base_url: &str,
    visitors: &[String],
    breaker: &Mutex<impl Policy>,
) -> Result<Vec<Seen>, Error> {
    let client = Client::new(base_url);
    let start = Instant::now();
    let stay = |number: u32, visitor: &String| {
        let mut seen = Vec::new();
        for visit in 0..VISITS {
            let due = start + APART * number + AGAIN * visit;
            thread::sleep(due.saturating_duration_since(Instant::now()));
            seen.push(page(&client, visitor, breaker));
        }
        seen
    };
    let stay = &stay;
    Ok(thread::scope(|scope| {
        let numbered = (0..).zip(visitors);
        let threads = numbered.map(|(number, visitor)| scope.spawn(move || stay(number, visitor)));
        let threads: Vec<_> = threads.collect();
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("no visit panics");
        threads.into_iter().flat_map(join).collect()
    }))
}

fn page(client: &Client, visitor: &str, breaker: &Mutex<impl Policy>) -> Seen {
    // The lock is held to ask the breaker, and not while the server is asked.
    let breaker = || breaker.lock().expect("no breaker panics");
    let Some(pass) = breaker().admit(Instant::now()) else {
        return Seen::NotAsked;
    };
    let answer = client.ask(visitor);
    let failed = answer.as_ref().is_err_and(is_down);
    breaker().report(pass, failed, Instant::now());
    if failed { Seen::Failed } else { Seen::Ok }
}
