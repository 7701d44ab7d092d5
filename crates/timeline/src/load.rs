use crate::track::in_order;
use crate::{Timeline, Track, names};
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

    /// Requests that came within so many ticks, whatever became of them: from each of these ticks on, so
    /// many came in the time that ends there. It is what a limit in time looks at, such as requests in a
    /// minute. One that came so many ticks ago is not counted any more.
    ///
    /// ```
    /// # use timeline::{Lane, Outcome, Span, Timeline};
    /// let span = |start| Span { start, end: Some(start + 1), outcome: Outcome::Answered(200) };
    /// let lane = Lane { label: "article 1".to_owned(), spans: vec![span(0), span(4), span(10)] };
    /// let timeline = Timeline { lanes: vec![lane], ..Timeline::default() };
    /// assert_eq!(timeline.arrivals_within(10), [(0, 1), (4, 2), (14, 1), (20, 0)]);
    /// ```
    pub fn arrivals_within(&self, ticks: u32) -> Vec<(u32, u32)> {
        // How many came at each tick, and how many had come so long before it.
        let mut changes: BTreeMap<u32, (u32, u32)> = BTreeMap::from([(0, (0, 0))]);
        for span in self.spans() {
            changes.entry(span.start).or_default().0 += 1;
            let over = span.start.saturating_add(ticks);
            changes.entry(over).or_default().1 += 1;
        }
        let mut counted = 0;
        let steps = changes.into_iter().map(|(tick, (came, over))| {
            counted = counted + came - over;
            (tick, counted)
        });
        in_order(steps)
    }

    /// The same, with a track of [those](Timeline::arrivals_within).
    pub fn counting_within(self, ticks: u32) -> Self {
        let steps = self.arrivals_within(ticks);
        let name = names::within(ticks, self.resolution);
        self.with_track(Track::numbers(name, steps))
    }
}
