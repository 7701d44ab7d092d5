//! What the directives put into a page, and the book of this repository.

use crate::common::{Fixture, repository};
use std::fs;

fn welcome(text: &str) -> String {
    let fixture = Fixture::new();
    fixture.welcome(text);
    let page = fixture.page("welcome.html");
    let (_, page) = page.split_once("<main>").expect("a page has a main part");
    let (page, _) = page.split_once("</main>").expect("it ends");
    page.to_owned()
}

#[track_caller]
fn has(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part} is not in:\n{page}");
    }
}

#[test]
fn a_timeline_is_a_picture_and_a_table() {
    let page = welcome("{{#timeline lesson-1 runs=\"blocking, async\"}}");
    has(
        &page,
        &[
            "<timeline-player>",
            "id=\"timeline-welcome-1-title\"",
            "blocking · a loop",
            "async · a loop with .await",
            "data-lane=\"article 4\" data-start=\"12\" data-end=\"18\" data-outcome=\"ok\"",
            "<th scope=\"row\">article 4</th><td>1.2 s</td><td>1.8 s</td><td>answered 200</td>",
        ],
    );
    assert_eq!(
        page.matches("class=\"timeline-span timeline-ok\"").count(),
        16
    );
    assert_eq!(page.matches("<caption>").count(), 2);
    assert_eq!(page.matches("timeline-note").count(), 0);
    let page = welcome("{{#timeline lesson-1 runs=\"blocking\" notes=\"yes\"}}");
    assert_eq!(page.matches("<circle").count(), 5);
}

#[test]
fn pictures_of_a_page_have_ids_of_their_own() {
    let one = "{{#timeline lesson-1 runs=\"async\"}}\n\n";
    let page = welcome(&one.repeat(2));
    has(
        &page,
        &[
            "id=\"timeline-welcome-1-title\"",
            "id=\"timeline-welcome-2-title\"",
        ],
    );
}

#[test]
fn an_output_is_that_of_the_snapshot() {
    let page = welcome("{{#output lesson-1}}");
    has(
        &page,
        &[
            "Lesson 1 · Sequential\nOne request",
            "not concurrency.\nNext: ",
        ],
    );
    assert!(!page.contains("source: tests"), "{page}");
    let page = welcome("{{#output lesson-1 run=\"async\"}}");
    has(
        &page,
        &["async · a loop with .await\n  article 1  ██████████·"],
    );
    assert!(!page.contains("blocking"), "{page}");
}

#[test]
fn what_a_form_told_stands_without_its_picture() {
    let fixture = Fixture::new();
    let file = "lessons/01-first/snapshots/text.snap";
    let text = fs::read_to_string(fixture.root().join(file)).expect("it is there");
    let axis = text
        .lines()
        .rfind(|line| line.ends_with(" s") && line.starts_with("             0"));
    let axis = axis.expect("a picture has an axis");
    fixture.write(
        file,
        &text.replace(axis, &format!("{axis}\n  > two\n  > lines")),
    );
    fixture.welcome("{{#output lesson-1 run=\"async\" told=\"yes\"}}");
    let page = fixture.page("welcome.html");
    has(&page, &[">two\nlines\n</code>"]);
}

#[test]
fn an_agenda_and_the_notes_come_from_the_lessons() {
    let page =
        welcome("{{#agenda title=\"Hour\" minutes=\"60\" first=\"Welcome: 20\"}}\n\n{{#notes}}");
    has(
        &page,
        &[
            ">lesson 1</th>",
            "<a href=\"01-first.html\">First</a></td><td style=\"text-align: right\">30</td>",
            "<td><strong>Together</strong></td><td style=\"text-align: right\"><strong>50</strong>",
            "First, 30 minutes</a></h3>\n<p><strong>Ask</strong>: how long?</p>",
        ],
    );
}

#[test]
fn figures_come_from_the_record() {
    let figure = |of: &str| format!("({{{{#measured lesson-1 run=\"async\" of=\"{of}\"}}}})");
    let figures = [
        ("time", "2.8 s"),
        ("requests", "8"),
        ("failed", "0"),
        ("hung up", "0"),
        ("most in flight", "1"),
        ("connections", "1"),
        ("new threads", "0"),
        ("start of article 2", "0.5 s"),
        ("end of article 2", "0.8 s"),
        ("first ended", "article 1"),
        ("last ended", "article 8"),
    ];
    let text: String = figures.iter().map(|(of, _)| figure(of)).collect();
    let expected: String = figures
        .iter()
        .map(|(_, value)| format!("({value})"))
        .collect();
    has(&welcome(&text), &[&expected]);
    let costs = welcome("{{#costs lesson-1 runs=\"async\"}}");
    has(&costs, &["<td>async</td>", ">2.8 s</td>", "new threads"]);
}

#[test]
fn a_prediction_hides_its_answer_until_it_is_asked_for() {
    let fixture = Fixture::new();
    fixture.welcome("{{#predict lesson-1}}");
    let questions = r#"{"schema": "meanwhile.predict/1", "questions": [
        {"name": "time", "ask": "How < long?", "answer": "/runs/async/timeline/metrics/time", "unit": "ticks",
         "choices": [6, 28], "because": "All of it."},
        {"name": "count", "ask": "How many?", "answer": "/runs/async/timeline/metrics/requests", "because": "Yes."}
    ]}"#;
    fixture.write("lessons/01-first/predict.json", questions);
    let page = fixture.page("welcome.html");
    has(
        &page,
        &[
            "How &lt; long?",
            "value=\"0.6 s\"> 0.6 s",
            "value=\"2.8 s\" data-right",
            "<details class=\"answer\"><summary>What the server saw</summary>",
            "<strong>2.8 s</strong>",
            "<p>All of it.</p>",
            "How many?",
            "<strong>8</strong>",
        ],
    );
    // One of them alone.
    fixture.welcome("{{#predict lesson-1 ask=\"count\"}}");
    let page = fixture.page("welcome.html");
    assert_eq!(page.matches("class=\"question\"").count(), 1);
    has(&page, &["How many?"]);
}

#[test]
fn two_forms_stand_next_to_each_other_line_by_line() {
    let page =
        welcome("{{#compare lesson-1 left=\"blocking.rs: ask\" right=\"asynchronous.rs: ask\"}}");
    has(
        &page,
        &[
            "--rows:3",
            "<span class=\"line\">pub fn ask() {</span>",
            "<span class=\"line\">pub <mark>async</mark> fn ask() {</span>",
            "<span class=\"line\" style=\"--in:4\"><span class=\"in\">    </span>send()<mark>.await</mark>;</span>",
            "<span class=\"line\">}</span>",
        ],
    );
}

#[test]
fn what_a_shown_function_calls_is_shown_once() {
    let fixture = Fixture::new();
    let ask = "{{#compare left=\"blocking.rs: ask\" right=\"asynchronous.rs: ask\"}}\n\n";
    fixture.write(
        "book/src/01-first.md",
        &format!("# First\n\n{}", ask.repeat(2)),
    );
    fixture.write(
        "lessons/01-first/src/blocking.rs",
        "use super::tell::tell;\n\npub fn ask() {\n    send(1);\n    told.map(tell);\n}\n\n\
         fn send(to: u32) {\n    call(ask);\n}\n\nfn call(what: impl Fn()) {}\n\nfn more() {}\n",
    );
    fixture.write(
        "lessons/01-first/src/tell.rs",
        "/// Says it.\npub(super) fn tell() {\n    // Aloud.\n    say();\n}\n",
    );
    let page = fixture.page("01-first.html");
    let names = "<code>send</code>, <code>tell</code>, <code>call</code>";
    has(
        &page,
        &[
            &format!("<details class=\"also\"><summary>What it calls: {names}</summary>"),
            "<p class=\"form-title\">tell.rs</p>",
            "<span class=\"line\">fn call(what: impl Fn()) {}</span>",
            "<li>Aloud.</li>",
        ],
    );
    assert_eq!(page.matches("class=\"also\"").count(), 1, "{page}");
    assert!(!page.contains("more"), "{page}");
}

#[test]
fn what_if_starts_from_what_was_recorded() {
    let page = welcome("{{#what-if lesson-1 runs=\"blocking, async\"}}");
    has(
        &page,
        &["data-latencies=\"5 3 4 6 2 3 4 1\" data-limit=\"1\" \
           data-runs=\"blocking|blocking|loop|; async|async|permits|\""],
    );
    let page = welcome("{{#what-if lesson-1 runs=\"async\" ways=\"lazy\" takes=\"3\"}}");
    has(
        &page,
        &["data-limit=\"1\" data-takes=\"3\" data-runs=\"async|async|lazy|\""],
    );
}

/// The page `welcome.md` of a repository that has a record of the lab.
fn with_lab(text: &str) -> String {
    let fixture = Fixture::new();
    fixture.lab();
    fixture.welcome(text);
    fixture.page("welcome.html")
}

#[test]
fn what_the_lab_measured_is_a_table() {
    let page = with_lab("{{#lab claim-1 columns=\"measured, verdict\" notes=\"yes\"}}");
    has(
        &page,
        &[
            "<p>Measured somehow.</p>",
            "<div class=\"table-wrapper\">",
            "<td>50 | threads</td><td style=\"text-align: right\">44.0 s</td>",
            "too busy</td><td style=\"text-align: right\">impossible</td>",
            "<li>They are equal.</li>",
            "<li>Also.</li>",
            "<li>9 tasks: left out.</li>",
        ],
    );
    assert!(!page.contains("40.0 s"), "{page}");
    let all = with_lab("{{#lab claim-1}}");
    has(&all, &["40.0 s", "22 s", "1000"]);
    assert!(!all.contains("They are equal."), "{all}");
}

#[test]
fn figures_and_sentences_of_the_lab_stand_in_a_text() {
    let page = with_lab(
        "({{#lab-figure claim-1 row=\"in turn\" of=\"measured\"}}) \
         ({{#lab-figure claim-1 row=\"50 tasks\" of=\"verdict\"}}) \
         ({{#lab-figure claim-1 note=\"equal\"}}) \
         ({{#lab-figure made of=\"date\"}}) ({{#lab-figure made of=\"processors\"}})",
    );
    has(
        &page,
        &["(80.0 s) (impossible) (They are equal.) (2026-01-31) (2)"],
    );
}

#[test]
fn a_chart_draws_each_figure_in_a_shape_of_its_own() {
    let chart = "{{#lab-chart claim-1 of=\"measured, claimed, limit\"}}";
    let page = with_lab(&format!("{chart}\n\n{chart}"));
    has(
        &page,
        &[
            "<title id=\"chart-welcome-1-title\">1000 requests &lt; 2 s: measured, claimed, limit</title>",
            "<title id=\"chart-welcome-2-title\">",
            "50 | threads, measured: 44.0 s. 50 | threads, claimed: 22 s.",
            "50 tasks, measured: too busy.",
            "fill=\"url(#chart-welcome-2-hatch)\"",
            ">too busy</text>",
        ],
    );
    for shape in ["filled", "hatched", "open"] {
        // Three rows, and the legend, in two charts.
        let bars = page.matches(&format!("class=\"chart-{shape}\"")).count();
        assert_eq!(bars, 8, "{shape}");
    }
    // A bar is as long as its figure: the longest, 80 s, is twice as long as 40 s.
    let long = |shape: &str, index: usize| -> f64 {
        let bar = page
            .split(&format!("class=\"chart-{shape}\""))
            .nth(1 + index);
        let width = bar.and_then(|bar| bar.split("width=\"").nth(1)?.split('"').next());
        let width = width.expect("a bar has a width");
        width.parse().expect("it is a number")
    };
    let (measured, limit) = (long("filled", 1), long("open", 1));
    assert!((measured / limit - 2.0).abs() < 0.01, "{measured} {limit}");
    assert_eq!(
        long("filled", 3),
        0.0,
        "what was not measured has no length"
    );
}

#[test]
fn a_few_lines_of_a_form_stand_alone() {
    let page = welcome("{{#lines lesson-1 in=\"blocking.rs\" from=\"send(\" to=\"}\"}}");
    has(
        &page,
        &[
            "<p class=\"form-title\">blocking.rs</p>",
            "<span class=\"line\" style=\"--in:4\"><span class=\"in\">    </span>send();</span>\n<span class=\"line\">}</span>",
        ],
    );
    let page = welcome("{{#lines lesson-1 in=\"blocking.rs\" from=\"use std\"}}");
    has(&page, &["<span class=\"line\">use std::fmt;</span>"]);
    assert!(!page.contains("send"), "{page}");
}

#[test]
fn what_the_compiler_says_is_shown_as_it_was_recorded() {
    let fixture = Fixture::new();
    let told = "rustc 1.2.3\n\nerror[E0001]: no <b>\n --> here\n";
    fixture.write("book/errors/no.txt", told);
    fixture.welcome("({{#error no of=\"compiler\"}})\n\n{{#error no}}");
    let page = fixture.page("welcome.html");
    let shown = "error[E0001]: no &lt;b&gt;\n --&gt; here\n</code>";
    has(&page, &["(rustc 1.2.3)", shown]);
}

#[test]
fn this_repository_has_a_book_without_a_mistake() {
    // Not into the folder that somebody may be reading from.
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let built = book::build(&repository(), Some(folder.path()))
        .unwrap_or_else(|mistakes| panic!("{mistakes}"));
    for entry in fs::read_dir(&built).expect("it can be listed") {
        let path = entry.expect("it can be listed").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            let page = fs::read_to_string(&path).expect("it can be read");
            let (_, main) = page.split_once("<body").expect("a page has a body");
            assert!(
                !main.contains("{{"),
                "{}: a directive is left",
                path.display()
            );
        }
    }
}

/// The page `welcome.md` of a repository whose lesson has right and wrong runs.
fn with_wrong_runs(text: &str) -> Fixture {
    let fixture = Fixture::new();
    let recorded = format!("---\nsource: x\n---\n{}\n", crate::common::record(3));
    fixture.write("lessons/01-first/snapshots/json.snap", &recorded);
    fixture.welcome(text);
    fixture
}

const GHOST: &str = "<g class=\"timeline-ghost\"";

#[test]
fn a_wrong_run_stands_over_the_right_one_that_its_lesson_names() {
    let page = with_wrong_runs("{{#timeline lesson-1 runs=\"future waves\"}}").page("welcome.html");
    has(
        &page,
        &[
            GHOST,
            ">+0.5 s</text>",
            "the right run: async · eight futures share three permits, 1.0 s.",
            "<td>0.5 s longer than the right run, async</td>",
        ],
    );
    let page =
        with_wrong_runs("{{#timeline lesson-1 runs=\"async, future waves\" ghost=\"stream\"}}");
    let page = page.page("welcome.html");
    has(
        &page,
        &["the right run: async · a stream keeps three futures going"],
    );
    let each = "{{#timeline lesson-1 runs=\"locked, future waves\" ghost=\"none, stream\"}}";
    let page = with_wrong_runs(each).page("welcome.html");
    assert_eq!(page.matches("Outlined behind it").count(), 1, "{page}");
    let none = "{{#timeline lesson-1 runs=\"future waves\" ghost=\"none\"}}";
    let page = with_wrong_runs(none).page("welcome.html");
    assert!(!page.contains(GHOST), "{page}");
}

#[test]
fn a_shape_is_explained_in_the_first_picture_of_a_page_that_has_it() {
    let text = "{{#timeline lesson-1 runs=\"async\"}}\n\n{{#timeline lesson-1 runs=\"stream\"}}\n\n\
                {{#timeline lesson-1 runs=\"future waves\"}}";
    let page = with_wrong_runs(text).page("welcome.html");
    let pictures = page.split("class=\"timeline\" role=").skip(1);
    let keys = |picture: &str| -> Vec<String> {
        let keys = picture.split("timeline-key timeline-").skip(1);
        keys.map(|key| key.split('"').next().unwrap_or_default().to_owned())
            .collect()
    };
    let keys: Vec<Vec<String>> = pictures.map(keys).collect();
    assert_eq!(keys[0], ["ok", "limit"]);
    assert!(keys[1].is_empty(), "{keys:?}");
    assert_eq!(keys[2], ["ghost"]);
}

#[test]
fn the_time_of_a_run_without_its_answers_is_none() {
    let page = with_wrong_runs("{{#costs lesson-1}}").page("welcome.html");
    has(&page, &[">(0.1 s, unfinished)</td>", ">1.5 s</td>"]);
}
