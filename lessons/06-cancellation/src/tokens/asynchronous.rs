//! A tree of tokens: what is cancelled is dropped where it waits, and dropping cleans up.

use super::{Cleanup, Note, told};
use chat::Client;
use std::sync::mpsc;
use std::time::Duration;
use tokio::{task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;

/// Two groups ask for summaries. Group B is cancelled after 0.3 s, all of it after 0.7 s.
/// Returns what was cleaned up, in order.
///
/// # Errors
///
/// None: a worker goes on after a call that failed.
#[tokio::main(flavor = "current_thread")]
pub async fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let (note, notes) = mpsc::channel();
    let all = CancellationToken::new();
    let (a, b) = (all.child_token(), all.child_token());
    let (of_a, of_b) = articles.split_at(articles.len() / 2);
    let mut groups = JoinSet::new();
    groups.spawn(group("A", client.clone(), of_a.to_vec(), a, note.clone()));
    groups.spawn(group("B", client, of_b.to_vec(), b.clone(), note));
    sleep(Duration::from_millis(300)).await;
    let mut lines = vec![told("cleaned up at first", &notes)];
    b.cancel();
    sleep(Duration::from_millis(400)).await;
    lines.push(told("after B was cancelled", &notes));
    all.cancel();
    groups.join_all().await;
    lines.push(told("after all was cancelled", &notes));
    Ok(lines)
}

type Token = CancellationToken;

async fn group(name: &str, client: Client, articles: Vec<String>, token: Token, note: Note) {
    let _folder = Cleanup::of(format!("folder {name}"), &note);
    let _file = Cleanup::of(format!("file {name}"), &note);
    let mut workers = JoinSet::new();
    for pair in articles.chunks(2).map(<[String]>::to_vec) {
        workers.spawn(worker(client.clone(), pair, token.clone(), note.clone()));
    }
    workers.join_all().await;
}

async fn worker(client: Client, articles: Vec<String>, token: Token, note: Note) {
    for article in &articles {
        let call = async {
            let _cleanup = Cleanup::of(article, &note);
            client.ask(article).await
        };
        // A call that loses is dropped in the middle: its connection closes, its guard cleans up.
        if token.run_until_cancelled(call).await.is_none() {
            break;
        }
    }
}
