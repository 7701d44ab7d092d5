//! ureq has a limit for each phase, and its error names the limit that was reached.

use super::{CONNECT, READ, TOTAL};
use serde_json::json;
use std::thread::{self, ScopedJoinHandle};
use ureq::{Agent, Error, Timeout};

/// Asks all questions at once, each under all limits, and tells which of them ended it.
pub fn ask(base_url: &str, questions: &[String]) -> Vec<String> {
    let config = Agent::config_builder()
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(READ))
        .timeout_recv_body(Some(READ))
        .timeout_global(Some(TOTAL));
    // The mock API is on this machine: a proxy could not reach it, and there is no name to look up.
    // At work this line ends in `config.build().into()`.
    let agent = chat::blocking::agent(config.proxy(None).build());
    let url = format!("{base_url}/v1/chat/completions");
    let call = |question| {
        let messages = [json!({ "role": "user", "content": question })];
        let question = json!({ "model": "mock-1", "messages": messages });
        let mut response = agent.post(&url).send_json(question)?;
        response.body_mut().read_to_string()
    };
    let tell = |question| format!("{question}: {}", outcome(call(question)));
    let join = |thread: ScopedJoinHandle<'_, String>| thread.join().expect("no call panics");
    thread::scope(|scope| {
        let threads = questions
            .iter()
            .map(|question| scope.spawn(move || tell(question)));
        let threads: Vec<_> = threads.collect();
        threads.into_iter().map(join).collect()
    })
}

fn outcome(result: Result<String, Error>) -> String {
    match result {
        Ok(_) => "answered".to_owned(),
        Err(Error::Timeout(Timeout::Connect)) => "no connection in time".to_owned(),
        Err(Error::Timeout(Timeout::RecvResponse)) => "no answer in time".to_owned(),
        Err(Error::Timeout(Timeout::RecvBody)) => "part of an answer in time".to_owned(),
        Err(Error::Timeout(Timeout::Global)) => "took too long in all".to_owned(),
        Err(Error::StatusCode(code)) => format!("refused with {code}"),
        Err(error) => error.to_string(),
    }
}
