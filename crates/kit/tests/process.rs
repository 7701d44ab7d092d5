//! A run in a process of its own ends with it. The program is its own lesson: it starts itself to run it.

use kit::{Lesson, Reply, Run, Scenario};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

/// Asks in a thread that nobody joins, and returns when it has waited for two ticks.
fn forget(base_url: &str, prompts: &[String]) -> io::Result<Vec<String>> {
    let prompt = prompts[0].clone();
    let mut stream = TcpStream::connect(base_url.trim_start_matches("http://"))?;
    thread::spawn(move || {
        let body =
            format!(r#"{{"model":"m","messages":[{{"role":"user","content":"{prompt}"}}]}}"#);
        let length = body.len();
        let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json";
        write!(stream, "{head}\r\ncontent-length: {length}\r\n\r\n{body}")?;
        stream.read_to_string(&mut String::new())
    });
    thread::sleep(Duration::from_millis(200));
    Ok(vec!["returned".to_owned()])
}

fn fail(_: &str, _: &[String]) -> io::Result<Vec<String>> {
    Err(io::Error::other("this is why"))
}

fn lesson() -> Lesson {
    let scenario = Scenario::new().prompt("article 1", Reply::ok().after(6));
    Lesson::new(0, "Processes", "")
        .scenario(scenario)
        .run(Run::blocking("", forget).named("thread").telling())
        .run(
            Run::blocking("", forget)
                .named("process")
                .telling()
                .in_own_process(),
        )
        .run(Run::blocking("", fail).named("error").in_own_process())
}

fn main() -> ExitCode {
    // Those that it starts have this.
    const INSIDE: &str = "PROCESSES_INSIDE";
    if std::env::var_os(INSIDE).is_some() {
        return kit::main(&lesson());
    }
    let program = std::env::current_exe().expect("it runs");
    let run = Command::new(program)
        .env(INSIDE, "yes")
        .args(["--format", "json", "--steady"])
        .output()
        .expect("it runs again");
    let record: serde_json::Value =
        serde_json::from_slice(&run.stdout).expect("a record is printed");
    let span = |run: usize| &record["runs"][run]["timeline"]["lanes"][0]["spans"][0];
    let told = |run: usize| &record["runs"][run]["told"][0];
    // In the process of the lesson the thread goes on.
    assert_eq!(span(0)["end"], 6, "{record:#}");
    assert_eq!(span(1)["end"], 2, "{record:#}");
    assert_eq!([told(0), told(1)], ["returned", "returned"]);
    assert!(record["runs"][1]["new_threads"].is_null());
    assert_eq!(record["runs"][2]["error"], "this is why", "{record:#}");
    assert_eq!(run.status.code(), Some(1));
    println!("what a run leaves behind ends with its own process: ok");
    ExitCode::SUCCESS
}
