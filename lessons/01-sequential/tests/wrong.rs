//! Solutions of exercise 1 that people write, and why each is refused.

use chat::Error;
use kit::Rule;
use lesson_1::exercise;
use serde_json::{Value, json};
use std::thread;
use ureq::Agent;
use ureq::http::Response;

type Answers = Result<Vec<String>, Error>;

/// The first rule that a solution breaks, and what the server saw.
fn refused(solution: fn(&str, &[String]) -> Answers) -> (Rule, String) {
    let verdict = exercise().grade(solution).expect("the machine keeps time");
    verdict.refusal().expect("the solution is refused")
}

fn agent() -> Agent {
    Agent::config_builder().proxy(None).build().into()
}

fn send(agent: &Agent, base_url: &str, article: &str) -> Result<Response<ureq::Body>, ureq::Error> {
    let messages = json!([{ "role": "user", "content": article }]);
    agent
        .post(format!("{base_url}/v1/chat/completions"))
        .send_json(json!({ "model": "mock-1", "messages": messages }))
}

fn ask(agent: &Agent, base_url: &str, article: &str) -> Result<String, Error> {
    let answer: Value = send(agent, base_url, article)?.body_mut().read_json()?;
    Ok(answer["choices"][0]["message"]["content"]
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

#[test]
fn a_new_agent_for_each_request() {
    let (rule, seen) = refused(|base_url, articles| {
        articles
            .iter()
            .map(|article| ask(&agent(), base_url, article))
            .collect()
    });
    assert_eq!(rule, Rule::AtMostConnections(1));
    assert_eq!(seen, "5 connections were opened; 1 is enough.");
}

#[test]
fn an_agent_that_keeps_no_connection() {
    let (rule, _) = refused(|base_url, articles| {
        let agent = Agent::config_builder()
            .proxy(None)
            .max_idle_connections(0)
            .build()
            .into();
        articles
            .iter()
            .map(|article| ask(&agent, base_url, article))
            .collect()
    });
    assert_eq!(rule, Rule::AtMostConnections(1));
}

#[test]
fn threads_that_nobody_asked_for() {
    let (rule, seen) = refused(|base_url, articles| {
        let agent = &agent();
        thread::scope(|scope| {
            let asked = articles
                .iter()
                .map(|article| scope.spawn(|| ask(agent, base_url, article)));
            let asked: Vec<_> = asked.collect();
            asked
                .into_iter()
                .map(|thread| thread.join().expect("ask does not panic"))
                .collect()
        })
    });
    assert_eq!(rule, Rule::AtMostInFlight(1));
    assert_eq!(seen, "5 requests were in flight at 0.1 s; the limit is 1.");
}

#[test]
fn answers_that_are_not_read() {
    let (rule, _) = refused(|base_url, articles| {
        let agent = agent();
        for article in articles {
            send(&agent, base_url, article)?;
        }
        Ok(articles
            .iter()
            .map(|article| format!("You said: {article}"))
            .collect())
    });
    assert_eq!(rule, Rule::Answers);
}

#[test]
fn a_request_to_warm_the_connection_up() {
    let (rule, seen) = refused(|base_url, articles| {
        let agent = agent();
        ask(&agent, base_url, &articles[0])?;
        articles
            .iter()
            .map(|article| ask(&agent, base_url, article))
            .collect()
    });
    assert_eq!(rule, Rule::EachOnce);
    assert_eq!(seen, "article 1 was sent twice.");
}

#[test]
fn all_articles_in_one_prompt() {
    let (rule, seen) = refused(|base_url, articles| {
        let answer = ask(&agent(), base_url, &articles.join("\n"))?;
        Ok(answer.lines().map(str::to_owned).collect())
    });
    assert_eq!(rule, Rule::Answers);
    assert!(seen.starts_with("Answer 1 is "), "{seen}");
}

#[test]
fn the_last_article_forgotten() {
    let (rule, seen) = refused(|base_url, articles| {
        let agent = agent();
        (1..articles.len())
            .map(|number| ask(&agent, base_url, &articles[number - 1]))
            .collect()
    });
    assert_eq!(rule, Rule::Answers);
    assert_eq!(seen, "It returned 4 answers; 5 are wanted.");
}
