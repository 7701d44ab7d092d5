//! The model behind "what if", held against the recorded runs of the real programs. The browser
//! tests do the same in the page; this one needs node only.

use crate::common::{record, repository};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::process::Command;

/// What the right forms of a lesson did: latencies, limit, and for each form its spans and cost.
fn recorded(lesson: u32) -> Value {
    let record = record(lesson);
    let runs = record["runs"].as_array().expect("it has runs");
    let right = runs.iter().filter(|run| run["name"] == run["form"]);
    let forms = right.map(|run| {
        let lanes = run["timeline"]["lanes"].as_array().expect("it has lanes");
        let spans = lanes.iter().map(|lane| {
            let span = &lane["spans"][0];
            json!({ "lane": lane["label"], "start": span["start"], "end": span["end"] })
        });
        let metrics = &run["timeline"]["metrics"];
        json!({
            "form": run["form"],
            "spans": spans.collect::<Vec<_>>(),
            "cost": {
                "time": metrics["time"],
                "most": metrics["peak_in_flight"],
                "connections": metrics["connections"],
                "threads": run["new_threads"],
            },
        })
    });
    Value::Array(forms.collect())
}

#[test]
fn the_model_gives_the_very_spans_and_costs_of_the_record() {
    let recorded: Vec<Value> = (1..=3).map(recorded).collect();
    let model =
        fs::read_to_string(repository().join("book/player/schedule.js")).expect("it is there");
    let script = format!(
        "{model}
        const modelled = {}.map((forms) => forms.map(({{ form, spans, cost }}) => {{
          const latencies = spans.map(({{ start, end }}) => end - start);
          const again = meanwhile.schedule(latencies, cost.most);
          return {{ form, spans: again, cost: meanwhile.cost(form, again) }};
        }}));
        console.log(JSON.stringify(modelled));",
        Value::Array(recorded.clone())
    );
    let Ok(output) = Command::new("node").args(["-e", &script]).output() else {
        let _ = writeln!(
            std::io::stderr(),
            "skipped the_model_gives_the_very_spans_and_costs_of_the_record: there is no node"
        );
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let modelled: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    assert_eq!(modelled, Value::Array(recorded));
}
