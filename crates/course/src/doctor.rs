use crate::runner::cargo;
use crate::{Course, Outcome};
use mock_api::{MockApi, Script};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use terminal::style::{BAD, BOLD, DOUBT, GOOD};
use timeline::{Cells, MAX_STALL};

/// Columns for which lessons are made; fewer are possible, with coarser pictures.
const COLUMNS: usize = 80;

/// Open files with which every lesson is tested.
const OPEN_FILES: u64 = 256;

/// How long the machine is watched for stalls, and how long each nap of the watcher is.
const WATCHED: Duration = Duration::from_secs(2);
const NAP: Duration = Duration::from_millis(2);

/// What was found out about one part of the laptop.
enum Finding {
    /// All is well.
    Good(String),
    /// Lessons run; this may be worth knowing, and what to do.
    Doubt(String, String),
    /// Lessons will not run, and what to do.
    Bad(String, String),
}

use Finding::{Bad, Doubt, Good};

/// Checks this laptop, part by part, and says what to do.
pub(crate) fn examine(course: &Course, workshop: bool) -> Outcome {
    let mut bad = 0;
    course.screen.title("Is this laptop ready?");
    let mut tell = |part: &str, finding: Finding| {
        let (mark, found, advice) = match finding {
            Good(found) => (format!("{GOOD}ok{GOOD:#}  "), found, None),
            Doubt(found, advice) => (format!("{DOUBT}note{DOUBT:#}"), found, Some(advice)),
            Bad(found, advice) => {
                bad += 1;
                (format!("{BAD}NO{BAD:#}  "), found, Some(advice))
            }
        };
        let (under, part) = (" ".repeat(20), format!("  {mark}  {part:<10}  "));
        anstream::println!("{}", course.screen.hang(&found, &part, &under));
        if let Some(advice) = advice {
            course.screen.say_under(&under, &advice);
        }
    };
    tell("toolchain", toolchain(&course.root));
    tell("crates", crates(&course.root));
    tell("loopback", loopback());
    tell("proxy", proxy());
    tell("files", open_files());
    tell("terminal", terminal(course));
    tell("timing", timing());
    if workshop {
        for lesson in &course.lessons {
            let solution = lesson.solution_name();
            let solution = lesson.solution().is_file().then_some(solution.as_str());
            let package = lesson.package();
            tell(&package, builds_offline(&course.root, &package, solution));
        }
        for program in ["book", "witness"] {
            if course.root.join("crates").join(program).is_dir() {
                tell(program, builds_offline(&course.root, program, None));
            }
        }
    }
    anstream::println!();
    match bad {
        0 => {
            course.screen.say("It is ready.");
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            anstream::println!("{BOLD}Not ready yet: see NO above.{BOLD:#}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The compiler against the version that the workspace asks for.
fn toolchain(root: &Path) -> Finding {
    let update = "Install a newer one: rustup update stable".to_owned();
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let said = Command::new(&compiler)
        .current_dir(root)
        .arg("--version")
        .output();
    let said = said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let Ok(said) = said else {
        let advice = "Install Rust: https://rustup.rs".to_owned();
        return Bad("rustc cannot be started".to_owned(), advice);
    };
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let wanted = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .map(|wanted| wanted.trim_matches('"'));
    let Some(wanted) = wanted else {
        return Good(said);
    };
    // `rustc 1.95.0 (59807616e 2026-04-14)`
    let found = said.split(' ').nth(1).and_then(version);
    match (found, version(wanted)) {
        (Some(found), Some(least)) if found >= least => {
            let name = said.split(" (").next().unwrap_or(&said);
            Good(format!("{name}; {wanted} or newer is needed"))
        }
        (Some(_), _) => Bad(format!("{said}; {wanted} or newer is needed"), update),
        (None, _) => Bad(format!("rustc says: {said}"), update),
    }
}

/// The first two numbers of a version.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

/// Whether every crate that a build on this system needs is here.
fn crates(root: &Path) -> Finding {
    let mut fetch = cargo();
    fetch
        .current_dir(root)
        .args(["fetch", "-q", "--locked", "--offline"]);
    // Without it, the crates that only other systems need would be missed as well.
    if let Some(host) = host(root) {
        fetch.args(["--target", &host]);
    }
    let output = fetch.stdin(Stdio::null()).output();
    match output {
        Ok(output) if output.status.success() => {
            Good("all here; lessons build without a network".to_owned())
        }
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let first = said.lines().next().unwrap_or("cargo does not say why");
            let advice = format!(
                "With a network, run: cargo fetch --locked. Cargo says: {}",
                first.trim_start_matches("error: ")
            );
            Bad("some are missing".to_owned(), advice)
        }
        Err(error) => Bad(
            format!("cargo cannot be started: {error}"),
            "Install Rust: https://rustup.rs".to_owned(),
        ),
    }
}

/// The system that the compiler builds for.
fn host(root: &Path) -> Option<String> {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let output = Command::new(compiler).current_dir(root).arg("-vV").output();
    let said = String::from_utf8(output.ok()?.stdout).ok()?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
}

/// Whether a lesson can start its server and ask it.
fn loopback() -> Finding {
    let advice = "Lessons talk to themselves through 127.0.0.1. Does a firewall or a security \
                  program forbid it?";
    let api = match MockApi::start(Script::new()) {
        Ok(api) => api,
        Err(error) => {
            return Bad(
                format!("no port on 127.0.0.1 to listen on: {error}"),
                advice.into(),
            );
        }
    };
    let client = chat::blocking::Client::with_timeout(&api.url(), Duration::from_secs(5));
    match client.ask("doctor") {
        Ok(_) => Good(format!("{} was asked and has answered", api.address())),
        Err(error) => Bad(
            format!("{} does not answer: {error}", api.address()),
            advice.into(),
        ),
    }
}

/// Lessons pass proxies by; cargo and other programs do not.
fn proxy() -> Finding {
    let names = ["http_proxy", "https_proxy", "all_proxy"];
    let names = names
        .iter()
        .flat_map(|name| [(*name).to_owned(), name.to_uppercase()]);
    let mut set: Vec<String> = names
        .filter(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
        .collect();
    // Windows does not tell the case of their names apart.
    set.dedup_by_key(|name| {
        if cfg!(windows) {
            name.to_uppercase()
        } else {
            name.clone()
        }
    });
    match set.is_empty() {
        true => Good("none is set".to_owned()),
        false => Doubt(
            format!("{} is set", set.join(", ")),
            "The lessons pass it by. A client of your own may ask the proxy for 127.0.0.1; then set NO_PROXY=127.0.0.1."
                .to_owned(),
        ),
    }
}

/// How many files and connections a program may have open at once.
fn open_files() -> Finding {
    if cfg!(windows) {
        return Good("this system sets no limit that lessons could reach".to_owned());
    }
    let output = Command::new("sh").args(["-c", "ulimit -n"]).output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    match said.unwrap_or_default().as_str() {
        "unlimited" => Good("no limit on open files".to_owned()),
        said => match said.parse::<u64>() {
            Ok(limit) if limit >= OPEN_FILES => Good(format!("{limit} may be open at once")),
            Ok(limit) => Bad(
                format!("{limit} may be open at once; {OPEN_FILES} are needed"),
                format!("In this terminal, run: ulimit -n {OPEN_FILES}"),
            ),
            Err(_) => Doubt(
                "the limit on open files is not known".to_owned(),
                format!("Lessons need {OPEN_FILES} at most."),
            ),
        },
    }
}

fn terminal(course: &Course) -> Finding {
    let Some(columns) = course.screen.columns else {
        return Doubt(
            "this is no terminal".to_owned(),
            "On a terminal, lessons draw while they run.".to_owned(),
        );
    };
    let unicode = course.screen.cells == Cells::Unicode;
    let characters = if unicode { "Unicode" } else { "ASCII only" };
    let found = format!("{columns} columns, {characters}");
    if columns < COLUMNS {
        let advice = format!("Make it {COLUMNS} columns wide, or its font smaller.");
        return Doubt(found, advice);
    }
    match unicode {
        true => Good(found),
        false => Doubt(
            found,
            "For blocks in place of # signs, set LANG to a UTF-8 locale, such as C.UTF-8."
                .to_owned(),
        ),
    }
}

/// Naps for a while, and sees by how much it oversleeps. Lessons need a machine that keeps time.
fn timing() -> Finding {
    let end = Instant::now() + WATCHED;
    let mut worst = Duration::ZERO;
    while Instant::now() < end {
        let slept = Instant::now();
        sleep(NAP);
        worst = worst.max(slept.elapsed().saturating_sub(NAP));
    }
    let found = format!(
        "the worst stall in {} s was {} ms; lessons bear {} ms",
        WATCHED.as_secs(),
        worst.as_millis(),
        MAX_STALL.as_millis()
    );
    match worst < MAX_STALL {
        true => Good(found),
        false => Doubt(
            found,
            "This machine is busy: runs will say that they could not keep time. Close other programs; \
             plug in the charger."
                .to_owned(),
        ),
    }
}

/// Whether a lesson and its exercise build with what is here. The learner's exercise may be in
/// pieces, which is no fault of the laptop: its solution stands for it.
fn builds_offline(root: &Path, package: &str, example: Option<&str>) -> Finding {
    let mut build = cargo();
    build.current_dir(root).args([
        "build",
        "-q",
        "--locked",
        "--offline",
        "-p",
        package,
        "--bins",
    ]);
    if let Some(example) = example {
        build.args(["--example", example]);
    }
    match build.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Good("builds without a network".to_owned()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let error = said.lines().find(|line| line.starts_with("error"));
            Bad(
                "does not build".to_owned(),
                format!("Cargo says: {}", error.unwrap_or("nothing")),
            )
        }
        Err(error) => Bad("does not build".to_owned(), error.to_string()),
    }
}
