//! The command, which owns the terminal while it runs.

use crate::stop::{Signal, Stop};
use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::process::{Command, ExitStatus};
use std::thread;
use std::time::Instant;
use tokio::sync::oneshot;

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) at: Instant,
    /// Whether somebody asked it to stop.
    pub(crate) interrupted: bool,
}

/// Why a command did not run, and the exit status that a shell has for that.
#[derive(Debug)]
pub(crate) struct NotRun {
    pub(crate) why: String,
    pub(crate) status: i32,
}

/// Runs a command with the address of the server in its environment. What it reads and writes is its own.
/// `meanwhile` is done once when it runs, and now and then until it ends.
pub(crate) fn run(
    command: &[OsString],
    (url, key): (&str, &str),
    stop: Stop,
    mut meanwhile: impl FnMut(),
) -> Result<Ended, NotRun> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(not_run(OsStr::new(""), &io::ErrorKind::NotFound.into()));
    };
    let mut child = Command::new(program);
    child.args(arguments).envs(environment(url, key));
    let mut child = child.spawn().map_err(|error| not_run(program, &error))?;
    let id = child.id();
    meanwhile();
    let (tell, told) = oneshot::channel();
    // Nothing but a thread waits for a process on every system.
    thread::spawn(move || tell.send((child.wait(), Instant::now())));
    let mut interrupted = false;
    let pass = |signal| {
        interrupted = true;
        pass_on(signal, id);
    };
    let done = stop.wait_for(told, pass, meanwhile);
    let (status, at) = match done {
        Some((Ok(status), at)) => (status, at),
        Some((Err(error), _)) => return Err(not_run(program, &error)),
        None => return Err(not_run(program, &io::Error::other("it was lost"))),
    };
    Ok(Ended {
        status,
        at,
        interrupted,
    })
}

fn not_run(program: &OsStr, error: &io::Error) -> NotRun {
    let program = program.display();
    let (why, status) = match error.kind() {
        io::ErrorKind::NotFound => (format!("there is no command '{program}'"), 127),
        io::ErrorKind::PermissionDenied => (format!("'{program}' may not be run"), 126),
        _ => (format!("cannot run '{program}': {error}"), 126),
    };
    NotRun { why, status }
}

/// What the OpenAI clients read, and what a client of any other kind may. A key that somebody has for the
/// real API is not for us to see.
fn environment(url: &str, key: &str) -> Vec<(&'static str, OsString)> {
    let proxied = env::var_os("no_proxy").or_else(|| env::var_os("NO_PROXY"));
    let mut direct =
        proxied
            .filter(|hosts| !hosts.is_empty())
            .map_or_else(OsString::new, |mut hosts| {
                hosts.push(",");
                hosts
            });
    direct.push("127.0.0.1,localhost");
    vec![
        ("OPENAI_BASE_URL", format!("{url}/v1").into()),
        ("OPENAI_API_KEY", key.into()),
        ("MEANWHILE_URL", url.into()),
        // Some clients know one of these, and some the other.
        ("NO_PROXY", direct.clone()),
        ("no_proxy", direct),
    ]
}

/// Hands a signal on to the command. A terminal has sent Ctrl-C to it already: it would get it twice.
#[cfg(unix)]
fn pass_on(signal: Signal, id: u32) {
    use nix::sys::signal::{Signal as Unix, kill};
    use nix::unistd::Pid;
    use std::io::IsTerminal;
    let signal = match signal {
        Signal::Interrupt if io::stdin().is_terminal() || io::stderr().is_terminal() => return,
        Signal::Interrupt => Unix::SIGINT,
        Signal::Terminate => Unix::SIGTERM,
    };
    if let Ok(id) = i32::try_from(id) {
        // It fails when the command has just ended, which is what was asked for.
        let _ = kill(Pid::from_raw(id), signal);
    }
}

/// Ctrl-C goes to all programs of a console.
#[cfg(windows)]
fn pass_on(_: Signal, _: u32) {}

/// The exit status that a shell would give for it.
pub(crate) fn code(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.signal() {
            return 128 + signal;
        }
    }
    status.code().unwrap_or(1)
}
