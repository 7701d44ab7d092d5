//! Pages that stand alone: one file, without a network, with the player of the book.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use timeline::svg;

/// What every page has: the colours and letters that mdBook gives to the pages of the book, and the
/// player with its styles.
const STYLES: [&str; 2] = [
    include_str!("../../../book/player/page.css"),
    include_str!("../../../book/player/timeline.css"),
];
const SCRIPTS: [&str; 4] = [
    include_str!("../../../book/player/page.js"),
    include_str!("../../../book/player/words.js"),
    include_str!("../../../book/player/schedule.js"),
    include_str!("../../../book/player/player.js"),
];

/// What a page shows of a run, as SVG.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Picture<'a> {
    None,
    /// Lanes, in the player.
    Playing(&'a str),
    /// All of it at once.
    Still(&'a str),
}

/// A run as one file, to be kept or sent to somebody: what is to be said of it, and its picture.
///
/// The text is shown as it stands, line by line.
pub(crate) fn document(title: &str, report: &str, picture: Picture<'_>) -> String {
    let mut body = format!("<main class=\"run\">\n<h1>{}</h1>\n", escape(title));
    let (before, svg, after) = match picture {
        Picture::None => ("", "", ""),
        Picture::Playing(svg) => (
            "<figure class=\"timelines\">\n<timeline-player>\n<div class=\"timeline-scroll\">\n",
            svg,
            "</div>\n</timeline-player>\n</figure>\n",
        ),
        Picture::Still(svg) => (
            "<figure class=\"timelines\">\n<div class=\"timeline-scroll\">\n",
            svg,
            "</div>\n</figure>\n",
        ),
    };
    body += &[before, svg, after].concat();
    let report = report.trim_matches('\n');
    if !report.is_empty() {
        // The first line break of a `pre` is left out by browsers.
        body.push_str("<h2>Report</h2>\n<pre class=\"report\" tabindex=\"0\">\n");
        body.push_str(&escape(report));
        body.push_str("\n</pre>\n");
    }
    body.push_str(
        "<footer>Made by <code>cargo witness</code> of Meanwhile: what a program does while it waits, \
         as the server saw it.</footer>\n</main>\n",
    );
    page(title, &body, &[], &[])
}

/// Whether a page can be written here, told before a long run and not after it.
///
/// # Errors
///
/// Why not, in a line.
pub(crate) fn may_save(file: &Path) -> Result<(), String> {
    let opened = File::options().create(true).append(true).open(file);
    opened.map(drop).map_err(|error| why_not(file, &error))
}

/// Writes a page.
///
/// # Errors
///
/// Why it could not be written, in a line.
pub(crate) fn save(file: &Path, page: &str) -> Result<(), String> {
    fs::write(file, page).map_err(|error| why_not(file, &error))
}

fn why_not(file: &Path, error: &io::Error) -> String {
    format!("cannot write {}: {error}", file.display())
}

/// A page with this body. It asks nobody for anything: the browser is told to refuse that.
pub(crate) fn page(title: &str, body: &str, styles: &[&str], scripts: &[&str]) -> String {
    let styles = [&STYLES, styles].concat().concat();
    let scripts = [&SCRIPTS, scripts].concat();
    // A block for each: a script has constants of its own, and is strict for itself.
    let scripts: String = scripts
        .iter()
        .map(|script| format!("<script>\n{script}</script>\n"))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\" class=\"light\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>\n{styles}{}</style>\n</head>\n\
         <body>\n{body}{scripts}</body>\n</html>\n",
        escape(title),
        svg::css(),
    )
}

/// Escapes for text and for attributes. What no page can hold, such as the escape sequences of a
/// terminal, is left out.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(char),
            _ if char.is_control() => {}
            _ => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use timeline::svg::Panel;
    use timeline::{Event, Timeline, What};

    fn run(label: &str) -> Timeline {
        let arrived = What::Arrived {
            request: 0,
            connection: 0,
            client: 0,
            label: label.to_owned(),
        };
        let answered = What::Answered {
            request: 0,
            status: 200,
            latency: Some(3),
        };
        let event = |ticks, what| Event {
            at: timeline::TICK * ticks,
            what,
        };
        let events = [event(0, arrived), event(3, answered)];
        Timeline::from_events(&events, &[], Duration::ZERO)
    }

    #[test]
    fn nothing_that_a_program_sends_is_read_as_a_page() {
        let evil = "</pre><script>alert('x')</script>&\"\x1b[31m";
        let timeline = run(evil);
        let svg = svg::document("run", evil, &[Panel::new(evil, &timeline)]);
        let page = document(evil, evil, Picture::Playing(&svg));
        assert!(!page.contains("<script>alert"), "{page}");
        assert!(!page.contains("</pre><"), "{page}");
        assert!(!page.contains('\x1b'));
        assert_eq!(page.matches("<script>").count(), SCRIPTS.len());
        assert_eq!(page.matches("</script>").count(), SCRIPTS.len());
        assert_eq!(page.matches("<style>").count(), 2);
    }

    #[test]
    fn a_run_without_a_picture_has_no_player() {
        let page = document("A run", "12 requests", Picture::None);
        assert!(!page.contains("<timeline-player>\n"));
        assert!(page.contains("\n12 requests\n</pre>"));
        assert!(!document("A run", "", Picture::None).contains("<pre"));
    }

    #[test]
    fn a_run_with_too_many_lanes_has_a_picture_that_stands() {
        let timeline = run("a question");
        let svg = svg::summary("run", "A run", &timeline);
        let page = document("A run", "12 requests", Picture::Still(&svg));
        assert!(!page.contains("<timeline-player>\n"));
        assert!(page.contains("<title>arrived: 1</title>"), "{page}");
    }
}
