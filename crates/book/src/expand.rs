use crate::agenda;
use crate::calls::{self, Excerpt};
use crate::chart;
use crate::code;
use crate::directive::{Broken, Directive, list};
use crate::errors;
use crate::html::{self, Shown};
use crate::lab::Lab;
use crate::mistake::{Mistake, line_of};
use crate::race::{self, Way};
use crate::record::{Record, Run};
use crate::source;
use crate::what_if;
use catalogue::{Catalogue, Lesson};
use predict::Question;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{MAIN_SEPARATOR, Path};
use std::rc::Rc;
use timeline::Shape;

/// Replaces the directives of pages by what they ask for.
pub(crate) struct Expander {
    catalogue: Catalogue,
    records: HashMap<u32, Rc<Record>>,
    lab: Option<Rc<Lab>>,
    /// Items of lessons that the page shows so far.
    excerpts: RefCell<Vec<Excerpt>>,
    pub(crate) mistakes: Vec<Mistake>,
}

/// A page that is being expanded.
pub(crate) struct Page<'a> {
    /// Its file, relative to the root of the repository.
    file: &'a Path,
    text: &'a str,
    /// Timelines and questions so far; they need ids.
    count: usize,
    /// The shapes that a picture has explained so far.
    explained: BTreeSet<Shape>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(file: &'a Path, text: &'a str) -> Self {
        Page {
            file,
            text,
            count: 0,
            explained: BTreeSet::new(),
        }
    }

    /// An id that no other page has: all pages together are one for printing.
    fn id(&mut self, kind: &str) -> String {
        self.count += 1;
        let name = self.file.file_stem().unwrap_or_default().to_string_lossy();
        format!("{kind}-{name}-{}", self.count)
    }
}

impl Expander {
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        Expander {
            catalogue,
            records: HashMap::new(),
            lab: None,
            excerpts: RefCell::default(),
            mistakes: Vec::new(),
        }
    }

    /// The text of a page with its directives replaced. Mistakes are noted, and leave a gap.
    pub(crate) fn page(&mut self, file: &Path, text: &str) -> String {
        let mut page = Page::new(file, text);
        let mut expanded = String::new();
        let mut from = 0;
        self.excerpts.get_mut().clear();
        while let Some(directive) = Directive::find(text, from) {
            let directive = match directive {
                Ok(directive) => directive,
                Err(Broken { at, what }) => {
                    self.note(&page, at, what);
                    return expanded;
                }
            };
            expanded.push_str(&text[from..directive.start]);
            from = directive.end;
            let before = self.excerpts.get_mut().len();
            match self.directive(&mut page, &directive) {
                Ok(replacement) => {
                    let block = expanded.strip_suffix("```rust\n").map(str::len);
                    match (directive.name, block, text[from..].strip_prefix("\n```")) {
                        // Code of a lesson is laid out here, and not by mdBook.
                        ("include", Some(block), Some(after)) => {
                            expanded.truncate(block);
                            expanded.push_str(&code::alone(file_of(&directive), &replacement));
                            from = text.len() - after.len();
                        }
                        _ => expanded.push_str(&replacement),
                    }
                    for excerpt in &mut self.excerpts.get_mut()[before..] {
                        excerpt.at = expanded.len();
                    }
                    if let Some(key) = directive.unknown() {
                        let what = format!("{{{{#{}}}}} knows no {key}", directive.name);
                        self.note(&page, directive.start, what);
                    }
                }
                Err(what) => self.note(&page, directive.start, what),
            }
        }
        expanded.push_str(&text[from..]);
        self.with_helpers(expanded)
    }

    /// Puts what is called under the code that calls it.
    fn with_helpers(&self, mut page: String) -> String {
        let helpers = calls::helpers(&self.catalogue, &self.excerpts.borrow());
        let mut places: Vec<usize> = helpers.iter().map(|(at, _)| *at).collect();
        places.sort_unstable();
        places.dedup();
        // From the end on, so that no other place moves.
        for place in places.into_iter().rev() {
            let here = helpers.iter().filter(|(at, _)| *at == place);
            let here: Vec<_> = here.map(|(_, helper)| helper).collect();
            page.insert_str(place, &format!("\n{}", code::also(&here)));
        }
        page
    }

    fn note(&mut self, page: &Page<'_>, at: usize, what: String) {
        let line = line_of(page.text, at);
        self.mistakes.push(Mistake::new(page.file, line, what));
    }

    fn directive(&mut self, page: &mut Page<'_>, it: &Directive<'_>) -> Result<String, String> {
        match it.name {
            "include" => self.include(page, it),
            "compare" => self.compare(page, it),
            "lines" => Ok(code::alone(it.required("in")?, &self.lines(page, it)?)),
            "timeline" => {
                let record = self.record(page, it)?;
                let runs = record.runs(list(it.required("runs")?), it.value("idea"))?;
                let shown = shown(&record, &runs, it.value("ghost"))?;
                let notes = it.value("notes").is_some();
                let (id, title) = (page.id("timeline"), &record.title);
                Ok(html::timelines(
                    &id,
                    title,
                    &shown,
                    &mut page.explained,
                    notes,
                ))
            }
            "output" => {
                let record = self.record(page, it)?;
                let run = it.value("run").map(|_| run(&record, it)).transpose()?;
                let output = match it.value("told") {
                    Some(_) => record.told(run),
                    None => record.output(run).to_owned(),
                };
                Ok(format!("```text\n{output}\n```"))
            }
            "costs" => {
                let record = self.record(page, it)?;
                let names: Vec<&str> = match it.value("runs") {
                    Some(names) => list(names).collect(),
                    None => record.runs.iter().map(|run| run.name.as_str()).collect(),
                };
                let runs = record.runs(names, it.value("idea"))?;
                Ok(html::costs(&shown(&record, &runs, None)?))
            }
            "measured" => {
                let record = self.record(page, it)?;
                Ok(run(&record, it)?.figure(it.required("of")?)?)
            }
            "race" => self.race(page, it),
            "what-if" => {
                let record = self.record(page, it)?;
                let runs = record.runs(list(it.required("runs")?), it.value("idea"))?;
                let ways = it.value("ways").map(|ways| list(ways).collect());
                what_if::sliders(&runs, ways, it.value("takes"))
            }
            "error" => {
                let told = errors::read(&self.catalogue.root, it.subject()?)?;
                Ok(match it.value("of") {
                    None => format!("```text\n{}\n```", told.message),
                    Some("compiler") => told.compiler,
                    Some(of) => return Err(format!("of an error there is compiler, not {of}")),
                })
            }
            "exercise" => self.exercise(page, it),
            "predict" => self.predict(page, it),
            "lab" => {
                let lab = self.lab()?;
                let experiment = lab.experiment(it.subject()?)?;
                let columns = it.value("columns").map(|columns| list(columns).collect());
                let table = experiment.table(columns)?;
                Ok(match it.value("notes") {
                    Some(_) => format!("{table}\n\n{}", experiment.notes()),
                    None => table,
                })
            }
            "lab-chart" => {
                let lab = self.lab()?;
                let experiment = lab.experiment(it.subject()?)?;
                let rows: Vec<&str> = match it.value("rows") {
                    Some(rows) => list(rows).collect(),
                    None => experiment.rows().collect(),
                };
                let figures: Vec<&str> = list(it.required("of")?).collect();
                chart::bars(&page.id("chart"), experiment, &rows, &figures)
            }
            "lab-figure" => self.lab_figure(it),
            "agenda" => {
                let tables = agenda::Frame::read(it)?.tables(&self.catalogue.lessons);
                tables.map_err(|wrong| self.relative(&wrong))
            }
            "notes" => {
                agenda::notes(&self.catalogue.lessons).map_err(|wrong| self.relative(&wrong))
            }
            name => Err(format!("unknown directive {name}")),
        }
    }

    /// A part of a file, by a path from the page and names of items: `../../a.rs:use, ask`.
    fn include(&self, page: &Page<'_>, it: &Directive<'_>) -> Result<String, String> {
        let subject = it.text.trim();
        let (path, names) = subject.split_once(':').unwrap_or((subject, ""));
        let folder = page.file.parent().unwrap_or(Path::new(""));
        self.part(&folder.join(path), path, names)
    }

    fn part(&self, file: &Path, shown: &str, names: &str) -> Result<String, String> {
        let file = self.catalogue.root.join(file);
        let text = fs::read_to_string(&file);
        let text = text.map_err(|error| format!("cannot include {shown}: {error}"))?;
        let text = text.replace("\r\n", "\n");
        let is_python = file.extension().is_some_and(|ending| ending == "py");
        let code = match is_python {
            true => source::functions(&text, list(names)),
            false => source::items(&text, list(names)),
        };
        let code = code.map_err(|name| format!("there is no {name} in {shown}"))?;
        self.excerpts
            .borrow_mut()
            .push(Excerpt::new(file, code.clone(), 0));
        Ok(code)
    }

    /// The code that a directive shows, in one part or in two.
    pub(crate) fn code(&self, page: &Page<'_>, it: &Directive<'_>) -> Result<Vec<String>, String> {
        Ok(match it.name {
            "include" => vec![self.include(page, it)?],
            "lines" => vec![self.lines(page, it)?],
            _ => self.sides(page, it)?.map(|(_, code)| code).into(),
        })
    }

    /// Lines within an item of a lesson, such as `in="blocking.rs" from="let call" to="});"`.
    fn lines(&self, page: &Page<'_>, it: &Directive<'_>) -> Result<String, String> {
        let (path, from) = (it.required("in")?, it.required("from")?);
        let lesson = self.lesson(page, it)?;
        let folder = match path.ends_with(".py") {
            true => lesson.python(),
            false => lesson.src(),
        };
        let text = fs::read_to_string(folder.join(path));
        let text = text.map_err(|error| format!("cannot include {path}: {error}"))?;
        let lines = source::lines(&text, from, it.value("to").unwrap_or(from));
        lines.map_err(|text| format!("no line of {path} has {text}"))
    }

    /// Two parts of a lesson, such as `left="blocking.rs: use, summarise"`.
    fn compare(&self, page: &Page<'_>, it: &Directive<'_>) -> Result<String, String> {
        let [left, right] = self.sides(page, it)?;
        Ok(code::compare([left.0, right.0], [&left.1, &right.1]))
    }

    /// The two parts, each with its path.
    fn sides<'a>(
        &self,
        page: &Page<'_>,
        it: &Directive<'a>,
    ) -> Result<[(&'a str, String); 2], String> {
        let src = self.lesson(page, it)?.src();
        let side = |key| {
            let part = it.required(key)?;
            let (path, names) = part.split_once(':').unwrap_or((part, ""));
            let code = self.part(&src.join(path), path, names)?;
            Ok::<_, String>((path, code))
        };
        Ok([side("left")?, side("right")?])
    }

    /// What an exercise says of itself in its first lines.
    fn exercise(&self, page: &Page<'_>, it: &Directive<'_>) -> Result<String, String> {
        let lesson = self.lesson(page, it)?;
        // As it was shipped: somebody who learns here has changed their own.
        let original = self.shown(&lesson.original());
        let text = fs::read_to_string(lesson.original());
        let text = text.map_err(|error| format!("cannot include {original}: {error}"))?;
        let task = source::task(&text);
        let task = task.ok_or_else(|| format!("{original} does not say what to do"))?;
        let (file, number) = (self.shown(&lesson.exercise()), lesson.number);
        Ok(format!(
            "{task}\nYour code goes into `{file}`. This runs it each time you save, and says which rule is broken, on which \
             lane and when:\n\n```sh\ncargo course watch {number}\n```\n\nWhen you are stuck: `cargo course hint {number}`. \
             When it is solved, compare it with one solution of many: `cargo course solution {number}`.\n"
        ))
    }

    /// The lesson that is named; in a chapter, its own where none is named.
    fn lesson(&self, page: &Page<'_>, it: &Directive<'_>) -> Result<&Lesson, String> {
        let lessons = &self.catalogue.lessons;
        let file = page.file.file_name().unwrap_or_default();
        let own = lessons.iter().find(|lesson| *lesson.chapter() == *file);
        if it.subject.is_none()
            && let Some(own) = own
        {
            return Ok(own);
        }
        let name = it.subject()?;
        let named = lessons.iter().find(|lesson| lesson.package() == name);
        let named = named.ok_or_else(|| format!("unknown lesson {name}"))?;
        match own {
            // A figure may be compared with that of another lesson. Nothing else is shown twice.
            Some(own) if own != named && it.name != "measured" => Err(format!(
                "this is the chapter of {}, and not of {name}",
                own.package()
            )),
            _ => Ok(named),
        }
    }

    /// A path as it is written in a page: from the root, with slashes on every system.
    fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.catalogue.root).unwrap_or(path);
        path.display().to_string().replace('\\', "/")
    }

    /// What is wrong is said of a path from the root, as everywhere.
    fn relative(&self, wrong: &str) -> String {
        let root = format!("{}{MAIN_SEPARATOR}", self.catalogue.root.display());
        wrong.replace(&root, "").replace('\\', "/")
    }

    /// The questions of a lesson that are named, or all of them.
    pub(crate) fn questions(
        &self,
        page: &Page<'_>,
        it: &Directive<'_>,
    ) -> Result<Vec<Question>, String> {
        let file = self.lesson(page, it)?.predictions_file();
        let all = predict::read(&file).map_err(|wrong| self.relative(&wrong))?;
        let Some(names) = it.value("ask") else {
            return Ok(all);
        };
        let named = |name: &str| {
            let found = all.iter().find(|question| question.name == name);
            found.cloned().ok_or_else(|| {
                let names: Vec<&str> = all.iter().map(|question| question.name.as_str()).collect();
                let (file, names) = (self.shown(&file), names.join(", "));
                format!("unknown question {name}: those of {file} are {names}")
            })
        };
        list(names).map(named).collect()
    }

    /// Questions of a lesson. Each answer is in the record, and is among the choices if there are any.
    fn predict(&mut self, page: &mut Page<'_>, it: &Directive<'_>) -> Result<String, String> {
        let questions = self.questions(page, it)?;
        let file = self.shown(&self.lesson(page, it)?.predictions_file());
        let record = self.record(page, it)?;
        let ask = |question: &Question| {
            let wrong = |what: String| format!("{file}, {:?}: {what}", question.ask);
            let answer = question.answer(&record.json);
            let none = || {
                wrong(format!(
                    "the record has no answer at {}",
                    question.pointer()
                ))
            };
            let answer = answer.ok_or_else(none)?;
            if !question.choices.is_empty() && !question.choices.contains(answer) {
                let answer = question.show(answer);
                let what = format!("the record says {answer}, which is none of the choices");
                return Err(wrong(what));
            }
            let run = question.run(&record.json).map(|run| &run["heading"]);
            let heading = run.and_then(Value::as_str).unwrap_or_default();
            Ok(html::question(
                &page.id("predict"),
                question,
                answer,
                heading,
            ))
        };
        let questions: Vec<String> = questions.iter().map(ask).collect::<Result<_, _>>()?;
        Ok(questions.join("\n"))
    }

    /// The race: its runs, and the lesson that tells of each.
    fn race(&self, page: &mut Page<'_>, it: &Directive<'_>) -> Result<String, String> {
        let record = Record::race(&self.catalogue).map_err(|wrong| self.relative(&wrong))?;
        let runs = record.runs(list(it.required("runs")?), None)?;
        let lesson = |name: &str| {
            let mut lessons = self.catalogue.lessons.iter();
            let lesson = lessons.find(|lesson| lesson.package() == name);
            lesson.ok_or_else(|| format!("unknown lesson {name}"))
        };
        let lessons: Vec<&Lesson> = list(it.required("lessons")?)
            .map(lesson)
            .collect::<Result<_, _>>()?;
        if runs.len() != lessons.len() {
            let (runs, lessons) = (runs.len(), lessons.len());
            return Err(format!("the race has {runs} runs and {lessons} lessons"));
        }
        let ways = runs.into_iter().zip(lessons);
        let ways: Vec<Way<'_>> = ways.map(|(run, lesson)| Way { run, lesson }).collect();
        Ok(race::draw(&page.id("race"), &ways))
    }

    /// One figure of the lab, one of its sentences, or what is known of the record itself.
    fn lab_figure(&mut self, it: &Directive<'_>) -> Result<String, String> {
        let lab = self.lab()?;
        let subject = it.subject()?;
        if subject == "made" {
            return lab.made(it.required("of")?);
        }
        let experiment = lab.experiment(subject)?;
        let figure = match it.value("note") {
            Some(note) => experiment.note(note)?,
            None => experiment.figure(it.required("row")?, it.required("of")?)?,
        };
        Ok(figure.to_owned())
    }

    fn lab(&mut self) -> Result<Rc<Lab>, String> {
        if let Some(lab) = &self.lab {
            return Ok(Rc::clone(lab));
        }
        let lab = Rc::new(Lab::read(&self.catalogue.root)?);
        self.lab = Some(Rc::clone(&lab));
        Ok(lab)
    }

    fn record(&mut self, page: &Page<'_>, it: &Directive<'_>) -> Result<Rc<Record>, String> {
        let lesson = self.lesson(page, it)?.clone();
        self.record_of(&lesson)
    }

    /// What a lesson recorded, read once.
    pub(crate) fn record_of(&mut self, lesson: &Lesson) -> Result<Rc<Record>, String> {
        let number = lesson.number;
        if let Some(record) = self.records.get(&number) {
            return Ok(Rc::clone(record));
        }
        let record = Record::read(lesson).map_err(|wrong| self.relative(&wrong))?;
        let record = Rc::new(record);
        self.records.insert(number, Rc::clone(&record));
        Ok(record)
    }
}

/// Runs with their ghosts: those that the lesson names, or those that the page does, one for all runs or
/// one for each.
fn shown<'a>(
    record: &'a Record,
    runs: &[&'a Run],
    named: Option<&str>,
) -> Result<Vec<Shown<'a>>, String> {
    let named: Option<Vec<&str>> = named.map(|named| list(named).collect());
    if let Some(named) = &named
        && named.len() != 1
        && named.len() != runs.len()
    {
        return Err("ghost= names one run for all, or one for each".to_owned());
    }
    let ghost = |index: usize| {
        let named = named.as_deref()?;
        named.get(index).or(named.first()).copied()
    };
    let shown = runs.iter().enumerate().map(|(index, &run)| {
        let ghost = record.ghost(run, ghost(index))?;
        Ok(Shown { run, ghost })
    });
    shown.collect()
}

fn run<'a>(record: &'a Record, it: &Directive<'_>) -> Result<&'a Run, String> {
    let runs = record.runs([it.required("run")?], it.value("idea"))?;
    Ok(runs[0])
}

/// The file that an include names, from the sources of its lesson on.
fn file_of<'a>(include: &Directive<'a>) -> &'a str {
    let (path, _) = include.text.split_once(':').unwrap_or((include.text, ""));
    let path = path.trim();
    path.split_once("/src/").map_or(path, |(_, file)| file)
}
