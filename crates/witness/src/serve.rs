//! The mock API as a program.

mod args;
mod board;
mod greeting;
mod live;
mod options;
mod page;
mod report;
mod stop;

pub(crate) use args::Args;

use crate::html;
use clap::CommandFactory;
use mock_api::MockApi;
use std::net::SocketAddr;
use std::sync::Arc;
use timeline::Event;
use timeline::svg::Panel;

/// Serves until it is asked to stop, then tells what it saw.
pub(crate) fn serve(args: &Args) -> Result<(), String> {
    // Who reads our address may stop us at once: be ready for that before it is printed.
    let stop = stop::Stop::listen().map_err(|error| format!("cannot handle Ctrl-C: {error}"))?;
    let address = SocketAddr::new(args.host, args.port);
    if let Some(file) = &args.html {
        html::may_save(file)?;
    }
    let room = Arc::new(page::Live::default());
    let pages = Arc::clone(&room);
    let api = MockApi::start_with(address, args.script(), move |path| pages.page(path))
        .map_err(|error| greeting::why_not(address, &error))?;
    room.open(&greeting::url(&api), &options());
    // Nobody may read what we print, as in `cargo witness serve | head -1`. That is no reason to
    // stop serving, nor to fail at the end.
    let _ = greeting::print(&api);
    let live = live::Live::new();
    let mut board = board::Board::default();
    stop.wait(|| {
        room.show(&mut board, &api);
        live.show(&api.tally());
    });
    live.end();
    let events = api.stop();
    let _ = report::print(&events);
    match &args.html {
        Some(file) => html::save(file, &as_page(&events)),
        None => Ok(()),
    }
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

/// What it saw, as one file.
fn as_page(events: &[Event]) -> String {
    let timeline = report::timeline(events);
    let panel = timeline.as_ref().map(|timeline| Panel {
        heading: "All requests",
        timeline,
    });
    let panels: Vec<Panel<'_>> = panel.into_iter().collect();
    html::document("What the server saw", &report::text(events), &panels)
}
