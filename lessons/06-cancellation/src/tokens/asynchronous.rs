//! A tree of tokens: to cancel one cancels all below it.

use super::{Cleanup, Note, told};
use chat::Client;
use futures::future::join3;
use std::sync::mpsc;
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Two groups ask for summaries. Group B is cancelled after 0.3 s, all of it after 0.7 s.
/// Returns what was cleaned up, in order.
///
/// # Errors
///
/// None: a group goes on after a call that failed.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = &Client::new(base_url);
    let (note, notes) = mpsc::channel();
    let all = CancellationToken::new();
    let (a, b) = (&all.child_token(), &all.child_token());
    let (of_a, of_b) = articles.split_at(articles.len() / 2);
    let mut lines = Vec::new();
    let group_a = group("A", client, of_a, a, &note);
    let group_b = group("B", client, of_b, b, &note);
    let cancel = async {
        sleep(Duration::from_millis(300)).await;
        lines.push(told("cleaned up at first", &notes));
        b.cancel();
        sleep(Duration::from_millis(400)).await;
        lines.push(told("after B was cancelled", &notes));
        all.cancel();
    };
    join3(group_a, group_b, cancel).await;
    lines.push(told("after all was cancelled", &notes));
    Ok(lines)
}

type Token = CancellationToken;

async fn group(name: &str, client: &Client, articles: &[String], token: &Token, note: &Note) {
    let _folder = Cleanup::of(format!("folder {name}"), note);
    let _file = Cleanup::of(format!("file {name}"), note);
    for article in articles {
        let call = async {
            let _cleanup = Cleanup::of(article, note);
            client.ask(article).await
        };
        // A call that is cancelled is dropped in the middle, and its guard cleans up. To go no
        // further is for the code around it.
        if token.run_until_cancelled(call).await.is_none() {
            break;
        }
    }
}
