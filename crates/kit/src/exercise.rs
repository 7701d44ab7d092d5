use crate::rule::{Check, Rule};
use crate::run::{self, Failure, Observer, Record};
use crate::{Form, Run, Scenario};
use mock_api::{Reply, Script};
use std::collections::HashMap;
use std::fmt::Display;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::time::Duration;
use timeline::{Lane, Outcome, Timeline, seconds};

/// Runs until one was steady. What an unsteady run shows says nothing about the solution.
const ATTEMPTS: u32 = 10;

/// Runs in which the machine kept time and an event was off its tick all the same, until that is
/// taken as meant.
const TIMES_MEANT: usize = 3;

/// A task whose solution is judged by what the server saw.
#[derive(Debug, Clone)]
pub struct Exercise {
    pub(crate) lesson: u32,
    pub(crate) form: Form,
    pub(crate) title: String,
    pub(crate) goal: String,
    pub(crate) next: Option<String>,
    /// The learner's file, from the root of the workspace.
    pub(crate) file: PathBuf,
    prompts: Vec<String>,
    script: Script,
    checks: Vec<Check>,
    returned: Option<Vec<String>>,
    instead: HashMap<String, String>,
    limit: Duration,
}

/// What was found out about a solution.
#[derive(Debug)]
pub struct Verdict {
    pub(crate) record: Record,
    /// Each rule of the exercise, in order.
    pub findings: Vec<Finding>,
}

/// What was found out about one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// What the server saw against it; `None` when it is kept.
    pub seen: Option<String>,
    /// What breaking it usually means.
    pub advice: String,
}

impl Exercise {
    /// The exercise of a lesson: in which form it is solved, its title, and the goal as the
    /// learner is told. It is made in the lesson's `src/exercise.rs`: the learner's file is
    /// `examples/exercise.rs` of the same package.
    #[track_caller]
    pub fn new(lesson: u32, form: Form, title: &str, goal: &str) -> Self {
        Exercise {
            lesson,
            form,
            title: title.to_owned(),
            goal: goal.to_owned(),
            next: None,
            file: learners_file(Path::new(Location::caller().file())),
            prompts: Vec::new(),
            script: Script::new(),
            checks: Vec::new(),
            returned: None,
            instead: HashMap::new(),
            limit: Duration::from_secs(10),
        }
    }

    /// What the solution is given: prompts, and a server that does what the script says.
    pub fn scenario(
        mut self,
        prompts: impl IntoIterator<Item = impl Into<String>>,
        script: Script,
    ) -> Self {
        self.prompts = prompts.into_iter().map(Into::into).collect();
        self.script = script;
        self
    }

    /// Prompts `article 1`, `article 2` and so on, each answered after its number of ticks.
    pub fn articles(self, latencies: &[u32]) -> Self {
        let prompts: Vec<String> = (1..=latencies.len())
            .map(|n| format!("article {n}"))
            .collect();
        let script = prompts
            .iter()
            .zip(latencies)
            .fold(Script::new(), |script, (prompt, &ticks)| {
                script.reply(prompt, Reply::ok().after(ticks))
            });
        self.scenario(prompts, script)
    }

    /// Adds a rule, with what is usually wrong when it is broken.
    pub fn rule(self, rule: Rule) -> Self {
        let advice = rule.advice().to_owned();
        self.rule_because(rule, &advice)
    }

    /// Adds a rule, with advice that fits this exercise better than the usual one.
    pub fn rule_because(mut self, rule: Rule, advice: &str) -> Self {
        let advice = advice.to_owned();
        self.checks.push(Check { rule, advice });
        self
    }

    /// The command to go on with when it is solved.
    pub fn next(mut self, command: &str) -> Self {
        self.next = Some(command.to_owned());
        self
    }

    /// How long a solution may take to return before it counts as hanging; 10 s unless told
    /// otherwise.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The prompts whose answers are to be returned, in this order, where these are not just the
    /// prompts that are given.
    pub fn returning(mut self, prompts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.returned = Some(prompts.into_iter().map(Into::into).collect());
        self
    }

    /// What is to be returned for a prompt that gets no answer.
    pub fn instead(mut self, prompt: &str, returned: &str) -> Self {
        self.instead.insert(prompt.to_owned(), returned.to_owned());
        self
    }

    /// The name of the learner's program: `exercise-3`. It holds the number because all programs of
    /// the workspace are built into one folder.
    pub fn name(&self) -> String {
        format!("exercise-{}", self.lesson)
    }

    /// Judges a solution by a steady run of it.
    ///
    /// # Errors
    ///
    /// When the system refuses a server or a thread, and when no run of several was steady.
    pub fn grade<E: Display>(
        &self,
        solution: impl Fn(&str, &[String]) -> Result<Vec<String>, E> + Send + Sync + 'static,
    ) -> io::Result<Verdict> {
        self.grade_watched(solution, |_| |_: &_| ())
    }

    pub(crate) fn grade_watched<E: Display, O: Observer>(
        &self,
        solution: impl Fn(&str, &[String]) -> Result<Vec<String>, E> + Send + Sync + 'static,
        mut observer: impl FnMut(&Run) -> O,
    ) -> io::Result<Verdict> {
        let mut run = match self.form {
            Form::Blocking => Run::blocking("your solution", solution),
            Form::Async => Run::asynchronous("your solution", solution),
        };
        let mut in_time = 0;
        for attempts in 0..ATTEMPTS {
            run::let_machine_rest(attempts);
            // Answers that nobody can know who has not asked for them.
            let signature = format!("{:08x}", RandomState::new().hash_one(0) & 0xffff_ffff);
            let script = self.script.clone().signed(signature);
            run.scenario = Scenario::of(&self.prompts).serving(|_| script.clone());
            let record = run::run(&run, self.limit, &mut observer(&run))?;
            let steadiness = record.timeline.steadiness;
            in_time += usize::from(steadiness.machine_kept_time());
            // A solution may do something between two ticks, and does so every time.
            let meant = steadiness.machine_kept_time() && in_time >= TIMES_MEANT;
            if steadiness.is_steady() || meant || !record.returned() {
                return Ok(self.judge(record, &script));
            }
        }
        Err(io::Error::other(format!(
            "this machine was too busy to keep time in {ATTEMPTS} runs. Nothing was judged; close other programs and try again"
        )))
    }

    fn judge(&self, record: Record, script: &Script) -> Verdict {
        let returned = self.returned.as_ref().unwrap_or(&self.prompts);
        let expected: Vec<String> = returned
            .iter()
            .map(|prompt| match self.instead.get(prompt) {
                Some(text) => text.clone(),
                None => script.answer(prompt),
            })
            .collect();
        let findings = self
            .checks
            .iter()
            .map(|check| Finding {
                seen: check.rule.broken(&record, &self.prompts, &expected),
                rule: check.rule.clone(),
                advice: check.advice.clone(),
            })
            .collect();
        Verdict { record, findings }
    }
}

/// The learner's file, by a source file of the same package.
fn learners_file(source: &Path) -> PathBuf {
    let package = source.ancestors().nth(2).unwrap_or(Path::new(""));
    package.join("examples").join("exercise.rs")
}

impl Verdict {
    /// The first rule that the solution breaks, and what the server saw against it; `None` when it
    /// keeps all of them.
    pub fn refusal(self) -> Option<(Rule, String)> {
        let mut findings = self.findings.into_iter();
        findings.find_map(|found| Some((found.rule, found.seen?)))
    }

    /// Whether every rule is kept.
    pub fn passed(&self) -> bool {
        self.record.result.is_ok() && self.findings.iter().all(|finding| finding.seen.is_none())
    }

    /// Whether the solution came to an end of its own. Where it did not, a rule that nothing was seen
    /// against is not kept: it cannot be told.
    pub fn returned(&self) -> bool {
        self.record.returned()
    }

    /// Whether a rule is kept; `None` when it cannot be told.
    pub fn kept(&self, finding: &Finding) -> Option<bool> {
        match finding.seen {
            Some(_) => Some(false),
            None => self.returned().then_some(true),
        }
    }

    /// For a solution that did not return: what was outstanding when it was given up.
    pub fn hang(&self) -> Option<String> {
        let Err(Failure::Hang(limit)) = self.record.result else {
            return None;
        };
        Some(format!(
            "It had not returned after {} s. {}",
            limit.as_secs(),
            outstanding(&self.record.timeline)
        ))
    }
}

fn outstanding(timeline: &Timeline) -> String {
    let names = |wanted: &dyn Fn(&Lane) -> bool| {
        let lanes = timeline.lanes.iter().filter(|lane| wanted(lane));
        lanes
            .map(|lane| lane.label.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let in_flight = |lane: &Lane| {
        lane.spans
            .iter()
            .any(|span| span.outcome == Outcome::InFlight)
    };
    let waiting = names(&in_flight);
    let unsent = names(&|lane| lane.spans.is_empty());
    let metrics = timeline.metrics();
    let last = seconds(metrics.time);
    match (waiting.is_empty(), unsent.is_empty()) {
        (false, true) => format!("In flight: {waiting}."),
        (false, false) => format!("In flight: {waiting}. Not sent: {unsent}."),
        (true, false) if metrics.requests == 0 => "No request was sent. Does something wait for a \
             permit, a lock or a message that never comes, or is there a loop without an end?"
            .to_owned(),
        (true, false) => format!(
            "The last request ended at {last}. Not sent: {unsent}. Does something wait for a permit, \
             a lock or a message that never comes?"
        ),
        (true, true) => format!(
            "All requests had ended at {last}. Does something wait for a task or a message that \
             never comes?"
        ),
    }
}
