//! The mock API as a program.

mod args;
mod greeting;
mod live;
mod report;
mod stop;

pub(crate) use args::Args;

use mock_api::MockApi;
use std::net::SocketAddr;

/// Serves until it is asked to stop, then tells what it saw.
pub(crate) fn serve(args: &Args) -> Result<(), String> {
    // Who reads our address may stop us at once: be ready for that before it is printed.
    let stop = stop::Stop::listen().map_err(|error| format!("cannot handle Ctrl-C: {error}"))?;
    let address = SocketAddr::new(args.host, args.port);
    let api = MockApi::start_on(address, args.script())
        .map_err(|error| greeting::why_not(address, &error))?;
    // Nobody may read what we print, as in `cargo witness serve | head -1`. That is no reason to
    // stop serving, nor to fail at the end.
    let _ = greeting::print(&api, args.api_key.as_deref());
    let live = live::Live::new();
    stop.wait(|| live.show(&api.tally()));
    live.end();
    let _ = report::print(&api.stop());
    Ok(())
}
