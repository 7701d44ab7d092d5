use super::SOON;
use serde_json::{Value, json};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

/// One connection: what is written is sent as it is.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).expect("the server listens"))
    }

    /// One that is there already.
    pub(crate) fn over(stream: TcpStream) -> Self {
        // A test that would hang fails instead.
        let set = stream.set_read_timeout(Some(SOON));
        set.and_then(|()| stream.set_nodelay(true))
            .expect("a socket that is open takes options");
        Connection {
            stream: BufReader::new(stream),
        }
    }

    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes.as_ref())
    }

    /// The same connection, for somebody who sends while this one reads.
    pub(crate) fn another_hand(&self) -> TcpStream {
        let hand = self.stream.get_ref().try_clone();
        hand.expect("the system has a file left")
    }

    /// Says that nothing more will be sent.
    pub(crate) fn finish(&mut self) {
        // It fails when the server has closed the connection already, which says as much.
        let _ = self.stream.get_ref().shutdown(Shutdown::Write);
    }

    /// Asks a prompt and reads the answer.
    pub(crate) fn ask(&mut self, prompt: &str) -> Response {
        self.exchange(post(question(prompt)))
    }

    pub(crate) fn exchange(&mut self, request: impl AsRef<[u8]>) -> Response {
        self.send(request).expect("the server reads");
        let response = self.response().expect("the server answers");
        response.expect("the server does not hang up")
    }

    /// Reads an answer; `None` when the server closed the connection instead.
    pub(crate) fn response(&mut self) -> io::Result<Option<Response>> {
        let Some(head) = self.head()? else {
            return Ok(None);
        };
        let mut response = Response {
            status: head[9..12].parse().expect("a status is a number"),
            head,
            body: Vec::new(),
        };
        if response.header("transfer-encoding") == Some("chunked") {
            while let Some(chunk) = self.chunk()? {
                response.body.extend(chunk);
            }
            return Ok(Some(response));
        }
        let length = response.header("content-length");
        let length = length.map_or(0, |length| length.parse().expect("a length is a number"));
        response.body.resize(length, 0);
        self.stream.read_exact(&mut response.body)?;
        Ok(Some(response))
    }

    /// Reads an answer's head.
    pub(crate) fn head(&mut self) -> io::Result<Option<String>> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut head)? == 0 {
                return match head.is_empty() {
                    true => Ok(None),
                    false => Err(io::ErrorKind::UnexpectedEof.into()),
                };
            }
        }
        assert!(head.starts_with("HTTP/1."), "an answer is HTTP: {head}");
        Ok(Some(head))
    }

    /// Reads a piece of a body that says no length; `None` after the last.
    pub(crate) fn chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut size = String::new();
        if self.stream.read_line(&mut size)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let size = usize::from_str_radix(size.trim_end(), 16).expect("a size is a number");
        let mut chunk = vec![0; size + 2];
        self.stream.read_exact(&mut chunk)?;
        chunk.truncate(size);
        Ok((size > 0).then_some(chunk))
    }

    /// Reads so many bytes of a body.
    pub(crate) fn read(&mut self, bytes: usize) -> Vec<u8> {
        let mut read = vec![0; bytes];
        let all = self.stream.read_exact(&mut read);
        all.expect("so much of the body comes");
        read
    }
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// The error object, after a check that it has all its fields.
    pub(crate) fn error(&self) -> Value {
        let error = self.json()["error"].clone();
        for field in ["message", "type", "param", "code"] {
            assert!(error.get(field).is_some(), "no {field} in {error}");
        }
        error
    }
}

pub(crate) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

pub(crate) fn question(prompt: &str) -> String {
    json!({ "model": "mock-1", "messages": [{ "role": "user", "content": prompt }] }).to_string()
}

/// A question with more fields than that.
pub(crate) fn question_with(prompt: &str, more: &Value) -> String {
    let mut body = json!({
        "model": "mock-1",
        "messages": [{ "role": "user", "content": prompt }],
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body.to_string()
}

/// A whole request that posts this body.
pub(crate) fn post(body: impl AsRef<[u8]>) -> Vec<u8> {
    post_to("/v1/chat/completions", "", body)
}

/// A whole request that posts this body elsewhere, with headers that each end their line.
pub(crate) fn post_to(path: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: mock\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}
