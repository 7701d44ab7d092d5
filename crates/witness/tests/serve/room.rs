//! A room full of clients, each with a key of its own.

use crate::common::http::{Connection, Response, question};
use std::net::SocketAddr;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A client, and what its key ends with.
#[derive(Clone, Copy)]
pub(crate) struct Client {
    address: SocketAddr,
    number: usize,
}

impl Client {
    pub(crate) fn new(address: SocketAddr, number: usize) -> Self {
        Client { address, number }
    }

    fn request(self, prompt: &str) -> String {
        let body = question(prompt);
        let (number, length) = (self.number, body.len());
        format!(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: mock\r\nAuthorization: Bearer secret-{number:04}\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
    }

    /// Asks, one request after another.
    pub(crate) fn ask(self, prompts: usize) -> Vec<Response> {
        let mut connection = Connection::open(self.address);
        let ask = |prompt| connection.exchange(self.request(&format!("article {prompt}")));
        (1..=prompts).map(ask).collect()
    }

    /// Asks and is gone before the answer.
    pub(crate) fn hang_up(self, after: Duration) {
        let mut connection = Connection::open(self.address);
        let sent = connection.send(self.request("too slow"));
        sent.expect("the server reads");
        thread::sleep(after);
    }

    /// Asks and waits for as long as it takes.
    pub(crate) fn wait(self) -> Connection {
        let mut connection = Connection::open(self.address);
        let sent = connection.send(self.request("patience"));
        sent.expect("the server reads");
        connection
    }
}

/// What so many clients do at once, and how many of their requests got each status.
pub(crate) fn statuses(clients: impl IntoIterator<Item = JoinHandle<Vec<Response>>>) -> Vec<u16> {
    let responses = clients.into_iter().flat_map(|client| {
        let responses = client.join();
        responses.expect("a client gets its answers")
    });
    responses.map(|response| response.status).collect()
}
