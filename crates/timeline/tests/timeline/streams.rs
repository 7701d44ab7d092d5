//! Answers that came in parts, and those that were cut off.

use crate::common::{OK, answered, arrived, millis, of};
use serde_json::json;
use timeline::{Cells, Event, Outcome, TextStyle, Timeline, What, svg};

fn chunk(at: u64, request: u64, latency: impl Into<Option<u32>>) -> Event {
    let latency = latency.into();
    Event {
        at: millis(at),
        what: What::Chunk { request, latency },
    }
}

fn cut(at: u64, request: u64, latency: u32) -> Event {
    let latency = Some(latency);
    Event {
        at: millis(at),
        what: What::Cut { request, latency },
    }
}

/// Three parts, the last with the end; and a second attempt after one that was cut off.
fn streamed() -> Timeline {
    of(&[
        arrived(0, 0, "a"),
        arrived(0, 1, "b"),
        chunk(203, 0, 2),
        chunk(204, 1, 2),
        cut(302, 1, 3),
        arrived(305, 2, "b"),
        chunk(402, 0, 4),
        chunk(504, 2, 2),
        chunk(603, 0, 6),
        answered(604, 0, 200, 6),
        answered(605, 2, 200, 3),
    ])
}

fn text(cells: Cells) -> String {
    let style = TextStyle {
        cells,
        color: false,
        width: 80,
    };
    streamed().text(style, None)
}

#[test]
fn parts_are_placed_where_the_script_says() {
    let timeline = streamed();
    assert_eq!(timeline.chunks_of("a", 0), [2, 4, 6]);
    assert_eq!(timeline.chunks_of("b", 0), [2]);
    assert_eq!(timeline.chunks_of("b", 1), [5]);
    assert!(timeline.chunks_of("c", 0).is_empty());
    let ends: Vec<_> = timeline
        .spans()
        .map(|span| (span.end, span.outcome))
        .collect();
    assert_eq!(
        ends,
        [(Some(6), OK), (Some(3), Outcome::Cut), (Some(6), OK)]
    );
    let metrics = timeline.metrics();
    assert_eq!((metrics.ok, metrics.failed, metrics.abandoned), (2, 1, 0));
    assert!(timeline.steadiness.is_steady());
}

#[test]
fn a_part_without_a_latency_is_placed_where_it_was_seen() {
    let timeline = of(&[
        arrived(0, 0, "a"),
        chunk(212, 0, None),
        answered(300, 0, 200, None),
    ]);
    assert_eq!(timeline.chunks_of("a", 0), [2]);
}

#[test]
fn a_late_part_is_as_unsteady_as_a_late_answer() {
    let timeline = of(&[
        arrived(0, 0, "a"),
        chunk(240, 0, 2),
        answered(300, 0, 200, 3),
    ]);
    assert!(!timeline.steadiness.is_steady());
    assert!(!timeline.steadiness.machine_kept_time());
}

#[test]
fn the_order_of_the_log_within_a_tick_changes_nothing() {
    let two = |first: u64, second: u64| {
        of(&[
            arrived(0, first, "a"),
            arrived(1, second, "a"),
            chunk(100, 0, 1),
            chunk(100, 1, 1),
            chunk(200, 1, 2),
            answered(300, 0, 200, 3),
            answered(300, 1, 200, 3),
        ])
    };
    let same = |timeline: Timeline| (timeline.lanes.clone(), timeline.chunks);
    assert_eq!(same(two(0, 1)), same(two(1, 0)));
}

#[test]
fn json_has_them_and_takes_them_back() {
    let timeline = streamed();
    let json = timeline.json();
    assert_eq!(json["lanes"][0]["spans"][0]["chunks"], json!([2, 4, 6]));
    let cut = json!({ "start": 0, "end": 3, "outcome": "cut off", "status": null, "chunks": [2] });
    assert_eq!(json["lanes"][1]["spans"][0], cut);
    let read = Timeline::from_json(&json).expect("it is one");
    assert_eq!((read.json(), read.chunks), (json.clone(), timeline.chunks));
    let mut wrong = json;
    wrong["lanes"][0]["spans"][0]["chunks"] = json!([-1]);
    assert!(Timeline::from_json(&wrong).is_err());
    // Where nothing was streamed nothing is said of it.
    let plain = of(&[arrived(0, 0, "a"), answered(100, 0, 200, 1)]).json();
    assert_eq!(plain["lanes"][0]["spans"][0].get("chunks"), None);
}

#[test]
fn text_has_a_notch_where_a_part_came() {
    assert_eq!(
        text(Cells::Unicode),
        "  a  ███▊███▊███▊   ok\n  \
           b  ▒▒▒▊▒▒███▊██   cut off, then ok\n     \
              0           0.6 s"
    );
    assert!(text(Cells::Ascii).starts_with("  a  ###|###|###|   ok\n  b  xxx|xx###|##"));
}

#[test]
fn a_picture_has_a_line_where_a_part_came_and_says_so() {
    let timeline = streamed();
    let panel = svg::Panel::new("streams", &timeline);
    let picture = svg::document("x", "A title", &[panel]);
    // One more in the legend, which has its name.
    assert_eq!(picture.matches("<line class=\"timeline-chunk\"").count(), 6);
    assert!(picture.contains("a part of the answer"), "{picture}");
    assert!(picture.contains("data-chunks=\"2 4 6\""), "{picture}");
    let story = "a: sent at 0.0 s, answered 200 after 0.6 s, at 0.6 s, in 3 parts, the first at \
                 0.2 s, the last at 0.6 s";
    // In the title of the span, and in the description of the picture.
    assert_eq!(picture.matches(story).count(), 2, "{picture}");
    let cut = "b: sent at 0.0 s, cut off by the server after 0.3 s, at 0.3 s, in one part at 0.2 s";
    assert!(picture.contains(cut), "{picture}");
    roxmltree::Document::parse(&picture).expect("it is XML");
}
