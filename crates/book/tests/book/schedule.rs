//! The model behind "what if", held against the recorded runs of the real programs. The browser
//! tests do the same in the page; this one needs node only.

use crate::common::{record, repository};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::process::Command;

/// Runs of lessons, the way that each goes about it, and how many at once.
const RUNS: [(u32, &str, &str, u32); 11] = [
    (1, "blocking", "loop", 1),
    (1, "async", "permits", 1),
    (2, "blocking", "threads", 8),
    (2, "async", "futures", 8),
    (2, "lazy threads", "lazy", 8),
    (2, "lazy futures", "lazy", 8),
    (3, "blocking", "workers", 3),
    (3, "async", "permits", 3),
    (3, "thread waves", "waves", 3),
    (3, "future waves", "waves", 3),
    (3, "no permit", "no-permit", 3),
];

/// What a run did: how it goes about it, its spans and its cost.
fn recorded((lesson, name, way, limit): (u32, &str, &str, u32)) -> Value {
    let record = record(lesson);
    let runs = record["runs"].as_array().expect("it has runs");
    let run = runs.iter().find(|run| run["name"] == name);
    let run = run.unwrap_or_else(|| panic!("lesson {lesson} has no run {name}"));
    let lanes = run["timeline"]["lanes"].as_array().expect("it has lanes");
    let spans = (0..).zip(lanes).map(|(index, lane): (u32, &Value)| {
        let span = &lane["spans"][0];
        json!({ "index": index, "start": span["start"], "end": span["end"], "outcome": span["outcome"] })
    });
    let metrics = &run["timeline"]["metrics"];
    // The server of lesson 3 takes three.
    let takes = if lesson == 3 { 3 } else { 8 };
    json!({
        "how": { "form": run["form"], "way": way, "limit": limit, "takes": takes },
        "spans": spans.collect::<Vec<_>>(),
        "cost": {
            "time": metrics["time"],
            "answered": metrics["ok"],
            "refused": metrics["failed"],
            "most": metrics["peak_in_flight"],
            "connections": metrics["connections"],
            "threads": run["new_threads"],
        },
    })
}

/// What a script prints as JSON, with the model there; nothing without node.
fn node(test: &str, script: &str) -> Option<Value> {
    let read = |name: &str| {
        fs::read_to_string(repository().join("book/player").join(name)).expect("it is there")
    };
    let script = format!("{}{}{script}", read("words.js"), read("schedule.js"));
    let Ok(output) = Command::new("node").args(["-e", &script]).output() else {
        let _ = writeln!(std::io::stderr(), "skipped {test}: there is no node");
        return None;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(serde_json::from_slice(&output.stdout).expect("it prints JSON"))
}

#[test]
fn the_model_gives_the_very_spans_and_costs_of_the_record() {
    let recorded: Vec<Value> = RUNS.into_iter().map(recorded).collect();
    // Lessons 1 to 3 have the same eight articles.
    let script = format!(
        "const latencies = [5, 3, 4, 6, 2, 3, 4, 1];
        const modelled = {}.map(({{ how }}) => {{
          const spans = meanwhile.schedule(latencies, how);
          return {{ how, spans, cost: meanwhile.cost(how, spans, latencies.length) }};
        }});
        console.log(JSON.stringify(modelled));",
        Value::Array(recorded.clone())
    );
    let test = "the_model_gives_the_very_spans_and_costs_of_the_record";
    if let Some(modelled) = node(test, &script) {
        assert_eq!(modelled, Value::Array(recorded));
    }
}

#[test]
fn a_refusal_ends_a_worker_and_all_of_the_futures() {
    // Five at once for a server that takes three.
    let script = "
        const outcomes = (form, way) => meanwhile
          .schedule([5, 3, 4, 6, 2, 3], { form, way, limit: 5, takes: 3 })
          .map(({ start, end, outcome }) => [start, end, outcome].join(' '));
        const most = (spans) => meanwhile.mostInFlight(spans.map(([start, end]) => ({ start, end })), 9);
        console.log(JSON.stringify([
          outcomes('blocking', 'workers'),
          outcomes('async', 'permits'),
          outcomes('async', 'waves'),
          outcomes('blocking', 'waves'),
          [most([[0, 2], [2, 4]]), most([[0, 2], [1, 1]]), most([[0, Infinity], [1, 3]])],
        ]));";
    let Some(found) = node("a_refusal_ends_a_worker_and_all_of_the_futures", script) else {
        return;
    };
    let gone_on = [
        "0 5 ok",
        "0 3 ok",
        "0 4 ok",
        "0 1 failed",
        "0 1 failed",
        "3 6 ok",
    ];
    let hung_up = [
        "0 1 abandoned",
        "0 1 abandoned",
        "0 1 abandoned",
        "0 1 failed",
        "0 1 failed",
    ];
    // Nobody stops the threads of a wave, and the next one does not come.
    assert_eq!(
        found,
        json!([gone_on, hung_up, hung_up, gone_on[..5], [1, 1, 2]])
    );
}
