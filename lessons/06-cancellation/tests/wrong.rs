//! Solutions of exercise 6 that people write: why the wrong ones are refused, and that the right ones are
//! accepted.

use chat::{Client, Error};
use futures::future::{join_all, select};
use futures::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
use kit::Refusal;
use lesson_6::exercise;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

type Answers = Result<Vec<String>, Error>;

/// What a solution is told first.
fn refused(solution: fn(&str, &[String], Duration) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: fn(&str, &[String], Duration) -> Answers) {
    exercise().accepted(solution);
}

const SENT_AFTER: &str = "sends nothing after the signal";
const LIMIT: &str = "never more than 2 in flight";
const IDLE: &str = "at least 2 in flight while there is work left";
const DROPPED: &str = "waits for all that it has sent";
const RETURNED: &str = "returns the answers that came, in order";
const TIME: &str = "takes no time of its own";

fn assert_dropped(refusal: &Refusal) {
    assert_eq!(refusal.wanted, DROPPED);
    assert!(
        refusal.seen.contains("the client hung up after"),
        "{refusal:?}"
    );
    assert!(refusal.advice.starts_with("What drops it?"), "{refusal:?}");
}

fn assert_sent_after(refusal: &Refusal) {
    assert_eq!(refusal.wanted, SENT_AFTER);
    assert!(
        refusal.seen.contains("; the signal came at "),
        "{refusal:?}"
    );
}

/// A token that is cancelled when the signal comes, as a task sees to it.
fn cancelled_after(until_signal: Duration) -> CancellationToken {
    let token = CancellationToken::new();
    let signal = token.clone();
    tokio::spawn(async move {
        sleep(until_signal).await;
        signal.cancel();
    });
    token
}

#[test]
fn the_work_races_with_the_signal() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        let work = stream::iter(calls).buffered(2).try_collect();
        tokio::select! {
            summaries = work => summaries,
            () = sleep(until_signal) => Ok(Vec::new()),
        }
    }
    assert_dropped(&refused(solution));
}

#[test]
fn the_signal_is_not_looked_at() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], _: Duration) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        stream::iter(calls).buffered(2).try_collect().await
    }
    let refusal = refused(solution);
    assert_sent_after(&refusal);
    assert_eq!(
        refusal.advice,
        "Is it looked at before every request whether the signal has come?"
    );
}

#[test]
fn the_work_goes_on_after_the_signal_and_its_end_is_cut_off() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let signal = Instant::now() + until_signal;
        let calls = articles.iter().map(async |article| {
            let sent = Instant::now();
            (sent, client.ask(article).await)
        });
        let all: Vec<_> = stream::iter(calls).buffered(2).collect().await;
        let before = all.into_iter().filter(|(sent, _)| *sent < signal);
        before.map(|(_, summary)| summary).collect()
    }
    assert_sent_after(&refused(solution));
}

#[test]
fn what_is_in_flight_is_dropped_and_what_was_there_is_kept() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        let calls = articles.iter().map(|article| client.ask(article));
        let mut calls = stream::iter(calls).buffered(2);
        let end = Instant::now() + until_signal;
        while let Ok(Some(summary)) = timeout_at(end, calls.next()).await {
            summaries.push(summary?);
        }
        Ok(summaries)
    }
    assert_dropped(&refused(solution));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn answers_are_taken_until_the_signal_in_place_of_articles() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        let calls = stream::iter(calls).buffered(2);
        let calls = calls.take_until(Box::pin(sleep(until_signal)));
        calls.try_collect().await
    }
    assert_dropped(&refused(solution));
}

#[test]
fn each_call_has_a_limit_in_place_of_the_signal() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let calls = articles
            .iter()
            .map(|article| timeout(until_signal, client.ask(article)));
        let ended: Vec<_> = stream::iter(calls).buffered(2).collect().await;
        ended.into_iter().filter_map(Result::ok).collect()
    }
    assert_sent_after(&refused(solution));
}

#[test]
fn everything_is_sent_at_once_to_be_done_before_the_signal() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], _: Duration) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        join_all(calls).await.into_iter().collect()
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, LIMIT);
    assert_eq!(
        refusal.seen,
        "8 requests were in flight at 0.0 s; the limit is 2."
    );
}

#[test]
fn the_signal_is_looked_at_once_before_anything_is_sent() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(until_signal);
        let wanted: Vec<_> = articles
            .iter()
            .take_while(|_| !token.is_cancelled())
            .collect();
        let calls = wanted.into_iter().map(|article| client.ask(article));
        stream::iter(calls).buffered(2).try_collect().await
    }
    assert_sent_after(&refused(solution));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn the_signal_is_looked_at_before_the_permit_is_had() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(until_signal);
        let permits = Semaphore::new(2);
        let calls = articles.iter().map(async |article| {
            if token.is_cancelled() {
                return None;
            }
            let _permit = permits.acquire().await.expect("nobody closes it");
            Some(client.ask(article).await)
        });
        join_all(calls).await.into_iter().flatten().collect()
    }
    assert_sent_after(&refused(solution));
}

#[test]
fn one_after_another_until_the_signal() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(until_signal);
        let mut summaries = Vec::new();
        for article in articles {
            if token.is_cancelled() {
                break;
            }
            summaries.push(client.ask(article).await?);
        }
        Ok(summaries)
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, IDLE);
    assert!(
        refusal.advice.starts_with("One request at a time"),
        "{refusal:?}"
    );
}

#[test]
fn in_pairs_that_wait_for_each_other() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(until_signal);
        let mut summaries = Vec::new();
        for pair in articles.chunks(2) {
            if token.is_cancelled() {
                break;
            }
            let ended = join_all(pair.iter().map(|article| client.ask(article))).await;
            summaries.extend(ended);
        }
        summaries.into_iter().collect()
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, IDLE);
    // There may be no next pair: the signal has come.
    let fits = [
        "The next ones were sent when all before",
        "It was never sent.",
    ];
    assert!(
        fits.iter().any(|advice| refusal.advice.starts_with(advice)),
        "{refusal:?}"
    );
}

#[test]
fn a_signal_at_a_time_that_is_made_up() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], _: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(Duration::from_millis(450));
        let wanted = articles.iter().take_while(|_| !token.is_cancelled());
        let calls = wanted.map(|article| client.ask(article));
        stream::iter(calls).buffered(2).try_collect().await
    }
    let refusal = refused(solution);
    assert!(
        [SENT_AFTER, IDLE].contains(&refusal.wanted.as_str()),
        "{refusal:?}"
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn so_many_articles_as_are_enough_in_one_of_the_draws() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], _: Duration) -> Answers {
        let client = Client::new(base_url);
        let calls = articles.iter().take(4).map(|article| client.ask(article));
        stream::iter(calls).buffered(2).try_collect().await
    }
    let refusal = refused(solution);
    assert!(
        [SENT_AFTER, IDLE].contains(&refusal.wanted.as_str()),
        "{refusal:?}"
    );
}

#[test]
fn answers_in_the_order_in_which_they_came() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(until_signal);
        let wanted = articles.iter().take_while(|_| !token.is_cancelled());
        let calls = wanted.map(|article| client.ask(article));
        stream::iter(calls).buffer_unordered(2).try_collect().await
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

#[test]
fn only_what_had_come_before_the_signal_is_returned() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(until_signal);
        let wanted = articles.iter().take_while(|_| !token.is_cancelled());
        let calls = wanted.map(async |article| {
            let summary = client.ask(article).await;
            (!token.is_cancelled()).then_some(summary)
        });
        let ended: Vec<_> = stream::iter(calls).buffered(2).collect().await;
        ended.into_iter().flatten().collect()
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, RETURNED);
    assert!(
        refusal.advice.starts_with("Which of them are lost"),
        "{refusal:?}"
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn what_is_in_flight_has_two_ticks_to_end() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(until_signal);
        let wanted = articles.iter().take_while(|_| !token.is_cancelled());
        let calls = wanted.map(|article| client.ask(article));
        let mut calls = stream::iter(calls).buffered(2);
        let end = Instant::now() + until_signal + Duration::from_millis(200);
        let mut summaries = Vec::new();
        while let Ok(Some(summary)) = timeout_at(end, calls.next()).await {
            summaries.push(summary?);
        }
        Ok(summaries)
    }
    assert_dropped(&refused(solution));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_fixed_time_to_drain_that_is_waited_out() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(until_signal);
        let wanted = articles.iter().take_while(|_| !token.is_cancelled());
        let calls = wanted.map(|article| client.ask(article));
        let work = stream::iter(calls).buffered(2).try_collect();
        let drained = sleep(until_signal + Duration::from_secs(1));
        let (summaries, ()) = tokio::join!(work, drained);
        summaries
    }
    let refusal = refused(solution);
    assert_eq!(refusal.wanted, TIME);
    assert!(
        refusal.seen.contains("; the last request had ended at "),
        "{refusal:?}"
    );
}

#[test]
fn the_signal_is_looked_for_now_and_then() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = CancellationToken::new();
        let end = Instant::now() + until_signal;
        let signal = async {
            while Instant::now() < end {
                sleep(Duration::from_millis(300)).await;
            }
            token.cancel();
        };
        let wanted = articles.iter().take_while(|_| !token.is_cancelled());
        let calls = wanted.map(|article| client.ask(article));
        let work = stream::iter(calls).buffered(2).try_collect();
        let (summaries, ()) = tokio::join!(work, signal);
        summaries
    }
    let refusal = refused(solution);
    // It may also return when the work had been over for a while.
    assert!(
        [SENT_AFTER, TIME].contains(&refusal.wanted.as_str()),
        "{refusal:?}"
    );
}

#[test]
fn an_article_is_left_out() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(until_signal);
        let wanted = articles[1..].iter().take_while(|_| !token.is_cancelled());
        let calls = wanted.map(|article| client.ask(article));
        stream::iter(calls).buffered(2).try_collect().await
    }
    let refusal = refused(solution);
    // It may also be seen first by a request that comes too late.
    assert!(
        refusal.wanted == "takes the articles in their order" || refusal.wanted == SENT_AFTER,
        "{refusal:?}"
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_set_that_is_shut_down() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let signal = Instant::now() + until_signal;
        let permits = Arc::new(Semaphore::new(2));
        let mut tasks = JoinSet::new();
        for (index, article) in articles.iter().enumerate() {
            let (client, article, permits) = (client.clone(), article.clone(), permits.clone());
            tasks.spawn(async move {
                let _permit = permits.acquire_owned().await.expect("nobody closes it");
                client.ask(&article).await.map(|summary| (index, summary))
            });
        }
        let mut summaries = Vec::new();
        while let Ok(Some(ended)) = timeout_at(signal, tasks.join_next()).await {
            summaries.push(ended.expect("ask does not panic")?);
        }
        tasks.shutdown().await;
        summaries.sort();
        Ok(summaries.into_iter().map(|(_, summary)| summary).collect())
    }
    assert_dropped(&refused(solution));
}

/// The sleep holds the runtime's only thread.
#[test]
fn a_thread_sleeps_until_the_signal_in_async_code() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = CancellationToken::new();
        let signal = async {
            std::thread::sleep(until_signal);
            token.cancel();
        };
        let wanted = articles.iter().take_while(|_| !token.is_cancelled());
        let calls = wanted.map(|article| client.ask(article));
        let work = stream::iter(calls).buffered(2).try_collect();
        let (summaries, ()) = tokio::join!(work, signal);
        summaries
    }
    let refusal = refused(solution);
    println!("{refusal:?}");
    assert!(
        [TIME, IDLE].contains(&refusal.wanted.as_str()),
        "{refusal:?}"
    );
}

#[test]
fn the_signal_is_waited_for_in_a_loop_that_never_waits() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = CancellationToken::new();
        let end = Instant::now() + until_signal;
        let signal = async {
            while Instant::now() < end {
                tokio::task::yield_now().await;
            }
            token.cancel();
        };
        let wanted = articles.iter().take_while(|_| !token.is_cancelled());
        let calls = wanted.map(|article| client.ask(article));
        let work = stream::iter(calls).buffered(2).try_collect();
        let (summaries, ()) = tokio::join!(work, signal);
        summaries
    }
    assert_eq!(refused(solution).wanted, "a busy processor");
}

#[test]
fn a_wait_for_a_task_that_waits_for_the_end() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], _: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = CancellationToken::new();
        let summaries: Vec<String> = stream::iter(articles.iter().take(2))
            .map(|article| client.ask(article))
            .buffered(2)
            .try_collect()
            .await?;
        // Nobody cancels it.
        token.cancelled().await;
        Ok(summaries)
    }
    assert_eq!(refused(solution).wanted, "a hang");
}

#[test]
fn articles_taken_while_the_token_is_not_cancelled_are_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(until_signal);
        let wanted = articles.iter().take_while(|_| !token.is_cancelled());
        let calls = wanted.map(|article| client.ask(article));
        stream::iter(calls).buffered(2).try_collect().await
    }
    accepted(solution);
}

#[test]
fn articles_taken_until_the_signal_and_sorted_are_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = &Client::new(base_url);
        let wanted = stream::iter(articles.iter().enumerate());
        let wanted = wanted.take_until(Box::pin(sleep(until_signal)));
        let calls = wanted.map(async |(index, article)| {
            let summary = client.ask(article).await?;
            Ok((index, summary))
        });
        let ended: Result<Vec<_>, Error> = calls.buffer_unordered(2).try_collect().await;
        let mut ended = ended?;
        ended.sort();
        Ok(ended.into_iter().map(|(_, summary)| summary).collect())
    }
    accepted(solution);
}

#[test]
fn two_workers_with_a_queue_are_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = cancelled_after(until_signal);
        let queue = Mutex::new(articles.iter().enumerate());
        let worker = async || -> Result<Vec<(usize, String)>, Error> {
            let mut done = Vec::new();
            while !token.is_cancelled() {
                let next = queue.lock().expect("nobody panics with it").next();
                let Some((index, article)) = next else { break };
                done.push((index, client.ask(article).await?));
            }
            Ok(done)
        };
        let (mut done, more) = tokio::try_join!(worker(), worker())?;
        done.extend(more);
        done.sort();
        Ok(done.into_iter().map(|(_, summary)| summary).collect())
    }
    accepted(solution);
}

#[test]
fn spawned_tasks_and_a_semaphore_that_is_closed_are_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let permits = Arc::new(Semaphore::new(2));
        let tasks: Vec<_> = articles
            .iter()
            .map(|article| {
                let (client, article, permits) = (client.clone(), article.clone(), permits.clone());
                tokio::spawn(async move {
                    let _permit = permits.acquire().await.ok()?;
                    Some(client.ask(&article).await)
                })
            })
            .collect();
        sleep(until_signal).await;
        permits.close();
        let mut summaries = Vec::new();
        for task in tasks {
            summaries.extend(task.await.expect("ask does not panic"));
        }
        summaries.into_iter().collect()
    }
    accepted(solution);
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_loop_that_selects_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = &Client::new(base_url);
        let mut waiting = articles.iter().enumerate();
        let mut in_flight = FuturesUnordered::new();
        let ask = async |(index, article): (usize, &String)| (index, client.ask(article).await);
        in_flight.extend(waiting.by_ref().take(2).map(ask));
        let mut summaries: Vec<Option<String>> = vec![None; articles.len()];
        let mut signal = pin!(sleep_until(Instant::now() + until_signal));
        let mut is_over = false;
        while !in_flight.is_empty() {
            tokio::select! {
                () = &mut signal, if !is_over => is_over = true,
                Some((index, summary)) = in_flight.next() => {
                    summaries[index] = Some(summary?);
                    if !is_over {
                        in_flight.extend(waiting.by_ref().take(1).map(ask));
                    }
                }
            }
        }
        Ok(summaries.into_iter().flatten().collect())
    }
    accepted(solution);
}

#[test]
fn a_set_that_is_fed_until_the_signal_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let signal = Instant::now() + until_signal;
        let mut tasks = JoinSet::new();
        let mut done = Vec::new();
        for (index, article) in articles.iter().enumerate() {
            if tasks.len() == 2 {
                let ended = tasks.join_next().await.expect("there are two");
                done.push(ended.expect("ask does not panic")?);
            }
            if Instant::now() >= signal {
                break;
            }
            let (client, article) = (client.clone(), article.clone());
            tasks.spawn(async move { Ok::<_, Error>((index, client.ask(&article).await?)) });
        }
        for ended in tasks.join_all().await {
            done.push(ended?);
        }
        done.sort();
        Ok(done.into_iter().map(|(_, summary)| summary).collect())
    }
    accepted(solution);
}

/// The signal comes from a thread of its own, as a real one does.
#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_flag_that_a_thread_sets_is_accepted() {
    use std::sync::atomic::{AtomicBool, Ordering};
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let flag = Arc::new(AtomicBool::new(false));
        let signal = Arc::clone(&flag);
        std::thread::spawn(move || {
            std::thread::sleep(until_signal);
            signal.store(true, Ordering::Relaxed);
        });
        let wanted = articles
            .iter()
            .take_while(|_| !flag.load(Ordering::Relaxed));
        let calls = wanted.map(|article| client.ask(article));
        stream::iter(calls).buffered(2).try_collect().await
    }
    accepted(solution);
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_select_that_keeps_the_loser_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String], until_signal: Duration) -> Answers {
        let client = Client::new(base_url);
        let token = CancellationToken::new();
        let wanted = articles.iter().take_while(|_| !token.is_cancelled());
        let calls = wanted.map(|article| client.ask(article));
        let work = stream::iter(calls).buffered(2).try_collect::<Vec<_>>();
        match select(Box::pin(work), pin!(sleep(until_signal))).await {
            futures::future::Either::Left((summaries, _)) => summaries,
            futures::future::Either::Right(((), work)) => {
                token.cancel();
                work.await
            }
        }
    }
    accepted(solution);
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}
