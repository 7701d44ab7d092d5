use crate::asked::Asked;
use crate::plan::Plan;
use crate::run::{CallTimes, Record};
use std::time::Duration;
use timeline::{Event, Span, TICK, Timeline, nearest_tick};

/// A thread that computes for so long in a tenth of a second keeps a processor busy.
const BUSY: Duration = Duration::from_millis(40);

/// What is known of a solution, for a [`Rule`](crate::rules::Rule) to look at.
#[derive(Debug)]
pub struct Evidence<'a> {
    /// What it was given, and what is wanted of it.
    pub asked: &'a Asked,
    /// What the server saw, on ticks. The lanes of the scenario come first, in its order.
    pub timeline: &'a Timeline,
    /// What the server saw, in order.
    pub events: &'a [Event],
    /// What was returned; `None` when nothing was.
    pub returned: Option<&'a [String]>,
    pub(crate) call: CallTimes,
    pub(crate) computed: Duration,
}

impl<'a> Evidence<'a> {
    pub(crate) fn new(asked: &'a Asked, record: &'a Record) -> Self {
        Evidence {
            asked,
            timeline: &record.timeline,
            events: &record.events,
            returned: record.result.as_deref().ok(),
            call: record.call,
            computed: record.watched.worst.computed,
        }
    }

    /// What would be known of a solution that behaves as planned, and returns what is asked for when
    /// its last request has ended.
    pub(crate) fn of_plan<T>(
        asked: &'a Asked,
        plan: &Plan,
        look: impl FnOnce(&mut Evidence<'_>) -> T,
    ) -> T {
        let script = asked.scenario().script();
        let texts = asked.returned();
        let returned: Vec<String> = texts.iter().map(|wanted| wanted.text(script)).collect();
        let took = TICK * plan.end();
        look(&mut Evidence {
            asked,
            timeline: &plan.timeline(asked.scenario().lanes()),
            events: &plan.events(),
            returned: Some(&returned),
            call: CallTimes {
                took,
                before: Duration::ZERO,
                returned: Some(took),
            },
            computed: Duration::ZERO,
        })
    }

    /// Ticks between the call and the first event.
    pub fn before(&self) -> u32 {
        nearest_tick(self.call.before)
    }

    /// The tick at which the call returned; `None` when it did not.
    pub fn returned_at(&self) -> Option<u32> {
        self.call.returned.map(nearest_tick)
    }

    /// Whether a thread of the solution computed where it should have waited.
    pub fn keeps_a_processor_busy(&self) -> bool {
        self.computed >= BUSY
    }

    /// The spans of all lanes that the scenario has, with their labels, by start.
    pub fn sent(&self) -> Vec<(&'a str, &'a Span)> {
        let mut sent: Vec<(&str, &Span)> = self
            .timeline
            .lanes
            .iter()
            .flat_map(|lane| lane.spans.iter().map(|span| (lane.label.as_str(), span)))
            .collect();
        sent.sort_by_key(|(_, span)| span.start);
        sent
    }
}
