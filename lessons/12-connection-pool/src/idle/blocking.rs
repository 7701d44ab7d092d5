//! Eight threads, one for each chat. They share one agent.

use super::READING;
use chat::blocking::Client;
use std::thread;
use ureq::Agent;

/// Asks in each chat, reads, and asks again.
///
/// # Errors
///
/// The first chat whose call fails gives its error. The others go on to their end.
pub fn talk(base_url: &str, chats: &[String]) -> Result<Vec<String>, chat::Error> {
    let settings = Agent::config_builder()
        .proxy(None)
        .max_idle_connections_per_host(chats.len());
    let client = Client::with_agent(base_url, settings.build().into());
    all_at_once(&client, chats)
}

/// ureq keeps three idle connections to a host, unless told otherwise.
///
/// # Errors
///
/// As for [`talk`].
pub fn wrong_default(base_url: &str, chats: &[String]) -> Result<Vec<String>, chat::Error> {
    let settings = Agent::config_builder().proxy(None);
    let client = Client::with_agent(base_url, settings.build().into());
    all_at_once(&client, chats)
}

fn all_at_once(client: &Client, chats: &[String]) -> Result<Vec<String>, chat::Error> {
    let one = |chat: &str| {
        client.ask(chat)?;
        thread::sleep(READING);
        client.ask(chat)
    };
    thread::scope(|scope| {
        let threads = chats.iter().map(|chat| scope.spawn(move || one(chat)));
        let threads: Vec<_> = threads.collect();
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("no chat panics");
        threads.into_iter().map(join).collect()
    })
}
