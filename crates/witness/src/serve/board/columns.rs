use serde_json::{Value, json};
use std::collections::VecDeque;
use std::time::Duration;
use timeline::Outcome;

/// How some requests ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ends {
    pub(super) requests: u64,
    pub(super) ok: u64,
    /// Refused by a limit: 429.
    pub(super) refused: u64,
    pub(super) failed: u64,
    pub(super) hung_up: u64,
}

impl Ends {
    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::InFlight => {}
            Outcome::Abandoned => self.hung_up += 1,
            Outcome::Answered(429) => self.refused += 1,
            outcome if outcome.is_ok() => self.ok += 1,
            Outcome::Answered(_) | Outcome::Cut => self.failed += 1,
        }
    }

    pub(super) fn json(self) -> Value {
        json!({
            "requests": self.requests,
            "ok": self.ok,
            "refused": self.refused,
            "failed": self.failed,
            "hung_up": self.hung_up,
        })
    }
}

/// A short time, and what happened in it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Column {
    index: u64,
    /// Most requests in flight at once.
    most: usize,
    /// Requests in flight when it was over.
    after: usize,
    ends: Ends,
}

impl Column {
    pub(super) const WIDTH: Duration = Duration::from_millis(200);

    fn index(at: Duration) -> u64 {
        u64::try_from(at.as_millis() / Self::WIDTH.as_millis()).unwrap_or(u64::MAX)
    }
}

/// Requests over time. A column in which nothing happened is not kept: what was in flight stays so.
#[derive(Debug, Default)]
pub(super) struct Columns {
    columns: VecDeque<Column>,
    /// Requests in flight before the first column.
    before: usize,
    in_flight: usize,
    totals: Ends,
}

impl Columns {
    pub(super) fn totals(&self) -> Ends {
        self.totals
    }

    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    pub(super) fn arrived(&mut self, at: Duration) {
        self.at(at).ends.requests += 1;
        self.in_flight += 1;
        self.totals.requests += 1;
    }

    pub(super) fn ended(&mut self, outcome: Outcome, at: Duration) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let after = self.in_flight;
        let column = self.at(at);
        column.ends.count(outcome);
        column.after = after;
        self.totals.count(outcome);
    }

    /// What has arrived is in flight.
    pub(super) fn count_in_flight(&mut self) {
        let now = self.in_flight;
        if let Some(last) = self.columns.back_mut() {
            last.most = last.most.max(now);
            last.after = now;
        }
    }

    fn at(&mut self, at: Duration) -> &mut Column {
        let index = Column::index(at);
        let before = self.columns.back().map_or(self.before, |it| it.after);
        // Times in a log never go backwards: a column that is there is the last one.
        if self.columns.back().is_none_or(|last| last.index < index) {
            self.columns.push_back(Column {
                index,
                most: before,
                after: before,
                ends: Ends::default(),
            });
        }
        let last = self.columns.len() - 1;
        &mut self.columns[last]
    }

    pub(super) fn forget_before(&mut self, start: Duration) {
        let first = Column::index(start);
        while self.columns.front().is_some_and(|it| it.index < first) {
            self.before = self.columns.pop_front().map_or(0, |it| it.after);
        }
    }

    /// Whether more than so many requests came, or more than so many were in flight at once.
    pub(super) fn is_crowded(&self, requests: u64, at_once: usize) -> bool {
        let came: u64 = self.columns.iter().map(|it| it.ends.requests).sum();
        let most = self.columns.iter().map(|it| it.most);
        came > requests || most.chain([self.before]).any(|most| most > at_once)
    }

    /// What was in flight before the first column, and for each column `[milliseconds, most in flight,
    /// in flight after it, refused, failed, hung up]`.
    pub(super) fn json(&self) -> Value {
        let width = u64::try_from(Column::WIDTH.as_millis()).unwrap_or(1);
        let columns = self.columns.iter().map(|column| {
            let Column {
                most, after, ends, ..
            } = column;
            json!([
                column.index * width,
                most,
                after,
                ends.refused,
                ends.failed,
                ends.hung_up
            ])
        });
        json!({ "before": self.before, "columns": columns.collect::<Value>() })
    }
}
