//! The right run behind a wrong one.

use crate::common::{ASCII, BUSY, OK, PLAIN, lane, span, timeline};
use roxmltree::{Document, Node};
use timeline::svg::{Panel, document, explaining, shapes};
use timeline::{Against, Outcome, Shape, TextStyle, Timeline};

fn right() -> Timeline {
    timeline(&[
        lane("a", &[span(0, 3, OK)]),
        lane("b", &[span(0, 2, OK), span(3, 4, OK)]),
    ])
}

/// Three ticks later, and one lane that the right run has not.
fn late() -> Timeline {
    timeline(&[
        lane("a", &[span(0, 3, OK)]),
        lane("b", &[span(3, 5, OK), span(6, 7, OK)]),
        lane("c", &[]),
    ])
}

fn failing() -> Timeline {
    timeline(&[
        lane("a", &[span(0, 1, BUSY)]),
        lane("b", &[span(0, 1, Outcome::Abandoned)]),
    ])
}

#[test]
fn a_run_is_later_earlier_or_unfinished() {
    let against = |timeline: Timeline| timeline.against(&right());
    assert_eq!(against(right()), Against::Same);
    assert_eq!(against(late()), Against::Later(3));
    assert_eq!(late().against(&late()), Against::Same);
    assert_eq!(right().against(&late()), Against::Earlier(3));
    // Who ends early without the answers has won no time.
    assert_eq!(against(failing()), Against::Unfinished { ok: 0, of: 3 });
    // A call that goes on when the server has seen the last of it took that long.
    assert_eq!(against(right().with_return(9)), Against::Later(5));
    let ticks = [
        against(late()),
        right().against(&late()),
        against(failing()),
    ];
    assert_eq!(ticks.map(Against::ticks), [Some(3), Some(-3), None]);
}

fn text(timeline: &Timeline, ascii: bool) -> String {
    let style = if ascii { ASCII } else { PLAIN };
    let scale = timeline.scale(style, None);
    timeline.text_at(scale, style, None, Some(("async", &right())))
}

#[test]
fn the_time_lost_stands_under_the_lanes() {
    let lines: Vec<String> = text(&late(), false).lines().map(str::to_owned).collect();
    assert_eq!(lines[3], "             ├────┤ +0.3 s against async");
    assert_eq!(lines[4], "     0             0.7 s");
    assert!(text(&late(), true).contains("\n             |----| +0.3 s against async\n"));
    let very_late = timeline(&[lane("a", &[span(0, 3, OK)]), lane("b", &[span(4, 14, OK)])]);
    // Two ticks are not the moment that a program takes to end.
    let very_late = very_late.with_return(16);
    let right = timeline(&[lane("a", &[span(0, 4, OK)])]);
    let scale = very_late.scale(PLAIN, None);
    let text = very_late.text_at(scale, PLAIN, None, Some(("async", &right)));
    let line = "             ├ +1.2 s against async ┤\n";
    assert!(text.contains(line), "{text}");
    let longest = timeline(&[lane("a", &[span(0, 30, OK)])]);
    let text = |width| {
        let style = TextStyle { width, ..PLAIN };
        let scale = longest.scale(style, None);
        longest.text_at(scale, style, None, Some(("async", &right)))
    };
    let line = " ├────────────── +2.6 s against async ──────────────┤\n";
    assert!(text(80).contains(line), "{}", text(80));
    // No line is longer than the others may be.
    for width in 20..80 {
        let widest = text(width).lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(width), "{}", text(width));
    }
}

#[test]
fn a_run_that_is_unfinished_says_so_and_one_that_took_as_long_says_nothing() {
    let failing = text(&failing(), false);
    assert!(
        failing.contains("\n     unfinished: 0 of 3 ok\n"),
        "{failing}"
    );
    assert_eq!(text(&right(), false).lines().count(), 3);
    let early = right().text_at(
        right().scale(PLAIN, None),
        PLAIN,
        None,
        Some(("x", &late())),
    );
    assert!(
        early.contains("\n     \u{2212}0.3 s against x\n"),
        "{early}"
    );
}

fn with_class<'a>(document: &'a Document<'_>, class: &str) -> Vec<Node<'a, 'a>> {
    let nodes = document.descendants();
    nodes
        .filter(|node| node.attribute("class") == Some(class))
        .collect()
}

fn bar(node: Node<'_, '_>) -> [f64; 2] {
    let bar = node
        .children()
        .find(|child| child.tag_name().name() == "rect");
    let bar = bar.expect("it has a bar");
    ["x", "width"].map(|name| {
        let number = bar.attribute(name).expect("a bar has a place");
        number.parse().expect("it is a number")
    })
}

#[test]
fn a_ghost_is_outlined_in_the_same_lanes_on_the_same_axis() {
    let (late, right) = (late(), right());
    let panel = Panel::new("wrong", &late).ghost("right · it", &right);
    let svg = document("id", "title", &[panel]);
    let document = Document::parse(&svg).expect("it is XML");
    let ghosts = with_class(&document, "timeline-ghost");
    assert_eq!(ghosts.len(), 3);
    let title = ghosts[1]
        .first_element_child()
        .and_then(|title| title.text());
    let story = "in the right run, b: sent at 0.0 s, answered 200 after 0.2 s, at 0.2 s";
    assert_eq!(title, Some(story));
    // The bar of lane a is the same in both.
    let bars = with_class(&document, "timeline-span timeline-ok");
    assert_eq!(bar(ghosts[0]), bar(bars[0]));
    let lost = with_class(&document, "timeline-lost");
    assert_eq!(lost[0].attribute("data-tick"), Some("7"));
    let texts: Vec<&str> = lost[0]
        .descendants()
        .filter_map(|node| node.text())
        .collect();
    assert!(
        texts.contains(&"0.3 s longer than the right run"),
        "{texts:?}"
    );
    assert!(texts.contains(&"+0.3 s"), "{texts:?}");
    let told =
        "Outlined behind it, the right run: right · it, 0.4 s. 0.3 s longer than the right run.";
    assert!(svg.contains(told), "{svg}");
}

#[test]
fn a_ghost_that_takes_longer_sets_the_scale() {
    let (failing, right) = (failing(), right());
    let panel = Panel::new("wrong", &failing).ghost("right", &right);
    let svg = document("id", "title", &[panel]);
    assert!(svg.contains("data-end=\"4\""), "{svg}");
    assert!(svg.contains(">unfinished: 0 of 3 ok</text>"), "{svg}");
    // No bracket between times that cannot be compared.
    let lost = svg.split("timeline-lost\"").nth(1).expect("it is told");
    let lost = lost.split("</g>").next().expect("it ends");
    assert!(!lost.contains("<path"), "{lost}");
}

#[test]
fn a_legend_names_what_is_asked_for() {
    let (late, right) = (late(), right());
    let panels = [Panel::new("wrong", &late).ghost("right", &right)];
    let all = shapes(&panels);
    assert_eq!(
        all.iter().copied().collect::<Vec<_>>(),
        [Shape::Ok, Shape::Ghost]
    );
    let names = |svg: &str| -> Vec<String> {
        let document = Document::parse(svg).expect("it is XML");
        let legend = with_class(&document, "timeline-legend");
        let texts = legend.iter().flat_map(Node::descendants);
        let texts = texts.filter(|node| node.tag_name().name() == "text");
        texts
            .filter_map(|node| node.text().map(str::to_owned))
            .collect()
    };
    assert_eq!(
        names(&document("id", "title", &panels)),
        ["ok", "the right run"]
    );
    let some = [Shape::Ghost].into();
    assert_eq!(
        names(&explaining("id", "title", &panels, &some)),
        ["the right run"]
    );
    let none = explaining("id", "title", &panels, &[].into());
    assert!(!none.contains("<g class=\"timeline-legend"), "{none}");
}
