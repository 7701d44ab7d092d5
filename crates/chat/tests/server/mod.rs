//! A server that says what it is told to say.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::thread;

/// A server that says this to whoever asks, whatever it is, and closes the connection.
pub(crate) fn saying(answer: impl AsRef<[u8]>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = listener.local_addr().expect("it has an address");
    let answer = answer.as_ref().to_vec();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("the client connects");
        let mut request = Vec::new();
        while !has_whole_json(&request) {
            let mut part = [0; 4096];
            let bytes = stream.read(&mut part);
            let bytes = bytes.expect("the client sends a whole question");
            request.extend_from_slice(&part[..bytes]);
        }
        stream.write_all(&answer).expect("the client reads");
        stream
            .shutdown(Shutdown::Write)
            .expect("the client is still there");
        // To close it with something unread would take the answer back.
        let _ = stream.read_to_end(&mut request);
    });
    format!("http://{address}")
}

fn has_whole_json(request: &[u8]) -> bool {
    let count = |wanted: u8| request.iter().filter(|&&byte| byte == wanted).count();
    count(b'{') > 0 && count(b'{') == count(b'}')
}

/// A 200 with this body.
pub(crate) fn with_body(body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}
