//! Solutions of exercise 4 that people write, and why each is refused.

use chat::{Client, Error, blocking};
use kit::Rule;
use lesson_4::exercise;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

type Answers = Result<Vec<String>, Error>;

const LIMIT: Duration = Duration::from_millis(700);

/// The first rule that a solution breaks, and what the server saw.
fn refused(solution: fn(&str, &[String]) -> Answers) -> (Rule, String) {
    let verdict = exercise().grade(solution).expect("the machine keeps time");
    verdict.refusal().expect("the solution is refused")
}

fn late() -> String {
    "no answer in time".to_owned()
}

const RAN_ON: &str = "review: sent at 0.5 s, answered 200 after 0.4 s, at 0.9 s.";

#[test]
fn a_timeout_for_each_step() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, steps: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut answers = Vec::new();
        for step in steps {
            let answer = timeout(LIMIT, client.ask(step)).await;
            answers.push(answer.unwrap_or_else(|_| Ok(late()))?);
        }
        Ok(answers)
    }
    assert_eq!(
        refused(solution),
        (Rule::HungUp("review", 7), RAN_ON.to_owned())
    );
}

#[test]
fn a_deadline_that_is_set_anew_for_each_step() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, steps: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut answers = Vec::new();
        for step in steps {
            let deadline = Instant::now() + LIMIT;
            let answer = timeout_at(deadline, client.ask(step)).await;
            answers.push(answer.unwrap_or_else(|_| Ok(late()))?);
        }
        Ok(answers)
    }
    assert_eq!(
        refused(solution),
        (Rule::HungUp("review", 7), RAN_ON.to_owned())
    );
}

#[test]
fn an_equal_share_for_each_step() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, steps: &[String]) -> Answers {
        let client = Client::new(base_url);
        let mut answers = Vec::new();
        for step in steps {
            let answer = timeout(LIMIT / 4, client.ask(step)).await;
            answers.push(answer.unwrap_or_else(|_| Ok(late()))?);
        }
        Ok(answers)
    }
    assert_eq!(refused(solution).0, Rule::HungUp("review", 7));
}

#[test]
fn calls_in_tasks_of_their_own_that_nobody_aborts() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, steps: &[String]) -> Answers {
        let client = Client::new(base_url);
        let deadline = Instant::now() + LIMIT;
        let mut answers = Vec::new();
        for step in steps {
            let (call, step) = (client.clone(), step.clone());
            let task = tokio::spawn(async move { call.ask(&step).await });
            let answer = timeout_at(deadline, task).await;
            answers.push(answer.map_or_else(|_| Ok(late()), |task| task.expect("no panic"))?);
        }
        // Whatever the program does next keeps the runtime, and with it the lost tasks, alive.
        tokio::time::sleep(LIMIT).await;
        Ok(answers)
    }
    assert_eq!(
        refused(solution),
        (Rule::HungUp("review", 7), RAN_ON.to_owned())
    );
}

#[test]
fn a_blocking_call_under_an_async_deadline() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, steps: &[String]) -> Answers {
        let client = blocking::Client::new(base_url);
        let deadline = Instant::now() + LIMIT;
        let mut answers = Vec::new();
        for step in steps {
            let answer = timeout_at(deadline, async { client.ask(step) }).await;
            answers.push(answer.unwrap_or_else(|_| Ok(late()))?);
        }
        Ok(answers)
    }
    assert_eq!(
        refused(solution),
        (Rule::HungUp("review", 7), RAN_ON.to_owned())
    );
}

#[test]
fn one_deadline_around_everything_that_forgets_what_came() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, steps: &[String]) -> Answers {
        let client = Client::new(base_url);
        let all = async {
            let mut answers = Vec::new();
            for step in steps {
                answers.push(client.ask(step).await?);
            }
            Ok(answers)
        };
        let none = |_| Ok(vec![late(); steps.len()]);
        timeout(LIMIT, all).await.unwrap_or_else(none)
    }
    let (rule, seen) = refused(solution);
    assert_eq!(rule, Rule::Answers);
    assert!(
        seen.starts_with("Answer 1 is \"no answer in time\"; the server said"),
        "{seen}"
    );
}

#[test]
fn the_first_late_step_ends_it_all_with_an_error() {
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, steps: &[String]) -> Answers {
        let client = Client::new(base_url);
        let deadline = Instant::now() + LIMIT;
        let mut answers = Vec::new();
        for step in steps {
            let answer = timeout_at(deadline, client.ask(step)).await;
            answers.push(answer.unwrap_or(Err(Error::Timeout))?);
        }
        Ok(answers)
    }
    let (rule, seen) = refused(solution);
    assert_eq!(rule, Rule::Answers);
    assert_eq!(seen, "It returned an error: no answer in time.");
}
