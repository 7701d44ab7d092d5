//! The comparison of servers, in a small form: what it says of a debug build is of no use, but that it
//! says it, and that the mock API is not many times as dear as it should be, is.
#![cfg(target_os = "linux")]

use serde_json::Value;
use std::process::Command;

fn compared(arguments: &[&str]) -> Vec<Value> {
    let cargo = std::env::var("CARGO").expect("cargo runs the tests");
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "lab", "--example", "servers"]);
    let output = command.arg("--").args(arguments).output();
    let output = output.expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let told = String::from_utf8(output.stdout).expect("it prints text");
    let lines = told.lines().map(serde_json::from_str);
    lines.map(|line| line.expect("it is JSON")).collect()
}

#[test]
fn servers_are_compared_side_by_side() {
    let small = ["--requests", "400", "--in-flight", "100"];
    let lines = compared(&[&small[..], &["--latency", "300ms", "--rounds", "1"]].concat());
    let servers: Vec<&Value> = lines.iter().map(|line| &line["server"]).collect();
    assert_eq!(servers, ["minimal", "mock-api"]);
    for line in &lines {
        for column in ["CPU a request, us", "CPU at once, s", "memory, MiB"] {
            let figure = line[column][0].as_f64();
            assert!(figure.is_some_and(|it| it > 0.0), "{column}: {line}");
        }
        let wall = line["wall, s"][0].as_f64().expect("it took its time");
        assert!(wall >= 0.3, "{line}");
    }
    let times = lines[1]["CPU a request, us"][1].as_str();
    let times = times.and_then(|it| it.trim_end_matches('x').parse::<f64>().ok());
    assert!(times.is_some_and(|times| times < 6.0), "{:?}", lines[1]);
}
