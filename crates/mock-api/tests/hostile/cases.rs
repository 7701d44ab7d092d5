use super::common::http::{post, question};
use super::oracle;
use fastrand::Rng;
use serde_json::{Value, json};
use std::iter::repeat_with;

const MIB: usize = 1024 * 1024;
const CHAT: &str = "POST /v1/chat/completions HTTP/1.1\r\nHost: mock\r\n";

/// What a client sends on one connection, and what must come of it.
pub(crate) struct Case {
    pub(crate) kind: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) expected: Expected,
}

pub(crate) enum Expected {
    /// These answers, one after the other.
    Statuses(Vec<u16>),
    /// A 4xx, or a closed connection.
    Refused,
    /// An answer that is no server error, or a closed connection.
    NoFault,
    /// Nothing: the client is gone.
    Gone,
}
use Expected::{Gone, NoFault, Refused, Statuses};

type Make = fn(&mut Rng) -> (Vec<u8>, Expected);

/// Every kind of input, and how often it comes among the others.
pub(crate) const KINDS: &[(&str, usize, Make)] = &[
    ("mutated JSON", 25, mutated_json),
    ("wrong types", 25, wrong_types),
    ("deep nesting", 3, deep_nesting),
    ("invalid UTF-8", 5, invalid_utf8),
    ("too large", 1, too_large),
    ("truncated", 10, truncated),
    ("chunked garbage", 8, chunked_garbage),
    ("random bytes", 10, random_bytes),
    ("pieces of HTTP", 10, pieces_of_http),
    ("lies about the length", 8, wrong_lengths),
    ("huge headers", 3, huge_headers),
    ("large headers", 3, large_headers),
    ("pipelined", 4, pipelined),
    ("in chunks", 4, in_chunks),
    ("other paths", 5, other_paths),
    ("hanging up", 6, hanging_up),
];

impl Case {
    /// The same seed always gives the same case.
    pub(crate) fn generate(seed: u64) -> Self {
        let random = &mut Rng::with_seed(seed);
        let all: usize = KINDS.iter().map(|(_, weight, _)| weight).sum();
        let mut drawn = random.usize(..all);
        let (kind, _, make) = KINDS
            .iter()
            .find(|(_, weight, _)| {
                let here = drawn < *weight;
                drawn = drawn.saturating_sub(*weight);
                here
            })
            .expect("what is drawn is less than all");
        let (bytes, expected) = make(random);
        Case {
            kind,
            bytes,
            expected,
        }
    }
}

fn garbage(random: &mut Rng, most: usize) -> Vec<u8> {
    let length = random.usize(..=most);
    repeat_with(|| random.u8(..)).take(length).collect()
}

/// A post, and the status that its body deserves.
fn judged(body: &[u8]) -> (Vec<u8>, Expected) {
    (post(body), Statuses(vec![oracle::status(body)]))
}

fn mutated_json(random: &mut Rng) -> (Vec<u8>, Expected) {
    let mut body = question("what is a future").into_bytes();
    for _ in 0..random.usize(1..=4) {
        let at = random.usize(..body.len());
        match random.u8(..4) {
            0 => body[at] = random.u8(..),
            1 => body.insert(at, *random.choice(b"{}[]\",:\\0ntf ").expect("not empty")),
            2 => drop(body.remove(at)),
            // Something is left for the next mutation.
            _ => body.truncate(at + 10),
        }
    }
    judged(&body)
}

fn value(random: &mut Rng, depth: usize) -> Value {
    let length = random.usize(..4);
    match random.u8(..if depth == 0 { 5 } else { 8 }) {
        0 => Value::Null,
        1 => json!(random.bool()),
        2 => json!(random.f64() * 1e300),
        3 => json!(random.i64(..)),
        4 => (0..length)
            .map(|_| random.char(..))
            .collect::<String>()
            .into(),
        5 => (0..length).map(|_| value(random, depth - 1)).collect(),
        6 => json!([{ "role": value(random, 0), "content": value(random, depth - 1) }]),
        _ => json!({ "type": value(random, 0), "text": value(random, depth - 1) }),
    }
}

fn wrong_types(random: &mut Rng) -> (Vec<u8>, Expected) {
    let mut body = json!({
        "model": "m",
        "messages": [{ "role": "user", "content": "x" }],
        "stream": false,
    });
    for _ in 0..random.usize(1..=2) {
        let wrong = value(random, 3);
        let content = &mut body["messages"];
        match random.u8(..6) {
            0 => body["model"] = wrong,
            1 => body["messages"] = wrong,
            2 if content[0].is_object() => content[0]["role"] = wrong,
            3 if content[0].is_object() => content[0]["content"] = wrong,
            4 => body["stream"] = wrong,
            _ => body["extra"] = wrong,
        }
    }
    judged(body.to_string().as_bytes())
}

fn deep_nesting(random: &mut Rng) -> (Vec<u8>, Expected) {
    let depth = match random.bool() {
        true => random.usize(100..150),
        false => random.usize(..100_000),
    };
    let (open, close) = *random.choice(&[("[", "]"), ("{\"x\":", "}")]).expect("two");
    let closed = if random.bool() { depth } else { depth / 2 };
    let nested = format!("{}1{}", open.repeat(depth), close.repeat(closed));
    judged(
        question("x")
            .replacen('{', &format!("{{\"deep\":{nested},"), 1)
            .as_bytes(),
    )
}

fn invalid_utf8(random: &mut Rng) -> (Vec<u8>, Expected) {
    let mut body = question("bytes of text").into_bytes();
    let at = random.usize(..body.len());
    body.splice(at..at, [random.u8(0x80..)]);
    judged(&body)
}

fn too_large(random: &mut Rng) -> (Vec<u8>, Expected) {
    let body = vec![random.u8(..); random.usize(MIB + 1..3 * MIB)];
    (post(body), Statuses(vec![413]))
}

fn truncated(random: &mut Rng) -> (Vec<u8>, Expected) {
    let mut request = post(question("where is the rest"));
    request.truncate(random.usize(..request.len()));
    (request, Refused)
}

fn chunked_garbage(random: &mut Rng) -> (Vec<u8>, Expected) {
    let mut request = format!("{CHAT}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    if random.bool() {
        request.extend_from_slice(format!("{:x}\r\n", random.u64(..)).as_bytes());
    }
    request.extend(garbage(random, 500));
    (request, Refused)
}

fn random_bytes(random: &mut Rng) -> (Vec<u8>, Expected) {
    (garbage(random, 2000), Refused)
}

fn pieces_of_http(random: &mut Rng) -> (Vec<u8>, Expected) {
    let pieces: &[&[u8]] = &[
        b"GET ",
        b"POST ",
        b"/v1/models",
        b"/v1/chat/completions",
        b"http://mock:99999/",
        b" HTTP/1.1",
        b" HTTP/1.0",
        b" HTTP/9.9",
        b"\r\n",
        b"\n",
        b"Host: mock",
        b"Content-Length: 5",
        b"Content-Length: -5",
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: gzip",
        b"Connection: close",
        b"Connection: upgrade",
        b"Upgrade: websocket",
        b"Expect: 100-continue",
        b"5\r\nhello\r\n0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b": ",
        b"\0",
        b"\xff",
    ];
    let piece = || *random.choice(pieces).expect("there are some");
    let pieces: Vec<&[u8]> = repeat_with(piece).take(12).collect();
    (pieces.concat(), NoFault)
}

fn wrong_lengths(random: &mut Rng) -> (Vec<u8>, Expected) {
    let lies = [
        "Content-Length: -1",
        "Content-Length: five",
        "Content-Length: 5, 6",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 18446744073709551615",
        "Content-Length: 99999999999999999999999999",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, gzip",
    ];
    let lie = random.choice(lies).expect("there are some");
    let request = format!("{CHAT}{lie}\r\n\r\n").into_bytes();
    ([request, garbage(random, 100)].concat(), Refused)
}

fn headers(count: usize, size: usize) -> Vec<u8> {
    let headers = (0..count).map(|index| format!("x-{index}: {}\r\n", "y".repeat(size)));
    let headers: String = headers.collect();
    format!("GET /v1/models HTTP/1.1\r\n{headers}\r\n").into_bytes()
}

fn huge_headers(random: &mut Rng) -> (Vec<u8>, Expected) {
    let request = match random.bool() {
        true => headers(random.usize(101..500), 10),
        false => headers(1, random.usize(MIB / 2..MIB)),
    };
    (request, Refused)
}

fn large_headers(random: &mut Rng) -> (Vec<u8>, Expected) {
    let request = headers(random.usize(1..100), random.usize(..1000));
    (request, Statuses(vec![200]))
}

fn pipelined(random: &mut Rng) -> (Vec<u8>, Expected) {
    let requests = (0..random.usize(1..40)).map(|_| match random.u8(..3) {
        0 => (post(question("x")), 200),
        1 => (post("nonsense"), 400),
        _ => (b"GET /nowhere HTTP/1.1\r\n\r\n".to_vec(), 404),
    });
    let (requests, statuses): (Vec<_>, Vec<_>) = requests.unzip();
    (requests.concat(), Statuses(statuses))
}

fn in_chunks(random: &mut Rng) -> (Vec<u8>, Expected) {
    let mut request = format!("{CHAT}Transfer-Encoding: chunked\r\n\r\n");
    let body = question("a sentence that comes in pieces");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (chunk, others) = rest.split_at(random.usize(1..=rest.len()));
        request += &format!("{:X}\r\n{chunk}\r\n", chunk.len());
        rest = others;
    }
    request += "0\r\n\r\n";
    (request.into_bytes(), Statuses(vec![200]))
}

fn other_paths(random: &mut Rng) -> (Vec<u8>, Expected) {
    let method = String::from_iter(repeat_with(|| random.uppercase()).take(3));
    let (path, status) = match random.u8(..3) {
        0 => ("/v1/models".to_owned(), 405),
        1 => ("/v1/chat/completions?x=%00".to_owned(), 405),
        _ => {
            let letters = repeat_with(|| random.alphanumeric());
            (format!("/{}", letters.take(5000).collect::<String>()), 404)
        }
    };
    let request = format!("{method} {path} HTTP/1.1\r\n\r\n");
    (request.into_bytes(), Statuses(vec![status]))
}

fn hanging_up(random: &mut Rng) -> (Vec<u8>, Expected) {
    let mut request = post(question("never mind"));
    request.truncate(random.usize(..=request.len()));
    (request, Gone)
}
