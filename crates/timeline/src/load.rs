use crate::Timeline;
use std::collections::BTreeMap;

impl Timeline {
    /// Requests in flight over time: from each of these ticks on, so many. It begins at tick 0 and
    /// has a step where the number changes, so that the last step of a finished run is 0.
    ///
    /// As in [`Metrics::peak_in_flight`](crate::Metrics::peak_in_flight), a request that ends at a
    /// tick makes room for one that starts at it, and one without length counts nowhere.
    ///
    /// ```
    /// # use timeline::{Lane, Outcome, Span, Timeline};
    /// let span = |start, end| Span { start, end: Some(end), outcome: Outcome::Answered(200) };
    /// let lane = Lane { label: "article 1".to_owned(), spans: vec![span(0, 2), span(2, 3)] };
    /// let other = Lane { label: "article 2".to_owned(), spans: vec![span(1, 5)] };
    /// let timeline = Timeline { lanes: vec![lane, other], ..Timeline::default() };
    /// assert_eq!(timeline.load(), [(0, 1), (1, 2), (3, 1), (5, 0)]);
    /// ```
    pub fn load(&self) -> Vec<(u32, usize)> {
        // What began and what ended at each tick.
        let mut changes: BTreeMap<u32, (usize, usize)> = BTreeMap::from([(0, (0, 0))]);
        for span in self.spans().filter(|span| span.end != Some(span.start)) {
            changes.entry(span.start).or_default().0 += 1;
            if let Some(end) = span.end {
                changes.entry(end).or_default().1 += 1;
            }
        }
        let mut in_flight = 0;
        let mut steps: Vec<(u32, usize)> = Vec::new();
        for (tick, (began, ended)) in changes {
            // A span ends after its start, so that what has ended was counted before.
            in_flight = in_flight + began - ended;
            if steps.last().is_none_or(|&(_, before)| before != in_flight) {
                steps.push((tick, in_flight));
            }
        }
        steps
    }
}
