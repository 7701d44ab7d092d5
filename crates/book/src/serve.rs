//! Serves the built book on this machine, builds it anew when a file changes, and has open pages
//! load themselves again.

use crate::{Mistakes, build};
use axum::Router;
use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
};
use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::services::{ServeDir, ServeFile};
use tower_livereload::{LiveReloadLayer, Reloader};

/// How long files must be quiet before the book is built anew: an editor writes several at once.
const QUIET: Duration = Duration::from_millis(200);

/// What the book is made of.
const SOURCES: [&str; 8] = [
    "book/book.toml",
    "book/errors",
    "book/lab.json",
    "book/builds.json",
    "book/player",
    "book/src",
    "book/theme",
    "lessons",
];

/// Listens on this machine only. Port 0 lets the system pick one.
///
/// # Errors
///
/// When the port is taken, or may not be used.
pub async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

/// The files of a built book.
pub fn files(built: &Path) -> Router {
    let missing = ServeFile::new(built.join("404.html"));
    Router::new().fallback_service(ServeDir::new(built).not_found_service(missing))
}

/// The files of a built book, with a word to open pages when it was built anew.
pub fn router(built: &Path) -> (Router, Reloader) {
    let live = LiveReloadLayer::new();
    let reloader = live.reloader();
    (files(built).layer(live), reloader)
}

/// Builds the book of the repository at `root` into `built` whenever one of its sources changes, for
/// as long as the watcher is kept. `tell` hears how each build ended.
///
/// # Errors
///
/// When the system does not watch files.
pub fn watch(
    root: &Path,
    built: &Path,
    reloader: Reloader,
    tell: impl Fn(Result<(), Mistakes>) + Send + 'static,
) -> notify::Result<Debouncer<RecommendedWatcher, RecommendedCache>> {
    let (owned, built) = (root.to_owned(), built.to_owned());
    let mut watcher = new_debouncer(QUIET, None, move |seen: DebounceEventResult| {
        // To build the book is to read its sources, which is an event too.
        let changed = |events: Vec<_>| {
            let mut events = events.iter();
            events.any(|event: &DebouncedEvent| !event.kind.is_access())
        };
        if seen.is_ok_and(changed) {
            let result = build(&owned, Some(&built));
            if result.is_ok() {
                reloader.reload();
            }
            tell(result.map(drop));
        }
    })?;
    let sources = SOURCES.iter().map(|source| root.join(source));
    for source in sources.filter(|source| source.exists()) {
        watcher.watch(&source, RecursiveMode::Recursive)?;
    }
    Ok(watcher)
}
