//! What the reference pages say of Python, and of what is nearest to it in tokio.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

/// The root of this repository. What else the tests of the book share needs mdBook, and this does not.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The version of the Python that is here, such as (3, 11).
fn python() -> Option<(u32, u32)> {
    let output = Command::new("python3").arg("--version").output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    version(said.strip_prefix("Python ")?)
}

/// The first two numbers of `3.11.7`, or of `3.11.`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// The programs, each of which fails when what it says is not so.
fn programs() -> Vec<PathBuf> {
    let folder = repository().join("book/python");
    let entries = folder.read_dir().expect("book/python is there");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let mut programs: Vec<_> = paths
        .filter(|path| path.extension() == Some("py".as_ref()))
        .collect();
    programs.sort();
    programs
}

#[test]
fn python_does_what_the_pages_say() {
    let programs = programs();
    assert!(programs.len() > 5, "{programs:?}");
    let Some(found) = python() else {
        eprintln!("skipped: there is no python3 here");
        return;
    };
    let mut running = Vec::new();
    for program in programs {
        let text = fs::read_to_string(&program).expect("a program is text");
        let needs = text.split_once("\nNeeds Python ");
        let needs = needs.map(|(_, rest)| rest.lines().next().and_then(version));
        let needs = needs.map(|needs| needs.expect("it says which"));
        if let Some(needs) = needs.filter(|needs| *needs > found) {
            eprintln!("skipped: {} needs {needs:?}", program.display());
            continue;
        }
        // All at once: most of their time they wait.
        let child = Command::new("python3")
            .arg(&program)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        running.push((program, child.expect("python3 starts")));
    }
    for (program, child) in running {
        let output = child.wait_with_output().expect("it is our child");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}:\n{said}", program.display());
    }
}

#[tokio::test]
async fn what_was_set_is_seen_later_and_what_was_notified_to_all_is_not() {
    let (set, mut seen) = watch::channel(false);
    set.send(true).expect("somebody listens");
    seen.wait_for(|set| *set).await.expect("it is still there");
    let notify = Notify::new();
    notify.notify_waiters();
    let later = timeout(Duration::from_millis(50), notify.notified()).await;
    assert!(later.is_err(), "nobody waited then, and nobody is told now");
}

/// A word of the glossary, with all that stands under it.
fn entries(glossary: &str) -> Vec<(&str, &str)> {
    let blocks = glossary
        .split("\n\n")
        .filter(|block| block.contains("\n: "));
    let entries = blocks.map(|block| block.trim().split_once('\n'));
    entries.map(|entry| entry.expect("it has a name")).collect()
}

/// The names that an entry gives in a language.
fn names<'a>(entry: &'a str, language: &str) -> Vec<&'a str> {
    let open = format!("<span lang=\"{language}\">");
    let inside = entry.split_once(&open).map_or("", |(_, rest)| rest);
    let inside = inside.split_once("</span>").map_or("", |(names, _)| names);
    let names = inside.split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn every_word_of_the_glossary_has_its_names_and_a_page() {
    let file = repository().join("book/src/glossary.md");
    let text = fs::read_to_string(file).expect("it is there");
    let text = text.replace("\r\n", "\n");
    let entries = entries(&text);
    assert!(entries.len() > 40, "{} words", entries.len());
    let words: Vec<&str> = entries.iter().map(|(word, _)| *word).collect();
    let in_order = words.is_sorted_by_key(|word| word.to_lowercase());
    assert!(in_order, "they are in the order of the alphabet");
    for (word, entry) in entries {
        let chinese = names(entry, "zh-Hans");
        let vietnamese = names(entry, "vi");
        let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        assert!(
            chinese.iter().any(|name| name.contains(is_chinese)),
            "{word} in Chinese"
        );
        assert!(!vietnamese.is_empty(), "{word} in Vietnamese");
        // Letters that are put together of several are not found by those who type the one.
        let is_combining = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
        assert!(
            !entry.contains(is_combining),
            "{word}: not in normal form C"
        );
        // Where a link leads to is looked at when the book is built.
        assert!(entry.contains(".md"), "{word}: no page tells more");
    }
}
