use crate::Catalogue;
use std::fmt::Write;

const HEAD: &str = "| lesson | pattern | in Python | what it shows |";

impl Catalogue {
    /// A README with its table of lessons as the lessons say it is.
    ///
    /// # Errors
    ///
    /// One line on what is wrong: it has no such table, or a lesson has no notes.
    pub fn in_readme(&self, readme: &str) -> Result<String, String> {
        let start = readme
            .find(HEAD)
            .ok_or_else(|| format!("the README has no table that begins with: {HEAD}"))?;
        let length = readme[start..].find("\n\n").map(|length| length + 1);
        let end = length.map_or(readme.len(), |length| start + length);
        let mut table = format!("{HEAD}\n|---|---|---|---|\n");
        for lesson in &self.lessons {
            let (number, name) = (lesson.number, lesson.name());
            let python = lesson.notes()?.python;
            // Writing to a `String` cannot fail.
            let _ = writeln!(
                table,
                "| [{number}](lessons/{name}/src) | {} | {python} | {} |",
                lesson.title, lesson.goal
            );
        }
        Ok(format!("{}{table}{}", &readme[..start], &readme[end..]))
    }
}
