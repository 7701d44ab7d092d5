//! Solutions of exercise 3 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::{Client, Error, blocking};
use futures::future::{join_all, try_join_all};
use futures::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
use kit::Refusal;
use lesson_3::exercise;
use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

type Answers = Result<Vec<String>, Error>;

const ASKED_FOR: &str = "sends nothing that is not asked for";
const MISSING: &str = "leaves out nothing that is to be sent";
const LIMIT: &str = "never more than 3 in flight";
const NO_IDLE_SLOT: &str = "at least 3 in flight while there is work left";
const CONNECTIONS: &str = "opens at most 3 connections";
const TIME: &str = "takes no time of its own";
const RETURNED: &str = "returns what is asked for, in order";

/// What a wrong solution is told first.
fn refused(solution: fn(&str, &[String]) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: fn(&str, &[String]) -> Answers) {
    exercise().accepted(solution);
}

/// A solution that is right, for those that spoil something else.
async fn three_at_a_time(client: &Client, articles: &[String]) -> Answers {
    let permits = Semaphore::new(3);
    let calls = articles.iter().map(async |article| {
        let _permit = permits.acquire().await.expect("nobody closes it");
        client.ask(article).await
    });
    try_join_all(calls).await
}

/// Answers with their places, in order.
fn in_order(answers: impl IntoIterator<Item = (usize, Result<String, Error>)>) -> Answers {
    let mut answers: Vec<_> = answers.into_iter().collect();
    answers.sort_by_key(|&(index, _)| index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Each list by a worker of its own, beforehand.
async fn divided(client: &Client, lists: &[&[String]]) -> Answers {
    let workers = lists.iter().map(async |list| {
        let mut answers = Vec::new();
        for article in *list {
            answers.push(client.ask(article).await?);
        }
        Answers::Ok(answers)
    });
    Ok(try_join_all(workers).await?.concat())
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}

mod wrong {
    use super::*;

    const AT_ONCE: &str = "All are sent at once.";
    const DIVIDED: &str = "Work that is divided beforehand leaves one worker idle";

    #[test]
    fn no_limit_at_all() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            try_join_all(articles.iter().map(|article| client.ask(article))).await
        }
        let seen = " requests were in flight at 0.0 s; the limit is 3.";
        refused(solution).is_told(LIMIT, seen, AT_ONCE);
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
        refused(solution).is_told(LIMIT, "at 0.0 s", "Bound to _");
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
        refused(solution).is_told(LIMIT, "at 0.0 s", "before the request");
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
        refused(solution).is_told(LIMIT, "at 0.0 s", AT_ONCE);
    }

    #[test]
    fn permits_that_are_taken_in_the_loop_before_the_tasks() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let permits = Semaphore::new(3);
            let mut tasks = Vec::new();
            for article in articles {
                let _permit = permits.acquire().await.expect("nobody closes it");
                let (client, article) = (client.clone(), article.clone());
                tasks.push(tokio::spawn(async move { client.ask(&article).await }));
            }
            let mut answers = Vec::new();
            for task in tasks {
                answers.push(task.await.expect("ask does not panic")?);
            }
            Ok(answers)
        }
        refused(solution).is_told(LIMIT, "the limit is 3", AT_ONCE);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_limit_of_four() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let calls = articles.iter().enumerate();
            let calls =
                calls.map(|(index, article)| async move { (index, client.ask(article).await) });
            let calls = stream::iter(calls).buffer_unordered(4);
            in_order(calls.collect::<Vec<_>>().await)
        }
        let seen = "4 requests were in flight at 0.0 s";
        refused(solution).is_told(LIMIT, seen, "A few too many.");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn one_more_that_shares_no_permit() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let (first, rest) = articles.split_first().expect("there are some");
            let rest = three_at_a_time(&client, rest);
            let (first, rest) = futures::future::try_join(client.ask(first), rest).await?;
            Ok([vec![first], rest].concat())
        }
        refused(solution).is_told(LIMIT, "4 requests", "A few too many.");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
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
        let seen = "At 0.0 s there was room for 3, 1 in flight, and article ";
        let advice = "One request at a time: nothing overlaps.";
        refused(solution).is_told(NO_IDLE_SLOT, seen, advice);
    }

    #[test]
    fn a_limit_of_two() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let calls = articles.iter().map(|article| client.ask(article));
            stream::iter(calls).buffered(2).try_collect().await
        }
        let advice = "There were never as many in flight as there may be.";
        refused(solution).is_told(NO_IDLE_SLOT, "2 in flight", advice);
    }

    #[test]
    fn waves_of_three() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut summaries = Vec::new();
            for wave in articles.chunks(3) {
                let calls = wave.iter().map(|article| client.ask(article));
                summaries.extend(try_join_all(calls).await?);
            }
            Ok(summaries)
        }
        let advice = "Does a wave wait for its slowest?";
        refused(solution).is_told(NO_IDLE_SLOT, "room for 3", advice);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn waves_of_tasks() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut summaries = Vec::new();
            for wave in articles.chunks(3) {
                let mut tasks = JoinSet::new();
                for (index, article) in wave.iter().cloned().enumerate() {
                    let client = client.clone();
                    tasks.spawn(async move { (index, client.ask(&article).await) });
                }
                summaries.extend(in_order(tasks.join_all().await)?);
            }
            Ok(summaries)
        }
        let advice = "Does a wave wait for its slowest?";
        refused(solution).is_told(NO_IDLE_SLOT, "room for 3", advice);
    }

    #[test]
    fn answers_that_wait_for_their_turn() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let calls = articles.iter().map(|article| client.ask(article));
            stream::iter(calls).buffered(3).try_collect().await
        }
        let advice = "A stream that is buffered in order";
        refused(solution).is_told(NO_IDLE_SLOT, "room for 3", advice);
    }

    #[test]
    fn a_third_for_each_worker() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let lists: Vec<_> = articles.chunks(articles.len().div_ceil(3)).collect();
            divided(&client, &lists).await
        }
        let refusal = refused(solution);
        refusal.is_told(NO_IDLE_SLOT, "room for 3", DIVIDED);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn thirds_with_the_rest_at_the_end() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let third = articles.len() / 3;
            let (first, rest) = articles.split_at(third);
            let (second, last) = rest.split_at(third);
            divided(&client, &[first, second, last]).await
        }
        refused(solution).is_told(NO_IDLE_SLOT, "room for 3", DIVIDED);
    }

    #[test]
    fn dealt_out_like_cards() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let workers = (0..3).map(|worker| async move {
                let mut answers = Vec::new();
                for (index, article) in articles.iter().enumerate() {
                    if index % 3 == worker {
                        answers.push((index, client.ask(article).await));
                    }
                }
                answers
            });
            in_order(join_all(workers).await.concat())
        }
        refused(solution).is_told(NO_IDLE_SLOT, "room for 3", DIVIDED);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_semaphore_for_each_third() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let permits = [const { Semaphore::const_new(1) }; 3];
            let (client, permits) = (&client, &permits);
            let calls = articles
                .iter()
                .enumerate()
                .map(|(index, article)| async move {
                    let _permit = permits[index % 3].acquire().await.expect("it is open");
                    client.ask(article).await
                });
            try_join_all(calls).await
        }
        refused(solution).is_told(NO_IDLE_SLOT, "room for 3", DIVIDED);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_lock_that_is_held_while_asking() {
        let refusal = refused(|base_url, articles| {
            let client = &blocking::Client::new(base_url);
            let work = &Mutex::new(articles.iter().enumerate());
            thread::scope(|scope| {
                let workers = (0..3).map(|_| {
                    scope.spawn(move || {
                        let mut answers = Vec::new();
                        // The guard lives as long as the loop's body.
                        while let Some((index, article)) = work.lock().expect("no panic").next() {
                            answers.push((index, client.ask(article)));
                        }
                        answers
                    })
                });
                let workers: Vec<_> = workers.collect();
                let join = |worker: thread::ScopedJoinHandle<'_, _>| worker.join();
                in_order(
                    workers
                        .into_iter()
                        .flat_map(join)
                        .flatten()
                        .collect::<Vec<_>>(),
                )
            })
        });
        refusal.is_told(NO_IDLE_SLOT, "1 in flight", "Does a lock");
    }

    #[test]
    fn blocking_calls_in_async_code() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = blocking::Client::new(base_url);
            let permits = Semaphore::new(3);
            let calls = articles.iter().map(async |article| {
                let _permit = permits.acquire().await.expect("nobody closes it");
                client.ask(article)
            });
            try_join_all(calls).await
        }
        refused(solution).is_told(NO_IDLE_SLOT, "1 in flight", "a blocking call");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_thread_that_sleeps_in_async_code() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let permits = Semaphore::new(3);
            let calls = articles.iter().map(async |article| {
                let _permit = permits.acquire().await.expect("nobody closes it");
                let answer = client.ask(article).await;
                thread::sleep(Duration::from_millis(100));
                answer
            });
            try_join_all(calls).await
        }
        let refusal = refused(solution);
        assert_eq!(refusal.wanted, NO_IDLE_SLOT, "{refusal:?}");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_sleep_with_the_permit_in_hand() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let permits = Semaphore::new(3);
            let calls = articles.iter().map(async |article| {
                let _permit = permits.acquire().await.expect("nobody closes it");
                let answer = client.ask(article).await;
                tokio::time::sleep(Duration::from_millis(200)).await;
                answer
            });
            try_join_all(calls).await
        }
        refused(solution).is_told(NO_IDLE_SLOT, "room for 3", "");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_sleep_before_all() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            tokio::time::sleep(Duration::from_millis(300)).await;
            three_at_a_time(&Client::new(base_url), articles).await
        }
        let seen = "for the first 0.3 s.";
        refused(solution).is_told(TIME, seen, "before the first request");
    }

    #[test]
    fn a_sleep_in_place_of_a_join() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let (client, permits) = (Client::new(base_url), Arc::new(Semaphore::new(3)));
            let answers = Arc::new(Mutex::new(vec![String::new(); articles.len()]));
            for (index, article) in articles.iter().cloned().enumerate() {
                let (client, permits) = (client.clone(), Arc::clone(&permits));
                let answers = Arc::clone(&answers);
                tokio::spawn(async move {
                    let _permit = permits.acquire().await.expect("nobody closes it");
                    let answer = client.ask(&article).await.unwrap_or_default();
                    answers.lock().expect("no panic")[index] = answer;
                });
            }
            tokio::time::sleep(Duration::from_secs(3)).await;
            let answers = answers.lock().expect("no panic");
            Ok(answers.clone())
        }
        let seen = "Your function returned at 3.0 s";
        refused(solution).is_told(TIME, seen, "a sleep in place of a join");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn tasks_that_nobody_awaits() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            for article in articles {
                let (client, article) = (client.clone(), article.clone());
                tokio::spawn(async move { client.ask(&article).await });
            }
            Ok(articles.to_vec())
        }
        let seen = "Nothing was sent to the server.";
        refused(solution).is_told(MISSING, seen, "awaited");
    }

    #[test]
    fn answers_in_the_order_in_which_they_came() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let calls = articles.iter().map(|article| client.ask(article));
            stream::iter(calls).buffer_unordered(3).try_collect().await
        }
        let seen = "All of it is there, but not in the order of the prompts.";
        refused(solution).is_told(RETURNED, seen, "by its index");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_join_set_in_the_order_of_its_tasks_ends() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let (client, permits) = (Client::new(base_url), Arc::new(Semaphore::new(3)));
            let mut tasks = JoinSet::new();
            for article in articles {
                let (client, article) = (client.clone(), article.clone());
                let permits = Arc::clone(&permits);
                tasks.spawn(async move {
                    let _permit = permits.acquire().await.expect("nobody closes it");
                    client.ask(&article).await
                });
            }
            tasks.join_all().await.into_iter().collect()
        }
        refused(solution).is_told(RETURNED, "not in the order", "its place");
    }

    #[test]
    fn sorted_articles() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let mut sorted = articles.to_vec();
            sorted.sort();
            three_at_a_time(&Client::new(base_url), &sorted).await
        }
        refused(solution).is_told(RETURNED, "not in the order", "its place");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn sorted_answers() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let mut answers = three_at_a_time(&Client::new(base_url), articles).await?;
            answers.sort();
            Ok(answers)
        }
        refused(solution).is_told(RETURNED, "not in the order", "its place");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn made_up_answers() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            three_at_a_time(&Client::new(base_url), articles).await?;
            let made_up = |article| format!("You said: {article}");
            Ok(articles.iter().map(made_up).collect())
        }
        refused(solution).is_told(RETURNED, "the server said", "gave it");
    }

    #[test]
    fn the_end_of_one_answer_for_all() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let answers = three_at_a_time(&Client::new(base_url), articles).await?;
            let (_, end) = answers[0].rsplit_once(' ').unwrap_or_default();
            let made_up = |article| format!("You said: {article} {end}");
            Ok(articles.iter().map(made_up).collect())
        }
        refused(solution).is_told(RETURNED, "Answer 2", "its own prompt");
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
        let seen = " connections were opened; 3 are enough.";
        refused(solution).is_told(CONNECTIONS, seen, "a new client made");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn seven_articles_and_no_more() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            three_at_a_time(&Client::new(base_url), &articles[..7]).await
        }
        refused(solution).is_told(MISSING, "was never sent", "each prompt");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_call_that_finds_no_permit_is_left_out() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let permits = Semaphore::new(3);
            let calls = articles.iter().map(async |article| {
                let _permit = permits.try_acquire().ok()?;
                client.ask(article).await.ok()
            });
            Ok(join_all(calls).await.into_iter().flatten().collect())
        }
        refused(solution).is_told(MISSING, "was never sent", "each prompt");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_race_that_only_one_wins() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let calls = articles.iter().map(|article| client.ask(article));
            let mut calls = stream::iter(calls).buffer_unordered(3);
            Ok(vec![calls.next().await.expect("there are some")?])
        }
        let refusal = refused(solution);
        let rules = [ASKED_FOR, MISSING];
        assert!(rules.contains(&refusal.wanted.as_str()), "{refusal:?}");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn all_asked_twice() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            three_at_a_time(&client, articles).await?;
            three_at_a_time(&client, articles).await
        }
        let seen = " was sent twice; once is enough.";
        refused(solution).is_told(ASKED_FOR, seen, "in two places");
    }

    #[test]
    fn a_thread_that_asks_once_more_after_the_return() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let answers = three_at_a_time(&Client::new(base_url), articles).await;
            let (client, article) = (blocking::Client::new(base_url), articles[0].clone());
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(300));
                client.ask(&article)
            });
            answers
        }
        refused(solution).is_told(ASKED_FOR, " was sent twice", "");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_path_that_is_not_there() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(&format!("{base_url}/old"));
            three_at_a_time(&client, articles).await
        }
        let advice = "The server got POST /old/v1/chat/completions.";
        refused(solution).is_told("an error", "404", advice);
    }

    #[test]
    fn a_task_that_panics() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut answers = Vec::new();
            for wave in articles.chunks(3) {
                let tasks = wave.iter().cloned().map(|article| {
                    let client = client.clone();
                    tokio::spawn(async move {
                        let answer = client.ask(&article).await?;
                        assert!(answer.is_empty(), "{article} has an answer");
                        Ok::<_, Error>(answer)
                    })
                });
                let joined = join_all(tasks).await;
                answers.extend(joined.into_iter().flatten().flatten());
            }
            Ok(answers)
        }
        refused(solution).is_told("a panic", "has an answer", "first panic");
    }

    #[test]
    fn permits_that_never_come_back() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let permits = Semaphore::new(3);
            let calls = articles.iter().map(async |article| {
                permits.acquire().await.expect("it is open").forget();
                client.ask(article).await
            });
            try_join_all(calls).await
        }
        let solution: fn(&str, &[String]) -> Answers = solution;
        let refusal = exercise().limit(Duration::from_secs(3)).refused(solution);
        let seen = "Not sent: article ";
        refusal.is_told("a hang", seen, "a permit, a lock or a message");
    }

    #[test]
    fn a_loop_until_all_tasks_are_done() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let (client, permits) = (Client::new(base_url), Arc::new(Semaphore::new(3)));
            let tasks = articles.iter().cloned().map(|article| {
                let (client, permits) = (client.clone(), Arc::clone(&permits));
                tokio::spawn(async move {
                    let _permit = permits.acquire().await.expect("nobody closes it");
                    client.ask(&article).await
                })
            });
            let tasks: Vec<_> = tasks.collect();
            while !tasks.iter().all(tokio::task::JoinHandle::is_finished) {
                tokio::task::yield_now().await;
            }
            let answers = join_all(tasks).await.into_iter();
            answers.map(|task| task.expect("no panic")).collect()
        }
        let seen = "kept a processor busy";
        refused(solution).is_told("a busy processor", seen, "loop");
    }
}

mod right {
    use super::*;

    #[test]
    fn a_semaphore() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            three_at_a_time(&Client::new(base_url), articles).await
        }
        accepted(solution);
    }

    #[test]
    fn a_stream_in_any_order_with_places() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let calls = articles.iter().enumerate();
            let calls =
                calls.map(|(index, article)| async move { (index, client.ask(article).await) });
            let calls = stream::iter(calls).buffer_unordered(3);
            in_order(calls.collect::<Vec<_>>().await)
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_stream_with_a_limit_on_each() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let answers = &RefCell::new(Vec::new());
            let calls = stream::iter(articles.iter().enumerate());
            calls
                .for_each_concurrent(3, |(index, article)| async move {
                    let answer = client.ask(article).await;
                    answers.borrow_mut().push((index, answer));
                })
                .await;
            in_order(answers.take())
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_semaphore_and_tasks() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let (client, permits) = (Client::new(base_url), Arc::new(Semaphore::new(3)));
            let mut tasks = Vec::new();
            for article in articles {
                let permits = Arc::clone(&permits);
                let permit = permits.acquire_owned().await.expect("nobody closes it");
                let (client, article) = (client.clone(), article.clone());
                tasks.push(tokio::spawn(async move {
                    let answer = client.ask(&article).await;
                    drop(permit);
                    answer
                }));
            }
            let mut answers = Vec::new();
            for task in tasks {
                answers.push(task.await.expect("ask does not panic")?);
            }
            Ok(answers)
        }
        accepted(solution);
    }

    #[test]
    fn a_join_set_that_is_filled_up() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut answers = vec![String::new(); articles.len()];
            let mut tasks: JoinSet<(usize, Result<String, Error>)> = JoinSet::new();
            let mut waiting = articles.iter().cloned().enumerate();
            loop {
                while tasks.len() < 3
                    && let Some((index, article)) = waiting.next()
                {
                    let client = client.clone();
                    tasks.spawn(async move { (index, client.ask(&article).await) });
                }
                let Some(done) = tasks.join_next().await else {
                    return Ok(answers);
                };
                let (index, answer) = done.expect("ask does not panic");
                answers[index] = answer?;
            }
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn futures_that_are_filled_up() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let call = |(index, article)| async move { (index, client.ask(article).await) };
            let mut waiting = articles.iter().map(String::as_str).enumerate();
            let mut calls: FuturesUnordered<_> = waiting.by_ref().take(3).map(call).collect();
            let mut answers = Vec::new();
            while let Some(answer) = calls.next().await {
                answers.push(answer);
                calls.extend(waiting.next().map(call));
            }
            in_order(answers)
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn workers_that_share_a_counter() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let (client, next) = (&Client::new(base_url), &AtomicUsize::new(0));
            let workers = (0..3).map(|_| async move {
                let mut answers = Vec::new();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(article) = articles.get(index) else {
                        return answers;
                    };
                    answers.push((index, client.ask(article).await));
                }
            });
            in_order(join_all(workers).await.concat())
        }
        accepted(solution);
    }

    #[test]
    fn workers_with_a_client_each_and_a_channel() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let (send, receive) = tokio::sync::mpsc::channel(1);
            let receive = &tokio::sync::Mutex::new(receive);
            let workers = join_all((0..3).map(|_| async move {
                let client = Client::new(base_url);
                let mut answers = Vec::new();
                loop {
                    let next: Option<(usize, &String)> = receive.lock().await.recv().await;
                    let Some((index, article)) = next else {
                        return answers;
                    };
                    answers.push((index, client.ask(article).await));
                }
            }));
            let feed = async move {
                for work in articles.iter().enumerate() {
                    let _ = send.send(work).await;
                }
            };
            let (answers, ()) = futures::future::join(workers, feed).await;
            in_order(answers.concat())
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_pile_that_is_taken_from_the_top() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let pile: Vec<(usize, &String)> = articles.iter().enumerate().collect();
            let pile = &RefCell::new(pile);
            let workers = (0..3).map(|_| async move {
                let mut answers = Vec::new();
                loop {
                    let Some((index, article)) = pile.borrow_mut().pop() else {
                        return answers;
                    };
                    answers.push((index, client.ask(article).await));
                }
            });
            in_order(join_all(workers).await.concat())
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn recursion() {
        /// Takes the next one when it has its answer.
        async fn worker(
            client: &Client,
            waiting: &RefCell<impl Iterator<Item = (usize, &String)>>,
        ) -> Vec<(usize, Result<String, Error>)> {
            let next = waiting.borrow_mut().next();
            let Some((index, article)) = next else {
                return Vec::new();
            };
            let answer = client.ask(article).await;
            let mut rest = Box::pin(worker(client, waiting)).await;
            rest.push((index, answer));
            rest
        }
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let waiting = &RefCell::new(articles.iter().enumerate());
            let workers = (0..3).map(|_| worker(client, waiting));
            in_order(join_all(workers).await.concat())
        }
        accepted(solution);
    }

    #[test]
    fn threads_that_share_a_list() {
        accepted(|base_url, articles| {
            let client = &blocking::Client::new(base_url);
            let work = &Mutex::new(articles.iter().enumerate());
            let (send, receive) = mpsc::channel();
            thread::scope(|scope| {
                for _ in 0..3 {
                    let send = send.clone();
                    scope.spawn(move || {
                        loop {
                            let next = work.lock().expect("no panic").next();
                            let Some((index, article)) = next else { break };
                            let _ = send.send((index, client.ask(article)));
                        }
                    });
                }
            });
            drop(send);
            in_order(receive)
        });
    }
}
