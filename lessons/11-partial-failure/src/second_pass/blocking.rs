//! Two passes. The second has only what failed in the first and may succeed now.

use crate::batch::{is_settled, report};
use crate::keep::blocking::ask_each;
use chat::blocking::Client;

/// Asks for a summary of each article, and again for those that may succeed.
pub fn summarise(base_url: &str, articles: &[String]) -> Vec<String> {
    let client = Client::new(base_url);
    let first = ask_each(&client, articles);
    let (mut outcomes, failed): (Vec<_>, Vec<_>) = first.into_iter().partition(is_settled);
    let again = failed.into_iter().map(|(article, _)| article);
    outcomes.extend(ask_each(&client, again));
    report(&outcomes)
}

/// A common way to write it: as long as anything fails, all of it again, three times at most.
pub fn wrong_all_again(base_url: &str, articles: &[String]) -> Vec<String> {
    let client = Client::new(base_url);
    let mut outcomes = ask_each(&client, articles);
    for _ in 1..3 {
        if outcomes.iter().all(|(_, result)| result.is_ok()) {
            break;
        }
        outcomes = ask_each(&client, articles);
    }
    report(&outcomes)
}
