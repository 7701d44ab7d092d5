//! Solutions of exercise 13 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::{Client, Error};
use futures::future::{join_all, try_join_all};
use kit::Refusal;
use lesson_13::exercise;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{iter, mem, slice};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot::{self, Sender};
use tokio::sync::{Mutex as AsyncMutex, Notify};
use tokio::time::{Instant, interval, sleep, timeout_at};

type Answers = Result<Vec<String>, Error>;
type Call = (String, Sender<Vec<f32>>);
type Calls = UnboundedReceiver<Call>;

const ONE: &str = "sends one request for vectors at a time";
const AT_ONCE: &str = "sends what is there while nothing is in flight";
const ALL: &str = "sends all that has come, in the order in which it came";
const RETURNED: &str = "returns what is asked for, in order";

fn refused(solution: impl Fn(&str, &[String]) -> Answers + Send + Sync + 'static) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: impl Fn(&str, &[String]) -> Answers + Send + Sync + 'static) {
    exercise().accepted(solution);
}

fn line(summary: &str, vector: &[f32]) -> String {
    format!("{summary}: {}", vector[0])
}

async fn answer(client: &Client, batch: Vec<Call>) {
    let (texts, callers): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
    let vectors = client.embed(&texts).await.expect("the server answers");
    for (caller, vector) in iter::zip(callers, vectors) {
        caller.send(vector).expect("the caller waits for it");
    }
}

/// All articles at once, whose summaries go to a batcher.
#[tokio::main(flavor = "current_thread")]
async fn index<B: Future<Output = ()> + Send + 'static>(
    base_url: &str,
    articles: &[String],
    batcher: impl FnOnce(Client, Calls) -> B,
) -> Answers {
    let client = &Client::new(base_url);
    let (batch, calls) = unbounded_channel();
    tokio::spawn(batcher(client.clone(), calls));
    let one = async |article: &String| {
        let summary = client.ask(article).await?;
        let (caller, vector) = oneshot::channel();
        let call = (summary.clone(), caller);
        batch.send(call).expect("the batcher is there");
        let vector = vector.await.expect("the batcher answers everybody");
        Ok(line(&summary, &vector))
    };
    try_join_all(articles.iter().map(one)).await
}

/// Takes what is there, without a wait.
fn drain(calls: &mut Calls) -> Vec<Call> {
    iter::from_fn(|| calls.try_recv().ok()).collect()
}

async fn timer(client: Client, mut calls: Calls, full: usize, wait: Duration) {
    while let Some(first) = calls.recv().await {
        let mut batch = vec![first];
        let due = Instant::now() + wait;
        while batch.len() < full
            && let Ok(Some(call)) = timeout_at(due, calls.recv()).await
        {
            batch.push(call);
        }
        answer(&client, batch).await;
    }
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}

mod wrong {
    use super::*;

    #[test]
    fn a_shorter_timer() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, |client, calls| {
                timer(client, calls, 4, Duration::from_millis(100))
            })
        });
        refusal.is_told(AT_ONCE, "It was sent at", "nobody knows");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_full_batch_is_waited_for() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, |client, calls| {
                timer(client, calls, 4, Duration::from_secs(60))
            })
        });
        // Where the last texts do not fill a batch, it never ends.
        match refusal.wanted.as_str() {
            "a hang" => refusal.is_told("a hang", "Not sent: summary", "never comes"),
            _ => refusal.is_told(AT_ONCE, "It was sent at", "nobody knows"),
        }
    }

    #[test]
    fn everybody_alone() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let one = async |article: &String| {
                let summary = client.ask(article).await?;
                let vectors = client.embed(slice::from_ref(&summary)).await?;
                Ok(line(&summary, &vectors[0]))
            };
            try_join_all(articles.iter().map(one)).await
        }
        refused(solution).is_told(ONE, "was in flight until", "lets each caller send");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_task_for_each_batch() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                while let Some(first) = calls.recv().await {
                    let batch = iter::once(first).chain(drain(&mut calls)).collect();
                    let client = client.clone();
                    tokio::spawn(async move { answer(&client, batch).await });
                }
            })
        });
        refusal.is_told(ONE, "was in flight until", "Whoever spawns a request");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn two_batchers_share_a_channel() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, async |client: Client, calls| {
                let calls = &AsyncMutex::new(calls);
                let one = async |client: &Client| {
                    loop {
                        let mut batch = Vec::new();
                        if calls.lock().await.recv_many(&mut batch, 100).await == 0 {
                            return;
                        }
                        answer(client, batch).await;
                    }
                };
                join_all([one(&client), one(&client)]).await;
            })
        });
        refusal.is_told(ONE, "was in flight until", "Is the answer waited for");
    }

    #[test]
    fn one_text_at_a_time() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                while let Some(call) = calls.recv().await {
                    answer(&client, vec![call]).await;
                }
            })
        });
        refusal.is_told(ALL, "has 1 of the texts", "Is everything taken");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn two_texts_at_most() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                let mut batch = Vec::new();
                while calls.recv_many(&mut batch, 2).await > 0 {
                    answer(&client, mem::take(&mut batch)).await;
                }
            })
        });
        refusal.is_told(ALL, "has 2 of the texts", "nothing left for later");
    }

    #[test]
    fn a_pause_after_each_request() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                let mut batch = Vec::new();
                while calls.recv_many(&mut batch, 100).await > 0 {
                    answer(&client, mem::take(&mut batch)).await;
                    sleep(Duration::from_millis(100)).await;
                }
            })
        });
        refusal.is_told(AT_ONCE, "at ", "What is waited for");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_look_now_and_then() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                let mut ticks = interval(Duration::from_millis(300));
                while !calls.is_closed() {
                    ticks.tick().await;
                    let batch = drain(&mut calls);
                    if !batch.is_empty() {
                        answer(&client, batch).await;
                    }
                }
            })
        });
        let told = [AT_ONCE, ALL].contains(&refusal.wanted.as_str());
        assert!(told, "{refusal:?}");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn all_in_one_at_the_end() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let calls = articles.iter().map(|article| client.ask(article));
            let summaries = try_join_all(calls).await?;
            let vectors = client.embed(&summaries).await?;
            let lines = iter::zip(&summaries, &vectors);
            Ok(lines
                .map(|(summary, vector)| line(summary, vector))
                .collect())
        }
        refused(solution).is_told(AT_ONCE, ". The next request was ", "What is waited for");
    }

    #[test]
    fn the_next_batch_is_closed_too_early() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                let mut in_flight = tokio::spawn(async {});
                while let Some(first) = calls.recv().await {
                    let batch = iter::once(first).chain(drain(&mut calls)).collect();
                    in_flight.await.expect("it does not panic");
                    let client = client.clone();
                    in_flight = tokio::spawn(async move { answer(&client, batch).await });
                }
            })
        });
        refusal.is_told(ALL, "of the texts", "when the request before it");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_newest_first() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                while let Some(first) = calls.recv().await {
                    let mut batch: Vec<Call> = iter::once(first).chain(drain(&mut calls)).collect();
                    batch.reverse();
                    answer(&client, batch).await;
                }
            })
        });
        refusal.is_told(ALL, "begins with", "in its order");
    }

    #[test]
    fn vectors_of_others() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                let mut batch = Vec::new();
                while calls.recv_many(&mut batch, 100).await > 0 {
                    let (texts, callers): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
                    let vectors = client.embed(&texts).await.expect("the server answers");
                    for (caller, vector) in iter::zip(callers, vectors.into_iter().rev()) {
                        caller.send(vector).expect("the caller waits for it");
                    }
                }
            })
        });
        refusal.is_told(RETURNED, " is wanted.", "the vector of its own text");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_first_is_taken_out_and_forgotten() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                while calls.recv().await.is_some() {
                    let batch = drain(&mut calls);
                    if !batch.is_empty() {
                        answer(&client, batch).await;
                    }
                }
            })
        });
        refusal.is_told("a panic", "the batcher answers everybody", "first panic");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_loop_that_never_waits() {
        let refusal = refused(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                while !calls.is_closed() {
                    let batch = drain(&mut calls);
                    match batch.is_empty() {
                        true => tokio::task::yield_now().await,
                        false => answer(&client, batch).await,
                    }
                }
            })
        });
        refusal.is_told("a busy processor", "kept a processor busy", "loop");
    }

    #[test]
    fn half_of_the_articles_and_then_the_others() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let mut summaries = Vec::new();
            for half in articles.chunks(5) {
                let calls = half.iter().map(|article| client.ask(article));
                summaries.extend(try_join_all(calls).await?);
            }
            let vectors = client.embed(&summaries).await?;
            let lines = iter::zip(&summaries, &vectors);
            Ok(lines
                .map(|(summary, vector)| line(summary, vector))
                .collect())
        }
        let rule = "asks for all articles at once";
        refused(solution).is_told(rule, "was asked for at", "Only the batcher");
    }
}

mod right {
    use super::*;

    #[test]
    fn whatever_is_in_the_channel() {
        accepted(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                let mut batch = Vec::new();
                while calls.recv_many(&mut batch, 100).await > 0 {
                    answer(&client, mem::take(&mut batch)).await;
                }
            })
        });
    }

    #[test]
    fn one_and_the_rest() {
        accepted(|base_url, articles| {
            index(base_url, articles, async |client: Client, mut calls| {
                while let Some(first) = calls.recv().await {
                    let batch = iter::once(first).chain(drain(&mut calls)).collect();
                    answer(&client, batch).await;
                }
            })
        });
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_queue_and_a_bell() {
        accepted(|base_url, articles| {
            index(
                base_url,
                articles,
                async |client: Client, mut calls: Calls| {
                    let queue = Arc::new((Mutex::new(VecDeque::new()), Notify::new()));
                    let ours = Arc::clone(&queue);
                    tokio::spawn(async move {
                        while let Some(call) = calls.recv().await {
                            ours.0.lock().expect("nobody panics").push_back(call);
                            ours.1.notify_one();
                        }
                    });
                    loop {
                        queue.1.notified().await;
                        let batch = mem::take(&mut *queue.0.lock().expect("nobody panics"));
                        if !batch.is_empty() {
                            answer(&client, batch.into()).await;
                        }
                    }
                },
            )
        });
    }

    /// Whoever finds nothing in flight sends, for all that come meanwhile too. There is no batcher.
    #[test]
    fn the_first_caller_leads() {
        #[derive(Default)]
        struct Waiting {
            calls: Vec<Call>,
            in_flight: bool,
        }

        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, articles: &[String]) -> Answers {
            let client = &Client::new(base_url);
            let waiting = &Mutex::new(Waiting::default());
            let next = || {
                let mut waiting = waiting.lock().expect("nobody panics");
                waiting.in_flight = !waiting.calls.is_empty();
                mem::take(&mut waiting.calls)
            };
            let one = async |article: &String| {
                let summary = client.ask(article).await?;
                let (caller, vector) = oneshot::channel();
                let leads = {
                    let mut waiting = waiting.lock().expect("nobody panics");
                    waiting.calls.push((summary.clone(), caller));
                    !mem::replace(&mut waiting.in_flight, true)
                };
                let lead = async {
                    loop {
                        let batch = next();
                        if batch.is_empty() {
                            return;
                        }
                        answer(client, batch).await;
                    }
                };
                if leads {
                    lead.await;
                }
                let vector = vector.await.expect("whoever leads answers everybody");
                Ok(line(&summary, &vector))
            };
            try_join_all(articles.iter().map(one)).await
        }
        accepted(solution);
    }

    /// What is in flight is one future, and texts are taken while it is.
    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_loop_that_selects() {
        accepted(|base_url, articles| {
            index(
                base_url,
                articles,
                async |client: Client, mut calls: Calls| {
                    let mut waiting: Vec<Call> = Vec::new();
                    loop {
                        match calls.recv().await {
                            Some(call) => waiting.push(call),
                            None => return,
                        }
                        while !waiting.is_empty() {
                            let batch = mem::take(&mut waiting);
                            let mut request = std::pin::pin!(answer(&client, batch));
                            loop {
                                tokio::select! {
                                    // What has come is taken before what is answered.
                                    biased;
                                    Some(call) = calls.recv() => waiting.push(call),
                                    () = &mut request => break,
                                }
                            }
                        }
                    }
                },
            )
        });
    }
}
