//! Clients in other languages get along with the mock: those that are found on this machine. `.ci/run`
//! fetches them into `target/`; where one is missing, its test says that it is skipped.

use mock_api::{Delay, MockApi, RateLimit, Reply, Script, Tally};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;
use timeline::Timeline;

fn fetched(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../target")
        .join(path)
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/clients")
        .join(path)
}

/// A program that asks this machine, whatever proxy is set.
fn program(path: impl AsRef<Path>) -> Command {
    let mut command = Command::new(path.as_ref());
    command.env("NO_PROXY", "127.0.0.1");
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        command.env_remove(name);
    }
    command
}

/// A Python that has these packages.
fn python(packages: &str) -> Option<Command> {
    let fetched = ["python/bin/python", "python/Scripts/python.exe"].map(fetched);
    let names = ["python3".into(), "python".into()];
    let has = |path: &PathBuf| {
        let import = format!("import {packages}");
        let output = program(path).args(["-c", &import]).output();
        output.is_ok_and(|output| output.status.success())
    };
    let found = fetched.into_iter().chain(names).find(has);
    found.map(program)
}

/// Node, if it is there and finds this package.
fn node(package: &str) -> Option<Command> {
    let modules = fetched("node/node_modules");
    let output = Command::new("node").arg("--version").output();
    let found =
        output.is_ok_and(|output| output.status.success()) && modules.join(package).exists();
    found.then(|| program("node"))
}

/// Told on the terminal itself: what a test that passes prints is not shown.
fn skipped(test: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}

fn run(mut command: Command, file: &str, api: &MockApi) -> Output {
    let url = api.url();
    let output = command.arg(here(file)).arg(&url).output();
    let output = output.expect("it was started before");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, told) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{file} failed:\n{out}{told}");
    output
}

/// What the clients expect to find.
fn script() -> Script {
    let chunks = Reply::ok().in_chunks(["one", " two", " three"]);
    let lots = RateLimit {
        requests: 1000,
        per: Duration::from_secs(60),
    };
    Script::new()
        .rate_limit(lots)
        .reply("slow", chunks.clone().after(1).every(1))
        .reply("stalls", chunks.clone().stalling(Delay::Never))
        .reply("cut", chunks.cut_off())
        .replies(
            "flaky",
            [
                Reply::status(429).retry_after(0),
                Reply::status(503),
                Reply::ok(),
            ],
        )
        .embeddings(Reply::ok(), Delay::Ticks(0))
}

/// What the server saw of a client that did all that it should.
fn assert_seen(api: MockApi) {
    let soon = Duration::from_secs(20);
    assert!(api.wait_until_idle(soon), "a hang-up is not noticed");
    let events = api.stop();
    let timeline = Timeline::from_events(&events, &[], Duration::ZERO);
    assert_eq!(timeline.chunks_of("slow", 0).len(), 3);
    let attempts = timeline
        .lane("flaky")
        .iter()
        .map(|span| span.outcome.is_ok());
    assert_eq!(attempts.collect::<Vec<_>>(), [false, false, true]);
    let tally = Tally::of(&events);
    assert_eq!((tally.cut, tally.abandoned, tally.in_flight), (1, 1, 0));
}

#[test]
fn the_openai_package_of_python() {
    let Some(python) = python("openai, jsonschema") else {
        return skipped("openai for Python", "no Python has openai and jsonschema");
    };
    let api = MockApi::start(script()).expect("there is a free port");
    run(python, "openai_package.py", &api);
    assert_seen(api);
}

#[test]
fn requests_httpx_and_aiohttp() {
    let Some(python) = python("requests, httpx, aiohttp") else {
        return skipped("requests, httpx, aiohttp", "no Python has all three");
    };
    let api = MockApi::start(script()).expect("there is a free port");
    run(python, "plain.py", &api);
    let timeline = Timeline::from_events(&api.stop(), &[], Duration::ZERO);
    for (span, name) in ["requests", "httpx", "aiohttp"].into_iter().enumerate() {
        assert_eq!(timeline.chunks_of("slow", span).len(), 3, "{name}");
    }
}

#[test]
fn the_openai_package_of_node() {
    let Some(mut node) = node("openai") else {
        return skipped(
            "openai for Node",
            "there is no node, or no openai in target/node",
        );
    };
    let api = MockApi::start(script()).expect("there is a free port");
    node.env("MODULES", fetched("node/node_modules"));
    run(node, "openai_package.mjs", &api);
    assert_seen(api);
}

#[test]
#[ignore = "to load them takes many seconds of a processor: only the continuous integration runs it"]
fn litellm_and_langchain() {
    let Some(python) = python("litellm, langchain_openai") else {
        return skipped("litellm and langchain", "no Python has both");
    };
    let api = MockApi::start(script()).expect("there is a free port");
    run(python, "frameworks.py", &api);
    let timeline = Timeline::from_events(&api.stop(), &[], Duration::ZERO);
    for (span, name) in ["litellm", "langchain"].into_iter().enumerate() {
        assert_eq!(timeline.chunks_of("slow", span).len(), 3, "{name}");
    }
    assert_eq!(timeline.lane("flaky").len(), 3, "langchain tries again");
}

#[test]
fn the_ai_sdk_of_node() {
    let Some(mut node) = node("ai") else {
        return skipped("the AI SDK for Node", "there is no ai in target/node");
    };
    let api = MockApi::start(script()).expect("there is a free port");
    node.env("MODULES", fetched("node/node_modules"));
    run(node, "ai_sdk.mjs", &api);
    let timeline = Timeline::from_events(&api.stop(), &[], Duration::ZERO);
    assert_eq!(timeline.chunks_of("slow", 0).len(), 3);
}
