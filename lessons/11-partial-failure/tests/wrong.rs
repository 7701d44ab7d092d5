//! Solutions of exercise 11 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::{Client, Error, blocking};
use futures::future::{join_all, try_join_all};
use futures::stream::{FuturesUnordered, StreamExt};
use kit::Refusal;
use lesson_11::exercise;
use std::collections::HashMap;
use std::thread;
use std::time::Duration;
use tokio::task::JoinSet;

type Answers = Result<Vec<String>, Error>;
type Summary = Result<String, Error>;

/// What a wrong solution is told first.
fn refused(solution: fn(&str, &[String]) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: fn(&str, &[String]) -> Answers) {
    exercise().accepted(solution);
}

const ASKED_FOR: &str = "sends nothing that is not asked for";
const MISSING: &str = "leaves out nothing that is to be sent";
const RETURNED: &str = "returns what is asked for, in order";
const SECOND_PASS: &str = "sends the second pass when the first is over";

#[track_caller]
fn is_told(refusal: &Refusal, wanted: &str, seen: &str, advice: &str) {
    assert_eq!(refusal.wanted, wanted, "{refusal:?}");
    assert!(refusal.seen.contains(seen), "{refusal:?}");
    assert!(refusal.advice.contains(advice), "{refusal:?}");
}

/// That an error of the API was returned, as the whole.
#[track_caller]
fn is_told_of_an_error(refusal: &Refusal) {
    let advice = "Is it an error that the function should live with?";
    is_told(refusal, "an error", "the API answered ", advice);
}

fn may_succeed(result: &Summary) -> bool {
    let Err(Error::Status { code, .. }) = result else {
        return false;
    };
    matches!(code, 429 | 500 | 502..=504)
}

fn line(result: Summary) -> String {
    result.unwrap_or_else(|error| error.to_string())
}

fn lines(results: Vec<Summary>) -> Answers {
    Ok(results.into_iter().map(line).collect())
}

async fn ask_all<'a>(
    client: &Client,
    articles: impl IntoIterator<Item = &'a String>,
) -> Vec<Summary> {
    join_all(articles.into_iter().map(|article| client.ask(article))).await
}

/// Two passes: the second has what `again` says, and has the last word.
async fn two_passes(
    client: &Client,
    articles: &[String],
    again: impl Fn(&Summary) -> bool,
) -> Vec<Summary> {
    let mut results = ask_all(client, articles).await;
    pass(client, articles, &mut results, again).await;
    results
}

async fn pass(
    client: &Client,
    articles: &[String],
    results: &mut [Summary],
    again: impl Fn(&Summary) -> bool,
) {
    let mut left = Vec::from_iter(0..articles.len());
    left.retain(|&index| again(&results[index]));
    let second = ask_all(client, left.iter().map(|&index| &articles[index])).await;
    for (index, result) in left.into_iter().zip(second) {
        results[index] = result;
    }
}

/// A call that says which attempt it is, and for which article.
async fn attempt<'a>(
    client: &Client,
    number: usize,
    article: &'a String,
) -> (usize, &'a String, Summary) {
    (number, article, client.ask(article).await)
}

async fn tenths(count: u64) {
    tokio::time::sleep(Duration::from_millis(100 * count)).await;
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}

mod wrong {
    use super::*;

    const HAD_BEEN_ANSWERED: &str = "It had been answered.";
    const WOULD_FAIL_AGAIN: &str = "the same request would fail again";

    #[test]
    fn one_result_for_all() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            ask_all(&client, articles).await.into_iter().collect()
        }
        is_told_of_an_error(&refused(solution));
    }

    #[test]
    fn try_join_all_drops_the_rest() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            try_join_all(articles.iter().map(|article| client.ask(article))).await
        }
        is_told_of_an_error(&refused(solution));
    }

    #[test]
    fn a_panic_where_there_is_no_summary() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let results = two_passes(&Client::new(base_url), articles, may_succeed).await;
            let summaries = results.into_iter();
            Ok(summaries
                .map(|summary| summary.expect("a summary"))
                .collect())
        }
        let refusal = refused(solution);
        assert_eq!(refusal.wanted, "a panic");
        assert!(refusal.seen.contains("a summary: Status"), "{refusal:?}");
    }

    #[test]
    fn no_second_pass() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            lines(ask_all(&Client::new(base_url), articles).await)
        }
        let advice = "Which answers are worth another attempt";
        is_told(
            &refused(solution),
            MISSING,
            "was sent once, and answered ",
            advice,
        );
    }

    /// The whole batch again, as a decorator that retries it would.
    #[test]
    fn all_of_it_again() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let first = ask_all(&client, articles).await;
            match first.iter().any(may_succeed) {
                true => lines(ask_all(&client, articles).await),
                false => lines(first),
            }
        }
        let refusal = refused(solution);
        assert_eq!(refusal.wanted, ASKED_FOR, "{refusal:?}");
        let advice = [HAD_BEEN_ANSWERED, WOULD_FAIL_AGAIN];
        let is_told = advice.iter().any(|advice| refusal.advice.contains(advice));
        assert!(is_told, "{refusal:?}");
        assert!(refusal.seen.contains("was sent twice; once is enough."));
    }

    #[test]
    fn whatever_failed_again() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            lines(two_passes(&client, articles, Result::is_err).await)
        }
        let seen = "was sent twice; once is enough.";
        is_told(&refused(solution), ASKED_FOR, seen, WOULD_FAIL_AGAIN);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn every_status_of_the_server_again() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let again = |result: &Summary| matches!(result, Err(Error::Status { code, .. }) if *code == 429 || *code >= 500);
            let client = Client::new(base_url);
            lines(two_passes(&client, articles, again).await)
        }
        let seen = "was sent twice; once is enough.";
        is_told(&refused(solution), ASKED_FOR, seen, WOULD_FAIL_AGAIN);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn only_what_was_too_many_again() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let again = |result: &Summary| matches!(result, Err(Error::Status { code: 429, .. }));
            let client = Client::new(base_url);
            lines(two_passes(&client, articles, again).await)
        }
        let advice = "Which answers are worth another attempt";
        is_told(
            &refused(solution),
            MISSING,
            "was sent once, and answered 50",
            advice,
        );
    }

    #[test]
    fn a_status_that_is_looked_for_in_the_text() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let again = |result: &Summary| {
                let Err(error) = result else { return false };
                let text = error.to_string();
                let codes = ["429", "500", "502", "503", "504"];
                codes.iter().any(|code| text.contains(code))
            };
            let client = Client::new(base_url);
            lines(two_passes(&client, articles, again).await)
        }
        let seen = "was sent twice; once is enough.";
        is_told(&refused(solution), ASKED_FOR, seen, WOULD_FAIL_AGAIN);
    }

    #[test]
    fn each_call_repeats_itself() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let calls = articles.iter().map(async |article| {
                let first = client.ask(article).await;
                match may_succeed(&first) {
                    true => client.ask(article).await,
                    false => first,
                }
            });
            lines(join_all(calls).await)
        }
        let advice = "It came too early. Is it repeated where it failed";
        is_told(
            &refused(solution),
            SECOND_PASS,
            " was sent again at 0.",
            advice,
        );
    }

    #[test]
    fn what_comes_back_failed_is_sent_again_at_once() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let calls = articles.iter().map(|article| attempt(client, 1, article));
            let mut calls: FuturesUnordered<_> = calls.collect();
            let mut results = HashMap::new();
            while let Some((number, article, result)) = calls.next().await {
                if number == 1 && may_succeed(&result) {
                    calls.push(attempt(client, 2, article));
                }
                results.insert(article, result);
            }
            let results = articles.iter().map(|article| results.remove(article));
            lines(results.flatten().collect())
        }
        let advice = "It came too early. Is it repeated where it failed";
        is_told(
            &refused(solution),
            SECOND_PASS,
            " was sent again at 0.",
            advice,
        );
    }

    #[test]
    fn the_loop_that_joins_repeats() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let handles: Vec<_> = articles
                .iter()
                .map(|article| {
                    let (client, article) = (client.clone(), article.clone());
                    tokio::spawn(async move { client.ask(&article).await })
                })
                .collect();
            let mut results = Vec::new();
            for (article, handle) in articles.iter().zip(handles) {
                let mut result = handle.await.expect("ask does not panic");
                if may_succeed(&result) {
                    result = client.ask(article).await;
                }
                results.push(result);
            }
            lines(results)
        }
        let refusal = refused(solution);
        is_told(
            &refusal,
            SECOND_PASS,
            " was sent again at 0.",
            "It came too early.",
        );
    }

    #[test]
    fn the_second_pass_one_after_another() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut results = ask_all(&client, articles).await;
            for (article, result) in articles.iter().zip(&mut results) {
                if may_succeed(result) {
                    *result = client.ask(article).await;
                }
            }
            lines(results)
        }
        let advice = "The second pass waits for itself.";
        is_told(
            &refused(solution),
            SECOND_PASS,
            " was sent again at ",
            advice,
        );
    }

    #[test]
    fn a_wait_between_the_passes() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut results = ask_all(&client, articles).await;
            tenths(2).await;
            pass(&client, articles, &mut results, may_succeed).await;
            lines(results)
        }
        let refusal = refused(solution);
        // In a draw without a second pass it is a wait after the last call.
        match refusal.wanted.as_str() {
            SECOND_PASS => assert!(refusal.advice.contains("It came too late."), "{refusal:?}"),
            wanted => assert_eq!(wanted, "takes no time of its own"),
        }
    }

    #[test]
    fn passes_until_nothing_is_left_that_may_succeed() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut results = ask_all(&client, articles).await;
            for _ in 1..4 {
                pass(&client, articles, &mut results, may_succeed).await;
            }
            lines(results)
        }
        let advice = "How many attempts are there to be, the first included?";
        is_told(&refused(solution), ASKED_FOR, "twice is enough.", advice);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_first_pass_one_after_another() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut results = Vec::new();
            for article in articles {
                results.push(client.ask(article).await);
            }
            pass(&client, articles, &mut results, may_succeed).await;
            lines(results)
        }
        let refusal = refused(solution);
        let rule = " in flight while there is work left";
        assert!(refusal.wanted.ends_with(rule), "{refusal:?}");
        let seen = ", 1 in flight, and article ";
        assert!(refusal.seen.contains(seen), "{refusal:?}");
        // Where there is a second pass, something overlaps all the same.
        let told = ["One request at a time", "Not all are sent at once"];
        let is_told = told.iter().any(|told| refusal.advice.starts_with(told));
        assert!(is_told, "{refusal:?}");
    }

    #[test]
    fn the_second_pass_at_the_end_of_the_list() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let first = ask_all(&client, articles).await;
            let (again, settled): (Vec<_>, Vec<_>) = articles
                .iter()
                .zip(first)
                .partition(|(_, result)| may_succeed(result));
            let again = again.into_iter().map(|(article, _)| article);
            let settled = settled.into_iter().map(|(_, result)| result);
            let second = ask_all(&client, again).await;
            lines(settled.chain(second).collect())
        }
        let refusal = refused(solution);
        is_told(&refusal, RETURNED, "but not in the order", "");
    }

    #[test]
    fn results_in_the_order_in_which_they_came() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let calls = articles.iter().map(|article| attempt(client, 1, article));
            let calls: FuturesUnordered<_> = calls.collect();
            let came = calls.map(|(_, article, result)| (article.clone(), result));
            let (articles, mut results): (Vec<String>, Vec<Summary>) = came.unzip().await;
            pass(client, &articles, &mut results, may_succeed).await;
            lines(results)
        }
        let refusal = refused(solution);
        is_told(&refusal, RETURNED, "but not in the order", "");
    }

    #[test]
    fn only_the_summaries() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let results = two_passes(&Client::new(base_url), articles, may_succeed).await;
            Ok(results.into_iter().flatten().collect())
        }
        let advice = "Which of them are lost, and where?";
        is_told(&refused(solution), RETURNED, " are wanted.", advice);
    }

    #[test]
    fn nothing_in_the_place_of_an_error() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let results = two_passes(&Client::new(base_url), articles, may_succeed).await;
            let lines = results.into_iter().map(Result::unwrap_or_default);
            Ok(lines.collect())
        }
        let advice = "Is exactly that returned where there is no answer?";
        is_told(&refused(solution), RETURNED, "is \"\"; ", advice);
    }

    #[test]
    fn the_first_error_in_place_of_the_last() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let first = ask_all(&client, articles).await;
            let second = {
                let mut results = first.clone();
                pass(&client, articles, &mut results, may_succeed).await;
                results
            };
            let results = first.into_iter().zip(second);
            lines(results.map(|(first, second)| second.or(first)).collect())
        }
        let advice = "Is exactly that returned where there is no answer?";
        is_told(&refused(solution), RETURNED, "see case 40", advice);
    }

    /// Whoever reads no status takes an error for an answer, and repeats nothing.
    #[test]
    fn a_status_that_nobody_looks_at() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = reqwest::Client::builder().no_proxy().build()?;
            let url = format!("{base_url}/v1/chat/completions");
            let ask = async |article: &String| -> Summary {
                let messages = serde_json::json!([{ "role": "user", "content": article }]);
                let question = serde_json::json!({ "model": "mock-1", "messages": messages });
                let response = client.post(&url).json(&question).send().await?;
                let answer: serde_json::Value = response.json().await?;
                let summary = answer["choices"][0]["message"]["content"].as_str();
                Ok(summary.unwrap_or_default().to_owned())
            };
            join_all(articles.iter().map(ask))
                .await
                .into_iter()
                .collect()
        }
        let refusal = refused(solution);
        // In a draw without a second pass nothing is missing but the words of the errors.
        match refusal.wanted.as_str() {
            MISSING => assert!(refusal.seen.contains("was sent once"), "{refusal:?}"),
            wanted => assert_eq!(wanted, RETURNED),
        }
    }

    #[test]
    fn a_second_pass_that_nobody_waits_for() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let results = ask_all(&Client::new(base_url), articles).await;
            for (article, result) in articles.iter().zip(&results) {
                if may_succeed(result) {
                    let (client, article) = (blocking::Client::new(base_url), article.clone());
                    thread::spawn(move || client.ask(&article));
                }
            }
            lines(results)
        }
        let seen = " was still in flight when your function returned at 0.6 s.";
        is_told(&refused(solution), ASKED_FOR, seen, "Is every call awaited");
    }
}

mod right {
    use super::*;

    #[test]
    fn each_result_keeps_its_place() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            lines(two_passes(&client, articles, may_succeed).await)
        }
        accepted(solution);
    }

    #[test]
    fn a_map_from_article_to_result() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut results: HashMap<&String, Summary> = HashMap::new();
            for _ in 0..2 {
                let is_left = |article: &&String| results.get(article).is_none_or(may_succeed);
                let left: Vec<&String> = articles.iter().filter(is_left).collect();
                let came = ask_all(&client, left.iter().copied()).await;
                results.extend(left.into_iter().zip(came));
            }
            let results = articles.iter().map(|article| results.remove(article));
            lines(results.flatten().collect())
        }
        accepted(solution);
    }

    #[test]
    fn threads() {
        fn ask_all(client: &blocking::Client, articles: &[&String]) -> Vec<Summary> {
            thread::scope(|scope| {
                let threads = articles
                    .iter()
                    .map(|article| scope.spawn(|| client.ask(article)));
                let threads: Vec<_> = threads.collect();
                let join = |thread: thread::ScopedJoinHandle<'_, Summary>| thread.join();
                let results = threads.into_iter().map(join);
                results.map(|result| result.expect("no panic")).collect()
            })
        }
        accepted(|base_url, articles| {
            let client = blocking::Client::new(base_url);
            let all: Vec<&String> = articles.iter().collect();
            let mut results = ask_all(&client, &all);
            let (again, left): (Vec<usize>, Vec<&String>) = (articles.iter().enumerate())
                .filter(|(index, _)| may_succeed(&results[*index]))
                .unzip();
            for (index, result) in again.into_iter().zip(ask_all(&client, &left)) {
                results[index] = result;
            }
            lines(results)
        });
    }

    #[test]
    fn a_set_of_tasks_for_each_pass() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let mut results: Vec<Option<Summary>> = vec![None; articles.len()];
            for _ in 0..2 {
                let mut tasks = JoinSet::new();
                for (index, article) in articles.iter().enumerate() {
                    if results[index].as_ref().is_none_or(may_succeed) {
                        let (client, article) = (client.clone(), article.clone());
                        tasks.spawn(async move { (index, client.ask(&article).await) });
                    }
                }
                for (index, result) in tasks.join_all().await {
                    results[index] = Some(result);
                }
            }
            lines(results.into_iter().flatten().collect())
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn pairs_that_are_sorted_in_the_end() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let calls = articles.iter().enumerate();
            let calls = calls.map(|(index, article)| attempt(client, index, article));
            let calls: FuturesUnordered<_> = calls.collect();
            let first: Vec<_> = calls.collect().await;
            let (again, mut settled): (Vec<_>, Vec<_>) = first
                .into_iter()
                .partition(|(_, _, result)| may_succeed(result));
            let again = again.into_iter();
            let again = again.map(|(index, article, _)| attempt(client, index, article));
            settled.extend(join_all(again).await);
            settled.sort_by_key(|(index, _, _)| *index);
            lines(settled.into_iter().map(|(_, _, result)| result).collect())
        }
        accepted(solution);
    }
}
