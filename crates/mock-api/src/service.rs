use crate::answer::{Answer, Flight, Places};
use crate::budget::Held;
use crate::client::Client;
use crate::cors::{self, Page};
use crate::due::Due;
use crate::label::label;
use crate::limits::{Limits, Standing};
use crate::log::{Log, Ticket};
use crate::note::Note;
use crate::plan::{Course, Plan};
use crate::reply::Reply;
use crate::request::{self, Asked, Work};
use crate::respond::{at_once, respond, send};
use crate::room::Room;
use crate::wire;
use crate::workers::{Begin, Workers};
use httpdate::fmt_http_date;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, DATE, HeaderValue, RETRY_AFTER};
use hyper::{Request, Response};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use timeline::TICK;

/// Answers requests as the plan says, and notes them in the log.
pub(crate) struct Service {
    pub(crate) log: Arc<Log>,
    pub(crate) patience: Duration,
    api_key: Option<String>,
    plan: Mutex<Plan>,
    limits: Option<Arc<Limits>>,
    workers: Option<Arc<Workers>>,
    /// Those for embeddings, where these have their own.
    embedding_workers: Option<Arc<Workers>>,
    /// Room for the requests that are worked on, if it is limited, and what the others get.
    room: Option<(Arc<Room>, Reply)>,
}

/// Where requests come from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) connection: u64,
    pub(crate) address: IpAddr,
}

/// A request that was read.
enum Received<'a> {
    Work(Pin<Box<dyn Future<Output = Begun> + Send + 'a>>),
    Answered(Box<Response<Answer>>),
}

/// A request that is worked on.
struct Begun {
    flight: Flight,
    reply: Reply,
    body: request::Body,
    course: Course,
    standing: Standing,
}

/// What becomes of a request that has arrived.
struct Judged {
    reply: Reply,
    /// Whether it is refused before anybody works on it.
    refused: bool,
    standing: Standing,
    places: Places,
}

impl Judged {
    fn refused(reply: Reply) -> Self {
        Judged {
            reply,
            refused: true,
            standing: Standing::default(),
            places: Places::default(),
        }
    }
}

impl Service {
    pub(crate) fn new(log: Arc<Log>, script: crate::Script) -> Self {
        let room = script.works_on.clone();
        Service {
            log,
            patience: script.patience,
            api_key: script.api_key.clone(),
            limits: Limits::new(&script),
            workers: Workers::new(&script.workers),
            embedding_workers: script
                .embedding_workers
                .and_then(|workers| Workers::new(&BTreeMap::from([(0, workers)]))),
            room: room.map(|(limit, refusal)| (Room::new(limit), refusal)),
            plan: Mutex::new(Plan::new(script)),
        }
    }

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

    /// Answers a request when its answer is due.
    ///
    /// Ten thousand of them may wait for that at once. What a step needs and the next one does not is in a
    /// box of its own, which is gone by then.
    pub(crate) fn answer<'a>(
        &'a self,
        peer: Peer,
        request: Request<Incoming>,
        held: &'a mut Held,
    ) -> impl Future<Output = Response<Answer>> + Send + use<'a> {
        let received = Box::pin(self.receive(peer, request, held));
        async move {
            let (received, page) = received.await;
            let mut response = match received {
                Received::Work(begun) => begun.await.answer().await,
                Received::Answered(response) => *response,
            };
            if let Some(page) = page {
                page.allow(response.headers_mut());
            }
            response
        }
    }

    /// Reads a request to its end, and notes it in the log.
    async fn receive<'a>(
        &'a self,
        peer: Peer,
        request: Request<Incoming>,
        held: &mut Held,
    ) -> (Received<'a>, Option<Page>) {
        let (head, body) = request.into_parts();
        let client = Client::of(&head.headers, peer.address, self.api_key.as_deref());
        // A request has arrived when its body has, whatever becomes of it. And a client that is
        // still sending does not read: an early answer would be lost with the connection.
        let body = request::read(body, self.patience, held).await;
        let note = Note::of(&head, &body);
        let asked = request::understand(&head, body, self.api_key.as_deref());
        let page = Page::of(&head);
        let limits = self.limits.as_ref();
        let limited = limits.map(|limits| (limits, client.clone()));
        let arrived = |label: String| self.log.arrived(peer.connection, client, label, note);
        let name = label(&request::name(&head), "");
        let response = match asked {
            Ok(Asked::Work(work)) => {
                let ticket = arrived(label(work.prompt(), &work.more()));
                let begun = Box::pin(self.begin(ticket, limited, work));
                return (Received::Work(begun), page);
            }
            Ok(Asked::Models) => at_once(arrived(name), 200, &wire::models()),
            Ok(Asked::Model(model)) => at_once(arrived(name), 200, &wire::model(&model)),
            Ok(Asked::Preflight(methods)) => {
                let mut response = respond(arrived(name), 204, Bytes::new());
                cors::answer_preflight(methods, response.headers_mut());
                response
            }
            Err(refusal) => {
                let mut response = at_once(arrived(name), refusal.status, &wire::error(&refusal));
                if let Some(methods) = refusal.allow {
                    let methods = HeaderValue::from_static(methods);
                    response.headers_mut().insert(ALLOW, methods);
                }
                response
            }
        };
        (Received::Answered(Box::new(response)), page)
    }

    fn workers_for(&self, work: &Work) -> Option<&Arc<Workers>> {
        let own = match work {
            Work::Embeddings(_) => self.embedding_workers.as_ref(),
            Work::Chat(_) => None,
        };
        own.or(self.workers.as_ref())
    }

    /// Decides what a request gets: limits first, then an outage, then bad luck, then what its prompt's
    /// script says. Only the last counts as an attempt of the prompt.
    async fn judge(
        &self,
        ticket: &Ticket,
        limited: Option<(&Arc<Limits>, Client)>,
        work: &Work,
    ) -> Judged {
        let arrival = ticket.arrival;
        let mut places = Places::default();
        let outage = self.plan().outage(arrival);
        if let Some((room, refusal)) = &self.room
            && outage.is_none()
        {
            places.room = room.enter(arrival, work.prompt(), ticket.request).await;
            if places.room.is_none() {
                return Judged::refused(refusal.clone());
            }
        }
        let mut standing = Standing::default();
        if let Some((limits, client)) = limited {
            let tokens = match limits.counts_tokens() {
                true => work.tokens(&self.plan()),
                false => 0,
            };
            let verdict = limits.admit(client, TICK * arrival.tick(), tokens);
            standing = verdict.standing;
            match verdict.seat {
                Ok(seat) => places.seat = Some(seat),
                Err(reply) => {
                    return Judged {
                        standing,
                        ..Judged::refused(reply)
                    };
                }
            }
        }
        let refused = outage.is_some();
        let reply = outage.unwrap_or_else(|| work.reply(&mut self.plan(), arrival.tick()));
        Judged {
            reply,
            refused,
            standing,
            places,
        }
    }

    /// Decides what a request gets, and waits for somebody to work on it.
    async fn begin(
        &self,
        ticket: Ticket,
        limited: Option<(&Arc<Limits>, Client)>,
        work: Work,
    ) -> Begun {
        let mut judged = self.judge(&ticket, limited, &work).await;
        let reply = judged.reply;
        let (body, course) = {
            let mut plan = self.plan();
            let body = work.body(&reply, ticket.request, &plan.script);
            let later = match reply.status {
                ..400 => work.later(&mut plan),
                _ => Due::NOW,
            };
            let chunks = body.chunks();
            (body, plan.course(&reply, later, chunks))
        };
        if let Some(wait) = reply.wait() {
            ticket.asks_to_wait(wait);
        }
        let begin = match self.workers_for(&work) {
            Some(workers) if !judged.refused => {
                let (arrival, request) = (ticket.arrival, ticket.request);
                let taken = workers.take(arrival, work.prompt(), request, course.end);
                let (begin, place) = taken.await;
                judged.places.worker = Some(place);
                begin
            }
            _ => Begin::at_once(ticket.arrival),
        };
        let flight = Flight {
            ticket,
            status: reply.status,
            begin,
            places: judged.places,
        };
        Begun {
            flight,
            reply,
            body,
            course,
            standing: judged.standing,
        }
    }
}

impl Begun {
    /// The answer when it is due, with its head.
    fn answer(self) -> impl Future<Output = Response<Answer>> + Send + use<> {
        let streams = matches!(self.body, request::Body::Stream(..));
        let sent = send(self.flight, &self.reply, self.body, &self.course);
        let Begun {
            reply, standing, ..
        } = self;
        async move {
            let mut response = sent.await;
            let headers = response.headers_mut();
            if streams {
                let events = HeaderValue::from_static("text/event-stream; charset=utf-8");
                headers.insert(CONTENT_TYPE, events);
                headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            }
            standing.tell(headers);
            headers.extend(reply.headers);
            if let Some(wait) = reply.retry_after_date {
                // From one reading of the clock: the two are apart by whole seconds.
                let now = SystemTime::now();
                for (name, time) in [(DATE, now), (RETRY_AFTER, now + wait)] {
                    let date = HeaderValue::from_str(&fmt_http_date(time));
                    let date = date.expect("an HTTP date has only letters, digits and signs");
                    headers.insert(name, date);
                }
            }
            response
        }
    }
}
