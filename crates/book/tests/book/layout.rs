//! How a page is laid out in a real browser: on a laptop, on a phone, on paper.

use crate::browser::{PLAYERS, THEMES, WHAT_IF, browser_at, finish, go};
use crate::common::browser::Browser;
use serde_json::{Value, json};

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().expect("it is a list")
}

/// Lines that are broken, each with where its code begins and where its second row does.
const BROKEN: &str = "
    const broken = [];
    for (const line of document.querySelectorAll('.forms .line')) {
        const text = line.textContent;
        const nodes = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        const places = [];
        for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
            for (let at = 0; at < node.length; at += 1) {
                if (node.data[at] === ' ') { continue; }
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                const { left, top } = range.getBoundingClientRect();
                places.push([left, top]);
            }
        }
        if (places.length === 0) { continue; }
        const [left, top] = places[0];
        const below = places.find((place) => place[1] > top + 8);
        if (below) { broken.push([text, Math.round(below[0] - left)]); }
    }
    return broken;";

#[test]
fn a_line_that_is_broken_goes_on_further_in_than_it_began() {
    let browser = browser_at!("a_line_that_is_broken_goes_on_further_in_than_it_began", "");
    let mut count = 0;
    for (width, page) in [
        (1280, "03-semaphore.html"),
        (360, "03-semaphore.html"),
        (1280, "06-cancellation.html"),
    ] {
        browser.resize(width, 800);
        go(&browser, page);
        for line in list(&browser.run(BROKEN)) {
            let further = line[1].as_i64().expect("it is a number");
            assert!((5..60).contains(&further), "{page}, {width}: {line}");
            count += 1;
        }
    }
    assert!(count > 10, "{count} lines were broken");
}

#[test]
fn controls_and_the_story_of_a_bar_stay_in_sight() {
    let browser = browser_at!(
        "controls_and_the_story_of_a_bar_stay_in_sight",
        "03-semaphore.html"
    );
    for (width, height) in [(1280, 500), (360, 500)] {
        browser.resize(width, height);
        go(&browser, "03-semaphore.html");
        finish(&browser);
        // To the last thing of the first picture that has a name, as Tab and the arrow keys get there.
        let seen = browser.run(&format!(
            "{PLAYERS} const player = players[0];
             const bar = player.bars.at(-1);
             player.scrollIntoView();
             bar.focus();
             const bars = bar.getBoundingClientRect();
             const shown = player.querySelector('.player-bar').getBoundingClientRect();
             const menu = document.getElementById('mdbook-menu-bar').getBoundingClientRect();
             return [shown.top >= -1 && shown.bottom <= innerHeight,
                 menu.bottom <= 0 || shown.top >= menu.bottom - 1,
                 bars.top >= shown.bottom - 1 && bars.bottom <= innerHeight,
                 player.story.hidden, player.story.textContent === bar.querySelector('title').textContent]"
        ));
        assert_eq!(seen, json!([true, true, true, false, true]), "{width}");
    }
}

#[test]
fn figures_are_there_while_it_plays_and_nothing_moves() {
    let browser = browser_at!(
        "figures_are_there_while_it_plays_and_nothing_moves",
        "03-semaphore.html"
    );
    let seen = |what: &str| {
        browser.run(&format!(
            "{PLAYERS} const player = players[0]; {what};
             const place = player.querySelector('svg').getBoundingClientRect();
             return [player.table.checkVisibility(), player.story.checkVisibility(), place.top, place.height]"
        ))
    };
    let rest = seen("player.finish()");
    let playing = seen("player.show(4)");
    let over = seen("player.finish()");
    assert_eq!([&rest[0], &rest[1]], [false, true]);
    assert_eq!([&playing[0], &playing[1]], [true, false]);
    assert_eq!([&playing[2], &playing[3]], [&rest[2], &rest[3]]);
    assert_eq!(over, rest);
}

#[test]
fn it_plays_at_a_quarter_of_its_speed() {
    let browser = browser_at!("it_plays_at_a_quarter_of_its_speed", "03-semaphore.html");
    let shown = browser.run(&format!(
        "{PLAYERS} return players[0].querySelector('select').selectedOptions[0].textContent"
    ));
    assert_eq!(shown, "¼ speed");
    // Ten ticks of a tenth of a second: four seconds.
    let took = browser.run_async(&format!(
        "{PLAYERS} const done = arguments[arguments.length - 1];
         const start = performance.now();
         const player = players[0];
         player.play.click();
         const look = () => player.querySelector('.player-status').textContent
             ? done((performance.now() - start) / player.end) : setTimeout(look, 10);
         look();"
    ));
    let took = took.as_f64().expect("it is a number");
    assert!((400.0..600.0).contains(&took), "{took} ms a tick");
}

#[test]
fn on_a_phone_the_names_of_lanes_stay_and_tables_are_lists() {
    let browser = browser_at!(
        "on_a_phone_the_names_of_lanes_stay_and_tables_are_lists",
        ""
    );
    browser.resize(360, 740);
    go(&browser, "03-semaphore.html");
    let seen = browser.run(&format!(
        "{PLAYERS} const player = players[0];
         const scroll = player.querySelector('.timeline-scroll');
         const name = player.querySelector('.timeline-names text');
         const before = name.getBoundingClientRect();
         scroll.scrollLeft = 150;
         scroll.dispatchEvent(new Event('scroll'));
         const after = name.getBoundingClientRect();
         const frame = scroll.getBoundingClientRect();
         return [scroll.scrollLeft, Math.abs(before.left - after.left) < 2,
             after.left >= frame.left && after.right < frame.left + frame.width / 2]"
    ));
    assert_eq!(seen, json!([150, true, true]));
    // The last column is there to be seen, with its name.
    let seen = browser.run(
        "return [...document.querySelectorAll('table.listed')]
            .filter((table) => table.textContent.includes('new threads'))
            .map((table) => {
                const cell = table.querySelector('tbody tr').lastElementChild;
                const { left, right } = cell.getBoundingClientRect();
                return [cell.dataset.label, left >= 0 && right <= 360, getComputedStyle(cell).display,
                    getComputedStyle(cell, '::before').content];
            })",
    );
    assert!(list(&seen).len() > 2, "{seen}");
    for cell in list(&seen) {
        let label = "\"new threads: \"";
        assert_eq!(*cell, json!(["new threads", true, "block", label]));
    }
}

/// The contrast of every piece of text with white paper, where it is less than WCAG asks for.
const PALE: &str = "
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    // To read a pixel is slow, and a page has few colours.
    const known = new Map();
    const light = (colour) => {
        if (!known.has(colour)) { known.set(colour, measure(colour)); }
        return known.get(colour);
    };
    const measure = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = 'white';
        canvas.fillRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
            const share = part / 255;
            return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const pale = new Set();
    const nodes = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
        const it = node.parentElement;
        if (!node.data.trim() || !it.checkVisibility() || it.closest('style, script, .timeline-note')) { continue; }
        const style = getComputedStyle(it);
        const colour = it instanceof SVGElement ? style.fill : style.color;
        let back = 'white';
        for (let up = it; up; up = up.parentElement) {
            const { backgroundColor } = getComputedStyle(up);
            if (backgroundColor !== 'rgba(0, 0, 0, 0)') { back = backgroundColor; break; }
        }
        const [a, b] = [light(colour), light(back)].sort((one, other) => other - one);
        const contrast = (a + 0.05) / (b + 0.05);
        if (contrast < 4.5) { pale.add(`${it.tagName}.${it.className}: ${colour} on ${back}: ${contrast.toFixed(1)}`); }
    }
    return [...pale];";

#[test]
fn paper_can_be_read_from_every_theme() {
    let browser = browser_at!("paper_can_be_read_from_every_theme", "");
    for theme in THEMES {
        browser.run(&format!("localStorage.setItem('mdbook-theme', '{theme}')"));
        for page in ["03-semaphore.html", "07-backoff.html", "numbers.html"] {
            go(&browser, page);
            finish(&browser);
            browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }));
            assert_eq!(browser.run(PALE), json!([]), "{theme}, {page}");
            let page_colour = browser.run(
                "return [...document.querySelectorAll('html, .page-wrapper, .forms pre code')]
                    .map((it) => getComputedStyle(it).backgroundColor)",
            );
            for colour in list(&page_colour) {
                let white = ["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"];
                assert!(
                    white.contains(&colour.as_str().unwrap_or_default()),
                    "{theme}, {page}: {colour}"
                );
            }
            browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "" }));
        }
    }
}

#[test]
fn what_is_folded_on_the_screen_is_printed_but_for_answers() {
    let test = "what_is_folded_on_the_screen_is_printed_but_for_answers";
    let browser = browser_at!(test, "07-backoff.html");
    let open = |event: &str| {
        browser.run(&format!(
            "dispatchEvent(new Event('{event}'));
             const open = (kind) => document.querySelectorAll(`details.${{kind}}[open]`).length;
             return [open('also'), open('answer')]"
        ))
    };
    let all = browser.run("return document.querySelectorAll('details.also').length");
    assert!(all.as_u64() > Some(0), "{all}");
    assert_eq!(open("beforeprint"), json!([all, 0]));
    assert_eq!(open("afterprint"), json!([0, 0]));
}

#[test]
fn the_player_says_nothing_that_is_not_in_its_list_of_words() {
    let browser: Browser = browser_at!(
        "the_player_says_nothing_that_is_not_in_its_list_of_words",
        "03-semaphore.html"
    );
    // Another language has marks around each of its words.
    let said = browser.run(&format!(
        "{WHAT_IF}
         const translate = (value) => typeof value === 'string' ? `«${{value}}»`
             : Array.isArray(value) ? value.map(translate)
             : Object.fromEntries(Object.entries(value).map(([key, value]) => [key, translate(value)]));
         Object.assign(meanwhile.words, translate(meanwhile.words));
         const again = document.createElement('what-if');
         Object.assign(again.dataset, whatIf.dataset);
         document.querySelector('main').append(again);
         const limit = again.controls.limit;
         limit.value = 8;
         limit.dispatchEvent(new Event('input', {{ bubbles: true }}));
         const player = again.querySelector('timeline-player');
         player.play.click();
         player.play.click();
         player.finish();
         const strange = [];
         const look = (text) => {{
             if (/[a-z]{{2}}/i.test(text) && !/^«.*»$/.test(text.trim())) {{ strange.push(text); }}
         }};
         const nodes = document.createTreeWalker(again, NodeFilter.SHOW_TEXT);
         for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {{ look(node.data); }}
         for (const part of again.querySelectorAll('*')) {{
             for (const name of ['aria-label', 'aria-valuetext']) {{ look(part.getAttribute(name) ?? ''); }}
         }}
         document.querySelector('.predict input').click();
         look(document.querySelector('.verdict').textContent);
         return strange"
    ));
    // The names of runs come from the record.
    let names: Vec<&Value> = list(&said)
        .iter()
        .filter(|said| !["blocking", "async"].contains(&said.as_str().unwrap_or_default()))
        .collect();
    assert!(names.is_empty(), "{names:?}");
}
