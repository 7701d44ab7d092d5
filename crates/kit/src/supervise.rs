use crate::print;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::{env, fs, process};

/// Exit status of a program that could judge nothing.
pub(crate) const NOTHING_JUDGED: u8 = 3;

/// Runs this very program once more, which judges, and says so where it ends before it has: the
/// learner's code runs in it, and may call `process::exit`, abort, or overflow its stack.
///
/// In `json` the verdict alone comes out, whatever the learner's code prints. The file of the verdict also
/// says which run of this program it was.
pub(crate) fn supervise(lesson: u32, json: bool) -> io::Result<ExitCode> {
    let program = env::current_exe()?;
    let file = verdict_file(&program);
    let runs = runs(&file);
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
    let verdict = verdict.and_then(|text| {
        let document: Value = serde_json::from_str(&text).ok()?;
        Some((text, document))
    });
    let nothing = json!({ "lesson": lesson, "passed": false });
    match verdict {
        Some((text, document)) => {
            if json {
                write!(io::stdout(), "{text}")?;
            }
            count(&file, document, runs + 1)?;
            Ok(exit_code(status))
        }
        // It has said why.
        None if status.code() == Some(i32::from(NOTHING_JUDGED)) => {
            count(&file, nothing, runs)?;
            Ok(exit_code(status))
        }
        None => {
            count(&file, nothing, runs + 1)?;
            Err(io::Error::other(format!(
                "it ended before it was judged ({status}), so nothing was. Does something in it end the \
             whole program, such as process::exit?"
            )))
        }
    }
}

/// How often it was run before, as far as the last verdict knows.
fn runs(file: &Path) -> u64 {
    let text = fs::read_to_string(file).unwrap_or_default();
    let verdict: Value = serde_json::from_str(&text).unwrap_or_default();
    verdict["runs"].as_u64().unwrap_or(0)
}

/// Writes the verdict with its count. Another run may read it meanwhile, so it is never half there.
fn count(file: &Path, mut verdict: Value, runs: u64) -> io::Result<()> {
    verdict["runs"] = runs.into();
    let new = file.with_extension(process::id().to_string());
    print::to_file(&new, &verdict)?;
    fs::rename(&new, file)
}

fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(NOTHING_JUDGED))
}

/// Where the verdict stays, for `cargo course` to find: `target/verdicts/exercise-3.json`. Where that
/// folder cannot be had, a temporary one serves.
fn verdict_file(program: &Path) -> PathBuf {
    let name = program.file_stem().unwrap_or_default().to_owned();
    // target/debug/examples/exercise-3
    let target = program.ancestors().nth(3);
    let folder = target.map(|target| target.join("verdicts"));
    let folder = folder.filter(|folder| fs::create_dir_all(folder).is_ok());
    let folder = folder.unwrap_or_else(env::temp_dir);
    folder.join(name).with_extension("json")
}
