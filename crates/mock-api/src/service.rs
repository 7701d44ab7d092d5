use crate::answer::Answer;
use crate::budget::Held;
use crate::client::Client;
use crate::label::label;
use crate::log::{Log, Ticket};
use crate::note::Note;
use crate::plan::{Due, Plan};
use crate::reply::Reply;
use crate::room::Room;
use crate::wire::{self, ChatRequest, Refusal};
use http_body_util::BodyExt;
use httpdate::fmt_http_date;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderValue, RETRY_AFTER};
use hyper::http::request::Parts;
use hyper::{Request, Response, StatusCode};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use timeline::TICK;

/// The largest body that is taken.
const MAX_BODY: usize = 1024 * 1024;

/// The largest body that is read to its end, so that its client sees the answer.
const MAX_READ: usize = 64 * MAX_BODY;

/// Answers requests as the plan says, and notes them in the log.
pub(crate) struct Service {
    pub(crate) log: Arc<Log>,
    pub(crate) patience: Duration,
    pub(crate) plan: Mutex<Plan>,
    /// Room for the requests that are worked on, if it is limited, and what the others get.
    pub(crate) room: Option<(Arc<Room>, Reply)>,
}

/// What a request asks for.
enum Asked {
    Models,
    Chat(ChatRequest),
}

impl Service {
    fn plan(&self) -> MutexGuard<'_, Plan> {
        // A plan is whole between any two calls of it: a panic elsewhere cannot spoil it.
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the next connection costs before anything is read from it.
    pub(crate) fn connection_cost(&self) -> Due {
        let mut plan = self.plan();
        let cost = plan.script.connection_cost.clone();
        plan.cast(&cost)
    }

    pub(crate) async fn answer(
        &self,
        connection: u64,
        peer: IpAddr,
        request: Request<Incoming>,
        held: &mut Held,
    ) -> Response<Answer> {
        let (head, body) = request.into_parts();
        let client = {
            let plan = self.plan();
            Client::of(&head.headers, peer, plan.script.api_key.as_deref())
        };
        // A request has arrived when its body has, whatever becomes of it. And a client that is
        // still sending does not read: an early answer would be lost with the connection.
        let body = self.read(body, held).await;
        let note = Note::of(&head, &body);
        let asked = self.understand(&head, body);
        let name = name(&head);
        // The head holds on to the buffer that it was read into, which is large.
        drop(head);
        match asked {
            Ok(Asked::Chat(chat)) => {
                let ticket = self
                    .log
                    .arrived(connection, client, label(&chat.prompt), note);
                self.play(ticket, &chat).await
            }
            Ok(Asked::Models) => {
                let ticket = self.log.arrived(connection, client, label(&name), note);
                at_once(ticket, 200, &wire::models())
            }
            Err(refusal) => {
                let ticket = self.log.arrived(connection, client, label(&name), note);
                let mut response = at_once(ticket, refusal.status, &wire::error(&refusal));
                if let Some(methods) = refusal.allow {
                    let methods = HeaderValue::from_static(methods);
                    response.headers_mut().insert(ALLOW, methods);
                }
                response
            }
        }
    }

    async fn read(&self, body: Incoming, held: &mut Held) -> Result<Bytes, Refusal> {
        match tokio::time::timeout(self.patience, read(body, held)).await {
            Ok(body) => body,
            Err(_) => Err(Refusal::new(408, "The body of the request took too long.")),
        }
    }

    fn understand(&self, head: &Parts, body: Result<Bytes, Refusal>) -> Result<Asked, Refusal> {
        let method = &head.method;
        let (chat, allow) = match head.uri.path().trim_end_matches('/') {
            "/v1/chat/completions" => (true, "POST"),
            "/v1/models" => (false, "GET, HEAD"),
            _ => {
                let message = format!("Unknown request URL: {}.", name(head));
                return Err(Refusal::new(404, message));
            }
        };
        if !allow.split(", ").any(|allowed| method == allowed) {
            let message = format!("{}: only {allow} is allowed here.", name(head));
            return Err(Refusal {
                allow: Some(allow),
                ..Refusal::new(405, message)
            });
        }
        if !self.authorized(head) {
            let message = "Incorrect or missing API key: send 'Authorization: Bearer KEY'.";
            return Err(Refusal::new(401, message));
        }
        match chat {
            true => Ok(Asked::Chat(wire::parse(&body?)?)),
            false => Ok(Asked::Models),
        }
    }

    fn authorized(&self, head: &Parts) -> bool {
        let plan = self.plan();
        let Some(key) = &plan.script.api_key else {
            return true;
        };
        let given = head.headers.get(AUTHORIZATION);
        given.is_some_and(|given| given.as_bytes() == format!("Bearer {key}").as_bytes())
    }

    async fn play(&self, ticket: Ticket, chat: &ChatRequest) -> Response<Answer> {
        let arrival = ticket.arrival;
        let outage = self.plan().outage(arrival);
        let (_place, refusal) = match &self.room {
            Some((room, refusal)) if outage.is_none() => {
                let place = room.enter(arrival, &chat.prompt, ticket.request).await;
                let refusal = place.is_none().then(|| refusal.clone());
                (place, refusal)
            }
            _ => (None, None),
        };
        let (reply, due, stall) = {
            let mut plan = self.plan();
            let mut reply = refusal.unwrap_or_else(|| plan.reply(&chat.prompt, &ticket));
            if reply.status < 400 {
                reply.text = reply
                    .text
                    .or_else(|| Some(plan.script.answer(&chat.prompt)));
            }
            let due = plan.cast(&reply.delay);
            let stall = reply.stall.as_ref().filter(|_| reply.has_body());
            let stall = stall.map(|stall| plan.cast(stall));
            (reply, due, stall)
        };
        if let Some(wait) = reply.wait() {
            ticket.asks_to_wait(wait);
        }
        // Made before it is due: where thousands of answers are due together, none has to wait for
        // the work on those before it.
        let body = Bytes::from(body(&reply, chat, ticket.request));
        due.wait(ticket.arrival).await;
        let answer = match stall {
            None => Answer::whole(ticket, reply.status, due, body),
            Some(stall) => {
                // A stall begins when the first half is due: on a tick if the delay ended on one.
                let mut half = ticket.arrival;
                half.at = match due.ticks() {
                    Some(ticks) => TICK * half.tick().saturating_add(ticks),
                    None => half.origin.elapsed(),
                };
                Answer::stalling(ticket, reply.status, due, body, (stall, half))
            }
        };
        let mut response = respond(reply.status, answer);
        response.headers_mut().extend(reply.headers);
        if let Some(wait) = reply.retry_after_date {
            // From one reading of the clock: the two are apart by whole seconds.
            let now = SystemTime::now();
            for (name, time) in [(DATE, now), (RETRY_AFTER, now + wait)] {
                let date = HeaderValue::from_str(&fmt_http_date(time));
                let date = date.expect("an HTTP date has only letters, digits and signs");
                response.headers_mut().insert(name, date);
            }
        }
        response
    }
}

/// Reads a body to its end, but keeps no more than may be taken, and than there is room for.
async fn read(mut body: Incoming, held: &mut Held) -> Result<Bytes, Refusal> {
    let (mut kept, mut size, mut is_room) = (Vec::new(), 0, true);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            let message = format!("The body of the request could not be read: {error}.");
            Refusal::new(400, message)
        })?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        size += data.len();
        if size <= MAX_BODY {
            is_room = is_room && held.grow(data.len());
            if is_room {
                kept.extend_from_slice(data);
            }
        } else if size > MAX_READ {
            break;
        }
    }
    if size > MAX_BODY {
        let message = format!("The body of the request is larger than {MAX_BODY} bytes.");
        return Err(Refusal::new(413, message));
    }
    if !is_room {
        let message = "There is no room for this body now: those of other requests take it all.";
        return Err(Refusal::new(503, message));
    }
    Ok(kept.into())
}

fn body(reply: &Reply, chat: &ChatRequest, request: u64) -> String {
    let text = reply.text.as_deref();
    if reply.status < 400 {
        let text = text.unwrap_or_default();
        return wire::completion(request, &chat.model, &chat.prompt, text);
    }
    let text = text.unwrap_or(match reply.status {
        429 => "Rate limit reached. Please slow down.",
        500 => "The server had an error while processing your request.",
        503 => "The server is overloaded. Please try again later.",
        _ => "The script of this mock API says so.",
    });
    wire::error(&Refusal::new(reply.status, text)).to_string()
}

fn at_once(ticket: Ticket, status: u16, body: &serde_json::Value) -> Response<Answer> {
    let body = Bytes::from(body.to_string());
    respond(status, Answer::whole(ticket, status, Due::Ticks(0), body))
}

fn respond(status: u16, answer: Answer) -> Response<Answer> {
    let mut response = Response::new(answer);
    // A status that is none cannot come from a `Reply`, which checks it.
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

/// Method and path: the name of a request that has no prompt.
fn name(head: &Parts) -> String {
    format!("{} {}", head.method, head.uri.path())
}
