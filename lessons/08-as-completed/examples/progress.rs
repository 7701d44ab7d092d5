//! Publishes the five articles of the lesson, and shows how far it is: drawn on a terminal, told in a
//! pipe or a file.
//!
//!     cargo run -p lesson-8 --example progress
//!     cargo run -p lesson-8 --example progress 2> target/progress.txt

use lesson_8::{completed::asynchronous::publish, five_articles, progress::Progress};
use mock_api::MockApi;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let scenario = five_articles();
    let api = MockApi::start(scenario.script().clone())?;
    let articles = scenario.prompts();
    let mut progress = Progress::of(articles.len());
    publish(&api.url(), articles, |done, summary| {
        // A terminal that has gone away is no reason to stop.
        progress.show(done, summary).ok();
    })?;
    Ok(())
}
