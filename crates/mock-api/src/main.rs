//! The mock API as a program: for a classroom, or for a client in another language.

mod args;
mod report;

use clap::CommandFactory;
use mock_api::{MockApi, cli};
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: args::Args = cli::parse(args::Args::command());
    let address = SocketAddr::new(args.host, args.port);
    let api = match MockApi::start_on(address, args.script()) {
        Ok(api) => api,
        Err(error) => {
            eprintln!("mock-api: {}", why_not(address, &error));
            return ExitCode::FAILURE;
        }
    };
    if greet(&api).and_then(|()| wait_for_ctrl_c()).is_err() {
        // Nobody reads what we print; there is no reason to stop serving.
        std::thread::park();
    }
    let events = api.events();
    drop(api);
    // Nor is there one to fail for it at the end.
    let _ = report::print(&events);
    ExitCode::SUCCESS
}

fn greet(api: &MockApi) -> io::Result<()> {
    let url = api.url();
    let mut out = anstream::stdout();
    writeln!(out, "The mock API listens on {url}")?;
    writeln!(
        out,
        "Ask it:  curl {url}/v1/chat/completions -d '{}'",
        r#"{"model": "mock-1", "messages": [{"role": "user", "content": "hello"}]}"#
    )?;
    writeln!(out, "Base URL for an OpenAI client:  {url}/v1")?;
    if !api.address().ip().is_loopback() {
        writeln!(out, "Everybody on this network can reach it.")?;
    }
    writeln!(out, "Ctrl-C stops it and prints what it saw.")?;
    out.flush()
}

fn wait_for_ctrl_c() -> io::Result<()> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(tokio::signal::ctrl_c())
}

fn why_not(address: SocketAddr, error: &io::Error) -> String {
    let (host, port) = (address.ip(), address.port());
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "port {port} is taken by another program. Choose another one with --port, \
             or --port 0 for any that is free."
        ),
        io::ErrorKind::PermissionDenied => {
            format!("port {port} is reserved for the system. Choose one above 1023 with --port.")
        }
        io::ErrorKind::AddrNotAvailable => {
            format!("this machine has no address {host}. {}", try_host(host))
        }
        _ => format!("cannot listen on {address}: {error}"),
    }
}

fn try_host(host: IpAddr) -> &'static str {
    match host {
        IpAddr::V4(_) => {
            "Use --host 127.0.0.1 for this machine only, or --host 0.0.0.0 for all its addresses."
        }
        IpAddr::V6(_) => "It may have no IPv6: use --host 127.0.0.1 or --host 0.0.0.0.",
    }
}
