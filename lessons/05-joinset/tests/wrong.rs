//! Solutions of exercise 5 that people write, and why each is refused.

use chat::{Client, Error};
use futures::future::{join_all, try_join_all};
use kit::Rule;
use lesson_5::exercise;
use tokio::task::JoinSet;

type Answers = Result<Vec<String>, Error>;

/// The first rule that a solution breaks, and what the server saw.
fn refused(solution: fn(&str, &[String]) -> Answers) -> (Rule, String) {
    let verdict = exercise().grade(solution).expect("the machine keeps time");
    verdict.refusal().expect("the solution is refused")
}

fn spawn_all(client: &Client, articles: &[String]) -> JoinSet<Result<String, Error>> {
    let mut tasks = JoinSet::new();
    for article in articles {
        let (client, article) = (client.clone(), article.clone());
        tasks.spawn(async move { client.ask(&article).await });
    }
    tasks
}

const RAN_ON: &str = "article 1: sent at 0.0 s, answered 200 after 0.5 s, at 0.5 s.";

#[test]
fn all_are_waited_for_before_the_errors_are_looked_at() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let results = join_all(articles.iter().map(|article| client.ask(article))).await;
        match results.into_iter().collect() {
            Err(_) => Ok(vec![client.ask("apology").await?]),
            summaries => summaries,
        }
    }
    assert_eq!(
        refused(solution),
        (Rule::HungUp("article 1", 2), RAN_ON.to_owned())
    );
}

#[test]
fn spawned_tasks_whose_handles_are_dropped() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let tasks = articles.iter().map(|article| {
            let (client, article) = (client.clone(), article.clone());
            async { tokio::spawn(async move { client.ask(&article).await }).await }
        });
        let summaries = try_join_all(tasks.map(async |task| task.await.expect("no panic"))).await;
        match summaries {
            Err(_) => Ok(vec![client.ask("apology").await?]),
            summaries => summaries,
        }
    }
    assert_eq!(
        refused(solution),
        (Rule::HungUp("article 1", 2), RAN_ON.to_owned())
    );
}

#[test]
fn a_set_that_is_kept_until_the_apology_is_there() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = spawn_all(&client, articles);
        let mut summaries = Vec::new();
        while let Some(ended) = tasks.join_next().await {
            match ended.expect("ask does not panic") {
                Ok(summary) => summaries.push(summary),
                Err(_) => return Ok(vec![client.ask("apology").await?]),
            }
        }
        Ok(summaries)
    }
    assert_eq!(
        refused(solution),
        (Rule::HungUp("article 1", 2), RAN_ON.to_owned())
    );
}

#[test]
fn a_set_whose_tasks_are_detached() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = spawn_all(&client, articles);
        while let Some(ended) = tasks.join_next().await {
            if ended.expect("ask does not panic").is_err() {
                tasks.detach_all();
                return Ok(vec![client.ask("apology").await?]);
            }
        }
        Ok(Vec::new())
    }
    assert_eq!(
        refused(solution),
        (Rule::HungUp("article 1", 2), RAN_ON.to_owned())
    );
}

#[test]
fn one_after_another() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        for article in articles {
            if client.ask(article).await.is_err() {
                return Ok(vec![client.ask("apology").await?]);
            }
        }
        Ok(Vec::new())
    }
    assert_eq!(
        refused(solution),
        (Rule::HungUp("article 1", 2), RAN_ON.to_owned())
    );
}

#[test]
fn the_error_is_returned_in_place_of_the_apology() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        try_join_all(articles.iter().map(|article| client.ask(article))).await
    }
    let (rule, seen) = refused(solution);
    assert_eq!(rule, Rule::Answers);
    assert!(
        seen.starts_with("It returned an error: the API answered 500"),
        "{seen}"
    );
}

#[test]
fn a_made_up_apology() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        match try_join_all(articles.iter().map(|article| client.ask(article))).await {
            Err(_) => Ok(vec!["Sorry.".to_owned()]),
            summaries => summaries,
        }
    }
    assert_eq!(refused(solution).0, Rule::Answers);
}
