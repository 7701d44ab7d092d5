//! Solutions of exercise 2 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::Error;
use chat::blocking::Client;
use futures::future::{join_all, try_join_all};
use futures::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
use kit::Refusal;
use lesson_2::exercise;
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;
use tokio::task::JoinSet;

type Answers = Result<Vec<String>, Error>;

const ASKED_FOR: &str = "sends nothing that is not asked for";
const MISSING: &str = "leaves out nothing that is to be sent";
const TIME: &str = "takes no time of its own";
const RETURNED: &str = "returns what is asked for, in order";

/// What a wrong solution is told first.
fn refused(solution: fn(&str, &[String]) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: fn(&str, &[String]) -> Answers) {
    exercise().accepted(solution);
}

/// That not all are sent at once, but so many, with these words in the advice.
#[track_caller]
fn is_told_idle(refusal: &Refusal, in_flight: usize, advice: &str) {
    let rule = " in flight while there is work left";
    assert!(refusal.wanted.ends_with(rule), "{refusal:?}");
    let seen = format!(", {in_flight} in flight, and article ");
    assert!(refusal.seen.starts_with("At 0.0 s "), "{refusal:?}");
    assert!(refusal.seen.contains(&seen), "{refusal:?}");
    assert!(refusal.advice.contains(advice), "{refusal:?}");
}

const OVERLAPS_NOT: &str = "One request at a time: nothing overlaps.";

fn join(thread: ScopedJoinHandle<'_, Result<String, Error>>) -> Result<String, Error> {
    thread.join().expect("ask does not panic")
}

fn at_once(client: &Client, articles: &[String]) -> Answers {
    thread::scope(|scope| {
        let threads = articles
            .iter()
            .map(|article| scope.spawn(|| client.ask(article)));
        let threads: Vec<_> = threads.collect();
        threads.into_iter().map(join).collect()
    })
}

fn tenths(count: u64) {
    thread::sleep(Duration::from_millis(100 * count));
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}

mod wrong {
    use super::*;

    #[test]
    fn one_after_another() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            articles.iter().map(|article| client.ask(article)).collect()
        });
        is_told_idle(&refusal, 1, OVERLAPS_NOT);
    }

    #[test]
    fn threads_that_are_spawned_and_joined_one_by_one() {
        let refusal = refused(|base_url, articles| {
            let client = &Client::new(base_url);
            thread::scope(|scope| {
                let threads = articles
                    .iter()
                    .map(|article| scope.spawn(|| client.ask(article)));
                threads.map(join).collect()
            })
        });
        is_told_idle(&refusal, 1, "until it is collected");
    }

    #[test]
    fn a_client_behind_a_lock() {
        let refusal = refused(|base_url, articles| {
            let client = &Mutex::new(Client::new(base_url));
            thread::scope(|scope| {
                let ask = |article: &str| client.lock().expect("no panic").ask(article);
                let threads = articles
                    .iter()
                    .map(|article| scope.spawn(move || ask(article)));
                let threads: Vec<_> = threads.collect();
                threads.into_iter().map(join).collect()
            })
        });
        assert!(refusal.advice.contains("Does a lock"), "{refusal:?}");
    }

    #[test]
    fn two_threads_with_half_of_the_work_each() {
        let refusal = refused(|base_url, articles| {
            let client = &Client::new(base_url);
            let (first, second) = articles.split_at(articles.len() / 2);
            thread::scope(|scope| {
                let ask = |articles: &[String]| articles.iter().map(|a| client.ask(a)).collect();
                let second = scope.spawn(move || ask(second));
                let mut summaries: Vec<String> = ask(first)?;
                let rest: Answers = second.join().expect("ask does not panic");
                summaries.extend(rest?);
                Ok(summaries)
            })
        });
        is_told_idle(&refusal, 2, "a limit that nobody asked for");
    }

    #[test]
    fn waves_of_two() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            let mut answers = Vec::new();
            for wave in articles.chunks(2) {
                answers.extend(at_once(&client, wave)?);
            }
            Ok(answers)
        });
        // Where both of each wave take equally long, the server sees what it sees of work dealt to two.
        let both = [
            "Does a wave wait for its slowest?",
            "a limit that nobody asked for",
        ];
        let told = both.iter().find(|advice| refusal.advice.contains(**advice));
        is_told_idle(&refusal, 2, told.unwrap_or(&both[0]));
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_first_one_alone() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            let mut answers = vec![client.ask(&articles[0])?];
            answers.extend(at_once(&client, &articles[1..])?);
            Ok(answers)
        });
        is_told_idle(&refusal, 1, "");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn threads_that_are_started_one_after_another() {
        let refusal = refused(|base_url, articles| {
            let client = &Client::new(base_url);
            thread::scope(|scope| {
                let mut threads = Vec::new();
                for article in articles {
                    threads.push(scope.spawn(|| client.ask(article)));
                    tenths(1);
                }
                threads.into_iter().map(join).collect()
            })
        });
        is_told_idle(&refusal, 1, "Not all are sent at once.");
    }

    #[test]
    fn ten_at_a_time() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &chat::Client::new(base_url);
            let calls = articles.iter().enumerate();
            let calls = calls.map(|(index, article)| async move {
                Ok::<_, Error>((index, client.ask(article).await?))
            });
            let calls = stream::iter(calls).buffer_unordered(10);
            let mut answers: Vec<(usize, String)> = calls.try_collect().await?;
            answers.sort();
            Ok(answers.into_iter().map(|(_, answer)| answer).collect())
        }
        is_told_idle(&refused(solution), 10, "a limit that nobody asked for");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn eight_workers() {
        let refusal = refused(|base_url, articles| {
            let client = &Client::new(base_url);
            let work = &Mutex::new(articles.iter().enumerate());
            let mut answers = vec![String::new(); articles.len()];
            let done = &Mutex::new(&mut answers);
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(move || {
                        loop {
                            let next = work.lock().expect("no panic").next();
                            let Some((index, article)) = next else { break };
                            let answer = client.ask(article).unwrap_or_default();
                            done.lock().expect("no panic")[index] = answer;
                        }
                    });
                }
            });
            Ok(answers)
        });
        is_told_idle(&refusal, 8, "a limit that nobody asked for");
    }

    #[test]
    fn blocking_calls_in_async_code() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let calls = articles.iter().map(async |article| client.ask(article));
            try_join_all(calls).await
        }
        is_told_idle(&refused(solution), 1, "a blocking call");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn blocking_calls_in_tasks() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let tasks = articles.iter().map(|article| {
                let (client, article) = (client.clone(), article.clone());
                tokio::spawn(async move { client.ask(&article) })
            });
            let tasks: Vec<_> = tasks.collect();
            let answers = join_all(tasks).await.into_iter();
            answers
                .map(|task| task.expect("ask does not panic"))
                .collect()
        }
        is_told_idle(&refused(solution), 1, "a blocking call");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn futures_that_are_awaited_one_by_one() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = chat::Client::new(base_url);
            let calls: Vec<_> = articles.iter().map(|article| client.ask(article)).collect();
            let mut answers = Vec::new();
            for call in calls {
                answers.push(call.await?);
            }
            Ok(answers)
        }
        is_told_idle(&refused(solution), 1, "Is each call awaited");
    }

    #[test]
    fn futures_that_nobody_awaits() {
        let refusal = refused(|base_url, articles| {
            let client = chat::Client::new(base_url);
            let calls: Vec<_> = articles.iter().map(|article| client.ask(article)).collect();
            drop(calls);
            Ok(articles.to_vec())
        });
        let seen = "Nothing was sent to the server.";
        refusal.is_told(MISSING, seen, "that nobody awaits");
    }

    #[test]
    fn answers_in_the_order_in_which_they_came() {
        let refusal = refused(|base_url, articles| {
            let client = &Client::new(base_url);
            let (send, receive) = mpsc::channel();
            thread::scope(|scope| {
                for article in articles {
                    let send = send.clone();
                    scope.spawn(move || send.send(client.ask(article)));
                }
            });
            drop(send);
            receive.into_iter().collect()
        });
        let seen = "All of it is there, but not in the order of the prompts.";
        refusal.is_told(RETURNED, seen, "by its index");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn answers_that_are_pushed_into_a_list() {
        let refusal = refused(|base_url, articles| {
            let client = &Client::new(base_url);
            let answers = Mutex::new(Vec::new());
            thread::scope(|scope| {
                for article in articles {
                    scope.spawn(|| {
                        let answer = client.ask(article).unwrap_or_default();
                        answers.lock().expect("no panic").push(answer);
                    });
                }
            });
            Ok(answers.into_inner().expect("no panic"))
        });
        refusal.is_told(RETURNED, "not in the order", "keep its place");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn answers_in_the_order_of_a_map() {
        let refusal = refused(|base_url, articles| {
            let answers = at_once(&Client::new(base_url), articles)?;
            let answers: HashMap<_, _> = articles.iter().zip(answers).collect();
            Ok(answers.into_values().collect())
        });
        refusal.is_told(RETURNED, "not in the order", "keep its place");
    }

    #[test]
    fn sorted_articles() {
        let refusal = refused(|base_url, articles| {
            let mut sorted = articles.to_vec();
            sorted.sort();
            at_once(&Client::new(base_url), &sorted)
        });
        refusal.is_told(RETURNED, "not in the order", "keep its place");
    }

    #[test]
    fn threads_that_nobody_joins() {
        let refusal = refused(|base_url, articles| {
            for article in articles {
                let (client, article) = (Client::new(base_url), article.clone());
                thread::spawn(move || client.ask(&article));
            }
            Ok(Vec::new())
        });
        refusal.is_told(ASKED_FOR, "your function", "before the function");
    }

    /// What threads have put into a list after so long, that nobody has joined.
    fn after_a_sleep(base_url: &str, articles: &[String], tenths_asleep: u64) -> Answers {
        let answers = Arc::new(Mutex::new(vec![String::new(); articles.len()]));
        for (index, article) in articles.iter().enumerate() {
            let (client, article) = (Client::new(base_url), article.clone());
            let answers = Arc::clone(&answers);
            thread::spawn(move || {
                let answer = client.ask(&article).unwrap_or_default();
                answers.lock().expect("no panic")[index] = answer;
            });
        }
        tenths(tenths_asleep);
        let answers = answers.lock().expect("no panic");
        Ok(answers.clone())
    }

    #[test]
    fn a_sleep_in_place_of_a_join() {
        let refusal = refused(|base_url, articles| after_a_sleep(base_url, articles, 10));
        let seen = "Your function returned at 1.0 s; ";
        refusal.is_told(TIME, seen, "a sleep in place of a join");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_sleep_as_long_as_one_draw_takes() {
        for tenths_asleep in 5..=8 {
            let asleep = move |base_url: &str, articles: &[String]| {
                after_a_sleep(base_url, articles, tenths_asleep)
            };
            let refusal = exercise().refused(asleep);
            let rules = [ASKED_FOR, TIME, RETURNED];
            assert!(rules.contains(&refusal.wanted.as_str()), "{refusal:?}");
        }
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_sleep_that_is_too_short() {
        let refusal = refused(|base_url, articles| after_a_sleep(base_url, articles, 2));
        let seen = "was still in flight when your function returned at 0.2 s.";
        refusal.is_told(ASKED_FOR, seen, "Is every call awaited");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_sleep_after_the_join() {
        let refusal = refused(|base_url, articles| {
            let answers = at_once(&Client::new(base_url), articles);
            tenths(2);
            answers
        });
        let advice = "Something is waited for that is over";
        refusal.is_told(TIME, "Your function returned at ", advice);
    }

    #[test]
    fn a_sleep_before_all() {
        let refusal = refused(|base_url, articles| {
            tenths(3);
            at_once(&Client::new(base_url), articles)
        });
        let seen = "for the first 0.3 s.";
        refusal.is_told(TIME, seen, "before the first request");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn only_the_first_thread_joined() {
        let refusal = refused(|base_url, articles| {
            let mut threads = Vec::new();
            for article in articles {
                let (client, article) = (Client::new(base_url), article.clone());
                threads.push(thread::spawn(move || client.ask(&article)));
            }
            let first = threads.swap_remove(0);
            Ok(vec![
                first.join().expect("ask does not panic")?;
                articles.len()
            ])
        });
        assert!(
            [ASKED_FOR, RETURNED].contains(&refusal.wanted.as_str()),
            "{refusal:?}"
        );
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn made_up_answers() {
        let refusal = refused(|base_url, articles| {
            at_once(&Client::new(base_url), articles)?;
            let made_up = |article| format!("You said: {article}");
            Ok(articles.iter().map(made_up).collect())
        });
        refusal.is_told(RETURNED, "the server said", "as the server gave it");
    }

    #[test]
    fn the_end_of_one_answer_for_all() {
        let refusal = refused(|base_url, articles| {
            let answers = at_once(&Client::new(base_url), articles)?;
            let (_, end) = answers[0].rsplit_once(' ').unwrap_or_default();
            let made_up = |article| format!("You said: {article} {end}");
            Ok(articles.iter().map(made_up).collect())
        });
        refusal.is_told(RETURNED, "Answer 2 is", "to its own prompt");
    }

    #[test]
    fn all_of_it_asked_twice() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            at_once(&client, articles)?;
            at_once(&client, articles)
        });
        let seen = " was sent twice; once is enough.";
        refusal.is_told(ASKED_FOR, seen, "in two places");
    }

    #[test]
    fn one_more_after_the_return() {
        let refusal = refused(|base_url, articles| {
            let client = Client::new(base_url);
            let answers = at_once(&client, articles);
            let article = articles[0].clone();
            thread::spawn(move || {
                tenths(5);
                client.ask(&article)
            });
            answers
        });
        refusal.is_told(ASKED_FOR, " was sent twice", "");
    }

    #[test]
    fn the_last_article_forgotten() {
        let refusal = refused(|base_url, articles| {
            at_once(&Client::new(base_url), &articles[..articles.len() - 1])
        });
        refusal.is_told(MISSING, " was never sent.", "for each prompt");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn only_five_articles() {
        let refusal = refused(|base_url, articles| at_once(&Client::new(base_url), &articles[..5]));
        refusal.is_told(MISSING, " was never sent.", "for each prompt");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn an_address_of_another_version() {
        let refusal = refused(|base_url, articles| {
            at_once(&Client::new(&format!("{base_url}/v2")), articles)
        });
        let advice = "The server got POST /v2/v1/chat/completions.";
        refusal.is_told("an error", "404", advice);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn errors_of_the_address_swallowed() {
        let refusal = refused(|base_url, articles| {
            let client = &Client::new(&format!("{base_url}/v1"));
            thread::scope(|scope| {
                let threads = articles
                    .iter()
                    .map(|article| scope.spawn(|| client.ask(article)));
                let threads: Vec<_> = threads.collect();
                Ok(threads.into_iter().flat_map(join).collect())
            })
        });
        let seen = "The server got POST /v1/v1/chat/completions";
        refusal.is_told(ASKED_FOR, seen, "after the base URL");
    }

    #[test]
    fn a_thread_that_panics() {
        let refusal = refused(|base_url, articles| {
            let client = &Client::new(base_url);
            thread::scope(|scope| {
                let threads = articles.iter().enumerate().map(|(index, article)| {
                    scope.spawn(move || {
                        assert!(index != 2, "article {index} is not for me");
                        client.ask(article)
                    })
                });
                let threads: Vec<_> = threads.collect();
                threads.into_iter().map(join).collect()
            })
        });
        refusal.is_told("a panic", "article 2 is not for me", "first panic");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_panic_that_nobody_looks_at() {
        let refusal = refused(|base_url, articles| {
            let client = &Client::new(base_url);
            thread::scope(|scope| {
                let threads = articles.iter().enumerate().map(|(index, article)| {
                    scope.spawn(move || {
                        assert!(index != 2, "article {index} is not for me");
                        client.ask(article)
                    })
                });
                let threads: Vec<_> = threads.collect();
                let joined = threads.into_iter().flat_map(ScopedJoinHandle::join);
                joined.collect()
            })
        });
        refusal.is_told("a panic", "article 2 is not for me", "first panic");
    }

    #[test]
    fn a_channel_whose_sender_is_kept() {
        let solution = |base_url: &str, articles: &[String]| {
            let client = &Client::new(base_url);
            let (send, receive) = mpsc::channel();
            thread::scope(|scope| {
                for article in articles {
                    let send = send.clone();
                    scope.spawn(move || send.send(client.ask(article)));
                }
                let answers: Answers = receive.into_iter().collect();
                drop(send);
                answers
            })
        };
        let refusal = exercise().limit(Duration::from_secs(3)).refused(solution);
        let seen = "All requests had ended at ";
        refusal.is_told("a hang", seen, "last sender is dropped");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_barrier_for_one_too_many() {
        let solution = |base_url: &str, articles: &[String]| {
            let (client, barrier) = (&Client::new(base_url), Barrier::new(articles.len() + 1));
            let barrier = &barrier;
            thread::scope(|scope| {
                let threads = articles.iter().map(|article| {
                    scope.spawn(move || {
                        barrier.wait();
                        client.ask(article)
                    })
                });
                let threads: Vec<_> = threads.collect();
                threads.into_iter().map(join).collect::<Answers>()
            })
        };
        let refusal = exercise().limit(Duration::from_secs(3)).refused(solution);
        let seen = "No request was sent.";
        refusal.is_told("a hang", seen, "a permit, a lock or a message");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn threads_that_are_waited_for_without_a_pause() {
        let refusal = refused(|base_url, articles| {
            let threads = articles.iter().map(|article| {
                let (client, article) = (Client::new(base_url), article.clone());
                thread::spawn(move || client.ask(&article))
            });
            let threads: Vec<_> = threads.collect();
            while !threads.iter().all(thread::JoinHandle::is_finished) {}
            let join = |thread: thread::JoinHandle<_>| thread.join().expect("no panic");
            threads.into_iter().map(join).collect()
        });
        refusal.is_told("a busy processor", "kept a processor busy", "loop");
    }
}

mod right {
    use super::*;

    #[test]
    fn scoped_threads() {
        accepted(|base_url, articles| at_once(&Client::new(base_url), articles));
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn threads_with_a_client_each() {
        accepted(|base_url, articles| {
            let threads = articles.iter().map(|article| {
                let (client, article) = (Client::new(base_url), article.clone());
                thread::spawn(move || client.ask(&article))
            });
            let threads: Vec<_> = threads.collect();
            let join = |thread: thread::JoinHandle<_>| thread.join().expect("no panic");
            threads.into_iter().map(join).collect()
        });
    }

    #[test]
    fn a_channel_with_places() {
        accepted(|base_url, articles| {
            let client = Arc::new(Client::new(base_url));
            let (send, receive) = mpsc::channel();
            for (index, article) in articles.iter().cloned().enumerate() {
                let (client, send) = (Arc::clone(&client), send.clone());
                thread::spawn(move || send.send((index, client.ask(&article))));
            }
            drop(send);
            let mut answers = vec![String::new(); articles.len()];
            for (index, answer) in receive {
                answers[index] = answer?;
            }
            Ok(answers)
        });
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_place_for_each_thread_to_write_to() {
        accepted(|base_url, articles| {
            let client = &Client::new(base_url);
            let mut answers = vec![Ok(String::new()); articles.len()];
            thread::scope(|scope| {
                for (article, answer) in articles.iter().zip(&mut answers) {
                    scope.spawn(move || *answer = client.ask(article));
                }
            });
            answers.into_iter().collect()
        });
    }

    #[test]
    fn halves_of_halves() {
        fn all(client: &Client, articles: &[String]) -> Answers {
            match articles {
                [] => Ok(Vec::new()),
                [article] => Ok(vec![client.ask(article)?]),
                _ => thread::scope(|scope| {
                    let (left, right) = articles.split_at(articles.len() / 2);
                    let right = scope.spawn(move || all(client, right));
                    let mut answers = all(client, left)?;
                    answers.extend(right.join().expect("ask does not panic")?);
                    Ok(answers)
                }),
            }
        }
        accepted(|base_url, articles| all(&Client::new(base_url), articles));
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn tasks_that_are_joined() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = chat::Client::new(base_url);
            try_join_all(articles.iter().map(|article| client.ask(article))).await
        }
        accepted(solution);
    }

    #[test]
    fn a_join_set() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = chat::Client::new(base_url);
            let mut tasks = JoinSet::new();
            for (index, article) in articles.iter().cloned().enumerate() {
                let client = client.clone();
                tasks.spawn(async move { (index, client.ask(&article).await) });
            }
            let mut answers = tasks.join_all().await;
            answers.sort_by_key(|&(index, _)| index);
            answers.into_iter().map(|(_, answer)| answer).collect()
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn futures_in_any_order() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &chat::Client::new(base_url);
            let calls = articles.iter().enumerate();
            let calls = calls.map(|(index, article)| async move {
                Ok::<_, Error>((index, client.ask(article).await?))
            });
            let calls: FuturesUnordered<_> = calls.collect();
            let mut answers: Vec<(usize, String)> = calls.try_collect().await?;
            answers.sort();
            Ok(answers.into_iter().map(|(_, answer)| answer).collect())
        }
        accepted(solution);
    }

    #[test]
    fn a_stream_that_is_wide_enough() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = chat::Client::new(base_url);
            let calls = articles.iter().map(|article| client.ask(article));
            let width = articles.len();
            stream::iter(calls).buffered(width).try_collect().await
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn blocking_calls_on_threads_of_the_runtime() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = Client::new(base_url);
            let calls = articles.iter().map(|article| {
                let (client, article) = (client.clone(), article.clone());
                tokio::task::spawn_blocking(move || client.ask(&article))
            });
            let calls: Vec<_> = calls.collect();
            let mut answers = Vec::new();
            for call in calls {
                answers.push(call.await.expect("ask does not panic")?);
            }
            Ok(answers)
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn http_written_by_hand() {
        /// Sends it: the answer is read later.
        fn send(base_url: &str, article: &str) -> std::io::Result<TcpStream> {
            let address = base_url.trim_start_matches("http://");
            let body = format!(
                r#"{{"model": "m", "messages": [{{"role": "user", "content": "{article}"}}]}}"#
            );
            let mut stream = TcpStream::connect(address)?;
            write!(
                stream,
                "POST /v1/chat/completions HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
                 content-length: {}\r\n\r\n{body}",
                body.len()
            )?;
            Ok(stream)
        }
        exercise().accepted(|base_url: &str, articles: &[String]| {
            let streams = articles.iter().map(|article| send(base_url, article));
            let streams: Vec<_> = streams.collect::<std::io::Result<_>>()?;
            let read = streams.into_iter().map(|mut stream| {
                let mut answer = String::new();
                stream.read_to_string(&mut answer)?;
                let text = answer.split("\"content\":").nth(1);
                let text = text.and_then(|rest| rest.split('"').nth(1));
                Ok(text.unwrap_or_default().to_owned())
            });
            read.collect::<std::io::Result<Vec<String>>>()
        });
    }
}
