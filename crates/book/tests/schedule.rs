//! The model behind "what if", held against the recorded runs of the real programs. The browser
//! tests do the same in the page; this one needs node only.

use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// What the right forms of a lesson did: latencies, limit, and for each form its spans and cost.
fn recorded(root: &Path, lesson: u32) -> Value {
    let name = format!("tests/snapshots/lesson-{lesson}.json.snap");
    let text = fs::read_to_string(root.join(name)).expect("it has a snapshot");
    let (_, json) = text.split_once("\n---\n").expect("a snapshot has a header");
    let record: Value = serde_json::from_str(json).expect("it is JSON");
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
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package
        .ancestors()
        .nth(2)
        .expect("it lies two folders deep");
    let recorded: Vec<Value> = (1..=3).map(|lesson| recorded(root, lesson)).collect();
    let model = fs::read_to_string(root.join("book/player/schedule.js")).expect("it is there");
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
