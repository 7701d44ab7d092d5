use anstream::{AutoStream, ColorChoice};
use std::io::{IsTerminal, stdout};
use timeline::{Cells, TextStyle};

/// Columns of a pipe, a file, and a terminal that does not tell.
const WIDTH: usize = 80;

/// What the place that we print to can show.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    pub(crate) style: TextStyle,
    /// Whether somebody watches while it is drawn.
    pub(crate) live: bool,
}

impl Terminal {
    pub(crate) fn detect(ascii: bool) -> Self {
        let live = stdout().is_terminal();
        let size = console::Term::stdout().size_checked();
        let width = match size {
            Some((_, columns)) if live && columns > 0 => usize::from(columns),
            _ => WIDTH,
        };
        let locale = |name: &str| std::env::var(name).ok();
        let cells = match ascii || !speaks_unicode(locale) {
            true => Cells::Ascii,
            false => Cells::Unicode,
        };
        let color = AutoStream::choice(&stdout()) != ColorChoice::Never;
        let style = TextStyle {
            cells,
            color,
            width,
        };
        Terminal { style, live }
    }

    /// A paragraph of ours in lines that fit, and that are no longer than lines are read well.
    pub(crate) fn wrap(&self, text: &str) -> String {
        textwrap::fill(&self.spell(text), self.style.width.clamp(20, WIDTH))
    }

    /// A paragraph under something, each of its lines after an indent.
    pub(crate) fn indent(&self, text: &str, indent: &str) -> String {
        let width = self.style.width.clamp(20, WIDTH);
        let options = textwrap::Options::new(width)
            .initial_indent(indent)
            .subsequent_indent(indent);
        textwrap::fill(&self.spell(text), options)
    }

    /// A text of ours, in the characters that can be shown.
    pub(crate) fn spell(&self, text: &str) -> String {
        match self.style.cells {
            Cells::Unicode => text.to_owned(),
            Cells::Ascii => text.replace('·', "-"),
        }
    }
}

/// Whether the locale asks for UTF-8. The first of these variables that is set decides, as POSIX
/// says. Where none is, as on Windows and in many containers, the terminal is modern enough.
fn speaks_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> bool {
        speaks_unicode(|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_locale_decides_on_unicode() {
        assert!(with(&[]));
        assert!(with(&[("LANG", "vi_VN.UTF-8")]));
        assert!(with(&[("LANG", "zh_CN.utf8"), ("LC_ALL", "")]));
        assert!(!with(&[("LANG", "zh_CN.GB18030")]));
        assert!(!with(&[("LANG", "C")]));
        assert!(!with(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "POSIX")]));
    }
}
