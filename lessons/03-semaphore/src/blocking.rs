//! Three requests at a time: three threads take articles from one queue.

use chat::blocking::Client;
use std::sync::Mutex;
use std::thread;

/// Asks for a summary of each article.
///
/// # Errors
///
/// A worker whose call fails stops, while the others finish the queue. The first worker's error
/// is returned.
pub fn summarise(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let queue = Mutex::new(articles.iter().enumerate());
    let summaries = Mutex::new(vec![String::new(); articles.len()]);
    three_threads(|| {
        loop {
            // The lock ends with this statement: others take articles while this thread waits.
            let next = queue.lock().expect("no worker panics").next();
            let Some((index, article)) = next else {
                return Ok(());
            };
            let summary = client.ask(article)?;
            summaries.lock().expect("no worker panics")[index] = summary;
        }
    })?;
    Ok(summaries.into_inner().expect("no worker panicked"))
}

/// What the head of a `while let` locks stays locked until the end of the body.
///
/// # Errors
///
/// As for [`summarise`].
pub fn wrong_lock(base_url: &str, articles: &[String]) -> Result<Vec<String>, chat::Error> {
    let client = Client::new(base_url);
    let queue = Mutex::new(articles.iter().enumerate());
    let summaries = Mutex::new(vec![String::new(); articles.len()]);
    three_threads(|| {
        while let Some((index, article)) = queue.lock().expect("no worker panics").next() {
            let summary = client.ask(article)?;
            summaries.lock().expect("no worker panics")[index] = summary;
        }
        Ok(())
    })?;
    Ok(summaries.into_inner().expect("no worker panicked"))
}

fn three_threads(worker: impl Fn() -> Result<(), chat::Error> + Sync) -> Result<(), chat::Error> {
    thread::scope(|scope| {
        let threads = [(); 3].map(|()| scope.spawn(&worker));
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("no worker panics");
        threads.map(join).into_iter().collect()
    })
}
