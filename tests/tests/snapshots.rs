//! What every lesson prints, to the letter.

use tests::{lessons, program, snapshot, stderr, stdout, steady};

/// Runs a lesson and compares what it prints with its snapshot.
fn check(lesson: &str, format: &str) {
    let output = steady(program(lesson).args(["--format", format]));
    assert_eq!(stderr(&output), "", "{lesson} complains");
    assert!(
        output.status.success(),
        "{lesson} ends with {}",
        output.status
    );
    let name = format!("{lesson}.{format}");
    if cfg!(any(target_os = "linux", target_os = "macos")) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_description(format!("cargo run -p {lesson} -- --format {format}"));
        settings.bind(|| insta::assert_snapshot!(name, stdout(&output)));
    } else {
        // Other systems do not tell how many threads there are. Nothing else may differ.
        let expected = snapshot(&name);
        assert_eq!(
            without_threads(&stdout(&output)),
            without_threads(&expected)
        );
    }
}

/// A lesson's output without the threads: in text a column at the end, in JSON one field.
fn without_threads(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("\"new_threads\":"))
        .collect();
    // The title of the column takes two lines where the table would be too wide.
    let head = lines.iter().enumerate().find_map(|(at, line)| {
        let one = line.strip_suffix("  new threads").map(|rest| (at, rest));
        let two = line.strip_suffix("  threads");
        one.or(two.map(|rest| (at.saturating_sub(1), rest)))
    });
    let (from, width) = head.map_or((lines.len(), 0), |(from, rest)| (from, rest.len()));
    // The table goes on to the next blank line. The title of an idea may end before the column.
    let rows = lines[from..].iter().take_while(|line| !line.is_empty());
    let table = from..from + rows.count();
    let cut = |(at, line): (usize, &&str)| match line.get(..width) {
        Some(rest) if table.contains(&at) => rest.trim_end().to_owned() + "\n",
        _ => format!("{line}\n"),
    };
    lines.iter().enumerate().map(cut).collect()
}

#[test]
fn a_system_that_does_not_tell_its_threads_differs_in_nothing_else() {
    let with = "· a\n\n          time  new threads\n  async  0.6 s            0\n\nLook.\n";
    let without = "· a\n\n          time\n  async  0.6 s\n\nLook.\n";
    assert_eq!(without_threads(with), without);
    assert_eq!(without_threads(without), without);
    let with =
        "\n         hung      new\n           up  threads\n  1. Idea\n  async     5        0\n";
    let without = "\n         hung\n           up\n  1. Idea\n  async     5\n";
    assert_eq!(without_threads(with), without);
    assert_eq!(without_threads(without), without);
    let json = "{\n  \"name\": \"async\",\n  \"new_threads\": 8\n}\n";
    assert_eq!(without_threads(json), "{\n  \"name\": \"async\",\n}\n");
}

macro_rules! snapshots {
    ($($lesson:ident $name:literal),* $(,)?) => {
        const TESTED: &[&str] = &[$($name),*];
        $(mod $lesson {
            #[test]
            fn prints_what_it_should() {
                super::check($name, "text");
            }

            #[test]
            fn records_what_it_should() {
                super::check($name, "json");
            }
        })*
    };
}

snapshots! {
    lesson_1 "lesson-1",
    lesson_2 "lesson-2",
    lesson_3 "lesson-3",
    lesson_4 "lesson-4",
    lesson_5 "lesson-5",
    lesson_6 "lesson-6",
    lesson_7 "lesson-7",
}

#[test]
fn every_lesson_has_its_snapshots_and_no_snapshot_is_left_over() {
    let lessons: Vec<String> = lessons()
        .iter()
        .map(|(number, _)| format!("lesson-{number}"))
        .collect();
    assert_eq!(lessons, TESTED, "the lessons, and those in the list above");
    let mut wanted: Vec<String> = lessons
        .iter()
        .flat_map(|lesson| ["json", "text"].map(|format| format!("{lesson}.{format}.snap")))
        .collect();
    let folder = tests::root().join("tests/snapshots");
    let mut found: Vec<String> = folder
        .read_dir()
        .expect("tests/snapshots is there")
        .map(|entry| {
            entry
                .expect("it can be listed")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| !name.ends_with(".snap.new"))
        .collect();
    wanted.sort();
    found.sort();
    assert_eq!(found, wanted, "the snapshots in tests/snapshots");
}
