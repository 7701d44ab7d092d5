//! The book in a browser: nothing breaks, nothing leaves this machine, and what plays is what was
//! recorded. Without a browser and its driver, each test says that it is skipped.

use crate::common::browser::Browser;
use crate::common::{repository, served};
use book::serve;
use serde_json::{Value, json};
use std::fs;
use std::sync::OnceLock;
use tempfile::TempDir;

pub(crate) const THEMES: [&str; 5] = ["light", "rust", "coal", "navy", "ayu"];

pub(crate) struct Site {
    pub(crate) url: String,
    /// Names of its pages: `01-sequential.html`.
    pub(crate) pages: Vec<String>,
    _folder: TempDir,
}

/// The book of this repository, built and served once for all tests.
pub(crate) fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let built = book::build(&repository(), Some(folder.path()));
        let built = built.unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let entries = fs::read_dir(&built).expect("it can be listed");
        let names = entries.map(|entry| entry.expect("it can be listed").file_name());
        let names = names.map(|name| name.to_string_lossy().into_owned());
        let mut pages: Vec<String> = names.filter(|name| name.ends_with(".html")).collect();
        pages.sort();
        let address = served(serve::files(&built));
        Site {
            url: format!("http://{address}/"),
            pages,
            _folder: folder,
        }
    })
}

/// The pages that somebody reads; the others are made of them.
pub(crate) fn chapters() -> impl Iterator<Item = &'static str> {
    let made = ["404.html", "index.html", "print.html", "toc.html"];
    let pages = site().pages.iter().map(String::as_str);
    pages.filter(move |page| !made.contains(page))
}

pub(crate) fn lessons() -> impl Iterator<Item = &'static str> {
    chapters().filter(|page| page.starts_with(|c: char| c.is_ascii_digit()))
}

pub(crate) fn go(browser: &Browser, page: &str) {
    browser.go(&format!("{}{page}", site().url));
}

/// Starts a browser at a page, unless there is none.
macro_rules! browser_at {
    ($test:expr, $page:expr) => {{
        let Some(browser) = Browser::start($test) else {
            return;
        };
        $crate::browser::go(&browser, $page);
        browser
    }};
}
pub(crate) use browser_at;

/// The record of a lesson, by the name of its chapter: `03-semaphore.html`.
fn record(page: &str) -> Value {
    let number = page.split('-').next().expect("it has a number");
    let number: u32 = number.parse().expect("it is one");
    crate::common::record(number)
}

pub(crate) const PLAYERS: &str = "const players = [...document.querySelectorAll('timeline-player')]
    .filter((player) => !player.closest('what-if'));
    const figures = (player) => [...player.querySelectorAll('.player-figures tbody tr')]
        .map((row) => [...row.children].map((cell) => cell.textContent));";

/// Shows all of the pictures, those too that wait for a prediction.
pub(crate) fn finish(browser: &Browser) {
    browser.run(&format!(
        "{PLAYERS} players.forEach((player) => player.finish())"
    ));
}

/// What the figures of a player must say in the end, by the record.
fn recorded_figures(record: &Value, heading: &Value) -> Value {
    let runs = record["runs"].as_array().expect("it has runs");
    let run = runs.iter().find(|run| run["heading"] == *heading);
    let timeline = &run.unwrap_or_else(|| panic!("no run {heading}"))["timeline"];
    let metrics = &timeline["metrics"];
    let time = metrics["time"].as_f64().expect("it is a number");
    // A call may go on when the server has seen the last of it.
    let time = timeline["returned"].as_f64().unwrap_or(0.0).max(time) / 10.0;
    let most = metrics["peak_in_flight"].to_string();
    json!([heading, format!("{time:.1} s"), "0", most])
}

/// How many requests of a run are in flight in its first tick.
fn sent_at_once(record: &Value, heading: &Value) -> usize {
    let runs = record["runs"].as_array().expect("it has runs");
    let run = runs.iter().find(|run| run["heading"] == *heading);
    let lanes = &run.unwrap_or_else(|| panic!("no run {heading}"))["timeline"]["lanes"];
    let lanes = lanes.as_array().expect("it has lanes");
    let spans = lanes.iter().filter_map(|lane| lane["spans"].as_array());
    let sent = |span: &&Value| span["start"] == 0 && span["end"] != 0;
    spans.flatten().filter(sent).count()
}

#[test]
fn timelines_play_to_the_end_with_the_figures_of_the_record() {
    let test = "timelines_play_to_the_end_with_the_figures_of_the_record";
    let browser = browser_at!(test, "");
    timelines_play(&browser, "03-semaphore.html");
}

#[test]
#[ignore = "like those of one lesson; only the continuous integration plays all"]
fn all_timelines_play_to_the_end_with_the_figures_of_the_record() {
    let test = "all_timelines_play_to_the_end_with_the_figures_of_the_record";
    let browser = browser_at!(test, "");
    for page in lessons() {
        timelines_play(&browser, page);
    }
}

/// Plays all timelines of a chapter at once.
fn timelines_play(browser: &Browser, page: &str) {
    go(browser, page);
    let record = record(page);
    let figures = || {
        let shown = browser.run(&format!("{PLAYERS} return players.map(figures)"));
        let players = shown.as_array().expect("it is a list");
        assert!(!players.is_empty(), "{page} has no timeline");
        players.clone()
    };
    finish(browser);
    let final_figures = || {
        for player in figures() {
            for row in player.as_array().expect("it has rows") {
                assert_eq!(*row, recorded_figures(&record, &row[0]), "{page}");
            }
        }
    };
    final_figures();
    // All panels begin together, and the figures run along.
    let begun = browser.run(&format!(
        "{PLAYERS} return players.map((player) => {{
             const speed = player.querySelector('select');
             speed.value = 2;
             speed.dispatchEvent(new Event('change'));
             player.play.click();
             return [player.play.textContent, figures(player)];
         }})"
    ));
    for begun in begun.as_array().expect("it is a list") {
        assert_eq!(begun[0], "Pause", "{page}");
        for row in begun[1].as_array().expect("it has rows") {
            assert_eq!(row[1], "0.0 s", "{page}");
            let sent = sent_at_once(&record, &row[0]).to_string();
            assert_eq!(row[2], sent, "{page}: in flight at the start");
        }
    }
    browser.wait_for(&format!(
        "{PLAYERS} return players.every((player) =>
             player.querySelector('.player-status').textContent !== '')"
    ));
    final_figures();
    let over = browser.run(&format!(
        "{PLAYERS} return players.map((player) => [player.play.textContent,
             player.querySelectorAll('svg .timeline-later:not(.timeline-playhead)').length,
             player.querySelector('.player-status').textContent.startsWith('Finished. ')])"
    ));
    for over in over.as_array().expect("it is a list") {
        assert_eq!(*over, json!(["Play", 0, true]), "{page}");
    }
}

#[test]
fn a_picture_is_the_same_after_it_was_played() {
    let browser = browser_at!(
        "a_picture_is_the_same_after_it_was_played",
        "03-semaphore.html"
    );
    finish(&browser);
    let bars = "return [...document.querySelectorAll('timeline-player rect')]
        .map((bar) => bar.getAttribute('width'))";
    let before = browser.run(bars);
    let moment = |tick: u32| {
        browser.run(&format!(
            "{PLAYERS} players[0].show({tick}); return [
                figures(players[0])[0],
                players[0].querySelectorAll('.timeline-panel')[0].querySelectorAll('.timeline-playing').length,
                players[0].scrub.getAttribute('aria-valuetext')]"
        ))
    };
    let heading = "blocking · three threads share one queue";
    assert_eq!(moment(3), json!([[heading, "0.3 s", "3", "3"], 3, "0.3 s"]));
    assert_eq!(moment(9), json!([[heading, "0.9 s", "1", "3"], 1, "0.9 s"]));
    assert_eq!(
        moment(10),
        json!([[heading, "1.0 s", "0", "3"], 0, "1.0 s"])
    );
    assert_eq!(browser.run(bars), before);
}

/// What a reader says to each question of the first section, one after another, and what the first
/// picture does then.
fn predicted(browser: &Browser) -> Value {
    browser.run(&format!(
        "{PLAYERS} const [player, next] = players;
         const state = () => [player.scrub.value === player.scrub.max, player.play.textContent,
             player.story.checkVisibility() && player.story.textContent === meanwhile.words.guess];
         const questions = [...document.querySelectorAll('.predict')]
             .filter((it) => it.compareDocumentPosition(player) & Node.DOCUMENT_POSITION_FOLLOWING);
         return [next.scrub.value === next.scrub.max, state(), ...questions.map((question) => {{
             question.querySelector('input').click();
             return state();
         }})]"
    ))
}

#[test]
fn a_picture_waits_for_the_predictions_that_it_answers() {
    let test = "a_picture_waits_for_the_predictions_that_it_answers";
    let browser = browser_at!(test, "03-semaphore.html");
    // Nothing in it says how long it takes, or how many are in flight.
    let hints = browser.run(&format!(
        "{PLAYERS} const player = players[0];
         const texts = [...player.querySelectorAll('.timeline-panel .timeline-muted')];
         const seen = (it) => getComputedStyle(it).visibility === 'visible';
         const steps = [...player.querySelectorAll('.timeline-step')]
             .filter((step) => seen(step) && !step.hasAttribute('clip-path'));
         return [texts.length > 10, texts.filter(seen).length, steps.length]"
    ));
    assert_eq!(hints, json!([true, 0, 0]));
    // The second picture answers none. The first answers two.
    let wanted = json!([
        true,
        [false, "Play", true],
        [false, "Play", true],
        [false, "Pause", false]
    ]);
    assert_eq!(predicted(&browser), wanted);
    // Who has seen it already is not shown it again.
    go(&browser, "03-semaphore.html");
    finish(&browser);
    let seen = json!([true, "Play", false]);
    assert_eq!(predicted(&browser), json!([true, seen, seen, seen]));
    browser.prefer(&[("prefers-reduced-motion", "reduce")]);
    go(&browser, "03-semaphore.html");
    let calm = predicted(&browser);
    assert_eq!(calm[1], json!([false, "Next moment", true]));
    assert_eq!(calm[3], json!([true, "Next moment", false]));
}

#[test]
fn all_that_is_drawn_can_be_gone_to_and_has_a_name() {
    let browser = browser_at!(
        "all_that_is_drawn_can_be_gone_to_and_has_a_name",
        "03-semaphore.html"
    );
    let named = browser.run(
        "const kinds = ['span', 'ghost', 'lost', 'step'];
         return kinds.map((kind) => {
             const all = [...document.querySelectorAll(`timeline-player .timeline-panel .timeline-${kind}`)];
             const named = all.filter((one) => one.hasAttribute('tabindex')
                 && one.getAttribute('aria-label') === one.querySelector('title').textContent);
             return [all.length > 0, named.length === all.length];
         })",
    );
    assert_eq!(
        named,
        json!([[true, true], [true, true], [true, true], [true, true]])
    );
}

const TAB: char = '\u{e004}';
const RIGHT: char = '\u{e014}';
const LEFT: char = '\u{e012}';
const END: char = '\u{e010}';
const HOME: char = '\u{e011}';
const SPACE: char = ' ';

#[test]
fn a_player_is_led_by_keyboard() {
    let browser = browser_at!("a_player_is_led_by_keyboard", "03-semaphore.html");
    let focus = "const it = document.activeElement;
        return it.getAttribute('aria-label') ?? it.textContent";
    // Slow enough to be stopped on a busy machine.
    browser.run(&format!(
        "{PLAYERS} const speed = players[0].querySelector('select');
         speed.value = 0.25;
         speed.dispatchEvent(new Event('change'));
         players[0].play.focus()"
    ));
    browser.press(&[SPACE]);
    browser.wait_for(&format!(
        "{PLAYERS} return players[0].play.textContent === 'Pause'"
    ));
    browser.press(&[SPACE]);
    browser.wait_for(&format!(
        "{PLAYERS} return players[0].play.textContent === 'Play'"
    ));
    browser.press(&[TAB]);
    assert_eq!(browser.run(focus), "Time");
    browser.press(&[HOME, RIGHT, RIGHT, RIGHT]);
    let shown = browser.run(&format!("{PLAYERS} return figures(players[0])[0][1]"));
    assert_eq!(shown, "0.3 s");
    browser.press(&[TAB]);
    assert_eq!(browser.run(focus), "Speed");
    browser.press(&[TAB]);
    let first = "article 1: sent at 0.0 s, answered 200 after 0.5 s, at 0.5 s";
    assert_eq!(browser.run(focus), first);
    browser.press(&[RIGHT, RIGHT, LEFT]);
    let second = "article 2: sent at 0.0 s, answered 200 after 0.3 s, at 0.3 s";
    assert_eq!(browser.run(focus), second);
    let story = browser.run(&format!(
        "{PLAYERS} return players[0].querySelector('.player-story').textContent"
    ));
    assert_eq!(story, second);
    // What is not there yet at the time that is shown cannot be gone to.
    browser.press(&[END]);
    let last = "limit 3 from 0.0 s to 1.0 s";
    assert_eq!(browser.run(focus), last);
    // Arrow keys turn the page elsewhere.
    let page = browser.run("return location.pathname");
    assert_eq!(page, "/03-semaphore.html");
}

#[test]
fn nothing_moves_by_itself_when_the_reader_wants_it_calm() {
    let test = "nothing_moves_by_itself_when_the_reader_wants_it_calm";
    let Some(browser) = Browser::start(test) else {
        return;
    };
    browser.prefer(&[("prefers-reduced-motion", "reduce")]);
    go(&browser, "03-semaphore.html");
    finish(&browser);
    let press = || {
        browser.run(&format!(
            "{PLAYERS} players[0].play.click();
             return [players[0].play.textContent, figures(players[0])[0][1]]"
        ))
    };
    for time in [
        "0.0 s", "0.3 s", "0.4 s", "0.5 s", "0.6 s", "0.8 s", "0.9 s", "1.0 s", "0.0 s",
    ] {
        assert_eq!(press(), json!(["Next moment", time]));
    }
}

#[test]
fn without_scripts_the_picture_stands() {
    let Some(browser) = Browser::start("without_scripts_the_picture_stands") else {
        return;
    };
    browser.devtools(
        "Emulation.setScriptExecutionDisabled",
        json!({ "value": true }),
    );
    go(&browser, "03-semaphore.html");
    browser.devtools(
        "Emulation.setScriptExecutionDisabled",
        json!({ "value": false }),
    );
    let seen = browser.run(
        "const picture = document.querySelector('.timelines svg');
         const size = picture.getBoundingClientRect();
         return [picture.querySelectorAll('.timeline-span').length, size.width > 300,
            document.querySelectorAll('.player-controls').length,
            document.querySelector('what-if').innerText]",
    );
    assert_eq!(seen, json!([16, true, 0, "The sliders need JavaScript."]));
}

pub(crate) const WHAT_IF: &str = "const whatIf = document.querySelector('what-if');
    const panels = () => [...whatIf.querySelectorAll('.timeline-panel')]
        .map((panel) => [...panel.querySelectorAll('.timeline-span')]
            .map(({ dataset }) => [dataset.lane, dataset.start, dataset.end, dataset.outcome]));
    const costs = () => [...whatIf.querySelectorAll('what-if > .table-wrapper tbody tr')]
        .map((row) => [...row.children].map((cell) => cell.textContent));";

#[test]
fn what_if_begins_with_the_very_spans_of_the_record() {
    let browser = browser_at!("what_if_begins_with_the_very_spans_of_the_record", "");
    for (page, panels) in [
        ("01-sequential.html", 2),
        ("02-gather.html", 3),
        ("03-semaphore.html", 4),
    ] {
        go(&browser, page);
        let shown = browser.run(&format!(
            "{WHAT_IF} return [panels(), costs(),
                whatIf.dataset.runs.split('; ').map((run) => run.split('|')[0])]"
        ));
        let record = record(page);
        let runs = record["runs"].as_array().expect("it has runs");
        let names = shown[2].as_array().expect("it is a list");
        assert_eq!(names.len(), panels, "{page}");
        for (index, name) in names.iter().enumerate() {
            let run = runs.iter().find(|run| run["name"] == *name);
            let run = run.unwrap_or_else(|| panic!("no run {name}"));
            let lanes = run["timeline"]["lanes"].as_array().expect("it has lanes");
            let spans = lanes.iter().map(|lane| {
                let span = &lane["spans"][0];
                let (start, end) = (span["start"].to_string(), span["end"].to_string());
                json!([lane["label"], start, end, span["outcome"]])
            });
            assert_eq!(shown[0][index], Value::Array(spans.collect()), "{page}");
            let metrics = &run["timeline"]["metrics"];
            let time = metrics["time"].as_f64().expect("it is a number") / 10.0;
            let name = name.as_str().expect("a run has a name");
            let name = match run["wrong"] == true {
                true => format!("{name}, wrong"),
                false => name.to_owned(),
            };
            let cost = json!([
                name,
                format!("{time:.1} s"),
                metrics["ok"].to_string(),
                metrics["failed"].to_string(),
                metrics["peak_in_flight"].to_string(),
                metrics["connections"].to_string(),
                run["new_threads"].to_string(),
            ]);
            assert_eq!(shown[1][index], cost, "{page}");
        }
    }
}

#[test]
fn sliders_work_by_keyboard_and_the_forms_part_where_the_server_refuses() {
    let browser = browser_at!(
        "sliders_work_by_keyboard_and_the_forms_part_where_the_server_refuses",
        "03-semaphore.html"
    );
    let state = || {
        browser.run(&format!(
            "{WHAT_IF} return [
                [...whatIf.querySelectorAll('output')].map((output) => output.value),
                ...costs().map((row) => row.slice(1).join(', '))]"
        ))
    };
    // Time, answered, refused, most in flight, connections, new threads.
    let recorded = json!([
        ["8", "0.6 s", "3", "3"],
        "1.0 s, 8, 0, 3, 3, 3",
        "1.0 s, 8, 0, 3, 3, 0",
        "1.5 s, 8, 0, 3, 3, 0",
        "0.1 s, 0, 5, 8, 8, 0"
    ]);
    assert_eq!(state(), recorded);
    browser.run(&format!("{WHAT_IF} whatIf.controls.requests.focus()"));
    // One request less: article 7 still ends last.
    browser.press(&[LEFT, TAB]);
    // Twice as slow.
    browser.press(&[RIGHT; 6]);
    browser.press(&[TAB, LEFT, LEFT]);
    assert_eq!(
        state(),
        json!([
            ["7", "1.2 s", "1", "3"],
            "5.4 s, 7, 0, 1, 1, 1",
            "5.4 s, 7, 0, 1, 1, 0",
            "5.4 s, 7, 0, 1, 1, 0",
            "0.1 s, 0, 4, 7, 7, 0"
        ])
    );
    // Seven at once, where the server takes three: an error ends a worker, and all of the futures.
    browser.press(&[END]);
    assert_eq!(
        state(),
        json!([
            ["7", "1.2 s", "7 (all)", "3"],
            "1.0 s, 3, 4, 7, 7, 7",
            "0.1 s, 0, 4, 7, 7, 0",
            "0.1 s, 0, 4, 7, 7, 0",
            "0.1 s, 0, 4, 7, 7, 0"
        ])
    );
    let drawn = browser.run(&format!(
        "{WHAT_IF} return panels().map((panel) => panel.map((span) => span[3]).join(' '))"
    ));
    let (worked, ended) = ("ok ok ok", "abandoned abandoned abandoned");
    let refused = "failed failed failed failed";
    assert_eq!(drawn[0], format!("{worked} {refused}"));
    assert_eq!(drawn[1], format!("{ended} {refused}"));
    // A server that takes all that come.
    browser.press(&[TAB, END]);
    assert_eq!(state()[0][3], "all that come");
    assert_eq!(state()[4], "1.2 s, 7, 0, 7, 7, 0");
    browser.press(&[TAB, SPACE]);
    assert_eq!(state(), recorded);
}

#[test]
fn two_hundred_requests_hurt_and_fit() {
    let browser = browser_at!("two_hundred_requests_hurt_and_fit", "02-gather.html");
    let seen = browser.run(&format!(
        "{WHAT_IF}
         const height = () => whatIf.querySelector('svg').viewBox.baseVal.height;
         const before = height();
         whatIf.controls.requests.value = 1000;
         whatIf.controls.requests.dispatchEvent(new Event('input', {{ bubbles: true }}));
         const names = [...whatIf.querySelectorAll('.timeline-panel')[0].querySelectorAll('text[text-anchor=end]')]
             .filter((name) => name.textContent);
         return [height() === before, panels().map((panel) => panel.length),
             costs().map((row) => row.at(-1)), names.length]"
    ));
    assert_eq!(
        seen,
        json!([true, [200, 200, 200], ["200", "0", "0"], 13]),
        "a thread for each request, and no thread for a future"
    );
}

#[test]
fn a_prediction_is_compared_with_what_the_server_saw() {
    let browser = browser_at!(
        "a_prediction_is_compared_with_what_the_server_saw",
        "02-gather.html"
    );
    let pick = |index: u32| {
        browser.run(&format!(
            "const question = document.querySelector('.predict');
             question.querySelectorAll('input')[{index}].click();
             return [question.querySelector('details').open,
                question.querySelector('.verdict').textContent]"
        ))
    };
    assert_eq!(
        pick(2),
        json!([true, "You said 2.8 s. The server saw something else:"])
    );
    assert_eq!(pick(1), json!([true, "You said 0.6 s. So it was."]));
}

#[test]
fn a_word_in_chinese_or_vietnamese_finds_its_page() {
    let browser = browser_at!(
        "a_word_in_chinese_or_vietnamese_finds_its_page",
        "introduction.html"
    );
    browser.run("document.getElementById('mdbook-search-toggle').click()");
    browser.wait_for(
        "return document.getElementById('mdbook-search-index') !== null
            && !document.getElementById('mdbook-searchbar-outer').classList.contains('searching')",
    );
    let found = |word: &str| {
        let found = browser.run(&format!(
            "const bar = document.getElementById('mdbook-searchbar');
             bar.value = '{word}';
             bar.dispatchEvent(new KeyboardEvent('keyup'));
             return [...document.querySelectorAll('#mdbook-searchresults a')].map(link => link.href)"
        ));
        found.to_string()
    };
    for word in [
        "\u{4fe1}\u{53f7}\u{91cf}",
        // Its beginning is enough.
        "\u{8fde}\u{63a5}",
        "\u{7194}\u{65ad}",
        "h\u{e0}ng \u{111}\u{1ee3}i",
        "b\u{1ea5}t \u{111}\u{1ed3}ng b\u{1ed9}",
        "semaphore",
    ] {
        assert!(
            found(word).contains("glossary.html"),
            "{word}: {}",
            found(word)
        );
    }
    assert_eq!(found("\u{9f98}\u{9f98}"), "[]");
}

#[test]
fn paper_has_no_buttons() {
    let browser = browser_at!("paper_has_no_buttons", "03-semaphore.html");
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    let seen = browser.run(
        "const seen = (name) => document.querySelector(name).getClientRects().length > 0;
         return [seen('.player-controls'), seen('what-if'), seen('.timelines svg')]",
    );
    assert_eq!(seen, json!([false, false, true]));
}

/// Pictures to look at, in `target/screenshots`.
#[test]
#[ignore = "it checks nothing; somebody has to look"]
fn screenshots() {
    let browser = browser_at!("screenshots", "");
    let folder = repository().join("target/screenshots");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let save = |file: String, answer: Value| {
        let bytes = decode(answer["data"].as_str().expect("it is a file"));
        fs::write(folder.join(file), bytes).expect("it can be written");
    };
    for theme in THEMES {
        for page in chapters() {
            if !["light", "navy"].contains(&theme) && page != "03-semaphore.html" {
                continue;
            }
            browser.run(&format!("localStorage.setItem('mdbook-theme', '{theme}')"));
            for width in [360, 768, 1280, 1440] {
                browser.resize(width, 900);
                go(&browser, page);
                if page == "03-semaphore.html" {
                    browser.run(&format!("{PLAYERS} players[0].show(4.5)"));
                }
                let all = json!({ "captureBeyondViewport": true });
                let shot = browser.devtools("Page.captureScreenshot", all);
                save(format!("{page}-{theme}-{width}.png"), shot);
            }
            let paper = browser.devtools("Page.printToPDF", json!({ "printBackground": false }));
            save(format!("{page}-{theme}.pdf"), paper);
        }
    }
}

/// Base 64, which pictures come in.
fn decode(text: &str) -> Vec<u8> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for sign in text
        .bytes()
        .filter_map(|byte| SIGNS.iter().position(|sign| *sign == byte))
    {
        bits = (bits << 6) | u32::try_from(sign).expect("there are 64 signs");
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).expect("it is a byte"));
        }
    }
    bytes
}
