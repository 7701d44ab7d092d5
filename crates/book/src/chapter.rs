//! How much there is to read in a chapter, and whether it keeps the order of all chapters.

use crate::directive::{Directive, list};
use crate::expand::{Expander, Page};
use crate::mistake::{Mistake, Mistakes};
use crate::order::{EXERCISE, Reader, section_at};
use crate::pages::{self, Source};
use crate::record::{Record, Run};
use catalogue::{Catalogue, Lesson};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A chapter as it is written: how much there is to read up to its exercise, and what is not in
/// its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// The file, relative to the root of the repository.
    pub file: PathBuf,
    /// Words of the text, of tables and of predictions with their answers.
    pub words: usize,
    /// Lines of code, each counted where the book shows it for the first time. What both forms have in
    /// common is one line, and what an earlier chapter has shown is none. Comments that document an
    /// item are not counted.
    pub lines: usize,
    /// Timelines.
    pub pictures: usize,
    /// What does not keep the order.
    pub mistakes: Vec<Mistake>,
}

impl Chapter {
    /// How long it takes to read, for somebody whose first language is not English: 200 words a
    /// minute, three seconds for a line of code, and ten to look at a picture.
    pub fn minutes(&self) -> f64 {
        let seconds = self.words as f64 * 60.0 / 200.0;
        (seconds + self.lines as f64 * 3.0 + self.pictures as f64 * 10.0) / 60.0
    }
}

/// Looks at all chapters of the book of a repository.
///
/// # Errors
///
/// What keeps the book from being built, where that is in the way.
pub fn chapters(root: &Path) -> Result<Vec<Chapter>, Mistakes> {
    let catalogue = Catalogue::read(root)
        .map_err(|what| Mistakes(vec![Mistake::new(Path::new("lessons"), 1, what)]))?;
    let lessons = catalogue.lessons.clone();
    let (sources, _) = pages::read(&catalogue);
    let mut expander = Expander::new(catalogue);
    let mut chapters = Vec::new();
    let mut known = BTreeSet::new();
    for source in &sources {
        let name = source.file.file_name().unwrap_or_default();
        if let Some(lesson) = lessons.iter().find(|lesson| *lesson.chapter() == *name) {
            let chapter = look(&mut expander, lesson, source, &mut known);
            chapters.push(chapter.map_err(|mistake| Mistakes(vec![mistake]))?);
        }
    }
    Ok(chapters)
}

/// Looks at one chapter, by somebody who knows these lines of code from those before it.
fn look(
    expander: &mut Expander,
    lesson: &Lesson,
    source: &Source,
    known: &mut BTreeSet<String>,
) -> Result<Chapter, Mistake> {
    let first = |what: String| source.mistake(0, what);
    let (directives, at) = directives(&source.text);
    if let Some((at, what)) = at {
        return Err(source.mistake(at, what));
    }
    let record = expander.record_of(lesson).map_err(first)?;
    let mut reader = Reader::new(source, &record);
    let page = Page::new(&source.file, &source.text);
    let exercise = section_at(&source.text, EXERCISE).unwrap_or(source.text.len());
    let mut code = BTreeSet::new();
    let (mut words, mut pictures) = (0, 0);
    for it in &directives {
        let wrong = |what: String| source.mistake(it.start, what);
        let counts = it.start < exercise;
        match it.name {
            "predict" => {
                for question in expander.questions(&page, it).map_err(wrong)? {
                    words += count(&question.ask) + count(&question.because);
                    reader.asks(it.start, question);
                }
            }
            "timeline" => {
                reader.shows(it.start, &runs(&record, it).map_err(wrong)?);
                pictures += usize::from(counts);
            }
            "costs" | "output" | "what-if" | "measured" if is_own(lesson, it) => {
                reader.tells(it, &runs(&record, it).map_err(wrong)?);
            }
            "include" | "compare" | "lines" => {
                reader.has_pictured(it);
                for part in expander.code(&page, it).map_err(wrong)? {
                    code.extend(part.lines().map(|line| line.trim().to_owned()));
                }
            }
            _ => {}
        }
    }
    let all = predict::read(&lesson.predictions_file()).map_err(first)?;
    let mistakes = reader.closes(&all);
    let typed = prose(&source.text[..exercise], &directives);
    words += count(&typed.text);
    code.extend(typed.code);
    code.retain(|line| !line.is_empty() && !line.starts_with("///") && !line.starts_with("//!"));
    let before = known.len();
    known.extend(code);
    Ok(Chapter {
        file: source.file.clone(),
        words,
        lines: known.len() - before,
        pictures,
        mistakes,
    })
}

/// The directives of a page, and the first that cannot be read.
fn directives(text: &str) -> (Vec<Directive<'_>>, Option<(usize, String)>) {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(directive) = Directive::find(text, from) {
        match directive {
            Ok(directive) => {
                from = directive.end;
                found.push(directive);
            }
            Err(broken) => return (found, Some((broken.at, broken.what))),
        }
    }
    (found, None)
}

/// Whether a directive is about the lesson of the chapter that it stands in.
fn is_own(lesson: &Lesson, it: &Directive<'_>) -> bool {
    it.subject.is_none_or(|name| name == lesson.package())
}

/// The runs that a directive names, or all.
fn runs<'a>(record: &'a Record, it: &Directive<'_>) -> Result<Vec<&'a Run>, String> {
    match it.value("runs").or(it.value("run")) {
        Some(names) if it.value("run").is_some() => record.runs([names], it.value("idea")),
        Some(names) => record.runs(list(names), it.value("idea")),
        None => Ok(record.runs.iter().collect()),
    }
}

/// Words that are read: not the dashes of a table.
fn count(text: &str) -> usize {
    let is_word = |word: &&str| word.contains(char::is_alphanumeric);
    text.split_whitespace().filter(is_word).count()
}

/// What is typed into a page.
struct Typed {
    text: String,
    code: Vec<String>,
}

/// A page without its directives; a figure within a sentence is a word of it.
fn prose(text: &str, directives: &[Directive<'_>]) -> Typed {
    let mut plain = String::new();
    let mut from = 0;
    for it in directives.iter().filter(|it| it.end <= text.len()) {
        plain.push_str(&text[from..it.start]);
        plain.push_str(if it.name == "measured" { "1" } else { "" });
        from = it.end;
    }
    plain.push_str(&text[from..]);
    let mut typed = Typed {
        text: String::new(),
        code: Vec::new(),
    };
    let mut in_code = false;
    for line in plain.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            typed.code.push(line.trim().to_owned());
        } else {
            typed.text.push_str(line);
            typed.text.push('\n');
        }
    }
    typed
}
