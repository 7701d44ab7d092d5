//! A lesson whose forms fail, each in a way of its own. Tests look at what it prints.

use kit::{Lesson, Reply, Run, Scenario};
use std::io::{Read, Write};
use std::net::TcpStream;

/// One request, written by hand.
fn ask(base_url: &str, prompt: &str) -> std::io::Result<Vec<String>> {
    let address = base_url.trim_start_matches("http://");
    let body =
        format!(r#"{{"model": "m", "messages": [{{"role": "user", "content": "{prompt}"}}]}}"#);
    let length = body.len();
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "POST /v1/chat/completions HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer
        .lines()
        .next()
        .map(str::to_owned)
        .into_iter()
        .collect())
}

fn main() -> std::process::ExitCode {
    let scenario = Scenario::new().prompt("article 1", Reply::status(503).after(1));
    let lesson = Lesson::new(0, "Failures", "Forms that fail.")
        .scenario(scenario)
        .run(Run::blocking("an error", |_, _| Err("the dog ate it")))
        .run(Run::asynchronous("a panic", |_, _| -> Result<_, String> {
            panic!("nobody expected this")
        }))
        .run(Run::blocking("an answer", |base_url, prompts| ask(base_url, &prompts[0])).telling());
    kit::main(&lesson)
}
