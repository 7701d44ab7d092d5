//! Solutions of exercise 7 that people write: why the wrong ones are refused, and that the right ones are
//! accepted.

use chat::Error;
use chat::blocking::Client;
use kit::Refusal;
use lesson_7::exercise;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

type Answers = Result<Vec<String>, Error>;

const TICK: Duration = Duration::from_millis(100);

/// What a solution is told first.
fn refused(solution: fn(&str, &[String]) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: fn(&str, &[String]) -> Answers) {
    exercise().accepted(solution);
}

const ASKED_FOR: &str = "sends nothing that is not asked for";
const MISSING: &str = "leaves out nothing that is to be sent";
const RETURNED: &str = "returns what is asked for, in order";
const TIME: &str = "takes no time of its own";

/// A wait is not what it should be.
fn assert_waits(refusal: &Refusal, advice: &str) {
    let is_told = refusal
        .wanted
        .starts_with("waits as asked before it repeats question ")
        && refusal.seen.starts_with("After attempt ")
        && refusal.advice.starts_with(advice);
    assert!(is_told, "{refusal:?}");
}

fn assert_again(refusal: &Refusal) {
    assert_eq!(refusal.wanted, ASKED_FOR);
    assert!(
        refusal
            .seen
            .contains(" is enough. The last that is too much came at "),
        "{refusal:?}"
    );
}

fn assert_given_up(refusal: &Refusal) {
    assert_eq!(refusal.wanted, MISSING);
    assert!(
        refusal.seen.contains(", and answered ") && refusal.seen.ends_with(" is wanted."),
        "{refusal:?}"
    );
    assert!(
        refusal
            .advice
            .starts_with("Which answers are worth another attempt"),
        "{refusal:?}"
    );
}

/// A thread for each question.
fn each(
    base_url: &str,
    questions: &[String],
    ask: impl Fn(&Client, &str) -> Result<String, Error> + Sync,
) -> Answers {
    let (client, ask) = (&Client::new(base_url), &ask);
    thread::scope(|scope| {
        let threads: Vec<_> = questions
            .iter()
            .map(|question| {
                scope.spawn(move || ask(client, question).unwrap_or_else(|error| error.to_string()))
            })
            .collect();
        let join = |thread: thread::ScopedJoinHandle<_>| thread.join().expect("ask does not panic");
        Ok(threads.into_iter().map(join).collect())
    })
}

/// Up to four attempts, with a wait that depends on the number of the attempt and on the error;
/// without one there is no further attempt.
fn retry(
    client: &Client,
    question: &str,
    wait: impl Fn(u32, &Error) -> Option<Duration>,
) -> Result<String, Error> {
    for attempt in 1.. {
        match client.ask(question) {
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

fn passes(error: &Error) -> bool {
    matches!(code(error), 429 | 500 | 502..=504)
}

fn asked(error: &Error) -> Option<Duration> {
    match error {
        Error::Status { retry_after, .. } => *retry_after,
        _ => None,
    }
}

/// 0.2 s, 0.4 s, 0.8 s.
fn doubled(attempt: u32) -> Duration {
    TICK * 2_u32.pow(attempt)
}

/// What is wanted.
fn wait(attempt: u32, error: &Error) -> Option<Duration> {
    passes(error).then(|| asked(error).unwrap_or_else(|| doubled(attempt)))
}

#[test]
fn again_at_once() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |_, error| {
                passes(error).then_some(Duration::ZERO)
            })
        })
    });
    let is_told = refusal.seen.contains(", it waited 0.0 s; ");
    assert!(is_told, "{refusal:?}");
    assert!(refusal.wanted.starts_with("waits as asked"), "{refusal:?}");
}

#[test]
fn always_the_same_wait() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |_, error| {
                passes(error).then(|| asked(error).unwrap_or(2 * TICK))
            })
        })
    });
    assert_waits(&refusal, "Too early.");
    assert!(
        refusal.seen.contains("it waited 0.2 s; 0.4 s is wanted"),
        "{refusal:?}"
    );
}

#[test]
fn a_wait_that_grows_by_steps() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                passes(error).then(|| asked(error).unwrap_or(2 * TICK * attempt))
            })
        })
    });
    assert_waits(&refusal, "Too early.");
    assert!(
        refusal.seen.contains("it waited 0.6 s; 0.8 s is wanted"),
        "{refusal:?}"
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_wait_that_is_tripled() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                passes(error).then(|| asked(error).unwrap_or(2 * TICK * 3_u32.pow(attempt - 1)))
            })
        })
    });
    assert_waits(&refusal, "Too late.");
    assert!(
        refusal.seen.contains("it waited 0.6 s; 0.4 s is wanted"),
        "{refusal:?}"
    );
}

/// It is doubled before it is waited for.
#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_wait_that_begins_twice_as_long() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                passes(error).then(|| asked(error).unwrap_or_else(|| doubled(attempt + 1)))
            })
        })
    });
    assert_waits(&refusal, "Too late.");
}

#[test]
fn a_wait_before_the_first_attempt_too() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            sleep(2 * TICK);
            retry(client, question, wait)
        })
    });
    assert_eq!(refusal.wanted, TIME);
    assert_eq!(
        refusal.seen,
        "The server saw nothing of it for the first 0.2 s."
    );
}

#[test]
fn a_wait_after_the_last_attempt_too() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            let mut last = None;
            for attempt in 1..=4 {
                match client.ask(question) {
                    Err(error) if passes(&error) => {
                        sleep(asked(&error).unwrap_or_else(|| doubled(attempt)));
                        last = Some(error);
                    }
                    answer => return answer,
                }
            }
            Err(last.expect("there were four"))
        })
    });
    assert_eq!(refusal.wanted, TIME);
    assert!(
        refusal.advice.contains("a wait after the last attempt"),
        "{refusal:?}"
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_wait_before_it_is_known_whether_it_is_worth_it() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                sleep(asked(error).unwrap_or_else(|| doubled(attempt)));
                passes(error).then_some(Duration::ZERO)
            })
        })
    });
    assert_eq!(refusal.wanted, TIME);
    assert!(
        refusal
            .seen
            .starts_with("Your function returned at 0.3 s; "),
        "{refusal:?}"
    );
}

#[test]
fn everything_is_tried_again() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                Some(asked(error).unwrap_or_else(|| doubled(attempt)))
            })
        })
    });
    assert_again(&refusal);
    assert!(refusal.seen.contains(" was sent 4 times; "), "{refusal:?}");
}

#[test]
fn all_of_5xx_is_taken_for_one() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                let again = code(error) == 429 || code(error) >= 500;
                again.then(|| asked(error).unwrap_or_else(|| doubled(attempt)))
            })
        })
    });
    assert_again(&refusal);
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn all_but_a_bad_request_and_a_bad_key_is_tried_again() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                let again = !matches!(code(error), 400 | 401);
                again.then(|| asked(error).unwrap_or_else(|| doubled(attempt)))
            })
        })
    });
    assert_again(&refusal);
}

#[test]
fn the_text_of_the_error_is_searched_for_the_status() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                let text = error.to_string();
                let mut codes = ["429", "500", "502", "503", "504"].iter();
                let again = codes.any(|code| text.contains(code));
                again.then(|| asked(error).unwrap_or_else(|| doubled(attempt)))
            })
        })
    });
    assert_again(&refusal);
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn one_status_is_forgotten() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                let again = matches!(code(error), 429 | 500 | 502 | 503);
                again.then(|| asked(error).unwrap_or_else(|| doubled(attempt)))
            })
        })
    });
    assert_given_up(&refusal);
}

#[test]
fn only_5xx_is_tried_again() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                let again = matches!(code(error), 500 | 502..=504);
                again.then(|| asked(error).unwrap_or_else(|| doubled(attempt)))
            })
        })
    });
    assert_given_up(&refusal);
    assert!(refusal.seen.contains("answered 429"), "{refusal:?}");
}

/// Whether it is worth it is decided by the first error, and not by each.
#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn the_first_error_decides() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            let mut answer = client.ask(question);
            let again = answer.as_ref().is_err_and(passes);
            for attempt in 1..4 {
                match &answer {
                    Err(error) if again => {
                        sleep(asked(error).unwrap_or_else(|| doubled(attempt)));
                        answer = client.ask(question);
                    }
                    _ => break,
                }
            }
            answer
        })
    });
    assert_again(&refusal);
    assert!(
        refusal
            .advice
            .starts_with("The answer to the one before said"),
        "{refusal:?}"
    );
}

#[test]
fn no_second_attempt_at_all() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| client.ask(question))
    });
    assert_given_up(&refusal);
}

#[test]
fn one_attempt_too_few() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                wait(attempt, error).filter(|_| attempt < 3)
            })
        })
    });
    assert_given_up(&refusal);
    assert!(
        refusal.seen.contains(" was sent 3 times, and answered "),
        "{refusal:?}"
    );
}

#[test]
fn one_attempt_too_many() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            for attempt in 1..=4 {
                match client.ask(question) {
                    Err(error) if passes(&error) => {
                        sleep(asked(&error).unwrap_or_else(|| doubled(attempt)));
                    }
                    answer => return answer,
                }
            }
            client.ask(question)
        })
    });
    assert_again(&refusal);
    assert!(
        refusal
            .seen
            .contains(" was sent 5 times; 4 times is enough."),
        "{refusal:?}"
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn attempts_without_an_end() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            loop {
                match client.ask(question) {
                    Err(error) if passes(&error) => sleep(asked(&error).unwrap_or(2 * TICK)),
                    answer => return answer,
                }
            }
        })
    });
    assert_eq!(refusal.wanted, "a hang");
    assert_eq!(
        refusal.advice,
        "Is there a loop of attempts without an end?"
    );
}

#[test]
fn attempts_are_counted_over_all_questions() {
    let refusal = refused(|base_url, questions| {
        let attempts = AtomicU32::new(0);
        each(base_url, questions, |client, question| {
            let mut wait = 2 * TICK;
            loop {
                match client.ask(question) {
                    Err(error)
                        if passes(&error) && attempts.fetch_add(1, Ordering::Relaxed) < 4 =>
                    {
                        sleep(asked(&error).unwrap_or(wait));
                        wait *= 2;
                    }
                    answer => return answer,
                }
            }
        })
    });
    assert_given_up(&refusal);
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_wait_that_the_server_asks_for_does_not_count_as_an_attempt() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            let mut attempt = 1;
            loop {
                match client.ask(question) {
                    Err(error) if passes(&error) && asked(&error).is_some() => {
                        sleep(asked(&error).unwrap_or_default());
                    }
                    Err(error) if passes(&error) && attempt < 4 => {
                        sleep(doubled(attempt));
                        attempt += 1;
                    }
                    answer => return answer,
                }
            }
        })
    });
    // Or its own wait is behind where it was told to wait before.
    match refusal.wanted == ASKED_FOR {
        true => assert_again(&refusal),
        false => assert_waits(&refusal, "Too early."),
    }
}

#[test]
fn deaf_to_what_the_server_asks_for() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                passes(error).then(|| doubled(attempt))
            })
        })
    });
    assert_waits(
        &refusal,
        "The server says how long to wait: look at `retry_after`",
    );
}

#[test]
fn the_server_is_heard_once() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                let asked = asked(error).filter(|_| attempt == 1);
                passes(error).then(|| asked.unwrap_or_else(|| doubled(attempt)))
            })
        })
    });
    assert_waits(
        &refusal,
        "The server says how long to wait: look at `retry_after`",
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn the_server_is_heard_where_it_says_429() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                let asked = asked(error).filter(|_| code(error) == 429);
                passes(error).then(|| asked.unwrap_or_else(|| doubled(attempt)))
            })
        })
    });
    assert_waits(
        &refusal,
        "The server says how long to wait: look at `retry_after`",
    );
}

#[test]
fn its_wait_is_added_to_the_own() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                passes(error).then(|| asked(error).unwrap_or_default() + doubled(attempt))
            })
        })
    });
    assert_waits(
        &refusal,
        "The server says how long to wait: it has room then.",
    );
}

#[test]
fn its_wait_is_doubled_like_the_own() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            let mut wait = TICK * 2;
            for _ in 1..4 {
                match client.ask(question) {
                    Err(error) if passes(&error) => {
                        wait = asked(&error).unwrap_or(wait);
                        sleep(wait);
                        wait *= 2;
                    }
                    answer => return answer,
                }
            }
            client.ask(question)
        })
    });
    assert_waits(&refusal, "Too late. How does the wait grow");
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn the_shorter_of_both_waits() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                let own = doubled(attempt);
                passes(error).then(|| asked(error).map_or(own, |asked| asked.min(own)))
            })
        })
    });
    assert_waits(
        &refusal,
        "The server says how long to wait: look at `retry_after`",
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn the_first_error_is_returned_in_place_of_the_last() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            let first = client.ask(question);
            match &first {
                Err(error) if passes(error) => {
                    sleep(asked(error).unwrap_or(2 * TICK));
                    let more = (|| {
                        for attempt in 2..4 {
                            match client.ask(question) {
                                Err(error) if passes(&error) => {
                                    sleep(asked(&error).unwrap_or_else(|| doubled(attempt)));
                                }
                                answer => return answer,
                            }
                        }
                        client.ask(question)
                    })();
                    more.or(first)
                }
                _ => first,
            }
        })
    });
    assert_eq!(refusal.wanted, RETURNED);
    assert!(
        refusal.seen.contains("is \"the API answered "),
        "{refusal:?}"
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn one_question_after_another() {
    let refusal = refused(|base_url, questions| {
        let client = Client::new(base_url);
        let ask = |question: &String| {
            retry(&client, question, wait).unwrap_or_else(|error| error.to_string())
        };
        Ok(questions.iter().map(ask).collect())
    });
    assert!(
        refusal
            .wanted
            .ends_with(" in flight while there is work left"),
        "{refusal:?}"
    );
    assert!(
        refusal.advice.starts_with("One request at a time"),
        "{refusal:?}"
    );
}

#[test]
fn an_error_ends_the_whole() {
    let refusal = refused(|base_url, questions| {
        let client = &Client::new(base_url);
        thread::scope(|scope| {
            let threads: Vec<_> = questions
                .iter()
                .map(|question| scope.spawn(move || retry(client, question, wait)))
                .collect();
            let join =
                |thread: thread::ScopedJoinHandle<_>| thread.join().expect("retry does not panic");
            threads.into_iter().map(join).collect()
        })
    });
    assert_eq!(refusal.wanted, "an error");
    assert!(
        refusal
            .advice
            .starts_with("Is it an error that the function should live with?"),
        "{refusal:?}"
    );
}

#[test]
fn a_panic_where_all_attempts_have_failed() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            Ok(retry(client, question, wait).expect("an answer in the end"))
        })
    });
    assert_eq!(refusal.wanted, "a panic");
    assert!(
        refusal.seen.contains("an answer in the end: Status"),
        "{refusal:?}"
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_wait_that_looks_at_the_clock_all_the_time() {
    let refusal = refused(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, |attempt, error| {
                let end = Instant::now() + wait(attempt, error)?;
                while Instant::now() < end {
                    std::hint::spin_loop();
                }
                Some(Duration::ZERO)
            })
        })
    });
    assert!(
        refusal.wanted == "a busy processor" || refusal.advice.contains("kept a processor busy"),
        "{refusal:?}"
    );
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn threads_that_nobody_waits_for() {
    let refusal = refused(|base_url, questions| {
        let client = Client::new(base_url);
        let (done, answers) = mpsc::channel();
        for (index, question) in questions.iter().enumerate() {
            let (client, question, done) = (client.clone(), question.clone(), done.clone());
            thread::spawn(move || {
                let answer = retry(&client, &question, |attempt, error| {
                    // The first error is told, and the attempts go on for nobody.
                    done.send((index, error.to_string())).ok();
                    wait(attempt, error)
                });
                let answer = answer.unwrap_or_else(|error| error.to_string());
                done.send((index, answer)).ok();
            });
        }
        let mut texts = vec![None; questions.len()];
        while texts.iter().any(Option::is_none) {
            let (index, text) = answers.recv().expect("each thread sends");
            texts[index].get_or_insert(text);
        }
        Ok(texts.into_iter().flatten().collect())
    });
    assert_eq!(refusal.wanted, ASKED_FOR);
    assert!(
        refusal
            .seen
            .contains(", when your function had returned at "),
        "{refusal:?}"
    );
    assert_eq!(
        refusal.advice,
        "Is there a thread or a task that nobody waits for?"
    );
}

#[test]
fn a_loop_of_attempts_is_accepted() {
    accepted(|base_url, questions| {
        each(base_url, questions, |client, question| {
            retry(client, question, wait)
        })
    });
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn recursion_is_accepted() {
    fn attempt(client: &Client, question: &str, number: u32) -> Result<String, Error> {
        let error = match client.ask(question) {
            Err(error) if number < 4 && passes(&error) => error,
            answer => return answer,
        };
        sleep(asked(&error).unwrap_or_else(|| doubled(number)));
        attempt(client, question, number + 1)
    }
    accepted(|base_url, questions| {
        each(base_url, questions, |client, question| {
            attempt(client, question, 1)
        })
    });
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_list_of_waits_is_accepted() {
    accepted(|base_url, questions| {
        each(base_url, questions, |client, question| {
            for own in [2, 4, 8].map(|ticks| ticks * TICK) {
                let answer = client.ask(question);
                match &answer {
                    Err(error) if passes(error) => sleep(asked(error).unwrap_or(own)),
                    _ => return answer,
                }
            }
            client.ask(question)
        })
    });
}

#[test]
fn waits_from_an_iterator_are_accepted() {
    accepted(|base_url, questions| {
        each(base_url, questions, |client, question| {
            let mut waits = std::iter::successors(Some(2 * TICK), |wait| Some(2 * *wait)).take(3);
            loop {
                let answer = client.ask(question);
                let Err(error) = &answer else { return answer };
                match waits.next() {
                    Some(own) if passes(error) => sleep(asked(error).unwrap_or(own)),
                    _ => return answer,
                }
            }
        })
    });
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn a_channel_and_a_client_for_each_thread_are_accepted() {
    accepted(|base_url, questions| {
        let (done, answers) = mpsc::channel();
        for (index, question) in questions.iter().enumerate() {
            let (url, question, done) = (base_url.to_owned(), question.clone(), done.clone());
            thread::spawn(move || {
                let answer = retry(&Client::new(&url), &question, wait);
                let text = answer.unwrap_or_else(|error| error.to_string());
                done.send((index, text)).expect("it is waited for");
            });
        }
        drop(done);
        let mut texts: Vec<_> = answers.iter().collect();
        texts.sort();
        Ok(texts.into_iter().map(|(_, text)| text).collect())
    });
}

#[test]
fn workers_that_share_a_list_are_accepted() {
    accepted(|base_url, questions| {
        let client = &Client::new(base_url);
        let list = &Mutex::new(questions.iter().enumerate());
        let texts = &Mutex::new(vec![String::new(); questions.len()]);
        thread::scope(|scope| {
            for _ in questions {
                scope.spawn(|| {
                    let next = || list.lock().expect("nobody panics with it").next();
                    while let Some((index, question)) = next() {
                        let answer = retry(client, question, wait);
                        let text = answer.unwrap_or_else(|error| error.to_string());
                        texts.lock().expect("nobody panics with it")[index] = text;
                    }
                });
            }
        });
        Answers::Ok(texts.lock().expect("nobody panics with it").clone())
    });
}

#[test]
fn backon_in_threads_is_accepted() {
    use backon::{BlockingRetryable, ExponentialBuilder};
    accepted(|base_url, questions| {
        each(base_url, questions, |client, question| {
            let waits = ExponentialBuilder::new()
                .with_factor(2.0)
                .with_min_delay(2 * TICK)
                .with_max_times(3);
            (|| client.ask(question))
                .retry(waits)
                .when(passes)
                .notify(|error, wait| {
                    sleep(asked(error).unwrap_or_default().saturating_sub(wait));
                })
                .call()
        })
    });
}

#[test]
#[ignore = "one of many alike: only the continuous integration runs it"]
fn backon_in_futures_is_accepted() {
    use backon::{ExponentialBuilder, Retryable};
    use futures::future::join_all;
    #[tokio::main(flavor = "current_thread")]
    async fn solution(base_url: &str, questions: &[String]) -> Answers {
        let client = &chat::Client::new(base_url);
        let waits = ExponentialBuilder::new()
            .with_factor(2.0)
            .with_min_delay(2 * TICK)
            .with_max_times(3);
        let calls = questions.iter().map(async |question| {
            let answer = (|| client.ask(question))
                .retry(waits)
                .when(passes)
                .adjust(|error, wait| wait.map(|wait| asked(error).unwrap_or(wait)))
                .await;
            answer.unwrap_or_else(|error| error.to_string())
        });
        Ok(join_all(calls).await)
    }
    accepted(solution);
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}
