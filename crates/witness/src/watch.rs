//! `cargo witness -- COMMAND`: runs a program against the mock API and tells what it did.

mod checks;
mod child;
mod say;

use crate::figures::Figures;
use crate::files;
use crate::findings::{Around, findings};
use crate::hint::Hint;
use crate::output::{self, Output};
use crate::run::Run;
use crate::serve::Options;
use crate::stop::Stop;
use checks::{Check, Measured};
use mock_api::MockApi;
use say::Lessons;
use serde_json::json;
use std::ffi::OsString;
use std::time::Duration;
use terminal::Terminal;

/// The key that the command gets where none is asked for.
const KEY: &str = "meanwhile";

/// The connections of a program that has ended are closed by the system; the server needs a moment to
/// see it.
const MOMENT: Duration = Duration::from_millis(300);

/// Runs a command and tells what it did while it waited.
#[derive(Debug, clap::Args)]
#[group(id = "watch")]
pub(crate) struct Args {
    #[command(flatten)]
    server: Options,

    /// What has to be so, as "in-flight <= 20"; if it is not, the status is 1
    #[arg(
        long,
        value_name = "CHECK",
        value_parser = checks::check,
        help_heading = "What is looked at"
    )]
    check: Vec<Check>,

    #[command(flatten)]
    output: Output,

    /// The program, with its arguments
    #[arg(last = true, value_name = "COMMAND", hide = true)]
    pub(crate) command: Vec<OsString>,
}

/// Runs the command to its end and reports. Returns the exit status: that of the command, or 1 where a
/// check failed.
pub(crate) fn watch(args: &Args) -> Result<i32, String> {
    args.output.may_write()?;
    // The command may be interrupted at once: be ready for that before it runs.
    let stop = Stop::listen()?;
    let mut script = args.server.script();
    if let Some(files) = files::highest_limit() {
        script = script.may_open(files);
    }
    let api = MockApi::start(script)
        .map_err(|error| format!("the server cannot listen on this machine: {error}"))?;
    let key = args.server.api_key().unwrap_or(KEY);
    let mut hint = Hint::default();
    let mut raised = false;
    let meanwhile = || {
        // The command runs by then, with the limit that it has without us.
        if !std::mem::replace(&mut raised, true) {
            files::raise_limit();
        }
        if let Some(hint) = hint.news(&api.remarks()) {
            terminal::complain("witness", hint);
        }
    };
    let ended = match child::run(&args.command, (&api.url(), key), stop, meanwhile) {
        Ok(ended) => ended,
        Err(child::NotRun { why, status }) => {
            terminal::complain("witness", &why);
            return Ok(status);
        }
    };
    api.wait_until_idle(MOMENT);
    let origin = api.origin();
    let seen = api.finish();
    let run = Run::of(&seen);
    let around = Around {
        max_in_flight: args.server.max_in_flight(),
        rate: args.server.rate_limit(),
        ended: origin.map(|origin| ended.at.saturating_duration_since(origin)),
        success: ended.status.success() && !ended.interrupted,
        interrupted: ended.interrupted,
    };
    let found = findings(&run, &around);
    let lessons = Lessons::read();
    let command = say::command(&args.command);
    // Nobody may be there to read it, which is no reason to fail.
    let terminal = Terminal::detect_errors();
    let mut err = anstream::stderr();
    let _ = say::report(&mut err, &command, &run, &found, &lessons, &terminal);
    let figures = Figures::of_all(&run);
    let measured = Measured {
        figures: &figures,
        opened: run.connections(),
        findings: found.len(),
    };
    let failed: Vec<String> = args
        .check
        .iter()
        .filter_map(|check| check.fails(&measured))
        .collect();
    for why in &failed {
        terminal::complain("witness", why);
    }
    let code = child::code(ended.status);
    let told = found.iter().map(|finding| {
        let lesson = lessons.of(finding).map(|lesson| lesson.number);
        output::finding(finding, lesson)
    });
    let checks = args.check.iter().map(
        |check| json!({ "check": check.to_string(), "holds": check.fails(&measured).is_none() }),
    );
    let more = json!({
        "command": command,
        "exit_status": code,
        "findings": told.collect::<Vec<_>>(),
        "checks": checks.collect::<Vec<_>>(),
    });
    let page = say::text(&run, &found, &lessons);
    args.output.write(&run, &command, &page, more)?;
    Ok(match code {
        0 if !failed.is_empty() => 1,
        code => code,
    })
}
