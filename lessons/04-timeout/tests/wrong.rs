//! Solutions of exercise 4 that people write: why each wrong one is refused, and that right ones of
//! any style are accepted.

use chat::{Client, Error, blocking};
use futures::future::{Either, join_all, select};
use futures::stream::{self, StreamExt};
use kit::Refusal;
use lesson_4::exercise;
use serde_json::{Value, json};
use std::pin::pin;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

type Answers = Result<Vec<String>, Error>;

const ASKED_FOR: &str = "sends nothing that is not asked for";
const MISSING: &str = "leaves out nothing that is to be sent";
const DEADLINE: &str = "ends at the deadline, and not before";
const ORDER: &str = "sends them in order";
const ONE_AT_A_TIME: &str = "one request at a time";
const NO_PAUSE: &str = "no pause while there is work left";
const TIME: &str = "takes no time of its own";
const RETURNED: &str = "returns what is asked for, in order";

/// What a wrong solution is told first.
fn refused(solution: fn(&str, &[String], Duration) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn accepted(solution: fn(&str, &[String], Duration) -> Answers) {
    exercise().accepted(solution);
}

fn late() -> String {
    "no answer in time".to_owned()
}

/// A solution that is right, for those that spoil something else.
async fn until(client: &Client, steps: &[String], deadline: Instant) -> Answers {
    let mut answers = Vec::new();
    for step in steps {
        let answer = match deadline > Instant::now() {
            true => timeout_at(deadline, client.ask(step)).await.ok(),
            false => None,
        };
        answers.push(answer.unwrap_or_else(|| Ok(late()))?);
    }
    Ok(answers)
}

/// Each step with a limit of its own.
async fn with_limits(
    client: &Client,
    steps: &[String],
    limit: impl Fn(usize) -> Duration,
) -> Answers {
    let mut answers = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let answer = timeout(limit(index), client.ask(step)).await;
        answers.push(answer.unwrap_or_else(|_| Ok(late()))?);
    }
    Ok(answers)
}

#[test]
fn every_draw_can_be_solved() {
    exercise().check_draws(200);
}

mod wrong {
    use super::*;

    const ANEW: &str = "Does the limit begin anew with each request";
    const EARLY: &str = "It is given up too early";
    const LOOK: &str = "Is it looked at before every request";

    #[test]
    fn the_whole_limit_for_each_step() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            with_limits(&Client::new(base_url), steps, |_| limit).await
        }
        refused(solution).is_told(DEADLINE, "; the deadline is at ", ANEW);
    }

    #[test]
    fn a_deadline_that_is_set_anew_for_each_step() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let mut answers = Vec::new();
            for step in steps {
                let deadline = Instant::now() + limit;
                let answer = timeout_at(deadline, client.ask(step)).await;
                answers.push(answer.unwrap_or_else(|_| Ok(late()))?);
            }
            Ok(answers)
        }
        refused(solution).is_told(DEADLINE, "; the deadline is at ", ANEW);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_client_with_a_timeout() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::with_timeout(base_url, limit);
            let mut answers = Vec::new();
            for step in steps {
                answers.push(match client.ask(step).await {
                    Err(Error::Timeout) => late(),
                    answer => answer?,
                });
            }
            Ok(answers)
        }
        refused(solution).is_told(DEADLINE, "; the deadline is at ", ANEW);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn no_limit_at_all() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], _: Duration) -> Answers {
            with_limits(&Client::new(base_url), steps, |_| Duration::from_secs(60)).await
        }
        refused(solution).is_told(DEADLINE, "answered 200", "It ran on.");
    }

    #[test]
    fn an_equal_share_for_each_step() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let share = limit / u32::try_from(steps.len()).expect("they are few");
            with_limits(&Client::new(base_url), steps, |_| share).await
        }
        refused(solution).is_told(DEADLINE, "; the deadline is at ", EARLY);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_quarter_for_each_step() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            with_limits(&Client::new(base_url), steps, |_| limit / 4).await
        }
        let refusal = refused(solution);
        assert_eq!(refusal.wanted, DEADLINE, "{refusal:?}");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_share_of_what_is_left() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let (client, start) = (Client::new(base_url), Instant::now());
            let share = |index: usize| {
                let left = limit.saturating_sub(start.elapsed());
                left / u32::try_from(steps.len() - index).expect("they are few")
            };
            with_limits(&client, steps, share).await
        }
        refused(solution).is_told(DEADLINE, "; the deadline is at ", EARLY);
    }

    #[test]
    fn a_deadline_of_its_own() {
        for tenths in 6..=9 {
            let limit = Duration::from_millis(100 * tenths);
            let solution = move |base_url: &str, steps: &[String], _: Duration| {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .expect("it starts");
                let client = Client::new(base_url);
                runtime.block_on(async { until(&client, steps, Instant::now() + limit).await })
            };
            let refusal = exercise().refused(solution);
            assert_eq!(refusal.wanted, DEADLINE, "{refusal:?}");
        }
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_deadline_that_is_a_tick_too_early() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let deadline = Instant::now() + limit - Duration::from_millis(100);
            until(&Client::new(base_url), steps, deadline).await
        }
        refused(solution).is_told(DEADLINE, "; the deadline is at ", EARLY);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_deadline_that_begins_with_the_second_step() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let mut answers = vec![client.ask(&steps[0]).await?];
            answers.extend(until(&client, &steps[1..], Instant::now() + limit).await?);
            Ok(answers)
        }
        refused(solution).is_told(DEADLINE, "; the deadline is at ", ANEW);
    }

    #[test]
    fn a_clock_that_is_looked_at_only_between_steps() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let (client, start) = (Client::new(base_url), Instant::now());
            let mut answers = Vec::new();
            for step in steps {
                answers.push(match start.elapsed() < limit {
                    true => client.ask(step).await?,
                    false => late(),
                });
            }
            Ok(answers)
        }
        refused(solution).is_told(DEADLINE, "answered 200", "It ran on.");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_clock_that_is_looked_at_after_the_call() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let (client, deadline) = (Client::new(base_url), Instant::now() + limit);
            let mut answers = Vec::new();
            for step in steps {
                let answer = client.ask(step).await?;
                answers.push(match Instant::now() < deadline {
                    true => answer,
                    false => late(),
                });
            }
            Ok(answers)
        }
        refused(solution).is_told(DEADLINE, "answered 200", "It ran on.");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_moment_more_for_those_that_come_after_the_deadline() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let (client, deadline) = (Client::new(base_url), Instant::now() + limit);
            let left = |_| {
                let left = deadline.saturating_duration_since(Instant::now());
                left.max(Duration::from_millis(50))
            };
            with_limits(&client, steps, left).await
        }
        refused(solution).is_told(DEADLINE, " was sent at ", LOOK);
    }

    #[test]
    fn the_next_step_without_a_look_at_the_clock() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let (client, deadline) = (Client::new(base_url), Instant::now() + limit);
            let mut answers = Vec::new();
            let mut in_time = true;
            for step in steps {
                if in_time {
                    let answer = timeout_at(deadline, client.ask(step)).await;
                    in_time = answer.is_ok();
                    answers.push(answer.unwrap_or_else(|_| Ok(late()))?);
                } else {
                    // Asked all the same, and not waited for very long.
                    let answer = timeout(limit, client.ask(step)).await;
                    drop(answer);
                    answers.push(late());
                }
            }
            Ok(answers)
        }
        refused(solution).is_told(DEADLINE, " was sent at ", LOOK);
    }

    #[test]
    fn calls_in_tasks_of_their_own_that_nobody_aborts() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let deadline = Instant::now() + limit;
            let mut answers = Vec::new();
            for step in steps {
                if Instant::now() >= deadline {
                    answers.push(late());
                    continue;
                }
                let (call, step) = (client.clone(), step.clone());
                let task = tokio::spawn(async move { call.ask(&step).await });
                let answer = timeout_at(deadline, task).await;
                answers.push(answer.map_or_else(|_| Ok(late()), |task| task.expect("no panic"))?);
            }
            // Whatever the program does next keeps the runtime, and with it the lost tasks, alive.
            sleep(limit).await;
            Ok(answers)
        }
        let advice = "A handle that is dropped stops no task";
        refused(solution).is_told(DEADLINE, "answered 200", advice);
    }

    #[test]
    fn a_blocking_call_under_an_async_deadline() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = blocking::Client::new(base_url);
            let deadline = Instant::now() + limit;
            let mut answers = Vec::new();
            for step in steps {
                let answer = timeout_at(deadline, async { client.ask(step) }).await;
                answers.push(answer.unwrap_or_else(|_| Ok(late()))?);
            }
            Ok(answers)
        }
        refused(solution).is_told(DEADLINE, "answered 200", "blocking call");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_blocking_call_on_a_thread_that_goes_on() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = blocking::Client::new(base_url);
            let deadline = Instant::now() + limit;
            let mut answers = Vec::new();
            for step in steps {
                if Instant::now() >= deadline {
                    answers.push(late());
                    continue;
                }
                let (client, step) = (client.clone(), step.clone());
                let call = tokio::task::spawn_blocking(move || client.ask(&step));
                let answer = timeout_at(deadline, call).await;
                answers.push(answer.map_or_else(|_| Ok(late()), |task| task.expect("no panic"))?);
            }
            Ok(answers)
        }
        refused(solution).is_told(DEADLINE, "answered 200", "blocking call");
    }

    #[test]
    fn all_steps_at_once() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let deadline = Instant::now() + limit;
            let calls = steps
                .iter()
                .map(|step| timeout_at(deadline, client.ask(step)));
            let answers = join_all(calls).await.into_iter();
            answers
                .map(|answer| answer.unwrap_or_else(|_| Ok(late())))
                .collect()
        }
        let seen = " requests were in flight at 0.0 s; the limit is 1.";
        refused(solution).is_told(ONE_AT_A_TIME, seen, "a thread or a task");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn from_the_last_step_to_the_first() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let steps: Vec<String> = steps.iter().rev().cloned().collect();
            let deadline = Instant::now() + limit;
            let mut answers = until(&Client::new(base_url), &steps, deadline).await?;
            answers.reverse();
            Ok(answers)
        }
        refused(solution).is_told(ORDER, "was sent at ", "In which order");
    }

    #[test]
    fn sorted_steps() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let mut steps = steps.to_vec();
            steps.sort();
            until(&Client::new(base_url), &steps, Instant::now() + limit).await
        }
        let refusal = refused(solution);
        let rules = [ORDER, RETURNED, MISSING];
        assert!(rules.contains(&refusal.wanted.as_str()), "{refusal:?}");
    }

    #[test]
    fn one_deadline_around_everything_that_forgets_what_came() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let all = async {
                let mut answers = Vec::new();
                for step in steps {
                    answers.push(client.ask(step).await?);
                }
                Ok(answers)
            };
            let none = |_| Ok(vec![late(); steps.len()]);
            timeout(limit, all).await.unwrap_or_else(none)
        }
        let seen = "Answer 1 is \"no answer in time\"; to ";
        refused(solution).is_told(RETURNED, seen, "Is it kept");
    }

    #[test]
    fn the_first_late_step_ends_it_all_with_an_error() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let deadline = Instant::now() + limit;
            let mut answers = Vec::new();
            for step in steps {
                let answer = timeout_at(deadline, client.ask(step)).await;
                answers.push(answer.unwrap_or(Err(Error::Timeout))?);
            }
            Ok(answers)
        }
        let seen = "Your function returned an error: no answer in time.";
        refused(solution).is_told("an error", seen, "live with");
    }

    #[test]
    fn the_late_steps_left_out() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let deadline = Instant::now() + limit;
            let mut answers = until(&client, steps, deadline).await?;
            answers.retain(|answer| *answer != late());
            Ok(answers)
        }
        refused(solution).is_told(RETURNED, "It returned ", "are lost");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn the_late_steps_in_one_word() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let answers = until(&client, steps, Instant::now() + limit).await?;
            let other = |answer: String| answer.replace("no answer in time", "timeout");
            Ok(answers.into_iter().map(other).collect())
        }
        let seen = "is \"timeout\"; \"no answer in time\" is wanted.";
        refused(solution).is_told(RETURNED, seen, "exactly that");
    }

    #[test]
    fn made_up_answers() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let answers = until(&client, steps, Instant::now() + limit).await?;
            let made_up = |(answer, step): (String, &String)| match answer == late() {
                true => answer,
                false => format!("You said: {step}"),
            };
            Ok(answers.into_iter().zip(steps).map(made_up).collect())
        }
        refused(solution).is_told(RETURNED, "the server said", "gave it");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn an_answer_made_up_for_the_one_that_was_cut() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let answers = until(&client, steps, Instant::now() + limit).await?;
            let made_up = |(answer, step): (String, &String)| match answer == late() {
                true => format!("You said: {step}"),
                false => answer,
            };
            Ok(answers.into_iter().zip(steps).map(made_up).collect())
        }
        let seen = "; \"no answer in time\" is wanted.";
        refused(solution).is_told(RETURNED, seen, "exactly that");
    }

    #[test]
    fn a_pause_between_steps() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let deadline = Instant::now() + limit;
            let mut answers = Vec::new();
            for step in steps {
                let step = std::slice::from_ref(step);
                answers.extend(until(&client, step, deadline).await?);
                sleep_until(deadline.min(Instant::now() + Duration::from_millis(100))).await;
            }
            Ok(answers)
        }
        refused(solution).is_told(NO_PAUSE, "nothing was in flight", "");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_sleep_before_all() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            sleep(Duration::from_millis(200)).await;
            until(&Client::new(base_url), steps, Instant::now() + limit).await
        }
        let seen = "for the first 0.2 s.";
        refused(solution).is_told(TIME, seen, "before the first request");
    }

    #[test]
    fn a_sleep_after_all() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let answers = until(&client, steps, Instant::now() + limit).await;
            sleep(Duration::from_millis(200)).await;
            answers
        }
        let seen = "Your function returned at ";
        refused(solution).is_told(TIME, seen, "that is over");
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_step_that_is_asked_again_when_it_is_late() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let deadline = Instant::now() + limit;
            let mut answers = Vec::new();
            for step in steps {
                if Instant::now() >= deadline {
                    answers.push(late());
                    continue;
                }
                let mut answer = timeout_at(deadline, client.ask(step)).await;
                if answer.is_err() {
                    answer = timeout(limit, client.ask(step)).await;
                }
                answers.push(answer.unwrap_or_else(|_| Ok(late()))?);
            }
            Ok(answers)
        }
        refused(solution).is_told(DEADLINE, " was sent at ", LOOK);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_request_before_the_steps() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            client.ask("hello").await?;
            until(&client, steps, Instant::now() + limit).await
        }
        let seen = "a request that is not asked for: hello.";
        refused(solution).is_told(ASKED_FOR, seen, "as it was given");
    }

    #[test]
    fn a_panic_when_it_is_late() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let deadline = Instant::now() + limit;
            let mut answers = Vec::new();
            for step in steps {
                let answer = timeout_at(deadline, client.ask(step)).await;
                answers.push(answer.expect("it is in time")?);
            }
            Ok(answers)
        }
        refused(solution).is_told("a panic", "it is in time", "first panic");
    }

    #[test]
    fn a_loop_until_the_deadline() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let deadline = Instant::now() + limit;
            let mut answers = Vec::new();
            for step in steps {
                let (client, step) = (client.clone(), step.clone());
                if Instant::now() >= deadline {
                    answers.push(late());
                    continue;
                }
                let task = tokio::spawn(async move { client.ask(&step).await });
                while !task.is_finished() && Instant::now() < deadline {
                    tokio::task::yield_now().await;
                }
                if task.is_finished() {
                    answers.push(task.await.expect("no panic")?);
                } else {
                    task.abort();
                    answers.push(late());
                }
            }
            Ok(answers)
        }
        let seen = "kept a processor busy";
        refused(solution).is_told("a busy processor", seen, "loop");
    }
}

mod right {
    use super::*;

    #[test]
    fn one_deadline() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            until(&Client::new(base_url), steps, Instant::now() + limit).await
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn one_deadline_that_every_call_is_under() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let deadline = Instant::now() + limit;
            let mut answers = Vec::new();
            for step in steps {
                let answer = timeout_at(deadline, client.ask(step)).await;
                answers.push(answer.unwrap_or_else(|_| Ok(late()))?);
            }
            Ok(answers)
        }
        accepted(solution);
    }

    #[test]
    fn what_is_left_of_the_limit() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let (client, start) = (Client::new(base_url), Instant::now());
            let mut answers = Vec::new();
            for step in steps {
                answers.push(match limit.checked_sub(start.elapsed()) {
                    Some(left) => match timeout(left, client.ask(step)).await {
                        Ok(answer) => answer?,
                        Err(_) => late(),
                    },
                    None => late(),
                });
            }
            Ok(answers)
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn one_limit_around_a_loop_that_keeps_what_came() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let mut answers = Vec::new();
            let all = async {
                for step in steps {
                    answers.push(client.ask(step).await?);
                }
                Ok::<_, Error>(())
            };
            if let Ok(ended) = timeout(limit, all).await {
                ended?;
            }
            answers.resize(steps.len(), late());
            Ok(answers)
        }
        accepted(solution);
    }

    #[test]
    fn a_race_with_one_timer() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let mut timer = pin!(sleep(limit));
            let mut answers = Vec::new();
            for step in steps {
                tokio::select! {
                    biased;
                    () = &mut timer => break,
                    answer = client.ask(step) => answers.push(answer?),
                }
            }
            answers.resize(steps.len(), late());
            Ok(answers)
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_race_of_two_futures() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let mut timer = pin!(sleep(limit));
            let mut answers = vec![late(); steps.len()];
            for (step, answer) in steps.iter().zip(&mut answers) {
                match select(pin!(client.ask(step)), &mut timer).await {
                    Either::Left((came, _)) => *answer = came?,
                    Either::Right(_) => break,
                }
            }
            Ok(answers)
        }
        accepted(solution);
    }

    #[test]
    fn a_stream_that_is_taken_until_a_timer_ends() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let answers = stream::iter(steps).then(|step| client.ask(step));
            let answers = answers.take_until(sleep(limit)).collect::<Vec<_>>().await;
            let mut answers: Vec<String> = answers.into_iter().collect::<Answers>()?;
            answers.resize(steps.len(), late());
            Ok(answers)
        }
        accepted(solution);
    }

    #[test]
    fn a_task_that_is_aborted() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let client = Client::new(base_url);
            let deadline = Instant::now() + limit;
            let (send, mut receive) = tokio::sync::mpsc::unbounded_channel();
            let work = steps.to_vec();
            let task = tokio::spawn(async move {
                for step in work {
                    let _ = send.send(client.ask(&step).await);
                }
            });
            let mut answers = Vec::new();
            while let Ok(Some(answer)) = timeout_at(deadline, receive.recv()).await {
                answers.push(answer?);
            }
            task.abort();
            answers.resize(steps.len(), late());
            Ok(answers)
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn recursion() {
        async fn rest(client: &Client, steps: &[String], deadline: Instant) -> Answers {
            let Some((first, others)) = steps.split_first() else {
                return Ok(Vec::new());
            };
            match timeout_at(deadline, client.ask(first)).await {
                Ok(answer) => {
                    let mut answers = vec![answer?];
                    answers.extend(Box::pin(rest(client, others, deadline)).await?);
                    Ok(answers)
                }
                Err(_) => Ok(vec![late(); steps.len()]),
            }
        }
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            rest(&Client::new(base_url), steps, Instant::now() + limit).await
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_limit_for_each_request_of_what_is_left() {
        #[tokio::main(flavor = "current_thread")]
        async fn solution(base_url: &str, steps: &[String], limit: Duration) -> Answers {
            let http = reqwest::Client::builder().no_proxy().build()?;
            let deadline = Instant::now() + limit;
            let mut answers = Vec::new();
            for step in steps {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    answers.push(late());
                    continue;
                }
                let messages = json!([{ "role": "user", "content": step }]);
                let request = http
                    .post(format!("{base_url}/v1/chat/completions"))
                    .json(&json!({ "model": "mock-1", "messages": messages }))
                    .timeout(left);
                let answer: Value = match request.send().await {
                    Ok(response) => response.json().await?,
                    Err(error) if error.is_timeout() => {
                        answers.push(late());
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                };
                let text = answer["choices"][0]["message"]["content"].as_str();
                answers.push(text.unwrap_or_default().to_owned());
            }
            Ok(answers)
        }
        accepted(solution);
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_blocking_client_that_is_told_what_is_left() {
        accepted(|base_url, steps, limit| {
            let client = blocking::Client::new(base_url);
            let deadline = std::time::Instant::now() + limit;
            let asked = steps.iter().map(|step| {
                let left = deadline.saturating_duration_since(std::time::Instant::now());
                if left.is_zero() {
                    return Ok(late());
                }
                match client.within(left).ask(step) {
                    Err(Error::Timeout) => Ok(late()),
                    answer => answer,
                }
            });
            asked.collect()
        });
    }

    #[test]
    #[ignore = "one of many alike: only the continuous integration runs it"]
    fn a_thread_that_works_beside_one_that_waits() {
        accepted(|base_url, steps, limit| {
            let client = blocking::Client::with_timeout(base_url, limit);
            let deadline = std::time::Instant::now() + limit;
            let (send, receive) = mpsc::channel();
            let work = steps.to_vec();
            thread::spawn(move || {
                for step in work {
                    let left = deadline.saturating_duration_since(std::time::Instant::now());
                    if left.is_zero() || send.send(client.within(left).ask(&step)).is_err() {
                        break;
                    }
                }
            });
            let mut answers: Vec<String> = receive.into_iter().flatten().collect();
            answers.resize(steps.len(), late());
            Ok(answers)
        });
    }
}
