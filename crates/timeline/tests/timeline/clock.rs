//! Timelines on the real clock, and their summary.

use crate::common::{abandoned, answered, arrived, connected};
use std::time::Duration;
use timeline::{Cells, Event, Resolution, TextStyle, Timeline};

fn style(cells: Cells) -> TextStyle {
    TextStyle {
        cells,
        color: false,
        width: 80,
    }
}

fn text(events: &[Event]) -> String {
    Timeline::on_clock(events).text(style(Cells::Unicode), None)
}

#[test]
fn the_ticks_suit_the_length_of_the_run() {
    let tick = |millis| {
        Resolution::of(Duration::from_millis(millis))
            .tick()
            .as_millis()
    };
    let runs = [0, 1, 500, 501, 5_000, 5_001, 60_000, 600_000, 36_000_000];
    assert_eq!(
        runs.map(tick),
        [1, 1, 1, 10, 10, 100, 1_000, 10_000, 100_000]
    );
}

#[test]
fn a_short_run_is_drawn_at_its_own_scale() {
    let events = [
        connected(0, 0),
        arrived(1, 0, "one"),
        answered(31, 0, 200, None),
        arrived(32, 1, "two"),
        abandoned(62, 1),
    ];
    let one = "█".repeat(30);
    let two = "░".repeat(30);
    assert_eq!(
        text(&events),
        format!(
            "  one  ·{one}{}   ok\n  two  {}{two}   hung up\n       0         0.010     0.020     \
             0.030     0.040     0.050       0.062 s",
            "·".repeat(31),
            "·".repeat(32),
        )
    );
}

#[test]
fn requests_of_one_prompt_that_overlap_have_a_lane_each() {
    let events = [
        arrived(0, 0, "hello"),
        arrived(1, 1, "hello"),
        answered(20, 0, 200, None),
        arrived(21, 2, "hello"),
        answered(40, 1, 200, None),
        answered(41, 2, 503, None),
    ];
    let timeline = Timeline::on_clock(&events);
    let labels: Vec<&str> = timeline
        .lanes
        .iter()
        .map(|lane| lane.label.as_str())
        .collect();
    assert_eq!(labels, ["hello", "hello (2)"]);
    assert_eq!(timeline.story(&timeline.lanes[0]), "ok, then 503");
    assert_eq!(timeline.metrics().peak_in_flight, 2);
}

#[test]
fn a_script_says_nothing_on_the_real_clock() {
    let events = [arrived(0, 0, "a"), answered(430, 0, 200, Some(3))];
    assert_eq!(Timeline::on_clock(&events).ended_at(), Some(430));
}

#[test]
fn many_attempts_are_told_in_few_words_and_fit() {
    let mut events = Vec::new();
    for attempt in 0..7 {
        let status = if attempt < 6 { 429 } else { 200 };
        events.push(arrived(attempt * 100, attempt, "article 1"));
        events.push(answered(attempt * 100 + 50, attempt, status, None));
    }
    let drawn = text(&events);
    assert!(drawn.contains("   429 x6, then ok\n"), "{drawn}");
    // Whatever order they come in.
    for attempt in 7..60 {
        let status = if attempt % 2 == 0 { 429 } else { 503 };
        events.push(arrived(attempt * 100, attempt, "article 1"));
        events.push(answered(attempt * 100 + 50, attempt, status, None));
    }
    let drawn = text(&events);
    assert!(drawn.contains("   59 attempts, then 503\n"), "{drawn}");
    for line in drawn.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

/// Sixty prompts at once: twenty are answered, forty are refused, and one in ten of the others hangs up.
fn many() -> Vec<Event> {
    let mut events: Vec<Event> = (0..60)
        .map(|request| arrived(request, request, &format!("article {request}")))
        .collect();
    for request in 0..60 {
        events.push(match request {
            0..20 => answered(300 + 10 * request, request, 200, None),
            20..22 => abandoned(400, request),
            _ => answered(61, request, 429, None),
        });
    }
    events.sort_by_key(|event| event.at);
    events
}

#[test]
fn a_summary_shows_load_arrivals_and_refusals() {
    for cells in [Cells::Unicode, Cells::Ascii] {
        let summary = Timeline::on_clock(&many()).summary(style(cells));
        let lines: Vec<&str> = summary.lines().collect();
        assert!(lines[0].starts_with("  in flight 60  "), "{summary}");
        for name in ["  arrived    9  ", "  refused   38  ", "  hung up    2  "] {
            assert!(
                lines.iter().any(|line| line.starts_with(name)),
                "{name}: {summary}"
            );
        }
        assert!(summary.contains("0.490 s"), "{summary}");
        assert!(
            summary.ends_with("A column is 0.009 s. A number is the most in one."),
            "{summary}"
        );
        for line in &lines {
            assert!(line.chars().count() <= 80, "{line}");
        }
        assert!(cells == Cells::Unicode || summary.is_ascii(), "{summary}");
    }
}

#[test]
fn a_summary_of_nothing_is_no_panic() {
    let empty = Timeline::on_clock(&[]);
    assert!(!empty.summary(style(Cells::Unicode)).is_empty());
    let narrow = TextStyle {
        width: 1,
        ..style(Cells::Ascii)
    };
    assert!(!Timeline::on_clock(&many()).summary(narrow).is_empty());
}

#[test]
fn its_record_and_its_picture_know_the_ticks() {
    let timeline = Timeline::on_clock(&[arrived(0, 0, "a"), answered(42, 0, 200, None)]);
    assert_eq!(timeline.json()["tick_ms"], 1);
    let panel = timeline::svg::Panel::new("a run", &timeline);
    let picture = timeline::svg::document("x", "a run", &[panel]);
    assert!(picture.contains("answered 200 after 0.042 s"), "{picture}");
    assert!(picture.contains(" data-tick=\"1\""), "{picture}");
}
