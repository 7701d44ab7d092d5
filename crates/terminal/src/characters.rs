use timeline::Cells;

/// The characters that the terminal shows, by its locale. The first of these variables that is set
/// decides, as POSIX says. Where none is, as on Windows and in many containers, it shows Unicode.
pub fn cells() -> Cells {
    cells_of(|name| std::env::var(name).ok())
}

fn cells_of(variable: impl Fn(&str) -> Option<String>) -> Cells {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    let locale = locale.map(|locale| locale.to_ascii_lowercase().replace('-', ""));
    match locale.is_none_or(|locale| locale.contains("utf8")) {
        true => Cells::Unicode,
        false => Cells::Ascii,
    }
}

/// A text of ours, in the characters that can be shown.
pub fn spell(text: &str, cells: Cells) -> String {
    match cells {
        Cells::Unicode => text.to_owned(),
        Cells::Ascii => text
            .replace(['·', '–'], "-")
            .replace('µ', "u")
            .replace('×', "x"),
    }
}

/// A paragraph in lines of so many columns, the first after one indent and the others after another.
/// What has hyphens or is long is a path, an address or a command, to be clicked or copied: it stays
/// whole.
pub fn paragraph(text: &str, width: usize, first: &str, others: &str) -> String {
    let options = textwrap::Options::new(width)
        .initial_indent(first)
        .subsequent_indent(others)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides_on_unicode() {
        let with = |variables: &[(&str, &str)]| {
            cells_of(|name| {
                let found = variables.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(with(&[]), Cells::Unicode);
        assert_eq!(with(&[("LANG", "vi_VN.UTF-8")]), Cells::Unicode);
        assert_eq!(
            with(&[("LANG", "zh_CN.utf8"), ("LC_ALL", "")]),
            Cells::Unicode
        );
        assert_eq!(with(&[("LANG", "C")]), Cells::Ascii);
        assert_eq!(with(&[("LANG", "zh_CN.GB18030")]), Cells::Ascii);
        assert_eq!(
            with(&[("LANG", "vi_VN.UTF-8"), ("LC_ALL", "POSIX")]),
            Cells::Ascii
        );
    }

    #[test]
    fn a_path_stays_whole_in_a_paragraph() {
        let text = "See lessons/01-sequential/src now.";
        assert_eq!(
            paragraph(text, 20, "- ", "  "),
            "- See\n  lessons/01-sequential/src\n  now."
        );
    }
}
