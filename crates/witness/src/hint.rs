//! What somebody should know at once: their client cannot work as it is.

use mock_api::Remarks;

/// Says each thing once.
#[derive(Debug, Default)]
pub(crate) struct Hint {
    told: bool,
}

impl Hint {
    /// What there is to say that was not said before.
    pub(crate) fn news(&mut self, remarks: &Remarks) -> Option<&'static str> {
        let is_new = remarks.tls > 0 && !std::mem::replace(&mut self.told, remarks.tls > 0);
        is_new.then_some(
            "somebody speaks TLS to this port: use http:// and not https:// in the base URL",
        )
    }
}
