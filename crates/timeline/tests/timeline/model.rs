//! From a log to lanes, spans and figures.

use crate::common::{
    BUSY, OK, abandoned, answered, arrived, connected, lane, mark, millis, of, span, timeline,
};
use timeline::{MAX_RESIDUAL, MAX_STALL, Metrics, Outcome, Steadiness, Timeline, nearest_tick};

fn labels(timeline: &Timeline) -> Vec<&str> {
    let labels = timeline.lanes.iter().map(|lane| lane.label.as_str());
    labels.collect()
}

fn order(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|&label| label.to_owned()).collect()
}

#[test]
fn an_empty_log_is_an_empty_steady_timeline() {
    let timeline = of(&[]);
    assert_eq!(timeline.metrics(), Metrics::default());
    assert!(timeline.lanes.is_empty() && timeline.connections.is_empty());
    assert!(timeline.steadiness.is_steady());
}

#[test]
fn figures_of_a_mixed_run() {
    let timeline = of(&[
        connected(0, 0),
        arrived(1, 0, "a"),
        connected(2, 1),
        arrived(3, 1, "b"),
        answered(301, 0, 503, 3),
        arrived(505, 2, "a"),
        abandoned(610, 1),
        answered(701, 2, 200, 2),
        connected(702, 2),
        arrived(703, 3, "c"),
    ]);
    let expected = [
        lane("a", &[span(0, 3, BUSY), span(5, 7, OK)]),
        lane("b", &[span(0, 6, Outcome::Abandoned)]),
        lane("c", &[span(7, None, Outcome::InFlight)]),
    ];
    assert_eq!(timeline.lanes, expected);
    assert_eq!(timeline.connections, [0, 0, 7]);
    let metrics = Metrics {
        time: 7,
        requests: 4,
        ok: 1,
        failed: 1,
        abandoned: 1,
        for_nobody: 0,
        peak_in_flight: 2,
        connections: 3,
    };
    assert_eq!(timeline.metrics(), metrics);
    assert!(timeline.steadiness.is_steady());
}

#[test]
fn time_starts_at_the_first_event_whatever_it_is() {
    let timeline = of(&[connected(5_000, 0), arrived(5_210, 0, "a")]);
    assert_eq!(timeline.connections, [0]);
    assert_eq!(timeline.lanes[0].spans[0].start, 2);
    assert_eq!(timeline.steadiness.worst_residual, millis(10));
}

#[test]
fn a_scripted_answer_stands_where_the_script_says() {
    // 30 ms late twice: the second answer does not inherit the first one's delay.
    let timeline = of(&[
        arrived(0, 0, "a"),
        answered(130, 0, 200, 1),
        arrived(131, 1, "b"),
        answered(230, 1, 200, 1),
    ]);
    assert_eq!(timeline.lanes[1].spans, [span(1, 2, OK)]);
    assert_eq!(timeline.steadiness.worst_residual, millis(31));
    assert!(timeline.steadiness.is_steady());
}

#[test]
fn an_answer_without_a_script_stands_on_the_nearest_tick() {
    let timeline = of(&[arrived(0, 0, "a"), answered(212, 0, 404, None)]);
    assert_eq!(
        timeline.lanes[0].spans,
        [span(0, 2, Outcome::Answered(404))]
    );
    assert_eq!(timeline.steadiness.worst_residual, millis(12));
}

#[test]
fn a_request_that_ends_makes_room_for_one_that_starts_at_the_same_tick() {
    let handover = timeline(&[
        lane("a", &[span(0, 2, OK)]),
        lane("b", &[span(2, 4, OK)]),
        lane("c", &[span(4, None, Outcome::InFlight)]),
    ]);
    assert_eq!(handover.metrics().peak_in_flight, 1);
    let overlap = timeline(&[lane("a", &[span(0, 3, OK)]), lane("b", &[span(2, 4, OK)])]);
    assert_eq!(overlap.metrics().peak_in_flight, 2);
}

#[test]
fn spans_without_length_are_requests_but_never_in_flight() {
    let timeline = timeline(&[
        lane("a", &[span(1, 1, OK), span(1, 1, BUSY)]),
        lane("b", &[span(1, 1, Outcome::Abandoned)]),
    ]);
    let metrics = timeline.metrics();
    assert_eq!((metrics.requests, metrics.peak_in_flight), (3, 0));
    assert_eq!((metrics.ok, metrics.failed, metrics.abandoned), (1, 1, 1));
    assert_eq!(metrics.time, 1);
}

#[test]
fn requests_in_flight_count_until_the_end() {
    let timeline = timeline(&[
        lane("a", &[span(0, None, Outcome::InFlight)]),
        lane("b", &[span(3, None, Outcome::InFlight)]),
    ]);
    let metrics = timeline.metrics();
    assert_eq!((metrics.time, metrics.peak_in_flight), (3, 2));
}

#[test]
fn only_the_200_family_is_ok() {
    for (status, ok) in [
        (199, false),
        (200, true),
        (204, true),
        (299, true),
        (300, false),
        (429, false),
    ] {
        assert_eq!(Outcome::Answered(status).is_ok(), ok, "{status}");
    }
    assert!(!Outcome::Abandoned.is_ok() && !Outcome::InFlight.is_ok());
}

#[test]
fn lanes_stand_in_the_order_asked_for_then_by_arrival() {
    let events = [
        arrived(0, 0, "stray 2"),
        arrived(1, 1, "article 2"),
        arrived(2, 2, "stray 1"),
        arrived(3, 3, "article 1"),
    ];
    let order = order(&["article 1", "article 2", "article 3"]);
    let timeline = Timeline::from_events(&events, &order, millis(0));
    let expected = ["article 1", "article 2", "article 3", "stray 2", "stray 1"];
    assert_eq!(labels(&timeline), expected);
}

#[test]
fn a_lane_asked_for_and_never_sent_is_there_and_empty() {
    let timeline = Timeline::from_events(&[], &order(&["a", "b"]), millis(0));
    assert_eq!(labels(&timeline), ["a", "b"]);
    assert_eq!(timeline.metrics(), Metrics::default());
    assert_eq!(timeline.story(&timeline.lanes[0]), "not sent");
}

#[test]
fn a_label_asked_for_twice_has_one_lane() {
    let events = [arrived(0, 0, "a"), arrived(1, 1, "a")];
    let timeline = Timeline::from_events(&events, &order(&["a", "b", "a"]), millis(0));
    assert_eq!(labels(&timeline), ["a", "b"]);
    assert_eq!(timeline.lanes[0].spans.len(), 2);
}

#[test]
fn ends_of_requests_that_never_arrived_are_left_out() {
    let timeline = of(&[
        arrived(0, 0, "a"),
        answered(140, 7, 200, 1),
        abandoned(150, 8),
        answered(201, 0, 200, 2),
    ]);
    assert_eq!(timeline.lanes, [lane("a", &[span(0, 2, OK)])]);
    assert!(timeline.steadiness.is_steady());
}

#[test]
fn a_client_may_hang_up_in_the_tick_in_which_it_sent() {
    let timeline = of(&[connected(0, 0), arrived(104, 0, "a"), abandoned(120, 0)]);
    assert_eq!(timeline.lanes[0].spans, [span(1, 1, Outcome::Abandoned)]);
}

#[test]
fn two_log_entries_of_one_tick_may_swap() {
    let race = |winner, loser| {
        of(&[
            arrived(0, 0, "a"),
            arrived(1, 1, "a"),
            answered(200, winner, 200, 2),
            abandoned(201, loser),
        ])
    };
    assert_eq!(race(0, 1).lanes, race(1, 0).lanes);
    let timeline = race(0, 1);
    assert_eq!(timeline.story(&timeline.lanes[0]), "ok, then hung up");
}

#[test]
fn stories_name_every_end_in_order() {
    let story = |spans: &[_]| Timeline::default().story(&lane("a", spans));
    assert_eq!(story(&[]), "not sent");
    assert_eq!(story(&[span(0, 3, OK)]), "ok");
    assert_eq!(story(&[span(0, 3, Outcome::Answered(204))]), "ok");
    assert_eq!(story(&[span(0, 3, Outcome::Abandoned)]), "hung up");
    assert_eq!(story(&[span(0, None, Outcome::InFlight)]), "in flight");
    let retries = [span(0, 1, Outcome::Answered(429)), span(3, 4, BUSY)];
    assert_eq!(story(&retries), "429, then 503");
    let retried = [span(0, 1, BUSY), span(3, 4, OK)];
    assert_eq!(story(&retried), "503, then ok");
}

#[test]
fn a_span_tells_what_was_sent_when_and_how_it_ended() {
    assert_eq!(
        span(3, 5, BUSY).story("article 1"),
        "article 1: sent at 0.3 s, answered 503 after 0.2 s, at 0.5 s"
    );
    assert_eq!(
        span(0, 12, Outcome::Abandoned).story("a"),
        "a: sent at 0.0 s, the client hung up after 1.2 s, at 1.2 s"
    );
    assert_eq!(
        span(0, None, Outcome::InFlight).story("a"),
        "a: sent at 0.0 s, still in flight"
    );
}

#[test]
fn a_run_is_steady_below_its_bounds_only() {
    let steady = |worst_residual, worst_stall, out_of_order| {
        let steadiness = Steadiness {
            worst_residual,
            worst_stall,
            out_of_order,
            ..Steadiness::default()
        };
        steadiness.is_steady()
    };
    let nearly = millis(1) / 1_000;
    assert!(steady(MAX_RESIDUAL - nearly, MAX_STALL - nearly, 0));
    assert!(!steady(MAX_RESIDUAL, millis(0), 0));
    assert!(!steady(millis(0), MAX_STALL, 0));
    assert!(!steady(millis(0), millis(0), 1));
}

#[test]
fn a_client_that_waits_between_ticks_is_told_from_a_machine_that_is_late() {
    let log = |arrival, answer| {
        [
            arrived(0, 0, "a"),
            answered(200, 0, 200, 2),
            arrived(arrival, 1, "a"),
            answered(answer, 1, 200, 1),
        ]
    };
    let client = of(&log(245, 300)).steadiness;
    assert!(
        !client.is_steady() && client.machine_kept_time(),
        "{client:?}"
    );
    let machine = of(&log(200, 345)).steadiness;
    assert!(
        !machine.is_steady() && !machine.machine_kept_time(),
        "{machine:?}"
    );
}

#[test]
fn the_nearest_tick_changes_half_way() {
    for (at, tick) in [(0, 0), (49, 0), (50, 1), (149, 1), (150, 2), (1_000, 10)] {
        assert_eq!(nearest_tick(millis(at)), tick, "{at} ms");
    }
}

#[test]
fn events_in_an_order_that_their_ticks_deny_are_counted() {
    // The script answers "a" at tick 3, but the log has it after an arrival at tick 4.
    let timeline = of(&[
        arrived(0, 0, "a"),
        arrived(400, 1, "b"),
        answered(401, 0, 200, 3),
    ]);
    assert_eq!(timeline.steadiness.out_of_order, 1);
    assert!(!timeline.steadiness.is_steady());
}

#[test]
fn what_is_answered_after_the_return_is_for_nobody() {
    let lanes = [
        lane("a", &[span(0, 4, OK)]),
        lane("b", &[span(0, 6, OK)]),
        lane("c", &[span(4, 7, BUSY)]),
        lane("d", &[span(1, 6, Outcome::Abandoned)]),
    ];
    let timeline = timeline(&lanes).with_return(4);
    assert_eq!(timeline.returned, Some(4));
    assert_eq!(timeline.metrics().for_nobody, 2);
    let stories: Vec<String> = lanes.iter().map(|lane| timeline.story(lane)).collect();
    assert_eq!(
        stories,
        ["ok", "ok, for nobody", "503, for nobody", "hung up"]
    );
    // A return after which nothing goes on is no moment worth a mark.
    assert_eq!(timeline.clone().with_return(7).returned, None);
    // It takes a moment to end.
    assert_eq!(timeline.clone().with_return(8).returned, None);
    assert_eq!(timeline.with_return(9).returned, Some(9));
}

#[test]
fn moments_of_the_client_are_told_in_order_if_they_came() {
    let timeline = timeline(&[lane("a", &[span(0, 6, OK)])]);
    let timeline = timeline.with_marks([mark(5, "Ctrl-C"), mark(2, "deadline"), mark(7, "never")]);
    let timeline = timeline.with_return(4);
    let moments = [mark(2, "deadline"), mark(4, "returned"), mark(5, "Ctrl-C")];
    assert_eq!(timeline.moments(), moments);
}
