//! Solutions of exercise 9 that people write: why the wrong ones are refused, and that the right ones are
//! accepted.

use chat::{Client, Error, blocking};
use futures::future::{BoxFuture, FutureExt, join_all, select_all, select_ok, try_join_all};
use futures::stream::{self, FuturesOrdered, FuturesUnordered, StreamExt};
use kit::Refusal;
use lesson_9::exercise;
use std::thread;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

type Answers = Result<Vec<String>, Error>;
type Answer = Result<String, Error>;

/// What a solution is told first.
fn refused(solution: fn(&str, &[String]) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: fn(&str, &[String]) -> Answers) {
    exercise().accepted(solution);
}

const A_GOOD_ONE: &str = "waits until one has a good answer";
const IN_TIME: &str = "publishes when the first good answer is there";
const PUBLISHES: &str = "publishes what one of the models has given";
const THE_LOSERS: &str = "gives the others up when the first good answer is there";
const AT_ONCE: &str = "asks all models at once";
const ASKED_FOR: &str = "sends nothing that is not asked for";
const RETURNED: &str = "returns what is asked for, in order";
const ITS_OWN_TIME: &str = "takes no time of its own";

#[track_caller]
fn assert_told(refusal: &Refusal, wanted: &[&str], seen: &str, advice: &str) {
    let is_told = wanted.iter().any(|wanted| refusal.wanted.ends_with(wanted))
        && refusal.seen.contains(seen)
        && refusal.advice.contains(advice);
    assert!(is_told, "{refusal:?}");
}

/// What is done when the race is over.
async fn publish(client: &Client, won: Answer) -> Answers {
    match won {
        Ok(summary) => {
            client.ask("publish").await?;
            Ok(vec![summary])
        }
        Err(_) => none(),
    }
}

fn none() -> Answers {
    Ok(vec!["no summary".to_owned()])
}

fn calls<'a>(client: &'a Client, models: &'a [String]) -> Vec<BoxFuture<'a, Answer>> {
    let calls = models.iter().map(|model| client.ask(model).boxed());
    calls.collect()
}

fn handles(client: &Client, models: &[String]) -> Vec<JoinHandle<Answer>> {
    let spawn = |model: &String| {
        let (client, model) = (client.clone(), model.clone());
        tokio::spawn(async move { client.ask(&model).await })
    };
    models.iter().map(spawn).collect()
}

fn set(client: &Client, models: &[String]) -> JoinSet<Answer> {
    let mut tasks = JoinSet::new();
    for model in models {
        let (client, model) = (client.clone(), model.clone());
        tasks.spawn(async move { client.ask(&model).await });
    }
    tasks
}

/// The first completion wins.
mod first {
    use super::*;

    #[test]
    fn of_spawned_tasks_as_shipped() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let (first, _, _) = select_all(handles(&client, models)).await;
            publish(&client, first.expect("ask does not panic")).await
        }
        // Which of its two mistakes is met first depends on the draw.
        let wanted = [A_GOOD_ONE, THE_LOSERS];
        assert_told(&refused(solution), &wanted, "the client hung up", "");
    }

    #[test]
    fn and_the_others_are_dropped() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let (first, _, others) = select_all(calls(&client, models)).await;
            drop(others);
            publish(&client, first).await
        }
        let seen = "No model had given a summary yet.";
        let advice = "An error is an answer too";
        assert_told(&refused(solution), &[A_GOOD_ONE], seen, advice);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn of_a_set_that_is_aborted() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut tasks = set(&client, models);
            let first = tasks.join_next().await.expect("there are models");
            tasks.abort_all();
            publish(&client, first.expect("ask does not panic")).await
        }
        let seen = "No model had given a summary yet.";
        assert_told(&refused(solution), &[A_GOOD_ONE], seen, "often the first");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn and_a_second_chance_for_one_error_only() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut calls: FuturesUnordered<_> = calls(&client, models).into_iter().collect();
            let mut won = calls.next().await.expect("there are models");
            if won.is_err() {
                won = calls.next().await.expect("there are two");
            }
            drop(calls);
            publish(&client, won).await
        }
        let seen = "No model had given a summary yet.";
        assert_told(&refused(solution), &[A_GOOD_ONE], seen, "often the first");
    }
}

/// Nobody tells the losers.
mod untold {
    use super::*;

    #[test]
    fn handles_in_a_select_ok() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let tasks = handles(&client, models).into_iter();
            let tasks = tasks.map(|task| task.map(|ended| ended.expect("ask does not panic")));
            let won = select_ok(tasks).await.map(|(summary, _)| summary);
            publish(&client, won).await
        }
        let seen = "the first good answer, from model ";
        let advice = "A handle that is dropped stops no task";
        assert_told(&refused(solution), &[THE_LOSERS], seen, advice);
    }

    #[test]
    fn losers_that_are_kept_in_a_variable() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            match select_ok(calls(&client, models)).await {
                Ok((summary, _losers)) => publish(&client, Ok(summary)).await,
                Err(_) => none(),
            }
        }
        let seen = "the first good answer, from model ";
        let advice = "kept in a variable";
        assert_told(&refused(solution), &[THE_LOSERS], seen, advice);
    }

    #[test]
    fn losers_that_a_match_keeps_until_its_end() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            // `_` keeps nothing, but what a match looks at lives as long as the match.
            match select_ok(calls(&client, models)).await {
                Ok((summary, _)) => publish(&client, Ok(summary)).await,
                Err(_) => none(),
            }
        }
        let seen = "the first good answer, from model ";
        assert_told(&refused(solution), &[THE_LOSERS], seen, "nobody told it");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_set_that_lives_until_the_end() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut tasks = set(&client, models);
            while let Some(ended) = tasks.join_next().await {
                if let Ok(summary) = ended.expect("ask does not panic") {
                    return publish(&client, Ok(summary)).await;
                }
            }
            none()
        }
        let seen = "the first good answer, from model ";
        assert_told(&refused(solution), &[THE_LOSERS], seen, "nobody told it");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn threads_and_a_channel() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = blocking::Client::new(base_url);
            let (send, mut answers) = mpsc::unbounded_channel();
            for model in models {
                let (client, model, send) = (client.clone(), model.clone(), send.clone());
                thread::spawn(move || send.send(client.ask(&model)));
            }
            drop(send);
            while let Some(answer) = answers.recv().await {
                if answer.is_ok() {
                    return publish(&Client::new(base_url), answer).await;
                }
            }
            none()
        }
        // They run on when the function has returned, which is told first.
        let seen = "still in flight when your function returned";
        assert_told(
            &refused(solution),
            &[ASKED_FOR],
            seen,
            "before the function returns",
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_token_that_only_some_listen_to() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let token = CancellationToken::new();
            let (send, mut answers) = mpsc::unbounded_channel();
            for (number, model) in models.iter().cloned().enumerate() {
                let (client, send, token) = (client.clone(), send.clone(), token.clone());
                tokio::spawn(async move {
                    let call = client.ask(&model);
                    let answer = match number {
                        0 => token.run_until_cancelled(call).await,
                        _ => Some(call.await),
                    };
                    answer.map(|answer| send.send(answer))
                });
            }
            drop(send);
            while let Some(answer) = answers.recv().await {
                if answer.is_ok() {
                    token.cancel();
                    return publish(&client, answer).await;
                }
            }
            none()
        }
        let seen = "the first good answer, from model ";
        assert_told(&refused(solution), &[THE_LOSERS], seen, "nobody told it");
    }
}

/// The first good answer is not heard when it comes.
mod late {
    use super::*;

    #[test]
    fn all_are_waited_for() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let answers = join_all(calls(&client, models)).await;
            match answers.into_iter().flatten().next() {
                Some(summary) => publish(&client, Ok(summary)).await,
                None => none(),
            }
        }
        let seen = "; the first good answer, from model ";
        assert_told(
            &refused(solution),
            &[IN_TIME],
            seen,
            "What else is waited for first?",
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn handles_in_their_order() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut tasks = handles(&client, models).into_iter();
            while let Some(task) = tasks.next() {
                if let Ok(summary) = task.await.expect("ask does not panic") {
                    tasks.for_each(|task| task.abort());
                    return publish(&client, Ok(summary)).await;
                }
            }
            none()
        }
        let seen = "; the first good answer, from model ";
        assert_told(
            &refused(solution),
            &[IN_TIME],
            seen,
            "an order of their own",
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_stream_in_order() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut calls: FuturesOrdered<_> = calls(&client, models).into_iter().collect();
            while let Some(answer) = calls.next().await {
                if answer.is_ok() {
                    drop(calls);
                    return publish(&client, answer).await;
                }
            }
            none()
        }
        assert_told(&refused(solution), &[IN_TIME], "", "an order of their own");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_wait_for_the_losers_that_were_aborted_and_a_little_more() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let won = select_ok(calls(&client, models)).await;
            let won = won.map(|(summary, _)| summary);
            sleep(Duration::from_millis(200)).await;
            publish(&client, won).await
        }
        let wanted = [IN_TIME, ITS_OWN_TIME];
        assert_told(&refused(solution), &wanted, " at ", "waited for");
    }
}

/// What is asked of whom, and what is done with it.
mod other {
    use super::*;

    #[test]
    fn one_model_after_another() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            for model in models {
                if let Ok(summary) = client.ask(model).await {
                    return publish(&client, Ok(summary)).await;
                }
            }
            none()
        }
        assert_told(&refused(solution), &[AT_ONCE], "asked", "runs alone");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn two_at_a_time() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut answers = stream::iter(calls(&client, models)).buffer_unordered(2);
            while let Some(answer) = answers.next().await {
                if answer.is_ok() {
                    drop(answers);
                    return publish(&client, answer).await;
                }
            }
            none()
        }
        assert_told(&refused(solution), &[AT_ONCE], "", "a stream with a limit");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_first_model_and_then_a_race_of_the_others() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let (first, others) = models.split_first().expect("there are models");
            if let Ok(summary) = client.ask(first).await {
                return publish(&client, Ok(summary)).await;
            }
            let won = select_ok(calls(&client, others)).await;
            publish(&client, won.map(|(summary, _)| summary)).await
        }
        assert_told(
            &refused(solution),
            &[AT_ONCE],
            "asked",
            "What is waited for",
        );
    }

    #[test]
    fn something_is_published_where_all_fail() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let won = select_ok(calls(&client, models)).await;
            let won = won.map_or_else(|_| "no summary".to_owned(), |(summary, _)| summary);
            publish(&client, Ok(won)).await
        }
        let wanted = [IN_TIME, ASKED_FOR];
        assert_told(&refused(solution), &wanted, "publish was sent at ", "");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn nothing_is_published() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            match select_ok(calls(&client, models)).await {
                Ok((summary, _)) => Ok(vec![summary]),
                Err(_) => none(),
            }
        }
        let seen = "the prompt publish was never sent";
        assert_told(&refused(solution), &[PUBLISHES], seen, "a good answer");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn one_error_is_enough() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            match try_join_all(calls(&client, models)).await {
                Ok(mut summaries) => publish(&client, Ok(summaries.remove(0))).await,
                Err(_) => none(),
            }
        }
        // Where none fails, it waits for all.
        let wanted = [A_GOOD_ONE, IN_TIME];
        assert_told(&refused(solution), &wanted, " at ", "");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_race_against_a_clock() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let race = select_ok(calls(&client, models));
            match timeout(Duration::from_millis(150), race).await {
                Ok(Ok((summary, _))) => publish(&client, Ok(summary)).await,
                _ => none(),
            }
        }
        let seen = "No model had given a summary yet.";
        assert_told(
            &refused(solution),
            &[A_GOOD_ONE],
            seen,
            "What ended the race?",
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_error_is_returned() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let (summary, _) = select_ok(calls(&client, models)).await?;
            publish(&client, Ok(summary)).await
        }
        let refusal = refused(solution);
        assert!(refusal.seen.contains("the API answered "), "{refusal:?}");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_answer_to_publish_is_returned() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let Ok((_, losers)) = select_ok(calls(&client, models)).await else {
                return none();
            };
            drop(losers);
            Ok(vec![client.ask("publish").await?])
        }
        assert_told(&refused(solution), &[RETURNED], "to model ", "");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn who_has_failed_is_asked_again() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let twice = models.iter().map(|model| {
                let call = async move {
                    match client.ask(model).await {
                        Err(_) => client.ask(model).await,
                        summary => summary,
                    }
                };
                call.boxed()
            });
            let won = select_ok(twice).await;
            publish(client, won.map(|(summary, _)| summary)).await
        }
        assert_told(&refused(solution), &[ASKED_FOR], "once is enough", "");
    }
}

mod right {
    use super::*;

    #[test]
    fn select_ok_whose_losers_are_dropped() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let won = select_ok(calls(&client, models)).await;
            publish(&client, won.map(|(summary, _)| summary)).await
        }
        accepted(solution);
    }

    #[test]
    fn a_set_that_is_shut_down() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut tasks = set(&client, models);
            while let Some(ended) = tasks.join_next().await {
                if let Ok(summary) = ended.expect("ask does not panic") {
                    tasks.shutdown().await;
                    return publish(&client, Ok(summary)).await;
                }
            }
            none()
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_stream_of_answers() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let calls: FuturesUnordered<_> = calls(&client, models).into_iter().collect();
            let mut summaries = calls.filter_map(async |answer| answer.ok()).boxed();
            let summary = summaries.next().await;
            drop(summaries);
            match summary {
                Some(summary) => publish(&client, Ok(summary)).await,
                None => none(),
            }
        }
        accepted(solution);
    }

    #[test]
    fn select_all_until_one_is_good() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut rest = calls(&client, models);
            while !rest.is_empty() {
                let (answer, _, others) = select_all(rest).await;
                if answer.is_ok() {
                    drop(others);
                    return publish(&client, answer).await;
                }
                rest = others;
            }
            none()
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn tasks_that_listen_to_a_token() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, models: &[String]) -> Answers {
            let client = Client::new(base_url);
            let token = CancellationToken::new();
            let (send, mut answers) = mpsc::unbounded_channel();
            for model in models {
                let (client, send, token) = (client.clone(), send.clone(), token.clone());
                let model = model.clone();
                tokio::spawn(async move {
                    let answer = token.run_until_cancelled(client.ask(&model)).await;
                    answer.map(|answer| send.send(answer))
                });
            }
            drop(send);
            while let Some(answer) = answers.recv().await {
                if answer.is_ok() {
                    token.cancel();
                    return publish(&client, answer).await;
                }
            }
            none()
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn threads_whose_client_is_hung_up() {
        accepted(|base_url, models| {
            let racing = &blocking::Client::new(base_url);
            let (send, answers) = std::sync::mpsc::channel();
            let won = thread::scope(|scope| {
                for model in models {
                    let send = send.clone();
                    scope.spawn(move || send.send(racing.ask(model)));
                }
                drop(send);
                let won = answers.into_iter().find_map(Result::ok);
                racing.hang_up();
                won
            });
            match won {
                Some(summary) => {
                    blocking::Client::new(base_url).ask("publish")?;
                    Ok(vec![summary])
                }
                None => none(),
            }
        });
    }
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}
