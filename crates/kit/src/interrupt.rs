use std::process::ExitCode;
use std::sync::atomic::{AtomicU8, Ordering};

/// The signal that a form was ended by; 0 for none.
static SIGNAL: AtomicU8 = AtomicU8::new(0);

/// Says that a form has ended in good order because of a real signal, such as 2 for SIGINT. The
/// lesson prints what the server saw until then and exits with 128 plus this number, as shells do.
pub fn interrupted_by(signal: u8) {
    SIGNAL.store(signal, Ordering::Relaxed);
}

pub(crate) fn exit_status() -> Option<ExitCode> {
    match SIGNAL.load(Ordering::Relaxed) {
        0 => None,
        signal => Some(ExitCode::from(128 | signal)),
    }
}
