//! Both forms of the client are told the same and say the same.

mod server;

use chat::Error;
use mock_api::{Delay, MockApi, Reply, Script};
use server::{saying, with_body};
use std::fmt::Debug;
use std::time::{Duration, SystemTime};
use timeline::What;
use tokio::net::TcpSocket;

const TIMEOUT: Duration = Duration::from_millis(300);

/// Longer than any test takes: what must not wait for it is seen to do so.
const PATIENCE: Duration = Duration::from_secs(20);

type Answer = Result<String, Error>;

fn blocking(url: &str, timeout: Option<Duration>, prompt: &str) -> Answer {
    let client = match timeout {
        Some(timeout) => chat::blocking::Client::with_timeout(url, timeout),
        None => chat::blocking::Client::new(url),
    };
    client.ask(prompt)
}

#[tokio::main(flavor = "current_thread")]
async fn asynchronous(url: &str, timeout: Option<Duration>, prompt: &str) -> Answer {
    let client = match timeout {
        Some(timeout) => chat::Client::with_timeout(url, timeout),
        None => chat::Client::new(url),
    };
    client.ask(prompt).await
}

type Form = fn(&str, Option<Duration>, &str) -> Answer;
const FORMS: [Form; 2] = [blocking, asynchronous];

fn start(script: Script) -> MockApi {
    MockApi::start(script).expect("there is a free port")
}

/// What both forms say of a reply.
fn both(reply: &Reply) -> [Answer; 2] {
    FORMS.map(|ask| {
        let api = start(Script::new().otherwise(reply.clone()));
        ask(&api.url(), None, "article 1")
    })
}

fn refused(answer: impl Debug) -> ! {
    panic!("not what was expected: {answer:?}")
}

#[test]
fn an_answer_is_its_text() {
    let said = both(&Reply::ok().saying("Fine, \u{1f980}"));
    assert_eq!(said, [(); 2].map(|()| Ok("Fine, \u{1f980}".to_owned())));
    let prompt = both(&Reply::ok());
    assert_eq!(
        prompt,
        [(); 2].map(|()| Ok("You said: article 1".to_owned()))
    );
}

#[test]
fn a_slash_after_the_base_url_changes_nothing() {
    let api = start(Script::new());
    for ask in FORMS {
        assert!(ask(&format!("{}/", api.url()), None, "x").is_ok());
    }
}

#[test]
fn an_error_status_comes_with_code_and_message() {
    for code in [400, 401, 404, 429, 500, 503] {
        let reply = Reply::status(code).saying("Not now.");
        for answer in both(&reply) {
            let expected = Error::Status {
                code,
                message: "Not now.".to_owned(),
                retry_after: None,
            };
            assert_eq!(answer, Err(expected));
        }
    }
}

#[test]
fn retry_after_is_read_in_seconds() {
    for answer in both(&Reply::status(429).retry_after(7)) {
        let Err(Error::Status { retry_after, .. }) = answer else {
            refused(answer);
        };
        assert_eq!(retry_after, Some(Duration::from_secs(7)));
    }
}

#[test]
fn retry_after_is_read_as_a_date() {
    let hour = Duration::from_secs(3600);
    let date = httpdate::fmt_http_date(SystemTime::now() + hour);
    for answer in both(&Reply::status(503).header("retry-after", &date)) {
        let Err(Error::Status { retry_after, .. }) = answer else {
            refused(answer);
        };
        // A date has whole seconds, and some time has passed since.
        let left = retry_after.expect("the reply has a date");
        assert!(left <= hour && left > hour / 2, "{left:?}");
    }
}

#[test]
fn a_retry_after_that_is_none_is_none() {
    for answer in both(&Reply::status(429).header("retry-after", "later")) {
        let Err(Error::Status { retry_after, .. }) = answer else {
            refused(answer);
        };
        assert_eq!(retry_after, None);
    }
}

#[test]
fn a_client_that_waits_too_long_hangs_up() {
    // Both would be answered in the end: a client without a timeout fails here and does not hang.
    let late = Reply::ok().delayed(Delay::Exact(PATIENCE));
    let stalled = Reply::ok().stalling(Delay::Exact(PATIENCE));
    for reply in [late, stalled] {
        for ask in FORMS {
            let api = start(Script::new().otherwise(reply.clone()));
            let answer = ask(&api.url(), Some(TIMEOUT), "x");
            assert_eq!(answer, Err(Error::Timeout));
            assert!(api.wait_until_idle(PATIENCE), "it has not hung up");
            let last = api.stop().pop().expect("there are events");
            assert_eq!(last.what, What::Abandoned { request: 0 });
            // The client counts from before it connects, so the server sees a little less.
            assert!(last.at > TIMEOUT / 2, "{:?}", last.at);
        }
    }
}

#[test]
fn an_answer_in_time_is_no_timeout() {
    let api = start(Script::new().otherwise(Reply::ok().after(1)));
    for ask in FORMS {
        let answer = ask(&api.url(), Some(PATIENCE), "x");
        assert_eq!(answer, Ok("You said: x".to_owned()));
    }
}

#[test]
fn a_server_that_is_not_there_is_a_failed_connection() {
    // A port that is taken, so that nobody else gets it, but not listened on.
    let socket = TcpSocket::new_v4().expect("the system has sockets");
    let any = ([127, 0, 0, 1], 0).into();
    socket.bind(any).expect("there is a free port");
    let address = socket.local_addr().expect("it has an address");
    for ask in FORMS {
        let answer = ask(&format!("http://{address}"), None, "x");
        let Err(Error::Connect(why)) = answer else {
            refused(answer);
        };
        // What the system says of it, without the layers in between.
        let system = std::net::TcpStream::connect(address).expect_err("nobody listens");
        assert_eq!(why, system.to_string());
    }
}

#[test]
fn an_answer_that_breaks_off_is_a_failed_connection() {
    let whole = with_body(r#"{"choices": [{"message": {"content": "the end"}}]}"#);
    let in_the_head = &whole[..20];
    let in_the_body = &whole[..whole.len() - 10];
    for part in [b"", in_the_head, in_the_body] {
        for ask in FORMS {
            let answer = ask(&saying(part), None, "x");
            assert!(matches!(answer, Err(Error::Connect(_))), "{answer:?}");
        }
    }
}

#[test]
fn nonsense_with_a_200_is_not_decoded() {
    for body in [
        &b""[..],
        b"<h1>It works</h1>",
        b"\xff\xfe\xfd",
        b"{\"choices\": []}",
        b"{\"choices\": [{\"message\": {\"content\": null}}]}",
        b"{\"choices\": [{\"message\"",
    ] {
        for ask in FORMS {
            let answer = ask(&saying(with_body(body)), None, "x");
            assert!(matches!(answer, Err(Error::Decode(_))), "{answer:?}");
        }
    }
}

#[test]
fn clones_share_their_connections() {
    let count = |api: MockApi| {
        let events = api.stop();
        let opened = |what: &What| matches!(what, What::Connected { .. });
        events.iter().filter(|event| opened(&event.what)).count()
    };
    let api = start(Script::new());
    let client = chat::blocking::Client::new(&api.url());
    for _ in 0..3 {
        client.clone().ask("x").expect("the mock answers");
    }
    assert_eq!(count(api), 1);
    let api = start(Script::new());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime needs nothing special");
    let client = chat::Client::new(&api.url());
    for _ in 0..3 {
        let answer = runtime.block_on(client.clone().ask("x"));
        answer.expect("the mock answers");
    }
    assert_eq!(count(api), 1);
}

/// Two calls of a client that keeps no connection, one after the other.
#[tokio::main(flavor = "current_thread")]
async fn twice_without_a_pool(url: &str) -> Result<(), Error> {
    let http = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .build()?;
    let client = chat::Client::with_http(url, http);
    client.ask("article 1").await?;
    client.ask("article 1").await.map(drop)
}

#[test]
fn a_client_has_the_settings_that_it_is_given() {
    type Twice = fn(&str) -> Result<(), Error>;
    let forms: [Twice; 2] = [twice_without_a_pool, |url| {
        let config = chat::blocking::settings().max_idle_connections(0).build();
        let client = chat::blocking::Client::with_agent(url, chat::blocking::agent(config));
        client.ask("article 1")?;
        client.ask("article 1").map(drop)
    }];
    for twice in forms {
        let api = start(Script::new());
        twice(&api.url()).expect("it is answered");
        assert_eq!(api.tally().connections, 2);
    }
}

fn blocking_embed(url: &str, texts: &[String]) -> Result<Vec<Vec<f32>>, Error> {
    chat::blocking::Client::new(url).embed(texts)
}

#[tokio::main(flavor = "current_thread")]
async fn asynchronous_embed(url: &str, texts: &[String]) -> Result<Vec<Vec<f32>>, Error> {
    chat::Client::new(url).embed(texts).await
}

#[test]
fn several_texts_are_one_request_and_have_a_vector_each() {
    for embed in [blocking_embed, asynchronous_embed] {
        let api = start(Script::new().reply("bad", Reply::status(503).saying("Not now.")));
        let embed = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
            embed(&api.url(), &texts)
        };
        let vectors = ["text 1", "text 2"].map(mock_api::embedding_of).to_vec();
        assert_eq!(embed(&["text 1", "text 2"]), Ok(vectors));
        let error = Error::Status {
            code: 503,
            message: "Not now.".to_owned(),
            retry_after: None,
        };
        assert_eq!(embed(&["bad", "good"]), Err(error));
        // The API wants one text at least.
        let none = embed(&[]);
        assert!(
            matches!(none, Err(Error::Status { code: 400, .. })),
            "{none:?}"
        );
        let labels: Vec<String> = api
            .stop()
            .into_iter()
            .filter_map(|event| match event.what {
                What::Arrived { label, .. } => Some(label),
                _ => None,
            })
            .collect();
        assert_eq!(labels, ["text 1 +1", "bad +1", "POST /v1/embeddings"]);
    }
}
