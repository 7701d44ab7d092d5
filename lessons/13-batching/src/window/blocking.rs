//! Three threads read from one source.

use chat::{Error, blocking::Client};
use std::sync::Mutex;
use std::thread;

/// Asks for a summary of each article.
///
/// # Errors
///
/// The error of the first thread whose call fails. The other two go on to the end of the source.
pub fn summarise<'a>(
    base_url: &str,
    articles: impl Iterator<Item = &'a String> + Send,
) -> Result<Vec<String>, Error> {
    let client = Client::new(base_url);
    let source = Mutex::new(articles.enumerate());
    let next = || source.lock().expect("no thread panics").next();
    let worker = || {
        let mut summaries = Vec::new();
        while let Some((index, article)) = next() {
            summaries.push((index, client.ask(article)?));
        }
        Ok::<_, Error>(summaries)
    };
    let lists: Result<Vec<_>, Error> = thread::scope(|scope| {
        let threads = [(); 3].map(|()| scope.spawn(worker));
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("no thread panics");
        threads.into_iter().map(join).collect()
    });
    // In the order of the articles, not of the answers.
    let mut summaries = lists?.concat();
    summaries.sort();
    Ok(summaries.into_iter().map(|(_, summary)| summary).collect())
}
