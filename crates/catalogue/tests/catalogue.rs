//! Lessons are found in their folder, whatever else lies there.

use catalogue::{Catalogue, Snapshot};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    let folder = path.parent().expect("a file lies in a folder");
    fs::create_dir_all(folder).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

fn repository(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().expect("there is room for a folder");
    for (path, text) in files {
        write(root.path(), path, text);
    }
    root
}

#[test]
fn a_lesson_is_a_numbered_folder_with_a_package() {
    let root = repository(&[
        (
            "lessons/10-last/Cargo.toml",
            "[package]\ndescription = \"Last: what: and why\"\n",
        ),
        ("lessons/02-bare/Cargo.toml", "[package]\n"),
        ("lessons/03-no-package/README.md", ""),
        ("lessons/notes/Cargo.toml", "[package]\n"),
    ]);
    let catalogue = Catalogue::read(root.path()).expect("there are lessons");
    let told = |number| {
        let lesson = catalogue.lesson(number).expect("it is there");
        let names = [lesson.name(), lesson.package(), lesson.chapter()];
        (names, lesson.title.as_str(), lesson.goal.as_str())
    };
    let names = ["02-bare", "lesson-2", "02-bare.md"].map(str::to_owned);
    assert_eq!(told(2), (names, "bare", ""));
    let names = ["10-last", "lesson-10", "10-last.md"].map(str::to_owned);
    assert_eq!(told(10), (names, "Last", "what: and why"));
    assert_eq!(catalogue.lessons.len(), 2);
    assert_eq!(catalogue.lesson(3), None);
    assert_eq!(catalogue.after(2), catalogue.lesson(10));
    assert_eq!(catalogue.after(10), None);
}

#[test]
fn a_repository_without_lessons_is_told() {
    let root = repository(&[("lessons/notes.md", "")]);
    let wrong = Catalogue::read(root.path()).expect_err("no lesson is there");
    assert!(wrong.starts_with("no lesson is in "), "{wrong}");
}

#[test]
fn a_readme_has_a_row_for_each_lesson() {
    let root = repository(&[
        (
            "lessons/01-first/Cargo.toml",
            "[package]\ndescription = \"First: What it is about.\"\n",
        ),
        (
            "lessons/01-first/notes.md",
            "# 30 minutes\n\n**In Python**: `for`\n\n**Ask**: how long?\n",
        ),
    ]);
    let catalogue = Catalogue::read(root.path()).expect("there is a lesson");
    let head = "# Title\n\n| lesson | pattern | in Python | what it shows |\n|---|---|---|---|\n";
    let readme = catalogue.in_readme(&format!("{head}| stale |\n\nMore.\n"));
    let row = "| [1](lessons/01-first/src) | First | `for` | What it is about. |\n";
    assert_eq!(readme, Ok(format!("{head}{row}\nMore.\n")));
    assert!(catalogue.in_readme("# Title\n").is_err());
}

#[test]
fn a_snapshot_is_read_without_its_header() {
    let root = repository(&[
        ("lessons/01-first/Cargo.toml", ""),
        (
            "lessons/01-first/snapshots/text.snap",
            "---\r\nsource: x\r\n---\r\nLesson 1\r\n---\r\n",
        ),
        ("lessons/01-first/snapshots/json.snap", "{}"),
    ]);
    let catalogue = Catalogue::read(root.path()).expect("there is a lesson");
    let lesson = &catalogue.lessons[0];
    let text = lesson.snapshot(Snapshot::Text);
    assert_eq!(text.as_deref(), Ok("Lesson 1\n---\n"));
    let wrong = lesson.snapshot(Snapshot::Json).expect_err("it has none");
    assert!(wrong.ends_with("json.snap has no header"), "{wrong}");
}
