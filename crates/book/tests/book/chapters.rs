//! Every chapter keeps one order, and is read in twelve minutes.

use crate::common::{Fixture, repository};
use book::{Chapter, chapters};
use std::fs;

/// Minutes in which a chapter is read, up to its exercise.
const MINUTES: f64 = 12.0;

/// Words of prose for each line of code, at least. Code that nobody explains is not read.
const WORDS: usize = 5;

#[test]
fn every_chapter_keeps_the_order_and_is_read_in_twelve_minutes() {
    let chapters = chapters(&repository()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert!(chapters.len() > 6, "{} chapters", chapters.len());
    let mut wrong = Vec::new();
    for chapter in chapters {
        let (minutes, file) = (chapter.minutes(), chapter.file.display());
        let Chapter { words, lines, .. } = chapter;
        let read = format!("{file}: {words} words, {lines} lines of code, {minutes:.1} minutes");
        // With --nocapture, who writes a chapter sees what there is left.
        println!("{read}");
        wrong.extend(chapter.mistakes.iter().map(ToString::to_string));
        if minutes > MINUTES {
            wrong.push(format!("{read}, and a reader has {MINUTES}"));
        }
        if words < WORDS * lines {
            wrong.push(format!("{read}: fewer than {WORDS} words for a line"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const GOOD: &str = "\
# First

> How long?

Words that are new.

## A loop

{{#predict ask=\"time\"}}

{{#timeline runs=\"blocking, async\"}}

{{#costs}}

{{#compare left=\"blocking.rs: ask\" right=\"asynchronous.rs: ask\"}}

Why.

## When to choose which

This one.

## In Python

That one.

```python
await call()
```

## Aside: more

```rust
{{#include ../../lessons/01-first/src/blocking.rs:ask}}
```

## Exercise

Do it, in as many words as are needed.

## Further reading

None.
";

const QUESTIONS: &str = r#"{"schema": "meanwhile.predict/1", "questions": [
    {"name": "time", "ask": "How long is it?", "answer": "/runs/async/timeline/metrics/time",
     "unit": "ticks", "choices": [6, 28], "because": "All of it."}
]}"#;

fn read(chapter: &str) -> Chapter {
    let fixture = Fixture::new();
    fixture.write("lessons/01-first/predict.json", QUESTIONS);
    fixture.write("book/src/01-first.md", chapter);
    let mut chapters = chapters(fixture.root()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(chapters.len(), 1);
    chapters.remove(0)
}

/// What is said of the good chapter when a part of it is another.
fn with(part: &str, other: &str) -> String {
    assert_eq!(GOOD.matches(part).count(), 1, "{part}");
    let mistakes = read(&GOOD.replace(part, other)).mistakes;
    let told = mistakes.iter().map(ToString::to_string);
    let told = told.map(|line| line.replace("book/src/01-first.md:", ""));
    told.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_there_is_to_read_is_counted_up_to_the_exercise() {
    let chapter = read(GOOD);
    assert_eq!(chapter.mistakes, []);
    // 9 up to the question, 7 of the question, and 13 after it, with the headings.
    assert_eq!(chapter.words, 29);
    // Both forms end alike, and the aside has nothing new.
    let lines = [
        "pub fn ask() {",
        "send();",
        "}",
        "pub async fn ask() {",
        "send().await;",
    ];
    assert_eq!(chapter.lines, lines.len() + 1);
    assert_eq!(chapter.pictures, 1);
    let seconds = 29.0 * 0.3 + 6.0 * 3.0 + 10.0;
    assert!((chapter.minutes() * 60.0 - seconds).abs() < 1e-6);
}

#[test]
fn a_chapter_begins_with_its_question() {
    let told = "1: a chapter begins with its question: > ...?";
    assert_eq!(with("> How long?", "How long?"), told);
    assert_eq!(with("> How long?", "> It is long."), told);
    assert_eq!(
        with("> How long?\n\nWords", "Words.\n\n> How long?\n\nWords"),
        told
    );
}

#[test]
fn a_prediction_comes_before_the_picture_and_code_after_it() {
    let (predict, timeline) = (
        "{{#predict ask=\"time\"}}\n\n",
        "{{#timeline runs=\"blocking, async\"}}\n\n",
    );
    let swapped = with(&[predict, timeline].concat(), &[timeline, predict].concat());
    assert_eq!(
        swapped,
        "9: a section asks for a prediction before it shows a picture\n\
         11: time is asked when the run async was shown already\n\
         11: time is asked, and no picture of its section shows the run async"
    );
    assert_eq!(
        with(predict, ""),
        "1: time is never asked\n9: a section asks for a prediction before it shows a picture"
    );
    assert_eq!(
        with(timeline, ""),
        "9: time is asked, and no picture of its section shows the run async\n\
         11: {{#costs}} stands before the picture of its part\n\
         13: {{#compare}} stands before the picture of its part"
    );
    let twice = with(predict, &predict.repeat(2));
    assert_eq!(twice, "11: time is asked a second time");
    // Another run is no answer, and a figure is one.
    let other = with("runs=\"blocking, async\"", "runs=\"blocking\"");
    assert_eq!(
        other,
        "9: time is asked, and no picture of its section shows the run async"
    );
    let told = with(
        "Words that are new.",
        "It takes {{#measured run=\"async\" of=\"time\"}}.",
    );
    assert_eq!(
        told,
        "9: time is asked when the run async was shown already"
    );
}

#[test]
fn a_part_of_a_section_shows_its_own_picture_before_its_code() {
    let lines = "{{#lines in=\"blocking.rs\" from=\"send(\"}}";
    let part = |text: &str| format!("Why.\n\n### The wrong version\n\n{text}\n");
    let told = "21: {{#lines}} stands before the picture of its part";
    assert_eq!(with("Why.\n", &part(lines)), told);
    let pictured = format!("{{{{#timeline runs=\"async\"}}}}\n\n{lines}");
    assert_eq!(with("Why.\n", &part(&pictured)), "");
}

#[test]
fn a_chapter_has_few_ideas_and_the_same_end() {
    let idea = |number: u32| format!("## Idea {number}\n\nText.\n\n");
    let ideas: String = (1..=3).map(idea).collect();
    assert_eq!(
        with("## When to", &format!("{ideas}## When to")),
        "1: a chapter has one to 3 sections with an idea, not 4"
    );
    let end = "1: after its ideas a chapter has the sections When to choose which, In Python, \
               Exercise, Further reading; what is beside the ideas is called Aside: ... and stands \
               before the exercise";
    assert_eq!(with("## In Python", "## In other words"), end);
    // What comes without such a name is taken for an idea, in the wrong place.
    let more = with("## Aside: more", "## More");
    assert!(more.starts_with(end), "{more}");
    assert_eq!(with("## Further reading\n\nNone.\n", ""), end);
}

#[test]
fn what_is_wrong_is_drawn() {
    let fixture = Fixture::new();
    let path = "lessons/01-first/snapshots/json.snap";
    let record = fs::read_to_string(fixture.root().join(path)).expect("it is there");
    fixture.write(path, &record.replace("\"wrong\": false", "\"wrong\": true"));
    fixture.write("lessons/01-first/predict.json", QUESTIONS);
    let chapter = GOOD.replace("runs=\"blocking, async\"", "runs=\"async\"");
    fixture.write("book/src/01-first.md", &chapter);
    let chapters = chapters(fixture.root()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let told: Vec<String> = chapters[0]
        .mistakes
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        ["book/src/01-first.md:1: no picture shows what is wrong in the run blocking"]
    );
}

#[test]
fn a_chapter_that_is_laid_keeps_the_order() {
    let template = include_str!("../../../course/template/chapter.md");
    let questions = include_str!("../../../course/template/predict.json");
    let fixture = Fixture::new();
    let source = include_str!("../../../course/template/src/blocking.rs");
    let program = include_str!("../../../course/template/python/asynchronous.py");
    fixture.write("lessons/01-first/python/asynchronous.py", program);
    for form in ["blocking", "asynchronous"] {
        fixture.write(&format!("lessons/01-first/src/{form}.rs"), source);
    }
    fixture.write("lessons/01-first/predict.json", questions);
    fixture.write(
        "book/src/01-first.md",
        &template
            .replace("@TITLE@", "First")
            .replace("@NAME@", "01-first"),
    );
    let chapters = chapters(fixture.root()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(chapters[0].mistakes, []);
    // And it can be built, with all that is still to be written in it.
    fixture.write(
        "lessons/01-first/exercise.orig.rs",
        "//! Exercise 1: all.\n",
    );
    let page = fixture.page("01-first.html");
    assert!(page.contains("<timeline-player>"), "{page}");
}
