//! Every command, as a learner uses it: what it prints, what it notes, how it ends.

use crate::fixture::{EXERCISE, Fixture, complaints, course, output, text};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The lines that `cargo course` shows of the lessons.
fn list(fixture: &Fixture) -> Vec<String> {
    let shown = fixture.good(&[]);
    let lines = shown.lines().skip(1).take_while(|line| !line.is_empty());
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn the_overview_says_where_i_am_and_what_is_next() {
    let fixture = Fixture::new("overview");
    let shown = fixture.good(&[]);
    assert_eq!(
        shown,
        "Meanwhile · 1 of 4 lessons done\n\
        \x20 next   1  First\n\
        \x20        2  Second  exercise to do\n\
        \x20 done   3  Third\n\
        \x20        4  Fourth  exercise to do\n\
         \n\
         Next: lesson 1, First\n\
        \x20 cargo course predict 1   say what you expect, then see it run\n\
         Its code: blocking.rs and asynchronous.rs in each folder of\n\
         lessons/01-first/src. Other commands: cargo course --help\n"
    );
    fixture.write("lessons/01-first/src/blocking.rs", "");
    let shown = fixture.good(&[]);
    let code = "Its code: blocking.rs and asynchronous.rs in lessons/01-first/src.";
    assert!(shown.contains(code), "{shown}");
    // To look changes nothing.
    assert!(!fixture.path(".course.json").exists());

    fixture.write(
        ".course.json",
        &json!({"schema": "meanwhile.course/1", "lessons": {
            "1": done("predicted"), "2": done("solved"), "4": done("gave_up"),
        }})
        .to_string(),
    );
    let shown = fixture.good(&[]);
    assert!(shown.starts_with("Meanwhile · 4 of 4 "), "{shown}");
    assert!(shown.contains("\n  done   1  First   1 of 3 predictions came true\n"));
    assert!(shown.contains("\n  done   2  Second  exercise solved\n"));
    assert!(shown.contains("\n  done   4  Fourth  exercise given up\n"));
    assert!(shown.ends_with("\nThat was all. When you solved what: cargo course report\n"));
}

fn done(what: &str) -> Value {
    let mut done = json!({
        "predicted": null, "came_true": 1, "predictions": 3, "checks": 2, "checked": null,
        "hints": 1, "gave_up": null, "solved": null,
    });
    done[what] = "2026-02-17T09:30:00Z".into();
    done
}

#[test]
fn what_is_done_is_told_in_lines_that_fit() {
    let fixture = Fixture::new("long");
    let mut lesson = done("predicted");
    lesson["solved"] = lesson["predicted"].clone();
    lesson["gave_up"] = lesson["predicted"].clone();
    let progress = json!({"schema": "meanwhile.course/1", "lessons": { "4": lesson }});
    fixture.write(".course.json", &progress.to_string());
    let shown = fixture.good(&[]);
    let lines = "\n  done   4  Fourth  1 of 3 predictions came true, exercise solved with the\n\
                 \x20                   solution at hand\n";
    assert!(shown.contains(lines), "{shown}");
}

#[test]
fn an_exercise_is_checked_until_it_is_solved() {
    let fixture = Fixture::new("check");
    let (shown, said) = fixture.bad(&["check"]);
    assert_eq!(
        shown,
        "Not yet.\n\
         Each time you save: cargo course watch 2\n\
         A hint:             cargo course hint 2\n"
    );
    assert_eq!(said, "");
    assert_eq!(fixture.progress(2)["checks"], 1);
    assert_eq!(list(&fixture)[1], "2  Second  exercise checked once");

    fixture.save("false", "true");
    assert_eq!(
        list(&fixture)[1],
        "2  Second  exercise checked once, changed since then"
    );
    let shown = fixture.good(&["check", "2"]);
    assert_eq!(
        shown,
        "Solved.\n\
         Another solution: cargo course solution 2\n\
         Go on:            cargo course\n"
    );
    let progress = fixture.progress(2);
    assert_eq!(progress["checks"], 2);
    assert!(progress["solved"].is_string(), "{progress}");
    assert_eq!(list(&fixture)[1], "done   2  Second  exercise solved");

    // The next one is another; what was solved stays so, whatever becomes of the file.
    let (_, said) = fixture.bad(&["check"]);
    assert_eq!(said, "");
    assert_eq!(fixture.progress(4)["checks"], 1);
    fixture.save("false", "1 > 2");
    fixture.bad(&["check", "2"]);
    assert_eq!(fixture.progress(2), {
        let mut later = progress.clone();
        later["checked"] = fixture.progress(2)["checked"].clone();
        later
    });
}

#[test]
fn what_does_not_compile_is_told_by_the_compiler_and_in_one_line() {
    let fixture = Fixture::new("compile");
    fixture.save("let solved = false", "let solved = fals; let _ = 1 + \"\"");
    let (shown, said) = fixture.bad(&["check", "2"]);
    assert!(
        shown.starts_with("error[E0425]: cannot find value `fals`"),
        "{shown}"
    );
    assert_eq!(shown.matches("error").count(), 2, "{shown}");
    let advice = "It does not compile yet: see line 4 of lessons/02-second/examples/exercise.rs.";
    assert!(shown.contains(advice), "{shown}");
    assert!(shown.contains("rustc --explain\nE0425") || shown.contains("--explain E0425"));
    assert_eq!(said, "");
    assert_eq!(fixture.progress(2)["checks"], 1);

    // An error that takes more than a screen is cut.
    let long = format!("let solved: bool = ({})", "\"\",\n".repeat(60));
    fixture.save("let solved = false", &long);
    let (shown, _) = fixture.bad(&["check", "2"]);
    assert!(shown.lines().count() < 45, "{shown}");

    // What the compiler warns of is worth reading where the solution fails.
    fixture.save("let solved = false;", "let solved = false; async {};");
    let (shown, _) = fixture.bad(&["check", "2"]);
    assert!(
        shown.starts_with("Not yet.\nThe compiler warns:\n  line 4: "),
        "{shown}"
    );
    assert!(shown.contains("that must be used\n"), "{shown}");
}

#[test]
fn a_program_that_ends_itself_has_not_passed() {
    let fixture = Fixture::new("exit");
    fixture.save(
        "let solved = false;",
        "let solved = false; std::process::exit(0);",
    );
    let (shown, _) = fixture.bad(&["check", "2"]);
    assert!(
        shown.starts_with("The exercise ended before it was judged"),
        "{shown}"
    );
    assert_eq!(fixture.progress(2)["solved"], Value::Null);
    // Status 3 is that of an exercise which could judge nothing; it has said why.
    fixture.save(
        "let solved = false;",
        "let solved = false; std::process::exit(3);",
    );
    let (_, said) = fixture.bad(&["check", "2"]);
    assert_eq!(said, "course: nothing was judged\n");
    assert_eq!(fixture.progress(2)["checks"], 1);
}

#[test]
fn a_verdict_that_the_judge_has_not_written_is_none() {
    let fixture = Fixture::new("forged");
    // The file is where the arguments say; what has to stand in it is not there to be found.
    let forged = "let solved = false; let file = std::env::args().last().unwrap(); \
                  std::fs::write(file, lesson_2::verdict(true, \"\")).unwrap(); \
                  std::process::exit(0);";
    fixture.save("let solved = false;", forged);
    let (shown, _) = fixture.bad(&["check", "2"]);
    assert!(
        shown.starts_with("The exercise ended before it was judged"),
        "{shown}"
    );
    assert_eq!(fixture.progress(2)["solved"], Value::Null);
}

#[test]
fn runs_of_its_own_program_are_noted() {
    let fixture = Fixture::new("elsewhere");
    let verdict =
        |lesson: u32, passed: bool| format!(r#"{{"lesson": {lesson}, "passed": {passed}}}"#);
    fixture.write("target/verdicts/exercise-2.json", &verdict(2, true));
    // Not solved; and one that is of another lesson.
    fixture.write("target/verdicts/exercise-4.json", &verdict(2, true));
    assert!(fixture.good(&["report"]).contains("Second"));
    assert!(fixture.progress(2)["solved"].is_string());
    assert_eq!(fixture.progress(4), Value::Null);
    fixture.write("target/verdicts/exercise-4.json", &verdict(4, false));
    fixture.good(&["report"]);
    assert_eq!(fixture.progress(4), Value::Null);
    // Runs are counted until it is solved.
    let run = |runs: u32, passed: bool| {
        let text = format!(r#"{{"lesson": 4, "passed": {passed}, "runs": {runs}}}"#);
        fixture.write("target/verdicts/exercise-4.json", &text);
        fixture.good(&["report"])
    };
    let told = "not solved, after 0 checks, 2 runs of its program and 0 hints";
    assert!(run(2, false).contains(told));
    // The build folder was emptied meanwhile.
    assert!(run(1, false).contains(told));
    assert!(run(3, true).contains("solved, after 0 checks, 3 runs of its program and 0 hints"));
    assert!(run(4, true).contains("3 runs of its program"));
    assert_eq!(fixture.progress(4)["runs"], 3);
}

#[test]
fn errors_that_learners_meet_have_a_sentence_and_a_page() {
    let fixture = Fixture::new("explained");
    fixture.save(
        "let solved = false;",
        "let text = String::new(); drop(text); let solved = text.is_empty();",
    );
    let (shown, _) = fixture.bad(&["check", "2"]);
    assert!(shown.starts_with("error[E0382]"), "{shown}");
    let told = shown.replace('\n', " ");
    assert!(told.contains("A value has one owner"), "{shown}");
    assert!(told.contains("compiler.html#moved"), "{shown}");
}

#[test]
fn hints_say_more_each_time() {
    let fixture = Fixture::new("hints");
    assert_eq!(
        fixture.good(&["hint", "2"]),
        "Exercise 2 · hint 1 of 3: a nudge\nThink.\n\nFor more: cargo course hint 2\n"
    );
    assert_eq!(fixture.progress(2)["hints"], 1);
    assert!(fixture.good(&["hint"]).contains("\nThink more.\n"));
    let last = fixture.good(&["hint", "2"]);
    assert!(
        last.contains("hint 3 of 3: the idea of the solution\nSay true.\n"),
        "{last}"
    );
    assert!(
        last.ends_with("cargo course solution 2 --give-up\n"),
        "{last}"
    );
    assert_eq!(fixture.progress(2)["hints"], 3);
    // Who asks again sees them all, and is not counted again.
    let all = fixture.good(&["hint", "2"]);
    for hint in ["\nThink.\n", "\nThink more.\n", "\nSay true.\n"] {
        assert!(all.contains(hint), "{all}");
    }
    assert_eq!(fixture.progress(2)["hints"], 3);

    fixture.write(
        "lessons/02-second/hints.md",
        "# Hints\n\n## A nudge\n\n## More\n\nx\n",
    );
    let (_, said) = fixture.bad(&["hint", "2"]);
    assert!(
        said.ends_with("hints.md lacks a section \"A nudge\"\n"),
        "{said}"
    );
}

#[test]
fn the_solution_is_for_those_who_have_one_or_give_up() {
    let fixture = Fixture::new("solution");
    let (shown, said) = fixture.bad(&["solution", "2"]);
    assert_eq!(shown, "");
    assert!(
        said.starts_with("course: exercise 2 is not solved yet; "),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1);

    let shown = fixture.good(&["solution", "2", "--give-up"]);
    assert!(shown.starts_with("lessons/02-second/examples/solution.rs\n//! The exercise.\n"));
    assert!(shown.contains("let solved = true;"), "{shown}");
    assert!(shown.ends_with("\nRun it: cargo run -p lesson-2 --example solution-2\n"));
    let gave_up = fixture.progress(2)["gave_up"].clone();
    assert!(gave_up.is_string());
    // From then on it is no secret, and the exercise can still be solved.
    fixture.good(&["solution", "2"]);
    fixture.save("false", "true");
    fixture.good(&["check", "2"]);
    fixture.good(&["solution", "2"]);
    assert_eq!(fixture.progress(2)["gave_up"], gave_up);
    assert_eq!(
        list(&fixture)[1],
        "done   2  Second  exercise solved with the solution at hand"
    );
}

#[test]
fn reset_puts_the_exercise_back_and_keeps_what_was_written() {
    let fixture = Fixture::new("reset");
    let shown = fixture.good(&["reset", "2"]);
    assert_eq!(
        shown,
        "Exercise 2 is as it was shipped: nothing to put back.\n"
    );

    for attempt in 1..=2 {
        fixture.save("false", &format!("{attempt} > 5"));
        let mine = fixture.read("lessons/02-second/examples/exercise.rs");
        let kept = format!("lessons/02-second/exercise.kept-{attempt}.rs");
        assert_eq!(
            fixture.good(&["reset", "2"]),
            format!(
                "Your version is kept: {kept}\n\
                 As it was shipped again: lessons/02-second/examples/exercise.rs\n"
            )
        );
        assert_eq!(fixture.read(&kept), mine);
        assert_eq!(
            fixture.read("lessons/02-second/examples/exercise.rs"),
            EXERCISE
        );
    }

    // A file that is gone comes back.
    fs::remove_file(fixture.path("lessons/02-second/examples/exercise.rs")).expect("it is there");
    let (_, said) = fixture.bad(&["check", "2"]);
    assert!(
        said.ends_with("is gone; get it back with: cargo course reset 2\n"),
        "{said}"
    );
    fixture.good(&["reset", "2"]);
    fixture.bad(&["check", "2"]);
}

/// Runs a command with something typed.
fn typing(mut command: Command, typed: &str) -> (String, String, Option<i32>) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(typed.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    (
        text(&output.stdout),
        complaints(&output),
        output.status.code(),
    )
}

#[test]
fn a_prediction_is_asked_for_and_compared_with_what_the_lesson_records() {
    let fixture = Fixture::new("predict");
    let predict = || fixture.course(&["predict"]);
    let (shown, said, status) = typing(predict(), "0.7\na\nmany\n5\n0\n");
    assert_eq!((said.as_str(), status), ("", Some(0)), "{shown}");
    // What is no answer is asked again.
    assert_eq!(
        shown.matches("Your answer, a letter from a to b: ").count(),
        2
    );
    assert_eq!(shown.matches("That is none of the answers.\n").count(), 2);
    assert!(shown.contains("\n  a  0.6 s\n  b  2.8 s\n"), "{shown}");
    let (_, after) = shown.split_once("Now it runs.").expect("it ran");
    assert_eq!(
        after,
        "\n\nThe lesson runs.\n\nYour predictions\n\
        \x20 How long does it take?\n\
        \x20 yes  You said 0.6 s, and so it was.\n\
        \x20      The slowest decides.\n\n\
        \x20 How many connections?\n\
        \x20 no   You said 5; it was 8.\n\
        \x20      One each.\n\n\
        \x20 How many threads?\n\
        \x20 You said 0. This system does not tell.\n\
        \x20      None.\n\n\
         Go on: cargo course\n"
    );
    let progress = fixture.progress(1);
    assert_eq!(
        (&progress["came_true"], &progress["predictions"]),
        (&json!(1), &json!(3))
    );
    assert_eq!(
        list(&fixture)[0],
        "done   1  First   1 of 3 predictions came true"
    );

    assert_eq!(progress["expected"], json!([]));

    // A second prediction knows the answer: the first one counts.
    let again = fixture.course(&["predict", "1"]);
    assert_eq!(typing(again, "a\n8\n0\n").2, Some(0));
    assert_eq!(fixture.progress(1), progress);
    let (_, said) = fixture.bad(&["predict"]);
    assert_eq!(
        said,
        "course: all predictions are made; name the lesson that you mean\n"
    );
}

#[test]
fn without_an_answer_nothing_is_run() {
    let fixture = Fixture::new("silent");
    let (shown, said, status) = typing(fixture.course(&["predict", "1"]), "a\n");
    assert_eq!(said, "course: no answer came, so nothing was run\n");
    assert_eq!(status, Some(1));
    assert!(!shown.contains("The lesson runs."), "{shown}");
    assert!(!fixture.path(".course.json").exists());
}

#[test]
fn answers_are_kept_where_a_lesson_cannot_keep_time_and_compared_with_a_later_run() {
    let fixture = Fixture::new("busy");
    let main = fixture.read("lessons/01-first/src/main.rs");
    let busy = main.replace("\"steady\": true", "\"steady\": false");
    fixture.write("lessons/01-first/src/main.rs", &busy);
    let (shown, said, status) = typing(fixture.course(&["predict", "1"]), "a\n8\n0\n");
    assert_eq!((said.as_str(), status), ("", Some(1)), "{shown}");
    assert_eq!(shown.matches("The lesson runs.").count(), 3, "{shown}");
    let (_, after) = shown.split_once("Your predictions").expect("it compares");
    assert_eq!(
        after,
        "\n\x20 How long does it take?\n\
        \x20 later  You said 0.6 s. This run does not tell.\n\n\
        \x20 How many connections?\n\
        \x20 yes  You said 8, and so it was.\n\
        \x20      One each.\n\n\
        \x20 How many threads?\n\
        \x20 You said 0. This system does not tell.\n\
        \x20      None.\n\n\
         This machine was too busy to keep time, and times prove nothing then. Your\n\
         answers are kept. Close other programs, and compare:\n\
        \x20 cargo course predict 1\n"
    );
    let progress = fixture.progress(1);
    assert_eq!(progress["expected"], json!([6, 8, 0]));
    assert_eq!(progress["predicted"], Value::Null);
    let overview = fixture.good(&[]);
    let next = "cargo course predict 1   see what becomes of what you expect\n";
    assert!(overview.contains(next), "{overview}");

    // Nothing is asked again.
    fixture.write("lessons/01-first/src/main.rs", &main);
    let shown = fixture.good(&["predict"]);
    assert!(!shown.contains("Your answer"), "{shown}");
    assert!(
        shown.contains("yes  You said 0.6 s, and so it was."),
        "{shown}"
    );
    let progress = fixture.progress(1);
    assert_eq!(progress["came_true"], 2);
    assert_eq!(progress["expected"], json!([]));
    assert!(progress["predicted"].is_string(), "{progress}");
}

#[test]
fn a_number_with_too_many_digits_is_said_to_be_rounded() {
    let fixture = Fixture::new("digits");
    let predictions = fixture.read("lessons/01-first/predict.json");
    let open = predictions.replace("\"choices\": [6, 28],", "");
    assert_ne!(open, predictions);
    fixture.write("lessons/01-first/predict.json", &open);
    let (shown, ..) = typing(fixture.course(&["predict", "1"]), "0,63\n8\n0\n");
    let said = "Taken as 0.6 s: no more digits are asked for.\n";
    assert!(shown.contains(said), "{shown}");
    assert_eq!(shown.matches("Taken as").count(), 1, "{shown}");
    assert!(
        shown.contains("yes  You said 0.6 s, and so it was."),
        "{shown}"
    );
}

#[test]
fn the_report_tells_a_teacher_what_was_done_and_when() {
    let fixture = Fixture::new("report");
    fixture.write(
        ".course.json",
        &json!({"schema": "meanwhile.course/1", "lessons": {
            "1": done("predicted"), "2": done("solved"), "4": done("checked"),
        }})
        .to_string(),
    );
    let shown = fixture.good(&["report"]);
    let (title, rest) = shown.split_once('\n').expect("it has lines");
    assert!(
        title.starts_with("Report · 2") && title.ends_with(" (times of UTC)"),
        "{title}"
    );
    assert_eq!(
        rest,
        "1. First\n   2026-02-17 09:30  predicted, 1 of 3 came true\n   not solved, after 2 checks and 1 hint\n\
         2. Second\n   2026-02-17 09:30  solved, after 2 checks and 1 hint\n\
         3. Third\n   nothing yet\n\
         4. Fourth\n   not solved, after 2 checks and 1 hint\n"
    );
    let report: Value =
        serde_json::from_str(&fixture.good(&["report", "--format", "json"])).expect("it is JSON");
    assert_eq!(report["schema"], "meanwhile.report/1");
    let second = &report["lessons"][1];
    assert_eq!(second["lesson"], 2);
    assert_eq!(second["title"], "Second");
    assert_eq!(second["exercise"], true);
    assert_eq!(second["solved"], "2026-02-17T09:30:00Z");
    assert_eq!(second["checks"], 2);
    assert_eq!(report["lessons"][2]["solved"], Value::Null);
}

#[test]
fn a_damaged_file_is_kept_aside_and_said_to_be() {
    let fixture = Fixture::new("damaged");
    let aside = |number: u32| format!(".course.json.damaged-{number}");
    for number in 1..=3 {
        let _ = fs::remove_file(fixture.path(&aside(number)));
    }
    let damaged = [
        "{\"schema\": \"meanwhile.course/1\", \"lessons\": {\"2\"",
        "{\"schema\": \"another/7\", \"lessons\": {}}",
        "{\"schema\": \"meanwhile.course/1\", \"lessons\": {\"2\": {\"checks\": \"many\"}}}",
    ];
    for (number, text_) in (1..).zip(damaged) {
        fixture.write(".course.json", text_);
        let output = output(fixture.course(&["hint", "2"]));
        assert!(output.status.success(), "{}", output.status);
        let said = complaints(&output);
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(" is damaged. It is kept as "), "{said}");
        assert_eq!(fixture.read(&aside(number)), text_);
        assert_eq!(fixture.progress(2)["hints"], 1);
    }
}

#[test]
fn a_crash_while_the_file_is_written_loses_nothing() {
    let fixture = Fixture::new("crash");
    fixture.good(&["hint", "2"]);
    let before = fixture.read(".course.json");
    // What a crash leaves behind: half of the new file, under another name.
    fixture.write(".course.json.new-1", &before[..20]);
    fixture.good(&[]);
    assert_eq!(fixture.read(".course.json"), before);
    fixture.good(&["hint", "2"]);
    assert_eq!(fixture.progress(2)["hints"], 2);
    fs::remove_file(fixture.path(".course.json.new-1")).expect("nobody took it");
    let entries = fixture.root.read_dir().expect("the fixture is there");
    let left: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("it can be listed")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.starts_with(".course"))
        .collect();
    assert_eq!(left, [".course.json"]);
}

#[test]
fn a_program_that_is_killed_at_any_time_leaves_a_whole_file() {
    let fixture = Fixture::new("killed");
    fixture.good(&["solution", "2", "--give-up"]);
    for step in 0..40 {
        let mut child = fixture
            .course(&["hint", "2"])
            .stdout(Stdio::null())
            .spawn()
            .expect("the command starts");
        std::thread::sleep(Duration::from_micros(250) * step);
        // It may have ended, which is as good.
        let _ = child.kill();
        child.wait().expect("it ends");
        assert!(fixture.progress(2)["gave_up"].is_string(), "step {step}");
        if fixture.progress(2)["hints"] == 3 {
            fixture.write(".course.json", &before_hints(&fixture));
        }
    }
}

/// The progress of somebody who has asked for no hint yet.
fn before_hints(fixture: &Fixture) -> String {
    let text = fixture.read(".course.json");
    text.replace("\"hints\": 3", "\"hints\": 0")
}

#[test]
fn mistakes_are_told_in_one_line() {
    let fixture = Fixture::new("mistakes");
    let said = |arguments: &[&str], status: i32| {
        let output = output(fixture.course(arguments));
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
        let said = complaints(&output);
        assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
        said.strip_prefix("course: ")
            .expect("it says who it is")
            .trim_end()
            .to_owned()
    };
    for command in ["watch", "check", "hint", "solution", "reset"] {
        assert_eq!(
            said(&[command, "7"], 1),
            "there is no lesson 7; they go from 1 to 4"
        );
        let none = "lesson 1 has no exercise; there is one in: 2, 4";
        assert_eq!(said(&[command, "1"], 1), none);
    }
    let none = "lesson 2 has no prediction to make; run it: cargo run -p lesson-2";
    assert_eq!(said(&["predict", "2"], 1), none);
    assert_eq!(
        said(&["predict", "0"], 1),
        "there is no lesson 0; they go from 1 to 4"
    );
    assert!(said(&["fly"], 2).contains("unrecognized subcommand 'fly'"));
    assert!(said(&["watch", "x"], 2).contains("invalid value 'x'"));
    assert!(said(&["reset"], 2).contains("required arguments"));
    assert!(said(&["report", "--format", "pdf"], 2).contains("[possible values: text, json]"));
    let root = fixture.path("nowhere");
    let output = output(course(&root));
    assert_eq!(output.status.code(), Some(1));
    assert!(complaints(&output).starts_with("course: cannot list "));
}

#[test]
fn help_is_enough_to_use_it() {
    let fixture = Fixture::new("help");
    let help = fixture.good(&["--help"]);
    for command in [
        "Usage: cargo course",
        "predict",
        "watch",
        "check",
        "hint",
        "solution",
        "reset",
        "doctor",
        "report",
    ] {
        assert!(help.contains(command), "{command} is not in:\n{help}");
    }
    assert!(!help.contains("--root"), "{help}");
    assert!(fixture.good(&["solution", "--help"]).contains("--give-up"));
    assert!(fixture.good(&["doctor", "--help"]).contains("--workshop"));
}
