//! One deadline for all the steps of a piece of work.

pub mod asynchronous;
pub mod blocking;

#[cfg(test)]
mod tests {
    use super::{asynchronous, blocking};
    use chat::Error;
    use std::time::Duration;

    /// Nobody listens there: whoever sends something is told of a connection that failed.
    const NOBODY: &str = "http://127.0.0.1:1";

    #[test]
    fn blocking_sends_nothing_when_the_deadline_is_over() {
        let client = chat::blocking::Client::new(NOBODY);
        let now = std::time::Instant::now();
        let over = now - Duration::from_millis(1);
        for deadline in [now, over] {
            let result = blocking::ask_until(&client, "title", deadline);
            assert_eq!(result, Err(Error::Timeout));
        }
        let later = now + Duration::from_secs(60);
        let result = blocking::ask_until(&client, "title", later);
        assert!(matches!(result, Err(Error::Connect(_))), "{result:?}");
    }

    #[tokio::test]
    async fn async_sends_nothing_when_the_deadline_is_over() {
        let client = chat::Client::new(NOBODY);
        let now = tokio::time::Instant::now();
        let over = now - Duration::from_millis(1);
        for deadline in [now, over] {
            let result = asynchronous::ask_until(&client, "title", deadline).await;
            assert_eq!(result, Err(Error::Timeout));
        }
        let later = now + Duration::from_secs(60);
        let result = asynchronous::ask_until(&client, "title", later).await;
        assert!(matches!(result, Err(Error::Connect(_))), "{result:?}");
    }
}
