use super::wait_until;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

/// The mock API as a program of its own, which ends with the test.
pub(crate) struct Program {
    child: Child,
    stdout: Option<BufReader<ChildStdout>>,
    pub(crate) url: String,
}

/// What a program left behind.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_witness"))
}

pub(crate) fn mock_api(args: &[&str]) -> Command {
    let mut command = program();
    command.arg("serve").args(args);
    command
}

/// The same, with another limit on open files, which it cannot raise.
#[cfg(unix)]
pub(crate) fn with_open_files(limit: u32, command: &Command) -> Command {
    under("-n", limit, command)
}

/// The same, with another limit on open files, which it can raise to what the system allows.
#[cfg(unix)]
pub(crate) fn with_usual_open_files(limit: u32, command: &Command) -> Command {
    under("-Sn", limit, command)
}

#[cfg(unix)]
fn under(kind: &str, limit: u32, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    let script = format!("ulimit {kind} {limit} && exec \"$0\" \"$@\"");
    shell.args(["-c", &script]);
    shell.arg(command.get_program()).args(command.get_args());
    shell
}

impl Program {
    /// Starts it and waits until it says where it listens.
    pub(crate) fn start(command: &mut Command) -> Self {
        let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the program was built for this test");
        let stdout = child.stdout.take().expect("it is piped");
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        let read = stdout.read_line(&mut line);
        read.expect("it prints text");
        let url = line.trim_end().rsplit(' ').next().unwrap_or_default();
        let url = url.to_owned();
        assert!(url.starts_with("http://"), "no URL: {line}");
        Program {
            child,
            stdout: Some(stdout),
            url,
        }
    }

    /// One that prints nothing and is known to listen on this address.
    pub(crate) fn silent(child: Child, address: SocketAddr) -> Self {
        Program {
            child,
            stdout: None,
            url: format!("http://{address}"),
        }
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        if let Some(stdout) = &mut self.stdout {
            stdout.read_line(&mut line).expect("it prints text");
        }
        line.trim_end().to_owned()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        let address = self.url.trim_start_matches("http://");
        address.parse().expect("the URL has an address and a port")
    }

    /// Nobody reads what it prints from now on, as after `| head -1`.
    pub(crate) fn stop_reading(&mut self) {
        self.stdout = None;
    }

    /// Waits for its end, which must have been asked for.
    pub(crate) fn end(mut self) -> Ended {
        let mut status = None;
        wait_until(|| {
            status = self.child.try_wait().expect("it is our child");
            status.is_some()
        });
        let mut ended = Ended {
            stdout: String::new(),
            stderr: String::new(),
            status: status.expect("that was waited for"),
        };
        if let Some(mut stdout) = self.stdout.take() {
            let read = stdout.read_to_string(&mut ended.stdout);
            read.expect("it prints text");
        }
        if let Some(mut stderr) = self.child.stderr.take() {
            let read = stderr.read_to_string(&mut ended.stderr);
            read.expect("it prints text");
        }
        ended
    }

    /// Sends a signal and waits for its end.
    #[cfg(unix)]
    pub(crate) fn signal(self, signal: nix::sys::signal::Signal) -> Ended {
        let id = i32::try_from(self.id()).expect("the system counts in i32");
        let sent = nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), signal);
        sent.expect("it still runs");
        self.end()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It fails when the program has ended, which is what it is for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A number of its report.
pub(crate) fn figure(report: &str, name: &str) -> Option<u64> {
    report.lines().find_map(|line| {
        let rest = line.trim_start().strip_prefix(name)?;
        rest.split_whitespace().next()?.parse().ok()
    })
}
