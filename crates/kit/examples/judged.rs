//! An exercise whose solution does what the environment says. Tests look at what its program prints.

use kit::{Exercise, Form, Plan, Scenario, Task};
use std::process::{ExitCode, abort, exit};

fn solution(_: &str, _: &[String]) -> Result<Vec<String>, String> {
    match std::env::var("SOLUTION").as_deref() {
        Ok("exits") => exit(0),
        Ok("aborts") => abort(),
        Ok("prints") => println!("a line of its own"),
        _ => {}
    }
    Err("it is not written yet".to_owned())
}

fn main() -> ExitCode {
    let exercise = Exercise::new(0, Form::Blocking, "Nothing", "Do nothing.", |_| {
        let scenario = Scenario::articles(&[1]);
        let ideal = Plan::shared(&scenario, 1);
        Task::new(scenario, ideal)
    });
    kit::judge(&exercise, solution)
}
