//! Timelines as SVG: well-formed, complete, and inside of their frame.

use crate::common::{BUSY, OK, lane, mark, span, timeline};
use roxmltree::{Document, Node};
use std::collections::{BTreeSet, HashSet};
use timeline::svg::{Panel, compact, document, explaining, summary};
use timeline::{Lane, Outcome, Shape, Timeline, Track};

const HOSTILE: &str = "<script>alert(\"&'1'\")</script> ]]> <!-- \0\u{1b}\u{ffff}";

fn blocking() -> Timeline {
    timeline(&[
        lane("article 1", &[span(0, 5, OK)]),
        lane("article 2", &[span(0, 2, BUSY), span(4, 8, OK)]),
        lane("article 3", &[]),
    ])
}

fn asynchronous() -> Timeline {
    timeline(&[
        lane("article 1", &[span(0, 3, Outcome::Abandoned)]),
        lane("article 2", &[span(3, None, Outcome::InFlight)]),
        lane("article 3", &[span(4, 4, Outcome::Answered(400))]),
    ])
}

fn draw(timelines: &[Timeline]) -> String {
    let panels: Vec<Panel<'_>> = timelines
        .iter()
        .zip(["blocking · one by one", "async · all at once"])
        .map(|(timeline, heading)| Panel::new(heading, timeline))
        .collect();
    document("lesson-1", "Lesson 1", &panels)
}

fn parse(svg: &str) -> Document<'_> {
    Document::parse(svg).unwrap_or_else(|error| panic!("{error}:\n{svg}"))
}

fn with_class<'a>(document: &'a Document<'_>, class: &str) -> Vec<Node<'a, 'a>> {
    let has = |node: &Node<'_, '_>| {
        let classes = node.attribute("class").unwrap_or_default();
        classes.split(' ').any(|one| one == class)
    };
    document.descendants().filter(has).collect()
}

fn number(node: Node<'_, '_>, attribute: &str) -> f64 {
    let value = node.attribute(attribute).unwrap_or_default();
    value
        .parse()
        .unwrap_or_else(|_| panic!("{attribute}={value:?} of {node:?}"))
}

fn child<'a>(node: Node<'a, 'a>, name: &str) -> Node<'a, 'a> {
    let mut children = node.children();
    children
        .find(|child| child.has_tag_name(("http://www.w3.org/2000/svg", name)))
        .unwrap_or_else(|| panic!("no {name} in {node:?}"))
}

/// The bar of a span: from and to.
fn bar(span: Node<'_, '_>) -> (f64, f64) {
    let rect = span
        .children()
        .find(|child| child.tag_name().name() == "rect");
    let rect = rect.expect("a span has a bar");
    let x = number(rect, "x");
    (x, x + number(rect, "width"))
}

#[test]
fn the_picture_says_what_it_is() {
    let svg = draw(&[blocking(), asynchronous()]);
    let document = parse(&svg);
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let title = child(root, "title");
    let description = child(root, "desc");
    let named = root
        .attribute("aria-labelledby")
        .expect("a name for readers");
    let named: Vec<_> = named.split(' ').map(Some).collect();
    assert_eq!(named, [title.attribute("id"), description.attribute("id")]);
    assert_eq!(title.text(), Some("Lesson 1"));
    assert_eq!(
        description.text(),
        Some(
            "blocking · one by one: 0.8 s, at most 2 in flight, connections: 0. \
             article 1: sent at 0.0 s, answered 200 after 0.5 s, at 0.5 s. \
             article 2: sent at 0.0 s, answered 503 after 0.2 s, at 0.2 s. \
             article 2: sent at 0.4 s, answered 200 after 0.4 s, at 0.8 s. \
             article 3: not sent. \
             async · all at once: 0.4 s, at most 1 in flight, connections: 0. \
             article 1: sent at 0.0 s, the client hung up after 0.3 s, at 0.3 s. \
             article 2: sent at 0.3 s, still in flight. \
             article 3: sent at 0.4 s, answered 400 after 0.0 s, at 0.4 s."
        )
    );
}

#[test]
fn ids_are_unique_and_carry_the_given_one() {
    let svg = draw(&[blocking(), asynchronous()]);
    let document = parse(&svg);
    let nodes = document.descendants();
    let ids: Vec<&str> = nodes.filter_map(|node| node.attribute("id")).collect();
    assert!(ids.iter().all(|id| id.starts_with("lesson-1-")), "{ids:?}");
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    // Whatever refers to an id finds it.
    for (at, _) in svg.match_indices("url(#") {
        let id = svg[at + 5..].split(')').next().unwrap_or_default();
        assert!(ids.contains(&id), "{id}");
    }
}

#[test]
fn every_span_carries_its_data_and_its_story() {
    let svg = draw(&[blocking(), asynchronous()]);
    let document = parse(&svg);
    let data = |node: &Node<'_, '_>| {
        let names = [
            "class",
            "data-lane",
            "data-start",
            "data-end",
            "data-outcome",
        ];
        names.map(|name| node.attribute(name).unwrap_or("missing").to_owned())
    };
    let spans = with_class(&document, "timeline-span");
    let found: Vec<_> = spans.iter().map(data).collect();
    let expected = [
        ["timeline-span timeline-ok", "article 1", "0", "5", "ok"],
        [
            "timeline-span timeline-failed",
            "article 2",
            "0",
            "2",
            "failed",
        ],
        ["timeline-span timeline-ok", "article 2", "4", "8", "ok"],
        [
            "timeline-span timeline-abandoned",
            "article 1",
            "0",
            "3",
            "abandoned",
        ],
        // In flight: up to the end of the picture.
        [
            "timeline-span timeline-flight",
            "article 2",
            "3",
            "8",
            "in flight",
        ],
        [
            "timeline-span timeline-failed",
            "article 3",
            "4",
            "4",
            "failed",
        ],
    ];
    assert_eq!(found, expected);
    let story = child(spans[0], "title").text();
    let expected = "article 1: sent at 0.0 s, answered 200 after 0.5 s, at 0.5 s";
    assert_eq!(story, Some(expected));
    let end = document.root_element().attribute("data-end");
    assert_eq!(end, Some("8"), "the scale of all panels");
}

#[test]
fn shapes_tell_outcomes_apart_without_colour() {
    let svg = draw(&[blocking(), asynchronous()]);
    let document = parse(&svg);
    let shape = |node: &Node<'_, '_>| {
        let rect = child(*node, "rect");
        let cap = node
            .children()
            .any(|child| child.tag_name().name() == "path");
        (rect.attribute("fill").is_some(), cap)
    };
    for (class, expected) in [
        ("timeline-ok", (false, false)),
        ("timeline-failed", (true, true)),
        ("timeline-abandoned", (false, false)),
        ("timeline-flight", (false, false)),
    ] {
        let spans = with_class(&document, class);
        assert!(!spans.is_empty(), "{class}");
        assert!(spans.iter().all(|span| shape(span) == expected), "{class}");
    }
    let style = child(document.root_element(), "style");
    let css = style.text().expect("a style sheet");
    for class in ["abandoned", "flight"] {
        let rule = css.split('}').find(|rule| rule.contains(class));
        let rule = rule.expect("a rule for each open outline");
        assert!(
            rule.contains("fill:none") && rule.contains("stroke-dasharray"),
            "{rule}"
        );
    }
}

#[test]
fn every_colour_can_be_set_and_has_a_value_without_that() {
    let svg = draw(&[blocking()]);
    let document = parse(&svg);
    let css = child(document.root_element(), "style").text();
    let css = css.expect("a style sheet");
    assert!(!css.contains('@'), "{css}");
    for name in ["fg", "muted", "ok", "failed", "abandoned", "ghost"] {
        assert!(css.contains(&format!("var(--timeline-{name},#")), "{name}");
    }
    for declaration in css.split([';', '{', '}']) {
        let Some((property, color)) = declaration.split_once(":var(") else {
            continue;
        };
        let fallback = color.split_once(',').expect("a fallback").1;
        let fallback = fallback.trim_end_matches(')');
        let both = format!("{property}:{fallback};{declaration}");
        assert!(css.contains(&both), "{both}");
    }
}

#[test]
fn hostile_texts_are_text() {
    let lanes = [
        lane(HOSTILE, &[span(0, 1, OK)]),
        lane("a\nb\tc", &[span(0, 1, BUSY)]),
    ];
    let timeline = timeline(&lanes);
    let panel = Panel::new(HOSTILE, &timeline);
    let svg = document("x", HOSTILE, &[panel]);
    let document = parse(&svg);
    assert!(!svg.contains("<script") && !svg.contains("<!--"));
    let shown = "<script>alert(\"&'1'\")</script> ]]> <!-- \u{fffd}\u{fffd}\u{fffd}";
    assert_eq!(child(document.root_element(), "title").text(), Some(shown));
    let heading = with_class(&document, "timeline-heading");
    assert_eq!(heading[0].text(), Some(shown));
    let spans = with_class(&document, "timeline-span");
    assert_eq!(spans[0].attribute("data-lane"), Some(shown));
    // An attribute normalises white space unless it is escaped.
    assert_eq!(spans[1].attribute("data-lane"), Some("a\nb\tc"));
}

#[test]
fn bars_are_as_long_as_their_ticks() {
    let svg = draw(&[blocking(), asynchronous()]);
    let document = parse(&svg);
    let spans = with_class(&document, "timeline-span");
    let (zero, five) = bar(spans[0]);
    let tick = (five - zero) / 5.0;
    for span in spans {
        let (from, to) = bar(span);
        let (start, end) = (number(span, "data-start"), number(span, "data-end"));
        assert!((from - (zero + start * tick)).abs() < 0.2, "{span:?}");
        if start < end {
            assert!((to - (zero + end * tick)).abs() < 0.2, "{span:?}");
        } else {
            assert!(to > from, "a span without length still shows: {span:?}");
        }
    }
}

/// About where a text is: from and to, rather too narrow than too wide.
fn extent(text: Node<'_, '_>) -> (f64, f64) {
    let columns = text.text().map_or(0, unicode_width::UnicodeWidthStr::width);
    let (x, width) = (number(text, "x"), 7.5 * columns as f64);
    match text.attribute("text-anchor") {
        Some("end") => (x - width, x),
        Some("middle") => (x - width / 2.0, x + width / 2.0),
        _ => (x, x + width),
    }
}

#[track_caller]
fn assert_inside_and_apart(svg: &str) {
    let document = parse(svg);
    let frame = document.root_element().attribute("viewBox");
    let frame: Vec<f64> = frame
        .expect("a viewBox")
        .split(' ')
        .map(|number| number.parse().expect("a number"))
        .collect();
    let inside = |x: f64, y: f64| (0.0..=frame[2]).contains(&x) && (0.0..=frame[3]).contains(&y);
    for node in document.descendants() {
        match node.tag_name().name() {
            "rect" => {
                let (x, y) = (number(node, "x"), number(node, "y"));
                let (width, height) = (number(node, "width"), number(node, "height"));
                assert!(inside(x, y) && inside(x + width, y + height), "{node:?}");
            }
            "line" => {
                assert!(inside(number(node, "x1"), number(node, "y1")), "{node:?}");
                assert!(inside(number(node, "x2"), number(node, "y2")), "{node:?}");
            }
            "text" => {
                let (from, to) = extent(node);
                let y = number(node, "y");
                assert!(inside(from, y - 14.0) && inside(to, y + 4.0), "{node:?}");
            }
            _ => {}
        }
    }
    // Texts on one line keep apart: labels, stories, and the times of the axis.
    let texts: Vec<_> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "text")
        .collect();
    for (index, one) in texts.iter().enumerate() {
        for other in &texts[index + 1..] {
            let same_line = one.attribute("y") == other.attribute("y");
            let ((from, to), (other_from, other_to)) = (extent(*one), extent(*other));
            let apart = to + 4.0 <= other_from || other_to + 4.0 <= from;
            assert!(!same_line || apart, "{one:?} {other:?}");
        }
    }
}

#[test]
fn everything_is_inside_and_nothing_overlaps() {
    assert_inside_and_apart(&draw(&[blocking(), asynchronous()]));
    assert_inside_and_apart(&draw(&[]));
    assert_inside_and_apart(&draw(&[timeline(&[])]));
    let long_label = "a prompt that says rather more than the number of an article";
    let retries = [
        span(0, 1, BUSY),
        span(1, 2, BUSY),
        span(2, 3, BUSY),
        span(3, 4, OK),
    ];
    assert_inside_and_apart(&draw(&[timeline(&[
        lane(long_label, &retries),
        lane("文章 1", &[]),
        lane(&"文".repeat(40), &[span(4, 4, BUSY)]),
        lane(&"bài báo ".repeat(5), &[span(0, None, Outcome::InFlight)]),
    ])]));
    let timeline = timeline(&[lane("a", &[span(0, 1, OK)])]);
    let heading = "a heading that is wider than the plot ".repeat(5);
    let panel = Panel::new(&heading, &timeline);
    assert_inside_and_apart(&document("x", "x", &[panel]));
}

#[test]
fn ghosts_strips_and_legends_are_inside_too() {
    let late = asynchronous().with_return(14).with_limits([(0, 1), (3, 2)]);
    let late = late
        .with_marks([mark(4, "deadline")])
        .with_track(Track::numbers(
            "the limit that a client has found",
            [(0, 9), (4, 2)],
        ))
        .with_track(Track::states(
            "breaker",
            [(0, "closed"), (5, "open"), (6, "half-open")],
        ));
    let right = blocking();
    for shown in [
        Panel::new("wrong", &late).ghost("right", &right),
        Panel::new("wrong", &right).ghost("right", &late),
    ] {
        assert_inside_and_apart(&document("id", "title", &[shown]));
    }
    // Every shape has its entry, and none of them is cut off.
    let narrow = timeline(&[lane("a", &[span(0, 1, OK)])]);
    let every: BTreeSet<Shape> = [
        Shape::Ok,
        Shape::Failed,
        Shape::HungUp,
        Shape::InFlight,
        Shape::ForNobody,
        Shape::Mark,
        Shape::Ghost,
        Shape::Limit,
    ]
    .into();
    let svg = explaining("id", "title", &[Panel::new("x", &narrow)], &every);
    assert_inside_and_apart(&svg);
    assert_eq!(svg.matches("timeline-key").count(), every.len());
}

#[test]
fn the_axis_is_legible_at_every_length() {
    for ticks in (1..=300).chain([999, 1_000, 2_499, 5_999]) {
        let timeline = timeline(&[lane("a", &[span(0, ticks, OK)])]);
        let svg = draw(&[timeline]);
        assert_inside_and_apart(&svg);
        let last = format!(">{}</text>", timeline::seconds(ticks));
        assert!(svg.contains(">0</text>") && svg.contains(&last), "{ticks}");
    }
}

#[test]
fn moments_of_the_client_have_a_name_and_a_place() {
    let lanes = [lane("a", &[span(0, 8, OK)]), lane("b", &[span(0, 4, OK)])];
    let timeline = timeline(&lanes).with_marks([mark(4, "deadline"), mark(4, "Ctrl-C")]);
    let timeline = timeline.with_return(4);
    let panel = Panel::new("blocking", &timeline);
    let svg = explaining("id", "title", &[panel], &BTreeSet::new());
    let document = roxmltree::Document::parse(&svg).expect("it is XML");
    let marks: Vec<_> = document
        .descendants()
        .filter(|node| node.attribute("class") == Some("timeline-mark"))
        .collect();
    let told = |node: &roxmltree::Node<'_, '_>| {
        let title = node.children().find(|child| child.has_tag_name("title"));
        title.and_then(|title| title.text().map(str::to_owned))
    };
    let titles: Vec<_> = marks.iter().filter_map(told).collect();
    assert_eq!(
        titles,
        ["Ctrl-C at 0.4 s", "deadline at 0.4 s", "returned at 0.4 s"]
    );
    assert!(
        marks
            .iter()
            .all(|mark| mark.attribute("data-tick") == Some("4"))
    );
    // Names that would touch stand under each other.
    let heights: std::collections::BTreeSet<_> = marks
        .iter()
        .flat_map(|mark| mark.children().filter(|child| child.has_tag_name("text")))
        .filter_map(|text| text.attribute("y"))
        .collect();
    assert_eq!(heights.len(), 3);
    // The half of a bar that nobody waited for is another shape.
    assert_eq!(svg.matches("class=\"timeline-nobody\"").count(), 1);
    assert!(svg.contains("a: sent at 0.0 s, answered 200 after 0.8 s, at 0.8 s, for nobody"));
}

#[test]
fn strips_share_one_scale_and_hold_every_span() {
    let (first, second) = (blocking(), asynchronous());
    let strips = compact("race", &[(HOSTILE, &first), ("second", &second)], 16);
    let strips: Vec<Document<'_>> = strips.iter().map(|strip| parse(strip)).collect();
    let spans: Vec<Vec<Node<'_, '_>>> = strips
        .iter()
        .map(|strip| with_class(strip, "timeline-span"))
        .collect();
    assert_eq!(spans.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3]);
    let width = |span: &Node<'_, '_>| -> f64 {
        let rect = span.children().find(|child| child.has_tag_name("rect"));
        let width = rect.and_then(|rect| rect.attribute("width"));
        width.expect("a bar has a width").parse().expect("a number")
    };
    // Five of sixteen ticks, and three of them.
    assert!((width(&spans[0][0]) - 600.0 * 5.0 / 16.0).abs() < 0.1);
    assert!((width(&spans[1][0]) - 600.0 * 3.0 / 16.0).abs() < 0.1);
    // A span without length is seen, and one without an end goes on to it.
    assert!(width(&spans[1][2]) >= 3.0);
    assert_eq!(spans[1][1].attribute("data-end"), Some("16"));
    let style = |strip: &Document<'_>| strip.descendants().any(|node| node.has_tag_name("style"));
    assert_eq!(strips.iter().map(style).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn many_lanes_are_drawn_as_numbers_over_time() {
    let many: Vec<Lane> = (0..100)
        .map(|number| {
            let outcome = match number {
                0..10 => Outcome::Abandoned,
                10..30 => BUSY,
                _ => OK,
            };
            let start = if number < 60 { 0 } else { 50 };
            lane(
                &format!("article {number}"),
                &[span(start, start + 20, outcome)],
            )
        })
        .collect();
    let svg = summary("<id>", HOSTILE, &timeline(&many));
    let document = parse(&svg);
    let told = |class: &str| {
        let rows = with_class(&document, class);
        assert_eq!(rows.len(), 1, "{class}: {svg}");
        let bars = rows[0]
            .descendants()
            .filter(|node| node.has_tag_name("rect"));
        let bars: Vec<(f64, f64)> = bars
            .map(|bar| (number(bar, "x"), number(bar, "height")))
            .collect();
        (child(rows[0], "title").text().map(str::to_owned), bars)
    };
    let (title, bars) = told("timeline-step");
    assert_eq!(title.as_deref(), Some("in flight: at most 60"));
    // Nobody is in flight between the two bursts, and the second is two thirds as high.
    let highest = |bars: &[(f64, f64)]| bars.iter().map(|bar| bar.1).fold(0.0, f64::max);
    let gap = bars
        .windows(2)
        .position(|pair| pair[1].0 - pair[0].0 > 100.0);
    let (first, second) = bars.split_at(gap.expect("there is a gap") + 1);
    assert_eq!([highest(first), highest(second)], [120.0, 80.0]);
    for (class, all, moments) in [
        ("timeline-arrivals", "arrived: 100", 2),
        ("timeline-refusals", "refused: 20", 1),
        ("timeline-hang-ups", "hung up: 10", 1),
    ] {
        let (title, bars) = told(class);
        assert_eq!((title.as_deref(), bars.len()), (Some(all), moments));
    }
}
