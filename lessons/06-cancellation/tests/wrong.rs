//! Solutions of exercise 6 that people write, and why each is refused.

use chat::{Client, Error};
use futures::stream::{self, StreamExt, TryStreamExt};
use kit::Rule;
use lesson_6::exercise;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

type Answers = Result<Vec<String>, Error>;

const SIGNAL: Duration = Duration::from_millis(400);

/// The first rule that a solution breaks, and what the server saw.
fn refused(solution: fn(&str, &[String]) -> Answers) -> (Rule, String) {
    let verdict = exercise().grade(solution).expect("the machine keeps time");
    verdict.refusal().expect("the solution is refused")
}

#[test]
fn the_signal_is_not_looked_at() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        stream::iter(calls).buffered(2).try_collect().await
    }
    let (rule, seen) = refused(solution);
    assert_eq!(rule, Rule::Answers);
    assert_eq!(seen, "It returned 6 answers; 4 are wanted.");
}

#[test]
fn the_work_goes_on_after_the_signal_and_its_end_is_cut_off() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        let all: Vec<String> = stream::iter(calls).buffered(2).try_collect().await?;
        Ok(all.into_iter().take(4).collect())
    }
    let (rule, seen) = refused(solution);
    assert_eq!(rule, Rule::NothingSentAfter(4));
    assert_eq!(seen, "article 5 was sent at 0.6 s.");
}

#[test]
fn what_is_in_flight_is_dropped_and_what_was_there_is_kept() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        let calls = articles.iter().map(|article| client.ask(article));
        let mut calls = stream::iter(calls).buffered(2);
        let end = Instant::now() + SIGNAL;
        while let Ok(Some(summary)) = tokio::time::timeout_at(end, calls.next()).await {
            summaries.push(summary?);
        }
        Ok(summaries)
    }
    let (rule, seen) = refused(solution);
    assert_eq!(rule, Rule::Answers);
    assert_eq!(seen, "It returned 2 answers; 4 are wanted.");
}

#[test]
fn each_call_has_a_limit_in_place_of_the_signal() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = articles
            .iter()
            .map(|article| timeout(SIGNAL, client.ask(article)));
        let ended: Vec<_> = stream::iter(calls).buffered(2).collect().await;
        ended.into_iter().filter_map(Result::ok).collect()
    }
    assert_eq!(refused(solution).0, Rule::Answers);
}

#[test]
fn everything_is_sent_at_once_to_be_done_before_the_signal() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().take(4).map(|article| client.ask(article));
        stream::iter(calls).buffered(4).try_collect().await
    }
    let (rule, seen) = refused(solution);
    assert_eq!(rule, Rule::AtMostInFlight(2));
    assert_eq!(seen, "4 requests were in flight at 0.0 s; the limit is 2.");
}

#[test]
fn the_signal_is_looked_at_once_before_anything_is_sent() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let signal = Instant::now() + SIGNAL;
        let wanted: Vec<_> = articles
            .iter()
            .take_while(|_| Instant::now() < signal)
            .collect();
        let calls = wanted.into_iter().map(|article| client.ask(article));
        let all: Vec<String> = stream::iter(calls).buffered(2).try_collect().await?;
        Ok(all.into_iter().take(4).collect())
    }
    assert_eq!(refused(solution).0, Rule::NothingSentAfter(4));
}

#[test]
fn one_after_another_until_the_signal() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let signal = sleep(SIGNAL);
        tokio::pin!(signal);
        let mut summaries = Vec::new();
        for article in articles {
            if signal.is_elapsed() {
                break;
            }
            summaries.push(client.ask(article).await?);
        }
        Ok(summaries)
    }
    // A Sleep that nobody awaits does not notice that its time has come.
    assert_eq!(refused(solution).0, Rule::Answers);
}
