//! A thread for each article, and one more, the batcher. A channel between them.

use super::MOST;
use chat::{Error, blocking::Client};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::{iter, thread};

/// A text, and where its vector is waited for.
pub type Call = (String, Sender<Result<Vec<f32>, Error>>);

/// Sends at once what is there. What comes while a request is in flight is the next batch.
pub fn batcher(client: &Client, texts: &Receiver<Call>) {
    // Waits while there is none, and ends when nobody is left who could send one.
    while let Ok(first) = texts.recv() {
        let batch = iter::once(first).chain(texts.try_iter());
        answer(client, batch.take(MOST).collect());
    }
}

/// One request for all of them.
pub fn answer(client: &Client, batch: Vec<Call>) {
    let (texts, callers): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
    // Who has gone needs no answer, so it does not matter whether it can be sent.
    match client.embed(&texts) {
        Ok(vectors) => iter::zip(&callers, vectors).for_each(|(to, one)| _ = to.send(Ok(one))),
        Err(error) => callers
            .iter()
            .for_each(|to| _ = to.send(Err(error.clone()))),
    }
}

/// Asks for a summary of each article, and for the vector of each summary when it is there.
///
/// # Errors
///
/// The first error in the order of the articles. The others go on to their end.
pub fn index(
    base_url: &str,
    articles: &[String],
    batcher: fn(&Client, &Receiver<Call>),
) -> Result<Vec<Vec<f32>>, Error> {
    let client = &Client::new(base_url);
    let (batch, texts) = channel();
    let own = client.clone();
    thread::spawn(move || batcher(&own, &texts));
    let one = |article: &String| {
        let summary = client.ask(article)?;
        let (caller, vector) = channel();
        batch.send((summary, caller)).expect("the batcher is there");
        vector.recv().expect("the batcher answers everybody")
    };
    thread::scope(|scope| {
        let threads = articles.iter().map(|article| scope.spawn(|| one(article)));
        let threads: Vec<_> = threads.collect();
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("no call panics");
        threads.into_iter().map(join).collect()
    })
}
