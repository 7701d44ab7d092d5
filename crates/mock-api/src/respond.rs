//! An answer on its way: its head, and its parts when they are due.

use crate::answer::{Answer, Flight, Part, Piece, Places};
use crate::due::Due;
use crate::log::Ticket;
use crate::plan::Course;
use crate::reply::Reply;
use crate::request::Body;
use crate::workers::Begin;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::Value;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Waits until the first part of an answer is due, and sends it with its head.
pub(crate) fn send(
    flight: Flight,
    reply: &Reply,
    body: Body,
    course: &Course,
) -> impl Future<Output = Response<Answer>> + use<> {
    let (status, request, since) = (reply.status, flight.ticket.request, flight.begin.at);
    let body = Prepared::of(reply, body, course);
    let first = match &body {
        Prepared::Whole(due, _) => Some(*due),
        Prepared::InParts(parts, _) => parts.first().map(|first| first.due),
    };
    async move {
        if let Some(first) = first {
            first.wait(since).await;
        }
        let answer = match body {
            Prepared::Whole(due, bytes) => Answer::whole(flight, due, bytes),
            Prepared::InParts(parts, length) => Answer::in_parts(flight, parts, length),
        };
        head(status, request, answer)
    }
}

/// The body of an answer, and when it is due.
enum Prepared {
    Whole(Due, Bytes),
    /// With its length, where a head can say it.
    InParts(Vec<Part>, Option<usize>),
}

impl Prepared {
    fn of(reply: &Reply, body: Body, course: &Course) -> Self {
        let breaks = reply.has_body() && (reply.stall.is_some() || reply.cut);
        let (mut parts, length) = match body {
            Body::Whole { bytes, .. } if !breaks => return Prepared::Whole(course.end, bytes),
            Body::Whole { bytes, .. } => (halves(bytes.clone(), course), Some(bytes.len())),
            Body::Stream(chunks, end) => (stream(chunks, &end, course), None),
        };
        if reply.cut && reply.has_body() {
            parts.truncate(if length.is_some() { 1 } else { course.half() });
            parts.push(Part {
                due: course.after_the_middle(),
                what: Piece::Cut,
            });
        }
        Prepared::InParts(parts, length)
    }
}

fn halves(mut bytes: Bytes, course: &Course) -> Vec<Part> {
    let rest = bytes.split_off(bytes.len() / 2);
    let part = |due, bytes| Part {
        due,
        what: Piece::Bytes(bytes),
    };
    vec![part(course.middle(), bytes), part(course.end, rest)]
}

fn stream(chunks: Vec<String>, end: &str, course: &Course) -> Vec<Part> {
    let chunk = |(text, &due): (String, &Due)| Part {
        due,
        what: Piece::Chunk(text.into()),
    };
    let mut parts: Vec<Part> = chunks.into_iter().zip(&course.chunks).map(chunk).collect();
    let last = parts.last_mut().filter(|last| last.due == course.end);
    match last.map(|last| &mut last.what) {
        // What ends a stream comes with its last chunk, unless it stalls between them.
        Some(Piece::Chunk(text)) => *text = [&text[..], end.as_bytes()].concat().into(),
        _ => parts.push(Part {
            due: course.end,
            what: Piece::Bytes(end.to_owned().into()),
        }),
    }
    parts
}

pub(crate) fn at_once(ticket: Ticket, status: u16, body: &Value) -> Response<Answer> {
    respond(ticket, status, body.to_string().into())
}

pub(crate) fn respond(ticket: Ticket, status: u16, body: Bytes) -> Response<Answer> {
    let request = ticket.request;
    let flight = Flight {
        begin: Begin::at_once(ticket.arrival),
        ticket,
        status,
        places: Places::default(),
    };
    head(status, request, Answer::whole(flight, Due::NOW, body))
}

fn head(status: u16, request: u64, answer: Answer) -> Response<Answer> {
    let mut response = Response::new(answer);
    // A status that is none cannot come from a `Reply`, which checks it.
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    let id = HeaderValue::from_str(&format!("req_{request}"));
    let id = id.expect("letters and digits can stand in a header");
    response.headers_mut().insert(REQUEST_ID, id);
    response
}
