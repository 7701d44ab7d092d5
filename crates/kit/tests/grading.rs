//! The grader cannot be talked into a pass, and it tells what happened.

use kit::{Exercise, Form, Reply, Rule, Script, Verdict};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

type Answers = Result<Vec<String>, std::io::Error>;

fn exercise() -> Exercise {
    Exercise::new(0, Form::Blocking, "Two answers", "Ask for both.")
        .articles(&[2, 1])
        .limit(Duration::from_secs(2))
        .rule(Rule::Answers)
        .rule(Rule::EachOnce)
        .rule(Rule::DoneWithin(3))
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
    let said = answer
        .split("\"content\":\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    Ok(said.unwrap_or_default().to_owned())
}

fn grade(solution: fn(&str, &[String]) -> Answers) -> Verdict {
    exercise().grade(solution).expect("the machine keeps time")
}

/// The first rule that is broken, and what was seen.
fn refused(solution: fn(&str, &[String]) -> Answers) -> (Rule, String) {
    let verdict = grade(solution);
    assert!(!verdict.passed());
    let broken = verdict
        .findings
        .into_iter()
        .find_map(|found| Some((found.rule, found.seen?)));
    broken.expect("a rule is broken")
}

#[test]
fn a_solution_that_asks_for_both_passes() {
    let verdict = grade(|base_url, prompts| prompts.iter().map(|p| ask(base_url, p)).collect());
    assert!(verdict.passed(), "{:?}", verdict.findings);
    assert_eq!(verdict.hang(), None);
}

#[test]
fn made_up_answers_are_refused() {
    let (rule, seen) = refused(|base_url, prompts| {
        for prompt in prompts {
            ask(base_url, prompt)?;
        }
        Ok(prompts
            .iter()
            .map(|prompt| format!("You said: {prompt}"))
            .collect())
    });
    assert_eq!(rule, Rule::Answers);
    assert!(
        seen.starts_with("Answer 1 is \"You said: article 1\"; the server said"),
        "{seen}"
    );
}

#[test]
fn answers_of_an_earlier_run_are_refused() {
    use std::sync::Mutex;
    static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let honest = grade(|base_url, prompts| {
        let answers: Vec<String> = prompts
            .iter()
            .map(|prompt| ask(base_url, prompt))
            .collect::<Result<_, _>>()?;
        KEPT.lock()
            .expect("nobody panics with it")
            .clone_from(&answers);
        Ok(answers)
    });
    assert!(honest.passed(), "{:?}", honest.findings);
    let (rule, _) = refused(|base_url, prompts| {
        for prompt in prompts {
            ask(base_url, prompt)?;
        }
        Ok(KEPT.lock().expect("nobody panics with it").clone())
    });
    assert_eq!(rule, Rule::Answers);
}

#[test]
fn a_skipped_request_is_refused() {
    let verdict = grade(|base_url, prompts| Ok(vec![ask(base_url, &prompts[0])?]));
    let seen: Vec<_> = verdict
        .findings
        .iter()
        .filter_map(|found| found.seen.as_deref())
        .collect();
    assert_eq!(
        seen,
        [
            "It returned 1 answer; 2 are wanted.",
            "article 2 was never sent."
        ]
    );
}

#[test]
fn a_request_that_nobody_asked_for_is_refused() {
    let (rule, seen) = refused(|base_url, prompts| {
        ask(base_url, "are you there")?;
        prompts.iter().map(|prompt| ask(base_url, prompt)).collect()
    });
    assert_eq!(rule, Rule::EachOnce);
    assert_eq!(
        seen,
        "The server got a request that is not asked for: are you there."
    );
}

#[test]
fn a_request_sent_twice_is_refused() {
    let (rule, seen) = refused(|base_url, prompts| {
        ask(base_url, &prompts[1])?;
        prompts.iter().map(|prompt| ask(base_url, prompt)).collect()
    });
    assert_eq!(rule, Rule::EachOnce);
    assert_eq!(seen, "article 2 was sent twice.");
}

#[test]
fn another_server_does_not_count() {
    let (rule, seen) = refused(|_, prompts| {
        let other = mock_api::MockApi::start(Script::new().otherwise(Reply::ok()))?;
        prompts
            .iter()
            .map(|prompt| ask(&other.url(), prompt))
            .collect()
    });
    assert_eq!(rule, Rule::Answers, "{seen}");
}

#[test]
fn a_panic_is_told_as_one() {
    let (rule, seen) = refused(|_, _| panic!("not written yet"));
    assert_eq!(rule, Rule::Answers);
    assert!(seen.starts_with("Your code stopped: it panicked"), "{seen}");
}

#[test]
fn an_error_is_told_as_one() {
    let (rule, seen) = refused(|_, _| Err(std::io::Error::other("no luck")));
    assert_eq!(
        (rule, seen.as_str()),
        (Rule::Answers, "It returned an error: no luck.")
    );
}

#[test]
fn a_hang_ends_with_a_verdict_that_names_what_is_outstanding() {
    let verdict = grade(|base_url, prompts| {
        ask(base_url, &prompts[0])?;
        let (_kept, never) = mpsc::channel::<()>();
        // Waits for ever: the sender is still there.
        let _ = never.recv();
        Ok(Vec::new())
    });
    assert!(!verdict.passed());
    let hang = verdict.hang().expect("it hangs");
    assert!(
        hang.starts_with(
            "It had not returned after 2 s. The last request ended at 0.2 s. Not sent: article 2."
        ),
        "{hang}"
    );
}
