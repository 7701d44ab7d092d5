//! The race on the first page: what is seen first is what was recorded, and it plays.

use crate::browser::{browser_at, go};
use crate::common::browser::Browser;
use crate::common::{Fixture, repository};
use catalogue::{Catalogue, Snapshot};
use serde_json::{Value, json};

const PAGE: &str = "introduction.html";

/// Its rows as they are shown: way, time, how many were answered, and what the program has.
const ROWS: &str = "const race = document.querySelector('timeline-race');
    const lanes = [...race.querySelectorAll('.race-lane')];
    const text = (lane, name) => lane.querySelector(name).textContent;
    const rows = () => lanes.map((lane) => ['a', '.race-time', '.race-count', '.race-told'].map((name) => text(lane, name)));";

/// The rows as the record has them.
fn recorded() -> Value {
    let catalogue = Catalogue::read(&repository()).expect("there are lessons");
    let record = catalogue.race(Snapshot::Json).expect("it was recorded");
    let record: Value = serde_json::from_str(&record).expect("it is JSON");
    let rows = record["runs"].as_array().expect("it has runs").iter();
    let row = |run: &Value| {
        let (metrics, heading) = (&run["timeline"]["metrics"], run["heading"].as_str());
        let (_, way) = heading
            .and_then(|heading| heading.split_once(" · "))
            .expect("it has a name");
        let way = way[..1].to_uppercase() + &way[1..];
        let time = metrics["time"].as_f64().expect("it is a number") / 10.0;
        let answered = format!("{} of 8 answered", metrics["ok"]);
        json!([way, format!("{time:.1} s"), answered, run["told"][0]])
    };
    rows.map(row).collect()
}

#[test]
fn the_race_is_seen_before_anybody_scrolls() {
    let browser = browser_at!("the_race_is_seen_before_anybody_scrolls", "");
    for (width, height) in [(1280, 800), (1440, 900)] {
        browser.resize(width, height);
        // The first page of the book is this one, under either name.
        for page in ["", PAGE] {
            go(&browser, page);
            let seen = browser.run(&format!(
                "{ROWS} const boxes = [race, race.play, ...lanes].map((it) => it.getBoundingClientRect());
                 return [document.documentElement.classList.contains('sidebar-visible'), lanes.length,
                     boxes.every(({{ top, bottom, left, right }}) =>
                         top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth)]"
            ));
            assert_eq!(seen, json!([true, 5, true]), "{page}, {width}");
        }
    }
}

#[test]
fn it_shows_the_record_and_leads_to_chapters_and_commands() {
    let browser = browser_at!(
        "it_shows_the_record_and_leads_to_chapters_and_commands",
        PAGE
    );
    let rows = || browser.run(&format!("{ROWS} return rows()"));
    assert_eq!(rows(), recorded());
    let seen = browser.run(&format!(
        "{ROWS} return [lanes.map((lane) => lane.querySelector('a').getAttribute('href')),
            lanes.map((lane) => text(lane, 'code')),
            lanes.filter((lane) => lane.querySelector('.race-badge')).map((lane) => text(lane, 'a')),
            lanes.filter((lane) => lane.matches('.race-failed')).map((lane) => text(lane, 'a')),
            lanes.map((lane) => lane.querySelectorAll('.timeline-span').length),
            lanes.every((lane) => lane.querySelector('svg').getAttribute('aria-label').startsWith(text(lane, 'a')))]"
    ));
    let (one, two, three) = ("01-sequential.html", "02-gather.html", "03-semaphore.html");
    let commands = [1, 2, 3, 3, 3].map(|number| format!("cargo run -p lesson-{number}"));
    let expected = json!([
        [one, two, three, three, three],
        commands,
        ["Three at a time"],
        ["All at once", "Three at a time, the permit dropped"],
        [8, 8, 8, 8, 8],
        true,
    ]);
    assert_eq!(seen, expected);
}

#[test]
fn one_press_starts_all_and_who_ends_first_is_told_first() {
    let browser = browser_at!(
        "one_press_starts_all_and_who_ends_first_is_told_first",
        PAGE
    );
    let begun = browser.run(&format!(
        "{ROWS} race.play.click();
         return [race.play.textContent, rows().map((row) => row.slice(1, 3)),
             lanes.filter((lane) => lane.matches('.race-running')).length,
             getComputedStyle(lanes[0].querySelector('.race-told')).visibility]"
    ));
    let zero = json!(["0.0 s", "0 of 8 answered"]);
    let zeros = vec![zero; 5];
    assert_eq!(begun, json!(["Pause", zeros, 5, "hidden"]));
    // While the last still runs, the first has its result.
    browser.wait_for(&format!(
        "{ROWS} const running = lanes.map((lane) => lane.matches('.race-running'));
         return running[0] && !running[3]"
    ));
    let ahead = browser.run(&format!("{ROWS} return rows()[3].slice(1)"));
    assert_eq!(ahead, json!(["1.0 s", "8 of 8 answered", "8 summaries"]));
    browser.wait_for(&format!("{ROWS} return race.status.textContent !== ''"));
    let over = browser.run(&format!(
        "{ROWS} return [rows(), race.play.textContent, race.status.textContent]"
    ));
    assert_eq!([&over[0], &over[1]], [&recorded(), &json!("Play")]);
    let status = over[2].as_str().expect("it is a text");
    assert!(
        status.starts_with("Finished. One after another: 2.8 s, 8 of 8 answered, 8 summaries. "),
        "{status}"
    );
    assert!(
        status.contains("All at once: 0.5 s, 3 of 8 answered, no summaries: "),
        "{status}"
    );
}

#[test]
fn a_race_is_the_same_after_it_was_played() {
    let browser = browser_at!("a_race_is_the_same_after_it_was_played", PAGE);
    let bars = "return [...document.querySelectorAll('timeline-race rect')].map((bar) => bar.getAttribute('width'))";
    let before = browser.run(bars);
    let moment = browser.run(&format!(
        "{ROWS} race.show(3); const seen = [rows().map((row) => row[2]),
            lanes.map((lane) => lane.querySelectorAll('.timeline-playing').length)];
         race.finish(); return seen"
    ));
    let answered = [0, 1, 1, 1, 0].map(|count| format!("{count} of 8 answered"));
    // Three are in flight where the server is kept busy, one in a loop, and none where all were refused.
    assert_eq!(moment, json!([answered, [1, 2, 2, 3, 0]]));
    assert_eq!(browser.run(bars), before);
}

#[test]
fn a_reader_who_wants_it_calm_goes_from_moment_to_moment() {
    let test = "a_reader_who_wants_it_calm_goes_from_moment_to_moment";
    let Some(browser) = Browser::start(test) else {
        return;
    };
    browser.prefer(&[("prefers-reduced-motion", "reduce")]);
    go(&browser, PAGE);
    let press = || {
        browser.run(&format!(
            "{ROWS} race.play.click(); return [race.play.textContent, rows()[0][1], race.status.textContent]"
        ))
    };
    assert_eq!(press(), json!(["Next moment", "0.0 s", ""]));
    let dropped = "Three at a time, the permit dropped: 0.1 s, 0 of 8 answered, no summaries: the API answered 429: three at a time, please";
    assert_eq!(press(), json!(["Next moment", "0.1 s", dropped]));
    assert_eq!(press()[1], "0.3 s");
}

#[test]
fn without_scripts_and_on_paper_the_race_is_over() {
    let Some(browser) = Browser::start("without_scripts_and_on_paper_the_race_is_over") else {
        return;
    };
    let scripts = |off: bool| {
        browser.devtools(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": off }),
        );
    };
    scripts(true);
    go(&browser, PAGE);
    scripts(false);
    let seen = browser.run(&format!(
        "{ROWS} return [rows(), race.querySelector('button')]"
    ));
    assert_eq!(seen, json!([recorded(), null]));
    go(&browser, PAGE);
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    let seen = browser.run(&format!(
        "{ROWS} const seen = (it) => it.getClientRects().length > 0;
         return [seen(race.play), lanes.every((lane) => seen(lane.querySelector('svg')))]"
    ));
    assert_eq!(seen, json!([false, true]));
}

#[test]
fn on_a_phone_each_way_has_the_width_of_the_page() {
    let browser = browser_at!("on_a_phone_each_way_has_the_width_of_the_page", "");
    browser.resize(360, 740);
    go(&browser, PAGE);
    let seen = browser.run(&format!(
        "{ROWS} return lanes.map((lane) => [lane.querySelector('svg').clientWidth > 300,
            lane.querySelector('.race-result').getBoundingClientRect().right <= innerWidth,
            lane.scrollWidth <= lane.clientWidth])"
    ));
    assert_eq!(seen, json!(vec![[true, true, true]; 5]));
}

#[test]
fn a_race_that_does_not_fit_is_refused() {
    let fixture = Fixture::new();
    let missing = "this takes it: INSTA_UPDATE=always cargo test -p tests --test race";
    fixture.welcome("{{#race runs=\"loop\" lessons=\"lesson-1\"}}");
    assert!(
        fixture.mistakes()[0].contains(missing),
        "{:?}",
        fixture.mistakes()
    );
    for which in Snapshot::ALL {
        let path = format!("lessons/race/snapshots/{which}.snap");
        let text = std::fs::read_to_string(repository().join(&path)).expect("it was recorded");
        fixture.write(&path, &text);
    }
    let wrong = |directive: &str| {
        fixture.welcome(directive);
        fixture.mistakes().join("\n")
    };
    for (directive, what) in [
        ("{{#race runs=\"loop\"}}", "{{#race}} lacks lessons=\"...\""),
        (
            "{{#race runs=\"loop, waves\" lessons=\"lesson-1\"}}",
            "the race has 2 runs and 1 lessons",
        ),
        (
            "{{#race runs=\"loop\" lessons=\"lesson-9\"}}",
            "unknown lesson lesson-9",
        ),
        (
            "{{#race runs=\"walk\" lessons=\"lesson-1\"}}",
            "unknown timeline walk: the runs of The race are loop, ",
        ),
    ] {
        let told = wrong(directive);
        assert!(
            told.starts_with("book/src/welcome.md:5: ") && told.contains(what),
            "{told}"
        );
    }
}
