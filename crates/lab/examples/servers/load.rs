//! The client: bytes over sockets, so that it costs the same whatever it asks.

use serde_json::json;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Barrier, Semaphore};
use tokio::task::JoinSet;

/// Connections that ask one request after the other.
const CONNECTIONS: usize = 8;

/// Connections that are opened at once: fewer than any system lets wait to be accepted.
const OPENING: usize = 100;

/// Asks so many requests, a few at a time, and returns how many were answered.
pub(crate) async fn in_turn(address: SocketAddr, requests: usize) -> io::Result<usize> {
    let mut clients = JoinSet::new();
    for client in 0..CONNECTIONS {
        clients.spawn(async move {
            let mut stream = open(address).await?;
            let question = question(client);
            for _ in 0..requests / CONNECTIONS {
                ask(&mut stream, &question).await?;
            }
            Ok::<_, io::Error>(requests / CONNECTIONS)
        });
    }
    let mut answered = 0;
    while let Some(client) = clients.join_next().await {
        answered += client.map_err(io::Error::other)??;
    }
    Ok(answered)
}

/// Asks so many requests at once, and returns how long each took.
pub(crate) async fn at_once(address: SocketAddr, requests: usize) -> io::Result<Vec<Duration>> {
    let opening = Arc::new(Semaphore::new(OPENING));
    let ready = Arc::new(Barrier::new(requests));
    let mut clients = JoinSet::new();
    for client in 0..requests {
        let (opening, ready) = (Arc::clone(&opening), Arc::clone(&ready));
        clients.spawn(async move {
            let permit = opening.acquire().await.map_err(io::Error::other)?;
            let mut stream = open(address).await?;
            drop(permit);
            let question = question(client);
            ready.wait().await;
            let start = Instant::now();
            ask(&mut stream, &question).await?;
            Ok::<_, io::Error>(start.elapsed())
        });
    }
    let mut waits = Vec::with_capacity(requests);
    while let Some(client) = clients.join_next().await {
        waits.push(client.map_err(io::Error::other)??);
    }
    Ok(waits)
}

async fn open(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Sends a request and reads the answer, whose head and body are expected to be small.
async fn ask(stream: &mut TcpStream, question: &[u8]) -> io::Result<()> {
    stream.write_all(question).await?;
    let mut answer = [0; 4096];
    let mut filled = 0;
    loop {
        let read = stream.read(&mut answer[filled..]).await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        filled += read;
        if is_complete(&answer[..filled])? {
            return Ok(());
        }
    }
}

/// Whether it is all of an answer, which must be a 200.
fn is_complete(answer: &[u8]) -> io::Result<bool> {
    let text = std::str::from_utf8(answer).map_err(io::Error::other)?;
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return Ok(false);
    };
    if !head.starts_with("HTTP/1.1 200 ") {
        return Err(io::Error::other(head.to_owned()));
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse::<usize>().ok())?
    });
    Ok(length == Some(body.len()))
}

fn question(client: usize) -> Vec<u8> {
    let prompt = format!("request {client}");
    let messages = json!([{ "role": "user", "content": prompt }]);
    let body = json!({ "model": "mock-1", "messages": messages }).to_string();
    let request = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: mock\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    request.into_bytes()
}
