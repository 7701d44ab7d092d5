//! Measures what a tutorial claims.

use crate::arithmetic::{Faster, Sample, difference, efficiency, faster, limit, rounds};
use crate::child::Server;
use crate::claims::{Claim, Waits, Way};
use crate::clients::Client;
use crate::limits::Need;
use crate::record::{BUSY, Cell, Column, Experiment, NONE, Note, Row};
use crate::session::Session;
use crate::show::{number, percent, time};
use std::time::Duration;

const COLUMNS: [Column; 7] = [
    Column::new("sent", "requests"),
    Column::new("claimed", "s"),
    Column::new("limit", "s"),
    Column::new("measured", "s"),
    Column::new("spread", "share"),
    Column::new("efficiency", "share"),
    Column::new("verdict", ""),
];

/// Fewer runs than these, of those that were asked for, are no median.
const ENOUGH: usize = 3;

/// So often it is tried to find out who is faster on a machine that is too busy.
const IN_VAIN: usize = 2;

/// A way of a claim, and what was measured of it.
struct Contestant<'a> {
    way: &'a Way,
    /// Requests that are sent.
    sent: u32,
    runs: usize,
    client: Client,
    sample: Sample,
    /// Why it ended early.
    failed: Option<String>,
}

impl Contestant<'_> {
    /// Whether enough runs were quiet.
    fn is_measured(&self) -> bool {
        self.sample.len() >= ENOUGH.min(self.runs)
    }
}

/// How long all of it takes, about.
pub(crate) fn estimate(session: &Session, claim: &Claim) -> Duration {
    let ways = claim.ways.iter().map(|way| {
        let latency = way.latency(claim) / claim.scale;
        let runs = u32::try_from(runs(session, way)).unwrap_or(u32::MAX);
        runs * limit(sent(session, way), way.at_once, latency)
    });
    ways.sum()
}

fn runs(session: &Session, way: &Way) -> usize {
    match way.at_once {
        1 => session.plan.runs_in_turn,
        _ => session.plan.runs,
    }
}

fn sent(session: &Session, way: &Way) -> u32 {
    match session.plan.rounds {
        Some(rounds) => way.sample.min(rounds * way.at_once),
        // A mean is a mean, of however many.
        None if session.plan.all_requests => way.requests.max(way.sample),
        None => way.sample,
    }
}

/// Measures all ways of a claim in turns, so that what changes on the machine meets all of them.
///
/// # Errors
///
/// When the server does not start. What this machine cannot do is left out.
pub(crate) fn claim(session: &mut Session, claim: &Claim) -> Result<Experiment, String> {
    let server = Server::start(claim.latency / claim.scale, claim.connection / claim.scale)?;
    session.uses(&server);
    let mut left_out = Vec::new();
    let mut contestants = Vec::new();
    // Those of all ways stay open from the first round to the last.
    let mut connections = 0;
    for way in &claim.ways {
        let need = Need {
            connections: connections + u64::from(way.at_once),
            threads: if way.waits == Waits::Threads {
                way.at_once.into()
            } else {
                0
            },
            memory: 0,
        };
        let client = match session.limits.refuse(need) {
            Some(why) => Err(why),
            None => client(way, &server.url),
        };
        match client {
            Ok(client) => {
                connections = need.connections;
                contestants.push(Contestant {
                    way,
                    sent: sent(session, way),
                    runs: runs(session, way),
                    client,
                    sample: Sample::default(),
                    failed: None,
                });
            }
            Err(why) => left_out.push(format!("{}: left out, because {why}", way.name)),
        }
    }
    for contestant in &mut contestants {
        warm_up(contestant);
    }
    for round in 0..session.plan.runs.max(session.plan.runs_in_turn) {
        for contestant in contestants.iter_mut().filter(|it| it.runs > round) {
            session.says(&format!("{}: {}", claim.title, contestant.way.name));
            measure(session, contestant);
            let latency = contestant.way.latency(claim) / claim.scale;
            session.passed(limit(contestant.sent, contestant.way.at_once, latency));
        }
    }
    let pairs = claim.pairs.iter();
    let pairs =
        pairs.filter_map(|(first, second)| compare(session, &mut contestants, first, second));
    let pairs: Vec<Note> = pairs.collect();
    let mut notes = claim.explain();
    // First of all what it says, then who was faster, then what the arithmetic says.
    notes.splice(1..1, pairs);
    let failed = |it: &Contestant<'_>| {
        let why = it.failed.as_ref()?;
        Some(format!("{}: left out, because {why}", it.way.name))
    };
    left_out.extend(contestants.iter().filter_map(failed));
    let there = contestants.iter().filter(|it| it.failed.is_none());
    Ok(Experiment {
        name: claim.name.to_owned(),
        title: claim.title.to_owned(),
        about: about(session, claim),
        columns: COLUMNS.to_vec(),
        rows: there.map(|it| row(claim, it)).collect(),
        notes,
        left_out,
    })
}

fn client(way: &Way, url: &str) -> Result<Client, String> {
    match way.waits {
        Waits::Threads => Ok(Client::threads(url)),
        Waits::Futures => Client::futures(url),
        Waits::Afresh => Client::afresh(url),
    }
}

/// Opens the connections: they are not what the claims speak of, where they do not say so.
fn warm_up(contestant: &mut Contestant<'_>) {
    if contestant.way.waits != Waits::Afresh {
        let at_once = contestant.way.at_once;
        contestant.failed = contestant.client.run(at_once, at_once).err();
    }
}

fn measure(session: &mut Session, it: &mut Contestant<'_>) {
    if it.failed.is_some() {
        return;
    }
    match session.measure(|| it.client.run(it.sent, it.way.at_once)) {
        Ok((time, true)) => it.sample.push(time),
        Ok((_, false)) => {}
        Err(why) => it.failed = Some(why),
    }
}

/// Who is faster: by the shortest time of each, because whatever disturbs a run makes it longer. Where
/// these are not equal, both are measured again a few times.
fn compare(
    session: &mut Session,
    contestants: &mut [Contestant<'_>],
    first: &str,
    second: &str,
) -> Option<Note> {
    let find = |name: &str| contestants.iter().position(|it| it.way.name == name);
    let pair = [find(first)?, find(second)?];
    let mut in_vain = 0;
    for _ in 0..session.plan.more {
        let [a, b] = pair.map(|it| contestants[it].sample.best());
        let are_equal = a
            .zip(b)
            .is_some_and(|(a, b)| faster(a, b) == Faster::Neither);
        if are_equal || in_vain == IN_VAIN {
            break;
        }
        let known = pair.map(|it| contestants[it].sample.len());
        for it in pair {
            measure(session, &mut contestants[it]);
        }
        if known == pair.map(|it| contestants[it].sample.len()) {
            in_vain += 1;
        }
    }
    let [a, b] = pair.map(|it| &contestants[it]);
    if a.failed.is_some() || b.failed.is_some() {
        return None;
    }
    let name = format!("{first} and {second}");
    let measured = a.is_measured() && b.is_measured();
    let best = a.sample.best().zip(b.sample.best()).filter(|_| measured);
    Some(Note::named(name.as_str(), verdict(first, second, best)))
}

fn verdict(first: &str, second: &str, best: Option<(Duration, Duration)>) -> String {
    let Some((a, b)) = best else {
        return format!("{first} and {second}: this machine was too busy to compare them.");
    };
    let apart = percent(difference(a, b));
    match faster(a, b) {
        Faster::Neither => format!(
            "{first} and {second} are equal: the best run of one is within 5 % of the best run of \
             the other."
        ),
        Faster::First => format!("{first} are faster than {second}: {apart} less in the best run."),
        Faster::Second => {
            format!("{second} are faster than {first}: {apart} less in the best run.")
        }
    }
}

fn about(session: &Session, claim: &Claim) -> String {
    let millis = |time: Duration| format!("{} ms", number(time.as_secs_f64() * 1e3));
    let latency = millis(claim.latency / claim.scale);
    let connection = match claim.connection.is_zero() {
        true => String::new(),
        false => {
            let cost = millis(claim.connection / claim.scale);
            format!(", and takes {cost} for a new connection")
        }
    };
    let connections = match claim.connection.is_zero() {
        true => "threads started and connections opened before",
        false => "with connections opened before where they are kept",
    };
    let scale = match claim.scale {
        1 => "at the claim's own scale".to_owned(),
        scale => format!("at 1/{scale} of the claim; times are shown at the claim's scale"),
    };
    format!(
        "The server answers after {latency}{connection}: {scale}. Median of {} runs ({} in turn), \
         {connections}.",
        session.plan.runs, session.plan.runs_in_turn
    )
}

fn row(claim: &Claim, it: &Contestant<'_>) -> Row {
    let way = it.way;
    let least = way.limit(claim);
    let claimed = match way.claimed {
        Some(claimed) => Cell {
            text: claimed.text.to_owned(),
            value: Some(claimed.seconds),
        },
        None => Cell::word(NONE),
    };
    let verdict = match way.claimed {
        None => NONE,
        Some(claimed) if claimed.is_possible(least) => "possible",
        Some(_) => "impossible",
    };
    // From the requests that were sent to all of them, and from our scale to that of the claim.
    let all =
        f64::from(rounds(way.requests, way.at_once)) / f64::from(rounds(it.sent, way.at_once));
    let scale = all * f64::from(claim.scale);
    let sample = Some(&it.sample).filter(|_| it.is_measured());
    let median = sample.and_then(Sample::median);
    let measured = median.map(|median| median.as_secs_f64() * scale);
    let ours = limit(it.sent, way.at_once, way.latency(claim) / claim.scale);
    let mut cells = vec![
        Cell::of(Some(it.sent.into()), number),
        claimed,
        Cell::of(Some(least.as_secs_f64()), time),
        Cell::of(measured, time),
        Cell::of(sample.and_then(Sample::spread), percent),
        Cell::of(median.map(|median| efficiency(ours, median)), |share| {
            format!("{share:.2}")
        }),
        Cell::word(verdict),
    ];
    if measured.is_none() {
        cells[3] = Cell::word(BUSY);
    }
    Row {
        name: way.name.to_owned(),
        cells,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::plan::Plan;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn contestant(way: &Way, sent: u32, times: &[u64]) -> Row {
        let claims = crate::claims::all();
        let mut sample = Sample::default();
        for &time in times {
            sample.push(ms(time));
        }
        row(
            &claims[0],
            &Contestant {
                way,
                sent,
                runs: 5,
                client: Client::threads("http://127.0.0.1:9"),
                sample,
                failed: None,
            },
        )
    }

    fn texts(row: &Row) -> Vec<&str> {
        row.cells.iter().map(|cell| cell.text.as_str()).collect()
    }

    #[test]
    fn a_row_is_shown_at_the_scale_of_its_claim() {
        let claims = crate::claims::all();
        let way = |name: &str| {
            let mut ways = claims[0].ways.iter();
            ways.find(|way| way.name == name).expect("it is there")
        };
        // All 1000 requests, 50 at once, at 1/100: 20 rounds of 20 ms are 0.4 s at least.
        let row = contestant(way("50 futures"), 1000, &[440, 400, 450]);
        assert_eq!(
            texts(&row),
            [
                "1000",
                "~22 s",
                "40.0 s",
                "44.0 s",
                "11 %",
                "0.91",
                "impossible"
            ]
        );
        // 25 of 1000 in turn.
        let row = contestant(way("in turn"), 25, &[525, 530, 520]);
        assert_eq!(
            texts(&row),
            [
                "25", "~33 min", "2000 s", "2100 s", "2 %", "0.95", "possible"
            ]
        );
        let row = contestant(way("100 threads"), 1000, &[220, 220, 220]);
        assert_eq!(
            texts(&row),
            ["1000", NONE, "20.0 s", "22.0 s", "0 %", "0.91", NONE]
        );
    }

    #[test]
    fn a_row_without_enough_quiet_runs_has_no_figure_but_its_verdict() {
        let claims = crate::claims::all();
        let row = contestant(&claims[0].ways[2], 1000, &[440, 400]);
        assert_eq!(
            texts(&row),
            ["1000", "~22 s", "40.0 s", BUSY, NONE, NONE, "impossible"]
        );
        assert_eq!(row.cells[3].value, None);
    }

    #[test]
    fn a_comparison_says_who_is_faster_or_that_nobody_is() {
        let says = |best| verdict("50 threads", "50 futures", best);
        assert!(says(Some((ms(436), ms(431)))).starts_with("50 threads and 50 futures are equal"));
        let text = says(Some((ms(500), ms(400))));
        assert!(
            text.starts_with("50 futures are faster than 50 threads: 20 % less"),
            "{text}"
        );
        assert!(says(Some((ms(400), ms(500)))).starts_with("50 threads are faster"));
        assert!(says(None).ends_with("too busy to compare them."));
    }

    #[test]
    fn a_plan_decides_how_many_are_sent() {
        let claims = crate::claims::all();
        let in_turn = &claims[0].ways[0];
        let mean = &claims[3].ways[0];
        let sent = |plan: Plan, way| super::sent(&Session::new(plan, Limits::default()), way);
        assert_eq!(sent(Plan::minute(), in_turn), in_turn.sample);
        assert_eq!(sent(Plan::full(), in_turn), 1000);
        assert_eq!(sent(Plan::rehearsal(), in_turn), 1);
        assert_eq!(sent(Plan::full(), mean), mean.sample);
    }
}
