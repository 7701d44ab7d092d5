//! Runs a program of a lesson in Python, in a process of its own: `python3 python/asynchronous.py
//! "article 1" "article 2"`, with the address of the server in `MEANWHILE_URL`. When its function has
//! returned, it prints what it returned as one line of JSON, a list of strings.

use crate::form::Call;
use crate::process::{self, LIMIT};
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock, mpsc};
use std::thread;

/// A program of a lesson in Python, by its path in the lesson's folder `python/`.
#[macro_export]
macro_rules! python {
    ($file:literal) => {
        concat!(env!("CARGO_MANIFEST_DIR"), "/python/", $file)
    };
}

/// A Python that has what the programs need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Python {
    program: &'static str,
    /// `Python 3.12.1, aiohttp 3.13.2, requests 2.32.5`.
    pub(crate) versions: String,
}

/// What the names of Python are. On Windows `python3` may be a door to a shop.
const NAMES: &[&str] = if cfg!(windows) {
    &["python", "py"]
} else {
    &["python3", "python"]
};

/// Prints the version, and those of what is needed; ends with 4 where Python is too old, with 5 where
/// a package is missing.
const CHECK: &str = "\
import sys
print('Python %d.%d.%d' % sys.version_info[:3])
if sys.version_info < (3, 11): sys.exit(4)
try:
    import aiohttp, requests
except ImportError:
    sys.exit(5)
print('aiohttp', aiohttp.__version__)
print('requests', requests.__version__)
";

impl Python {
    /// The Python of this machine; or, in one line, what to install.
    pub(crate) fn find() -> Result<&'static Python, String> {
        static FOUND: LazyLock<Result<Python, String>> = LazyLock::new(|| find(NAMES));
        FOUND.as_ref().map_err(Clone::clone)
    }
}

fn find(names: &[&'static str]) -> Result<Python, String> {
    let mut wrong = "Python 3.11 or newer is needed, and none is here: \
                     https://www.python.org/downloads/"
        .to_owned();
    for &program in names {
        let output = Command::new(program)
            .args(["-c", CHECK])
            .stdin(Stdio::null())
            .output();
        let Ok(output) = output else {
            continue;
        };
        let said = String::from_utf8_lossy(&output.stdout);
        let lines: Vec<&str> = said.lines().collect();
        let version = lines.first().unwrap_or(&"");
        match output.status.code() {
            Some(0) => {
                let versions = lines.join(", ");
                return Ok(Python { program, versions });
            }
            Some(4) => wrong = format!("Python 3.11 or newer is needed; {program} is {version}"),
            Some(5) => {
                return Err(format!(
                    "{program} lacks a package; this installs both: {program} -m pip install \
                     aiohttp requests"
                ));
            }
            _ => {}
        }
    }
    Err(wrong)
}

/// The function that runs a program.
pub(crate) fn call(file: &'static str) -> Call {
    Arc::new(move |base_url, prompts, _| {
        let python = Python::find()?;
        let mut command = Command::new(python.program);
        command
            .arg(PathBuf::from(file))
            .args(prompts)
            .env(process::URL, base_url)
            // The server is on this machine: a proxy could not reach it.
            .envs([("no_proxy", "127.0.0.1"), ("NO_PROXY", "127.0.0.1")])
            // The moment in which it prints is the moment in which its function returned.
            .env("PYTHONUNBUFFERED", "1")
            .env("PYTHONUTF8", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1");
        run(command)
    })
}

/// What a program prints: its first line, or else the last line of its complaint. It may have threads
/// that go on, which it waits for, and this does not.
fn run(mut command: Command) -> Result<Vec<String>, String> {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.map_err(|error| format!("cannot start Python: {error}"))?;
    let (tell, told) = mpsc::channel();
    let stdout = child.stdout.take().expect("it is piped");
    let reader = thread::spawn(move || {
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        // Nobody listens any more to a program that took too long.
        let _ = tell.send(lines.next());
        // What comes after it is read, so that nothing is stopped by a full pipe.
        lines.for_each(drop);
    });
    let stderr = child.stderr.take().expect("it is piped");
    let complaint = thread::spawn(move || {
        let mut text = String::new();
        // What cannot be read is missing in a complaint that is one already.
        let _ = BufReader::new(stderr).read_to_string(&mut text);
        text
    });
    let line = match told.recv_timeout(LIMIT) {
        Ok(line) => line,
        Err(_) => {
            end(&mut child);
            return Err(format!("it printed nothing within {} s", LIMIT.as_secs()));
        }
    };
    if let Some(line) = line {
        // Whoever waits for the end of its requests needs a process that is there.
        thread::spawn(move || child.wait());
        return read(&line);
    }
    // Its output has ended, so it is about to.
    end_of(&mut child, reader);
    let complaint = complaint.join().unwrap_or_default();
    let last = complaint.lines().rfind(|line| !line.trim().is_empty());
    Err(last.unwrap_or("it printed nothing").to_owned())
}

fn end(child: &mut Child) {
    // It may have ended by itself in between.
    let _ = child.kill();
    let _ = child.wait();
}

fn end_of(child: &mut Child, reader: thread::JoinHandle<()>) {
    let _ = reader.join();
    let _ = child.wait();
}

fn read(line: &str) -> Result<Vec<String>, String> {
    process::texts(line)
        .ok_or_else(|| format!("it should print a list of strings as JSON, and printed: {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(unix)]
    use std::time::Duration;

    #[test]
    fn a_python_that_is_not_there_is_told_in_one_line() {
        let told = find(&["no-such-python"]).expect_err("it is not there");
        assert!(told.contains("https://www.python.org/downloads/"), "{told}");
        assert_eq!(told.lines().count(), 1);
    }

    #[test]
    fn what_it_prints_is_a_list_of_strings() {
        assert_eq!(
            read("[\"a\", \"b\"]"),
            Ok(vec!["a".to_owned(), "b".to_owned()])
        );
        for wrong in ["", "a", "{}", "[1]", "[\"a\""] {
            let told = read(wrong).expect_err(wrong);
            assert!(told.ends_with(wrong), "{told}");
        }
    }

    /// A shell, where there is one, is a program like another.
    #[cfg(unix)]
    fn shell(script: &str) -> Result<Vec<String>, String> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(command)
    }

    #[cfg(unix)]
    #[test]
    fn it_returns_when_it_prints_and_not_when_it_ends() {
        let start = std::time::Instant::now();
        assert_eq!(
            shell("echo '[\"a\"]'; exec sleep 2"),
            Ok(vec!["a".to_owned()])
        );
        assert!(start.elapsed() < Duration::from_secs(2));
    }

    #[cfg(unix)]
    #[test]
    fn what_it_complains_of_last_is_its_error() {
        let told = shell("echo 'Traceback' >&2; echo 'ValueError: no' >&2; exit 1");
        assert_eq!(told, Err("ValueError: no".to_owned()));
        assert_eq!(shell(":"), Err("it printed nothing".to_owned()));
    }
}
