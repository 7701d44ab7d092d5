use crate::{Lesson, text};

impl Lesson {
    /// The hints for the exercise: a nudge, more, and the idea of the solution.
    ///
    /// # Errors
    ///
    /// One line on what is wrong, when the file cannot be read or has other sections than those.
    pub fn hints(&self) -> Result<[String; 3], String> {
        let path = self.hints_file();
        let text = text(&path)?;
        let mut sections = text.split("\n## ").skip(1);
        let mut section = |title: &str| {
            let text = sections.next().and_then(|text| text.strip_prefix(title));
            let text = text.and_then(|text| text.strip_prefix('\n'));
            let text = text.map(str::trim).filter(|text| !text.is_empty());
            let wrong = || format!("{} lacks a section \"{title}\"", path.display());
            text.map(str::to_owned).ok_or_else(wrong)
        };
        let hints = [section("A nudge")?, section("More")?, section("The idea")?];
        match sections.next() {
            None => Ok(hints),
            Some(_) => Err(format!("{} has more than three sections", path.display())),
        }
    }
}
