//! Solutions of exercise 10 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::{Client, Error};
use futures::future::{join_all, try_join_all};
use futures::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
use kit::Refusal;
use lesson_10::exercise;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet, yield_now};
use tokio::time::sleep;

type Answers = Result<Vec<String>, Error>;

fn refused(solution: fn(&str, &[String]) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: fn(&str, &[String]) -> Answers) {
    exercise().accepted(solution);
}

const IN_TURN: &str = "asks for one article after another, without a pause";
const AT_ONCE: &str = "saves each summary as soon as it is there";
const WAITS: &str = "waits for all that it has sent";
const TIME: &str = "takes no time of its own";
const RETURNED: &str = "returns what is asked for, in order";
const NOT_SAVED: &str = "not saved";

/// A save of which nothing was seen, because its task had no turn before the runtime ended.
fn assert_never_sent(refusal: &Refusal) {
    refusal.is_told(
        AT_ONCE,
        "was never sent; its summary came at",
        "ends with its runtime",
    );
}

/// A save that was sent, and cut.
fn assert_cut(refusal: &Refusal) {
    refusal.is_told(WAITS, "the client hung up after", "Who holds each save");
}

fn assert_late(refusal: &Refusal) {
    refusal.is_told(
        AT_ONCE,
        "; its summary came at",
        "What is it kept waiting for?",
    );
}

fn assert_pause(refusal: &Refusal) {
    refusal.is_told(
        IN_TURN,
        "which comes before it, was answered at",
        "in the loop",
    );
}

type Save = JoinHandle<Result<String, Error>>;

/// A save in the background.
fn spawn_save(client: &Client, article: &str) -> Save {
    let (client, save) = (client.clone(), format!("save {article}"));
    tokio::spawn(async move { client.ask(&save).await })
}

/// What is returned for an article, when its save has ended.
fn told(summary: String, saved: &Result<String, Error>) -> String {
    saved.as_ref().map_or(NOT_SAVED.to_owned(), |_| summary)
}

/// The loop over all articles, with its saves spawned.
async fn started(client: &Client, articles: &[String]) -> Result<Vec<(String, Save)>, Error> {
    let mut saves = Vec::new();
    for article in articles {
        let summary = client.ask(article).await?;
        saves.push((summary, spawn_save(client, article)));
    }
    Ok(saves)
}

#[test]
fn handles_that_are_dropped() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        for article in articles {
            summaries.push(client.ask(article).await?);
            spawn_save(&client, article);
        }
        Ok(summaries)
    }
    assert_never_sent(&refused(solution));
}

#[test]
fn handles_that_are_kept_and_not_awaited() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let saves = started(&client, articles).await?;
        Ok(saves.into_iter().map(|(summary, _save)| summary).collect())
    }
    assert_never_sent(&refused(solution));
}

#[test]
fn a_turn_for_the_last_task_and_no_more() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let saves = started(&client, articles).await?;
        yield_now().await;
        Ok(saves.into_iter().map(|(summary, _save)| summary).collect())
    }
    let refusal = refused(solution);
    // The request may have left by then.
    assert!(
        [AT_ONCE, WAITS].contains(&refusal.wanted.as_str()),
        "{refusal:?}"
    );
}

#[test]
fn the_last_save_alone_is_awaited() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let (mut summaries, mut last) = (Vec::new(), None);
        for article in articles {
            summaries.push(client.ask(article).await?);
            last = Some(spawn_save(&client, article));
        }
        if let Some(save) = last {
            let saved = save.await.expect("ask does not panic");
            let summary = summaries.pop().expect("there is one for each save");
            summaries.push(told(summary, &saved));
        }
        Ok(summaries)
    }
    assert_cut(&refused(solution));
}

#[test]
fn each_save_is_awaited_in_the_loop() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        for article in articles {
            let summary = client.ask(article).await?;
            let saved = client.ask(&format!("save {article}")).await;
            summaries.push(told(summary, &saved));
        }
        Ok(summaries)
    }
    assert_pause(&refused(solution));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn each_save_is_spawned_and_awaited_in_the_loop() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        for article in articles {
            let summary = client.ask(article).await?;
            let saved = spawn_save(&client, article)
                .await
                .expect("ask does not panic");
            summaries.push(told(summary, &saved));
        }
        Ok(summaries)
    }
    assert_pause(&refused(solution));
}

#[test]
fn a_save_is_awaited_before_the_next_one_is_spawned() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        let mut before: Option<(String, Save)> = None;
        for article in articles {
            let summary = client.ask(article).await?;
            if let Some((summary, save)) = before.take() {
                summaries.push(told(summary, &save.await.expect("ask does not panic")));
            }
            before = Some((summary, spawn_save(&client, article)));
        }
        if let Some((summary, save)) = before {
            summaries.push(told(summary, &save.await.expect("ask does not panic")));
        }
        Ok(summaries)
    }
    let refusal = refused(solution);
    // The first article that is late, or the first save: one of them comes first.
    assert!(
        [IN_TURN, AT_ONCE].contains(&refusal.wanted.as_str()),
        "{refusal:?}"
    );
}

#[test]
fn saves_that_are_made_in_the_loop_and_begin_after_it() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let mut saves = Vec::new();
        for article in articles {
            let summary = client.ask(article).await?;
            saves.push(async move {
                let saved = client.ask(&format!("save {article}")).await;
                told(summary, &saved)
            });
        }
        Ok(join_all(saves).await)
    }
    assert_late(&refused(solution));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_set_of_futures_that_nobody_polls_in_the_loop() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let saves = FuturesUnordered::new();
        for (index, article) in articles.iter().enumerate() {
            let summary = client.ask(article).await?;
            saves.push(async move {
                let saved = client.ask(&format!("save {article}")).await;
                (index, told(summary, &saved))
            });
        }
        let mut ended: Vec<_> = saves.collect().await;
        ended.sort();
        Ok(ended.into_iter().map(|(_, told)| told).collect())
    }
    assert_late(&refused(solution));
}

#[test]
fn one_task_saves_what_a_queue_holds() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let (queue, mut waiting) = mpsc::unbounded_channel::<(String, String)>();
        let saver = tokio::spawn({
            let client = client.clone();
            async move {
                let mut summaries = Vec::new();
                while let Some((summary, article)) = waiting.recv().await {
                    let saved = client.ask(&format!("save {article}")).await;
                    summaries.push(told(summary, &saved));
                }
                summaries
            }
        });
        for article in articles {
            let summary = client.ask(article).await?;
            queue
                .send((summary, article.clone()))
                .expect("the saver listens");
        }
        drop(queue);
        Ok(saver.await.expect("it does not panic"))
    }
    assert_late(&refused(solution));
}

#[test]
fn a_sleep_at_the_end() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let saves = started(&client, articles).await?;
        sleep(Duration::from_millis(1500)).await;
        let mut summaries = Vec::new();
        for (summary, save) in saves {
            summaries.push(told(summary, &save.await.expect("ask does not panic")));
        }
        Ok(summaries)
    }
    let refusal = refused(solution);
    refusal.is_told(
        TIME,
        "; the last request had ended at",
        "a sleep in place of a join",
    );
}

#[test]
fn a_sleep_that_is_long_enough_now_and_then() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let saves = started(&client, articles).await?;
        sleep(Duration::from_millis(550)).await;
        Ok(saves.into_iter().map(|(summary, _save)| summary).collect())
    }
    let refusal = refused(solution);
    // By what is drawn first: it is too short, or too long, or long enough and nobody has looked.
    let all = [WAITS, TIME, RETURNED];
    assert!(all.contains(&refusal.wanted.as_str()), "{refusal:?}");
}

#[test]
fn all_at_once() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let calls = articles.iter().map(async |article| {
            let summary = client.ask(article).await?;
            let saved = client.ask(&format!("save {article}")).await;
            Ok(told(summary, &saved))
        });
        try_join_all(calls).await
    }
    let refusal = refused(solution);
    refusal.is_told(IN_TURN, "was sent at 0.0 s", "One article at a time");
}

#[test]
fn a_save_that_fails_is_an_error_of_the_whole() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        for (summary, save) in started(&client, articles).await? {
            save.await.expect("ask does not panic")?;
            summaries.push(summary);
        }
        Ok(summaries)
    }
    let refusal = refused(solution);
    refusal.is_told("an error", "the API answered 50", "should live with");
}

#[test]
fn saves_that_are_waited_for_and_not_looked_at() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        for (summary, save) in started(&client, articles).await? {
            let _ = save.await;
            summaries.push(summary);
        }
        Ok(summaries)
    }
    refused(solution).is_told(
        RETURNED,
        "\"not saved\" is wanted",
        "Is exactly that returned",
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn only_panics_are_looked_for() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        for (summary, save) in started(&client, articles).await? {
            // A task that returns an error has ended well.
            summaries.push(match save.await {
                Ok(_) => summary,
                Err(_) => NOT_SAVED.to_owned(),
            });
        }
        Ok(summaries)
    }
    assert_eq!(refused(solution).wanted, RETURNED);
}

#[test]
fn saves_are_taken_as_they_end_for_those_of_the_articles_in_order() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let (mut summaries, mut saves) = (Vec::new(), JoinSet::new());
        for article in articles {
            summaries.push(client.ask(article).await?);
            let (client, save) = (client.clone(), format!("save {article}"));
            saves.spawn(async move { client.ask(&save).await });
        }
        let saved = saves.join_all().await;
        let both = summaries.into_iter().zip(saved);
        Ok(both.map(|(summary, saved)| told(summary, &saved)).collect())
    }
    assert_eq!(refused(solution).wanted, RETURNED);
}

#[test]
fn a_set_that_is_dropped() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let (mut summaries, mut saves) = (Vec::new(), JoinSet::new());
        for article in articles {
            summaries.push(client.ask(article).await?);
            let (client, save) = (client.clone(), format!("save {article}"));
            saves.spawn(async move { client.ask(&save).await });
        }
        Ok(summaries)
    }
    assert_never_sent(&refused(solution));
}

/// It is the threads of `spawn_blocking` that a runtime waits for then, not its tasks.
#[test]
fn a_runtime_that_is_shut_down_with_time_to_spare() {
    fn solution(base_url: &str, articles: &[String]) -> Answers {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("the system has room for it");
        let summaries = runtime.block_on(async {
            let client = Client::new(base_url);
            let saves = started(&client, articles).await?;
            Ok(saves.into_iter().map(|(summary, _save)| summary).collect())
        });
        runtime.shutdown_timeout(Duration::from_secs(2));
        summaries
    }
    assert_never_sent(&refused(solution));
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn the_save_is_asked_for_before_the_summary() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        for article in articles {
            let save = spawn_save(&client, article);
            let summary = client.ask(article).await?;
            summaries.push((summary, save));
        }
        let mut all = Vec::new();
        for (summary, save) in summaries {
            all.push(told(summary, &save.await.expect("ask does not panic")));
        }
        Ok(all)
    }
    refused(solution).is_told(AT_ONCE, "was sent at 0.0 s", "was not there yet");
}

#[test]
fn handles_that_are_awaited_in_order_are_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries = Vec::new();
        for (summary, save) in started(&client, articles).await? {
            summaries.push(told(summary, &save.await.expect("ask does not panic")));
        }
        Ok(summaries)
    }
    accepted(solution);
}

#[test]
fn a_set_with_the_place_of_each_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let (mut summaries, mut saves) = (Vec::new(), JoinSet::new());
        for (index, article) in articles.iter().enumerate() {
            summaries.push(client.ask(article).await?);
            let (client, save) = (client.clone(), format!("save {article}"));
            saves.spawn(async move { (index, client.ask(&save).await) });
        }
        while let Some(ended) = saves.join_next().await {
            let (index, saved) = ended.expect("ask does not panic");
            if saved.is_err() {
                summaries[index] = NOT_SAVED.to_owned();
            }
        }
        Ok(summaries)
    }
    accepted(solution);
}

/// The stream asks for the next article while it waits for saves: nothing is spawned.
#[test]
fn a_stream_of_saves_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let summaries = stream::iter(articles).then(async |article| {
            let summary = client.ask(article).await?;
            Ok::<_, Error>((article, summary))
        });
        let saves = summaries.map_ok(async |(article, summary)| {
            let saved = client.ask(&format!("save {article}")).await;
            Ok(told(summary, &saved))
        });
        saves.try_buffered(articles.len()).try_collect().await
    }
    accepted(solution);
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_channel_that_ends_with_the_last_save_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let (tell, mut lost) = mpsc::unbounded_channel();
        let mut summaries = Vec::new();
        for (index, article) in articles.iter().enumerate() {
            summaries.push(client.ask(article).await?);
            let (client, save, tell) = (client.clone(), format!("save {article}"), tell.clone());
            tokio::spawn(async move {
                if client.ask(&save).await.is_err() {
                    tell.send(index).expect("somebody listens");
                }
            });
        }
        drop(tell);
        while let Some(index) = lost.recv().await {
            summaries[index] = NOT_SAVED.to_owned();
        }
        Ok(summaries)
    }
    accepted(solution);
}

/// Threads save while the loop waits.
#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn threads_in_the_background_are_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let saver = chat::blocking::Client::new(base_url);
        let mut saves = Vec::new();
        for article in articles {
            let summary = client.ask(article).await?;
            let (saver, save) = (saver.clone(), format!("save {article}"));
            let save = tokio::task::spawn_blocking(move || saver.ask(&save));
            saves.push(async move { told(summary, &save.await.expect("ask does not panic")) });
        }
        Ok(join_all(saves).await)
    }
    accepted(solution);
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}
