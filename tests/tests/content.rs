//! Every lesson has all its parts, nothing is left over, and the pages tell the truth.

use course::lessons::{Lesson, find};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::{exercise_is_as_shipped, lessons, root, snapshot};

/// Lines that fit on a screen next to each other.
const SCREEN: usize = 60;

/// Columns of a terminal on a projector.
const COLUMNS: usize = 80;

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in folder.read_dir().expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path
            .extension()
            .is_some_and(|extension| extension == ending)
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The code blocks of a page in one language, without their fences.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    page.split(&fence)
        .skip(1)
        .map(|rest| {
            rest.split("```")
                .next()
                .expect("split gives at least one")
                .to_owned()
        })
        .collect()
}

#[test]
fn lessons_are_numbered_without_a_gap_and_named_after_their_number() {
    let manifest = read(root().join("Cargo.toml"));
    for (index, (number, folder)) in lessons().into_iter().enumerate() {
        assert_eq!(number as usize, index + 1, "{}", folder.display());
        let name = format!("name = \"lesson-{number}\"");
        assert!(
            read(folder.join("Cargo.toml")).contains(&name),
            "{}",
            folder.display()
        );
        let folder = folder
            .file_name()
            .expect("a lesson has a folder")
            .to_string_lossy();
        let listed = format!("lesson-{number} = {{ path = \"lessons/{folder}\" }}");
        assert!(manifest.contains(&listed), "Cargo.toml lacks: {listed}");
    }
}

#[test]
fn every_lesson_has_its_parts_and_every_idea_both_forms() {
    for (_, folder) in lessons() {
        let src = folder.join("src");
        for part in ["lib.rs", "main.rs"] {
            assert!(src.join(part).is_file(), "{} lacks {part}", src.display());
        }
        // A lesson with one idea has its forms in src/, one with several in a folder for each.
        let folders = src.read_dir().expect("src/ can be listed");
        let folders = folders.map(|entry| entry.expect("src/ can be listed").path());
        let mut ideas: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
        if ideas.is_empty() {
            ideas.push(src);
        }
        for idea in ideas {
            for form in ["blocking.rs", "asynchronous.rs"] {
                assert!(idea.join(form).is_file(), "{} lacks {form}", idea.display());
            }
        }
    }
}

/// The files of a lesson that a learner reads as a whole. Scenarios, what an exercise asks for and
/// policies with their tests are not among them.
fn forms() -> Vec<PathBuf> {
    let shared = ["lib.rs", "main.rs", "mod.rs", "exercise.rs", "policy.rs"];
    let files = lessons()
        .into_iter()
        .flat_map(|(_, folder)| files(&folder.join("src"), "rs"));
    files
        .filter(|file| !shared.iter().any(|name| file.ends_with(name)))
        .collect()
}

#[test]
fn a_form_fits_on_a_screen() {
    for file in forms() {
        let lines = read(&file).lines().count();
        assert!(lines <= SCREEN, "{}: {lines} lines", file.display());
    }
}

#[test]
fn a_form_shows_only_what_a_learner_will_write_at_work() {
    for file in forms() {
        let text = read(&file);
        for foreign in [
            "kit::",
            "mock_api",
            "timeline::",
            ".unwrap()",
            "todo!",
            "TODO",
        ] {
            assert!(!text.contains(foreign), "{}: {foreign}", file.display());
        }
    }
}

#[test]
fn an_exercise_and_its_solution_differ_in_a_few_lines() {
    for (_, folder) in lessons() {
        let examples = folder.join("examples");
        // Exercises come lesson by lesson; where there is one, it is whole.
        if !folder.join("src/exercise.rs").is_file() && !examples.is_dir() {
            continue;
        }
        let lines = |name: &str| -> Vec<String> {
            read(folder.join(name)).lines().map(str::to_owned).collect()
        };
        let (exercise, solution) = (lines("exercise.orig.rs"), lines("examples/solution.rs"));
        assert!(
            exercise.len() <= SCREEN && solution.len() <= SCREEN,
            "{}",
            folder.display()
        );
        let new = solution
            .iter()
            .filter(|line| !exercise.contains(line))
            .count();
        assert!(
            (1..=20).contains(&new),
            "{}: {new} lines are new",
            folder.display()
        );
        let wrong = read(folder.join("tests/wrong.rs"));
        let known = wrong.matches("#[test]").count();
        assert!(
            known >= 5,
            "{}: {known} wrong solutions are known",
            folder.display()
        );
    }
}

/// The lessons that have an exercise, as `cargo course` finds them.
fn lessons_with_exercise() -> Vec<Lesson> {
    let lessons = find(&root()).expect("there are lessons");
    let with_exercise = lessons.into_iter().filter(Lesson::has_exercise).collect();
    assert_ne!(with_exercise, [], "no lesson has an exercise");
    with_exercise
}

#[test]
fn every_exercise_has_its_original_for_those_who_begin_anew() {
    for lesson in lessons_with_exercise() {
        exercise_is_as_shipped(&lesson.folder);
    }
}

#[test]
fn every_exercise_has_three_hints() {
    for lesson in lessons_with_exercise() {
        lesson.hints().unwrap_or_else(|wrong| panic!("{wrong}"));
        let path = lesson.hints_file();
        let text = read(&path);
        let title = format!("# Hints for exercise {}\n\n## A nudge\n", lesson.number);
        assert!(
            text.starts_with(&title),
            "{} begins with: {title}",
            path.display()
        );
        // A hint is shown as it stands.
        for line in text.lines() {
            let columns = line.chars().count();
            assert!(
                columns <= COLUMNS,
                "{}, {columns} columns: {line}",
                path.display()
            );
        }
    }
}

#[test]
fn every_prediction_is_answered_by_what_the_lesson_records() {
    for lesson in find(&root()).expect("there are lessons") {
        let path = lesson.predictions_file();
        assert!(
            path.is_file() || !lesson.has_exercise(),
            "{} is missing",
            path.display()
        );
        if !path.is_file() {
            continue;
        }
        let record = snapshot(&format!("lesson-{}.json", lesson.number));
        let record = serde_json::from_str(&record).expect("it is JSON");
        let questions = predict::read(&path).unwrap_or_else(|wrong| panic!("{wrong}"));
        for question in questions {
            let place = format!("{}, {:?}", path.display(), question.ask);
            let answer = question.answer(&record);
            let answer = answer.unwrap_or_else(|| panic!("{place}: the record has no answer"));
            assert!(question.is_steady(&record), "{place}");
            let right = question.choices.iter().filter(|choice| *choice == answer);
            let right = right.count();
            let wanted = usize::from(!question.choices.is_empty());
            assert_eq!(right, wanted, "{place}: so many choices are {answer}");
            // Without choices, it is a number that is typed.
            assert!(wanted == 1 || answer.is_u64(), "{place}: it is {answer}");
        }
    }
}

#[test]
fn what_a_lesson_prints_fits_a_projector() {
    for (number, _) in lessons() {
        let text = snapshot(&format!("lesson-{number}.text"));
        for line in text.lines() {
            let columns = line.chars().count();
            assert!(
                columns <= COLUMNS,
                "lesson {number}, {columns} columns: {line}"
            );
        }
    }
}

#[test]
fn every_picture_of_a_run_in_a_page_is_one_that_the_tests_verify() {
    let snapshots: Vec<String> = lessons()
        .iter()
        .map(|(number, _)| snapshot(&format!("lesson-{number}.text")))
        .collect();
    let pages = ["README.md", "CONTRIBUTING.md"].map(|page| (page, read(root().join(page))));
    let mut seen = 0;
    for (name, page) in pages {
        for block in blocks(&page, "text") {
            let verified = snapshots.iter().any(|text| text.contains(&block));
            assert!(verified, "{name} shows what no lesson prints:\n{block}");
            seen += 1;
        }
    }
    assert!(seen > 0, "the README shows no run at all");
}

#[test]
fn the_readme_lists_every_lesson() {
    let readme = read(root().join("README.md"));
    for (number, folder) in lessons() {
        let folder = folder
            .file_name()
            .expect("a lesson has a folder")
            .to_string_lossy();
        let row = format!("| [{number}](lessons/{folder}/src) |");
        assert!(readme.contains(&row), "README.md lacks the row {row}");
    }
}

#[test]
fn the_first_two_commands_of_the_readme_run_a_lesson_and_the_tests_as_ci_does() {
    let readme = read(root().join("README.md"));
    let commands = blocks(&readme, "sh").join("");
    let first: Vec<&str> = commands.lines().take(2).collect();
    assert_eq!(first, ["cargo run -p lesson-1", "cargo test"]);
    let ci = read(root().join(".ci/run"));
    assert!(
        ci.lines().any(|line| line == "cargo test"),
        ".ci/run does not test as the README says"
    );
}

#[test]
fn links_in_pages_lead_somewhere() {
    for page in ["README.md", "CONTRIBUTING.md", "AGENTS.md"] {
        let text = read(root().join(page));
        for rest in text.split("](").skip(1) {
            let target = rest.split(')').next().expect("split gives at least one");
            let is_file = !target.contains("://") && !target.starts_with('#');
            assert!(
                !is_file || root().join(target).exists(),
                "{page} links to {target}"
            );
        }
    }
}

#[test]
fn every_crate_follows_the_rules_of_the_workspace() {
    for folder in ["crates", "lessons", "tests"] {
        for manifest in files(&root().join(folder), "toml") {
            let text = read(&manifest);
            assert!(
                text.contains("[lints]\nworkspace = true"),
                "{}",
                manifest.display()
            );
            assert!(
                text.contains("rust-version.workspace = true"),
                "{}",
                manifest.display()
            );
        }
    }
}

#[test]
fn the_first_lesson_stays_small_to_build() {
    let tree = Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "tree",
            "-p",
            "lesson-1",
            "-e",
            "normal,build",
            "--prefix",
            "none",
            "--no-dedupe",
        ])
        .output()
        .expect("cargo runs");
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let tree = String::from_utf8(tree.stdout).expect("cargo prints UTF-8");
    let mut crates: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    crates.sort_unstable();
    crates.dedup();
    assert!(crates.len() > 10, "cargo tree says: {tree}");
    assert!(crates.len() <= 100, "{} crates", crates.len());
    // ICU's tables are for host names that are not ASCII. idna_adapter 1.0.0 leaves them out, and
    // `cargo update` brings them back: `cargo update -p idna_adapter --precise 1.0.0`.
    let heavy = [
        "cc",
        "ring",
        "rustls",
        "openssl-sys",
        "native-tls",
        "icu_properties_data",
    ];
    let found: Vec<_> = heavy.iter().filter(|name| crates.contains(name)).collect();
    assert!(found.is_empty(), "the build of lesson 1 has {found:?}");
}
