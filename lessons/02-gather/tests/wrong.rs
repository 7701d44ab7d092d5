//! Solutions of exercise 2 that people write, and why each is refused.

use chat::Error;
use chat::blocking::Client;
use kit::Rule;
use lesson_2::exercise;
use std::sync::{Mutex, mpsc};
use std::thread::{self, ScopedJoinHandle};

type Answers = Result<Vec<String>, Error>;

/// The first rule that a solution breaks, and what the server saw.
fn refused(solution: fn(&str, &[String]) -> Answers) -> (Rule, String) {
    let verdict = exercise().grade(solution).expect("the machine keeps time");
    verdict.refusal().expect("the solution is refused")
}

fn join(thread: ScopedJoinHandle<'_, Result<String, Error>>) -> Result<String, Error> {
    thread.join().expect("ask does not panic")
}

#[test]
fn one_after_another() {
    let (rule, seen) = refused(|base_url, articles| {
        let client = Client::new(base_url);
        articles.iter().map(|article| client.ask(article)).collect()
    });
    assert_eq!(rule, Rule::NoIdleSlot(6));
    assert_eq!(
        seen,
        "At 0.0 s there was room for 6, 1 in flight, and article 2 was not sent yet."
    );
}

#[test]
fn threads_that_are_spawned_and_joined_one_by_one() {
    let (rule, _) = refused(|base_url, articles| {
        let client = &Client::new(base_url);
        thread::scope(|scope| {
            let threads = articles
                .iter()
                .map(|article| scope.spawn(|| client.ask(article)));
            threads.map(join).collect()
        })
    });
    assert_eq!(rule, Rule::NoIdleSlot(6));
}

#[test]
fn a_client_behind_a_lock() {
    let (rule, _) = refused(|base_url, articles| {
        let client = &Mutex::new(Client::new(base_url));
        thread::scope(|scope| {
            let ask = |article: &str| client.lock().expect("nobody panics with it").ask(article);
            let threads = articles
                .iter()
                .map(|article| scope.spawn(move || ask(article)));
            let threads: Vec<_> = threads.collect();
            threads.into_iter().map(join).collect()
        })
    });
    assert_eq!(rule, Rule::NoIdleSlot(6));
}

#[test]
fn two_threads_with_half_of_the_work_each() {
    let (rule, seen) = refused(|base_url, articles| {
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
    assert_eq!(rule, Rule::NoIdleSlot(6));
    assert!(
        seen.starts_with("At 0.0 s there was room for 6, 2 in flight"),
        "{seen}"
    );
}

#[test]
fn answers_in_the_order_in_which_they_came() {
    let (rule, seen) = refused(|base_url, articles| {
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
    assert_eq!(rule, Rule::Answers);
    assert_eq!(
        seen,
        "The answers are all there, but not in the order of the prompts."
    );
}

#[test]
fn threads_that_nobody_joins() {
    let (rule, seen) = refused(|base_url, articles| {
        for article in articles {
            let (client, article) = (Client::new(base_url), article.clone());
            thread::spawn(move || client.ask(&article));
        }
        Ok(Vec::new())
    });
    assert_eq!(rule, Rule::Answers);
    assert_eq!(seen, "It returned 0 answers; 6 are wanted.");
}
