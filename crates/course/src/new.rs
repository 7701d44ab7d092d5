//! A new lesson: what every lesson has in common is laid, and what is to be written is said where it
//! is to be written.

use crate::{Course, Outcome, cannot};
use catalogue::Catalogue;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// The parts of a lesson, from its folder. `@NUMBER@`, `@TITLE@` and `@NAME@` stand for those of the
/// lesson. What has to be written is marked, `WRITE 3: ...`, with the step in which it is; a test of
/// the repository finds the marks.
const PARTS: [(&str, &str); 15] = [
    ("Cargo.toml", include_str!("../template/Cargo.toml")),
    ("src/lib.rs", include_str!("../template/src/lib.rs")),
    ("src/main.rs", include_str!("../template/src/main.rs")),
    (
        "src/blocking.rs",
        include_str!("../template/src/blocking.rs"),
    ),
    (
        "src/asynchronous.rs",
        include_str!("../template/src/asynchronous.rs"),
    ),
    (
        "python/blocking.py",
        include_str!("../template/python/blocking.py"),
    ),
    (
        "python/asynchronous.py",
        include_str!("../template/python/asynchronous.py"),
    ),
    (
        "src/exercise.rs",
        include_str!("../template/src/exercise.rs"),
    ),
    (
        "examples/exercise.rs",
        include_str!("../template/examples/exercise.rs"),
    ),
    (
        "examples/solution.rs",
        include_str!("../template/examples/solution.rs"),
    ),
    (
        "exercise.orig.rs",
        include_str!("../template/examples/exercise.rs"),
    ),
    ("tests/wrong.rs", include_str!("../template/tests/wrong.rs")),
    ("hints.md", include_str!("../template/hints.md")),
    ("predict.json", include_str!("../template/predict.json")),
    ("notes.md", include_str!("../template/notes.md")),
];

const CHAPTER: &str = include_str!("../template/chapter.md");

/// Lays a lesson, its chapter, and the lines by which README and book lead there.
pub(crate) fn lay(course: &Course, number: u32, slug: &str, title: Option<&str>) -> Outcome {
    if let Some(other) = course.lessons.iter().find(|other| other.number == number) {
        let other = course.shown(&other.folder);
        return Err(format!("lesson {number} is there already: {other}"));
    }
    let named = title.map_or_else(|| from_slug(slug), str::to_owned);
    let name = format!("{number:02}-{slug}");
    let fill = |text: &str| {
        text.replace("@NUMBER@", &number.to_string())
            .replace("@TITLE@", &named)
            .replace("@NAME@", &name)
    };
    let folder = course.root.join("lessons").join(&name);
    let pages = course.root.join("book/src");
    // What could be wrong with the list of pages is known before anything is written.
    let summary = pages.join("SUMMARY.md");
    let listed = fs::read_to_string(&summary).map_err(cannot("read", &summary))?;
    let listed = with_chapter(&listed, number, &format!("- [{named}]({name}.md)"))
        .ok_or_else(|| format!("{} lists no chapter", course.shown(&summary)))?;
    for (part, text) in PARTS {
        write(&folder.join(part), &fill(text))?;
    }
    write(&pages.join(format!("{name}.md")), &fill(CHAPTER))?;
    write(&summary, &listed)?;
    let readme = course.root.join("README.md");
    let text = fs::read_to_string(&readme).map_err(cannot("read", &readme))?;
    let text = Catalogue::read(&course.root)?.in_readme(&text.replace("\r\n", "\n"))?;
    write(&readme, &text)?;
    course.screen.say(&format!(
        "Lesson {number} is in lessons/{name}, its chapter in book/src/{name}.md. It runs: \
         cargo run -p lesson-{number}"
    ));
    course
        .screen
        .say("What is to be written, and in which order: cargo test -p tests --test content everything_is_written");
    Ok(ExitCode::SUCCESS)
}

/// `circuit-breaker` as a title: `Circuit breaker`.
fn from_slug(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase());
    first.into_iter().flatten().chain(letters).collect()
}

/// A list of pages with one more chapter, after those of the lessons before it.
fn with_chapter(summary: &str, number: u32, line: &str) -> Option<String> {
    let lines: Vec<&str> = summary.lines().collect();
    let chapter = |line: &str| -> Option<u32> {
        let (_, target) = line.trim_start().strip_prefix("- [")?.split_once("](")?;
        target.split_once('-')?.0.parse().ok()
    };
    let earlier = |line: &&str| chapter(line).is_some_and(|other| other < number);
    let last = lines.iter().rposition(earlier)?;
    let (before, after) = lines.split_at(last + 1);
    Some([before, &[line], after].concat().join("\n") + "\n")
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(cannot("make", folder))?;
    }
    fs::write(path, text).map_err(cannot("write", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_is_listed_after_those_before_it() {
        let summary = "# Summary\n\n- [A](01-a.md)\n- [C](03-c.md)\n\n- [Words](words.md)\n";
        let listed = |number| with_chapter(summary, number, "- [New](new.md)");
        let between =
            "# Summary\n\n- [A](01-a.md)\n- [New](new.md)\n- [C](03-c.md)\n\n- [Words](words.md)\n";
        assert_eq!(listed(2).as_deref(), Some(between));
        let after =
            "# Summary\n\n- [A](01-a.md)\n- [C](03-c.md)\n- [New](new.md)\n\n- [Words](words.md)\n";
        assert_eq!(listed(29).as_deref(), Some(after));
        assert_eq!(with_chapter("# Summary\n", 2, "- [New](new.md)"), None);
    }

    #[test]
    fn a_title_is_made_of_the_slug() {
        assert_eq!(from_slug("circuit-breaker"), "Circuit breaker");
        assert_eq!(from_slug("retry"), "Retry");
    }
}
