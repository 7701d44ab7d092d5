//! Solutions of exercise 5 that people write: why the wrong ones are refused, and that the right ones are
//! accepted.

use chat::{Client, Error};
use futures::channel::mpsc;
use futures::future::{join_all, select_all, try_join_all};
use futures::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
use kit::Refusal;
use lesson_5::exercise;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

type Answers = Result<Vec<String>, Error>;

/// What a solution is told first.
fn refused(solution: fn(&str, &[String]) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: fn(&str, &[String]) -> Answers) {
    exercise().accepted(solution);
}

const TOO_LATE: &str = "asks for the apology when the first call has failed";
const NO_APOLOGY: &str = "asks for an apology when a call has failed";
const ASKED_FOR: &str = "sends nothing that is not asked for";
const RETURNED: &str = "returns what is asked for, in order";

/// An article is not given up when a call fails, or not then.
fn assert_not_given_up(refusal: &Refusal, advice: &str) {
    let is_told = refusal.wanted.starts_with("gives up article")
        && refusal.wanted.ends_with(" at the failure")
        && refusal.seen.contains("; the failure came at ")
        && refusal.advice.starts_with(advice);
    assert!(is_told, "{refusal:?}");
}

/// All calls, as tasks that send their results with the number of their articles.
fn spawn_all(client: &Client, articles: &[String]) -> JoinSet<(usize, Result<String, Error>)> {
    let mut tasks = JoinSet::new();
    for (index, article) in articles.iter().enumerate() {
        let (client, article) = (client.clone(), article.clone());
        tasks.spawn(async move { (index, client.ask(&article).await) });
    }
    tasks
}

fn handles(client: &Client, articles: &[String]) -> Vec<JoinHandle<Result<String, Error>>> {
    let spawn = |article: &String| {
        let (client, article) = (client.clone(), article.clone());
        tokio::spawn(async move { client.ask(&article).await })
    };
    articles.iter().map(spawn).collect()
}

async fn apology(client: &Client) -> Answers {
    Ok(vec![client.ask("apology").await?])
}

#[test]
fn all_are_waited_for_before_the_errors_are_looked_at() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let results = join_all(articles.iter().map(|article| client.ask(article))).await;
        match results.into_iter().collect() {
            Err(_) => apology(&client).await,
            summaries => summaries,
        }
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, TOO_LATE);
    assert!(
        refusal.seen.contains("; the first failure, article "),
        "{refusal:?}"
    );
    assert!(
        refusal.advice.starts_with("What else is waited for first?"),
        "{refusal:?}"
    );
}

#[test]
fn tasks_that_are_awaited_in_their_order() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        for task in handles(&client, articles) {
            match task.await.expect("ask does not panic") {
                Ok(summary) => summaries.push(summary),
                Err(_) => return apology(&client).await,
            }
        }
        Ok(summaries)
    }
    assert_eq!(refused(solution).wanted, TOO_LATE);
}

#[test]
fn tasks_that_are_awaited_from_the_end() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = handles(&client, articles);
        let mut summaries = Vec::new();
        while let Some(task) = tasks.pop() {
            match task.await.expect("ask does not panic") {
                Ok(summary) => summaries.insert(0, summary),
                Err(_) => {
                    tasks.iter().for_each(JoinHandle::abort);
                    return apology(&client).await;
                }
            }
        }
        Ok(summaries)
    }
    assert_eq!(refused(solution).wanted, TOO_LATE);
}

#[test]
fn spawned_tasks_whose_handles_are_dropped() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let tasks = handles(&client, articles);
        let summaries = try_join_all(
            tasks
                .into_iter()
                .map(async |task| task.await.expect("ask does not panic")),
        );
        match summaries.await {
            Err(_) => apology(&client).await,
            summaries => summaries,
        }
    }
    // Those that take longer than the apology end with the runtime, the others are answered.
    assert_not_given_up(&refused(solution), "It ");
}

#[test]
fn a_set_that_is_kept_until_the_apology_is_there() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = spawn_all(&client, articles);
        let mut summaries = vec![String::new(); articles.len()];
        while let Some(ended) = tasks.join_next().await {
            let (index, summary) = ended.expect("ask does not panic");
            match summary {
                Ok(summary) => summaries[index] = summary,
                Err(_) => return apology(&client).await,
            }
        }
        Ok(summaries)
    }
    assert_not_given_up(&refused(solution), "It ");
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_set_whose_tasks_are_detached() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = spawn_all(&client, articles);
        let mut summaries = vec![String::new(); articles.len()];
        while let Some(ended) = tasks.join_next().await {
            let (index, summary) = ended.expect("ask does not panic");
            match summary {
                Ok(summary) => summaries[index] = summary,
                Err(_) => {
                    tasks.detach_all();
                    return apology(&client).await;
                }
            }
        }
        Ok(summaries)
    }
    assert_not_given_up(&refused(solution), "It ");
}

/// Only those that come after the failed one in the list are stopped.
#[test]
fn the_tasks_before_the_failed_one_are_left_alone() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let (done, mut ended) = mpsc::unbounded();
        let tasks: Vec<_> = articles
            .iter()
            .enumerate()
            .map(|(index, article)| {
                let (client, article, done) = (client.clone(), article.clone(), done.clone());
                tokio::spawn(async move {
                    let summary = client.ask(&article).await;
                    done.unbounded_send((index, summary)).ok();
                })
            })
            .collect();
        drop(done);
        let mut summaries = vec![String::new(); articles.len()];
        while let Some((index, summary)) = ended.next().await {
            match summary {
                Ok(summary) => summaries[index] = summary,
                Err(_) => {
                    tasks[index..].iter().for_each(JoinHandle::abort);
                    return apology(&client).await;
                }
            }
        }
        Ok(summaries)
    }
    assert_not_given_up(&refused(solution), "It ");
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn one_after_another() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        for article in articles {
            match client.ask(article).await {
                Ok(summary) => summaries.push(summary),
                Err(_) => return apology(&client).await,
            }
        }
        Ok(summaries)
    }
    let refusal = refused(solution);
    assert!(
        refusal
            .wanted
            .ends_with(" in flight while there is work left"),
        "{refusal:?}"
    );
    assert!(
        refusal.advice.starts_with("One request at a time"),
        "{refusal:?}"
    );
}

#[test]
fn two_at_a_time() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let permits = Semaphore::new(2);
        let calls = articles.iter().map(async |article| {
            let _permit = permits.acquire().await.expect("nobody closes it");
            client.ask(article).await
        });
        match try_join_all(calls).await {
            Err(_) => apology(&client).await,
            summaries => summaries,
        }
    }
    let refusal = refused(solution);
    // In the draw in which nothing fails, a slot is idle; in the others, what has to wait is not sent
    // before the failure.
    let idle = refusal.seen.contains(", 2 in flight, and article ");
    let not_sent = refusal
        .seen
        .ends_with(" was never sent, so it could not be given up.");
    assert!(idle || not_sent, "{refusal:?}");
}

#[test]
fn the_error_is_returned_in_place_of_the_apology() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        try_join_all(articles.iter().map(|article| client.ask(article))).await
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, "an error");
    assert!(
        refusal
            .seen
            .starts_with("Your function returned an error: the API answered "),
        "{refusal:?}"
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
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, NO_APOLOGY);
    assert!(
        refusal
            .seen
            .ends_with(", and the prompt apology was never sent."),
        "{refusal:?}"
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn an_apology_that_is_asked_for_beforehand() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = try_join_all(articles.iter().map(|article| client.ask(article)));
        match tokio::join!(calls, client.ask("apology")) {
            (Err(_), apology) => Ok(vec![apology?]),
            (summaries, _) => summaries,
        }
    }
    let refusal = refused(solution);
    // Where nothing fails it is not to be sent at all.
    match refusal.wanted == ASKED_FOR {
        true => assert_eq!(
            refusal.seen,
            "apology was sent at 0.0 s; it is not to be sent at all."
        ),
        false => assert!(
            refusal.advice.starts_with("Nothing had failed yet."),
            "{refusal:?}"
        ),
    }
}

#[test]
fn an_apology_that_is_asked_for_twice() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        async fn summarise(client: &Client, articles: &[String]) -> Answers {
            match try_join_all(articles.iter().map(|article| client.ask(article))).await {
                Err(error) => {
                    client.ask("apology").await?;
                    Err(error)
                }
                summaries => summaries,
            }
        }
        let client = Client::new(base_url);
        match summarise(&client, articles).await {
            Err(_) => apology(&client).await,
            summaries => summaries,
        }
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, ASKED_FOR);
    assert!(
        refusal
            .seen
            .starts_with("apology was sent twice; once is enough."),
        "{refusal:?}"
    );
}

#[test]
fn an_apology_that_is_always_asked_for() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let summaries = try_join_all(articles.iter().map(|article| client.ask(article))).await;
        let apology = client.ask("apology").await?;
        Ok(summaries.unwrap_or_else(|_| vec![apology]))
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, ASKED_FOR);
    assert!(
        refusal.seen.starts_with("apology was sent at ")
            && refusal.seen.ends_with("; it is not to be sent at all."),
        "{refusal:?}"
    );
}

#[test]
fn answers_in_the_order_in_which_they_came() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = spawn_all(&client, articles);
        let mut summaries = Vec::new();
        while let Some(ended) = tasks.join_next().await {
            match ended.expect("ask does not panic") {
                (_, Ok(summary)) => summaries.push(summary),
                (_, Err(_)) => {
                    drop(tasks);
                    return apology(&client).await;
                }
            }
        }
        Ok(summaries)
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, RETURNED);
    assert!(
        refusal
            .seen
            .ends_with("but not in the order of the prompts."),
        "{refusal:?}"
    );
}

/// A wrong request is an error too.
#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn only_errors_of_the_server_count() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = articles
            .iter()
            .map(async |article| match client.ask(article).await {
                Err(Error::Status { code: 400..500, .. }) => Ok(String::new()),
                summary => summary,
            });
        match try_join_all(calls).await {
            Err(_) => apology(&client).await,
            summaries => summaries,
        }
    }
    assert_not_given_up(&refused(solution), "It ran on.");
}

#[test]
fn a_limit_in_place_of_the_failure() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = try_join_all(articles.iter().map(|article| client.ask(article)));
        match timeout(Duration::from_millis(500), calls).await {
            Ok(Ok(summaries)) => Ok(summaries),
            _ => apology(&client).await,
        }
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, ASKED_FOR);
    assert_eq!(
        refusal.seen,
        "apology was sent at 0.5 s; it is not to be sent at all."
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn the_first_to_end_is_taken_for_the_whole() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().map(|article| Box::pin(client.ask(article)));
        match select_all(calls).await {
            (Ok(summary), ..) => Ok(vec![summary]),
            (Err(_), _, others) => {
                drop(others);
                apology(&client).await
            }
        }
    }
    let refusal = refused(solution);
    let is_told = refusal.wanted == "waits for all that it has sent"
        || refusal.advice.starts_with("It is given up too early.");
    assert!(is_told, "{refusal:?}");
    assert!(
        refusal.seen.contains("the client hung up after"),
        "{refusal:?}"
    );
}

#[test]
fn the_apology_is_added_to_what_is_there() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = spawn_all(&client, articles);
        let mut summaries = vec![None; articles.len()];
        while let Some(ended) = tasks.join_next().await {
            match ended.expect("ask does not panic") {
                (index, Ok(summary)) => summaries[index] = Some(summary),
                (_, Err(_)) => {
                    tasks.shutdown().await;
                    summaries.push(Some(client.ask("apology").await?));
                }
            }
        }
        Ok(summaries.into_iter().flatten().collect())
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, RETURNED);
    assert_eq!(refusal.seen, "It returned 2 answers; 1 is wanted.");
}

#[test]
fn a_pause_before_the_apology() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        match try_join_all(articles.iter().map(|article| client.ask(article))).await {
            Err(_) => {
                sleep(Duration::from_millis(200)).await;
                apology(&client).await
            }
            summaries => summaries,
        }
    }
    assert_eq!(refused(solution).wanted, TOO_LATE);
}

#[test]
fn an_error_in_a_task_that_is_a_panic() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = JoinSet::new();
        for (index, article) in articles.iter().enumerate() {
            let (client, article) = (client.clone(), article.clone());
            tasks.spawn(async move { (index, client.ask(&article).await.expect("an answer")) });
        }
        let mut summaries = vec![String::new(); articles.len()];
        while let Some(ended) = tasks.join_next().await {
            let Ok((index, summary)) = ended else {
                return apology(&client).await;
            };
            summaries[index] = summary;
        }
        Ok(summaries)
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, "a panic");
    assert!(refusal.seen.contains("an answer: Status"), "{refusal:?}");
}

#[test]
fn a_channel_whose_last_sender_stays() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let (done, mut ended) = mpsc::unbounded();
        let mut tasks = JoinSet::new();
        for (index, article) in articles.iter().enumerate() {
            let (client, article, done) = (client.clone(), article.clone(), done.clone());
            tasks.spawn(async move {
                done.unbounded_send((index, client.ask(&article).await))
                    .ok();
            });
        }
        let mut summaries = vec![String::new(); articles.len()];
        while let Some((index, summary)) = ended.next().await {
            match summary {
                Ok(summary) => summaries[index] = summary,
                Err(_) => {
                    tasks.abort_all();
                    return apology(&client).await;
                }
            }
        }
        Ok(summaries)
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, "a hang");
    assert!(
        refusal
            .advice
            .contains("A channel ends when its last sender is dropped."),
        "{refusal:?}"
    );
}

#[test]
fn a_set_that_is_dropped_at_the_first_error_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = spawn_all(&client, articles);
        let mut summaries = vec![String::new(); articles.len()];
        while let Some(ended) = tasks.join_next().await {
            let (index, summary) = ended.expect("ask does not panic");
            let Ok(summary) = summary else {
                tasks.shutdown().await;
                return apology(&client).await;
            };
            summaries[index] = summary;
        }
        Ok(summaries)
    }
    accepted(solution);
}

#[test]
fn futures_that_are_dropped_together_are_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        match try_join_all(articles.iter().map(|article| client.ask(article))).await {
            Err(_) => apology(&client).await,
            summaries => summaries,
        }
    }
    accepted(solution);
}

#[test]
fn a_stream_that_ends_with_an_error_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().enumerate();
        let calls = calls.map(async |(index, article)| Ok((index, client.ask(article).await?)));
        let ended: Result<Vec<_>, Error> = stream::iter(calls)
            .buffer_unordered(articles.len())
            .try_collect()
            .await;
        match ended {
            Err(_) => apology(&client).await,
            Ok(mut ended) => {
                ended.sort();
                Ok(ended.into_iter().map(|(_, summary)| summary).collect())
            }
        }
    }
    accepted(solution);
}

#[test]
fn handles_that_are_aborted_one_by_one_are_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let tasks = handles(&client, articles);
        let stop: Vec<_> = tasks.iter().map(JoinHandle::abort_handle).collect();
        let mut ended: FuturesUnordered<_> = tasks
            .into_iter()
            .enumerate()
            .map(async |(index, task)| (index, task.await.expect("nobody aborts it yet")))
            .collect();
        let mut summaries = vec![String::new(); articles.len()];
        while let Some((index, summary)) = ended.next().await {
            let Ok(summary) = summary else {
                stop.iter().for_each(tokio::task::AbortHandle::abort);
                return apology(&client).await;
            };
            summaries[index] = summary;
        }
        Ok(summaries)
    }
    accepted(solution);
}

#[test]
fn a_channel_and_permits_for_all_are_accepted() {
    use std::sync::Arc;
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let permits = Arc::new(Semaphore::new(articles.len()));
        let (done, mut ended) = mpsc::unbounded();
        let mut tasks = JoinSet::new();
        for (index, article) in articles.iter().enumerate() {
            let (client, article) = (client.clone(), article.clone());
            let (permits, done) = (Arc::clone(&permits), done.clone());
            tasks.spawn(async move {
                let _permit = permits.acquire().await.expect("nobody closes it");
                // Nobody listens any more when another call has failed.
                done.unbounded_send((index, client.ask(&article).await))
                    .ok();
            });
        }
        drop(done);
        let mut summaries = vec![String::new(); articles.len()];
        while let Some((index, summary)) = ended.next().await {
            match summary {
                Ok(summary) => summaries[index] = summary,
                Err(_) => {
                    tasks.abort_all();
                    return apology(&client).await;
                }
            }
        }
        Ok(summaries)
    }
    accepted(solution);
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn calls_that_are_joined_by_recursion_are_accepted() {
    use futures::future::{BoxFuture, FutureExt, try_join};
    fn all<'a>(client: &'a Client, articles: &'a [String]) -> BoxFuture<'a, Answers> {
        async move {
            let Some((first, rest)) = articles.split_first() else {
                return Ok(Vec::new());
            };
            let (summary, mut summaries) = try_join(client.ask(first), all(client, rest)).await?;
            summaries.insert(0, summary);
            Ok(summaries)
        }
        .boxed()
    }
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        match all(&client, articles).await {
            Err(_) => apology(&client).await,
            summaries => summaries,
        }
    }
    accepted(solution);
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}
