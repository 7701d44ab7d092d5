//! A pattern names all fields, or says that there are more.

use chat::Error;

pub fn may_succeed_soon(error: &Error) -> bool {
    match error {
        #[cfg(not(mended))]
        Error::Status { code } => *code == 429 || *code >= 500,
        #[cfg(mended)]
        Error::Status { code, .. } => *code == 429 || *code >= 500,
        _ => false,
    }
}
