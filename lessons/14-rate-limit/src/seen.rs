//! What became of a request.

use chat::Error;

/// What somebody has who wanted an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The answer.
    Ok(String),
    /// The server was asked, and said no.
    Refused,
    /// It was not sent: it is more than the whole quota.
    TooBig,
}

impl From<Result<String, Error>> for Seen {
    fn from(answer: Result<String, Error>) -> Self {
        answer.map_or(Seen::Refused, Seen::Ok)
    }
}

/// A line that counts them.
pub fn told(seen: &[Seen]) -> String {
    let count = |like: fn(&Seen) -> bool| seen.iter().filter(|&one| like(one)).count();
    let ok = count(|seen| matches!(seen, Seen::Ok(_)));
    let refused = count(|seen| *seen == Seen::Refused);
    let told = format!("{ok} ok, {refused} refused");
    match count(|seen| *seen == Seen::TooBig) {
        0 => told,
        too_big => format!("{told}, {too_big} too big to be sent"),
    }
}
