//! The grader cannot be talked into a pass, and it tells what happened.

use kit::{Exercise, Form, Plan, Refusal, Reply, Scenario, Script, Task};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

type Answers = Result<Vec<String>, std::io::Error>;

/// Two answers, one after another or at once.
fn exercise() -> Exercise {
    Exercise::new(0, Form::Blocking, "Two answers", "Ask for both.", |dice| {
        let articles = dice.articles(3);
        let scenario = Scenario::answering(articles[..2].iter().zip([2, 1]));
        let ideal = Plan::shared(&scenario, 1);
        Task::new(scenario, ideal)
    })
    .limit(Duration::from_secs(2))
}

/// One request written by hand, so that no client stands between the grader and its test.
fn ask(base_url: &str, prompt: &str) -> std::io::Result<String> {
    let address = base_url.trim_start_matches("http://");
    let body =
        format!(r#"{{"model": "m", "messages": [{{"role": "user", "content": "{prompt}"}}]}}"#);
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "POST /v1/chat/completions HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let said = json["choices"][0]["message"]["content"].as_str();
    Ok(said.unwrap_or_default().to_owned())
}

/// What a solution is told first.
fn refused(solution: fn(&str, &[String]) -> Answers) -> Refusal {
    exercise().refused(solution)
}

fn both(base_url: &str, prompts: &[String]) -> Answers {
    prompts.iter().map(|prompt| ask(base_url, prompt)).collect()
}

const ASKED_FOR: &str = "sends nothing that is not asked for";
const RETURNED: &str = "returns what is asked for, in order";
const TIME: &str = "takes no time of its own";

#[test]
fn a_solution_that_asks_for_both_passes() {
    exercise().accepted(both);
    exercise().check_draws(50);
}

#[test]
fn made_up_answers_are_refused() {
    let refusal = refused(|base_url, prompts| {
        both(base_url, prompts)?;
        let made_up = |prompt| format!("You said: {prompt}");
        Ok(prompts.iter().map(made_up).collect())
    });
    assert_eq!(refusal.wanted, RETURNED);
    assert!(
        refusal.seen.starts_with("Answer 1 is \"You said: article"),
        "{refusal:?}"
    );
    assert!(refusal.seen.contains("the server said"), "{refusal:?}");
}

#[test]
fn the_signature_of_one_answer_does_not_serve_for_another() {
    let refusal = refused(|base_url, prompts| {
        let answers = both(base_url, prompts)?;
        let (_, signature) = answers[0].rsplit_once(' ').expect("it is signed");
        let made_up = |prompt| format!("You said: {prompt} {signature}");
        Ok(prompts.iter().map(made_up).collect())
    });
    assert_eq!(refusal.wanted, RETURNED);
    assert!(refusal.seen.starts_with("Answer 2 is"), "{refusal:?}");
}

#[test]
fn answers_of_an_earlier_run_are_refused() {
    use std::sync::Mutex;
    static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());
    exercise().accepted(|base_url: &str, prompts: &[String]| {
        let answers = both(base_url, prompts)?;
        KEPT.lock()
            .expect("nobody panics with it")
            .clone_from(&answers);
        Answers::Ok(answers)
    });
    let refusal = refused(|base_url, prompts| {
        both(base_url, prompts)?;
        Ok(KEPT.lock().expect("nobody panics with it").clone())
    });
    assert_eq!(refusal.wanted, RETURNED);
}

#[test]
fn a_skipped_request_is_refused() {
    let refusal = refused(|base_url, prompts| Ok(vec![ask(base_url, &prompts[0])?]));
    assert_eq!(refusal.wanted, "leaves out nothing that is to be sent");
    assert!(refusal.seen.ends_with(" was never sent."), "{refusal:?}");
}

#[test]
fn a_request_that_nobody_asked_for_is_refused() {
    let refusal = refused(|base_url, prompts| {
        ask(base_url, "are you there")?;
        both(base_url, prompts)
    });
    assert_eq!(refusal.wanted, ASKED_FOR);
    assert_eq!(
        refusal.seen,
        "The server got a request that is not asked for: are you there."
    );
}

#[test]
fn a_request_sent_twice_is_refused() {
    let refusal = refused(|base_url, prompts| {
        ask(base_url, &prompts[1])?;
        both(base_url, prompts)
    });
    assert_eq!(refusal.wanted, ASKED_FOR);
    assert!(
        refusal.seen.contains(" was sent twice; once is enough."),
        "{refusal:?}"
    );
}

#[test]
fn a_request_that_comes_after_the_return_is_refused() {
    let refusal = refused(|base_url, prompts| {
        let (url, prompt) = (base_url.to_owned(), prompts[0].clone());
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(900));
            ask(&url, &prompt)
        });
        both(base_url, prompts)
    });
    assert_eq!(refusal.wanted, ASKED_FOR);
    assert!(refusal.seen.contains(" was sent twice; "), "{refusal:?}");
}

#[test]
fn time_before_the_first_request_counts() {
    let refusal = refused(|base_url, prompts| {
        std::thread::sleep(Duration::from_millis(300));
        both(base_url, prompts)
    });
    assert_eq!(refusal.wanted, TIME);
    assert_eq!(
        refusal.seen,
        "The server saw nothing of it for the first 0.3 s."
    );
}

#[test]
fn time_after_the_last_request_counts() {
    let refusal = refused(|base_url, prompts| {
        let answers = both(base_url, prompts);
        std::thread::sleep(Duration::from_millis(200));
        answers
    });
    assert_eq!(refusal.wanted, TIME);
    assert_eq!(
        refusal.seen,
        "Your function returned at 0.5 s; the last request had ended at 0.3 s."
    );
}

#[test]
fn another_server_does_not_count() {
    let refusal = refused(|_, prompts| {
        let other = mock_api::MockApi::start(Script::new().otherwise(Reply::ok()))?;
        both(&other.url(), prompts)
    });
    assert_eq!(refusal.seen, "Nothing was sent to the server.");
}

#[test]
fn a_panic_is_told_as_one() {
    let refusal = refused(|_, _| panic!("not written yet"));
    assert_eq!(refusal.wanted, "a panic");
    assert!(
        refusal.seen.starts_with("Your code panicked at ")
            && refusal.seen.ends_with("not written yet."),
        "{refusal:?}"
    );
}

#[test]
fn the_first_panic_is_told_and_not_what_others_say_of_it() {
    let refusal = refused(|base_url, prompts| {
        let answers = std::sync::Mutex::new(both(base_url, prompts)?);
        std::thread::scope(|scope| {
            let thread = scope.spawn(|| {
                let answers = answers.lock().expect("nobody has panicked yet");
                assert!(answers.is_empty(), "there are {} answers", answers.len());
            });
            drop(thread.join());
        });
        Ok(answers.into_inner().expect("poisoned"))
    });
    assert_eq!(refusal.wanted, "a panic");
    assert!(
        refusal.seen.ends_with("there are 2 answers."),
        "{refusal:?}"
    );
}

#[test]
fn an_error_is_told_as_one() {
    let refusal = refused(|_, _| Err(std::io::Error::other("no luck")));
    assert_eq!(refusal.wanted, "an error");
    assert_eq!(refusal.seen, "Your function returned an error: no luck.");
    assert_eq!(
        refusal.advice,
        "The server saw no connection. Is the base URL used that the function is given?"
    );
}

#[test]
fn a_hang_ends_with_a_verdict_that_names_what_is_outstanding() {
    let refusal = refused(|base_url, prompts| {
        ask(base_url, &prompts[0])?;
        let (_kept, never) = mpsc::channel::<()>();
        // Waits for ever: the sender is still there.
        let _ = never.recv();
        Ok(Vec::new())
    });
    assert_eq!(refusal.wanted, "a hang");
    let begin =
        "Your function had not returned after 2 s. The last request ended at 0.2 s. Not sent: ";
    assert!(refusal.seen.starts_with(begin), "{refusal:?}");
}

/// Forty milliseconds of work are no reason not to judge.
#[test]
fn a_solution_that_computes_a_little_is_judged() {
    exercise().accepted(|base_url: &str, prompts: &[String]| {
        let end = std::time::Instant::now() + Duration::from_millis(40);
        while std::time::Instant::now() < end {}
        both(base_url, prompts)
    });
}

#[test]
fn a_solution_that_never_waits_is_told_so() {
    let refusal = refused(|base_url, prompts| {
        let (url, all) = (base_url.to_owned(), prompts.to_vec());
        let thread = std::thread::spawn(move || both(&url, &all));
        while !thread.is_finished() {}
        thread.join().expect("it asks, and nothing else")
    });
    assert!(
        refusal.wanted == "a busy processor" || refusal.advice.contains("kept a processor busy"),
        "{refusal:?}"
    );
}

/// Threads that wait cost nothing, also if there are many.
#[test]
fn two_hundred_idle_threads_are_no_busy_machine() {
    exercise().accepted(|base_url: &str, prompts: &[String]| {
        let (stop, stopped) = mpsc::channel::<()>();
        let stopped = std::sync::Mutex::new(stopped);
        std::thread::scope(|scope| {
            for _ in 0..200 {
                scope.spawn(|| stopped.lock().expect("nobody panics with it").recv());
            }
            let answers = both(base_url, prompts);
            drop(stop);
            answers
        })
    });
}
