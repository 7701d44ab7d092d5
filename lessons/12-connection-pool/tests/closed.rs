//! What each client does with a connection that has come to its end. The chapter and the page on clients
//! say it.

use mock_api::{MockApi, Reply, Script};
use std::thread;
use timeline::TICK;
use ureq::Agent;

/// Sends one request after another, with a pause between: whether each was answered, and how many
/// connections there were.
type Asks = fn(&str, How) -> Vec<bool>;

const QUESTION: &str = r#"{"model":"mock-1","messages":[{"role":"user","content":"Well?"}]}"#;

#[derive(Clone, Copy)]
struct How {
    post: bool,
    read: bool,
    pause: u32,
}

const POST: How = How {
    post: true,
    read: true,
    pause: 0,
};

fn agent(url: &str, how: How) -> Vec<bool> {
    let agent: Agent = Agent::config_builder().proxy(None).build().into();
    let ask = |url: &str| -> Result<(), ureq::Error> {
        let mut response = match how.post {
            true => agent
                .post(format!("{url}/v1/chat/completions"))
                .send(QUESTION)?,
            false => agent.get(format!("{url}/v1/models")).call()?,
        };
        if how.read {
            response.body_mut().read_to_vec()?;
        }
        Ok(())
    };
    let both = [0, 1].map(|_| {
        let answer = ask(url);
        thread::sleep(TICK * how.pause);
        answer.is_ok()
    });
    both.to_vec()
}

#[tokio::main(flavor = "current_thread")]
async fn client(url: &str, how: How) -> Vec<bool> {
    let client = reqwest::Client::builder().no_proxy().build();
    let client = client.expect("it needs nothing of the system");
    let mut answered = Vec::new();
    for _ in 0..2 {
        let request = match how.post {
            true => client
                .post(format!("{url}/v1/chat/completions"))
                .body(QUESTION),
            false => client.get(format!("{url}/v1/models")),
        };
        let answer = request.send().await;
        answered.push(answer.is_ok());
        if let Ok(answer) = answer
            && how.read
        {
            answer.bytes().await.expect("all of it comes");
        }
        tokio::time::sleep(TICK * how.pause).await;
    }
    answered
}

const FORMS: [Asks; 2] = [agent, client];

/// What ureq and reqwest see, and how many connections they open.
fn both(script: &Script, how: How) -> [(Vec<bool>, u64); 2] {
    FORMS.map(|asks| {
        let api = MockApi::start(script.clone()).expect("there is a free port");
        let answered = asks(&api.url(), how);
        (answered, api.tally().connections)
    })
}

fn script() -> Script {
    Script::new().otherwise(Reply::ok().saying("fine"))
}

#[test]
fn a_connection_that_was_read_to_its_end_is_used_again() {
    let kept = || (vec![true, true], 1);
    assert_eq!(both(&script(), POST), [kept(), kept()]);
}

#[test]
fn a_short_answer_that_nobody_reads_is_read_by_reqwest_and_not_by_ureq() {
    let how = How {
        read: false,
        pause: 1,
        ..POST
    };
    let answered = || vec![true, true];
    assert_eq!(both(&script(), how), [(answered(), 2), (answered(), 1)]);
}

#[test]
fn a_close_that_has_arrived_is_noticed_before_the_next_request() {
    let how = How { pause: 3, ..POST };
    let noticed = || (vec![true, true], 2);
    assert_eq!(both(&script().idle_limit(1), how), [noticed(), noticed()]);
}

#[test]
fn an_answer_that_says_close_is_heeded() {
    let script = Script::new().otherwise(Reply::ok().closing());
    let heeded = || (vec![true, true], 2);
    assert_eq!(both(&script, POST), [heeded(), heeded()]);
}

#[test]
fn nobody_repeats_a_request_whose_connection_closed_under_it() {
    for post in [true, false] {
        let how = How {
            post,
            pause: 3,
            ..POST
        };
        let failed = || (vec![true, false], 1);
        assert_eq!(both(&script().stale_after(2), how), [failed(), failed()]);
    }
}
