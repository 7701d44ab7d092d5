use std::time::{Duration, Instant};
use timeline::{Timeline, Track, nearest_tick};

/// What a policy remembers of a run: the limit that it has found, the states that it was in. It is drawn
/// as a track under the lanes; see [`Run::tracking`](crate::Run::tracking).
#[derive(Debug, Clone)]
pub struct History {
    name: String,
    steps: Steps,
}

#[derive(Debug, Clone)]
enum Steps {
    Numbers(Vec<(When, u32)>),
    States(Vec<(When, String)>),
}

/// A moment that a policy was told: policies are pure, and time goes in as a value.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// By the clock.
    Clock(Instant),
    /// So long after the call began.
    SinceCall(Duration),
}

impl From<Instant> for When {
    fn from(clock: Instant) -> Self {
        When::Clock(clock)
    }
}

impl From<Duration> for When {
    fn from(since: Duration) -> Self {
        When::SinceCall(since)
    }
}

impl History {
    /// Numbers, and since when they hold. They are drawn on the scale of the requests in flight.
    pub fn numbers<W: Into<When>>(name: &str, steps: impl IntoIterator<Item = (W, u32)>) -> Self {
        let steps = steps
            .into_iter()
            .map(|(when, number)| (when.into(), number));
        History {
            name: name.to_owned(),
            steps: Steps::Numbers(steps.collect()),
        }
    }

    /// States by their names, and since when they hold.
    pub fn states<W: Into<When>, S: ToString>(
        name: &str,
        steps: impl IntoIterator<Item = (W, S)>,
    ) -> Self {
        let steps = steps.into_iter();
        let steps = steps.map(|(when, state)| (when.into(), state.to_string()));
        History {
            name: name.to_owned(),
            steps: Steps::States(steps.collect()),
        }
    }

    /// Adds it to a timeline, on ticks. How far its moments are from theirs counts as for what the server
    /// saw: a run in which a step may as well stand at another tick is not steady.
    pub(crate) fn add_to(self, mut timeline: Timeline, clock: Clock) -> Timeline {
        let steadiness = &mut timeline.steadiness;
        let mut tick = |when| {
            let at = clock.since_first_event(when);
            let tick = nearest_tick(at);
            steadiness.note(at, tick);
            tick
        };
        let track = match self.steps {
            Steps::Numbers(steps) => {
                let steps: Vec<_> = steps.into_iter().map(|(when, n)| (tick(when), n)).collect();
                Track::numbers(self.name, steps)
            }
            Steps::States(steps) => {
                let steps: Vec<_> = steps.into_iter().map(|(when, s)| (tick(when), s)).collect();
                Track::states(self.name, steps)
            }
        };
        timeline.with_track(track)
    }
}

/// What moments are measured from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    /// When the call began.
    pub(crate) call: Instant,
    /// When the server saw its first event.
    pub(crate) origin: Instant,
}

impl Clock {
    /// What was before that event, such as the state at first, stands at it.
    fn since_first_event(self, when: When) -> Duration {
        let moment = match when {
            When::Clock(moment) => moment,
            When::SinceCall(since) => self.call + since,
        };
        moment.saturating_duration_since(self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Form, Lesson, Reply, Run, Scenario, record};
    use serde_json::{Value, json};
    use std::io::{self, Read, Write};
    use std::net::TcpStream;
    use std::sync::{Mutex, PoisonError};
    use std::thread::sleep;
    use timeline::TICK;

    /// A policy as a lesson has one: pure, told what happened and when, with a history of its own.
    struct Breaker<T> {
        states: Vec<(T, &'static str)>,
        allowed: Vec<(T, u32)>,
    }

    impl<T: Copy> Breaker<T> {
        fn new() -> Self {
            Breaker {
                states: Vec::new(),
                allowed: Vec::new(),
            }
        }

        fn starts(&mut self, now: T) {
            self.states.push((now, "closed"));
            self.allowed.push((now, 4));
        }

        fn answered(&mut self, ok: bool, now: T) {
            self.states.push((now, if ok { "closed" } else { "open" }));
            self.allowed.push((now, if ok { 2 } else { 1 }));
        }

        fn tries(&mut self, now: T) {
            self.states.push((now, "half-open"));
        }
    }

    /// The form of a lesson. Nothing in it is for us. By one clock or by another: `now` says.
    fn ask<T: Copy>(
        base_url: &str,
        prompt: &str,
        breaker: &Mutex<Breaker<T>>,
        now: impl Fn() -> T,
    ) -> io::Result<Vec<String>> {
        let breaker = || breaker.lock().unwrap_or_else(PoisonError::into_inner);
        breaker().starts(now());
        let mut said = get(base_url, prompt)?;
        while !said.starts_with("HTTP/1.1 200") {
            breaker().answered(false, now());
            sleep(TICK * 3);
            breaker().tries(now());
            said = get(base_url, prompt)?;
        }
        breaker().answered(true, now());
        Ok(vec![said])
    }

    fn get(base_url: &str, prompt: &str) -> io::Result<String> {
        let address = base_url.trim_start_matches("http://");
        let body =
            format!(r#"{{"model":"m","messages":[{{"role":"user","content":"{prompt}"}}]}}"#);
        let length = body.len();
        let mut stream = TcpStream::connect(address)?;
        write!(
            stream,
            "POST /v1/chat/completions HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
             content-length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// What is drawn of both.
    fn histories<T: Copy + Into<When>>(breaker: &Mutex<Breaker<T>>) -> Vec<History> {
        let breaker = breaker.lock().unwrap_or_else(PoisonError::into_inner);
        vec![
            History::states("breaker", breaker.states.clone()),
            History::numbers("limit found", breaker.allowed.clone()),
        ]
    }

    /// A lesson with a run by the clock, and one by the time since the call began.
    fn lesson() -> Lesson {
        let replies = [Reply::status(503).after(1), Reply::ok().after(2)];
        let scenario = Scenario::new().prompt("article 1", replies);
        Lesson::new(0, "Breaker", "A breaker.")
            .scenario(scenario.serving(|script| script.works_on(5, Reply::status(429).after(1))))
            .run(Run::tracking(
                Form::Blocking,
                "by the clock",
                || Mutex::new(Breaker::new()),
                |url, prompts, breaker| ask(url, &prompts[0], breaker, Instant::now),
                histories,
            ))
            .run(Run::tracking(
                Form::Async,
                "since the call",
                || Mutex::new(Breaker::new()),
                |url, prompts, breaker| {
                    let start = Instant::now();
                    ask(url, &prompts[0], breaker, || start.elapsed())
                },
                histories,
            ))
    }

    #[test]
    fn what_a_policy_remembers_stands_under_the_lanes() {
        let lesson = lesson();
        for run in lesson.runs(None, None, false) {
            // Each attempt has a policy of its own: nothing of an earlier one is in its history.
            for _ in 0..2 {
                let record = record(run, true, || |_: &_| ()).expect("it runs");
                assert!(record.timeline.steadiness.is_steady());
                let json = record.timeline.json();
                let step = |(tick, value): (u32, Value)| json!({ "tick": tick, "value": value });
                let states = [(0, "closed"), (1, "open"), (4, "half-open"), (6, "closed")];
                let states = states.map(|(tick, state)| step((tick, state.into())));
                let numbers = [(0, 4), (1, 1), (6, 2)];
                let numbers = numbers.map(|(tick, number)| step((tick, number.into())));
                let tracks = json!([
                    { "name": "breaker", "steps": states },
                    { "name": "limit found", "steps": numbers },
                ]);
                assert_eq!(json["tracks"], tracks);
                assert_eq!(json["limits"], json!([{ "tick": 0, "limit": 5 }]));
            }
        }
    }

    #[test]
    fn what_is_counted_from_the_lanes_stands_under_them() {
        let reply = Reply::ok().after(2);
        let scenario = Scenario::given(["article 1"]).follow_up("fetch article 1", reply);
        let fetch = |url: &str, names: &[String]| get(url, &format!("fetch {}", names[0]));
        let run = Run::blocking("a queue", move |url, names| {
            fetch(url, names).map(|_| vec![])
        });
        let run = run.counting("fetched", |timeline| {
            let ends = timeline.spans().filter_map(|span| span.end);
            ends.zip(1..).collect()
        });
        let lesson = Lesson::new(0, "Queue", "A queue.")
            .scenario(scenario)
            .run(run);
        let run = lesson.runs(None, None, false).next().expect("there is one");
        let record = record(run, true, || |_: &_| ()).expect("it runs");
        let json = record.timeline.json();
        let steps = json!([{ "tick": 2, "value": 1 }]);
        assert_eq!(
            json["tracks"],
            json!([{ "name": "fetched", "steps": steps }])
        );
        // What it was given has no lane.
        assert_eq!(json["lanes"].as_array().map(Vec::len), Some(1));
        assert_eq!(json["lanes"][0]["label"], "fetch article 1");
    }

    #[test]
    fn a_moment_between_two_ticks_makes_a_run_unsteady() {
        let run = Run::tracking(
            Form::Blocking,
            "between",
            || (),
            |url, _, _| {
                let _first = TcpStream::connect(url.trim_start_matches("http://"))?;
                sleep(TICK * 2);
                Ok::<_, io::Error>(Vec::new())
            },
            |()| vec![History::numbers("n", [(TICK / 2, 1)])],
        );
        let shown = record(&run, false, || |_: &_| ()).expect("it runs");
        assert!(!shown.timeline.steadiness.is_steady());
    }

    #[test]
    fn a_call_that_panics_has_a_history_too() {
        let run = Run::tracking(
            Form::Blocking,
            "a panic",
            || Mutex::new(Vec::new()),
            |url, _, states: &std::sync::Arc<Mutex<Vec<_>>>| -> Result<_, io::Error> {
                let _first = TcpStream::connect(url.trim_start_matches("http://"))?;
                let mut states = states.lock().unwrap_or_else(PoisonError::into_inner);
                states.push((Instant::now(), "open"));
                panic!("with the lock held");
            },
            |states| {
                let states = states.lock().unwrap_or_else(PoisonError::into_inner);
                vec![History::states("breaker", states.clone())]
            },
        );
        let shown = record(&run, false, || |_: &_| ()).expect("it runs");
        assert!(shown.result.is_err());
        assert_eq!(shown.timeline.tracks.len(), 1);
    }
}
