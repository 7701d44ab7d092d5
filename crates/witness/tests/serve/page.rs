//! The page of a running server, in a browser. Without a browser and its driver, each test says that it
//! is skipped.

use crate::browser::{Browser, skipped};
use crate::common::http::Connection;
use crate::common::program::{Program, figure, mock_api};
use crate::room::{Client, statuses};
use nix::sys::signal::Signal;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

const ROOM: usize = 30;

fn serve(args: &[&str]) -> Program {
    let args = [&["--port", "0"], args].concat();
    Program::start(&mut mock_api(&args))
}

/// A browser at the page, which is live.
fn browser_at(test: &str, program: &Program) -> Option<Browser> {
    let browser = Browser::start(test)?;
    browser.go(&program.url);
    browser.wait_for("return document.querySelector('[role=status]').textContent === 'Live.'");
    Some(browser)
}

/// Waits until a figure of the page says this.
fn wait_for(browser: &Browser, of: &str, number: usize) {
    browser.wait_for(&format!(
        "return document.querySelector('[data-of={of}]').textContent === '{number}'"
    ));
}

/// Waits until so many requests that ended so are drawn: the picture follows the figures.
fn wait_for_bars(browser: &Browser, kind: &str, number: usize) {
    browser.wait_for(&format!(
        "return document.querySelectorAll('.live-lanes .timeline-{kind}').length === {number}"
    ));
}

/// The requests that a browser has sent since it was last asked.
fn asked(browser: &Browser) -> Vec<String> {
    let entries = browser.log("performance").into_iter().filter_map(|entry| {
        let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
        let message = &message["message"];
        let sent = message["method"] == "Network.requestWillBeSent";
        let url = message["params"]["request"]["url"].as_str()?;
        sent.then(|| url.to_owned())
    });
    // What the browser showed before is none of ours.
    let elsewhere = |url: &String| url.starts_with("data:") || url.starts_with("chrome:");
    entries.filter(|url| !elsewhere(url)).collect()
}

fn errors(browser: &Browser) -> Vec<Value> {
    let log = browser.log("browser").into_iter();
    log.filter(|entry| entry["level"] == "SEVERE").collect()
}

#[test]
fn who_looks_at_the_page_is_no_client() {
    let program = serve(&["--latency", "0ms"]);
    let mut connection = Connection::open(program.address());
    for _ in 0..3 {
        let page = connection.exchange("GET / HTTP/1.1\r\nHost: mock\r\n\r\n");
        assert_eq!(page.status, 200);
        let page = String::from_utf8(page.body).expect("it is text");
        assert!(page.contains(&format!("{}/v1", program.url)), "{page}");
    }
    let icon = connection.exchange("GET /favicon.ico HTTP/1.1\r\nHost: mock\r\n\r\n");
    assert_eq!(icon.status, 200);
    let ended = program.signal(Signal::SIGINT);
    let nobody = ended.stdout.ends_with("Nobody connected.\n");
    assert!(nobody, "{}", ended.stdout);
}

#[test]
fn a_room_of_thirty_is_shown_live_and_nobody_in_it_notices() {
    let test = "a_room_of_thirty_is_shown_live_and_nobody_in_it_notices";
    let program = serve(&["--latency", "1s", "--rate-limit", "2/h"]);
    let Some(browser) = browser_at(test, &program) else {
        return;
    };
    let nobody = browser.run("return document.querySelector('.live-lanes').innerText");
    assert_eq!(nobody, "Nobody has asked yet.");
    let address = program.address();
    let clients = (0..ROOM).map(|number| {
        let client = Client::new(address, number);
        thread::spawn(move || client.ask(3))
    });
    let clients: Vec<_> = clients.collect();
    wait_for(&browser, "clients", ROOM);
    // A page that is loaded again, while requests are in flight, begins with all that there was.
    browser.go(&program.url);
    wait_for(&browser, "clients", ROOM);
    let statuses = statuses(clients);
    let count = |status| statuses.iter().filter(|it| **it == status).count();
    // Limits are kept for each of them.
    assert_eq!((count(200), count(429)), (2 * ROOM, ROOM));
    wait_for(&browser, "ok", count(200));
    wait_for(&browser, "refused", count(429));
    wait_for_bars(&browser, "ok", count(200));
    wait_for_bars(&browser, "failed", count(429));
    let names = browser.run(
        "return [...document.querySelectorAll('.live-lanes .timeline-panel > text[text-anchor=end]')]
            .map((it) => it.textContent)",
    );
    let names = names.as_array().expect("it is a list");
    assert_eq!(names.len(), ROOM);
    for number in 0..ROOM {
        let name = json!(format!("…{number:04}"));
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    // Who gives up is shown as well, by name.
    let others = ROOM..ROOM + 5;
    let waiting: Vec<_> = others
        .clone()
        .map(|number| Client::new(address, number).wait())
        .collect();
    // Not before they are there.
    thread::sleep(Duration::from_millis(400));
    drop(waiting);
    wait_for(&browser, "hung_up", 5);
    wait_for_bars(&browser, "abandoned", 5);
    let gave_up = browser.run(
        "return [...document.querySelectorAll('.live-lanes .timeline-abandoned')]
            .map((it) => it.dataset.lane)",
    );
    let gave_up = gave_up.as_array().expect("it is a list");
    for number in others {
        let lane = json!(format!("…{number:04}, patience"));
        assert!(gave_up.contains(&lane), "{lane} is not among {gave_up:?}");
    }
    assert_eq!(errors(&browser), Vec::<Value>::new());
    let whole = browser.run("return document.documentElement.outerHTML");
    assert!(!whole.to_string().contains("secret-"), "no key is shown");
    let ended = program.signal(Signal::SIGINT);
    let report = &ended.stdout;
    assert_eq!(figure(report, "requests"), Some(3 * ROOM as u64 + 5));
    assert_eq!(figure(report, "answered 200"), Some(count(200) as u64));
    assert_eq!(figure(report, "answered 429"), Some(count(429) as u64));
    assert_eq!(figure(report, "connections"), Some(ROOM as u64 + 5));
    browser.wait_for(
        "return document.querySelector('[role=status]').textContent.startsWith('The server is gone.')",
    );
    wait_for(&browser, "requests", 3 * ROOM + 5);
}

#[test]
fn it_asks_nobody_but_its_server() {
    let program = serve(&["--latency", "0ms"]);
    let Some(browser) = browser_at("it_asks_nobody_but_its_server", &program) else {
        return;
    };
    let page = format!("{}/", program.url);
    assert_eq!(asked(&browser), [page.clone(), format!("{page}live")]);
}

#[test]
fn a_flood_does_not_melt_it() {
    const REQUESTS: usize = 100;
    let program = serve(&["--latency", "20ms"]);
    let Some(browser) = browser_at("a_flood_does_not_melt_it", &program) else {
        return;
    };
    let address = program.address();
    let clients = (0..ROOM).map(|number| {
        let client = Client::new(address, number);
        thread::spawn(move || client.ask(REQUESTS))
    });
    let statuses = statuses(clients.collect::<Vec<_>>());
    assert_eq!(statuses.len(), ROOM * REQUESTS);
    browser.wait_for("return document.querySelector('[data-of=ok]').textContent === '3,000'");
    // Too many to be told apart, in every lane.
    browser.wait_for(&format!(
        "return document.querySelectorAll('.live-lanes .live-area').length === {ROOM}"
    ));
    let elements = browser.run("return document.querySelectorAll('*').length");
    assert!(elements.as_u64() < Some(2000), "{elements} elements");
}

#[test]
fn paused_it_is_a_player_of_the_last_half_minute() {
    let program = serve(&["--latency", "300ms"]);
    let test = "paused_it_is_a_player_of_the_last_half_minute";
    let Some(browser) = browser_at(test, &program) else {
        return;
    };
    Client::new(program.address(), 1).ask(2);
    wait_for(&browser, "ok", 2);
    let paused = browser.run(
        "const button = document.querySelector('.live-controls button');
         button.click();
         const player = document.querySelector('timeline-player');
         player.show(0);
         const at_first = player.querySelectorAll('.timeline-span:not(.timeline-later)').length;
         player.finish();
         const bar = player.querySelector('.timeline-span');
         bar.focus();
         return [button.textContent, at_first, player.querySelector('.player-story').textContent]",
    );
    assert_eq!(paused[0], "Go on");
    assert_eq!(paused[1], 0);
    let story = paused[2].as_str().expect("it is text");
    assert!(story.starts_with("…0001, article 1: sent at "), "{story}");
    assert!(story.contains(", answered 200 after "), "{story}");
    // The server goes on, and the picture waits.
    Client::new(program.address(), 2).ask(1);
    thread::sleep(Duration::from_millis(500));
    let figures = "return document.querySelector('[data-of=ok]').textContent";
    assert_eq!(browser.run(figures), "2");
    browser.run("document.querySelector('.live-controls button').click()");
    wait_for(&browser, "ok", 3);
}

#[test]
fn it_is_led_by_keyboard_and_stands_still_for_who_wants_it_calm() {
    let test = "it_is_led_by_keyboard_and_stands_still_for_who_wants_it_calm";
    let program = serve(&["--latency", "1m"]);
    let Some(browser) = browser_at(test, &program) else {
        return;
    };
    let waiting = Client::new(program.address(), 1).wait();
    let moved = "return [...document.querySelectorAll('.live-moving')].some((it) => it.hasAttribute('transform'))";
    browser.wait_for(moved);
    browser.prefer(&[("prefers-reduced-motion", "reduce")]);
    browser.go(&program.url);
    wait_for(&browser, "in_flight", 1);
    thread::sleep(Duration::from_millis(500));
    assert_eq!(browser.run(moved), false);
    const TAB: char = '\u{e004}';
    browser.press(&[TAB, ' ']);
    let focus = "return document.activeElement.textContent";
    assert_eq!(browser.run(focus), "Go on");
    // The first of the player's controls is next, and a bar tells its story to who cannot point at it.
    browser.press(&[TAB]);
    assert_eq!(browser.run(focus), "Next moment");
    let bar =
        "return document.querySelector('.live-lanes .timeline-flight').getAttribute('aria-label')";
    let story = browser.run(bar);
    let story = story.as_str().expect("it is text");
    assert!(story.starts_with("…0001, patience: sent at "), "{story}");
    assert!(story.ends_with(", still in flight"), "{story}");
    drop(waiting);
}

/// Clients for a picture: most are polite, one is greedy, one is slow, some are refused or hang up.
fn crowd(program: &Program, clients: usize) {
    let address = program.address();
    let clients = (0..clients).map(|number| {
        let client = Client::new(address, number);
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(170 * number as u64 % 2000));
            if number % 7 == 3 {
                client.hang_up(Duration::from_millis(400));
            }
            match number {
                5 => statuses((0..40).map(|_| thread::spawn(move || client.ask(5)))).len(),
                _ => client.ask(4 + number % 5).len(),
            }
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.join().expect("a client gets its answers");
    }
}

/// Where `.ci/run` puts axe-core, which looks for what keeps people out.
fn axe() -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join("target/axe/node_modules/axe-core/axe.min.js")).ok()
}

fn violations(browser: &Browser, axe: &str) -> Value {
    browser.run(axe);
    browser.run_async(
        "const done = arguments[arguments.length - 1];
         axe.run().then(({ violations }) => done(violations.map(({ id, nodes }) =>
            [id, nodes.map((node) => node.target.join(' ') + ' ' + node.any.map(({ message }) => message))])))",
    )
}

#[test]
fn nobody_is_kept_out() {
    const TEST: &str = "the page: nobody_is_kept_out";
    let Some(axe) = axe() else {
        let why = "there is no axe-core (npm install --prefix target/axe axe-core)";
        return skipped(TEST, why);
    };
    let program = serve(&["--latency", "100ms", "--max-in-flight", "10"]);
    let Some(browser) = browser_at(TEST, &program) else {
        return;
    };
    crowd(&program, 14);
    for (theme, width) in [("light", 1440), ("dark", 1440), ("light", 360)] {
        browser.prefer(&[("prefers-color-scheme", theme)]);
        browser.resize(width, 900);
        browser.run("document.querySelector('details').open = true");
        thread::sleep(Duration::from_millis(500));
        let wide = browser.run("return document.scrollingElement.scrollWidth");
        assert!(wide.as_u64() <= Some(width.into()), "{wide} wide");
        assert_eq!(violations(&browser, &axe), json!([]), "{theme}, {width}");
        let button = "document.querySelector('.live-controls button')";
        browser.run(&format!("{button}.click()"));
        assert_eq!(violations(&browser, &axe), json!([]), "{theme}, paused");
        browser.run(&format!("{button}.click()"));
    }
}

#[test]
fn a_run_is_sent_as_one_file_that_plays() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("run.html");
    let path = file.to_str().expect("it is text");
    let program = serve(&["--latency", "300ms", "--html", path]);
    let mut connection = Connection::open(program.address());
    for prompt in ["article 1", "<script>document.title = 'x'</script>"] {
        assert_eq!(connection.ask(prompt).status, 200);
    }
    let ended = program.signal(Signal::SIGINT);
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    let Some(browser) = Browser::start("a_run_is_sent_as_one_file_that_plays") else {
        return;
    };
    let url = format!("file://{path}");
    browser.go(&url);
    let seen = browser.run(
        "const player = document.querySelector('timeline-player');
         player.show(0);
         player.play.click();
         return [player.play.textContent, document.title,
            player.querySelectorAll('.timeline-span').length,
            document.querySelector('.report').textContent.includes('answered 200')]",
    );
    assert_eq!(seen, json!(["Pause", "What the server saw", 2, true]));
    browser.wait_for(
        "return document.querySelector('.player-status').textContent.startsWith('Finished. ')",
    );
    assert_eq!(asked(&browser), [url]);
    assert_eq!(errors(&browser), Vec::<Value>::new());
    if let Some(axe) = axe() {
        assert_eq!(violations(&browser, &axe), json!([]));
    }
    browser.resize(360, 740);
    let wide = browser.run("return document.scrollingElement.scrollWidth");
    assert!(wide.as_u64() <= Some(360), "{wide} wide");
}

#[test]
fn a_file_that_cannot_be_written_is_told_before_the_run() {
    let output = mock_api(&["--port", "0", "--html", "/no such folder/run.html"]).output();
    let output = output.expect("the program was built for this test");
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8(output.stderr).expect("it is text");
    assert!(
        complaint.starts_with("witness: cannot write /no such folder/run.html: "),
        "{complaint}"
    );
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
}
