//! What an instructor is told of lessons: which of them a part of a day takes, and what to ask and show.

use crate::directive::Directive;
use catalogue::Lesson;
use std::fmt::Write;

/// What stands in a line of an agenda, and how long it takes.
type Row = (String, u32);

/// How the parts of a workshop look, whatever the number of lessons.
pub(crate) struct Frame<'a> {
    /// What a part is called: `Half-day`.
    title: &'a str,
    /// What a part takes at most.
    minutes: u32,
    /// What the first part begins with.
    first: Vec<Row>,
    /// What stands in the middle of a part with several lessons.
    pause: Vec<Row>,
    /// What each part ends with.
    last: Vec<Row>,
}

impl<'a> Frame<'a> {
    /// Reads it from a page: rows are such as `Break: 15`.
    ///
    /// # Errors
    ///
    /// A sentence that says what cannot be read.
    pub(crate) fn read(it: &Directive<'a>) -> Result<Self, String> {
        let minutes = it.required("minutes")?;
        let minutes = minutes.parse();
        let rows = |key| it.value(key).map_or(Ok(Vec::new()), rows);
        Ok(Frame {
            title: it.required("title")?,
            minutes: minutes.map_err(|_| {
                let minutes = it.value("minutes").unwrap_or_default();
                format!("minutes are a number, not {minutes}")
            })?,
            first: rows("first")?,
            pause: rows("pause")?,
            last: rows("last")?,
        })
    }

    /// As many parts as it takes to have all lessons in their order: a heading and a table for each,
    /// which names its lessons and adds up its minutes.
    ///
    /// # Errors
    ///
    /// A sentence that names the lesson that fits into no part, or that has no minutes.
    pub(crate) fn tables(&self, lessons: &[Lesson]) -> Result<String, String> {
        let timed = |lesson: &Lesson| Ok((lesson.clone(), lesson.notes()?.minutes));
        let timed: Vec<(Lesson, u32)> = lessons.iter().map(timed).collect::<Result<_, String>>()?;
        let mut tables = Vec::new();
        let mut rest = &timed[..];
        while !rest.is_empty() {
            let first = match tables.is_empty() {
                true => &self.first[..],
                false => &[],
            };
            let around = sum(first) + sum(&self.pause) + sum(&self.last);
            let room = self.minutes.saturating_sub(around);
            let mut end = 0;
            let fits = |(_, minutes): &&(Lesson, u32)| {
                end += minutes;
                end <= room
            };
            let (these, later) = rest.split_at(rest.iter().take_while(fits).count());
            if let ([], [(lesson, minutes), ..]) = (these, later) {
                let (name, title, number) = (lesson.package(), self.title, tables.len() + 1);
                return Err(format!(
                    "{name} takes {minutes} minutes, and {title} {number} has room for {room}"
                ));
            }
            tables.push(self.table(tables.len() + 1, first, these));
            rest = later;
        }
        Ok(tables.join("\n"))
    }

    fn table(&self, number: usize, first: &[Row], lessons: &[(Lesson, u32)]) -> String {
        let row = |(lesson, minutes): &(Lesson, u32)| {
            let link = format!("[{}]({})", lesson.title, lesson.chapter());
            (link, *minutes)
        };
        let mut rows = first.to_vec();
        // The pause is where it divides the lessons most evenly.
        let all = minutes(lessons);
        let uneven = |&count: &usize| all.abs_diff(2 * minutes(&lessons[..count]));
        let (morning, rest) = lessons.split_at((1..lessons.len()).min_by_key(uneven).unwrap_or(0));
        rows.extend(morning.iter().map(row));
        if !morning.is_empty() {
            rows.extend(self.pause.iter().cloned());
        }
        rows.extend(rest.iter().map(row));
        rows.extend(self.last.iter().cloned());
        let taken = match lessons {
            [(first, _), .., (last, _)] => format!("lessons {} to {}", first.number, last.number),
            _ => format!("lesson {}", lessons[0].0.number),
        };
        let title = self.title;
        let mut table = format!("### {title} {number}\n\n| {taken} | minutes |\n|---|--:|\n");
        for (what, minutes) in &rows {
            // Writing to a `String` cannot fail.
            let _ = writeln!(table, "| {what} | {minutes} |");
        }
        let _ = writeln!(table, "| **Together** | **{}** |", sum(&rows));
        table
    }
}

/// `Welcome: 20; Break: 15`
fn rows(text: &str) -> Result<Vec<Row>, String> {
    let row = |row: &str| {
        let parts = row.rsplit_once(": ");
        let parts = parts.and_then(|(what, time)| Some((what.to_owned(), time.parse().ok()?)));
        parts.ok_or_else(|| format!("{row} does not say how long it takes: Break: 15"))
    };
    // What a row says may have a comma.
    let parts = text.split(';').map(str::trim);
    parts.filter(|part| !part.is_empty()).map(row).collect()
}

fn sum(rows: &[Row]) -> u32 {
    rows.iter().map(|(_, minutes)| minutes).sum()
}

fn minutes(lessons: &[(Lesson, u32)]) -> u32 {
    lessons.iter().map(|(_, minutes)| minutes).sum()
}

/// The notes on all lessons, each under its title.
///
/// # Errors
///
/// A sentence that says which lesson has none.
pub(crate) fn notes(lessons: &[Lesson]) -> Result<String, String> {
    let mut all = String::new();
    for lesson in lessons {
        let notes = lesson.notes()?;
        let _ = write!(
            all,
            "### {}, {} minutes\n\n{}\n\n",
            lesson.title, notes.minutes, notes.text
        );
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    fn lesson(folder: &Path, number: u32, minutes: u32) -> Lesson {
        let folder = folder.join(format!("{number:02}-slug"));
        fs::create_dir_all(&folder).expect("a folder can be made");
        let notes = format!("# {minutes} minutes\n\n**In Python**: so\n\n**Ask**: how?\n");
        fs::write(folder.join("notes.md"), notes).expect("a file can be written");
        Lesson {
            number,
            folder,
            slug: "slug".to_owned(),
            title: format!("Lesson {number}"),
            goal: String::new(),
        }
    }

    fn told(minutes: &[u32]) -> Result<String, String> {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let page = "{{#agenda title=\"Half-day\" minutes=\"200\" first=\"Welcome: 30\" \
                    pause=\"Break: 15\" last=\"Questions: 5\"}}";
        let it = Directive::find(page, 0).expect("there is one");
        let frame = Frame::read(&it.expect("it can be read"))?;
        let numbered = (1..).zip(minutes);
        let lessons = numbered.map(|(number, &minutes)| lesson(folder.path(), number, minutes));
        frame.tables(&lessons.collect::<Vec<_>>())
    }

    #[test]
    fn each_part_takes_as_many_lessons_as_it_has_room_for() {
        // 150 minutes in the first part, which has a welcome, and 180 in the others.
        let tables = told(&[50, 50, 50, 60, 60, 61, 10]).expect("all have room");
        let lines: Vec<&str> = tables
            .lines()
            .filter(|line| !line.contains("--:"))
            .collect();
        let expected = [
            "### Half-day 1",
            "",
            "| lessons 1 to 3 | minutes |",
            "| Welcome | 30 |",
            "| [Lesson 1](01-slug.md) | 50 |",
            "| Break | 15 |",
            "| [Lesson 2](02-slug.md) | 50 |",
            "| [Lesson 3](03-slug.md) | 50 |",
            "| Questions | 5 |",
            "| **Together** | **200** |",
            "",
            "### Half-day 2",
            "",
            "| lessons 4 to 5 | minutes |",
            "| [Lesson 4](04-slug.md) | 60 |",
            "| Break | 15 |",
            "| [Lesson 5](05-slug.md) | 60 |",
            "| Questions | 5 |",
            "| **Together** | **140** |",
            "",
            "### Half-day 3",
            "",
            "| lessons 6 to 7 | minutes |",
            "| [Lesson 6](06-slug.md) | 61 |",
            "| Break | 15 |",
            "| [Lesson 7](07-slug.md) | 10 |",
            "| Questions | 5 |",
            "| **Together** | **91** |",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn any_number_of_lessons_has_room() {
        for count in 1..=40 {
            let tables = told(&vec![45; count]).expect("all have room");
            assert_eq!(tables.matches("-slug.md").count(), count);
            let sums = tables
                .lines()
                .filter_map(|line| line.strip_prefix("| **Together** | **"));
            for sum in sums {
                let sum: u32 = sum
                    .trim_end_matches("** |")
                    .parse()
                    .expect("it is a number");
                assert!(sum <= 200, "{tables}");
            }
        }
        let alone = told(&[45]).expect("it has room");
        assert!(
            alone.contains("| lesson 1 |") && !alone.contains("Break"),
            "{alone}"
        );
    }

    #[test]
    fn a_lesson_that_is_too_long_for_any_part_is_told() {
        let wrong = told(&[45, 45, 181]).expect_err("it is too long");
        let expected = "lesson-3 takes 181 minutes, and Half-day 2 has room for 180";
        assert_eq!(wrong, expected);
    }
}
