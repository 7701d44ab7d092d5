//! What stands under the lanes: the load, the server's limit, and tracks.

use crate::common::{ASCII, BUSY, OK, PLAIN, lane, span, timeline};
use roxmltree::Document;
use serde_json::json;
use timeline::svg::{Panel, document};
use timeline::{Cells, Steps, TextStyle, Timeline, Track};

/// Three at a time, then eight, where the server takes three.
fn overload() -> Timeline {
    let ok = [span(0, 2, OK), span(3, 5, OK)];
    let busy = [span(3, 4, BUSY)];
    let lanes: Vec<_> = (1..=8)
        .map(|number| match number {
            1..=3 => lane(&format!("article {number}"), &ok),
            _ => lane(&format!("article {number}"), &busy),
        })
        .collect();
    timeline(&lanes).with_limits([(0, 3)])
}

fn last_lines(text: &str, count: usize) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len() - count..].to_vec()
}

#[test]
fn the_load_stands_under_the_lanes_where_there_is_a_limit() {
    let text = overload().text(PLAIN, None);
    let lines = [
        "  in flight  ▃▃▃▃··██▃▃   limit 3",
        "             0         0.5 s",
    ];
    assert_eq!(last_lines(&text, 2), lines, "\n{text}");
    let text = overload().text(ASCII, None);
    assert!(
        text.contains("  in flight  3333..8833   limit 3\n"),
        "{text}"
    );
    assert!(text.is_ascii());
    let free = Timeline {
        limits: Vec::new(),
        ..overload()
    };
    assert!(!free.text(PLAIN, None).contains("in flight"));
}

#[test]
fn what_is_above_the_limit_is_coloured_as_what_fails() {
    let color = TextStyle {
        color: true,
        ..PLAIN
    };
    let text = overload().text(color, None);
    let over = "\u{1b}[31m█\u{1b}[0m".repeat(2);
    assert!(text.contains(&format!("▃▃▃▃··{over}▃▃")), "{text:?}");
}

#[test]
fn a_limit_that_changes_has_a_row_of_its_own() {
    let timeline = overload().with_limits([(0, 0), (3, 3), (4, 5), (99, 1)]);
    assert_eq!(timeline.limits, [(0, 0), (3, 3), (4, 5)]);
    let text = timeline.text(PLAIN, None);
    let lines = [
        "  in flight  ▃▃▃▃··██▃▃",
        "  limit      ······▃▃▅▅   0, then 3, then 5",
        "             0         0.5 s",
    ];
    assert_eq!(last_lines(&text, 3), lines, "\n{text}");
}

#[test]
fn tracks_are_numbers_or_states() {
    let states = [(0, "closed"), (2, "open"), (4, "half-open"), (77, "never")];
    let timeline = overload()
        .with_track(Track::numbers(
            "limit found",
            [(1, 2), (3, 4), (3, 5), (4, 5)],
        ))
        .with_track(Track::states("breaker", states));
    let text = timeline.text(PLAIN, None);
    let lines = [
        "  in flight    ▃▃▃▃··██▃▃   limit 3",
        "  limit found    ▂▂▂▂▅▅▅▅   2 to 5, at last 5",
        "  breaker      ├clo├ope├h   closed, then open, then half-open",
        "               0         0.5 s",
    ];
    assert_eq!(last_lines(&text, 4), lines, "\n{text}");
    let ascii = timeline.text(ASCII, None);
    assert!(
        ascii.contains("  limit found    22225555   2 to 5, at last 5\n"),
        "{ascii}"
    );
    assert!(ascii.contains("  breaker      |clo|ope|h   "), "{ascii}");
    assert!(ascii.is_ascii());
}

#[test]
fn names_of_tracks_cannot_break_a_line_or_push_the_others() {
    let track = Track::states("a\u{1b}[31m\nb", [(0, "文文文"), (3, "x\u{7}y")]);
    let text = overload().with_track(track).text(PLAIN, None);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 8 + 3);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'));
    assert!(lines[9].contains("├─────├x y"), "{text}");
}

#[test]
fn a_long_run_shows_the_highest_of_what_a_column_stands_for() {
    let lanes = [
        lane("a", &[span(0, 400, OK)]),
        lane("b", &[span(201, 202, OK)]),
    ];
    let timeline = timeline(&lanes).with_limits([(0, 1)]);
    let text = timeline.text(PLAIN, None);
    assert_eq!(text.matches('▂').count(), 1, "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}

#[test]
fn heights_fit_where_there_are_more_than_eight() {
    let lanes: Vec<_> = (0..40)
        .map(|n| lane(&n.to_string(), &[span(0, n, OK)]))
        .collect();
    let text = timeline(&lanes).with_limits([(0, 20)]).text(PLAIN, None);
    let line = text
        .lines()
        .find(|line| line.contains("limit 20"))
        .expect("a load");
    assert!(line.contains('█') && line.contains('▁'), "{line}");
    let ascii = timeline(&lanes).with_limits([(0, 20)]).text(ASCII, None);
    let line = ascii
        .lines()
        .find(|line| line.contains("limit 20"))
        .expect("a load");
    assert!(line.contains('+') && line.contains("987654321"), "{line}");
}

#[test]
fn tracks_stand_in_json_and_come_back() {
    let timeline = overload()
        .with_track(Track::numbers("limit found", [(1, 2), (3, 5)]))
        .with_track(Track::states("breaker", [(0, "closed"), (2, "open")]));
    let json = timeline.json();
    assert_eq!(json["limits"], json!([{ "tick": 0, "limit": 3 }]));
    let steps = json!([{ "tick": 0, "value": "closed" }, { "tick": 2, "value": "open" }]);
    assert_eq!(
        json["tracks"][1],
        json!({ "name": "breaker", "steps": steps })
    );
    assert_eq!(json["load"][0], json!({ "tick": 0, "in_flight": 3 }));
    assert_eq!(json["load"][2], json!({ "tick": 3, "in_flight": 8 }));
    assert_eq!(Timeline::from_json(&json), Ok(timeline));
    for (pointer, why) in [
        ("/limits/0/limit", "limit is missing"),
        ("/tracks/0/steps/1/value", "value is missing"),
        ("/tracks/1/name", "name is missing"),
        ("/load/0/in_flight", "the load say"),
    ] {
        let mut json = json.clone();
        *json.pointer_mut(pointer).expect("it is there") = json!(true);
        let error = Timeline::from_json(&json).expect_err(pointer).to_string();
        assert!(error.contains(why), "{pointer}: {error}");
    }
    // Nothing of it where there is nothing to compare the load with.
    let free = Timeline {
        limits: Vec::new(),
        ..overload()
    };
    assert_eq!(free.json().get("load"), None);
}

#[test]
fn steps_are_in_order_and_each_changes_something() {
    let track = Track::numbers("n", [(4, 1), (0, 7), (2, 7), (3, 2), (3, 9)]);
    assert_eq!(track.steps(), &Steps::Numbers(vec![(0, 7), (3, 9), (4, 1)]));
    assert_eq!(track.story(), "1 to 9, at last 1");
    assert_eq!(Track::numbers("n", []).story(), "");
}

/// The titles of what has a class.
fn titles(svg: &str, class: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}:\n{svg}"));
    let nodes = document.descendants();
    let nodes = nodes.filter(|node| node.attribute("class") == Some(class));
    let title = |node: roxmltree::Node<'_, '_>| {
        let mut children = node.children();
        let title =
            children.find(|child| child.has_tag_name(("http://www.w3.org/2000/svg", "title")));
        title
            .and_then(|title| title.text())
            .unwrap_or_default()
            .to_owned()
    };
    nodes.map(title).collect()
}

#[test]
fn every_step_of_a_strip_has_a_name() {
    let timeline = overload().with_track(Track::states("breaker", [(0, "closed"), (3, "<open>")]));
    let svg = document("id", "title", &[Panel::new("async", &timeline)]);
    let steps = [
        "3 in flight from 0.0 s to 0.2 s",
        "8 in flight from 0.3 s to 0.4 s",
        "3 in flight from 0.4 s to 0.5 s",
        "limit 3 from 0.0 s to 0.5 s",
        "breaker closed from 0.0 s to 0.3 s",
        "breaker <open> from 0.3 s to 0.5 s",
    ];
    assert_eq!(titles(&svg, "timeline-step"), steps);
    assert_eq!(
        titles(&svg, "timeline-load"),
        ["in flight: at most 8, limit 3"]
    );
    // What the server does not take has the shape of what fails.
    assert_eq!(
        svg.matches("class=\"timeline-over\" fill=\"url(#id-hatch)\"")
            .count(),
        1
    );
    assert!(svg.contains("in flight: at most 8, limit 3. breaker: closed, then &lt;open&gt;."));
    let cells = TextStyle {
        cells: Cells::Unicode,
        ..PLAIN
    };
    assert!(timeline.text(cells, None).contains("<open>"));
}

#[test]
fn loads_of_one_picture_share_a_scale() {
    let few = timeline(&[lane("a", &[span(0, 5, OK)])]).with_limits([(0, 3)]);
    let svg = document(
        "id",
        "title",
        &[Panel::new("few", &few), Panel::new("many", &overload())],
    );
    let document = Document::parse(&svg).expect("it is XML");
    let heights: Vec<f64> = document
        .descendants()
        .filter(|node| node.attribute("class") == Some("timeline-step"))
        .filter_map(|step| {
            step.children()
                .find(|child| child.tag_name().name() == "rect")
        })
        .filter_map(|bar| bar.attribute("height")?.parse().ok())
        .collect();
    // One, three, eight and three in flight.
    let unit = heights[0];
    for (height, number) in heights.iter().zip([1.0, 3.0, 8.0, 3.0]) {
        assert!((height - unit * number).abs() < 0.6, "{heights:?}");
    }
}
