use super::live::Live;
use mock_api::Remarks;
use std::cell::Cell;

/// What somebody in the room should know at once: their client cannot work as it is.
#[derive(Default)]
pub(crate) struct Hint {
    was_told: Cell<bool>,
}

impl Hint {
    /// Says it once.
    pub(crate) fn tell(&self, remarks: &Remarks, live: &Live) {
        if remarks.tls > 0 && !self.was_told.replace(true) {
            live.above(|| {
                terminal::complain(
                    "witness",
                    "somebody speaks TLS to this port: use http:// and not https:// in the base URL",
                );
            });
        }
    }
}
