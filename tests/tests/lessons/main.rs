//! What every lesson prints, and what its exercise, its solution and its own tests do.
//!
//! Its tests are found and not written down, so that a lesson that is added is tested. Most of them
//! wait for a server all the time, so that many run at a time, each in a process of its own: one that
//! counts its threads counts no others. Names begin with that of the lesson:
//!
//! ```sh
//! cargo test -p tests --test lessons -- lesson-3
//! ```

mod built;
mod exercises;
mod own;
mod python;
mod snapshots;

use built::Built;
use catalogue::Lesson;
use libtest_mimic::{Arguments, Trial};
use std::num::NonZero;
use std::path::Path;
use std::process::ExitCode;
use std::thread::available_parallelism;
use tests::lessons;

/// Tests that run at a time for each processor, where nobody says another number. One needs a
/// processor for about a twentieth of its time: most of it waits for a server.
const A_PROCESSOR: usize = 8;

/// The test that runs all of a lesson.
const WHOLE: &str = "prints_and_records_what_it_should";

/// The test that runs what is there in Python too.
const PYTHON: &str = "draws_the_same_in_python";

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    let processors = available_parallelism().map_or(1, NonZero::get);
    arguments
        .test_threads
        .get_or_insert(A_PROCESSOR * processors);
    let wanted: Vec<_> = lessons()
        .into_iter()
        .filter(|lesson| may_be_meant(&arguments, &lesson.package()))
        .collect();
    let mut trials = Vec::new();
    for built in Built::all(&wanted) {
        trials.extend(trials_of(built));
    }
    // What takes longest begins first.
    trials.sort_by_key(|trial| {
        ![WHOLE, PYTHON]
            .iter()
            .any(|what| trial.name().ends_with(what))
    });
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Whether a name that the arguments ask for can be that of a test of a lesson. What is not asked for
/// need not be built.
fn may_be_meant(arguments: &Arguments, package: &str) -> bool {
    let Some(filter) = &arguments.filter else {
        return true;
    };
    let (lesson, is_whole) = match filter.split_once("::") {
        Some((lesson, _)) => (lesson, true),
        None => (filter.as_str(), arguments.exact),
    };
    match is_whole {
        true => package.ends_with(lesson),
        false => !lesson.starts_with("lesson-") || package.starts_with(lesson),
    }
}

fn trials_of(built: Built) -> Vec<Trial> {
    let name = |what: &str| format!("{}::{what}", built.lesson.package());
    let Some(program) = built.program.clone() else {
        let what = format!("{} does not build: see above", built.lesson.package());
        return vec![Trial::test(name("builds"), move || Err(what.into()))];
    };
    let mut trials = own::trials(&built);
    let mut trial = |what: &str, check: fn(&Lesson, &Path)| {
        let (lesson, program) = (built.lesson.clone(), program.clone());
        let trial = Trial::test(name(what), move || {
            check(&lesson, &program);
            Ok(())
        });
        // An interpreter takes a processor for so long that no test beside it would keep time: only the
        // continuous integration runs these, a few at a time.
        trials.push(trial.with_ignored_flag(what == PYTHON));
    };
    trial(WHOLE, snapshots::check);
    trial(PYTHON, python::check);
    // All lessons do this alike. Windows looks for programs elsewhere too.
    if cfg!(unix) && built.lesson.number == exercises::ANY {
        trial("says_what_to_install_without_python", python::check_without);
    }
    trials.extend(exercises::trials(built));
    trials
}
