//! What tutorials claim. Nowhere else stands a figure that is not ours.

use crate::arithmetic::{Claimed, limit, rounds};
use crate::record::Note;
use crate::show::{number, percent, time};
use std::time::Duration;

/// A table of a tutorial.
pub(crate) struct Claim {
    /// What it is called on the command line and in the record.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// All that it says of times, in its own terms.
    pub(crate) says: &'static str,
    /// How long the server takes for an answer.
    pub(crate) latency: Duration,
    /// What a new connection costs beside that.
    pub(crate) connection: Duration,
    /// All durations are divided by this when they are measured.
    pub(crate) scale: u32,
    pub(crate) ways: Vec<Way>,
    /// Ways whose times are compared: the same work, the same number at once.
    pub(crate) pairs: &'static [(&'static str, &'static str)],
    pub(crate) notes: fn(&Claim) -> Vec<String>,
}

/// Who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    /// Threads, with ureq.
    Threads,
    /// Futures of one task, with reqwest.
    Futures,
    /// Futures as well, but each request opens a connection of its own.
    Afresh,
}

/// One way to do the work: a row of the table.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    pub(crate) waits: Waits,
    /// Requests that the claim speaks of.
    pub(crate) requests: u32,
    pub(crate) at_once: u32,
    /// Requests that are measured, where the claim's own number would take too long: whole rounds.
    pub(crate) sample: u32,
    /// `None` for a row that is ours, to compare with.
    pub(crate) claimed: Option<Claimed>,
}

impl Way {
    fn new(name: &'static str, waits: Waits, requests: u32, at_once: u32) -> Self {
        Way {
            name,
            waits,
            requests,
            at_once,
            sample: requests,
            claimed: None,
        }
    }

    fn sample(self, sample: u32) -> Self {
        Way { sample, ..self }
    }

    fn claimed(self, text: &'static str, seconds: f64, rounding: f64) -> Self {
        let claimed = Some(Claimed {
            text,
            seconds,
            rounding,
        });
        Way { claimed, ..self }
    }

    /// What each request of this way takes at least.
    pub(crate) fn latency(&self, claim: &Claim) -> Duration {
        match self.waits {
            Waits::Afresh => claim.latency + claim.connection,
            Waits::Threads | Waits::Futures => claim.latency,
        }
    }

    /// The least time for all requests of the claim.
    pub(crate) fn limit(&self, claim: &Claim) -> Duration {
        limit(self.requests, self.at_once, self.latency(claim))
    }
}

impl Claim {
    fn way(&self, name: &str) -> &Way {
        let found = self.ways.iter().find(|way| way.name == name);
        found.expect("a claim asks for its own ways")
    }

    /// What it says, why a row cannot be, for each that cannot, and what else the arithmetic says.
    pub(crate) fn explain(&self) -> Vec<Note> {
        let mut notes = vec![Note::named("claim", format!("The claim: {}.", self.says))];
        let refuted = self.ways.iter().filter_map(|way| self.refute(way));
        notes.extend(refuted.map(Note::new));
        notes.extend((self.notes)(self).into_iter().map(Note::new));
        notes
    }

    fn refute(&self, way: &Way) -> Option<String> {
        let claimed = way.claimed?;
        let latency = way.latency(self);
        let limit = way.limit(self);
        if claimed.is_possible(limit) {
            return None;
        }
        let fits = number(claimed.fits_latency(way.requests, way.at_once));
        let needs = claimed.needs(way.requests, latency);
        let needs = needs.map_or(String::new(), |needs| {
            format!(", or {needs} requests at once")
        });
        Some(format!(
            "{}: {} requests, {} at once, are {} rounds, and rounds of {} s take {} s at least. \
             {} s would fit a latency of {fits} s{needs}.",
            way.name,
            way.requests,
            way.at_once,
            rounds(way.requests, way.at_once),
            number(latency.as_secs_f64()),
            number(limit.as_secs_f64()),
            number(claimed.seconds),
        ))
    }
}

const MS: fn(u64) -> Duration = Duration::from_millis;

/// All claims, in the order of the book.
pub(crate) fn all() -> Vec<Claim> {
    use Waits::{Afresh, Futures, Threads};
    vec![
        Claim {
            name: "claim-1",
            title: "1000 requests of 2 s",
            says: "one after another ~33 min, 50 threads ~48 s, async with 50 at once ~22 s, async \
                   with 100 at once and batching ~12 s",
            latency: MS(2_000),
            connection: Duration::ZERO,
            scale: 100,
            ways: vec![
                Way::new("in turn", Threads, 1000, 1)
                    .sample(25)
                    .claimed("~33 min", 1980.0, 30.0),
                Way::new("50 threads", Threads, 1000, 50).claimed("~48 s", 48.0, 0.5),
                Way::new("50 futures", Futures, 1000, 50).claimed("~22 s", 22.0, 0.5),
                Way::new("100 threads", Threads, 1000, 100),
                Way::new("100 futures", Futures, 1000, 100).claimed("~12 s", 12.0, 0.5),
            ],
            pairs: &[("50 threads", "50 futures"), ("100 threads", "100 futures")],
            notes: half_the_latency,
        },
        Claim {
            name: "claim-2",
            title: "100 requests of 0.25 s",
            says: "one after another 25.00 s, all at once with async 0.50 s, 50 times as fast",
            latency: MS(250),
            connection: Duration::ZERO,
            scale: 1,
            ways: vec![
                Way::new("in turn", Threads, 100, 1)
                    .sample(3)
                    .claimed("25.00 s", 25.0, 0.005),
                Way::new("100 threads", Threads, 100, 100),
                Way::new("100 futures", Futures, 100, 100).claimed("0.50 s", 0.5, 0.005),
                Way::new("50 futures", Futures, 100, 50),
            ],
            pairs: &[("100 threads", "100 futures")],
            notes: two_rounds,
        },
        Claim {
            name: "claim-3",
            title: "10, 100 and 1000 requests of 5 s",
            says: "one after another 50, 500 and 5000 s, async 5, 15 and 90 s, 10, 33 and 55 times as \
                   fast",
            latency: MS(5_000),
            connection: Duration::ZERO,
            scale: 100,
            ways: vec![
                Way::new("10 in turn", Threads, 10, 1).claimed("50 s", 50.0, 0.5),
                Way::new("100 in turn", Threads, 100, 1)
                    .sample(10)
                    .claimed("500 s", 500.0, 0.5),
                Way::new("1000 in turn", Threads, 1000, 1)
                    .sample(10)
                    .claimed("5000 s", 5000.0, 0.5),
                Way::new("10, 10 futures", Futures, 10, 10).claimed("5 s", 5.0, 0.5),
                Way::new("100, 34 futures", Futures, 100, 34).claimed("15 s", 15.0, 0.5),
                Way::new("1000, 56 futures", Futures, 1000, 56)
                    .sample(504)
                    .claimed("90 s", 90.0, 0.5),
            ],
            pairs: &[],
            notes: no_fixed_number,
        },
        Claim {
            name: "claim-4",
            title: "Connections that are used again",
            says: "a request takes 800 ms on average with a connection of its own, 450 ms over one that \
                   is used again, 44 % less",
            latency: MS(450),
            connection: MS(350),
            scale: 10,
            ways: vec![
                Way::new("new each time", Afresh, 1, 1)
                    .sample(10)
                    .claimed("800 ms", 0.8, 0.0005),
                Way::new("kept open", Futures, 1, 1)
                    .sample(10)
                    .claimed("450 ms", 0.45, 0.0005),
            ],
            pairs: &[],
            notes: the_share_of_a_connection,
        },
        Claim {
            name: "claim-5",
            title: "1000 texts of 2.85 s",
            says: "one at a time 2850 s, 10 at once 320 s, 30 at once with rate control 145 s, 50 at \
                   once, tuned, 78 s",
            latency: MS(2_850),
            connection: Duration::ZERO,
            scale: 100,
            ways: vec![
                Way::new("in turn", Threads, 1000, 1)
                    .sample(20)
                    .claimed("2850 s", 2850.0, 0.5),
                Way::new("10 futures", Futures, 1000, 10)
                    .sample(150)
                    .claimed("320 s", 320.0, 0.5),
                Way::new("30 futures", Futures, 1000, 30)
                    .sample(510)
                    .claimed("145 s", 145.0, 0.5),
                Way::new("50 futures", Futures, 1000, 50)
                    .sample(500)
                    .claimed("78 s", 78.0, 0.5),
            ],
            pairs: &[],
            notes: averages,
        },
    ]
}

fn half_the_latency(claim: &Claim) -> Vec<String> {
    let half = claim.latency / 2;
    let limits = ["50 futures", "100 futures"].map(|name| {
        let way = claim.way(name);
        number(limit(way.requests, way.at_once, half).as_secs_f64())
    });
    vec![
        format!(
        "With a latency of {} s the limits of the async rows would be {} s and {} s: both would be \
         possible, and so would be the same times with threads. The row of threads fits {} s. The \
         tables that compare them may have met two different servers.",
        number(half.as_secs_f64()),
        limits[0],
        limits[1],
        number(claim.latency.as_secs_f64()),
        ),
        "What batching is, of which the last row speaks, is not said. If it is several texts in one \
         request, then it has fewer than 1000 requests, and no row to be compared with."
            .to_owned(),
    ]
}

fn two_rounds(claim: &Claim) -> Vec<String> {
    let (all, in_turn) = (claim.way("100 futures"), claim.way("in turn"));
    let (Some(claimed), Some(sum)) = (all.claimed, in_turn.claimed) else {
        return Vec::new();
    };
    let fits = claimed.rounds(claim.latency);
    vec![
        format!(
            "{} is {fits} rounds of {} s: what {} at once would take, or a client with that many \
             connections. All {} at once could be {} times as fast as in turn, not {}.",
            claimed.text,
            number(claim.latency.as_secs_f64()),
            all.requests.div_ceil(fits),
            all.requests,
            number(sum.seconds / all.limit(claim).as_secs_f64()),
            number(sum.seconds / claimed.seconds),
        ),
        calculated(claim, &["in turn"]),
    ]
}

/// Says of rows that they are the limit to the last digit.
fn calculated(claim: &Claim, names: &[&str]) -> String {
    let exact = names.iter().map(|name| claim.way(name));
    let exact = exact.filter(|way| {
        let limit = way.limit(claim);
        way.claimed
            .is_some_and(|claimed| claimed.is_the_limit(limit))
    });
    let texts = exact
        .filter_map(|way| way.claimed)
        .map(|claimed| claimed.text);
    format!(
        "To the last digit, {}: requests times latency, without any time for the network and the \
         program. That is calculated, not measured.",
        texts.collect::<Vec<_>>().join(", ")
    )
}

fn no_fixed_number(claim: &Claim) -> Vec<String> {
    let latency = claim.latency;
    let (some, many) = (claim.way("100, 34 futures"), claim.way("1000, 56 futures"));
    let (Some(less), Some(more)) = (some.claimed, many.claimed) else {
        return Vec::new();
    };
    // The most at once that still takes as many rounds as the claim.
    let most = some.requests.div_ceil(less.rounds(latency) - 1) - 1;
    vec![
        format!(
            "How many were in flight at once is not said, and no fixed number fits. {} for {} \
             requests are {} rounds: {} to {most} at once. {} requests then take {} to {} s, not \
             {}. {} for {} requests are {} rounds: {} at once at least, with which {} requests take \
             {} s. The lab measures each row with the least that it needs.",
            less.text,
            some.requests,
            less.rounds(latency),
            some.at_once,
            many.requests,
            number(limit(many.requests, most, latency).as_secs_f64()),
            number(limit(many.requests, some.at_once, latency).as_secs_f64()),
            number(more.seconds),
            more.text,
            many.requests,
            more.rounds(latency),
            many.at_once,
            some.requests,
            number(limit(some.requests, many.at_once, latency).as_secs_f64()),
        ),
        "The speed-up grows from row to row because the number at once does.".to_owned(),
        calculated(
            claim,
            &[
                "10 in turn",
                "100 in turn",
                "1000 in turn",
                "10, 10 futures",
            ],
        ),
    ]
}

fn the_share_of_a_connection(claim: &Claim) -> Vec<String> {
    let (cost, latency) = (claim.connection.as_secs_f64(), claim.latency.as_secs_f64());
    vec![format!(
        "The claim gives only the two means. So the lab's server takes {} for an answer and {} for a \
         connection: then {} is saved. The share is that of the connection, {} of {}, and of \
         nothing else: a slower answer makes it smaller, a handshake of TLS over a long way larger.",
        time(latency),
        time(cost),
        percent(cost / (cost + latency)),
        time(cost),
        time(cost + latency),
    )]
}

/// Averages that were printed beside the totals of this claim, in milliseconds.
const AVERAGES: [(&str, f64); 3] = [
    ("10 futures", 310.0),
    ("30 futures", 285.0),
    ("50 futures", 268.0),
];

/// The shares of requests that succeeded, from the worst row to the best.
const SUCCEEDED: (f64, f64) = (0.996, 0.999);

fn averages(claim: &Claim) -> Vec<String> {
    let fits = AVERAGES.iter().filter_map(|&(name, average)| {
        let way = claim.way(name);
        let total = way.claimed?.seconds;
        let each = total * f64::from(way.at_once) / f64::from(way.requests);
        Some(format!(
            "{} s with {} at once are {} s for each ({} ms were printed)",
            number(total),
            way.at_once,
            number(each),
            number(average),
        ))
    });
    let fits: Vec<String> = fits.collect();
    vec![
        format!(
            "The printed averages do not fit the totals: {}. Nor do they fit the first row: who \
             waits {} s alone does not wait a tenth of it in company.",
            fits.join("; "),
            number(claim.latency.as_secs_f64()),
        ),
        format!(
            "Of the requests, {} to {} % succeeded. Whether the others were sent again, and are in the \
             totals, is not said.",
            number(SUCCEEDED.0 * 100.0),
            number(SUCCEEDED.1 * 100.0),
        ),
        calculated(claim, &["in turn"]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::NONE;
    use serde_json::{Value, json};

    fn notes(name: &str) -> String {
        let claims = all();
        let claim = claims.iter().find(|claim| claim.name == name);
        let notes = claim.expect("it is there").explain().into_iter();
        notes.map(|note| note.text + "\n").collect()
    }

    #[test]
    fn what_a_claim_says_is_what_its_rows_say() {
        for claim in all() {
            for claimed in claim.ways.iter().filter_map(|way| way.claimed) {
                let number = claimed.text.split(' ').next().expect("it is a figure");
                let parts = claim.says.split([' ', ',']);
                assert!(
                    parts.clone().any(|part| part == number),
                    "{}: {number}",
                    claim.name
                );
            }
        }
    }

    #[test]
    fn the_record_of_the_book_has_the_claims_as_they_stand_here() {
        let record = include_str!("../../../book/lab.json");
        let record: Value = serde_json::from_str(record).expect("it is JSON");
        let list = |value: &Value| value.as_array().cloned().expect("it is a list");
        for claim in all() {
            let mut experiments = list(&record["experiments"]).into_iter();
            let found = experiments.find(|experiment| experiment["name"] == claim.name);
            let experiment = found.unwrap_or_else(|| panic!("{} is not recorded", claim.name));
            assert_eq!(experiment["title"], claim.title);
            let rows = list(&experiment["rows"]);
            for (row, way) in rows.iter().zip(&claim.ways) {
                assert_eq!(row["name"], way.name, "{}", claim.name);
                let limit = time(way.limit(&claim).as_secs_f64());
                assert_eq!(row["cells"]["limit"]["text"], limit, "{}", way.name);
                let claimed = way.claimed.map_or(NONE, |claimed| claimed.text);
                assert_eq!(row["cells"]["claimed"]["text"], claimed, "{}", way.name);
            }
            assert_eq!(rows.len(), claim.ways.len(), "{}", claim.name);
            // Beside those that compare what was measured.
            let notes = list(&experiment["notes"]).into_iter();
            let pairs = claim.pairs.iter();
            let pairs: Vec<_> = pairs
                .map(|(one, other)| format!("{one} and {other}"))
                .collect();
            let is_ours = |note: &Value| !pairs.iter().any(|pair| note["name"] == **pair);
            let recorded: Vec<Value> = notes.filter(is_ours).collect();
            let explained = claim.explain().into_iter();
            let explained: Vec<Value> = explained
                .map(|note| json!({ "name": note.name, "text": note.text }))
                .collect();
            assert_eq!(recorded, explained, "{}", claim.name);
        }
    }

    #[track_caller]
    fn says(name: &str, parts: &[&str]) {
        let notes = notes(name);
        for part in parts {
            assert!(notes.contains(part), "{part} is not in:\n{notes}");
        }
    }

    #[test]
    fn only_the_async_rows_of_the_first_claim_are_impossible() {
        let mut impossible = Vec::new();
        for claim in all() {
            for way in &claim.ways {
                let limit = way.limit(&claim);
                if way
                    .claimed
                    .is_some_and(|claimed| !claimed.is_possible(limit))
                {
                    impossible.push((claim.name, way.name));
                }
            }
        }
        assert_eq!(
            impossible,
            [("claim-1", "50 futures"), ("claim-1", "100 futures")]
        );
    }

    #[test]
    fn what_is_measured_is_whole_rounds_and_no_more_than_claimed() {
        for claim in all() {
            for way in &claim.ways {
                let whole = way.sample == way.requests || way.sample % way.at_once == 0;
                let mean = way.requests == 1;
                assert!(whole, "{}, {}", claim.name, way.name);
                assert!(
                    mean || way.sample <= way.requests,
                    "{}, {}",
                    claim.name,
                    way.name
                );
            }
            for (first, second) in claim.pairs {
                let (first, second) = (claim.way(first), claim.way(second));
                assert_eq!(first.at_once, second.at_once);
                assert_eq!(first.sample, second.sample);
            }
        }
    }

    #[test]
    fn the_third_claim_is_measured_with_the_least_that_it_needs() {
        let claims = all();
        let claim = claims.iter().find(|claim| claim.name == "claim-3");
        let claim = claim.expect("it is there");
        for name in ["10, 10 futures", "100, 34 futures", "1000, 56 futures"] {
            let way = claim.way(name);
            let claimed = way.claimed.expect("it is a claim");
            assert_eq!(
                claimed.needs(way.requests, claim.latency),
                Some(way.at_once)
            );
        }
    }

    #[test]
    fn the_arithmetic_is_told() {
        says(
            "claim-1",
            &[
                "50 futures: 1000 requests, 50 at once, are 20 rounds, and rounds of 2 s take 40 s",
                "22 s would fit a latency of 1.1 s, or 91 requests at once.",
                "12 s would fit a latency of 1.2 s, or 167 requests at once.",
                "With a latency of 1 s the limits of the async rows would be 20 s and 10 s",
            ],
        );
        says(
            "claim-2",
            &[
                "0.50 s is 2 rounds of 0.25 s: what 50 at once",
                "100 times as fast as in turn, not 50",
            ],
        );
        says(
            "claim-3",
            &[
                "15 s for 100 requests are 3 rounds: 34 to 49 at once. 1000 requests then take 105 to 150 s, not 90",
                "90 s for 1000 requests are 18 rounds: 56 at once at least, with which 100 requests take 10 s",
                "10, 33 and 55 times as fast",
                "50 s, 500 s, 5000 s, 5 s",
            ],
        );
        says("claim-4", &["44 % is saved", "350 ms of 800 ms"]);
        says(
            "claim-5",
            &[
                "99.6 to 99.9 % succeeded",
                "320 s with 10 at once are 3.2 s for each (310 ms were printed)",
                "4.35 s",
                "3.9 s",
            ],
        );
    }
}
