//! How much is measured.

use std::time::Duration;

/// How much is measured, and how often.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// What it is called in the record.
    pub(crate) name: &'static str,
    /// Runs of a row; its figure is the median.
    pub(crate) runs: usize,
    /// Runs of a row that sends one request after another: these are long, and steady by themselves.
    pub(crate) runs_in_turn: usize,
    /// Whether a claim's requests are all sent, or as many as its sample has.
    pub(crate) all_requests: bool,
    /// Rounds that are sent in a rehearsal, whatever the claim says.
    pub(crate) rounds: Option<u32>,
    /// Runs that may be measured again because the machine was too busy, in all.
    pub(crate) patience: usize,
    /// Runs that may be added where two times are not equal.
    pub(crate) more: usize,
    /// How often each timer waits.
    pub(crate) naps: u32,
    /// Requests in flight at once, and how long the server keeps them.
    pub(crate) in_flight: Vec<(u32, Duration)>,
    /// Steps of each piece of the work that never waits.
    pub(crate) steps: u64,
    /// Requests from each client beside Python's, and how many of them at once.
    pub(crate) beside_python: (u32, u32),
}

const MS: fn(u64) -> Duration = Duration::from_millis;

impl Plan {
    /// A little more than a minute.
    pub(crate) fn minute() -> Self {
        Plan {
            name: "minute",
            runs: 5,
            runs_in_turn: 3,
            all_requests: false,
            rounds: None,
            patience: 12,
            more: 10,
            naps: 25,
            in_flight: vec![(100, MS(500)), (1_000, MS(1_000)), (5_000, MS(2_000))],
            steps: 4_000_000,
            beside_python: (2_000, 200),
        }
    }

    /// All requests of every claim, more runs, and ten thousand in flight.
    pub(crate) fn full() -> Self {
        let mut plan = Plan {
            name: "full",
            runs: 9,
            runs_in_turn: 3,
            all_requests: true,
            patience: 40,
            more: 20,
            naps: 100,
            beside_python: (10_000, 200),
            ..Plan::minute()
        };
        plan.in_flight.push((10_000, MS(4_000)));
        plan
    }

    /// Everything once and small, to see that it works. Its figures are of no use.
    pub(crate) fn rehearsal() -> Self {
        Plan {
            name: "rehearsal",
            runs: 1,
            runs_in_turn: 1,
            rounds: Some(1),
            patience: 0,
            more: 0,
            naps: 2,
            in_flight: vec![(20, MS(100)), (100, MS(200))],
            steps: 10_000,
            beside_python: (40, 20),
            ..Plan::minute()
        }
    }
}
