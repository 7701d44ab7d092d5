//! Every lesson has all its parts, nothing is left over, and the pages tell the truth.

use catalogue::{Catalogue, Lesson, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::slice;
use tests::{exercise_is_as_shipped, files, lessons, root, snapshot, stderr, stdout};

/// Lines that fit on a screen next to each other.
const SCREEN: usize = 60;

/// Tests of solutions that a lesson brings: eight wrong ones, three right ones, and one of the draws.
const KNOWN: usize = 12;

/// Columns of a terminal on a projector.
const COLUMNS: usize = 80;

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
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
fn lessons_have_a_number_each_and_are_named_after_it() {
    let numbers: Vec<u32> = lessons().iter().map(|lesson| lesson.number).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    for lesson in lessons() {
        let name = format!("{:02}-{}", lesson.number, lesson.slug);
        assert_eq!(lesson.name(), name, "the folders in lessons/");
        let manifest = lesson.folder.join("Cargo.toml");
        let package = format!("name = \"{}\"\n", lesson.package());
        let place = manifest.display();
        assert!(
            read(&manifest).contains(&package),
            "{place} lacks {package}"
        );
        let description = "description = \"Title: What it shows.\"";
        let described = lesson.title != lesson.slug && lesson.goal.ends_with('.');
        assert!(described, "{place} should have: {description}");
    }
}

#[test]
fn a_lesson_says_its_number_title_and_goal_as_its_package_does() {
    for lesson in lessons() {
        let (number, title, goal) = (lesson.number, &lesson.title, &lesson.goal);
        let text = snapshot(&lesson, Snapshot::Text);
        let head = text.split("\n\n").next().unwrap_or_default();
        let (first, rest) = head.split_once('\n').unwrap_or((head, ""));
        let place = lesson.snapshot_file(Snapshot::Text);
        let place = place.display();
        assert_eq!(first, format!("Lesson {number} · {title}"), "{place}");
        // It is wrapped for a terminal.
        assert_eq!(rest.replace('\n', " "), *goal, "{place}");
    }
}

#[test]
fn every_lesson_has_its_parts_and_every_idea_both_forms() {
    for lesson in lessons() {
        let src = lesson.src();
        let parts = [
            src.join("lib.rs"),
            src.join("main.rs"),
            src.join("exercise.rs"),
            lesson.original(),
            lesson.solution(),
            lesson.wrong(),
            lesson.hints_file(),
            lesson.predictions_file(),
            lesson.notes_file(),
        ];
        for part in parts {
            assert!(part.is_file(), "{} is missing", part.display());
        }
        for which in Snapshot::ALL {
            snapshot(&lesson, which);
        }
        lesson.notes().unwrap_or_else(|wrong| panic!("{wrong}"));
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

#[test]
fn every_lesson_is_there_in_python_and_every_program_of_it_is_run() {
    for lesson in lessons() {
        let programs = files(&lesson.python(), "py");
        let runs = read(lesson.src().join("lib.rs"));
        let texts: Vec<String> = programs.iter().map(read).collect();
        assert!(!programs.is_empty(), "{}", lesson.python().display());
        for program in &programs {
            let place = program.display();
            let name = program.strip_prefix(lesson.python()).unwrap_or(program);
            let name = name.to_string_lossy().replace('\\', "/");
            let runs = runs.contains(&format!("python!(\"{name}\")"));
            let import = format!("\nfrom {} import ", name.trim_end_matches(".py"));
            let imported = texts.iter().any(|text| text.contains(&import));
            assert!(runs || imported, "{place} is run by no lesson");
            let lines = read(program).lines().count();
            assert!(
                lines <= SCREEN,
                "{place}: {lines} lines, a screen has {SCREEN}"
            );
        }
    }
}

#[test]
fn everything_is_written() {
    let mut left = Vec::new();
    for lesson in lessons() {
        let mut parts = vec![root().join("book/src").join(lesson.chapter())];
        for ending in ["toml", "rs", "md", "json", "py"] {
            parts.extend(files(&lesson.folder, ending));
        }
        for part in parts {
            for (line, number) in read(&part).lines().zip(1..) {
                if let Some((_, what)) = line.split_once("WRITE ") {
                    let (step, what) = what.split_once(": ").unwrap_or((what, ""));
                    left.push((step.to_owned(), part.clone(), number, what.to_owned()));
                }
            }
        }
    }
    // By the steps in which a lesson is written.
    left.sort();
    let left: Vec<String> = left
        .iter()
        .map(|(step, part, number, what)| {
            let part = part.strip_prefix(root()).unwrap_or(part).display();
            format!("{step}. {part}:{number}: {what}")
        })
        .collect();
    let what = "this is still to be written, step by step";
    assert!(left.is_empty(), "{what}:\n{}", left.join("\n"));
}

#[test]
fn a_lesson_has_three_ideas_at_most() {
    for lesson in lessons() {
        let record = snapshot(&lesson, Snapshot::Json);
        let record: serde_json::Value = serde_json::from_str(&record).expect("it is JSON");
        let runs = record["runs"].as_array().expect("it has runs");
        let ideas: BTreeSet<&str> = runs.iter().filter_map(|run| run["idea"].as_str()).collect();
        assert!(ideas.len() <= 3, "{}: {ideas:?}", lesson.folder.display());
    }
}

#[test]
fn no_snapshot_is_left_over() {
    for lesson in lessons() {
        let wanted = Snapshot::ALL.map(|which| lesson.snapshot_file(which));
        // Where there is none, other tests say so.
        if !lesson.snapshots().is_dir() {
            continue;
        }
        for found in files(&lesson.snapshots(), "snap") {
            let place = found.display();
            assert!(
                wanted.contains(&found),
                "{place} is no snapshot of a lesson"
            );
        }
    }
    // Those of lessons lie in their folders.
    assert_eq!(files(&root().join("tests"), "snap"), [] as [PathBuf; 0]);
}

/// The files of a lesson that a learner reads as a whole. Scenarios, what an exercise asks for and
/// policies with their tests are not among them.
fn forms() -> Vec<PathBuf> {
    let shared = ["lib.rs", "main.rs", "mod.rs", "exercise.rs", "policy.rs"];
    let files = lessons()
        .into_iter()
        .flat_map(|lesson| files(&lesson.src(), "rs"));
    files
        .filter(|file| !shared.iter().any(|name| file.ends_with(name)))
        .collect()
}

#[test]
fn a_form_fits_on_a_screen() {
    for file in forms() {
        let lines = read(&file).lines().count();
        assert!(
            lines <= SCREEN,
            "{}: {lines} lines, with its wrong versions; a screen has {SCREEN}",
            file.display()
        );
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
    for lesson in lessons() {
        let place = lesson.folder.display();
        let lines = |path: PathBuf| -> Vec<String> {
            let text = read(path);
            text.lines().map(str::to_owned).collect()
        };
        let (exercise, solution) = (lines(lesson.original()), lines(lesson.solution()));
        for (what, lines) in [("exercise", exercise.len()), ("solution", solution.len())] {
            assert!(
                lines <= SCREEN,
                "{place}: the {what} has {lines} lines; a screen has {SCREEN}"
            );
        }
        let new = solution
            .iter()
            .filter(|line| !exercise.contains(line))
            .count();
        let few = (1..=20).contains(&new);
        assert!(few, "{place}: {new} lines of the solution are new");
        let wrong = read(lesson.wrong());
        let known = wrong.matches("#[test]").count();
        assert!(
            known >= KNOWN,
            "{place}: tests/wrong.rs has {known} tests; at least {KNOWN} are wanted: eight wrong \
             solutions, three right ones, and one of the draws"
        );
    }
}

#[test]
fn every_exercise_has_its_original_for_those_who_begin_anew() {
    for lesson in lessons() {
        exercise_is_as_shipped(&lesson);
    }
}

#[test]
fn every_exercise_has_three_hints() {
    for lesson in lessons() {
        lesson.hints().unwrap_or_else(|wrong| panic!("{wrong}"));
        let path = lesson.hints_file();
        let text = read(&path);
        let title = format!("# Hints for exercise {}\n\n## A nudge\n", lesson.number);
        assert!(
            text.starts_with(&title),
            "{} should begin with: {title}",
            path.display()
        );
        // A hint is shown as it stands.
        for line in text.lines() {
            let columns = line.chars().count();
            assert!(
                columns <= COLUMNS,
                "{}, {columns} columns, and {COLUMNS} fit: {line}",
                path.display()
            );
        }
    }
}

#[test]
fn every_prediction_is_answered_by_what_the_lesson_records() {
    for lesson in lessons() {
        let path = lesson.predictions_file();
        let record = snapshot(&lesson, Snapshot::Json);
        let record = serde_json::from_str(&record).expect("it is JSON");
        let questions = predict::read(&path).unwrap_or_else(|wrong| panic!("{wrong}"));
        for question in questions {
            let place = format!("{}, {:?}", path.display(), question.ask);
            let pointer = question.pointer();
            let answer = question.answer(&record);
            let answer =
                answer.unwrap_or_else(|| panic!("{place}: the record has no answer at {pointer}"));
            assert!(question.is_steady(&record), "{place}");
            let right = question.choices.iter().filter(|choice| *choice == answer);
            let right = right.count();
            let wanted = usize::from(!question.choices.is_empty());
            assert_eq!(
                right, wanted,
                "{place}: the record says {answer}, and {right} of the choices are that; {wanted} is wanted"
            );
            // Without choices, it is a number that is typed.
            assert!(wanted == 1 || answer.is_u64(), "{place}: it is {answer}");
        }
    }
}

#[test]
fn what_a_lesson_prints_fits_a_projector() {
    for lesson in lessons() {
        let text = snapshot(&lesson, Snapshot::Text);
        for line in text.lines() {
            let columns = line.chars().count();
            let package = lesson.package();
            assert!(
                columns <= COLUMNS,
                "{package}, {columns} columns, and {COLUMNS} fit: {line}"
            );
        }
    }
}

#[test]
fn every_picture_of_a_run_in_a_page_is_one_that_the_tests_verify() {
    let snapshots: Vec<String> = lessons()
        .iter()
        .map(|lesson| snapshot(lesson, Snapshot::Text))
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
fn readme_and_introduction_begin_with_the_same_three_sentences() {
    let said = |page: &str| {
        let text = read(root().join(page));
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ");
        let (_, said) = text.split_once("*Meanwhile* puts ")?;
        // Up to the command to begin with.
        let (said, command) = said.split_once(": ```sh ")?;
        let command = command.split_once(" ```")?.0.to_owned();
        Some((said.to_owned(), command))
    };
    let [readme, introduction] = ["README.md", "book/src/introduction.md"].map(said);
    let (said, command) = readme.clone().expect("the README says it");
    assert_eq!(readme, introduction);
    assert_eq!(said.split(". ").count(), 3, "{said}");
    assert!(said.contains("It is for people who "), "{said}");
    assert_eq!(command, "cargo run -p lesson-1");
}

#[test]
fn the_book_is_published_as_the_readme_builds_it() {
    let workflow = read(root().join(".github/workflows/pages.yml"));
    let readme = read(root().join("README.md"));
    let words: Vec<&str> = readme.split_whitespace().collect();
    let readme = words.join(" ");
    assert!(readme.contains("`cargo run -p book -- build` only builds it, into `book/book`"));
    for step in [
        "- run: cargo run --locked -p book -- build\n",
        "path: book/book\n",
    ] {
        assert!(workflow.contains(step), "{step}");
    }
    for action in workflow
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- uses: "))
    {
        let (owner, rest) = action.split_once('/').unwrap_or_default();
        assert_eq!(owner, "actions", "{action} is not of the host");
        let version = rest
            .split_once("@v")
            .map(|(_, version)| version.parse::<u32>());
        assert!(
            matches!(version, Some(Ok(_))),
            "{action} is not held at a major version"
        );
    }
}

#[test]
fn the_table_of_the_readme_is_what_the_lessons_say() {
    let path = root().join("README.md");
    let readme = read(&path).replace("\r\n", "\n");
    let catalogue = Catalogue::read(&root()).expect("there are lessons");
    let derived = catalogue.in_readme(&readme);
    let derived = derived.unwrap_or_else(|wrong| panic!("{wrong}"));
    // As with the snapshots: who asks for it has it written.
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, &derived).expect("it can be written");
        return;
    }
    for line in derived.lines() {
        let lacks = "its table of lessons lacks this line, which this writes:\n  \
                     INSTA_UPDATE=always cargo test -p tests --test content readme";
        let there = readme.lines().any(|other| other == line);
        assert!(there, "README.md: {lacks}\n{line}");
    }
    assert_eq!(readme, derived, "the README, and what the lessons say");
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
fn a_crate_uses_only_those_above_it() {
    let table = read(root().join("CONTRIBUTING.md"));
    let rows = table.split("| [crates/").skip(1);
    let order: Vec<&str> = rows.filter_map(|row| row.split(']').next()).collect();
    let folders = root().join("crates").read_dir().expect("crates/ is there");
    for folder in folders {
        let folder = folder.expect("crates/ can be listed").path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let place = order.iter().position(|other| *other == name);
        let place = place.unwrap_or_else(|| panic!("CONTRIBUTING.md does not list {name}"));
        let manifest = read(folder.join("Cargo.toml"));
        let uses = manifest.split("[dev-dependencies]").next();
        let uses = uses.unwrap_or_default().lines();
        for used in uses.filter_map(|line| line.split_once(".workspace").map(|(used, _)| used)) {
            let is_above = !order[place..].contains(&used);
            assert!(is_above, "{name} uses {used}, which is not above it");
        }
    }
}

/// What a build of these packages compiles: each crate with its version, and its features.
fn tree(packages: &[Lesson], edges: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["tree", "--edges", edges]);
    cargo.args(["--prefix", "none", "--format", "{p} [{f}]"]);
    for package in packages {
        cargo.args(["--package", &package.package()]);
    }
    let output = cargo.output().expect("cargo runs");
    assert!(output.status.success(), "{}", stderr(&output));
    let mut tree = BTreeMap::new();
    // `memchr v2.8.3 [alloc,std]`, with a star where it was told before.
    for line in stdout(&output).lines() {
        let Some((package, features)) = line.rsplit_once(" [") else {
            continue;
        };
        let name: Vec<&str> = package.split(' ').take(2).collect();
        let features = features.split([',', ']']).map(str::trim);
        let features = features.filter(|feature| !feature.is_empty() && *feature != "(*)");
        let of_it: &mut BTreeSet<String> = tree.entry(name.join(" ")).or_default();
        of_it.extend(features.map(str::to_owned));
    }
    tree
}

#[test]
fn what_is_built_for_one_lesson_serves_all() {
    let lessons = lessons();
    let all = tree(&lessons, "normal,build,dev");
    for lesson in &lessons {
        let package = lesson.package();
        for (name, features) in tree(slice::from_ref(lesson), "normal,build") {
            // Its dependents would be compiled anew as well. What is missing belongs to kit.
            assert_eq!(
                features, all[&name],
                "{name}, for {package} and for all lessons"
            );
        }
    }
}

#[test]
fn the_first_lesson_stays_small_to_build() {
    let tree = tree(&lessons()[..1], "normal,build");
    let crates: Vec<&str> = tree
        .keys()
        .filter_map(|name| name.split(' ').next())
        .collect();
    assert!(crates.len() > 10, "cargo tree says: {crates:?}");
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
