use crate::card;
use crate::expand::Expander;
use crate::links;
use crate::mistake::{Mistake, Mistakes};
use crate::pages::{self, SRC, Source};
use crate::record::{Record, Run};
use crate::warnings::Warnings;
use catalogue::Catalogue;
use mdbook_driver::MDBook;
use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::errors::Result as MdResult;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Builds the book of the repository at `root`, checks it, and returns the folder that it is in:
/// `destination`, or the one that `book.toml` names.
///
/// # Errors
///
/// Everything that is wrong with it, in the order of its pages. What was built before stays where
/// it is when a page cannot be expanded; when a link is dead, it is the new book that stays.
pub fn build(root: &Path, destination: Option<&Path>) -> Result<PathBuf, Mistakes> {
    let catalogue = Catalogue::read(root)
        .map_err(|what| Mistakes(vec![Mistake::new(Path::new("lessons"), 1, what)]))?;
    let (sources, mut mistakes) = pages::read(&catalogue);
    mistakes.extend(sources.iter().flat_map(Source::check));
    // Where it is wanted and missing, the page that wants it says so.
    let race = Record::race(&catalogue).ok();
    let mut expander = Expander::new(catalogue);
    let expanded = sources.iter().map(|page| {
        let name = page.file.strip_prefix(SRC).unwrap_or(&page.file);
        (name.to_owned(), expander.page(&page.file, &page.text))
    });
    let expanded = FromLessons(expanded.collect());
    mistakes.extend(expander.mistakes);
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes));
    }
    let warnings = Warnings::default();
    let built = tracing::subscriber::with_default(warnings.clone(), || {
        render(root, destination, expanded, race.as_ref())
    });
    let configuration = Path::new("book/book.toml");
    let built = built.map_err(|error| {
        let error: Vec<String> = error.chain().map(ToString::to_string).collect();
        Mistakes(vec![Mistake::new(configuration, 1, error.join(": "))])
    })?;
    let warnings = warnings.take().into_iter();
    let mut mistakes: Vec<Mistake> = warnings
        .map(|what| Mistake::new(configuration, 1, format!("mdBook warns: {what}")))
        .collect();
    mistakes.extend(links::check(&built, &sources));
    match mistakes.is_empty() {
        true => Ok(built),
        false => Err(Mistakes(mistakes)),
    }
}

fn render(
    root: &Path,
    destination: Option<&Path>,
    expanded: FromLessons,
    race: Option<&Record>,
) -> MdResult<PathBuf> {
    let mut book = MDBook::load(root.join("book"))?;
    if let Some(destination) = destination {
        book.config.build.build_dir = destination.to_owned();
    }
    book.with_preprocessor(expanded);
    book.build()?;
    let built = book.build_dir_for("html");
    let runs: Vec<&Run> = race.iter().flat_map(|race| &race.runs).collect();
    card::put(&built, &book.config, &runs)?;
    Ok(built)
}

/// The pages with what the lessons did and say in them, by their file in the source folder.
struct FromLessons(HashMap<PathBuf, String>);

impl Preprocessor for FromLessons {
    fn name(&self) -> &str {
        "from-lessons"
    }

    fn run(&self, _: &PreprocessorContext, mut book: Book) -> MdResult<Book> {
        book.for_each_chapter_mut(|chapter| {
            let source = chapter.source_path.as_ref();
            if let Some(text) = source.and_then(|source| self.0.get(source)) {
                chapter.content.clone_from(text);
            }
        });
        Ok(book)
    }
}
