use std::cell::Cell;
use std::collections::BTreeMap;

/// Something that a page asks for: `{{#timeline lesson-3 runs="blocking, async"}}`.
#[derive(Debug)]
pub(crate) struct Directive<'a> {
    /// `timeline`, or `/predict` for the end of a block.
    pub(crate) name: &'a str,
    /// All that follows the name, as it is written.
    pub(crate) text: &'a str,
    /// What has no name: `lesson-3`.
    pub(crate) subject: Option<&'a str>,
    values: BTreeMap<&'a str, (&'a str, Cell<bool>)>,
    /// Where it begins in the page.
    pub(crate) start: usize,
    /// Where the text after it begins.
    pub(crate) end: usize,
}

impl<'a> Directive<'a> {
    /// The first directive of a page at or after an offset.
    pub(crate) fn find(page: &'a str, from: usize) -> Option<Result<Self, Broken>> {
        let opening = |mark: &str| page[from..].find(mark).map(|at| from + at);
        let start = [opening("{{#"), opening("{{/")]
            .into_iter()
            .flatten()
            .min()?;
        let Some(length) = page[start..].find("}}") else {
            return Some(Err(Broken::new(start, "}} is missing")));
        };
        let inside = &page[start + 2..start + length];
        Some(Self::parse(inside, start, start + length + 2))
    }

    fn parse(inside: &'a str, start: usize, end: usize) -> Result<Self, Broken> {
        let inside = inside.strip_prefix('#').unwrap_or(inside);
        let (name, mut rest) = inside
            .split_once(char::is_whitespace)
            .unwrap_or((inside, ""));
        let mut directive = Directive {
            name,
            text: rest,
            subject: None,
            values: BTreeMap::new(),
            start,
            end,
        };
        if name == "include" {
            return Ok(directive);
        }
        loop {
            rest = rest.trim_start();
            if rest.is_empty() {
                return Ok(directive);
            }
            let word = rest.find(|c: char| c.is_whitespace() || c == '=');
            let (word, after) = rest.split_at(word.unwrap_or(rest.len()));
            if let Some(value) = after.strip_prefix('=') {
                let value = value
                    .strip_prefix('"')
                    .and_then(|value| value.split_once('"'));
                let Some((value, after)) = value else {
                    let what = format!("{word}= wants its value in double quotes");
                    return Err(Broken::new(start, what));
                };
                directive.values.insert(word, (value, Cell::new(false)));
                rest = after;
            } else if directive.subject.replace(word).is_some() {
                return Err(Broken::new(start, format!("what is {word}?")));
            } else {
                rest = after;
            }
        }
    }

    pub(crate) fn value(&self, key: &str) -> Option<&'a str> {
        let (value, used) = self.values.get(key)?;
        used.set(true);
        Some(value)
    }

    pub(crate) fn required(&self, key: &str) -> Result<&'a str, String> {
        let lacks = || format!("{{{{#{}}}}} lacks {key}=\"...\"", self.name);
        self.value(key).ok_or_else(lacks)
    }

    pub(crate) fn subject(&self) -> Result<&'a str, String> {
        let lacks = || format!("{{{{#{}}}}} does not say of what", self.name);
        self.subject.ok_or_else(lacks)
    }

    /// A value that nobody asked for is one that is spelled wrong.
    pub(crate) fn unknown(&self) -> Option<&'a str> {
        let unused = |(_, used): &&(&str, Cell<bool>)| !used.get();
        let mut values = self.values.iter();
        values.find(|(_, value)| unused(value)).map(|(key, _)| *key)
    }
}

/// The parts of a list that is written with commas, or with semicolons where parts have commas.
pub(crate) fn list(value: &str) -> impl Iterator<Item = &str> {
    let comma = if value.contains(';') { ';' } else { ',' };
    value
        .split(comma)
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// A directive that cannot be read.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) at: usize,
    pub(crate) what: String,
}

impl Broken {
    fn new(at: usize, what: impl Into<String>) -> Self {
        let what = what.into();
        Broken { at, what }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(page: &str) -> Result<Directive<'_>, String> {
        let found = Directive::find(page, 0).expect("there is one");
        found.map_err(|broken| broken.what)
    }

    #[test]
    fn a_directive_has_a_name_a_subject_and_values() {
        let page = "See {{#timeline lesson-3 runs=\"blocking, async\" of=\"a b\"}} here.";
        let directive = first(page).expect("it is well written");
        assert_eq!(directive.name, "timeline");
        assert_eq!(directive.subject(), Ok("lesson-3"));
        assert_eq!(directive.value("runs"), Some("blocking, async"));
        assert_eq!(directive.unknown(), Some("of"));
        assert_eq!(directive.required("of"), Ok("a b"));
        assert_eq!(directive.unknown(), None);
        assert_eq!(&page[directive.end..], " here.");
        assert!(directive.required("run").is_err());
        assert!(Directive::find(page, directive.end).is_none());
    }

    #[test]
    fn the_end_of_a_block_is_one_too() {
        assert_eq!(first("{{/predict}}").expect("it is one").name, "/predict");
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        assert_eq!(
            first("{{#output lesson-1").expect_err("open"),
            "}} is missing"
        );
        assert!(
            first("{{#output run=blocking}}")
                .expect_err("bare")
                .contains("double quotes")
        );
        assert_eq!(first("{{#output a b}}").expect_err("two"), "what is b?");
    }

    #[test]
    fn a_list_is_written_with_commas() {
        assert_eq!(list("use, a,b ,").collect::<Vec<_>>(), ["use", "a", "b"]);
        assert_eq!(list("a; a, b;").collect::<Vec<_>>(), ["a", "a, b"]);
    }
}
