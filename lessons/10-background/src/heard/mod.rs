//! A save that panics: who hears of it?

pub mod asynchronous;
pub mod blocking;
pub mod unheard;

/// What is asked for so that a summary is saved under its title.
///
/// # Panics
///
/// When it has no title: here is a bug, and the summary of article 2 meets it.
fn save(summary: &str) -> String {
    let title = summary.split_once(':').map(|(title, _)| title);
    format!("save {}", title.expect("a summary begins with its title"))
}
