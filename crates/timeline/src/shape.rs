use crate::{Outcome, Timeline, names};
use std::collections::BTreeSet;

/// The shapes of a picture, in the order of its legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// Answered with a status of the 200 family.
    Ok,
    /// Answered with another one.
    Failed,
    /// The client hung up.
    HungUp,
    /// Neither yet.
    InFlight,
    /// A part of a streamed answer.
    Chunk,
    /// Answered when the caller had returned.
    ForNobody,
    /// A moment of the client.
    Mark,
    /// The right run behind a wrong one.
    Ghost,
    /// How many requests the server works on at once.
    Limit,
}

impl Shape {
    /// What it stands for.
    pub fn name(self) -> &'static str {
        names::shape(self)
    }
}

impl From<Outcome> for Shape {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::InFlight => Shape::InFlight,
            Outcome::Abandoned => Shape::HungUp,
            outcome if outcome.is_ok() => Shape::Ok,
            Outcome::Answered(_) | Outcome::Cut => Shape::Failed,
        }
    }
}

impl Timeline {
    /// The shapes that a picture of it has.
    pub fn shapes(&self) -> BTreeSet<Shape> {
        let ends = self.spans().map(|span| Shape::from(span.outcome));
        let nobody = self.spans().any(|span| self.is_for_nobody(span));
        let mark = !self.marks.is_empty() || self.returned.is_some();
        let others = [
            (!self.chunks.is_empty(), Shape::Chunk),
            (nobody, Shape::ForNobody),
            (mark, Shape::Mark),
            (!self.limits.is_empty(), Shape::Limit),
        ];
        let others = others.into_iter().filter(|&(there, _)| there);
        ends.chain(others.map(|(_, shape)| shape)).collect()
    }
}
