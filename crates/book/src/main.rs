//! Builds the book and serves it.

use book::{build, serve};
use clap::{CommandFactory, Parser, Subcommand};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use terminal::{complain, parse};

/// Builds the book, serves it on this machine, and builds it anew when a file changes
///
/// Nothing is opened and nothing is fetched. Ctrl-C stops it.
#[derive(Debug, Parser)]
#[command(name = "book", version)]
struct Args {
    /// Port to listen on; 0 for any that is free
    #[arg(long, default_value_t = 3000)]
    port: u16,

    /// Open the book in the browser
    #[arg(long)]
    open: bool,

    #[command(subcommand)]
    command: Option<Job>,
}

#[derive(Debug, Subcommand)]
enum Job {
    /// Build the book into book/book, for any server of static files
    Build,
}

fn main() -> ExitCode {
    let args: Args = parse(Args::command());
    let root = root();
    let done = match args.command {
        Some(Job::Build) => {
            make(&root).map(|built| say(&format!("The book is in {}", built.display())))
        }
        None => run(&root, &args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            complain("book", &what);
            ExitCode::FAILURE
        }
    }
}

/// Prints a line. Nobody may be there to read it, which is no reason to stop.
fn say(what: &str) {
    let _ = writeln!(io::stdout(), "{what}");
}

/// The root of the repository that this program was built from.
fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().nth(2);
    root.expect("crates/book lies two folders deep").to_owned()
}

fn make(root: &Path) -> Result<PathBuf, String> {
    build(root, None).map_err(|mistakes| {
        let count = mistakes.0.len();
        format!("{count} to mend before the book can be built\n{mistakes}")
    })
}

#[tokio::main(flavor = "current_thread")]
async fn run(root: &Path, args: &Args) -> Result<(), String> {
    // First of all: what is certain to fail need not wait for the book.
    let listener = serve::listen(args.port).await;
    let listener = listener.map_err(|error| refused(args.port, &error))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let built = make(root)?;
    let (router, reloader) = serve::router(&built);
    let _watcher = serve::watch(root, &built, reloader, |built| match built {
        Ok(()) => say("Built anew"),
        Err(mistakes) => complain("book", &format!("not built anew\n{mistakes}")),
    })
    .map_err(|error| format!("cannot watch the files of the book: {error}"))?;
    say(&format!("The book is at http://{address}/"));
    say("It is built anew when a file changes. Ctrl-C stops it.");
    if args.open {
        open::that_detached(format!("http://{address}/"))
            .map_err(|error| format!("cannot open a browser: {error}"))?;
    }
    let served = axum::serve(listener, router).await;
    served.map_err(|error| error.to_string())
}

/// Why a port cannot be had, and what to do.
fn refused(port: u16, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => format!(
            "port {port} is taken; choose another with --port, or --port 0 for any that is free"
        ),
        _ => format!("cannot listen on port {port}: {error}"),
    }
}
