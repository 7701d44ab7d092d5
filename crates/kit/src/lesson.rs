use crate::Scenario;
use crate::form::{Call, Form, Solution};
use std::fmt::{self, Display};
use std::sync::Arc;

/// One pattern: what it is about and the forms that show it.
pub struct Lesson {
    pub(crate) number: u32,
    pub(crate) title: String,
    pub(crate) point: String,
    /// What is worth looking for in all of it; what belongs to one idea is there.
    pub(crate) look_for: Vec<String>,
    pub(crate) ideas: Vec<Idea>,
    scenario: Scenario,
    runs: Vec<Run>,
}

/// One of several ideas of a lesson.
pub(crate) struct Idea {
    pub(crate) title: String,
    pub(crate) point: String,
    pub(crate) look_for: Vec<String>,
}

/// One function of a lesson, and what it meets.
pub struct Run {
    pub(crate) form: Form,
    pub(crate) name: String,
    pub(crate) wrong: bool,
    pub(crate) tells: bool,
    /// Which of the lesson's ideas it shows, if the lesson has several.
    pub(crate) idea: Option<usize>,
    pub(crate) heading: String,
    pub(crate) scenario: Scenario,
    pub(crate) call: Call,
}

impl Lesson {
    /// A lesson with its number, its title, and its point in one sentence.
    pub fn new(number: u32, title: &str, point: &str) -> Self {
        Lesson {
            number,
            title: title.to_owned(),
            point: point.to_owned(),
            look_for: Vec::new(),
            ideas: Vec::new(),
            scenario: Scenario::new(),
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
        });
        self
    }

    /// What the runs that follow are given and what they meet.
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.scenario = scenario;
        self
    }

    /// Adds a run in the scenario at hand.
    pub fn run(mut self, run: Run) -> Self {
        self.runs.push(Run {
            idea: self.ideas.len().checked_sub(1),
            scenario: self.scenario.clone(),
            ..run
        });
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
        format!("lesson-{}", self.number)
    }

    /// The command that judges its exercise, with which to go on.
    pub(crate) fn exercise(&self) -> String {
        let number = self.number;
        format!("cargo run -p lesson-{number} --example exercise-{number}")
    }

    /// Its number and title in one line.
    pub fn title(&self) -> String {
        format!("Lesson {} · {}", self.number, self.title)
    }

    /// The runs of one form and of one idea, counted from 1; of all, where none is named. A lesson
    /// without ideas is one.
    pub(crate) fn runs(
        &self,
        only: Option<Form>,
        idea: Option<usize>,
    ) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(move |run| {
            let form = only.is_none_or(|only| run.form == only);
            let shown = run.idea.map(|index| index + 1);
            form && (idea.is_none() || shown.is_none() || shown == idea)
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
            idea: None,
            heading: heading.to_owned(),
            scenario: Scenario::new(),
            call: Arc::new(move |base_url, prompts, _| {
                call(base_url, prompts).map_err(|error| error.to_string())
            }),
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

    /// Prints what the function returns under the timeline, a line each: what the program knows,
    /// next to what the server saw.
    pub fn telling(mut self) -> Self {
        self.tells = true;
        self
    }

    /// A name of its own, where a lesson has several runs in one form.
    pub fn named(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }

    /// Marks what people write first, and what the timeline shows to be wrong.
    pub fn wrong(mut self) -> Self {
        self.wrong = true;
        self
    }

    pub(crate) fn heading(&self) -> String {
        let wrong = if self.wrong { ", wrong" } else { "" };
        format!("{}{wrong} · {}", self.form, self.heading)
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
