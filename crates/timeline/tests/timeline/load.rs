//! Requests in flight over time.

use crate::common::{BUSY, OK, lane, span, timeline};
use proptest::prelude::*;
use timeline::{Outcome, Span};

#[test]
fn the_load_has_a_step_where_the_number_changes() {
    let lanes = [
        lane("a", &[span(0, 2, BUSY), span(2, 3, OK)]),
        lane("b", &[span(1, 5, Outcome::Abandoned), span(4, 4, OK)]),
    ];
    assert_eq!(timeline(&lanes).load(), [(0, 1), (1, 2), (3, 1), (5, 0)]);
}

#[test]
fn the_load_begins_at_tick_0_whenever_the_first_request_comes() {
    assert_eq!(timeline(&[]).load(), [(0, 0)]);
    assert_eq!(timeline(&[lane("a", &[])]).load(), [(0, 0)]);
    let late = timeline(&[lane("a", &[span(3, 4, OK)])]);
    assert_eq!(late.load(), [(0, 0), (3, 1), (4, 0)]);
}

#[test]
fn what_is_still_in_flight_stays() {
    let lanes = [
        lane("a", &[span(1, None, Outcome::InFlight)]),
        lane("b", &[span(2, 4, OK)]),
    ];
    assert_eq!(timeline(&lanes).load(), [(0, 0), (1, 1), (2, 2), (4, 1)]);
}

fn any_span() -> impl Strategy<Value = Span> {
    let end = prop_oneof![3 => (0_u32..9).prop_map(Some), 1 => Just(None)];
    (0_u32..20, end).prop_map(|(start, ticks)| match ticks {
        Some(ticks) => span(start, start + ticks, OK),
        None => span(start, None, Outcome::InFlight),
    })
}

proptest! {
    #[test]
    fn it_is_what_is_in_flight_at_each_tick(spans in prop::collection::vec(any_span(), 0..12)) {
        let timeline = timeline(&[lane("a", &spans)]);
        let load = timeline.load();
        for tick in 0..32 {
            let last = load.iter().rev().find(|&&(from, _)| from <= tick);
            prop_assert_eq!(last.map(|&(_, number)| number), Some(timeline.in_flight_at(tick)));
        }
        let most = load.iter().map(|&(_, number)| number).max();
        prop_assert_eq!(most, Some(timeline.metrics().peak_in_flight));
        prop_assert!(load.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 != two[1].1));
    }

    #[test]
    fn what_came_within_a_time_is_counted_at_each_tick(
        spans in prop::collection::vec(any_span(), 0..12),
        ticks in 0_u32..12,
    ) {
        let timeline = timeline(&[lane("a", &spans)]);
        let steps = timeline.arrivals_within(ticks);
        for tick in 0..40 {
            let last = steps.iter().rev().find(|&&(from, _)| from <= tick);
            let came = |span: &&Span| span.start <= tick && tick < span.start + ticks;
            let came = u32::try_from(spans.iter().filter(came).count());
            prop_assert_eq!(last.map(|&(_, number)| number), came.ok());
        }
        prop_assert!(steps.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 != two[1].1));
    }
}

#[test]
fn what_came_within_a_time_is_a_track() {
    let counted = timeline(&[lane("a", &[span(0, 2, BUSY), span(2, 3, OK)])]).counting_within(10);
    let tracks: Vec<_> = counted
        .tracks
        .iter()
        .map(|t| (t.name(), t.story()))
        .collect();
    assert_eq!(tracks, [("in 1.0 s", "1 to 2, at last 2".to_owned())]);
}
