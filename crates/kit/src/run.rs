use crate::form::Call;
use crate::history::Clock;
use crate::interrupt;
use crate::panics;
use crate::process;
use crate::watcher::{self, Watched, Watcher};
use crate::{Form, Run};
use mock_api::MockApi;
use std::fmt::{self, Display};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use timeline::{Against, Event, Timeline, Track, nearest_tick};

/// What is known of a run when it is over.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) form: Form,
    pub(crate) name: String,
    pub(crate) heading: String,
    pub(crate) wrong: bool,
    pub(crate) idea: Option<usize>,
    /// The right run that it is compared with, by its name.
    pub(crate) ghost: Option<String>,
    pub(crate) tells: bool,
    pub(crate) result: Result<Vec<String>, Failure>,
    pub(crate) timeline: Timeline,
    /// What the server saw, in order.
    pub(crate) events: Vec<Event>,
    pub(crate) call: CallTimes,
    pub(crate) watched: Watched,
    pub(crate) new_threads: Option<usize>,
    /// Whether it ran in another process than the server.
    pub(crate) elsewhere: bool,
    /// The name of the run whose twin in Python it is.
    pub(crate) twin_of: Option<String>,
    /// The first panic of any thread or task, whatever came of it.
    pub(crate) panic: Option<String>,
}

/// When the call began and ended, by the clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallTimes {
    /// How long it took; as long as it was waited for when it hangs.
    pub(crate) took: Duration,
    /// How long the server saw nothing at first.
    pub(crate) before: Duration,
    /// Time from the first event to its end; `None` while it hangs, or when there was no event.
    pub(crate) returned: Option<Duration>,
}

impl Record {
    /// Whether the call came to an end of its own, with answers or with an error.
    pub(crate) fn returned(&self) -> bool {
        !matches!(self.result, Err(Failure::Hang(_) | Failure::Panic(_)))
    }

    /// The right run that it is compared with, if that is among these.
    pub(crate) fn right<'a>(&self, records: &'a [Record]) -> Option<&'a Record> {
        let name = self.ghost.as_ref()?;
        let mut records = records.iter();
        records.find(|other| other.idea == self.idea && other.name == *name)
    }

    /// How it compares with that run.
    pub(crate) fn against(&self, records: &[Record]) -> Option<Against> {
        let right = self.right(records)?;
        Some(self.timeline.against(&right.timeline))
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
    /// What the server has seen so far.
    fn observe(&mut self, api: &MockApi);

    /// Told once, when a call takes so long that somebody may wonder, and how long is left.
    fn wonder(&mut self, _waited: Duration, _left: Duration) {}
}

impl<F: FnMut(&MockApi)> Observer for F {
    fn observe(&mut self, api: &MockApi) {
        self(api);
    }
}

/// How a run is watched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// How long the call may take before it counts as hanging.
    pub(crate) limit: Duration,
    /// How long until it seems to hang: then somebody who watches is told.
    pub(crate) wonder: Duration,
    /// How long threads may go on that it has left behind, and which may send something yet.
    pub(crate) afterwards: Duration,
}

/// How often a running form is looked at.
const FRAME: Duration = Duration::from_millis(50);

/// How long to wait for requests that a form left behind: a thread that nobody waits for, a
/// connection that is being closed.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait for them after a real signal: the server still has to see who hung up, but a
/// request that nobody gave up ends with the program.
const HURRY: Duration = FRAME;

/// How long threads are waited for where the system does not tell whether there are any.
const BLINDLY: Duration = Duration::from_millis(300);

/// Waits before another attempt, after so many in which the machine was too busy to keep time, longer
/// each time: what makes a machine busy, such as a build, takes a while.
pub(crate) fn let_machine_rest(attempts: u32) {
    thread::sleep(Duration::from_millis(100) * attempts);
}

/// Runs a form on a thread of its own against a server of its own. A form that does not return in
/// time is left behind: nothing can end a thread from outside.
pub(crate) fn run(
    run: &Run,
    patience: Patience,
    observer: &mut impl Observer,
) -> io::Result<Record> {
    panics::forget();
    let api = MockApi::start(run.scenario.script().clone())?;
    let watcher = Watcher::start()?;
    // Counted with the server, the watcher, and the form's own thread, which is about to start.
    let threads_before = watcher::threads().map(|threads| threads + 1);
    let start = Instant::now();
    let tracked = run.tracked.as_ref().map(|begin| begin());
    let own_process = run.own_process.then(|| process::call(run));
    let call = tracked.as_ref().map(|tracked| &tracked.call);
    let call = own_process.as_ref().or(call).unwrap_or(&run.call);
    let (form, finished) = start_form(run, call, api.url())?;
    let mut wondered = false;
    let returned = loop {
        match finished.recv_timeout(FRAME) {
            Ok(returned) => {
                // It has caught its panics. Joined, it is not counted as a thread of the next run.
                let _ = form.join();
                break returned;
            }
            Err(_) if start.elapsed() > patience.limit => {
                let result = Err(Failure::Hang(patience.limit));
                let end = start + patience.limit;
                break Returned { start, end, result };
            }
            Err(_) => observer.observe(&api),
        }
        if start.elapsed() > patience.wonder && !std::mem::replace(&mut wondered, true) {
            observer.wonder(patience.wonder, patience.limit - patience.wonder);
        }
    };
    let hangs = matches!(returned.result, Err(Failure::Hang(_)));
    if !hangs {
        follow_up(&api, patience, threads_before, observer);
    }
    let watched = watcher.stop();
    let events = api.events();
    let extra = |most: usize| most.saturating_sub(threads_before.unwrap_or(most));
    let since = |moment: Instant, origin: Instant| moment.saturating_duration_since(origin);
    let origin = api.origin();
    let call = CallTimes {
        took: returned.end - returned.start,
        before: origin.map_or(Duration::ZERO, |origin| since(origin, returned.start)),
        returned: origin
            .filter(|_| !hangs)
            .map(|origin| since(returned.end, origin)),
    };
    let timeline = Timeline::from_events(&events, run.scenario.lanes(), watched.worst_stall());
    // How long it is comes first: moments after its end are not in it.
    let timeline = match call.returned {
        Some(returned) => with_return(timeline, returned),
        None => timeline,
    };
    let timeline = timeline
        .with_marks(run.scenario.moments().iter().cloned())
        .with_limits(run.scenario.script().limits());
    let timeline = match run.scenario.counts_within() {
        Some(time) => timeline.counting_within(nearest_tick(time)),
        None => timeline,
    };
    let timeline = match run.counted {
        Some((name, count)) => {
            let steps = count(&timeline);
            timeline.with_track(Track::numbers(name, steps))
        }
        None => timeline,
    };
    let clock = origin.map(|origin| Clock {
        call: returned.start,
        origin,
    });
    let timeline = match (tracked, clock) {
        (Some(tracked), Some(clock)) if !hangs => {
            let histories = (tracked.histories)().into_iter();
            histories.fold(timeline, |timeline, history| {
                history.add_to(timeline, clock)
            })
        }
        _ => timeline,
    };
    Ok(Record {
        form: run.form,
        name: run.name.clone(),
        heading: run.heading(),
        wrong: run.wrong,
        idea: run.idea,
        ghost: None,
        tells: run.tells,
        result: returned.result,
        timeline,
        events,
        call,
        // Those of another process are not ours to count.
        new_threads: watched
            .most_threads
            .filter(|_| !run.is_elsewhere())
            .map(extra),
        elsewhere: run.is_elsewhere(),
        twin_of: run.twin_of().map(str::to_owned),
        watched,
        panic: panics::first(),
    })
}

/// A return that is a moment of its own has to be as near to its tick as every other event.
fn with_return(timeline: Timeline, returned: Duration) -> Timeline {
    let tick = nearest_tick(returned);
    let mut timeline = timeline.with_return(tick);
    if timeline.returned.is_some() {
        timeline.steadiness.note(returned, tick);
    }
    timeline
}

/// What a form's own thread has to tell.
struct Returned {
    start: Instant,
    end: Instant,
    result: Result<Vec<String>, Failure>,
}

fn start_form(
    run: &Run,
    call: &Call,
    base_url: String,
) -> io::Result<(JoinHandle<()>, mpsc::Receiver<Returned>)> {
    let (done, finished) = mpsc::channel();
    let (call, scenario) = (Arc::clone(call), run.scenario.clone());
    let form = thread::Builder::new().name(run.name.clone());
    let form = form.spawn(move || {
        let start = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| {
            call(&base_url, scenario.prompts(), scenario.first_moment())
        }));
        let end = Instant::now();
        let result = match result {
            Ok(returned) => returned.map_err(Failure::Error),
            Err(_) => Err(Failure::Panic(
                panics::first().unwrap_or_else(|| "it panicked".to_owned()),
            )),
        };
        // Nobody listens any more to a form that took too long.
        let _ = done.send(Returned { start, end, result });
    })?;
    Ok((form, finished))
}

/// Waits for what a form left behind: requests in flight, and threads that may send something yet. So
/// a thread that stays a little is not taken for one that was there before the next run either. One
/// that is meant to stay, such as one that waits for signals, is not waited for very long.
fn follow_up(
    api: &MockApi,
    patience: Patience,
    with_form: Option<usize>,
    observer: &mut impl Observer,
) {
    let interrupted = interrupt::exit_status().is_some();
    let requests = Instant::now() + if interrupted { HURRY } else { PATIENCE };
    let mut wait_until_idle = || {
        while !api.wait_until_idle(FRAME) && Instant::now() < requests {
            observer.observe(api);
        }
    };
    wait_until_idle();
    if interrupted {
        return;
    }
    let threads = Instant::now() + patience.afterwards;
    let left = |now: usize| with_form.is_some_and(|with_form| now >= with_form);
    while watcher::threads().is_some_and(left) && Instant::now() < threads {
        thread::sleep(Duration::from_millis(1));
    }
    if watcher::threads().is_none() {
        thread::sleep(patience.afterwards.min(BLINDLY));
    }
    wait_until_idle();
}
