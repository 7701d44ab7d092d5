//! A request now and then: who closes the idle connection first?

pub mod asynchronous;
pub mod blocking;

use std::time::Duration;

/// Between an answer and the next request. The server keeps an idle connection for 0.3 s.
const PAUSE: Duration = Duration::from_millis(400);

/// Less than the server's time.
const KEEP: Duration = Duration::from_millis(200);

fn told(article: &str, answer: Result<String, chat::Error>) -> Result<String, chat::Error> {
    match answer {
        Ok(_) => Ok(format!("{article}: answered")),
        Err(chat::Error::Connect(_)) => Ok(format!("{article}: the connection failed")),
        Err(other) => Err(other),
    }
}
