//! Solutions of exercise 7 that people write, and why each is refused.

use chat::Error;
use chat::blocking::Client;
use kit::Rule;
use lesson_7::exercise;
use std::thread::sleep;
use std::time::Duration;

type Answers = Result<Vec<String>, Error>;

const TICK: Duration = Duration::from_millis(100);

/// The first rule that a solution breaks, and what the server saw.
fn refused(solution: fn(&str, &[String]) -> Answers) -> (Rule, String) {
    let verdict = exercise().grade(solution).expect("the machine keeps time");
    verdict.refusal().expect("the solution is refused")
}

fn each(
    base_url: &str,
    prompts: &[String],
    ask: impl Fn(&Client, &str) -> Result<String, Error>,
) -> Answers {
    let client = Client::new(base_url);
    let answers = prompts
        .iter()
        .map(|prompt| ask(&client, prompt).unwrap_or_else(|error| error.to_string()));
    Ok(answers.collect())
}

/// Up to four attempts, with a wait that depends on the number of the attempt and on the error;
/// without one there is no further attempt.
fn retry(
    client: &Client,
    prompt: &str,
    wait: impl Fn(u32, &Error) -> Option<Duration>,
) -> Result<String, Error> {
    for attempt in 1.. {
        match client.ask(prompt) {
            Err(error) if attempt < 4 => match wait(attempt, &error) {
                Some(wait) => sleep(wait),
                None => return Err(error),
            },
            answer => return answer,
        }
    }
    unreachable!("the loop has no end")
}

fn code(error: &Error) -> u16 {
    match error {
        Error::Status { code, .. } => *code,
        _ => 0,
    }
}

fn asked(error: &Error) -> Option<Duration> {
    match error {
        Error::Status { retry_after, .. } => *retry_after,
        _ => None,
    }
}

fn doubled(attempt: u32) -> Duration {
    TICK * 2_u32.pow(attempt)
}

#[test]
fn again_at_once() {
    let (rule, seen) = refused(|base_url, prompts| {
        each(base_url, prompts, |client, prompt| {
            retry(client, prompt, |_, error| {
                (code(error) != 400).then_some(Duration::ZERO)
            })
        })
    });
    assert_eq!(rule, Rule::Gaps("busy", &[2, 4]));
    assert_eq!(
        seen,
        "After attempt 1 of busy, which ended at 0.1 s, it waited 0.0 s; 0.2 s is wanted."
    );
}

#[test]
fn always_the_same_wait() {
    let (rule, seen) = refused(|base_url, prompts| {
        each(base_url, prompts, |client, prompt| {
            retry(client, prompt, |_, error| {
                (code(error) != 400).then(|| asked(error).unwrap_or(2 * TICK))
            })
        })
    });
    assert_eq!(rule, Rule::Gaps("busy", &[2, 4]));
    assert_eq!(
        seen,
        "After attempt 2 of busy, which ended at 0.4 s, it waited 0.2 s; 0.4 s is wanted."
    );
}

#[test]
fn again_after_400() {
    let (rule, seen) = refused(|base_url, prompts| {
        each(base_url, prompts, |client, prompt| {
            retry(client, prompt, |attempt, error| {
                Some(asked(error).unwrap_or_else(|| doubled(attempt)))
            })
        })
    });
    assert_eq!(rule, Rule::Attempts("bad", 1));
    assert_eq!(seen, "bad was sent 4 times.");
}

#[test]
fn deaf_to_what_the_server_asks_for() {
    let (rule, _) = refused(|base_url, prompts| {
        each(base_url, prompts, |client, prompt| {
            retry(client, prompt, |attempt, error| {
                (code(error) != 400).then(|| doubled(attempt))
            })
        })
    });
    assert_eq!(rule, Rule::Gaps("limited", &[10]));
}

#[test]
fn no_second_attempt_at_all() {
    let (rule, seen) = refused(|base_url, prompts| each(base_url, prompts, Client::ask));
    assert_eq!(rule, Rule::Attempts("busy", 3));
    assert_eq!(seen, "busy was sent once.");
}

#[test]
fn one_attempt_too_few() {
    let (rule, seen) = refused(|base_url, prompts| {
        each(base_url, prompts, |client, prompt| {
            match client.ask(prompt) {
                Err(error) if code(&error) != 400 => {
                    sleep(asked(&error).unwrap_or(2 * TICK));
                    client.ask(prompt)
                }
                answer => answer,
            }
        })
    });
    assert_eq!(rule, Rule::Attempts("busy", 3));
    assert_eq!(seen, "busy was sent twice.");
}

#[test]
fn a_wait_before_the_first_attempt_too() {
    let (rule, seen) = refused(|base_url, prompts| {
        each(base_url, prompts, |client, prompt| {
            sleep(2 * TICK);
            retry(client, prompt, |attempt, error| {
                (code(error) != 400).then(|| asked(error).unwrap_or_else(|| doubled(attempt)))
            })
        })
    });
    assert_eq!(rule, Rule::DoneWithin(22));
    assert_eq!(
        seen,
        "The last request ended after 2.6 s; 2.2 s are enough."
    );
}

#[test]
fn only_5xx_is_repeated() {
    let (rule, seen) = refused(|base_url, prompts| {
        each(base_url, prompts, |client, prompt| {
            retry(client, prompt, |attempt, error| {
                (code(error) >= 500).then(|| doubled(attempt))
            })
        })
    });
    assert_eq!(rule, Rule::Attempts("limited", 2));
    assert_eq!(seen, "limited was sent once.");
}
