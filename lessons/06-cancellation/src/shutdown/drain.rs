//! What the blocking form does while its workers work.

use super::GRACE;
use crate::signals::{Signal, blocking::Signals};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

pub(super) type Answers = Receiver<Result<String, chat::Error>>;

/// Takes answers until there are no more, or until the time is over that a signal leaves. The first
/// signal raises the flag. Returns the last one, and what was answered.
pub(super) fn drain(
    signals: &mut Signals<'_>,
    answers: &Answers,
    stop: &AtomicBool,
) -> Result<(Option<Signal>, Vec<String>), chat::Error> {
    let (mut done, mut signal, mut end) = (Vec::new(), None, None);
    while end.is_none_or(|end| Instant::now() < end) {
        // It can wait for an answer or for a signal, not for both: it looks at them in turn.
        match answers.recv_timeout(Duration::from_millis(5)) {
            Ok(answer) => done.push(answer?),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if let Some(next) = signals.look() {
            stop.store(true, SeqCst);
            let grace = signal.map_or(GRACE, |_| Duration::ZERO);
            (signal, end) = (Some(next), Some(Instant::now() + grace));
        }
    }
    Ok((signal, done))
}
