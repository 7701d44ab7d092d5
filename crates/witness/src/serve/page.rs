//! The page of a running server: what it sees, live, for a projector.

use super::board::Board;
use crate::html::{self, escape};
use mock_api::{MockApi, Page};
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// How often a page is told what is new, if something is.
const EVERY: Duration = Duration::from_millis(100);

/// What a page is told first: how many milliseconds to wait before it asks again when the server is gone.
const HELLO: &str = "retry: 1000\n\n";

/// What all pages show. They ask for it on the server's thread, which has better to do: it is made
/// elsewhere, and they find it ready.
#[derive(Debug, Default)]
pub(crate) struct Live {
    /// The page itself, once the server's address is known.
    document: OnceLock<String>,
    shown: Mutex<Shown>,
}

#[derive(Debug, Default)]
struct Shown {
    /// Counts the changes, from 1.
    version: u64,
    message: Arc<str>,
}

impl Live {
    fn shown(&self) -> MutexGuard<'_, Shown> {
        // Both fields are set together: a panic elsewhere cannot spoil them.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The page at a path.
    pub(crate) fn page(self: &Arc<Self>, path: &str) -> Option<Page> {
        match path {
            "/" => {
                let document = self.document.get()?.clone();
                Some(Page::whole("text/html; charset=utf-8", document))
            }
            "/live" => {
                let live = Arc::clone(self);
                let mut seen = None;
                let next = move || Some(live.since(&mut seen));
                Some(Page::stream("text/event-stream", EVERY, next))
            }
            // Browsers ask for it by themselves.
            "/favicon.ico" => Some(Page::whole("image/svg+xml", "")),
            _ => None,
        }
    }

    /// The message for a page that has seen a version, unless it is that.
    fn since(&self, seen: &mut Option<u64>) -> String {
        let shown = self.shown();
        let hello = if seen.is_none() { HELLO } else { "" };
        if *seen == Some(shown.version) {
            return String::new();
        }
        *seen = Some(shown.version);
        match shown.version {
            0 => hello.to_owned(),
            _ => format!("{hello}data: {}\n\n", shown.message),
        }
    }

    /// Pages can be had from now on.
    pub(crate) fn open(&self, url: &str, options: &[(String, String)]) {
        let _ = self.document.set(document(url, options));
    }

    /// Takes what a server saw since the last time.
    pub(crate) fn show(&self, board: &mut Board, api: &MockApi) {
        // The time is taken last: nothing that is shown lies ahead of it.
        let news = api.news();
        board.take(&news, &api.clients(), api.elapsed());
        let message = board.json().to_string();
        let mut shown = self.shown();
        shown.version += 1;
        shown.message = message.into();
    }
}

/// The page, with all that it needs.
fn document(url: &str, options: &[(String, String)]) -> String {
    let mut rows = String::new();
    for (name, value) in options {
        let (name, value) = (escape(name), escape(value));
        let _ = write!(rows, "<div><dt>{name}</dt><dd>{value}</dd></div>");
    }
    let url = escape(url);
    let body = include_str!("page/live.html")
        .replace("{{options}}", &rows)
        .replace("{{url}}", &url);
    html::page(
        "Live · Meanwhile",
        &body,
        &[include_str!("../../../../book/player/live.css")],
        &[
            include_str!("../../../../book/player/draw.js"),
            include_str!("../../../../book/player/live.js"),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_holds_what_it_needs_and_nothing_of_others() {
        let options = [("<b>".to_owned(), "\"&".to_owned())];
        let page = document("http://192.168.1.20:8080", &options);
        assert!(page.contains("<dt>&lt;b&gt;</dt><dd>&quot;&amp;</dd>"));
        assert!(page.contains("http://192.168.1.20:8080/v1"));
        for place in ["{{url}}", "{{options}}"] {
            assert!(!page.contains(place), "{place}");
        }
        for outside in ["src=", "@import", "url(http", "<link rel=\"stylesheet\""] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn a_page_is_told_only_what_is_new() {
        let live = Live::default();
        let mut seen = None;
        assert_eq!(live.since(&mut seen), HELLO);
        assert_eq!(live.since(&mut seen), "");
        *live.shown() = Shown {
            version: 1,
            message: "{}".into(),
        };
        assert_eq!(live.since(&mut seen), "data: {}\n\n");
        assert_eq!(live.since(&mut seen), "");
        assert_eq!(live.since(&mut None), format!("{HELLO}data: {{}}\n\n"));
    }
}
