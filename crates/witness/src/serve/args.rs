use crate::output::Output;
use mock_api::{Delay, RateLimit, Reply, Script, TokenLimit};
use std::net::IpAddr;
use std::ops::Range;
use std::time::Duration;
use timeline::{TICK, nearest_tick};

/// A chat API that answers slowly, fails on demand, and tells what it saw
///
/// It speaks the wire format of OpenAI's API (POST /v1/chat/completions, streamed
/// or not, POST /v1/embeddings and GET /v1/models) over plain HTTP, and answers
/// every prompt with "You said: PROMPT". Limits are kept for each client: for
/// each API key, or address where it sends none. GET / is a page that shows its
/// traffic live. Ctrl-C stops it and prints what it saw.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    next_line_help = true,
    after_help = "Durations are numbers with a unit: 300ms, 2s, 1m.\n\n\
        Examples:\n  \
        cargo witness serve --latency 300ms\n  \
        cargo witness serve --latency 200ms..800ms --fail-rate 0.1 --rate-limit 60/m\n  \
        cargo witness serve --latency 500ms --pace 50ms            for streams\n  \
        cargo witness serve --cut-rate 0.1 --stall-rate 0.1            for bad streams\n  \
        cargo witness serve --workers 8,2@20s,8@40s                for a queue\n  \
        cargo witness serve --host 0.0.0.0 --max-in-flight 100     for a classroom"
)]
pub(crate) struct Args {
    /// Port to listen on; 0 for any that is free
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,

    /// Address to listen on; 0.0.0.0 lets others in
    #[arg(long, default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,

    #[command(flatten)]
    pub(crate) options: Options,

    #[command(flatten)]
    pub(crate) output: Output,
}

/// What the server does
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What the server does")]
pub(crate) struct Options {
    /// How long an answer takes, or until a stream begins
    #[arg(long, default_value = "300ms", value_name = "TIME[..TIME]", value_parser = delay)]
    latency: Delay,

    /// Time between two chunks of a stream, which are words
    ///
    /// An answer that is not streamed comes when its last chunk would.
    #[arg(long, default_value = "0ms", value_name = "TIME[..TIME]", value_parser = delay)]
    pace: Delay,

    /// How much longer embeddings take for each of their texts
    #[arg(long, default_value = "0ms", value_name = "TIME[..TIME]", value_parser = delay)]
    per_text: Delay,

    /// Requests worked on at once, others queue; N@TIME: so many from then on
    #[arg(long, value_name = "N[,N@TIME...]", value_parser = workers)]
    workers: Option<Schedule>,

    /// Share of requests that are answered 500, from 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", value_parser = share)]
    fail_rate: f64,

    /// Share of answers that are cut off half-way, from 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", value_parser = share)]
    cut_rate: f64,

    /// Share of answers that stall half-way, from 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", value_parser = share)]
    stall_rate: f64,

    /// How long an answer stalls that does
    #[arg(long, default_value = "30s", value_name = "TIME[..TIME]", value_parser = delay)]
    stall: Delay,

    /// Most requests in a sliding time, as 60/m or 100/10s; others get 429
    #[arg(long, value_name = "N/TIME", value_parser = rate)]
    rate_limit: Option<RateLimit>,

    /// Most tokens in a sliding time, as 10000/m; others get 429
    #[arg(long, value_name = "N/TIME", value_parser = token_rate)]
    token_limit: Option<TokenLimit>,

    /// Requests in flight at once, for each client; others get 429
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    max_in_flight: Option<usize>,

    /// What a new connection costs before anything is read
    #[arg(long, default_value = "0ms", value_name = "TIME", value_parser = delay)]
    connection_cost: Delay,

    /// Answer 503 from one time to another after the first connection
    #[arg(long, value_name = "TIME..TIME", value_parser = outage)]
    outage: Option<Range<Duration>>,

    /// Answer 401 to requests without this key
    #[arg(long, value_name = "KEY", value_parser = key)]
    api_key: Option<String>,

    /// Seed of what is drawn at random; the same draws the same
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

impl Options {
    pub(crate) fn script(&self) -> Script {
        let reply = Reply::ok().delayed(self.latency.clone());
        let mut script = Script::new()
            .embeddings(reply.clone(), self.per_text.clone())
            .otherwise(reply.paced(self.pace.clone()))
            .connection_cost(self.connection_cost.clone())
            .fail_rate(self.fail_rate)
            .cut_rate(self.cut_rate)
            .stall_rate(self.stall_rate, self.stall.clone())
            .seed(self.seed);
        if let Some(limit) = self.rate_limit {
            script = script.rate_limit(limit);
        }
        if let Some(limit) = self.token_limit {
            script = script.token_limit(limit);
        }
        for &(tick, workers) in self.workers.iter().flat_map(|schedule| &schedule.0) {
            script = script.workers_from(tick, workers);
        }
        if let Some(limit) = self.max_in_flight {
            script = script.max_in_flight(limit);
        }
        if let Some(when) = &self.outage {
            script = script.outage(when.clone(), Reply::status(503));
        }
        if let Some(key) = &self.api_key {
            script = script.api_key(key);
        }
        script
    }

    /// The key that it asks for.
    pub(crate) fn api_key(&self) -> Option<&str> {
        self.api_key.as_deref()
    }

    pub(crate) fn max_in_flight(&self) -> Option<usize> {
        self.max_in_flight
    }

    pub(crate) fn rate_limit(&self) -> Option<RateLimit> {
        self.rate_limit
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text.trim())
        .map_err(|_| format!("'{text}' is not a duration such as 300ms, 2s or 1m"))
}

fn range(text: &str) -> Result<Option<Range<Duration>>, String> {
    let Some((start, end)) = text.split_once("..") else {
        return Ok(None);
    };
    let (start, end) = (duration(start)?, duration(end)?);
    if end < start {
        return Err("the range ends before it begins".to_owned());
    }
    Ok(Some(start..end))
}

fn delay(text: &str) -> Result<Delay, String> {
    Ok(match range(text)? {
        Some(range) => Delay::Between(range.start, range.end),
        None => Delay::Exact(duration(text)?),
    })
}

fn outage(text: &str) -> Result<Range<Duration>, String> {
    range(text)?.ok_or_else(|| "an outage is a range such as 5s..20s".to_owned())
}

/// The ticks from which on there are so many workers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Schedule(Vec<(u32, usize)>);

fn workers(text: &str) -> Result<Schedule, String> {
    let step = |(index, text): (usize, &str)| {
        let example = "workers are a number, and others from later times on: 8,2@20s";
        let (number, tick) = match text.split_once('@') {
            Some((number, time)) => (number, nearest_tick(duration(time)?)),
            None if index == 0 => (text, 0),
            None => return Err(format!("'{text}' has no time; {example}")),
        };
        let number = number.trim().parse();
        Ok((tick, number.map_err(|_| example.to_owned())?))
    };
    let steps = text.split(',').enumerate().map(step);
    Ok(Schedule(steps.collect::<Result<_, String>>()?))
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a share is a number from 0 to 1, such as 0.1".to_owned()),
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a limit is a whole number, at least 1".to_owned()),
        Ok(number) => Ok(number),
    }
}

/// One that a client can send.
fn key(text: &str) -> Result<String, String> {
    match !text.is_empty() && text.chars().all(|char| char.is_ascii_graphic()) {
        true => Ok(text.to_owned()),
        false => Err("a key has letters, digits and signs, and no spaces".to_owned()),
    }
}

fn token_rate(text: &str) -> Result<TokenLimit, String> {
    let RateLimit { requests, per } = rate(text)?;
    let tokens = requests;
    Ok(TokenLimit { tokens, per })
}

fn rate(text: &str) -> Result<RateLimit, String> {
    let (requests, per) = text
        .split_once('/')
        .ok_or_else(|| "a rate is a number and a time, such as 60/m, 5/s or 100/10s".to_owned())?;
    let requests = at_least_one(requests.trim())?;
    let per = match per.trim().starts_with(|char: char| char.is_ascii_digit()) {
        true => duration(per)?,
        false => duration(&format!("1{}", per.trim()))?,
    };
    // Times are kept in ticks: a shorter one would be as long as a tick.
    if per < TICK {
        return Err("the time of a rate is at least 100ms".to_owned());
    }
    Ok(RateLimit { requests, per })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read() {
        let limit = |requests, seconds| {
            let per = Duration::from_secs(seconds);
            Ok(RateLimit { requests, per })
        };
        assert_eq!(rate("60/m"), limit(60, 60));
        assert_eq!(rate("5/s"), limit(5, 1));
        assert_eq!(rate("100/10s"), limit(100, 10));
        for wrong in [
            "60",
            "0/s",
            "x/m",
            "5/0s",
            "5/99ms",
            "5/",
            "/s",
            "5/year of the rat",
        ] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn latencies_are_read() {
        let ms = Duration::from_millis;
        assert_eq!(delay("300ms"), Ok(Delay::Exact(ms(300))));
        assert_eq!(delay("200ms..1s"), Ok(Delay::Between(ms(200), ms(1000))));
        for wrong in ["300", "-1s", "", "..", "1s..", "2s..1s", "fast"] {
            assert!(delay(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn workers_have_a_schedule() {
        let schedule = |steps: &[(u32, usize)]| Ok(Schedule(steps.to_vec()));
        assert_eq!(workers("4"), schedule(&[(0, 4)]));
        let later = schedule(&[(0, 8), (200, 2), (400, 0)]);
        assert_eq!(workers("8,2@20s, 0@40s"), later);
        assert_eq!(workers("3@1s"), schedule(&[(10, 3)]));
        for wrong in ["", "x", "-1", "4,2", "4,2@", "4@fast", "4,,"] {
            assert!(workers(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn keys_can_be_sent() {
        assert_eq!(key("sk-123"), Ok("sk-123".to_owned()));
        for wrong in ["", "two words", "chìa", "a\nb"] {
            assert!(key(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn shares_are_between_0_and_1() {
        assert_eq!(share("0.25"), Ok(0.25));
        for wrong in ["1.1", "-0.1", "NaN", "10%"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }
}
