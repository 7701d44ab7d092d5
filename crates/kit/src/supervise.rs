use serde_json::Value;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::{env, fs};

/// Exit status of a program that could judge nothing.
pub(crate) const NOTHING_JUDGED: u8 = 3;

/// Runs this very program once more, which judges, and says so where it ends before it has: the
/// learner's code runs in it, and may call `process::exit`, abort, or overflow its stack.
///
/// In `json` the verdict alone comes out, whatever the learner's code prints.
pub(crate) fn supervise(json: bool) -> io::Result<ExitCode> {
    let program = env::current_exe()?;
    let file = verdict_file(&program);
    // An older verdict must not be taken for one of this run.
    if let Err(error) = fs::remove_file(&file)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut command = Command::new(&program);
    command
        .args(env::args_os().skip(1))
        .arg("--inside")
        .arg("--record")
        .arg(&file);
    if json {
        command.stdout(Stdio::from(io::stderr()));
    }
    let status = command.status()?;
    let verdict = fs::read_to_string(&file).ok();
    let verdict = verdict.filter(|text| serde_json::from_str::<Value>(text).is_ok());
    match verdict {
        Some(text) => {
            if json {
                write!(io::stdout(), "{text}")?;
            }
            Ok(exit_code(status))
        }
        // It has said why.
        None if status.code() == Some(i32::from(NOTHING_JUDGED)) => Ok(exit_code(status)),
        None => Err(io::Error::other(format!(
            "it ended before it was judged ({status}), so nothing was. Does something in it end the \
             whole program, such as process::exit?"
        ))),
    }
}

fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(NOTHING_JUDGED))
}

/// Where the verdict stays, for `cargo course` to find: `target/verdicts/exercise-3.json`. Where that
/// folder cannot be had, a temporary one serves.
fn verdict_file(program: &std::path::Path) -> PathBuf {
    let name = program.file_stem().unwrap_or_default().to_owned();
    // target/debug/examples/exercise-3
    let target = program.ancestors().nth(3);
    let folder = target.map(|target| target.join("verdicts"));
    let folder = folder.filter(|folder| fs::create_dir_all(folder).is_ok());
    let folder = folder.unwrap_or_else(env::temp_dir);
    folder.join(name).with_extension("json")
}
