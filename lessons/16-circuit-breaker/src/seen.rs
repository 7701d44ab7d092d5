//! What became of a call.

/// What somebody saw who wanted an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// There was an answer.
    Ok,
    /// The server was asked, and failed.
    Failed,
    /// The breaker said no, at once.
    NotAsked,
}

/// A line that counts them.
pub fn told(seen: &[Seen]) -> String {
    let count = |one| seen.iter().filter(|&&other| other == one).count();
    let (ok, failed) = (count(Seen::Ok), count(Seen::Failed));
    format!(
        "{ok} ok, {failed} failed, {} not asked",
        count(Seen::NotAsked)
    )
}
