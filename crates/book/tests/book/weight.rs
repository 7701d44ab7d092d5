//! What a page weighs, and when its first picture is there.

use crate::browser::{browser_at, go, lessons};
use crate::common::browser::Browser;
use serde_json::json;
use std::io::Write;

/// What the heaviest chapter may weigh, with all that it loads, before anything is compressed: what
/// it weighed before the forms stood side by side, and a tenth.
const HEAVIEST: u64 = 902_000;

/// Bytes of a page and of all that it loads, and when something was first to be seen.
fn loaded(browser: &Browser, page: &str) -> (u64, f64) {
    go(browser, page);
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
    (bytes, seen[1].as_f64().expect("it is a number"))
}

#[test]
fn no_page_is_heavier_than_it_was() {
    let browser = browser_at!("no_page_is_heavier_than_it_was", "");
    // What is in the cache is said to weigh nothing.
    browser.devtools("Network.enable", json!({}));
    browser.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": true }));
    // The first page too: most people see no other before they have made up their mind.
    for page in lessons().chain(["introduction.html"]) {
        let (bytes, paint) = loaded(&browser, page);
        let _ = writeln!(
            std::io::stderr(),
            "{page}: {bytes} bytes, first to be seen after {paint:.0} ms"
        );
        // mdBook's own scripts alone are heavier.
        assert!(bytes > 400_000, "{page}: {bytes} bytes were seen");
        assert!(
            bytes <= HEAVIEST,
            "{page} weighs {bytes} bytes; the limit is {HEAVIEST}"
        );
    }
}
