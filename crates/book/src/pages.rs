//! What is checked before anything is built: the pages, the list of them, and the lessons.

use crate::mistake::{Mistake, line_of};
use catalogue::Catalogue;
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Where the pages are, from the root of the repository.
pub(crate) const SRC: &str = "book/src";

fn names(folder: &Path) -> impl Iterator<Item = String> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned())
}

/// The number of a page that has the name of a chapter, `NN-slug.md`.
fn number(page: &str) -> Option<u32> {
    page.split_once('-')?.0.parse().ok()
}

/// A page as it is written.
pub(crate) struct Source {
    /// Its file, relative to the root of the repository.
    pub(crate) file: PathBuf,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn read(root: &Path, name: &str) -> io::Result<Self> {
        let file = Path::new(SRC).join(name);
        let text = fs::read_to_string(root.join(&file))?;
        Ok(Source { file, text })
    }

    pub(crate) fn mistake(&self, at: usize, what: impl Into<String>) -> Mistake {
        Mistake::new(&self.file, line_of(&self.text, at), what)
    }

    fn events(&self) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_GFM;
        Parser::new_ext(&self.text, options).into_offset_iter()
    }

    /// The targets of its links and images, with where they stand.
    pub(crate) fn links(&self) -> Vec<(String, usize)> {
        let mut links = Vec::new();
        for (event, place) in self.events() {
            match event {
                Event::Start(Tag::Link {
                    dest_url,
                    link_type,
                    ..
                }) if link_type != LinkType::Email => {
                    links.push((dest_url.into_string(), place.start));
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    links.push((dest_url.into_string(), place.start));
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    for name in ["href=\"", "src=\""] {
                        let targets = html.split(name).skip(1);
                        let targets = targets.filter_map(|rest| rest.split('"').next());
                        links.extend(targets.map(|target| (target.to_owned(), place.start)));
                    }
                }
                _ => {}
            }
        }
        links
    }

    /// Pictures that say nothing to who does not see them, code that is pasted, and links to a
    /// lesson that say the number of another.
    pub(crate) fn check(&self) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        let mut chapter = None;
        let mut image = None;
        let mut block: Option<(String, usize, String)> = None;
        for (event, place) in self.events() {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => chapter = number(&dest_url),
                Event::End(TagEnd::Link) => chapter = None,
                Event::Start(Tag::Image { .. }) => image = Some((place.start, String::new())),
                Event::End(TagEnd::Image) => {
                    if let Some((at, _)) = image.take().filter(|(_, text)| text.trim().is_empty()) {
                        mistakes.push(self.mistake(at, "the image has no text alternative"));
                    }
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(info) => info.into_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    block = Some((language, place.start, String::new()));
                }
                Event::End(TagEnd::CodeBlock) => {
                    let block = block
                        .take()
                        .map(|(language, at, text)| (pasted(&language, &text), at));
                    if let Some((Some(what), at)) = block {
                        mistakes.push(self.mistake(at, what));
                    }
                }
                Event::Text(text) | Event::Code(text) => {
                    let said: Option<u32> = text.trim_start_matches("lesson ").parse().ok();
                    if let (Some(said), Some(chapter)) = (said, chapter)
                        && said != chapter
                    {
                        let what = format!("the link {said} leads to lesson {chapter}");
                        mistakes.push(self.mistake(place.start, what));
                    }
                    if let Some((_, alternative)) = &mut image {
                        alternative.push_str(&text);
                    }
                    if let Some((_, _, code)) = &mut block {
                        code.push_str(&text);
                    }
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    let images = html.split("<img").skip(1);
                    let mut tags = images.map(|rest| rest.split('>').next().unwrap_or(rest));
                    if tags.any(|tag| !tag.contains("alt=\"") || tag.contains("alt=\"\"")) {
                        mistakes
                            .push(self.mistake(place.start, "the image has no text alternative"));
                    }
                }
                _ => {}
            }
        }
        mistakes
    }
}

/// What is wrong with a code block, if it shows what a program should have shown.
fn pasted(language: &str, text: &str) -> Option<&'static str> {
    let language = language.split(',').next().unwrap_or_default();
    match language.trim() {
        "rust" => {
            let text = text.trim();
            let directive = text
                .strip_prefix("{{#include ")
                .and_then(|rest| rest.strip_suffix("}}"));
            let included = directive.is_some_and(|rest| !rest.contains("}}"));
            (!included)
                .then_some("Rust code comes from a lesson: {{#include ...}} and nothing else")
        }
        "sh" | "python" | "toml" => None,
        "" => Some("a code block says what language it is in"),
        _ => Some(
            "output comes from a snapshot, by {{#output ...}}; code is sh, python, toml or rust",
        ),
    }
}

/// Reads all pages that the list names, in its order, and notes what does not fit together: a
/// chapter without a lesson, a lesson without a chapter, a page that is missing or not listed.
pub(crate) fn read(catalogue: &Catalogue) -> (Vec<Source>, Vec<Mistake>) {
    let root = &catalogue.root;
    let mut mistakes = Vec::new();
    let summary = match Source::read(root, "SUMMARY.md") {
        Ok(summary) => summary,
        Err(error) => {
            let file = Path::new(SRC).join("SUMMARY.md");
            return (Vec::new(), vec![Mistake::new(&file, 1, error.to_string())]);
        }
    };
    let lessons = &catalogue.lessons;
    let mut pages: Vec<Source> = Vec::new();
    let mut last_chapter = 0;
    for (target, at) in summary.links() {
        if number(&target).is_some() {
            last_chapter = at;
            if !lessons.iter().any(|lesson| lesson.chapter() == target) {
                mistakes.push(summary.mistake(at, format!("the chapter {target} has no lesson")));
            }
        }
        match Source::read(root, &target) {
            Ok(page) => pages.push(page),
            Err(error) => mistakes.push(summary.mistake(at, format!("{target}: {error}"))),
        }
    }
    for lesson in lessons {
        let (name, chapter, title) = (lesson.name(), lesson.chapter(), &lesson.title);
        let file = Path::new(SRC).join(&chapter);
        let Some(page) = pages.iter().find(|page| page.file == file) else {
            let what = format!("lessons/{name} has no chapter {chapter} here");
            mistakes.push(summary.mistake(last_chapter, what));
            continue;
        };
        if page.text.lines().next() != Some(&format!("# {title}")) {
            mistakes.push(page.mistake(0, format!("the title of lessons/{name} is: {title}")));
        }
        if !summary.text.contains(&format!("[{title}]({chapter})")) {
            let at = summary.text.find(&format!("({chapter})")).unwrap_or(0);
            mistakes.push(summary.mistake(at, format!("the title of {chapter} is: {title}")));
        }
    }
    for name in names(&root.join(SRC)).filter(|name| name.ends_with(".md") && name != "SUMMARY.md")
    {
        let file = Path::new(SRC).join(&name);
        if !pages.iter().any(|page| page.file == file) {
            mistakes.push(Mistake::new(
                &file,
                1,
                "no line of SUMMARY.md leads to this page",
            ));
        }
    }
    (pages, mistakes)
}
