//! Timelines as text, to the character.

use crate::common::{ASCII, BUSY, OK, lane, mark, span, timeline};
use timeline::{Cells, Lane, Outcome, Shape, TextStyle, Timeline, legend, seconds};
use unicode_width::UnicodeWidthStr;

fn style(width: usize) -> TextStyle {
    TextStyle {
        cells: Cells::Unicode,
        color: false,
        width,
    }
}

/// One lane for each way to end.
fn every_end() -> Timeline {
    timeline(&[
        lane("article 1", &[span(0, 5, OK)]),
        lane("article 2", &[span(0, 2, BUSY), span(4, 7, OK)]),
        lane("article 3", &[span(2, 6, Outcome::Abandoned)]),
        lane("article 10", &[span(3, None, Outcome::InFlight)]),
        lane("article 11", &[]),
    ])
}

#[track_caller]
fn assert_text(text: &str, lines: &[&str]) {
    assert_eq!(text.lines().collect::<Vec<_>>(), lines, "\n{text}");
}

#[test]
fn every_outcome_has_a_shape_of_its_own() {
    let lines = [
        "  article 1   ██████████····   ok",
        "  article 2   ▒▒▒▒····██████   503, then ok",
        "  article 3   ····░░░░░░░░··   hung up",
        "  article 10  ······▓▓▓▓▓▓▓▓   in flight",
        "  article 11  ··············   not sent",
        "              0             0.7 s",
    ];
    assert_text(&every_end().text(style(80), None), &lines);
}

#[test]
fn every_outcome_has_an_ascii_shape_too() {
    let lines = [
        "  article 1   ##########....   ok",
        "  article 2   xxxx....######   503, then ok",
        "  article 3   ....--------..   hung up",
        "  article 10  ......>>>>>>>>   in flight",
        "  article 11  ..............   not sent",
        "              0             0.7 s",
    ];
    let text = every_end().text(ASCII, None);
    assert_text(&text, &lines);
    assert!(text.is_ascii());
}

#[test]
fn colours_begin_and_end_around_each_span() {
    let color = TextStyle {
        color: true,
        ..style(80)
    };
    let text = every_end().text(color, None);
    let lines = [
        "  article 1   \u{1b}[32m██████████\u{1b}[0m····   ok",
        "  article 2   \u{1b}[31m▒▒▒▒\u{1b}[0m····\u{1b}[32m██████\u{1b}[0m   503, then ok",
        "  article 3   ····\u{1b}[33m░░░░░░░░\u{1b}[0m··   hung up",
        "  article 10  ······\u{1b}[36m▓▓▓▓▓▓▓▓\u{1b}[0m   in flight",
        "  article 11  ··············   not sent",
        "              0             0.7 s",
    ];
    assert_text(&text, &lines);
}

#[test]
fn spans_that_touch_keep_their_shapes() {
    let timeline = timeline(&[lane("a", &[span(0, 2, BUSY), span(2, 4, OK)])]);
    let lines = ["  a  ▒▒▒▒████   503, then ok", "     0       0.4 s"];
    assert_text(&timeline.text(style(80), None), &lines);
}

#[test]
fn a_live_timeline_is_drawn_up_to_now() {
    let timeline = timeline(&[
        lane("a", &[span(0, 1, OK)]),
        lane("b", &[span(1, None, Outcome::InFlight)]),
    ]);
    let lines = [
        "  a  ██········   ok",
        "  b  ··▓▓▓▓▓▓▓▓   in flight",
        "     0         0.5 s",
    ];
    assert_text(&timeline.text(style(80), Some(5)), &lines);
    // A clock that lags behind the log hides nothing.
    assert_eq!(
        timeline.text(style(80), Some(0)),
        timeline.text(style(80), None)
    );
}

#[test]
fn a_run_without_length_still_shows_what_happened() {
    let timeline = timeline(&[
        lane("a", &[span(0, 0, Outcome::Answered(404))]),
        lane("b", &[]),
    ]);
    let lines = ["  a  ▒   404", "  b  ·   not sent", "     0.0 s"];
    assert_text(&timeline.text(style(80), None), &lines);
}

#[test]
fn a_span_without_length_at_the_end_of_a_run_still_shows() {
    let timeline = timeline(&[
        lane("a", &[span(0, 3, OK)]),
        lane("b", &[span(1, 1, BUSY), span(3, 3, Outcome::Abandoned)]),
    ]);
    let lines = [
        "  a  ██████   ok",
        "  b  ··▒··░   503, then hung up",
        "     0     0.3 s",
    ];
    assert_text(&timeline.text(style(80), None), &lines);
}

#[test]
fn nothing_at_all_is_an_axis() {
    assert_text(&timeline(&[]).text(style(80), None), &["    0.0 s"]);
}

#[test]
fn the_shortest_run_has_both_ends_of_its_axis() {
    let timeline = timeline(&[lane("a", &[span(0, 1, OK)])]);
    let lines = ["  a  ██   ok", "     0 0.1 s"];
    assert_text(&timeline.text(style(80), None), &lines);
}

#[test]
fn times_between_stand_at_their_columns() {
    let timeline = timeline(&[lane("a", &[span(0, 13, OK)]), lane("b", &[span(5, 10, OK)])]);
    let lines = [
        "  a  ██████████████████████████   ok",
        "  b  ··········██████████······   ok",
        "     0         0.5       1.0   1.3 s",
    ];
    assert_text(&timeline.text(style(80), None), &lines);
}

#[test]
fn a_time_that_would_touch_the_last_one_stays_away() {
    let timeline = timeline(&[lane("a", &[span(0, 12, OK)])]);
    let text = timeline.text(style(80), None);
    assert_eq!(
        text.lines().last(),
        Some("     0         0.5           1.2 s")
    );
}

#[test]
fn a_long_run_gets_fewer_columns_a_tick() {
    let timeline = timeline(&[
        lane("a", &[span(0, 20, OK)]),
        lane("b", &[span(20, 29, BUSY), span(29, 30, OK)]),
    ]);
    let wide = [
        "  a  ████████████████████████████████████████····················   ok",
        "  b  ········································▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒██   503, then ok",
        "     0         0.5       1.0       1.5       2.0       2.5       3.0 s",
    ];
    assert_text(&timeline.text(style(80), None), &wide);
    let narrow = [
        "  a  ████████████████████··········   ok",
        "  b  ····················▒▒▒▒▒▒▒▒▒█   503, then ok",
        "     0         1.0       2.0       3.0 s",
    ];
    assert_text(&timeline.text(style(60), None), &narrow);
    let narrower = [
        "  a  ██████████·····   ok",
        "  b  ··········▒▒▒▒█   503, then ok",
        "     0         2.0  3.0 s",
    ];
    assert_text(&timeline.text(style(40), None), &narrower);
}

#[test]
fn the_last_column_may_stand_for_less_than_the_others() {
    // Four ticks a column; the last column is one tick, and what ends in it is drawn to its end.
    let timeline = timeline(&[
        lane("a", &[span(0, 41, OK)]),
        lane("b", &[span(40, 41, BUSY)]),
    ]);
    let lines = [
        "  a  ███████████   ok",
        "  b  ··········▒   503",
        "     0          4.1 s",
    ];
    assert_text(&timeline.text(style(22), None), &lines);
}

#[test]
fn lines_fit_when_labels_and_stories_leave_room() {
    for ticks in (0..=600).chain([999, 5_000, 20_000]) {
        let long = timeline(&[
            lane(
                "article 1",
                &[span(0, ticks / 2, BUSY), span(ticks / 2, ticks, OK)],
            ),
            lane("article 2", &[span(ticks / 3, ticks, Outcome::Abandoned)]),
        ]);
        // Here the axis needs more room on the right than the stories.
        let short = timeline(&[lane("article 1", &[span(0, ticks, OK)])]);
        for (timeline, width) in [40, 60, 80, 120]
            .into_iter()
            .flat_map(|w| [(&long, w), (&short, w)])
        {
            let text = timeline.text(style(width), None);
            for line in text.lines() {
                assert!(line.width() <= width, "{ticks} ticks in {width}:\n{text}");
            }
            assert_axis(&text, "article 1".len(), ticks);
        }
    }
}

/// Every time on the axis stands where the spans of that time begin, and apart from the next one.
#[track_caller]
fn assert_axis(text: &str, label_width: usize, ticks: u32) {
    let cells = |line: &str| line.chars().filter(|c| "█▒░·".contains(*c)).count();
    let columns = text.lines().map(cells).max().expect("lanes");
    let axis = text.lines().last().expect("an axis");
    assert_eq!(axis[..4 + label_width].trim(), "", "\n{text}");
    let axis = &axis[4 + label_width..];
    let last = seconds(ticks);
    let last_at = axis.rfind(&last).expect("the end of the run");
    assert_eq!(last_at, if ticks == 0 { 0 } else { columns }, "\n{text}");
    assert_eq!(last_at + last.len(), axis.len(), "\n{text}");
    let times = axis[..last_at].split_whitespace();
    let mut from = 0;
    for time in times {
        let at = from + axis[from..].find(time).expect("it was split from there");
        from = at + time.len();
        // Within the column, and the last column may stand for less than the others.
        let tick = time.parse::<f64>().expect("a time") * 10.0;
        let exact = f64::from(ticks).recip() * tick * columns as f64;
        assert!(
            (exact - at as f64).abs() < 2.0,
            "{time} at {at}, not {exact}:\n{text}"
        );
        assert_eq!(axis.as_bytes()[from], b' ', "\n{text}");
    }
}

#[test]
fn labels_are_never_cut() {
    let label = "a prompt that is longer than the terminal is wide";
    let timeline = timeline(&[lane(label, &[span(0, 9, OK)])]);
    let text = timeline.text(style(40), None);
    assert!(text.starts_with(&format!("  {label}  █   ok\n")), "{text}");
    assert!(text.ends_with(" 0.9 s"), "{text}");
}

/// Columns before the cells of each lane.
fn indents(text: &str) -> Vec<usize> {
    let cells = |line: &str| line.split(['█', '·']).next().map(UnicodeWidthStr::width);
    let lanes = text.lines().filter(|line| line.contains("ok"));
    lanes.filter_map(cells).collect()
}

#[test]
fn labels_align_in_every_script() {
    let ok = |label: &str| -> Lane { lane(label, &[span(0, 2, OK)]) };
    let timeline = timeline(&[
        ok("article 1"),
        ok("bài báo 1"),
        // The same letters, as bases and combining marks.
        ok("ba\u{300}i ba\u{301}o 1"),
        ok("文章 1"),
        ok("記事10"),
    ]);
    let lines = [
        "  article 1  ████   ok",
        "  bài báo 1  ████   ok",
        "  ba\u{300}i ba\u{301}o 1  ████   ok",
        "  文章 1     ████   ok",
        "  記事10     ████   ok",
        "             0   0.2 s",
    ];
    let text = timeline.text(style(80), None);
    assert_text(&text, &lines);
    assert_eq!(indents(&text), [13; 5]);
}

#[test]
fn a_prompt_cannot_break_its_line_or_reach_the_terminal() {
    let label = "one\ntwo\tthree\u{1b}[31m\u{7}";
    let timeline = timeline(&[lane(label, &[span(0, 2, OK)])]);
    let lines = [
        "  one two three [31m   ████   ok",
        "                       0   0.2 s",
    ];
    assert_text(&timeline.text(style(80), None), &lines);
}

#[test]
fn seconds_have_one_digit() {
    let texts = [0, 1, 9, 10, 123].map(seconds);
    assert_eq!(texts, ["0.0 s", "0.1 s", "0.9 s", "1.0 s", "12.3 s"]);
}

/// A deadline passes, the call returns, and something goes on.
fn marked() -> Timeline {
    let lanes = [
        lane("a", &[span(0, 7, OK)]),
        lane("b", &[span(0, 3, Outcome::Abandoned)]),
        lane("c", &[span(1, 8, BUSY)]),
    ];
    let marks = [mark(1, "sent"), mark(3, "deadline"), mark(4, "moved")];
    timeline(&lanes).with_marks(marks).with_return(5)
}

#[test]
fn moments_of_the_client_stand_under_the_lanes() {
    let lines = [
        "  a  ██████████▚▚▚▚··   ok, for nobody",
        "  b  ░░░░░░··········   hung up",
        "  c  ··▒▒▒▒▒▒▒▒▚▚▚▚▚▚   503, for nobody",
    ];
    let text = marked().text(style(80), None);
    let drawn: Vec<&str> = text.lines().collect();
    assert_eq!(drawn[..3], lines, "\n{text}");
    for (name, tick) in [("sent", 1), ("deadline", 3), ("moved", 4), ("returned", 5)] {
        let named = format!("↑ {name}");
        let line = drawn.iter().find(|line| line.contains(&named));
        let line = line.unwrap_or_else(|| panic!("{name}:\n{text}"));
        let at = line[..line.find(&named).expect("it is there")]
            .chars()
            .count();
        assert_eq!(at, 5 + 2 * tick, "{name}:\n{text}");
    }
    assert!(marked().text(ASCII, None).is_ascii());
}

#[test]
fn a_call_that_returns_after_its_last_request_is_as_long_as_it_took() {
    let lanes = [lane("a", &[span(0, 3, BUSY)])];
    let timeline = timeline(&lanes)
        .with_return(8)
        .with_marks([mark(8, "deadline")]);
    assert_eq!((timeline.metrics().time, timeline.end()), (3, 8));
    let lines = [
        "  a  ▒▒▒▒▒▒··········   503",
        "                     ↑ deadline",
        "                     ↑ returned",
        "     0         0.5   0.8 s",
    ];
    assert_text(&timeline.text(style(80), None), &lines);
    assert_eq!(Timeline::from_json(&timeline.json()), Ok(timeline));
}

#[test]
fn runs_that_are_compared_share_the_coarser_scale() {
    let short = timeline(&[lane("a", &[span(0, 4, OK)])]);
    let long = timeline(&[lane("a", &[span(0, 30, OK)])]);
    let scales = [&short, &long].map(|timeline| timeline.scale(style(60), None));
    assert_ne!(scales[0], scales[1]);
    for shared in [scales[0].coarser(scales[1]), scales[1].coarser(scales[0])] {
        assert_eq!(shared, scales[1]);
    }
    let lines = ["  a  ████   ok", "     0   0.4 s"];
    assert_text(&short.text_at(scales[1], style(60), None, None), &lines);
    // Room can be left for one that is still to come.
    assert_eq!(short.scale(style(60), Some(30)), scales[1]);
}

#[test]
fn a_legend_names_the_shapes_that_are_no_success() {
    assert_eq!(
        legend([Shape::Ok, Shape::Mark, Shape::Limit], style(80)),
        None
    );
    let all = every_end().shapes();
    let names = "  ▒ failed  ░ hung up  ▓ in flight";
    assert_eq!(legend(all.clone(), style(80)).as_deref(), Some(names));
    let names = "  x failed  - hung up  > in flight";
    assert_eq!(legend(all.clone(), ASCII).as_deref(), Some(names));
    let names = "  ▒ failed\n  ░ hung up\n  ▓ in flight";
    assert_eq!(legend(all, style(20)).as_deref(), Some(names));
    let names = "  ▒ failed  ░ hung up  ▚ answered for nobody";
    assert_eq!(legend(marked().shapes(), style(80)).as_deref(), Some(names));
    let color = TextStyle {
        color: true,
        ..style(80)
    };
    let names = "  \u{1b}[31m▒\u{1b}[0m failed";
    assert_eq!(legend([Shape::Failed], color).as_deref(), Some(names));
}
