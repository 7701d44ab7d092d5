use crate::dice::Dice;
use crate::evidence::Evidence;
use crate::form::Solution;
use crate::panics;
use crate::run::{self, Failure, Observer, Patience, Record};
use crate::task::Task;
use crate::verdict::{Finding, Refusal, Trouble, Verdict};
use crate::{Form, Plan, Run};
use catalogue::Catalogue;
use mock_api::MockApi;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use timeline::{MAX_RESIDUAL, MAX_STALL};

/// A solution has to hold for so many draws, one after another.
pub(crate) const DRAWS: u32 = 3;

/// Runs until one was steady. What an unsteady run shows says nothing about the solution.
const ATTEMPTS: u32 = 10;

/// Runs that were off their ticks for a reason that lies in the solution, until that is taken as meant.
const TIMES_MEANT: usize = 3;

/// How long a solution may take. Who sends one request after another, each with its retries, takes up to
/// twelve seconds for some draws: that is slow, and no hang.
const LIMIT: Duration = Duration::from_secs(15);

/// No draw takes so long: whoever watches is told that it seems to hang.
const WONDER: Duration = Duration::from_secs(5);

/// Something had to wait for a processor so long that more may have been lost than was seen.
const RESTLESS: Duration = Duration::from_millis(5);

/// How long threads may go on that a solution has left behind: what they send counts.
const AFTERWARDS: Duration = Duration::from_secs(2);

/// A task whose solution is judged by what the server saw.
#[derive(Clone)]
pub struct Exercise {
    pub(crate) lesson: u32,
    pub(crate) form: Form,
    pub(crate) title: String,
    pub(crate) goal: String,
    /// The learner's file, from the root of the workspace.
    pub(crate) file: PathBuf,
    draw: Arc<dyn Fn(&mut Dice) -> Task + Send + Sync>,
    limit: Duration,
}

impl Exercise {
    /// The exercise of a lesson: in which form it is solved, its title, the goal as the learner is
    /// told, and how a task is drawn. It is made in the lesson's `src/exercise.rs`: the learner's file
    /// is `examples/exercise.rs` of the same package.
    #[track_caller]
    pub fn new(
        lesson: u32,
        form: Form,
        title: &str,
        goal: &str,
        draw: impl Fn(&mut Dice) -> Task + Send + Sync + 'static,
    ) -> Self {
        Exercise {
            lesson,
            form,
            title: title.to_owned(),
            goal: goal.to_owned(),
            file: learners_file(Path::new(Location::caller().file())),
            draw: Arc::new(draw),
            limit: LIMIT,
        }
    }

    /// How long a solution may take to return before it counts as hanging; 15 s unless told
    /// otherwise.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The name of the learner's program: `exercise-3`. It holds the number because all programs of
    /// the workspace are built into one folder.
    pub fn name(&self) -> String {
        format!("exercise-{}", self.lesson)
    }

    /// The command that judges it.
    pub(crate) fn command(&self) -> String {
        let (number, name) = (self.lesson, self.name());
        format!("cargo run -p lesson-{number} --example {name}")
    }

    /// The command to go on with: the lesson after it, or after the last one the course, which says
    /// what is left.
    pub(crate) fn next(&self) -> Option<String> {
        let catalogue = Catalogue::read(&catalogue::root().ok()?).ok()?;
        Some(match catalogue.after(self.lesson) {
            Some(next) => format!("cargo run -p {}", next.package()),
            None => "cargo course".to_owned(),
        })
    }

    /// The task of one of the draws with a seed; `round` counts from 0.
    pub fn task(&self, seed: u64, round: u32) -> Task {
        (self.draw)(&mut Dice::new(seed, round))
    }

    /// Judges a solution by a steady run of it in each of three draws; the first that it does not hold
    /// for ends it.
    ///
    /// One solution at a time is judged in a process: threads, panics and processor time belong to it.
    ///
    /// # Errors
    ///
    /// When the system refuses a server or a thread, and when no run of several was steady.
    pub fn grade<P>(&self, seed: u64, solution: impl Solution<P>) -> io::Result<Verdict> {
        self.grade_before(seed, solution, &mut Nobody)
    }

    /// Judges a solution before somebody who watches.
    pub(crate) fn grade_before<P>(
        &self,
        seed: u64,
        solution: impl Solution<P>,
        audience: &mut impl Audience,
    ) -> io::Result<Verdict> {
        static ALONE: Mutex<()> = Mutex::new(());
        panics::note();
        // Whoever had it before and panicked has left nothing behind that matters here.
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut run = Run::of_solution(self.form, solution);
        let mut round = 0;
        loop {
            let task = self.task(seed, round);
            audience.begins(&task, round)?;
            let verdict = self.grade_draw(&mut run, task, audience)?;
            let verdict = verdict.of_draw(seed, round);
            audience.has_ended(&verdict)?;
            round += 1;
            if !verdict.passed() || round == DRAWS {
                return Ok(verdict);
            }
        }
    }

    fn grade_draw(
        &self,
        run: &mut Run,
        task: Task,
        audience: &mut impl Audience,
    ) -> io::Result<Verdict> {
        let patience = Patience {
            limit: self.limit,
            wonder: self.limit.min(WONDER),
            afterwards: AFTERWARDS,
        };
        let (mut meant, mut busy, mut doubted) = (0, 0, None);
        for attempts in 0..ATTEMPTS {
            run::let_machine_rest(attempts);
            // Answers that nobody can know who has not asked for them.
            let signature = format!("{:016x}", RandomState::new().hash_one(attempts));
            let task = task.clone().signed(signature);
            run.scenario = task.scenario().clone();
            let record = run::run(run, patience, &mut audience.observer(run))?;
            meant += usize::from(kept_time(&record));
            busy += usize::from(record.watched.worst.never_waits);
            // A solution may compute, or do something between two ticks, and does so every time.
            let meant_so = meant >= TIMES_MEANT && kept_time(&record);
            let is_busy = busy >= TIMES_MEANT;
            if record.timeline.steadiness.is_steady() || meant_so || is_busy || !record.returned() {
                // A thread that ends before anybody has looked takes along how long it had to wait for
                // a processor. What is refused on a restless machine has to be refused once more.
                let restless = record.watched.kept_by_others() >= RESTLESS;
                let verdict = judge(&task, record, is_busy);
                let hangs = verdict
                    .trouble
                    .as_ref()
                    .is_some_and(|trouble| !trouble.returned());
                if verdict.passed() || hangs || !restless || doubted.is_some() {
                    return Ok(verdict);
                }
                doubted = Some(verdict);
            }
        }
        // No other run was steady: what is known is still more than nothing.
        doubted.ok_or_else(|| {
            io::Error::other(format!(
                "this machine was too busy to keep time in {ATTEMPTS} runs. Nothing was judged; close \
                 other programs and try again"
            ))
        })
    }

    /// Judges a solution as a test does that knows it to be wrong, by draws that nobody knows before.
    ///
    /// # Panics
    ///
    /// When it is accepted, or when nothing could be judged.
    pub fn refused<P>(&self, solution: impl Solution<P>) -> Refusal {
        let verdict = self.grade(seed(), solution);
        let verdict = verdict.expect("the machine keeps time");
        verdict
            .refusal()
            .unwrap_or_else(|| panic!("seed {}: the solution is accepted", verdict.seed))
    }

    /// Judges a solution as a test does that knows it to be right.
    ///
    /// # Panics
    ///
    /// When it is refused, or when nothing could be judged.
    pub fn accepted<P>(&self, solution: impl Solution<P>) {
        let verdict = self.grade(seed(), solution);
        let verdict = verdict.expect("the machine keeps time");
        if let Some(refusal) = verdict.refusal() {
            panic!("{refusal:#?}\n{:#?}", verdict.record.timeline);
        }
    }

    /// Checks that the ideal behaviour keeps every rule in all draws of many seeds.
    ///
    /// # Panics
    ///
    /// When a draw breaks one of its own rules.
    pub fn check_draws(&self, seeds: u64) {
        for (seed, round) in (0..seeds).flat_map(|seed| (0..DRAWS).map(move |round| (seed, round)))
        {
            let task = self.task(seed, round).signed("a signature".to_owned());
            for rule in task.rules() {
                if let Err(broken) =
                    Evidence::of_plan(task.asked(), task.ideal(), |ideal| rule.check(ideal))
                {
                    panic!("seed {seed}, draw {round}: {rule:?}: {broken:#?}\n{task:#?}");
                }
            }
        }
    }

    /// Checks that a known wrong behaviour breaks a rule in some draw of each of many seeds. It is
    /// looked at as a plan that returns what is asked for: what was sent is what has to give it
    /// away.
    ///
    /// # Panics
    ///
    /// When all draws of a seed let it pass.
    pub fn check_refused(&self, seeds: u64, behaviour: impl Fn(&Task) -> Plan) {
        for seed in 0..seeds {
            let refused = (0..DRAWS).any(|round| {
                let task = self.task(seed, round);
                task.refusal_of(&behaviour(&task)).is_some()
            });
            assert!(refused, "seed {seed}: the behaviour is accepted");
        }
    }
}

/// Whoever watches while a solution is judged.
pub(crate) trait Audience {
    type Observer: Observer;

    /// A draw begins; the first is number 0.
    fn begins(&mut self, task: &Task, round: u32) -> io::Result<()>;

    /// Sees a run of it, of which there are several where the machine was busy.
    fn observer(&mut self, run: &Run) -> Self::Observer;

    /// A draw has ended.
    fn has_ended(&mut self, verdict: &Verdict) -> io::Result<()>;
}

struct Nobody;

impl Audience for Nobody {
    type Observer = fn(&MockApi);

    fn begins(&mut self, _: &Task, _: u32) -> io::Result<()> {
        Ok(())
    }

    fn observer(&mut self, _: &Run) -> Self::Observer {
        |_| ()
    }

    fn has_ended(&mut self, _: &Verdict) -> io::Result<()> {
        Ok(())
    }
}

/// A seed that nobody has chosen. Short enough to be typed.
pub(crate) fn seed() -> u64 {
    RandomState::new().hash_one(()) % 1_000_000
}

/// Whether the machine let this process run, whatever the solution did with that.
fn kept_time(record: &Record) -> bool {
    record.timeline.steadiness.worst_answer < MAX_RESIDUAL
        && record.watched.kept_by_others() < MAX_STALL
}

fn judge(task: &Task, record: Record, is_busy: bool) -> Verdict {
    let evidence = Evidence::new(task.asked(), &record);
    let findings: Vec<Finding> = task
        .rules()
        .iter()
        .map(|rule| Finding {
            wanted: rule.wanted().to_owned(),
            broken: rule.check(&evidence).err(),
        })
        .collect();
    let is_broken = findings.iter().any(|finding| finding.broken.is_some());
    let trouble = match (&record.result, &record.panic) {
        (Err(Failure::Hang(limit)), None) => {
            Some(Trouble::hang(task.asked(), &record.timeline, *limit))
        }
        (Err(Failure::Hang(_) | Failure::Panic(_) | Failure::Error(_)), Some(panic)) => {
            Some(Trouble::panic(panic))
        }
        (Err(Failure::Panic(panic)), None) => Some(Trouble::panic(panic)),
        (Err(Failure::Error(error)), None) => {
            Some(Trouble::error(error, task.asked(), &record.timeline))
        }
        // Who has lost a thread has lost what it was to do.
        (Ok(_), Some(panic)) if is_broken => Some(Trouble::panic(panic)),
        // A broken rule says more, and its advice tells of the processor too.
        (Ok(_), _) => (is_busy && !is_broken).then(Trouble::busy),
    };
    Verdict {
        seed: 0,
        draw: 0,
        draws: DRAWS,
        trouble,
        findings,
        record,
    }
}

/// The learner's file, by a source file of the same package.
fn learners_file(source: &Path) -> PathBuf {
    let package = source.ancestors().nth(2).unwrap_or(Path::new(""));
    package.join("examples").join("exercise.rs")
}

impl std::fmt::Debug for Exercise {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Exercise")
            .field("lesson", &self.lesson)
            .field("title", &self.title)
            .finish_non_exhaustive()
    }
}
