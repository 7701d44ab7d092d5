//! What the lab measured, as the pages show it: from its record, which is committed.

use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Where the record is, from the root of the repository.
const FILE: &str = "book/lab.json";

/// How it is made.
const COMMAND: &str = "cargo run --release -p lab -- --record book/lab.json";

/// What is measured by another program, because it takes cargo and not the lab's server.
const BUILDS: &str = "book/builds.json";
const MAKE_BUILDS: &str = "cargo run -p lab --example builds -- book/builds.json";

const SCHEMA: &str = "meanwhile.lab/1";

/// What stands in a cell without a figure.
const NO_FIGURE: [&str; 2] = ["–", "too busy"];

/// The record of the lab.
pub(crate) struct Lab(Value);

impl Lab {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with the file, and how to make it anew.
    pub(crate) fn read(root: &Path) -> Result<Self, String> {
        let mut json = record(root, FILE, COMMAND)?;
        let wrong = |what: &str| format!("{FILE}: {what}; make it with: {COMMAND}");
        if json["made"]["build"] != "release" {
            return Err(wrong(
                "it was made by a debug build, whose figures are of no use",
            ));
        }
        // A book may do without it: then it has no such experiment.
        if root.join(BUILDS).is_file() {
            let builds = record(root, BUILDS, MAKE_BUILDS)?;
            if let Some(all) = json["experiments"].as_array_mut() {
                all.extend(list(&builds, "experiments").iter().cloned());
            }
        }
        Ok(Lab(json))
    }

    /// One of its experiments.
    ///
    /// # Errors
    ///
    /// A sentence that names those that there are.
    pub(crate) fn experiment(&self, name: &str) -> Result<Experiment<'_>, String> {
        let all = list(&self.0, "experiments");
        let found = all.iter().find(|experiment| experiment["name"] == name);
        let unknown = || {
            format!(
                "unknown experiment {name}: the lab has {}",
                names(all, "name")
            )
        };
        found.map(Experiment).ok_or_else(unknown)
    }

    /// How the record was made: the date, the command, the machine, the versions.
    ///
    /// # Errors
    ///
    /// A sentence that names what can be asked.
    pub(crate) fn made(&self, of: &str) -> Result<String, String> {
        let made = &self.0["made"];
        match &made[of] {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            _ => {
                let keys = made.as_object().into_iter().flat_map(|made| made.keys());
                let keys: Vec<&str> = keys.map(String::as_str).collect();
                Err(format!(
                    "unknown figure {of}: of the record there are {}",
                    keys.join(", ")
                ))
            }
        }
    }
}

/// A file with experiments.
fn record(root: &Path, file: &str, command: &str) -> Result<Value, String> {
    let wrong = |what: &str| format!("{file}: {what}; make it with: {command}");
    let text = fs::read_to_string(root.join(file));
    let text = text.map_err(|error| wrong(&error.to_string()))?;
    let json: Value = serde_json::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
    match json["schema"] == SCHEMA {
        true => Ok(json),
        false => Err(wrong(&format!(
            "the schema is {}, not {SCHEMA}",
            json["schema"]
        ))),
    }
}

/// An experiment of the record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Experiment<'a>(&'a Value);

impl<'a> Experiment<'a> {
    fn name(self) -> &'a str {
        text(&self.0["name"])
    }

    pub(crate) fn title(self) -> &'a str {
        text(&self.0["title"])
    }

    /// The names of all its rows.
    pub(crate) fn rows(self) -> impl Iterator<Item = &'a str> {
        list(self.0, "rows").iter().map(|row| text(&row["name"]))
    }

    /// The titles of all its columns.
    fn columns(self) -> impl Iterator<Item = &'a str> {
        list(self.0, "columns")
            .iter()
            .map(|column| text(&column["title"]))
    }

    /// The unit of a column; empty for words.
    pub(crate) fn unit(self, title: &str) -> Result<&'a str, String> {
        let columns = list(self.0, "columns");
        let column = columns.iter().find(|column| column["title"] == title);
        let unknown = || {
            let there = names(columns, "title");
            format!("unknown figure {title}: {} has {there}", self.name())
        };
        column
            .map(|column| text(&column["unit"]))
            .ok_or_else(unknown)
    }

    fn cell(self, row: &str, of: &str) -> Result<&'a Value, String> {
        self.unit(of)?;
        let rows = list(self.0, "rows");
        let found = rows.iter().find(|found| found["name"] == row);
        let unknown = || {
            format!(
                "unknown row {row}: {} has {}",
                self.name(),
                names(rows, "name")
            )
        };
        found.map(|found| &found["cells"][of]).ok_or_else(unknown)
    }

    /// A cell as it is shown.
    pub(crate) fn shown(self, row: &str, of: &str) -> Result<&'a str, String> {
        Ok(text(&self.cell(row, of)?["text"]))
    }

    /// The value of a cell, if it has one.
    pub(crate) fn value(self, row: &str, of: &str) -> Result<Option<f64>, String> {
        Ok(self.cell(row, of)?["value"].as_f64())
    }

    /// A figure for a sentence, which cannot do without it.
    pub(crate) fn figure(self, row: &str, of: &str) -> Result<&'a str, String> {
        let shown = self.shown(row, of)?;
        match NO_FIGURE.contains(&shown) {
            true => Err(format!(
                "the record has no figure there: {of} of {row} in {} is \"{shown}\"",
                self.name()
            )),
            false => Ok(shown),
        }
    }

    /// A sentence of the record by its name.
    pub(crate) fn note(self, name: &str) -> Result<&'a str, String> {
        let notes = list(self.0, "notes");
        let found = notes.iter().find(|note| note["name"] == name);
        let unknown = || {
            format!(
                "unknown note {name}: {} has {}",
                self.name(),
                names(notes, "name")
            )
        };
        found.map(|note| text(&note["text"])).ok_or_else(unknown)
    }

    /// The table in Markdown, below how it was measured, and above what is to be said of it.
    pub(crate) fn table(self, columns: Option<Vec<&str>>) -> Result<String, String> {
        let columns = columns.unwrap_or_else(|| self.columns().collect());
        let cell = |text: &str| text.replace('|', "\\|");
        // A cell is one line: its style is that of the block around the table.
        let mut out = format!(
            "{}\n\n<div class=\"lab-table\">\n\n",
            text(&self.0["about"])
        );
        let _ = writeln!(out, "| | {} |", columns.join(" | "));
        let _ = writeln!(out, "|---|{}", "--:|".repeat(columns.len()));
        for row in self.rows() {
            let cells = columns.iter().map(|of| self.shown(row, of).map(cell));
            let cells: Vec<String> = cells.collect::<Result<_, _>>()?;
            let _ = writeln!(out, "| {} | {} |", cell(row), cells.join(" | "));
        }
        out.push_str("\n</div>");
        Ok(out)
    }

    /// What the record says of its figures, and what was left out, a point each.
    pub(crate) fn notes(self) -> String {
        let notes = list(self.0, "notes").iter().map(|note| text(&note["text"]));
        let left_out = list(self.0, "left_out").iter().map(text);
        let points: Vec<String> = notes
            .chain(left_out)
            .map(|note| format!("- {note}"))
            .collect();
        points.join("\n")
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// The names of things in a list, as one may read them.
fn names(things: &[Value], key: &str) -> String {
    let names = things.iter().filter_map(|thing| thing[key].as_str());
    names.collect::<Vec<_>>().join("; ")
}
