use crate::interrupt;
use crate::panics;
use crate::watcher::{self, Watcher};
use crate::{Form, Run};
use mock_api::MockApi;
use std::fmt::{self, Display};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use timeline::Timeline;

/// What is known of a run when it is over.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) form: Form,
    pub(crate) name: String,
    pub(crate) heading: String,
    pub(crate) wrong: bool,
    pub(crate) idea: Option<usize>,
    pub(crate) tells: bool,
    pub(crate) result: Result<Vec<String>, Failure>,
    pub(crate) timeline: Timeline,
    /// How long the call took, by the clock.
    pub(crate) wall: Duration,
    pub(crate) new_threads: Option<usize>,
}

impl Record {
    /// Whether the call came to an end of its own, with answers or with an error.
    pub(crate) fn returned(&self) -> bool {
        !matches!(self.result, Err(Failure::Hang(_) | Failure::Panic(_)))
    }

    /// What the call returned, if the run tells it.
    pub(crate) fn told(&self) -> &[String] {
        match &self.result {
            Ok(returned) if self.tells => returned,
            _ => &[],
        }
    }
}

/// Why a call returned nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It returned an error.
    Error(String),
    /// It panicked: the message, and where.
    Panic(String),
    /// It did not return in time, and is still running.
    Hang(Duration),
}

impl Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Error(error) => out.write_str(error),
            Failure::Panic(panic) => out.write_str(panic),
            Failure::Hang(limit) => write!(out, "it did not return within {} s", limit.as_secs()),
        }
    }
}

/// Sees a run while it happens.
pub(crate) trait Observer {
    fn observe(&mut self, api: &MockApi);
}

impl<F: FnMut(&MockApi)> Observer for F {
    fn observe(&mut self, api: &MockApi) {
        self(api);
    }
}

/// How often a running form is looked at.
const FRAME: Duration = Duration::from_millis(50);

/// How long to wait for requests that a form left behind: a thread that nobody waits for, a
/// connection that is being closed.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait for them after a real signal: the server still has to see who hung up, but a
/// request that nobody gave up ends with the program.
const HURRY: Duration = FRAME;

/// How long threads have to end whose requests are over.
const LAST_STEPS: Duration = Duration::from_millis(200);

/// Waits before another attempt, after so many in which the machine was too busy to keep time, longer
/// each time: what makes a machine busy, such as a build, takes a while.
pub(crate) fn let_machine_rest(attempts: u32) {
    thread::sleep(Duration::from_millis(100) * attempts);
}

/// Runs a form on a thread of its own against a server of its own. A form that does not return
/// within `limit` is left behind: nothing can end a thread from outside.
pub(crate) fn run(run: &Run, limit: Duration, observer: &mut impl Observer) -> io::Result<Record> {
    let api = MockApi::start(run.scenario.script().clone())?;
    let watcher = Watcher::start()?;
    // Counted with the server, the watcher, and the form's own thread, which is about to start.
    let threads_before = watcher::threads().map(|threads| threads + 1);
    let start = Instant::now();
    let (form, finished) = start_form(run, api.url())?;
    let (wall, result) = loop {
        match finished.recv_timeout(FRAME) {
            Ok(returned) => {
                // It has caught its panics. Joined, it is not counted as a thread of the next run.
                let _ = form.join();
                break returned;
            }
            Err(_) if start.elapsed() > limit => break (limit, Err(Failure::Hang(limit))),
            Err(_) => observer.observe(&api),
        }
    };
    let interrupted = interrupt::exit_status().is_some();
    let patience = Instant::now() + if interrupted { HURRY } else { PATIENCE };
    let hangs = matches!(result, Err(Failure::Hang(_)));
    while !hangs && !api.wait_until_idle(FRAME) && Instant::now() < patience {
        observer.observe(&api);
    }
    if !interrupted {
        await_threads(threads_before);
    }
    let watched = watcher.stop();
    let events = api.events();
    let extra = |most: usize| most.saturating_sub(threads_before.unwrap_or(most));
    Ok(Record {
        form: run.form,
        name: run.name.clone(),
        heading: run.heading(),
        wrong: run.wrong,
        idea: run.idea,
        tells: run.tells,
        result,
        timeline: Timeline::from_events(&events, run.scenario.lanes(), watched.worst_stall),
        wall,
        new_threads: watched.most_threads.map(extra),
    })
}

type Finished = mpsc::Receiver<(Duration, Result<Vec<String>, Failure>)>;

fn start_form(run: &Run, base_url: String) -> io::Result<(JoinHandle<()>, Finished)> {
    let (done, finished) = mpsc::channel();
    let (call, scenario) = (Arc::clone(&run.call), run.scenario.clone());
    let form = thread::Builder::new().name(run.name.clone());
    let form = form.spawn(move || {
        let start = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| {
            call(&base_url, scenario.prompts(), scenario.first_moment())
        }));
        let result = match result {
            Ok(returned) => returned.map_err(Failure::Error),
            Err(_) => Err(Failure::Panic(panics::last())),
        };
        // Nobody listens any more to a form that took too long.
        let _ = done.send((start.elapsed(), result));
    })?;
    Ok((form, finished))
}

/// Waits until there are fewer threads than with the form's own, so that a thread that the form
/// left behind is not taken for one that was there before the next run. One that is meant to stay,
/// such as one that waits for signals, is not waited for very long.
fn await_threads(with_form: Option<usize>) {
    let patience = Instant::now() + LAST_STEPS;
    let left = |now: usize| with_form.is_some_and(|with_form| now >= with_form);
    while watcher::threads().is_some_and(left) && Instant::now() < patience {
        thread::sleep(Duration::from_millis(1));
    }
}
