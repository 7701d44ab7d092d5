//! Three threads share a queue of batches, each of which is one request.

use chat::{Error, blocking::Client};
use std::sync::Mutex;
use std::thread;

/// Turns texts into vectors, so many in one request, and three requests at a time.
///
/// # Errors
///
/// The error of the first thread whose call fails. The other two finish the queue.
pub fn embed(base_url: &str, texts: &[String], size: usize) -> Result<Vec<Vec<f32>>, Error> {
    let client = Client::new(base_url);
    let queue = Mutex::new(texts.chunks(size).enumerate());
    let next = || queue.lock().expect("no thread panics").next();
    let vectors = Mutex::new(vec![Vec::new(); texts.len().div_ceil(size)]);
    let worker = || {
        while let Some((index, batch)) = next() {
            let answer = client.embed(batch)?;
            vectors.lock().expect("no thread panics")[index] = answer;
        }
        Ok::<_, Error>(())
    };
    thread::scope(|scope| {
        let threads = [(); 3].map(|()| scope.spawn(worker));
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("no thread panics");
        threads.into_iter().try_for_each(join)
    })?;
    let vectors = vectors.into_inner().expect("no thread panicked");
    Ok(vectors.concat())
}
