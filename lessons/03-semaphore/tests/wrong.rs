//! Solutions of exercise 3 that people write, and why each is refused.

use chat::{Client, Error};
use futures::future::{join_all, try_join_all};
use futures::stream::{self, StreamExt, TryStreamExt};
use kit::Rule;
use lesson_3::exercise;
use tokio::sync::Semaphore;

type Answers = Result<Vec<String>, Error>;

/// The first rule that a solution breaks, and what the server saw.
fn refused(solution: fn(&str, &[String]) -> Answers) -> (Rule, String) {
    let verdict = exercise().grade(solution).expect("the machine keeps time");
    verdict.refusal().expect("the solution is refused")
}

#[test]
fn no_limit_at_all() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        try_join_all(articles.iter().map(|article| client.ask(article))).await
    }
    let (rule, seen) = refused(solution);
    assert_eq!(rule, Rule::AtMostInFlight(3));
    assert_eq!(seen, "6 requests were in flight at 0.0 s; the limit is 3.");
}

#[test]
fn a_permit_that_is_dropped_at_once() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let permits = Semaphore::new(3);
        let calls = articles.iter().map(async |article| {
            let _ = permits.acquire().await.expect("nobody closes it");
            client.ask(article).await
        });
        try_join_all(calls).await
    }
    assert_eq!(refused(solution).0, Rule::AtMostInFlight(3));
}

#[test]
fn a_permit_that_is_taken_after_the_send() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let permits = Semaphore::new(3);
        let calls = articles.iter().map(async |article| {
            let summary = client.ask(article).await;
            let _permit = permits.acquire().await.expect("nobody closes it");
            summary
        });
        try_join_all(calls).await
    }
    assert_eq!(refused(solution).0, Rule::AtMostInFlight(3));
}

#[test]
fn a_semaphore_for_each_call() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().map(async |article| {
            let permits = Semaphore::new(3);
            let _permit = permits.acquire().await.expect("nobody closes it");
            client.ask(article).await
        });
        try_join_all(calls).await
    }
    assert_eq!(refused(solution).0, Rule::AtMostInFlight(3));
}

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
    let (rule, seen) = refused(solution);
    assert_eq!(rule, Rule::NoIdleSlot(3));
    assert_eq!(
        seen,
        "At 0.0 s there was room for 3, 1 in flight, and article 2 was not sent yet."
    );
}

#[test]
fn a_limit_of_two() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        stream::iter(calls).buffered(2).try_collect().await
    }
    assert_eq!(refused(solution).0, Rule::NoIdleSlot(3));
}

#[test]
fn answers_in_the_order_in_which_they_came() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        stream::iter(calls).buffer_unordered(3).try_collect().await
    }
    let (rule, seen) = refused(solution);
    assert_eq!(rule, Rule::Answers);
    assert_eq!(
        seen,
        "The answers are all there, but not in the order of the prompts."
    );
}

#[test]
fn a_new_client_for_each_call() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let permits = Semaphore::new(3);
        let calls = articles.iter().map(async |article| {
            let _permit = permits.acquire().await.expect("nobody closes it");
            Client::new(base_url).ask(article).await
        });
        join_all(calls).await.into_iter().collect()
    }
    let (rule, seen) = refused(solution);
    assert_eq!(rule, Rule::AtMostConnections(3));
    assert_eq!(seen, "6 connections were opened; 3 are enough.");
}
