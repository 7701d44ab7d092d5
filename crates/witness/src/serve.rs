//! The mock API as a program.

mod args;
mod board;
mod greeting;
mod live;
mod options;
mod page;

pub(crate) use args::{Args, Options};

use crate::files;
use crate::hint::Hint;
use crate::report;
use crate::run::Run;
use crate::stop::Stop;
use clap::CommandFactory;
use mock_api::MockApi;
use serde_json::json;
use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use terminal::Terminal;

/// Serves until it is asked to stop, then tells what it saw.
pub(crate) fn serve(args: &Args) -> Result<(), String> {
    let files = files::raise_limit();
    // Who reads our address may stop us at once: be ready for that before it is printed.
    let stop = Stop::listen()?;
    let address = SocketAddr::new(args.host, args.port);
    args.output.may_write()?;
    let room = Arc::new(page::Live::default());
    let pages = Arc::clone(&room);
    let mut script = args.options.script();
    if let Some(files) = files {
        script = script.may_open(files);
    }
    let api = MockApi::start_with(address, script, move |path| pages.page(path))
        .map_err(|error| greeting::why_not(address, &error))?;
    room.open(&greeting::url(&api), &options());
    // Nobody may read what we print, as in `cargo witness serve | head -1`. That is no reason to
    // stop serving, nor to fail at the end.
    let _ = greeting::print(&api, args.options.api_key());
    let live = live::Live::new();
    let mut board = board::Board::default();
    let mut hint = Hint::default();
    stop.wait(|| {
        if let Some(hint) = hint.news(&api.remarks()) {
            live.above(|| terminal::complain("witness", hint));
        }
        room.show(&mut board, &api);
        live.show(&api.tally());
    });
    live.end();
    let seen = api.finish();
    let run = Run::of(&seen);
    let _ = print(&run);
    let title = "What the server saw";
    args.output
        .write(&run, title, &report::text(&run), json!({}))
}

fn print(run: &Run<'_>) -> io::Result<()> {
    let mut out = anstream::stdout();
    // The line on which the terminal shows ^C is not ours to write on.
    if io::stdout().is_terminal() {
        writeln!(out)?;
    }
    report::write(&mut out, run, Terminal::detect().style())
}

/// What it was told to do, in the words of the command line. That was read once already.
fn options() -> Vec<(String, String)> {
    let mut command = crate::Args::command();
    let matches = command.try_get_matches_from_mut(std::env::args_os()).ok();
    let matches = matches
        .as_ref()
        .and_then(|it| it.subcommand_matches("serve"));
    match (command.find_subcommand("serve"), matches) {
        (Some(command), Some(matches)) => options::told(command, matches),
        _ => Vec::new(),
    }
}
