//! The mock API as a program.

mod args;
mod greeting;
mod live;

pub(crate) use args::{Args, Options};

use crate::report;
use crate::run::Run;
use crate::stop::Stop;
use mock_api::MockApi;
use serde_json::json;
use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use terminal::Terminal;

/// Serves until it is asked to stop, then tells what it saw.
pub(crate) fn serve(args: &Args) -> Result<(), String> {
    // Who reads our address may stop us at once: be ready for that before it is printed.
    let stop = Stop::listen()?;
    let address = SocketAddr::new(args.host, args.port);
    let api = MockApi::start_on(address, args.options.script())
        .map_err(|error| greeting::why_not(address, &error))?;
    // Nobody may read what we print, as in `cargo witness serve | head -1`. That is no reason to
    // stop serving, nor to fail at the end.
    let _ = greeting::print(&api);
    let live = live::Live::new();
    stop.wait(|| live.show(&api.tally()));
    live.end();
    let seen = api.finish();
    let run = Run::new(&seen.events, &seen.notes, &seen.clients);
    let _ = print(&run);
    args.output.write(&run, "cargo witness serve", json!({}))
}

fn print(run: &Run<'_>) -> io::Result<()> {
    let mut out = anstream::stdout();
    // The line on which the terminal shows ^C is not ours to write on.
    if io::stdout().is_terminal() {
        writeln!(out)?;
    }
    report::write(&mut out, run, Terminal::detect().style())
}
