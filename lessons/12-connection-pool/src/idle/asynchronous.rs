//! Eight futures, one for each chat. They share one client.

use super::READING;
use chat::Client;
use futures::future::try_join_all;
use tokio::time::sleep;

/// Asks in each chat, reads, and asks again.
///
/// # Errors
///
/// The first call that fails ends it, and drops the calls still in flight.
#[tokio::main(flavor = "current_thread")]
pub async fn talk(base_url: &str, chats: &[String]) -> Result<Vec<String>, chat::Error> {
    let settings = reqwest::Client::builder().no_proxy();
    let client = Client::with_http(base_url, settings.build()?);
    all_at_once(&client, chats).await
}

/// A limit on idle connections: it keeps nobody from opening others.
///
/// # Errors
///
/// As for [`talk`].
#[tokio::main(flavor = "current_thread")]
pub async fn wrong_limit(base_url: &str, chats: &[String]) -> Result<Vec<String>, chat::Error> {
    let settings = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(3);
    let client = Client::with_http(base_url, settings.build()?);
    all_at_once(&client, chats).await
}

async fn all_at_once(client: &Client, chats: &[String]) -> Result<Vec<String>, chat::Error> {
    let one = async |chat: &String| {
        client.ask(chat).await?;
        sleep(READING).await;
        client.ask(chat).await
    };
    try_join_all(chats.iter().map(one)).await
}
