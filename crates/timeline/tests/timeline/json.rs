//! Timelines as JSON: the schema that is documented, and nothing else.

use crate::common::{BUSY, OK, connected, lane, mark, millis, of, span, timeline};
use serde_json::{Value, json};
use timeline::{MAX_STALL, Outcome, SCHEMA, Steadiness, Timeline};

#[test]
fn every_field_is_there() {
    let mut timeline = timeline(&[
        lane("article 1", &[span(0, 5, OK)]),
        lane(
            "article 2",
            &[span(0, 2, BUSY), span(4, 8, Outcome::Answered(204))],
        ),
        lane("article 3", &[span(1, 3, Outcome::Abandoned)]),
        lane("文章 \"4\"\n", &[span(8, None, Outcome::InFlight)]),
        lane("article 5", &[]),
    ]);
    timeline.connections = vec![0, 0, 1];
    let expected = json!({
        "schema": "meanwhile.timeline/1",
        "tick_ms": 100,
        "steady": true,
        "lanes": [
            { "label": "article 1", "spans": [
                { "start": 0, "end": 5, "outcome": "ok", "status": 200 },
            ] },
            { "label": "article 2", "spans": [
                { "start": 0, "end": 2, "outcome": "failed", "status": 503 },
                { "start": 4, "end": 8, "outcome": "ok", "status": 204 },
            ] },
            { "label": "article 3", "spans": [
                { "start": 1, "end": 3, "outcome": "abandoned", "status": null },
            ] },
            { "label": "文章 \"4\"\n", "spans": [
                { "start": 8, "end": null, "outcome": "in flight", "status": null },
            ] },
            { "label": "article 5", "spans": [] },
        ],
        "connections": [0, 0, 1],
        "metrics": {
            "time": 8,
            "requests": 5,
            "ok": 2,
            "failed": 1,
            "abandoned": 1,
            "peak_in_flight": 3,
            "connections": 3,
        },
    });
    assert_eq!(timeline.json(), expected);
}

/// A timeline with every kind of span in it.
fn of_every_kind() -> Timeline {
    let mut timeline = timeline(&[
        lane("article 1", &[span(0, 2, BUSY), span(4, 8, OK)]),
        lane("article 2", &[span(1, 3, Outcome::Abandoned)]),
        lane("文章 \"3\"\n", &[span(8, None, Outcome::InFlight)]),
        lane("article 4", &[]),
    ]);
    timeline.connections = vec![0, 1, 8];
    timeline
}

#[test]
fn what_was_written_can_be_read_back() {
    let marked = of_every_kind()
        .with_marks([mark(3, "deadline"), mark(8, "Ctrl-C")])
        .with_return(4);
    assert_eq!(marked.json()["marks"][1]["name"], "Ctrl-C");
    assert_eq!(marked.json()["metrics"]["for_nobody"], 1);
    for timeline in [of_every_kind(), timeline(&[]), marked] {
        assert_eq!(Timeline::from_json(&timeline.json()), Ok(timeline));
    }
    let unsteady = Timeline {
        steadiness: Steadiness {
            worst_stall: millis(500),
            ..Steadiness::default()
        },
        ..of_every_kind()
    };
    let read = Timeline::from_json(&unsteady.json()).expect("it is a timeline");
    assert!(!read.steadiness.is_steady());
    assert_eq!(read.json(), unsteady.json());
}

#[test]
fn what_is_no_timeline_is_refused_with_the_reason() {
    let refused = |pointer: &str, value: Value| {
        let mut json = of_every_kind().json();
        let field = json.pointer_mut(pointer);
        *field.unwrap_or_else(|| panic!("there is no {pointer}")) = value;
        let error = Timeline::from_json(&json).expect_err(pointer);
        error.to_string()
    };
    let says = |pointer: &str, value: Value, why: &str| {
        let error = refused(pointer, value);
        assert!(error.starts_with("not a timeline: "), "{error}");
        assert!(error.contains(why), "{pointer}: {error}");
    };
    says("/schema", json!("meanwhile.timeline/2"), "timeline/2");
    says("/tick_ms", json!(10), "a tick has 10 ms");
    says("/steady", json!("yes"), "steady is missing");
    says("/lanes", json!({}), "lanes is missing");
    says("/lanes/0/label", json!(null), "label is missing");
    says("/lanes/0/spans", json!(null), "spans is missing");
    says("/lanes/0/spans/0/start", json!(-1), "start is missing");
    says("/lanes/0/spans/0/end", json!(0.5), "end is missing");
    says("/lanes/0/spans/0/status", json!(null), "status is missing");
    says("/lanes/0/spans/0/status", json!(200), "no outcome of 200");
    says("/lanes/0/spans/0/outcome", json!(1), "outcome is missing");
    says("/lanes/0/spans/1/end", json!(3), "cannot end so");
    says("/lanes/0/spans/1/end", json!(null), "cannot end so");
    says("/lanes/2/spans/0/end", json!(9), "cannot end so");
    says("/connections", json!([true]), "connections is missing");
    says("/metrics/time", json!(9), "the spans say");
    assert!(Timeline::from_json(&json!(null)).is_err());
}

#[test]
fn an_empty_timeline_has_the_same_fields() {
    let expected = json!({
        "schema": SCHEMA,
        "tick_ms": 100,
        "steady": true,
        "lanes": [],
        "connections": [],
        "metrics": {
            "time": 0,
            "requests": 0,
            "ok": 0,
            "failed": 0,
            "abandoned": 0,
            "peak_in_flight": 0,
            "connections": 0,
        },
    });
    assert_eq!(Timeline::from_events(&[], &[], millis(0)).json(), expected);
}

#[test]
fn a_run_that_was_not_steady_says_so() {
    let stalled = Timeline {
        steadiness: Steadiness {
            worst_stall: MAX_STALL,
            ..Steadiness::default()
        },
        ..timeline(&[])
    };
    assert_eq!(stalled.json()["steady"], false);
    let late = of(&[connected(0, 0), connected(150, 1)]);
    assert_eq!(late.json()["steady"], false);
}

#[test]
fn every_outcome_has_its_name() {
    let names = [
        (Outcome::Answered(200), "ok"),
        (Outcome::Answered(299), "ok"),
        (Outcome::Answered(301), "failed"),
        (Outcome::Answered(500), "failed"),
        (Outcome::Abandoned, "abandoned"),
        (Outcome::InFlight, "in flight"),
    ];
    for (outcome, name) in names {
        assert_eq!(outcome.name(), name, "{outcome:?}");
    }
}
