//! Solutions of exercise @NUMBER@ that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::{Client, Error};
use futures::future::join_all;
use lesson_@NUMBER@::exercise;

type Answers = Result<Vec<String>, Error>;

// WRITE 5: at least five wrong solutions that people really write, each with the rule that refuses it
// and the words that it is told; and right ones in other styles.

#[test]
fn one_after_another() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        for article in articles {
            summaries.push(client.ask(article).await?);
        }
        Ok(summaries)
    }
    let refusal = exercise().refused(solution);
    assert!(refusal.seen.contains("was not sent"), "{refusal:?}");
}

#[test]
fn right_with_errors_that_are_looked_at_last() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        join_all(calls).await.into_iter().collect()
    }
    exercise().accepted(solution);
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(20);
}
