use crate::panics;
use crate::watcher::{self, Watcher};
use crate::{Form, Run};
use mock_api::MockApi;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};
use timeline::Timeline;

/// What is known of a run when it is over.
pub(crate) struct Record {
    pub(crate) form: Form,
    pub(crate) name: String,
    pub(crate) heading: String,
    pub(crate) wrong: bool,
    pub(crate) idea: Option<usize>,
    /// What the call returned, as far as the run tells it.
    pub(crate) told: Vec<String>,
    pub(crate) failure: Option<String>,
    pub(crate) timeline: Timeline,
    /// How long the call took, by the clock.
    pub(crate) wall: Duration,
    pub(crate) new_threads: Option<usize>,
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

/// Runs a form on a thread of its own against a server of its own.
pub(crate) fn run(run: &Run, observer: &mut impl Observer) -> io::Result<Record> {
    let api = MockApi::start(run.script.clone())?;
    let base_url = api.url();
    let watcher = Watcher::start()?;
    // Counted with the server, the watcher, and the form's own thread, which is about to start.
    let threads_before = watcher::threads().map(|threads| threads + 1);
    let (wall, result) = thread::scope(|scope| {
        let (done, finished) = mpsc::channel();
        let form = thread::Builder::new().name(run.name.clone());
        form.spawn_scoped(scope, move || {
            let start = Instant::now();
            let call = || (run.call)(&base_url, &run.prompts);
            let result = catch_unwind(AssertUnwindSafe(call));
            let result = result.unwrap_or_else(|_| Err(panics::last()));
            // The receiver waits for exactly this.
            let _ = done.send((start.elapsed(), result));
        })?;
        loop {
            match finished.recv_timeout(FRAME) {
                Ok(done) => break Ok(done),
                Err(RecvTimeoutError::Timeout) => observer.observe(&api),
                Err(RecvTimeoutError::Disconnected) => {
                    break Err(io::Error::other("the form's thread vanished"));
                }
            }
        }
    })?;
    let patience = Instant::now() + PATIENCE;
    while !api.wait_until_idle(FRAME) && Instant::now() < patience {
        observer.observe(&api);
    }
    let watched = watcher.stop();
    let events = api.events();
    let (returned, failure) = match result {
        Ok(returned) => (returned, None),
        Err(why) => (Vec::new(), Some(why)),
    };
    let extra = |most: usize| most.saturating_sub(threads_before.unwrap_or(most));
    Ok(Record {
        form: run.form,
        name: run.name.clone(),
        heading: run.heading(),
        wrong: run.wrong,
        idea: run.idea,
        told: if run.tells { returned } else { Vec::new() },
        failure,
        timeline: Timeline::from_events(&events, &run.prompts, watched.worst_stall),
        wall,
        new_threads: watched.most_threads.map(extra),
    })
}
