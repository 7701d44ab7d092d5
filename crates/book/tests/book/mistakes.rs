//! What the build refuses: every mistake is named with its file and line.

use crate::common::Fixture;

/// What is said of lines that are added to the page `welcome.md` from its line 5 on.
#[track_caller]
fn welcome_is_refused(text: &str, expected: &[&str]) {
    let fixture = Fixture::new();
    fixture.welcome(text);
    let expected: Vec<String> = expected
        .iter()
        .map(|what| format!("book/src/welcome.md:{what}"))
        .collect();
    assert_eq!(fixture.mistakes(), expected, "{text}");
}

#[test]
fn the_small_book_is_all_right() {
    let page = Fixture::new().page("01-first.html");
    let code = "pub fn ask() {</span>\n<span class=\"line\" style=\"--in:4\"><span class=\"in\">    </span>send();</span>\n";
    assert!(page.contains(code), "{page}");
}

#[test]
fn a_missing_file_to_include() {
    let fixture = Fixture::new();
    fixture.remove("lessons/01-first/src/blocking.rs");
    let mistakes = fixture.mistakes();
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    let what = "book/src/01-first.md:4: cannot include ../../lessons/01-first/src/blocking.rs: ";
    assert!(mistakes[0].starts_with(what), "{mistakes:?}");
}

#[test]
fn a_missing_item_to_include() {
    let fixture = Fixture::new();
    fixture.write("lessons/01-first/src/blocking.rs", "pub fn asked() {}\n");
    let what = "there is no ask in ../../lessons/01-first/src/blocking.rs";
    assert_eq!(
        fixture.mistakes(),
        [format!("book/src/01-first.md:4: {what}")]
    );
    fixture.welcome(
        "{{#compare lesson-1 left=\"blocking.rs: asked\" right=\"asynchronous.rs: tell\"}}",
    );
    assert_eq!(
        fixture.mistakes()[0],
        "book/src/welcome.md:5: there is no tell in asynchronous.rs"
    );
}

#[test]
fn an_unknown_lesson() {
    for directive in [
        "{{#timeline lesson-9 runs=\"blocking\"}}",
        "{{#output lesson-9}}",
        "{{#costs lesson-9}}",
        "a {{#measured lesson-9 run=\"blocking\" of=\"time\"}} b",
        "{{#what-if lesson-9 runs=\"blocking\"}}",
        "{{#compare lesson-9 left=\"blocking.rs\" right=\"asynchronous.rs\"}}",
    ] {
        welcome_is_refused(directive, &["5: unknown lesson lesson-9"]);
    }
}

#[test]
fn an_agenda_that_is_too_short_or_cannot_be_read() {
    let agenda = |minutes: &str, first: &str| {
        format!("{{{{#agenda title=\"Evening\" minutes=\"{minutes}\" first=\"{first}\"}}}}")
    };
    let none = "lessons/01-first/notes.md should begin with a line such as: # 45 minutes";
    for (minutes, first, what) in [
        (
            "49",
            "Welcome: 20",
            "lesson-1 takes 30 minutes, and Evening 1 has room for 29",
        ),
        (
            "60",
            "Lunch",
            "Lunch does not say how long it takes: Break: 15",
        ),
        ("long", "", "minutes are a number, not long"),
    ] {
        welcome_is_refused(&agenda(minutes, first), &[&format!("5: {what}")]);
    }
    let fixture = Fixture::new();
    fixture.write("lessons/01-first/notes.md", "Ask.\n");
    fixture.welcome(&format!("{}\n\n{{{{#notes}}}}", agenda("60", "")));
    let expected = [5, 7].map(|line| format!("book/src/welcome.md:{line}: {none}"));
    assert_eq!(fixture.mistakes(), expected);
}

#[test]
fn an_unknown_timeline() {
    let what = "unknown timeline fast: the runs of Lesson 1 · Sequential are blocking, async";
    welcome_is_refused(
        "One.\n\n{{#timeline lesson-1 runs=\"async, fast\"}}\n\nMore.\n\n{{#output lesson-1 run=\"fast\"}}",
        &[&format!("7: {what}"), &format!("11: {what}")],
    );
}

#[test]
fn a_directive_that_says_too_much_too_little_or_nothing_known() {
    for (directive, what) in [
        ("{{#timelines lesson-1}}", "unknown directive timelines"),
        ("{{#timeline lesson-1}}", "{{#timeline}} lacks runs=\"...\""),
        ("{{#output}}", "{{#output}} does not say of what"),
        (
            "{{#output lesson-1 runs=\"async\"}}",
            "{{#output}} knows no runs",
        ),
        (
            "{{#output lesson-1 run=async}}",
            "run= wants its value in double quotes",
        ),
        ("{{#output lesson-1", "}} is missing"),
        ("{{#predict}}", "{{#predict}} does not say of what"),
        (
            "{{#lines lesson-1 in=\"blocking.rs\"}}",
            "{{#lines}} lacks from=\"...\"",
        ),
        (
            "{{#lines lesson-1 in=\"blocking.rs\" from=\"send\" to=\"ask\"}}",
            "no line of blocking.rs has ask",
        ),
    ] {
        welcome_is_refused(directive, &[&format!("5: {what}")]);
    }
}

#[test]
fn an_unknown_figure() {
    let fixture = Fixture::new();
    fixture.welcome("It took {{#measured lesson-1 run=\"async\" of=\"speed\"}}.");
    let mistakes = fixture.mistakes().join("\n");
    assert!(
        mistakes.starts_with("book/src/welcome.md:5: unknown figure speed: there are time, "),
        "{mistakes}"
    );
    welcome_is_refused(
        "{{#measured lesson-1 run=\"async\" of=\"start of article 9\"}}",
        &["5: the run async has no request article 9"],
    );
}

#[test]
fn a_prediction_that_the_record_does_not_answer() {
    let asked = |question: &str| {
        let fixture = Fixture::new();
        fixture.welcome("{{#predict lesson-1}}");
        let question = format!(
            "{{\"name\": \"time\", \"ask\": \"How long?\", {question}, \"because\": \"So.\"}}"
        );
        let file = format!("{{\"schema\": \"meanwhile.predict/1\", \"questions\": [{question}]}}");
        fixture.write("lessons/01-first/predict.json", &file);
        fixture.mistakes().join("\n")
    };
    let time = "\"answer\": \"/runs/async/timeline/metrics/time\", \"unit\": \"ticks\"";
    for (question, what) in [
        (
            format!("{time}, \"choices\": [6, 10]"),
            ", \"How long?\": the record says 2.8 s, which is none of the choices",
        ),
        (
            "\"answer\": \"/runs/async/speed\"".to_owned(),
            ", \"How long?\": the record has no answer at /runs/async/speed",
        ),
        (
            format!("{time}, \"choices\": 6"),
            ": question 1: \"choices\" are a list of two or more",
        ),
    ] {
        let expected = "lessons/01-first/predict.json";
        assert_eq!(
            asked(&question),
            format!("book/src/welcome.md:5: {expected}{what}")
        );
    }
}

#[test]
fn a_question_that_the_lesson_does_not_have() {
    let fixture = Fixture::new();
    fixture.welcome("{{#predict lesson-1 ask=\"threads\"}}");
    let question = |name: &str| {
        format!(
            "{{\"name\": \"{name}\", \"ask\": \"?\", \"answer\": \"/runs/async/timeline/metrics/time\", \
             \"because\": \"So.\"}}"
        )
    };
    let questions = format!("{}, {}", question("time"), question("last"));
    fixture.write(
        "lessons/01-first/predict.json",
        &format!("{{\"schema\": \"meanwhile.predict/1\", \"questions\": [{questions}]}}"),
    );
    let those = "those of lessons/01-first/predict.json are time, last";
    let expected = format!("book/src/welcome.md:5: unknown question threads: {those}");
    assert_eq!(fixture.mistakes(), [expected]);
}

#[test]
fn an_error_that_nobody_recorded() {
    let fixture = Fixture::new();
    fixture.welcome("{{#error maybe}}\n\n{{#error no of=\"line\"}}\n\n{{#error bare}}");
    fixture.write("book/errors/no.txt", "rustc 1.2.3\n\nerror: no\n");
    fixture.write("book/errors/bare.txt", "error: no\n");
    let mistakes = fixture.mistakes();
    let how = "make it with: INSTA_UPDATE=always cargo test -p book the_compiler";
    let missing = "book/src/welcome.md:5: book/errors/maybe.txt: ";
    assert!(mistakes[0].starts_with(missing) && mistakes[0].ends_with(how));
    assert_eq!(
        mistakes[1..],
        [
            "book/src/welcome.md:7: of an error there is compiler, not line".to_owned(),
            format!(
                "book/src/welcome.md:9: book/errors/bare.txt: it does not name its compiler; {how}"
            ),
        ]
    );
}

#[test]
fn a_lesson_without_predictions() {
    let fixture = Fixture::new();
    fixture.welcome("{{#predict lesson-1}}");
    let mistakes = fixture.mistakes().join("\n");
    let file = "lessons/01-first/predict.json";
    let expected = format!("book/src/welcome.md:5: cannot read {file}: ");
    assert!(mistakes.starts_with(&expected), "{mistakes}");
}

/// How the record of the lab is made.
const MAKE: &str = "make it with: cargo run --release -p lab -- --record book/lab.json";

#[test]
fn what_the_record_of_the_lab_does_not_have() {
    let directives = [
        (
            "{{#lab claim-7}}",
            "unknown experiment claim-7: the lab has claim-1",
        ),
        ("{{#lab}}", "{{#lab}} does not say of what"),
        (
            "{{#lab claim-1 columns=\"limit, speed\"}}",
            "unknown figure speed: claim-1 has claimed; limit; measured; sent; verdict",
        ),
        (
            "{{#lab claim-1 rows=\"50 tasks\"}}",
            "{{#lab}} knows no rows",
        ),
        ("{{#lab-chart claim-1}}", "{{#lab-chart}} lacks of=\"...\""),
        (
            "{{#lab-chart claim-1 rows=\"9 tasks\" of=\"limit\"}}",
            "unknown row 9 tasks: claim-1 has in turn; 50 | threads; 50 tasks",
        ),
        (
            "{{#lab-chart claim-1 of=\"limit, verdict\"}}",
            "a chart shows figures of one unit, and verdict has another",
        ),
        (
            "{{#lab-chart claim-1 of=\"limit, sent\"}}",
            "a chart shows figures of one unit, and sent has another",
        ),
        (
            "{{#lab-chart claim-1 of=\"limit, limit, limit, limit\"}}",
            "a chart shows one to 3 figures",
        ),
        (
            "{{#lab-figure claim-1 row=\"in turn\" of=\"speed\"}}",
            "unknown figure speed: claim-1 has claimed; limit; measured; sent; verdict",
        ),
        (
            "{{#lab-figure claim-1 row=\"50 tasks\" of=\"measured\"}}",
            "the record has no figure there: measured of 50 tasks in claim-1 is \"too busy\"",
        ),
        (
            "{{#lab-figure claim-1 note=\"unequal\"}}",
            "unknown note unequal: claim-1 has equal",
        ),
        (
            "{{#lab-figure made of=\"weather\"}}",
            "unknown figure weather: of the record there are build, date, processors",
        ),
    ];
    for (directive, what) in directives {
        let fixture = Fixture::new();
        fixture.lab();
        fixture.welcome(&format!("One.\n\n{directive}"));
        assert_eq!(
            fixture.mistakes(),
            [format!("book/src/welcome.md:7: {what}")]
        );
    }
}

#[test]
fn a_lab_without_a_record_that_is_of_use() {
    let fixture = Fixture::new();
    fixture.welcome("{{#lab claim-1}}");
    let mistakes = fixture.mistakes().join("\n");
    let file = "book/src/welcome.md:5: book/lab.json: ";
    assert!(mistakes.starts_with(file), "{mistakes}");
    assert!(mistakes.ends_with(MAKE), "{mistakes}");
    for (record, what) in [
        ("{\"schema\": 7}", "the schema is 7, not meanwhile.lab/1"),
        (
            "{\"schema\": \"meanwhile.lab/1\", \"made\": {\"build\": \"debug\"}}",
            "it was made by a debug build, whose figures are of no use",
        ),
    ] {
        fixture.write("book/lab.json", record);
        assert_eq!(fixture.mistakes(), [format!("{file}{what}; {MAKE}")]);
    }
    fixture.write("book/lab.json", "{");
    assert!(fixture.mistakes()[0].starts_with(&format!("{file}EOF while")));
}

#[test]
fn a_dead_link() {
    welcome_is_refused(
        "[a](01-first.md) [b](02-second.md)\n\n<a href=\"third.html\">c</a> [d](../../README.md)\n\n[e]\n\n[e]: /fourth.md",
        &[
            "5: dead link: there is no 02-second.md",
            "7: dead link: there is no third.html",
            "7: dead link: ../../README.md leads out of the book",
            "9: dead link: /fourth.md leads out of the book",
        ],
    );
}

#[test]
fn a_dead_fragment() {
    welcome_is_refused(
        "[a](#to-this-book) [b](#to-that-book)\n[c](01-first.md#first)\n[d](01-first.md#last)",
        &[
            "5: dead link: #to-that-book has no #to-that-book",
            "7: dead link: 01-first.md#last has no #last",
        ],
    );
}

#[test]
fn a_link_into_the_world_is_not_followed() {
    let fixture = Fixture::new();
    fixture.welcome("[a](https://example.invalid/b#c) <d@example.invalid>");
    assert!(fixture.page("welcome.html").contains("example.invalid/b#c"));
}

#[test]
fn a_chapter_without_a_lesson() {
    let fixture = Fixture::new();
    fixture.write(
        "book/src/SUMMARY.md",
        "# Summary\n\n[Welcome](welcome.md)\n\n- [First](01-first.md)\n- [Second](02-second.md)\n",
    );
    fixture.write("book/src/02-second.md", "# Second\n");
    let what = "book/src/SUMMARY.md:6: the chapter 02-second.md has no lesson";
    assert_eq!(fixture.mistakes(), [what]);
}

#[test]
fn a_lesson_without_a_chapter() {
    let fixture = Fixture::new();
    fixture.write("lessons/02-second/Cargo.toml", "");
    let what = "book/src/SUMMARY.md:5: lessons/02-second has no chapter 02-second.md here";
    assert_eq!(fixture.mistakes(), [what]);
}

#[test]
fn a_chapter_under_another_name_than_its_lesson() {
    let fixture = Fixture::new();
    fixture.write("lessons/02-second/Cargo.toml", "");
    fixture.write(
        "book/src/SUMMARY.md",
        "# Summary\n\n[Welcome](welcome.md)\n\n- [First](01-first.md)\n- [Second](02-two.md)\n",
    );
    fixture.write("book/src/02-two.md", "# Second\n");
    assert_eq!(
        fixture.mistakes(),
        [
            "book/src/SUMMARY.md:6: the chapter 02-two.md has no lesson",
            "book/src/SUMMARY.md:6: lessons/02-second has no chapter 02-second.md here",
        ]
    );
}

#[test]
fn a_chapter_with_another_title_than_its_lesson() {
    let fixture = Fixture::new();
    fixture.write(
        "book/src/SUMMARY.md",
        "# Summary\n\n[Welcome](welcome.md)\n\n- [Frist](01-first.md)\n",
    );
    fixture.write("book/src/01-first.md", "# Last\n");
    assert_eq!(
        fixture.mistakes(),
        [
            "book/src/01-first.md:1: the title of lessons/01-first is: First",
            "book/src/SUMMARY.md:5: the title of 01-first.md is: First",
        ]
    );
}

#[test]
fn a_link_that_says_the_number_of_another_lesson() {
    welcome_is_refused(
        "| `gather` | [1](01-first.md), [2](01-first.md) |",
        &["5: the link 2 leads to lesson 1"],
    );
}

#[test]
fn a_page_that_is_not_listed_and_one_that_is_not_there() {
    let fixture = Fixture::new();
    fixture.write("book/src/notes.md", "# Notes\n");
    let what = "book/src/notes.md:1: no line of SUMMARY.md leads to this page";
    assert_eq!(fixture.mistakes(), [what]);
    fixture.remove("book/src/notes.md");
    fixture.remove("book/src/welcome.md");
    let mistakes = fixture.mistakes();
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    assert!(
        mistakes[0].starts_with("book/src/SUMMARY.md:3: welcome.md: "),
        "{mistakes:?}"
    );
}

#[test]
fn an_image_without_a_text_alternative() {
    let what = "the image has no text alternative";
    welcome_is_refused(
        "![a picture](picture.svg)\n\n![](picture.svg)\n\n<img src=\"picture.svg\">\n\n<img alt=\"b\" src=\"picture.svg\">",
        &[&format!("7: {what}"), &format!("9: {what}")],
    );
}

#[test]
fn code_and_output_that_are_pasted() {
    let rust = "Rust code comes from a lesson: {{#include ...}} and nothing else";
    welcome_is_refused("```rust\nfn main() {}\n```", &[&format!("5: {rust}")]);
    welcome_is_refused(
        "```rust,ignore\nfn main() {}\n```",
        &[&format!("5: {rust}")],
    );
    welcome_is_refused(
        "```text\nblocking 2.8 s\n```",
        &["5: output comes from a snapshot, by {{#output ...}}; code is sh, python, toml or rust"],
    );
    welcome_is_refused(
        "```\ncargo run\n```",
        &["5: a code block says what language it is in"],
    );
}

#[test]
fn what_mdbook_only_warns_of() {
    let fixture = Fixture::new();
    fixture.welcome("<div>\n\nNever closed");
    let mistakes = fixture.mistakes().join("\n");
    assert!(mistakes.contains("mdBook warns: "), "{mistakes}");
    assert!(mistakes.contains("welcome.md"), "{mistakes}");
}

#[test]
fn a_snapshot_that_is_no_record() {
    let fixture = Fixture::new();
    let record = "---\nsource: x\n---\n{ \"lesson\": 1, \"runs\": [{ \"timeline\": {} }] }";
    fixture.write("lessons/01-first/snapshots/json.snap", record);
    fixture.welcome("{{#costs lesson-1}}");
    let mistakes = fixture.mistakes().join("\n");
    let what = "book/src/welcome.md:5: lessons/01-first/snapshots/json.snap: not a timeline: the schema is null";
    assert!(mistakes.starts_with(what), "{mistakes}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let fixture = Fixture::new();
    fixture.welcome("![](picture.svg)\n\n{{#nothing}}");
    fixture.write("lessons/02-second/Cargo.toml", "");
    assert_eq!(fixture.mistakes().len(), 3);
}

#[test]
fn a_ghost_that_is_no_right_run() {
    let fixture = Fixture::new();
    let recorded = format!("---\nsource: x\n---\n{}\n", crate::common::record(3));
    fixture.write("lessons/01-first/snapshots/json.snap", &recorded);
    for (runs, ghost, what) in [
        (
            "locked",
            "no permit",
            "no permit is no right run to compare locked with",
        ),
        (
            "async",
            "async",
            "async is no right run to compare async with",
        ),
        ("locked", "fast", "unknown timeline fast"),
        (
            "locked",
            "async, stream",
            "ghost= names one run for all, or one for each",
        ),
    ] {
        fixture.welcome(&format!(
            "{{{{#timeline lesson-1 runs=\"{runs}\" ghost=\"{ghost}\"}}}}"
        ));
        let mistakes = fixture.mistakes();
        assert_eq!(mistakes.len(), 1, "{mistakes:?}");
        assert!(mistakes[0].contains(what), "{mistakes:?}");
    }
}
