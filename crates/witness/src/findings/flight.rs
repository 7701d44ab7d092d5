use super::{Evidence, Finding, name};
use crate::run::Request;
use crate::words::seconds;
use std::collections::HashSet;
use std::time::Duration;

/// A program that does something else for most of the time is not held up by its calls.
const MOSTLY: f64 = 0.8;

/// Time that has to be lost before it is worth a word.
const WORTH: Duration = Duration::from_millis(100);

/// Whoever waits for nothing else is this quick.
const AT_ONCE: Duration = Duration::from_millis(100);

/// Several prompts, and never two of them at once.
pub(super) fn one_at_a_time(seen: &Evidence<'_>) -> Option<Finding> {
    let Figures {
        prompts,
        waited,
        slowest,
    } = figures(seen)?;
    let one_is_enough = seen.around.max_in_flight == Some(1) || is_near_the_rate(seen, prompts);
    if seen.figures.in_flight > 1 || prompts < 3 || one_is_enough {
        return None;
    }
    let time = seen.figures.time;
    let held_up = waited.as_secs_f64() >= MOSTLY * time.as_secs_f64();
    if !held_up || time.saturating_sub(slowest) < WORTH {
        return None;
    }
    // The second one could have gone when the first did.
    let second = seen.requests.get(1)?;
    Some(Finding {
        seen: format!(
            "One request at a time: nothing overlaps. {} waited until {}, and all took {}; the slowest \
             took {}.",
            name(second),
            seconds(second.start),
            seconds(time),
            seconds(slowest)
        ),
        at: second.start,
        means: "Each call is awaited before the next is made, or something in async code blocks: a \
                blocking client, time.sleep, a lock. Where no call needs the answer of another, send them \
                together."
            .to_owned(),
        lessons: &["gather", "sequential"],
    })
}

/// Whether the program is about as fast as the server lets it be: more at once would be no faster.
fn is_near_the_rate(seen: &Evidence<'_>, prompts: usize) -> bool {
    let Some(rate) = seen.around.rate else {
        return false;
    };
    let speed = |count: usize, time: Duration| count as f64 / time.as_secs_f64().max(f64::EPSILON);
    2.0 * speed(prompts, seen.figures.time) >= speed(rate.requests, rate.per)
}

struct Figures {
    prompts: usize,
    waited: Duration,
    slowest: Duration,
}

fn figures(seen: &Evidence<'_>) -> Option<Figures> {
    let prompts: HashSet<u64> = seen.requests.iter().map(|request| request.body).collect();
    let took = || seen.requests.iter().filter_map(|request| request.took());
    Some(Figures {
        prompts: prompts.len(),
        waited: took().sum(),
        slowest: took().max()?,
    })
}

/// Requests that were sent together, and the next only when all of them had ended.
struct Wave<'a> {
    first: &'a Request<'a>,
    size: usize,
    /// When the first and the last of them ended.
    ends: (Duration, Duration),
    /// When the last of them began.
    begun: Duration,
}

impl Wave<'_> {
    /// How long a place was free that nobody took.
    fn idle(&self) -> Duration {
        self.ends.1.saturating_sub(self.ends.0.max(self.begun))
    }
}

/// A group waits for its slowest before the next one begins.
pub(super) fn waves(seen: &Evidence<'_>) -> Option<Finding> {
    let waves = in_waves(&seen.requests)?;
    let (last, full) = waves.split_last()?;
    let size = full.first()?.size;
    let even = full.iter().all(|wave| wave.size == size) && last.size <= size;
    let quick = waves.windows(2).all(|pair| {
        let pause = pair[1].first.start.saturating_sub(pair[0].ends.1);
        pause < AT_ONCE
    });
    let idle: Vec<&Wave<'_>> = full.iter().filter(|wave| wave.idle() >= WORTH).collect();
    let lost: Duration = idle.iter().map(|wave| wave.idle()).sum();
    // Work that has two or three steps by its nature looks like two or three waves.
    if size < 2 || full.len() < 2 || !even || !quick || idle.len() < 2 {
        return None;
    }
    let (one, two) = (idle.first()?, waves.get(1)?);
    Some(Finding {
        seen: format!(
            "Waves of {size}: no new request until all of the group were answered. At {} one had its \
             answer, and the next was sent at {}. {} were lost so.",
            seconds(one.ends.0),
            seconds(two.first.start.max(one.ends.1)),
            seconds(lost)
        ),
        at: one.ends.0,
        means: "Chunks are gathered one after another, and each waits for its slowest. A semaphore around \
                each call, or workers that share a queue, send the next as soon as any one is answered."
            .to_owned(),
        lessons: &["batching", "semaphore"],
    })
}

/// The requests in waves, in order; `None` where one of them is still in flight.
fn in_waves<'a>(requests: &[&'a Request<'a>]) -> Option<Vec<Wave<'a>>> {
    let mut waves: Vec<Wave<'_>> = Vec::new();
    for &request in requests {
        let end = request.end?;
        match waves.last_mut() {
            Some(wave) if request.start < wave.ends.1 => {
                wave.size += 1;
                wave.ends = (wave.ends.0.min(end), wave.ends.1.max(end));
                wave.begun = request.start;
            }
            _ => waves.push(Wave {
                first: request,
                size: 1,
                ends: (end, end),
                begun: request.start,
            }),
        }
    }
    Some(waves)
}

/// More at once than the server takes.
pub(super) fn too_many(seen: &Evidence<'_>) -> Option<Finding> {
    let limit = seen.around.max_in_flight?;
    let peak = seen.figures.in_flight;
    let refused = seen.figures.answered.get(&429).copied().unwrap_or(0);
    // Who looks for the limit touches it now and then.
    if refused == 0 || peak < limit + (limit / 4).max(2) {
        return None;
    }
    let first = seen
        .requests
        .iter()
        .find(|request| request.status() == Some(429))?;
    Some(Finding {
        seen: format!(
            "Peak {peak} in flight; the server took {limit}. It refused {refused} with 429, the first at \
             {}.",
            seconds(first.start)
        ),
        at: first.start,
        means: "All are sent at once, or each has a limit of its own. One semaphore for all calls, taken \
                before a request is sent and held until it is answered, keeps to the limit."
            .to_owned(),
        lessons: &["semaphore"],
    })
}
