//! The order of a chapter.
//!
//! A reader says what will happen, sees it happen, reads the code that did it, and then why. So a
//! chapter begins with a question. Each of its sections has one idea and asks for a prediction
//! before it shows a picture, and shows the picture before the code. What is beside the ideas stands at
//! the end. Nothing here looks at how a chapter is rendered.

use crate::directive::Directive;
use crate::mistake::Mistake;
use crate::pages::Source;
use crate::record::{Record, Run};
use predict::Question;
use std::collections::HashSet;

/// Ideas that a chapter has at most.
const IDEAS: usize = 3;

/// What follows the ideas, in this order. Asides stand before the exercise.
const CLOSING: [&str; 4] = [CHOICE, "In Python", EXERCISE, "Further reading"];
const CHOICE: &str = "When to choose which";
pub(crate) const EXERCISE: &str = "Exercise";
const ASIDE: &str = "Aside: ";

/// A part of a chapter from a heading to the next.
#[derive(Debug, Clone, Copy)]
struct Section<'a> {
    title: &'a str,
    /// 2 for a section, 3 for a part of one.
    level: usize,
    at: usize,
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    let (mut at, mut in_code) = (0, false);
    for line in text.split_inclusive('\n') {
        let title = line.trim_start_matches('#');
        let level = line.len() - title.len();
        if line.starts_with("```") {
            in_code = !in_code;
        } else if !in_code && (2..=3).contains(&level) {
            let title = title.split("{#").next().unwrap_or(title).trim();
            sections.push(Section { title, level, at });
        }
        at += line.len();
    }
    sections
}

/// Where the section with this title begins.
pub(crate) fn section_at(text: &str, title: &str) -> Option<usize> {
    let mut sections = sections(text).into_iter();
    let found = sections.find(|section| section.level == 2 && section.title == title);
    found.map(|section| section.at)
}

/// A run of a lesson, by its idea and its name.
type Name = (Option<String>, String);

fn name(run: &Run) -> Name {
    (run.idea.clone(), run.name.clone())
}

/// Goes through a chapter from its beginning to its end, as a reader does.
pub(crate) struct Reader<'a> {
    source: &'a Source,
    record: &'a Record,
    sections: Vec<Section<'a>>,
    /// Runs of which something was shown, and those that were drawn.
    seen: HashSet<Name>,
    drawn: HashSet<Name>,
    /// Questions whose picture is still to come, with the place and the section of each.
    waiting: Vec<(String, Name, usize, Option<usize>)>,
    asked: HashSet<String>,
    /// Sections that have asked something, and parts of them that have shown a picture.
    predicted: HashSet<Option<usize>>,
    pictured: HashSet<Option<usize>>,
    mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    /// At the beginning of a chapter, whose headings are looked at first.
    pub(crate) fn new(source: &'a Source, record: &'a Record) -> Self {
        let mut reader = Reader {
            source,
            record,
            sections: sections(&source.text),
            seen: HashSet::new(),
            drawn: HashSet::new(),
            waiting: Vec::new(),
            asked: HashSet::new(),
            predicted: HashSet::new(),
            pictured: HashSet::new(),
            mistakes: Vec::new(),
        };
        reader.headings();
        reader
    }

    fn note(&mut self, at: usize, what: impl Into<String>) {
        self.mistakes.push(self.source.mistake(at, what));
    }

    /// The headings that there must be, and how many ideas there may be.
    fn headings(&mut self) {
        let mut lines = self.source.text.lines().skip(1);
        let question = lines.find(|line| !line.trim().is_empty()).unwrap_or("");
        let quote = self.source.text.split("\n\n").nth(1).unwrap_or("");
        if !question.starts_with("> ") || !quote.contains('?') {
            self.note(0, "a chapter begins with its question: > ...?");
        }
        let two = self.sections.iter().filter(|section| section.level == 2);
        let titles: Vec<&str> = two.map(|section| section.title).collect();
        let is_closing = |title: &&str| CLOSING.contains(title) || title.starts_with(ASIDE);
        let ideas = titles.iter().take_while(|title| !is_closing(title)).count();
        if !(1..=IDEAS).contains(&ideas) {
            let what = format!("a chapter has one to {IDEAS} sections with an idea, not {ideas}");
            self.note(0, what);
        }
        let is_aside = |title: &&str| title.starts_with(ASIDE);
        let asides = titles.iter().filter(|title| is_aside(title));
        let [choice, python, exercise, further] = CLOSING;
        let mut wanted = vec![choice, python];
        wanted.extend(asides);
        wanted.extend([exercise, further]);
        if titles[ideas..] != wanted {
            let wanted = CLOSING.join(", ");
            let what = format!(
                "after its ideas a chapter has the sections {wanted}; what is beside the ideas \
                 is called {ASIDE}... and stands before the exercise"
            );
            self.note(0, what);
        }
    }

    /// Which section an offset lies in, and whether it has an idea. Before the first there is none.
    fn section(&self, at: usize) -> Option<usize> {
        let before = |section: &Section<'_>| section.level == 2 && section.at < at;
        self.sections.iter().rposition(before)
    }

    fn part(&self, at: usize) -> Option<usize> {
        self.sections.iter().rposition(|section| section.at < at)
    }

    fn has_idea(&self, at: usize) -> bool {
        self.section(at).is_none_or(|index| {
            let title = self.sections[index].title;
            !CLOSING.contains(&title) && !title.starts_with(ASIDE)
        })
    }

    /// Comes to a question.
    pub(crate) fn asks(&mut self, at: usize, question: Question) {
        let run = question.run(&self.record.json);
        let text = |key: &str| run.and_then(|run| run[key].as_str()).map(str::to_owned);
        let run = (text("idea"), text("name").unwrap_or_default());
        if self.seen.contains(&run) {
            let (asked, run) = (&question.name, &run.1);
            let what = format!("{asked} is asked when the run {run} was shown already");
            self.note(at, what);
        }
        if !self.asked.insert(question.name.clone()) {
            self.note(at, format!("{} is asked a second time", question.name));
        }
        let section = self.section(at);
        self.predicted.insert(section);
        self.waiting.push((question.name, run, at, section));
    }

    /// Comes to a picture.
    pub(crate) fn shows(&mut self, at: usize, runs: &[&Run]) {
        let section = self.section(at);
        if self.has_idea(at) && !self.predicted.contains(&section) {
            self.note(
                at,
                "a section asks for a prediction before it shows a picture",
            );
        }
        self.pictured.insert(self.part(at));
        for run in runs {
            let run = name(run);
            self.waiting
                .retain(|(_, wanted, _, asked)| *wanted != run || *asked != section);
            self.seen.insert(run.clone());
            self.drawn.insert(run);
        }
    }

    /// Comes to figures or to an output, which answer questions too.
    pub(crate) fn tells(&mut self, it: &Directive<'_>, runs: &[&Run]) {
        if it.name != "measured" {
            self.has_pictured(it);
        }
        self.seen.extend(runs.iter().map(|run| name(run)));
    }

    /// Comes to what explains a picture, which has to be there.
    pub(crate) fn has_pictured(&mut self, it: &Directive<'_>) {
        let at = it.start;
        if self.has_idea(at) && !self.pictured.contains(&self.part(at)) {
            let what = format!("{{{{#{}}}}} stands before the picture of its part", it.name);
            self.note(at, what);
        }
    }

    /// Comes to the end, and tells what was not in its place. These are the questions of the lesson.
    pub(crate) fn closes(mut self, all: &[Question]) -> Vec<Mistake> {
        for (asked, (_, run), at, _) in std::mem::take(&mut self.waiting) {
            let what =
                format!("{asked} is asked, and no picture of its section shows the run {run}");
            self.note(at, what);
        }
        for question in all {
            if !self.asked.contains(&question.name) {
                self.note(0, format!("{} is never asked", question.name));
            }
        }
        for run in self.record.runs.iter().filter(|run| run.wrong) {
            if !self.drawn.contains(&name(run)) {
                let what = format!("no picture shows what is wrong in the run {}", run.name);
                self.note(0, what);
            }
        }
        self.mistakes.sort();
        self.mistakes
    }
}
