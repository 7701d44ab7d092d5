//! What is told of a command. It goes to the standard error stream: the other one is the command's own,
//! and may be a file of results.

use crate::findings::Finding;
use crate::report;
use crate::run::Run;
use catalogue::{Catalogue, Lesson};
use std::ffi::OsString;
use std::io::{self, Write};
use terminal::Terminal;
use terminal::style::BOLD;
use timeline::Cells;

/// Characters of a command in a title.
const MOST: usize = 120;

/// The lessons that there are; none where the program has left its repository.
pub(crate) struct Lessons(Vec<Lesson>);

impl Lessons {
    pub(crate) fn read() -> Self {
        let catalogue = catalogue::root().and_then(|root| Catalogue::read(&root));
        Lessons(catalogue.map_or_else(|_| Vec::new(), |catalogue| catalogue.lessons))
    }

    /// The lesson that teaches a finding best, of those that there are.
    pub(crate) fn of(&self, finding: &Finding) -> Option<&Lesson> {
        let mut slugs = finding.lessons.iter();
        slugs.find_map(|slug| self.0.iter().find(|lesson| lesson.slug == *slug))
    }
}

/// A command as it was typed, on one line.
pub(crate) fn command(command: &[OsString]) -> String {
    let words = command.iter().map(|word| word.to_string_lossy());
    let line = words.collect::<Vec<_>>().join(" ");
    line.replace(char::is_control, " ")
}

/// As much of a command as names it.
fn short(command: &str) -> String {
    match command.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &command[..end]),
        None => command.to_owned(),
    }
}

/// Writes what is to be told of a command.
pub(crate) fn report(
    out: &mut impl Write,
    command: &str,
    run: &Run<'_>,
    found: &[Finding],
    lessons: &Lessons,
    terminal: &Terminal,
) -> io::Result<()> {
    let title = terminal.wrap(&format!("{} · what the server saw", short(command)));
    writeln!(out, "\n{BOLD}{title}{BOLD:#}\n")?;
    report::write(out, run, terminal.style())?;
    shown(out, found, lessons, terminal)?;
    out.flush()
}

/// What is told, without its title, as plain text.
pub(crate) fn text(run: &Run<'_>, found: &[Finding], lessons: &Lessons) -> String {
    let plain = Terminal {
        columns: None,
        cells: Cells::Unicode,
        color: false,
        live: false,
    };
    let mut out = anstream::StripStream::new(Vec::new());
    // Memory takes all that is written.
    let _ = shown(&mut out, found, lessons, &plain);
    let shown = String::from_utf8_lossy(&out.into_inner()).into_owned();
    report::text(run) + &shown
}

fn shown(
    out: &mut impl Write,
    found: &[Finding],
    lessons: &Lessons,
    terminal: &Terminal,
) -> io::Result<()> {
    if found.is_empty() {
        return writeln!(out, "\nNothing that the lessons warn of was seen.");
    }
    writeln!(out, "\n{BOLD}What it shows{BOLD:#}")?;
    for (number, finding) in (1..).zip(found) {
        let first = format!("{number:>2}. ");
        writeln!(out, "{}", terminal.hang(&finding.seen, &first, "    "))?;
        writeln!(out, "{}", terminal.indent(&finding.means, "    "))?;
        if let Some(lesson) = lessons.of(finding) {
            let package = lesson.package();
            let learn = format!(
                "Lesson {}, {}: cargo run -p {package}",
                lesson.number, lesson.title
            );
            writeln!(out, "{}", terminal.indent(&learn, "    "))?;
        }
    }
    Ok(())
}
