//! What ran is what is shown: under a function of a lesson stand the lesson's own functions that it
//! calls, where the page does not show them elsewhere.
//!
//! Code is read as text, formatted as it is. A function is called by its name and a bracket, or
//! handed over by its name alone. Methods count where the file names their type.

use crate::source;
use catalogue::{Catalogue, Lesson};
use std::fs;
use std::path::{Path, PathBuf};

/// Code of a file that a page shows.
pub(crate) struct Excerpt {
    file: PathBuf,
    code: String,
    /// Where the page goes on after it.
    pub(crate) at: usize,
}

impl Excerpt {
    pub(crate) fn new(file: PathBuf, code: String, at: usize) -> Self {
        Excerpt { file, code, at }
    }
}

/// A function that is called, and not shown.
#[derive(Debug, PartialEq)]
pub(crate) struct Helper {
    /// From the sources of its lesson on: `waves/blocking.rs`.
    pub(crate) file: String,
    pub(crate) name: String,
    pub(crate) code: String,
}

/// A source of a lesson, and the functions in it.
struct Source {
    /// From the sources of its lesson on: `waves/blocking.rs`.
    name: String,
    text: String,
    functions: Vec<Function>,
}

struct Function {
    name: String,
    /// The type whose method it is.
    of: Option<String>,
}

/// How a name stands in a call.
#[derive(Debug, PartialEq)]
enum Call<'a> {
    Free(&'a str),
    Method(&'a str),
    /// `module::name` or `Type::name`.
    In(&'a str, &'a str),
}

/// The functions that a page leaves out, each with the place where it is first called, and those that
/// they call.
pub(crate) fn helpers(catalogue: &Catalogue, shown: &[Excerpt]) -> Vec<(usize, Helper)> {
    let lessons = catalogue.lessons.iter();
    lessons
        .flat_map(|lesson| of_lesson(lesson, shown))
        .collect()
}

fn of_lesson(lesson: &Lesson, shown: &[Excerpt]) -> Vec<(usize, Helper)> {
    let folder = format!("{}/src/", lesson.name());
    let here = shown.iter().filter_map(|shown| {
        let path = shown.file.to_string_lossy().replace('\\', "/");
        let (_, file) = path.rsplit_once(&folder)?;
        Some((file.to_owned(), shown.code.clone(), shown.at))
    });
    // Grows by what is called.
    let mut here: Vec<(String, String, usize)> = here.collect();
    if here.is_empty() {
        return Vec::new();
    }
    let mut sources = Vec::new();
    read(&lesson.src(), "", &mut sources);
    let mut helpers = Vec::new();
    let mut next = 0;
    while let Some((file, code, at)) = here.get(next).cloned() {
        next += 1;
        let Some(source) = sources.iter().find(|source| source.name == file) else {
            continue;
        };
        for call in calls(&code) {
            let Some((file, called)) = resolve(&call, source, &sources) else {
                continue;
            };
            let name = &called.name;
            let shows = |(shown, code, _): &(String, String, usize)| {
                shown == file && code.lines().any(|line| declared(line) == Some(name))
            };
            let text = sources.iter().find(|source| source.name == file);
            let code = text.and_then(|it| source::items(&it.text, [name.as_str()]).ok());
            if let Some(code) = code.filter(|_| !here.iter().any(shows)) {
                here.push((file.to_owned(), code.clone(), at));
                let (file, name) = (file.to_owned(), name.clone());
                helpers.push((at, Helper { file, name, code }));
            }
        }
    }
    helpers
}

/// Reads the sources of a folder. What wires a lesson up, and its exercise, is not what is taught.
fn read(folder: &Path, prefix: &str, sources: &mut Vec<Source>) {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            read(&path, &format!("{name}/"), sources);
        } else if name.ends_with(".rs") && !["lib.rs", "main.rs", "exercise.rs"].contains(&&*name) {
            let text = fs::read_to_string(path).unwrap_or_default();
            let text = text.replace("\r\n", "\n");
            sources.push(Source {
                functions: functions(&text),
                name,
                text,
            });
        }
    }
}

fn functions(text: &str) -> Vec<Function> {
    let mut of = None;
    let mut functions = Vec::new();
    for line in text.lines() {
        if line.starts_with("impl") {
            let head = line.trim_end_matches(['{', ' ']);
            let name = head.rsplit(' ').next().unwrap_or_default();
            of = name.split('<').next().map(str::to_owned);
        } else if line.starts_with('}') {
            of = None;
        } else if let Some(name) = declared(line) {
            functions.push(Function {
                name: name.to_owned(),
                of: of.clone(),
            });
        }
    }
    functions
}

/// The function that a line declares.
fn declared(line: &str) -> Option<&str> {
    let modifiers = ["pub", "pub(crate)", "pub(super)", "async", "const"];
    let mut words = line.trim_start().splitn(5, ' ');
    let keyword = words.find(|word| !modifiers.contains(word));
    let name = words.next().filter(|_| keyword == Some("fn"))?;
    name.split(|c| !is_word(c)).next()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Every call in a piece of code, and every name that is handed over alone.
fn calls(code: &str) -> Vec<Call<'_>> {
    let mut found = Vec::new();
    for line in code.lines() {
        if line.trim_start().starts_with("//") || line.starts_with("use ") {
            continue;
        }
        let mut at = 0;
        while let Some(start) = line[at..].find(is_word).map(|start| at + start) {
            let end = line[start..].find(|c| !is_word(c));
            let end = end.map_or(line.len(), |end| start + end);
            at = end;
            let (before, name, after) = (&line[..start], &line[start..end], &line[end..]);
            let handed_over = before.ends_with('(') && after.starts_with(')')
                || before.ends_with(", ") && after.starts_with([')', ',']);
            // Types and their variants have large letters.
            let is_function = name.starts_with(|c: char| c.is_lowercase() || c == '_');
            let called = is_function && (after.starts_with('(') || handed_over);
            if before.ends_with("fn ") || !called {
                continue;
            }
            found.push(if let Some(path) = before.strip_suffix("::") {
                let from = path.rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
                Call::In(&path[from..], name)
            } else if before.ends_with('.') {
                Call::Method(name)
            } else if is_local(code, name) {
                continue;
            } else {
                Call::Free(name)
            });
        }
    }
    found
}

/// Whether the code binds the name itself: by `let`, or as a parameter.
fn is_local(code: &str, name: &str) -> bool {
    let binds = [
        format!("let {name} "),
        format!("let mut {name} "),
        format!("{name}: "),
        format!("|{name}|"),
        format!("({name}, "),
        format!("{name})) ="),
    ];
    binds.iter().any(|binds| code.contains(binds))
}

/// The function of the lesson that is called, with its file.
fn resolve<'a>(
    call: &Call<'_>,
    from: &'a Source,
    sources: &'a [Source],
) -> Option<(&'a str, &'a Function)> {
    let stem = |source: &Source| source.name.rsplit('/').next().map(str::to_owned);
    let own = ["use super::", "use crate::", "use self::"];
    let names = |line: &str, name: &str| line.split(|c| !is_word(c)).any(|word| word == name);
    let brings = |name: &str| {
        let mut lines = from.text.lines();
        lines.any(|line| own.iter().any(|own| line.starts_with(own)) && names(line, name))
    };
    let wanted = |source: &Source, it: &Function| {
        let of = it.of.as_deref();
        match *call {
            Call::Free(name) => {
                it.name == name && of.is_none() && (source.name == from.name || brings(name))
            }
            Call::Method(name) => it.name == name && of.is_some_and(|of| from.text.contains(of)),
            Call::In(path, name) => {
                let file = source.name.trim_end_matches("/mod.rs");
                let module = file.trim_end_matches(".rs").rsplit('/').next();
                it.name == name && (of == Some(path) || of.is_none() && module == Some(path))
            }
        }
    };
    // Its own file first, and then those of the same form.
    let mut sources: Vec<&Source> = sources.iter().collect();
    sources.sort_by_key(|source| (source.name != from.name, stem(source) != stem(from)));
    sources.into_iter().find_map(|source| {
        let mut functions = source.functions.iter();
        let found = functions.find(|it| wanted(source, it))?;
        Some((source.name.as_str(), found))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "\
use super::page;

pub fn ask(call: impl Fn()) {
    // page(never)
    let next = |it| it;
    send(page);
    client.ask(next(1), three, call);
    Token::new();
}
";

    #[test]
    fn calls_are_names_with_a_bracket_and_names_alone() {
        let found = [
            Call::Free("send"),
            Call::Free("page"),
            Call::Method("ask"),
            Call::Free("three"),
            Call::In("Token", "new"),
        ];
        assert_eq!(calls(CODE), found);
    }

    #[test]
    fn functions_are_known_by_their_type() {
        let text = "impl<'a> Token<'a> {\n    pub(crate) async fn new() {}\n}\n\nfn send<T>() {}\n";
        let found = functions(text);
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.of.as_deref(), &*it.name))
            .collect();
        assert_eq!(found, [(Some("Token"), "new"), (None, "send")]);
    }
}
