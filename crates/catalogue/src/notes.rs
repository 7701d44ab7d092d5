use crate::{Lesson, text};

/// What an instructor should know of a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notes {
    /// How long it takes in a workshop, with its exercise.
    pub minutes: u32,
    /// What the pattern is called in Python, in Markdown.
    pub python: String,
    /// What to ask, to show and to know, in Markdown.
    pub text: String,
}

impl Lesson {
    /// The notes for the instructor. Their first line is the time, `# 45 minutes`; then comes what
    /// the pattern is called in Python, `**In Python**: ...`, and then the rest.
    ///
    /// # Errors
    ///
    /// One line on what is wrong, when the file cannot be read or has no such lines.
    pub fn notes(&self) -> Result<Notes, String> {
        let path = self.notes_file();
        let text = text(&path)?;
        parse(&text).map_err(|wanted| format!("{} {wanted}", path.display()))
    }
}

fn parse(text: &str) -> Result<Notes, &'static str> {
    let mut parts = text.splitn(3, "\n\n");
    let minutes = parts.next().and_then(|title| title.strip_prefix("# "));
    let minutes = minutes.and_then(|title| title.strip_suffix(" minutes")?.parse().ok());
    let python = parts
        .next()
        .and_then(|line| line.strip_prefix("**In Python**: "));
    let text = parts.next().map(str::trim).filter(|text| !text.is_empty());
    Ok(Notes {
        minutes: minutes.ok_or("should begin with a line such as: # 45 minutes")?,
        python: python
            .ok_or("should go on with a line such as: **In Python**: `asyncio.gather`")?
            .replace('\n', " "),
        text: text
            .ok_or("does not say what to ask and to show")?
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_minutes_names_and_text() {
        let notes =
            parse("# 45 minutes\n\n**In Python**: `a`,\n`b`\n\n**Ask**: how?\n\n**Note**: so.\n");
        let expected = Notes {
            minutes: 45,
            python: "`a`, `b`".to_owned(),
            text: "**Ask**: how?\n\n**Note**: so.".to_owned(),
        };
        assert_eq!(notes, Ok(expected));
    }

    #[test]
    fn what_is_missing_is_told() {
        for (text, wanted) in [
            ("", "# 45 minutes"),
            ("# Gather\n\n**In Python**: a\n\nb", "# 45 minutes"),
            ("# 45 minutes\n\n**Ask**: how?", "**In Python**"),
            ("# 45 minutes\n\n**In Python**: a\n\n", "what to ask"),
        ] {
            let wrong = parse(text).expect_err(text);
            assert!(wrong.contains(wanted), "{text:?}: {wrong}");
        }
    }
}
