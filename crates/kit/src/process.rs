//! Runs a form in a process of its own, so that its end belongs to what the server sees: threads that it
//! leaves behind are ended with it. It is this very program, started once more, with the form and the
//! server in its environment.

use crate::form::Call;
use crate::{Lesson, Run, panics};
use serde_json::Value;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;
use std::{env, process, thread};

/// Which run it is: the position of its idea, and its name.
const RUN: &str = "MEANWHILE_RUN";

/// Where the server is.
pub(crate) const URL: &str = "MEANWHILE_URL";

/// Longer than any form takes. Nobody waits any more for one that has not ended by then.
pub(crate) const LIMIT: Duration = Duration::from_secs(25);

/// The function that runs a form in a process of its own, and returns when that has ended.
pub(crate) fn call(run: &Run) -> Call {
    let key = key(run);
    Arc::new(move |base_url, _, _| {
        let program = env::current_exe().map_err(|error| error.to_string())?;
        let output = Command::new(program)
            .envs([(RUN, key.as_str()), (URL, base_url)])
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("its process cannot be started: {error}"))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let returned = texts(&said);
        returned.ok_or_else(|| {
            let said = String::from_utf8_lossy(&output.stderr);
            let last = said.lines().rfind(|line| !line.trim().is_empty());
            let status = || format!("its process ended ({})", output.status);
            last.map_or_else(status, str::to_owned)
        })
    })
}

/// What this process does when it was started for one form; `None` when it was not.
pub(crate) fn inside(lesson: &Lesson) -> Option<ExitCode> {
    let (wanted, base_url) = (env::var(RUN).ok()?, env::var(URL).ok()?);
    let mut runs = lesson.runs(None, None, false);
    let run = runs.find(|run| key(run) == wanted)?;
    panics::hold_back();
    thread::spawn(|| {
        thread::sleep(LIMIT);
        process::exit(1);
    });
    let scenario = &run.scenario;
    let result = (run.call)(&base_url, scenario.prompts(), scenario.first_moment());
    Some(match result {
        Ok(returned) => {
            print!("{}", Value::from(returned));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    })
    // Here `main` returns, and the process ends, whatever its threads do.
}

fn key(run: &Run) -> String {
    format!("{}/{}", run.idea.unwrap_or(0), run.name)
}

/// A list of strings as JSON, which is how a process of its own hands over what a form returned.
pub(crate) fn texts(json: &str) -> Option<Vec<String>> {
    serde_json::from_str(json).ok()
}
