//! What holds for every page. Each is visited twice, as on a laptop and as on a phone, and all that
//! concerns a page is looked at in one visit: what a visit costs grows with the lessons. A few pages
//! stand for the others wherever tests are run; the continuous integration visits all.

use crate::browser::{THEMES, browser_at, chapters, go, site};
use crate::common::browser::{Browser, skipped};
use crate::common::repository;
use crate::layout::list;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;

/// The first page, a lesson with everything that a lesson can have, and the longest table.
const SAMPLE: [&str; 3] = ["introduction.html", "03-semaphore.html", "asyncio.html"];

/// As wide as a laptop with the list of chapters open, from the narrowest window that has room.
const LAPTOPS: [u32; 4] = [1100, 1280, 1440, 1920];

const PHONE: u32 = 360;

/// What a page may weigh, with all that it loads, before anything is compressed: what the heaviest
/// chapter weighed before the forms stood side by side, and a tenth. One may weigh more, for the pictures
/// of 54 requests that each of its wrong runs needs.
fn heaviest(page: &str) -> u64 {
    match page {
        "15-adaptive-concurrency.html" => 1_010_000,
        _ => 902_000,
    }
}

#[test]
fn a_page_of_each_kind_holds() {
    let browser = browser_at!("a_page_of_each_kind_holds", "");
    sweep(&browser, &SAMPLE);
}

#[test]
#[ignore = "like the page of each kind; only the continuous integration visits all"]
fn every_page_holds() {
    let browser = browser_at!("every_page_holds", "");
    let pages: Vec<&str> = site().pages.iter().map(String::as_str).collect();
    assert!(pages.len() > SAMPLE.len());
    sweep(&browser, &pages);
}

#[test]
fn a_lesson_keeps_nobody_out_in_any_theme() {
    const TEST: &str = "a_lesson_keeps_nobody_out_in_any_theme";
    let browser = browser_at!(TEST, "");
    // Wide enough for the list of chapters.
    browser.resize(1280, 800);
    go(&browser, "03-semaphore.html");
    if let Some(axe) = axe(TEST) {
        assert_eq!(kept_out(&browser, &axe, &THEMES), Vec::<String>::new());
    }
}

/// Where `.ci/run` puts axe-core, which looks for what keeps people out.
fn axe(test: &str) -> Option<String> {
    let path = repository().join("target/axe/node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(path).ok();
    if axe.is_none() {
        let why = "no axe-core looks for what keeps people out (npm install --prefix target/axe axe-core)";
        skipped(test, why);
    }
    axe
}

fn sweep(browser: &Browser, pages: &[&str]) {
    let axe = axe("a part of each page's test");
    // What is in the cache is said to weigh nothing.
    browser.devtools("Network.enable", json!({}));
    browser.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": true }));
    let mut faults = Vec::new();
    for page in pages {
        let found = [
            on_a_laptop(browser, page, axe.as_deref()),
            on_a_phone(browser, page),
        ];
        faults.extend(
            found
                .concat()
                .iter()
                .map(|fault| format!("{page}: {fault}")),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn on_a_laptop(browser: &Browser, page: &str, axe: Option<&str>) -> Vec<String> {
    browser.resize(LAPTOPS[0], 800);
    browser.log("performance");
    go(browser, page);
    let mut faults = [errors(browser), requests(browser), weight(browser, page)].concat();
    if !chapters().any(|chapter| chapter == page) {
        return faults;
    }
    let open = "return document.documentElement.classList.contains('sidebar-visible')";
    if browser.run(open) != true {
        faults.push("the list of chapters is not open".to_owned());
    }
    for width in LAPTOPS {
        browser.resize(width, 800);
        let found = [side_by_side(browser), wide_tables(browser)].concat();
        faults.extend(found.iter().map(|fault| format!("{width}: {fault}")));
    }
    faults.extend(line_by_line(browser));
    faults.extend(marks(browser));
    if let Some(axe) = axe {
        faults.extend(kept_out(browser, axe, &["light", "navy"]));
    }
    faults
}

fn on_a_phone(browser: &Browser, page: &str) -> Vec<String> {
    browser.resize(PHONE, 740);
    go(browser, page);
    let mut faults = Vec::new();
    let wide = browser.run(
        "const wide = document.scrollingElement.scrollWidth;
         const content = document.querySelector('.content');
         return Math.max(wide, content ? content.scrollWidth : 0);",
    );
    if wide.as_u64() > Some(u64::from(PHONE)) {
        faults.push(format!("it is {wide} wide on a phone"));
    }
    if chapters().any(|chapter| chapter == page) {
        faults.extend(one_below_the_other(browser));
        let found = wide_tables(browser);
        faults.extend(found.iter().map(|fault| format!("on a phone: {fault}")));
    }
    faults
}

fn errors(browser: &Browser) -> Vec<String> {
    let log = browser.log("browser").into_iter();
    // A warning may be about a slow machine.
    log.filter(|entry| entry["level"] == "SEVERE")
        // The browser asks for it by itself where a page, such as toc.html, names no icon.
        .filter(|entry| !entry["message"].to_string().contains("/favicon.ico"))
        .map(|entry| format!("an error in the console: {entry}"))
        .collect()
}

/// A page asks nobody but the server that it comes from.
fn requests(browser: &Browser) -> Vec<String> {
    let (mut faults, mut requests) = (Vec::new(), 0);
    for entry in browser.log("performance") {
        let message = entry["message"].as_str().expect("an entry has a message");
        let message: Value = serde_json::from_str(message).expect("it is JSON");
        let message = &message["message"];
        if message["method"] != "Network.requestWillBeSent" {
            continue;
        }
        requests += 1;
        let url = message["params"]["request"]["url"].as_str().unwrap_or("");
        if !url.starts_with(&site().url) && !url.starts_with("data:") {
            faults.push(format!("it asks for {url}"));
        }
    }
    if requests <= 3 {
        faults.push(format!("{requests} requests were seen"));
    }
    faults
}

/// Bytes of a page and of all that it loads, and when something was first to be seen.
fn weight(browser: &Browser, page: &str) -> Vec<String> {
    // These are no pages of their own: one is all of the book, and nobody comes to the other.
    if ["print.html", "toc.html"].contains(&page) {
        return Vec::new();
    }
    let seen = browser.run_async(
        "const done = arguments[arguments.length - 1];
         const tell = () => {
             const paint = performance.getEntriesByName('first-contentful-paint')[0];
             if (!paint) { return setTimeout(tell, 10); }
             const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
             done([all.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0), paint.startTime]);
         };
         tell();",
    );
    let bytes = seen[0].as_u64().expect("it is a number");
    let paint = seen[1].as_f64().expect("it is a number");
    let told = format!("{bytes} bytes, first to be seen after {paint:.0} ms");
    let _ = writeln!(std::io::stderr(), "{page}: {told}");
    let heaviest = heaviest(page);
    match bytes {
        // mdBook's own scripts alone are heavier.
        ..400_000 => vec![format!("only {bytes} bytes were seen")],
        _ if bytes <= heaviest => Vec::new(),
        _ => vec![format!("{bytes} bytes; the limit is {heaviest}")],
    }
}

fn side_by_side(browser: &Browser) -> Vec<String> {
    let seen = browser.run(
        "return [...document.querySelectorAll('.forms.two')].map((forms) => {
            const [left, right] = [...forms.querySelectorAll('pre')]
                .map((pre) => pre.getBoundingClientRect());
            const cut = [...forms.querySelectorAll('pre, code')]
                .some((it) => it.scrollWidth > it.clientWidth + 1);
            return [left.right <= right.left, Math.abs(left.top - right.top) < 1,
                left.left >= 0 && right.right <= innerWidth, cut,
                parseFloat(getComputedStyle(forms.querySelector('code')).fontSize) >= 11];
        })",
    );
    let wanted = json!([true, true, true, false, true]);
    let wrong = list(&seen).iter().filter(|forms| **forms != wanted);
    wrong
        .map(|forms| format!("beside each other, level, in sight, cut, legible: {forms}"))
        .collect()
}

/// Where each line of two forms begins, from the top.
const TOPS: &str = "return [...document.querySelectorAll('.forms.two')].map((forms) =>
    [...forms.querySelectorAll('pre > code')].map((code) => [...code.children]
        .filter((line) => line.getClientRects().length > 0)
        .map((line) => Math.round(line.getBoundingClientRect().top))))";

fn line_by_line(browser: &Browser) -> Vec<String> {
    let tops = browser.run(TOPS);
    let wrong = list(&tops).iter().filter(|forms| forms[0] != forms[1]);
    wrong
        .map(|forms| format!("lines do not stand beside each other: {forms}"))
        .collect()
}

fn one_below_the_other(browser: &Browser) -> Vec<String> {
    let tops = browser.run(TOPS);
    let wrong = list(&tops).iter().filter(|forms| {
        let last = list(&forms[0]).last().and_then(Value::as_i64);
        last.is_none() || last >= forms[1][0].as_i64()
    });
    wrong
        .map(|forms| format!("forms overlap on a phone: {forms}"))
        .collect()
}

/// Marks are on words, code has no prose, and each note belongs to a mark.
fn marks(browser: &Browser) -> Vec<String> {
    let seen = browser.run(
        "const length = (all) => [...all].reduce((sum, it) => sum + it.textContent.trim().length, 0);
         return [...document.querySelectorAll('.forms')].map((forms) => [
             length(forms.querySelectorAll('mark')) / length(forms.querySelectorAll('.line')) < 0.25,
             [...forms.querySelectorAll('.line')].every((line) => !line.textContent.trim().startsWith('//')),
             forms.querySelectorAll('[data-note]').length === forms.querySelectorAll('.notes li').length])",
    );
    let wrong = list(&seen).iter();
    let wrong = wrong.filter(|forms| **forms != json!([true, true, true]));
    wrong
        .map(|forms| format!("less than a quarter marked, no comments, each note used: {forms}"))
        .collect()
}

fn wide_tables(browser: &Browser) -> Vec<String> {
    let wide = browser.run(
        "return [...document.querySelectorAll('main .table-wrapper:has(table)')]
            .filter((it) => it.scrollWidth > it.clientWidth).length",
    );
    match wide.as_u64() {
        Some(0) => Vec::new(),
        _ => vec![format!("{wide} tables have to be scrolled")],
    }
}

/// What keeps people out of the page that is shown, in some themes, by axe-core.
fn kept_out(browser: &Browser, axe: &str, themes: &[&str]) -> Vec<String> {
    browser.run(
        "document.querySelectorAll('details').forEach((it) => { it.open = true; });
         // Colours that are on their way to another theme are those of none.
         const still = document.createElement('style');
         still.textContent = '*, ::before, ::after { transition: none !important; }';
         document.head.append(still)",
    );
    browser.run(axe);
    let mut faults = Vec::new();
    for theme in themes {
        // As from the menu; a click on the theme that is shown does nothing.
        let shown = browser.run(&format!(
            "const html = document.documentElement;
             if (!html.classList.contains('{theme}')) {{ document.getElementById('mdbook-theme-{theme}').click(); }}
             return html.classList.contains('{theme}')"
        ));
        assert_eq!(shown, true, "the theme {theme}");
        let violations = browser.run_async(
            "const done = arguments[arguments.length - 1];
             axe.run().then(({ violations }) => done(violations
                .filter(({ impact }) => ['serious', 'critical'].includes(impact))
                .map(({ id, nodes }) => [id, nodes.map((node) =>
                    node.target.join(' ') + ' ' + node.any.map(({ message }) => message))])))",
        );
        let violations = list(&violations).iter();
        faults.extend(violations.map(|violation| format!("{theme}: {violation}")));
    }
    // The next page begins as the first one did.
    browser.run("localStorage.removeItem('mdbook-theme')");
    faults
}
