//! A token for each group, with the client of that group. What is above them is a list.

use super::{Cleanup, Note, token::Token, told};
use std::sync::mpsc;
use std::thread::{scope, sleep};
use std::time::Duration;

/// Two groups ask for summaries. Group B is cancelled after 0.3 s, all of it after 0.7 s.
/// Returns what was cleaned up, in order.
///
/// # Errors
///
/// None: a group goes on after a call that failed.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let (note, notes) = mpsc::channel();
    let (a, b) = (&Token::new(base_url), &Token::new(base_url));
    let all = [a, b];
    let (of_a, of_b) = articles.split_at(articles.len() / 2);
    let mut lines = Vec::new();
    scope(|scope| {
        scope.spawn(|| group("A", of_a, a, &note));
        scope.spawn(|| group("B", of_b, b, &note));
        sleep(Duration::from_millis(300));
        lines.push(told("cleaned up at first", &notes));
        b.cancel();
        sleep(Duration::from_millis(400));
        lines.push(told("after B was cancelled", &notes));
        all.into_iter().for_each(Token::cancel);
    });
    lines.push(told("after all was cancelled", &notes));
    Ok(lines)
}

fn group(name: &str, articles: &[String], token: &Token, note: &Note) {
    let _folder = Cleanup::of(format!("folder {name}"), note);
    let _file = Cleanup::of(format!("file {name}"), note);
    for article in articles {
        let _cleanup = Cleanup::of(article, note);
        // A call that is cut returns at once. To go no further is for the code around it.
        if token.ask(article).is_none() {
            break;
        }
    }
}
