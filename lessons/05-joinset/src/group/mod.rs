//! Calls that belong together: without one of the summaries there is no page.

pub mod asynchronous;
pub mod blocking;
pub mod dropped;
pub mod flag;

/// Why there are no summaries.
#[derive(Debug)]
pub struct Failed {
    /// Every error, in the order in which they came. In asyncio, an `ExceptionGroup`.
    pub errors: Vec<chat::Error>,
    /// How many articles got no answer for them.
    pub given_up: usize,
}

impl Failed {
    /// What readers get in place of the summaries.
    pub fn page(&self, apology: String) -> Vec<String> {
        let mut page = vec![apology];
        page.extend(self.errors.iter().map(ToString::to_string));
        page.push(format!("{} articles got no answer", self.given_up));
        page
    }
}
