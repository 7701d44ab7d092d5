//! Solutions of exercise 8 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::{Client, Error};
use futures::channel::mpsc;
use futures::future::{join_all, try_join_all};
use futures::stream::{self, FuturesUnordered, StreamExt};
use kit::Refusal;
use lesson_8::exercise;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::{Mutex, Semaphore};
use tokio::task::{JoinHandle, JoinSet};

type Answers = Result<Vec<String>, Error>;

/// What a solution is told first.
fn refused(solution: fn(&str, &[String]) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: fn(&str, &[String]) -> Answers) {
    exercise().accepted(solution);
}

const IN_TIME: &str = "publishes one at a time, each as soon as it can be";
const NO_IDLE: &str = "at least 3 in flight while there is work left";
const NOT_TOO_MANY: &str = "never more than 3 in flight";

/// Publishes a summary, and returns what the server says to that.
async fn publish(client: &Client, summary: &str) -> Result<String, Error> {
    client.ask(&format!("publish {summary}")).await
}

/// All calls, as tasks that share three permits.
fn spawn_all(client: &Client, articles: &[String]) -> JoinSet<Result<String, Error>> {
    let permits = Arc::new(Semaphore::new(3));
    let mut tasks = JoinSet::new();
    for article in articles {
        let (client, article) = (client.clone(), article.clone());
        let permits = Arc::clone(&permits);
        tasks.spawn(async move {
            let _permit = permits.acquire().await.expect("nobody closes it");
            client.ask(&article).await
        });
    }
    tasks
}

/// The same, with a handle of each.
fn handles(client: &Client, articles: &[String]) -> Vec<JoinHandle<Result<String, Error>>> {
    let permits = Arc::new(Semaphore::new(3));
    let spawn = |article: &String| {
        let (client, article) = (client.clone(), article.clone());
        let permits = Arc::clone(&permits);
        tokio::spawn(async move {
            let _permit = permits.acquire().await.expect("nobody closes it");
            client.ask(&article).await
        })
    };
    articles.iter().map(spawn).collect()
}

#[test]
fn one_after_another() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut published = Vec::new();
        for article in articles {
            let summary = client.ask(article).await?;
            published.push(publish(&client, &summary).await?);
        }
        Ok(published)
    }
    let seen = "At 0.0 s there was room for 3, 1 in flight, and article ";
    refused(solution).is_told(NO_IDLE, seen, "what goes on meanwhile?");
}

#[test]
fn tasks_that_are_awaited_in_their_order() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut published = Vec::new();
        for task in handles(&client, articles) {
            let summary = task.await.expect("ask does not panic")?;
            published.push(publish(&client, &summary).await?);
        }
        Ok(published)
    }
    let seen = "It could be published at ";
    refused(solution).is_told(IN_TIME, seen, "take whichever is there, and not the oldest");
}

#[test]
fn all_are_waited_for_before_the_first_is_published() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let summaries = join_all(handles(&client, articles)).await;
        let mut published = Vec::new();
        for summary in summaries {
            let summary = summary.expect("ask does not panic")?;
            published.push(publish(&client, &summary).await?);
        }
        Ok(published)
    }
    let advice = "Whoever waits for all of them publishes nothing until the slowest is there.";
    refused(solution).is_told(IN_TIME, "It could be published at ", advice);
}

#[test]
fn a_stream_whose_body_awaits() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        let mut summaries = stream::iter(calls).buffer_unordered(3);
        let mut published = Vec::new();
        while let Some(summary) = summaries.next().await {
            published.push(publish(client, &summary?).await?);
        }
        Ok(published)
    }
    let advice = "A stream makes no new call while the body of its loop awaits.";
    refused(solution).is_told(NO_IDLE, "2 in flight, and article ", advice);
}

/// In order, but with more room: the stream is not awaited while the body awaits all the same.
#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_stream_of_chunks() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let mut published = Vec::new();
        for chunk in articles.chunks(3) {
            let calls = chunk.iter().map(|article| client.ask(article));
            let mut summaries: FuturesUnordered<_> = calls.collect();
            while let Some(summary) = summaries.next().await {
                published.push(publish(client, &summary?).await?);
            }
        }
        Ok(published)
    }
    refused(solution).is_told(NO_IDLE, "there was room for 3", "what goes on meanwhile?");
}

/// The next task is spawned by the loop that publishes: too late whenever another one ends meanwhile.
#[test]
fn a_set_that_is_filled_up_between_two_summaries() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut articles = articles.iter().cloned();
        let mut tasks = JoinSet::new();
        let mut next = |tasks: &mut JoinSet<_>| {
            if let Some(article) = articles.next() {
                let client = client.clone();
                tasks.spawn(async move { client.ask(&article).await });
            }
        };
        (0..3).for_each(|_| next(&mut tasks));
        let mut published = Vec::new();
        while let Some(summary) = tasks.join_next().await {
            next(&mut tasks);
            let summary = summary.expect("ask does not panic")?;
            published.push(publish(&client, &summary).await?);
        }
        Ok(published)
    }
    refused(solution).is_told(NO_IDLE, "there was room for 3", "what goes on meanwhile?");
}

#[test]
fn all_articles_at_once() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        let mut summaries: FuturesUnordered<_> = calls.collect();
        let mut published = Vec::new();
        while let Some(summary) = summaries.next().await {
            published.push(publish(client, &summary?).await?);
        }
        Ok(published)
    }
    let seen = " requests were in flight at 0.0 s; the limit is 3.";
    refused(solution).is_told(NOT_TOO_MANY, seen, "All are sent at once.");
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_permit_that_is_dropped_at_once() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let permits = &Semaphore::new(3);
        let calls = articles.iter().map(async |article| {
            let _ = permits.acquire().await.expect("nobody closes it");
            client.ask(article).await
        });
        let mut summaries: FuturesUnordered<_> = calls.collect();
        let mut published = Vec::new();
        while let Some(summary) = summaries.next().await {
            published.push(publish(client, &summary?).await?);
        }
        Ok(published)
    }
    let advice = "Bound to _ it is dropped in the same line.";
    refused(solution).is_told(NOT_TOO_MANY, "at 0.0 s; the limit is 3.", advice);
}

#[test]
fn every_task_publishes_by_itself() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let permits = &Semaphore::new(3);
        let published = &Mutex::new(Vec::new());
        let calls = articles.iter().map(async |article| {
            let permit = permits.acquire().await.expect("nobody closes it");
            let summary = client.ask(article).await?;
            drop(permit);
            let page = publish(client, &summary).await?;
            published.lock().await.push(page);
            Ok::<_, Error>(())
        });
        try_join_all(calls).await?;
        Ok(published.lock().await.clone())
    }
    let seen = "while another summary was being published.";
    refused(solution).is_told(IN_TIME, seen, "every task for itself, or one loop for all?");
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn publishing_is_spawned_and_nobody_waits() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = spawn_all(&client, articles);
        let mut pages = Vec::new();
        while let Some(summary) = tasks.join_next().await {
            let summary = summary.expect("ask does not panic")?;
            let client = client.clone();
            pages.push(tokio::spawn(
                async move { publish(&client, &summary).await },
            ));
        }
        let pages = join_all(pages).await.into_iter();
        pages.map(|page| page.expect("it does not panic")).collect()
    }
    let seen = "while another summary was being published.";
    refused(solution).is_told(IN_TIME, seen, "One at a time");
}

#[test]
fn a_permit_that_is_held_while_a_summary_is_published() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let permits = &Semaphore::new(3);
        let published = &Mutex::new(Vec::new());
        let calls = articles.iter().map(async |article| {
            let _permit = permits.acquire().await.expect("nobody closes it");
            let summary = client.ask(article).await?;
            let mut published = published.lock().await;
            published.push(publish(client, &summary).await?);
            Ok::<_, Error>(())
        });
        try_join_all(calls).await?;
        Ok(published.lock().await.clone())
    }
    let advice = "takes a place from the next article";
    refused(solution).is_told(NO_IDLE, "there was room for 3", advice);
}

/// While a summary waits for a permit, nobody polls the calls that hold all three.
#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn one_semaphore_for_all() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let permits = &Semaphore::new(3);
        let ask = &async |prompt: &str| {
            let _permit = permits.acquire().await.expect("nobody closes it");
            client.ask(prompt).await
        };
        let calls = articles.iter().map(async |article| ask(article).await);
        let mut summaries: FuturesUnordered<_> = calls.collect();
        let mut published = Vec::new();
        while let Some(summary) = summaries.next().await {
            published.push(ask(&format!("publish {}", summary?)).await?);
        }
        Ok(published)
    }
    let advice = "Does something wait for a permit";
    refused(solution).is_told("a hang", "Not sent: publish summary ", advice);
}

/// With tasks it goes on, but a summary waits behind all articles that wait for a permit already.
#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn one_semaphore_for_all_tasks() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let permits = Arc::new(Semaphore::new(3));
        let mut tasks = JoinSet::new();
        for article in articles {
            let (client, article) = (client.clone(), article.clone());
            let permits = Arc::clone(&permits);
            tasks.spawn(async move {
                let _permit = permits.acquire().await.expect("nobody closes it");
                client.ask(&article).await
            });
        }
        let mut published = Vec::new();
        while let Some(summary) = tasks.join_next().await {
            let summary = summary.expect("ask does not panic")?;
            let _permit = permits.acquire().await.expect("nobody closes it");
            published.push(publish(&client, &summary).await?);
        }
        Ok(published)
    }
    let seen = "It could be published at ";
    refused(solution).is_told(IN_TIME, seen, "What is waited for in between?");
}

#[test]
fn the_article_is_published_in_place_of_its_summary() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let permits = &Semaphore::new(3);
        let calls = articles.iter().map(async |article| {
            let _permit = permits.acquire().await.expect("nobody closes it");
            client.ask(article).await.map(|_| article)
        });
        let mut summaries: FuturesUnordered<_> = calls.collect();
        let mut published = Vec::new();
        while let Some(article) = summaries.next().await {
            published.push(publish(client, article?).await?);
        }
        Ok(published)
    }
    let wanted = "sends nothing that is not asked for";
    let seen = "The server got a request that is not asked for: publish article ";
    refused(solution).is_told(wanted, seen, "Is each prompt sent as it was given");
}

/// It can be guessed what the summary says.
#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn what_is_published_is_guessed() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = spawn_all(&client, articles);
        let mut published = Vec::new();
        for article in articles {
            let guess = article.replace("article", "summary");
            published.push(publish(&client, &guess).await?);
        }
        while tasks.join_next().await.is_some() {}
        Ok(published)
    }
    let advice = "What is published is what the server said to the article.";
    refused(solution).is_told(IN_TIME, " was sent at ", advice);
}

#[test]
fn the_summaries_are_returned() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = spawn_all(&client, articles);
        let mut summaries = Vec::new();
        while let Some(summary) = tasks.join_next().await {
            let summary = summary.expect("ask does not panic")?;
            publish(&client, &summary).await?;
            summaries.push(summary);
        }
        Ok(summaries)
    }
    let seen = "Answer 1 is \"summary ";
    refused(solution).is_told("returns what is asked for, in order", seen, "");
}

#[test]
fn the_pages_are_returned_in_the_order_of_the_articles() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut tasks = spawn_all(&client, articles);
        let mut pages = vec![String::new(); articles.len()];
        while let Some(summary) = tasks.join_next().await {
            let summary = summary.expect("ask does not panic")?;
            let article = summary.replace("summary", "article");
            let index = articles.iter().position(|other| *other == article);
            pages[index.expect("it is one of them")] = publish(&client, &summary).await?;
        }
        Ok(pages)
    }
    let wanted = "returns what is asked for, in order";
    let seen = "All of it is there, but not in the order that is asked for.";
    refused(solution).is_told(wanted, seen, "In which order is it collected");
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn articles_are_taken_from_the_end() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut reversed = articles.to_vec();
        reversed.reverse();
        let mut tasks = spawn_all(&client, &reversed);
        let mut published = Vec::new();
        while let Some(summary) = tasks.join_next().await {
            let summary = summary.expect("ask does not panic")?;
            published.push(publish(&client, &summary).await?);
        }
        Ok(published)
    }
    refused(solution).is_told("sends them in order", " was sent at ", "In which order");
}

#[test]
fn a_channel_whose_last_sender_stays() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let permits = &Semaphore::new(3);
        let (send, mut summaries) = mpsc::unbounded();
        let calls = articles.iter().map(async |article| {
            let _permit = permits.acquire().await.expect("nobody closes it");
            // Nobody listens any more when publishing has failed.
            send.unbounded_send(client.ask(article).await).ok();
        });
        let publishing = async {
            let mut published = Vec::new();
            while let Some(summary) = summaries.next().await {
                published.push(publish(client, &summary?).await?);
            }
            Ok(published)
        };
        futures::join!(join_all(calls), publishing).1
    }
    let advice = "A channel ends when its last sender is dropped.";
    refused(solution).is_told("a hang", "", advice);
}

#[test]
fn a_loop_over_tasks_that_share_permits_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut summaries: FuturesUnordered<_> = handles(&client, articles).into_iter().collect();
        let mut published = Vec::new();
        while let Some(summary) = summaries.next().await {
            let summary = summary.expect("ask does not panic")?;
            published.push(publish(&client, &summary).await?);
        }
        Ok(published)
    }
    accepted(solution);
}

#[test]
fn a_lock_that_is_held_while_a_summary_is_published_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let permits = &Semaphore::new(3);
        let published = &Mutex::new(Vec::new());
        let calls = articles.iter().map(async |article| {
            let permit = permits.acquire().await.expect("nobody closes it");
            let summary = client.ask(article).await?;
            drop(permit);
            let mut published = published.lock().await;
            published.push(publish(client, &summary).await?);
            Ok::<_, Error>(())
        });
        try_join_all(calls).await?;
        Ok(published.lock().await.clone())
    }
    accepted(solution);
}

#[test]
fn a_stream_that_fills_a_channel_beside_the_loop_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        let (send, mut summaries) = mpsc::unbounded();
        let asking = stream::iter(calls)
            .buffer_unordered(3)
            .map(Ok)
            .forward(send);
        let publishing = async {
            let mut published = Vec::new();
            while let Some(summary) = summaries.next().await {
                published.push(publish(client, &summary?).await?);
            }
            Ok(published)
        };
        // Both are awaited together: neither holds up the other.
        futures::join!(asking, publishing).1
    }
    accepted(solution);
}

/// By hand: what comes first is done first, whatever it is.
#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_loop_that_selects_is_accepted() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, articles: &[String]) -> Answers {
        let client = &Client::new(base_url);
        let calls = articles.iter().map(|article| client.ask(article));
        let mut summaries = stream::iter(calls).buffer_unordered(3).fuse();
        let mut waiting = VecDeque::new();
        let mut publishing = FuturesUnordered::new();
        let mut published = Vec::new();
        while published.len() < articles.len() {
            tokio::select! {
                Some(summary) = summaries.next() => waiting.push_back(summary?),
                Some(page) = publishing.next() => {
                    let page: Result<String, Error> = page;
                    published.push(page?);
                }
            }
            if publishing.is_empty()
                && let Some(summary) = waiting.pop_front()
            {
                publishing.push(async move { publish(client, &summary).await });
            }
        }
        Ok(published)
    }
    accepted(solution);
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}
