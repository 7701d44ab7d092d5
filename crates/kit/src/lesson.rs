use crate::form::{Call, Form, Solution};
use crate::python;
use crate::{History, Scenario, Timeline};
use std::fmt::{self, Display};
use std::sync::Arc;

/// One pattern: what it is about and the forms that show it.
pub struct Lesson {
    /// None where it belongs to no chapter.
    pub(crate) number: Option<u32>,
    package: String,
    pub(crate) title: String,
    pub(crate) point: String,
    /// What is worth looking for in all of it; what belongs to one idea is there.
    pub(crate) look_for: Vec<String>,
    pub(crate) ideas: Vec<Idea>,
    scenario: Scenario,
    /// How many scenarios there were so far.
    scenarios: usize,
    runs: Vec<Run>,
}

/// One of several ideas of a lesson.
pub(crate) struct Idea {
    pub(crate) title: String,
    pub(crate) point: String,
    pub(crate) look_for: Vec<String>,
    /// The ticks for which its timelines leave room from the first on.
    pub(crate) lasts: Option<u32>,
}

/// One function of a lesson, and what it meets.
pub struct Run {
    pub(crate) form: Form,
    pub(crate) name: String,
    pub(crate) wrong: bool,
    pub(crate) tells: bool,
    /// Whether its end is that of a process of its own.
    pub(crate) own_process: bool,
    /// Which of the lesson's ideas it shows, if the lesson has several.
    pub(crate) idea: Option<usize>,
    pub(crate) heading: String,
    pub(crate) scenario: Scenario,
    /// Which of the lesson's scenarios that is.
    scenario_number: usize,
    /// The right run that a wrong one is compared with, where the lesson says.
    ghost: Option<String>,
    pub(crate) call: Call,
    pub(crate) tracked: Option<Arc<dyn Fn() -> Tracked + Send + Sync>>,
    /// What is counted from what the server saw, by its name.
    pub(crate) counted: Option<(&'static str, Count)>,
    language: Language,
}

/// From which tick on there were how many, by what a server saw.
type Count = fn(&Timeline) -> Vec<(u32, u32)>;

/// A call with a policy of its own, and what that remembers when the call is over.
pub(crate) struct Tracked {
    pub(crate) call: Call,
    pub(crate) histories: Box<dyn Fn() -> Vec<History> + Send>,
}

/// What a run is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Language {
    Rust,
    /// In Rust, and as this program in Python too, with its heading.
    Both(String, &'static str),
    /// In Python, as a twin of the run with this name.
    Python(String),
}

impl Lesson {
    /// A lesson with its number, its title, and its point in one sentence.
    pub fn new(number: u32, title: &str, point: &str) -> Self {
        Lesson {
            number: Some(number),
            ..Self::unnumbered(&format!("lesson-{number}"), title, point)
        }
    }

    /// Runs that are shown as those of a lesson, and are none: the name of the package, a title, and
    /// the point in one sentence. It has no chapter and no exercise.
    pub fn unnumbered(package: &str, title: &str, point: &str) -> Self {
        Lesson {
            number: None,
            package: package.to_owned(),
            title: title.to_owned(),
            point: point.to_owned(),
            look_for: Vec::new(),
            ideas: Vec::new(),
            scenario: Scenario::new(),
            scenarios: 0,
            runs: Vec::new(),
        }
    }

    /// Begins one of several ideas, with its title and its point in one sentence. The runs that
    /// follow belong to it.
    pub fn idea(mut self, title: &str, point: &str) -> Self {
        self.ideas.push(Idea {
            title: title.to_owned(),
            point: point.to_owned(),
            look_for: Vec::new(),
            lasts: None,
        });
        self
    }

    /// Leaves room for runs of so many ticks in all timelines of the idea at hand, so that they have one
    /// scale in which the longest fits, although the first one that is drawn is shorter.
    ///
    /// # Panics
    ///
    /// When there is no idea at hand.
    pub fn lasting(mut self, ticks: u32) -> Self {
        let idea = self.ideas.last_mut();
        idea.expect("a lesson says how long an idea lasts after it has begun it")
            .lasts = Some(ticks);
        self
    }

    /// What the runs that follow are given and what they meet.
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.scenario = scenario;
        self.scenarios += 1;
        self
    }

    /// Adds a run in the scenario at hand, and its twin in Python, if it has one.
    pub fn run(mut self, run: Run) -> Self {
        let twin = run.twin();
        for run in [Some(run), twin].into_iter().flatten() {
            self.runs.push(Run {
                idea: self.ideas.len().checked_sub(1),
                scenario: self.scenario.clone(),
                scenario_number: self.scenarios,
                ..run
            });
        }
        self
    }

    /// A sentence on what is worth looking for in the timelines of the idea at hand, or of the whole
    /// lesson before its first. May be given several times.
    pub fn look_for(mut self, what: &str) -> Self {
        let at_hand = match self.ideas.last_mut() {
            Some(idea) => &mut idea.look_for,
            None => &mut self.look_for,
        };
        at_hand.push(what.to_owned());
        self
    }

    /// The name of its package, which is also that of its program.
    pub fn package(&self) -> String {
        self.package.clone()
    }

    /// The command with which to go on: it judges the exercise, or runs the first lesson.
    pub(crate) fn next(&self) -> String {
        match self.number {
            Some(number) => format!("cargo run -p lesson-{number} --example exercise-{number}"),
            None => "cargo run -p lesson-1".to_owned(),
        }
    }

    /// Its number and title in one line.
    pub fn title(&self) -> String {
        match self.number {
            Some(number) => format!("Lesson {number} · {}", self.title),
            None => self.title.clone(),
        }
    }

    /// The right run that a wrong one is compared with: the one that it names; otherwise the first of its
    /// idea, rather one in the same scenario, and rather one in the same form. `None` for a right run,
    /// and where no right run has the same lanes.
    ///
    /// # Errors
    ///
    /// When the idea has no right run of the name that is given.
    pub(crate) fn ghost(&self, run: &Run) -> Result<Option<&Run>, String> {
        let right = self
            .runs
            .iter()
            .filter(|other| !other.wrong && other.idea == run.idea && other.twin_of().is_none());
        if let Some(name) = &run.ghost {
            let mut right = right;
            let named = right.find(|other| other.name == *name);
            let none = || {
                let heading = run.heading();
                format!(
                    "the run \"{heading}\" has {name} for a ghost, which is no right run of its idea"
                )
            };
            return named.map(Some).ok_or_else(none);
        }
        if !run.wrong {
            return Ok(None);
        }
        let lanes = right.filter(|other| other.scenario.lanes() == run.scenario.lanes());
        Ok(lanes.min_by_key(|other| {
            let other_scenario = other.scenario_number != run.scenario_number;
            (other_scenario, other.form != run.form)
        }))
    }

    /// The ticks for which the timelines of a run's idea leave room.
    pub(crate) fn lasts(&self, run: &Run) -> Option<u32> {
        run.idea.and_then(|idea| self.ideas[idea].lasts)
    }

    /// The runs of one form and of one idea, counted from 1; of all, where none is named. A lesson
    /// without ideas is one. With `python` they are those that are there in both languages.
    pub(crate) fn runs(
        &self,
        only: Option<Form>,
        idea: Option<usize>,
        python: bool,
    ) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(move |run| {
            let form = only.is_none_or(|only| run.form == only);
            let shown = run.idea.map(|index| index + 1);
            let language = match run.language {
                Language::Rust => !python,
                Language::Both(..) => true,
                Language::Python(_) => python,
            };
            form && language && (idea.is_none() || shown.is_none() || shown == idea)
        })
    }
}

impl Run {
    /// A run of a blocking function: of a base URL and of prompts. What it returns matters only
    /// to a run that [tells](Run::telling) it: the server has seen what it did.
    pub fn blocking<E: Display>(
        heading: &str,
        call: impl Fn(&str, &[String]) -> Result<Vec<String>, E> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Form::Blocking, heading, call)
    }

    /// A run of a function that starts a runtime and waits in it.
    pub fn asynchronous<E: Display>(
        heading: &str,
        call: impl Fn(&str, &[String]) -> Result<Vec<String>, E> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Form::Async, heading, call)
    }

    fn new<E: Display>(
        form: Form,
        heading: &str,
        call: impl Fn(&str, &[String]) -> Result<Vec<String>, E> + Send + Sync + 'static,
    ) -> Self {
        Run {
            form,
            name: form.to_string(),
            wrong: false,
            tells: false,
            own_process: false,
            idea: None,
            heading: heading.to_owned(),
            scenario: Scenario::new(),
            scenario_number: 0,
            ghost: None,
            call: Arc::new(move |base_url, prompts, _| {
                call(base_url, prompts).map_err(|error| error.to_string())
            }),
            language: Language::Rust,
            tracked: None,
            counted: None,
        }
    }

    /// A run of a function that is given a policy, such as a limiter or a breaker, which keeps a history
    /// of its own. That history is drawn under the lanes; the function itself notes nothing for us.
    ///
    /// Each run has a `policy` of its own, which `histories` reads when the call has returned. One that is
    /// changed from several threads or tasks is a `Mutex` around it. A call that hangs is not asked: it may
    /// hold that lock.
    ///
    /// ```
    /// use kit::{Form, History, Run};
    /// use std::convert::Infallible;
    /// use std::sync::Mutex;
    /// use std::time::{Duration, Instant};
    ///
    /// /// A policy: pure, and time goes in as a value.
    /// #[derive(Default)]
    /// struct Breaker {
    ///     history: Vec<(Instant, &'static str)>,
    /// }
    ///
    /// impl Breaker {
    ///     fn failed(&mut self, now: Instant) {
    ///         self.history.push((now, "open"));
    ///     }
    /// }
    ///
    /// /// A form, as it is shown.
    /// fn ask(_: &str, _: &[String], breaker: &Mutex<Breaker>) -> Result<Vec<String>, Infallible> {
    ///     breaker.lock().expect("nobody panics with it").failed(Instant::now());
    ///     Ok(Vec::new())
    /// }
    ///
    /// let run = Run::tracking(
    ///     Form::Blocking,
    ///     "a breaker",
    ///     Mutex::<Breaker>::default,
    ///     |url, prompts, breaker| ask(url, prompts, breaker),
    ///     |breaker| {
    ///         let breaker = breaker.lock().expect("nobody panics with it");
    ///         vec![History::states("breaker", breaker.history.clone())]
    ///     },
    /// );
    /// ```
    pub fn tracking<P: Send + Sync + 'static, E: Display>(
        form: Form,
        heading: &str,
        policy: impl Fn() -> P + Send + Sync + 'static,
        call: impl Fn(&str, &[String], &Arc<P>) -> Result<Vec<String>, E> + Send + Sync + 'static,
        histories: impl Fn(&P) -> Vec<History> + Send + Sync + 'static,
    ) -> Self {
        let (call, histories) = (Arc::new(call), Arc::new(histories));
        let begin = move || {
            let (policy, call) = (Arc::new(policy()), Arc::clone(&call));
            let (kept, histories) = (Arc::clone(&policy), Arc::clone(&histories));
            Tracked {
                call: Arc::new(move |base_url, prompts, _| {
                    call(base_url, prompts, &policy).map_err(|error| error.to_string())
                }),
                histories: Box::new(move || histories(&kept)),
            }
        };
        Run {
            tracked: Some(Arc::new(begin)),
            ..Self::new(form, heading, |_, _| Ok::<_, String>(Vec::new()))
        }
    }

    /// A run of what a learner wrote.
    pub(crate) fn of_solution<P>(form: Form, solution: impl Solution<P>) -> Self {
        Run {
            call: Arc::new(move |base_url, prompts, moment| {
                solution.call(base_url, prompts, moment)
            }),
            ..Self::new(form, "your solution", |_, _| Ok::<_, String>(Vec::new()))
        }
    }

    /// Draws a track of numbers under the lanes that follows from them, such as how many things wait
    /// between one request and the next: the number from each of these ticks on.
    pub fn counting(mut self, name: &'static str, count: fn(&Timeline) -> Vec<(u32, u32)>) -> Self {
        self.counted = Some((name, count));
        self
    }

    /// Prints what the function returns under the timeline, a line each: what the program knows,
    /// next to what the server saw.
    pub fn telling(mut self) -> Self {
        self.tells = true;
        self
    }

    /// Runs the function in a process of its own, as its `main` would call it: when it has returned, the
    /// process ends, and with it every thread that it has left behind. It does not count its threads.
    pub fn in_own_process(mut self) -> Self {
        self.own_process = true;
        self
    }

    /// A name of its own, where a lesson has several runs in one form.
    pub fn named(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }

    /// Marks what people write first, and what the timeline shows to be wrong. It is drawn over the
    /// right run, its ghost: the first of the same idea, in the same scenario and form where there is
    /// one.
    pub fn wrong(mut self) -> Self {
        self.wrong = true;
        self
    }

    /// Names the program in Python that draws the same, such as `kit::python!("asynchronous.py")`,
    /// and says what it does. `--python` runs it next to this one.
    pub fn in_python(mut self, heading: &str, program: &'static str) -> Self {
        self.language = Language::Both(heading.to_owned(), program);
        self
    }

    /// The same in Python, if it is there.
    fn twin(&self) -> Option<Run> {
        let Language::Both(heading, program) = &self.language else {
            return None;
        };
        Some(Run {
            form: self.form,
            name: format!("{}, Python", self.name),
            wrong: self.wrong,
            tells: self.tells,
            own_process: false,
            idea: None,
            heading: heading.clone(),
            scenario: Scenario::new(),
            scenario_number: 0,
            ghost: self.ghost.clone(),
            call: python::call(program),
            tracked: None,
            counted: self.counted,
            language: Language::Python(self.name.clone()),
        })
    }

    /// Whether it runs in another process than the server, whose threads are not ours to count.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.own_process || self.twin_of().is_some()
    }

    /// The name of the run whose twin in Python it is.
    pub(crate) fn twin_of(&self) -> Option<&str> {
        match &self.language {
            Language::Python(name) => Some(name),
            _ => None,
        }
    }

    /// Names the right run of the same idea that this one is drawn over, where it is another one.
    pub fn ghost(mut self, name: &str) -> Self {
        self.ghost = Some(name.to_owned());
        self
    }

    pub(crate) fn heading(&self) -> String {
        let wrong = if self.wrong { ", wrong" } else { "" };
        let python = if self.twin_of().is_some() {
            " in Python"
        } else {
            ""
        };
        format!("{}{python}{wrong} · {}", self.form, self.heading)
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Run")
            .field("heading", &self.heading())
            .field("scenario", &self.scenario)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Lesson {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Lesson")
            .field("number", &self.number)
            .field("runs", &self.runs)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(form: Form, name: &str) -> Run {
        Run::new(form, name, |_, _| Ok::<_, String>(Vec::new())).named(name)
    }

    /// The ghost of each run, by name.
    fn ghosts(lesson: &Lesson) -> Vec<(&str, Option<&str>)> {
        let runs = lesson.runs(None, None, false);
        let ghost = |run| lesson.ghost(run).expect("it is there");
        runs.map(|run| {
            (
                run.name.as_str(),
                ghost(run).map(|ghost| ghost.name.as_str()),
            )
        })
        .collect()
    }

    #[test]
    fn the_ghost_of_a_wrong_run_is_the_right_one_that_is_most_like_it() {
        use Form::{Async, Blocking};
        let lesson = Lesson::new(0, "", "")
            .idea("one", "")
            .scenario(Scenario::articles(&[1]))
            .run(run(Blocking, "threads"))
            .run(run(Async, "futures"))
            .run(run(Async, "stream"))
            .run(run(Async, "late").wrong())
            .run(run(Async, "named").wrong().ghost("stream"))
            .scenario(Scenario::articles(&[2]))
            .run(run(Blocking, "stuck"))
            .run(run(Blocking, "left behind").wrong())
            // No right one of its form in its scenario: rather the scenario than the form.
            .run(run(Async, "left alone").wrong())
            .scenario(Scenario::of(["other"]))
            .run(run(Async, "lost").wrong())
            .idea("two", "")
            .run(run(Async, "alone").wrong());
        let expected = [
            ("threads", None),
            ("futures", None),
            ("stream", None),
            ("late", Some("futures")),
            ("named", Some("stream")),
            ("stuck", None),
            ("left behind", Some("stuck")),
            ("left alone", Some("stuck")),
            // With other lanes there is nothing to outline.
            ("lost", None),
            ("alone", None),
        ];
        assert_eq!(ghosts(&lesson), expected);
    }

    #[test]
    fn a_ghost_that_is_no_right_run_of_the_idea_is_refused() {
        let lesson = Lesson::new(0, "", "")
            .run(run(Form::Async, "late").wrong())
            .run(run(Form::Async, "later").wrong().ghost("late"));
        let mut runs = lesson.runs(None, None, false);
        let later = runs.find(|run| run.name == "later").expect("it is there");
        let wrong = lesson.ghost(later).map(|_| ()).expect_err("late is wrong");
        assert!(wrong.contains("has late for a ghost"), "{wrong}");
    }
}
