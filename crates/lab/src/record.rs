//! What was measured, as tables. The terminal, the pages of the book and the JSON record all show
//! the same cells.

use serde_json::{Map, Value, json};

pub(crate) const SCHEMA: &str = "meanwhile.lab/1";

/// What stands where no figure is.
pub(crate) const NONE: &str = "–";

/// What stands where a stall would have made the figure.
pub(crate) const BUSY: &str = "too busy";

/// One experiment: a table, and what its figures say.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Experiment {
    pub(crate) name: String,
    pub(crate) title: String,
    /// How it was measured, in a sentence.
    pub(crate) about: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    pub(crate) notes: Vec<Note>,
    /// What this machine could not do, or what the lab did not find: a sentence for each.
    pub(crate) left_out: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) title: &'static str,
    /// Of its values in the record; empty for words.
    pub(crate) unit: &'static str,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) name: String,
    /// One for each column.
    pub(crate) cells: Vec<Cell>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) value: Option<f64>,
}

/// A sentence. Those with a name can be put into a page by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) name: Option<String>,
    pub(crate) text: String,
}

impl Column {
    pub(crate) const fn new(title: &'static str, unit: &'static str) -> Self {
        Column { title, unit }
    }
}

impl Cell {
    pub(crate) fn of(value: Option<f64>, show: impl Fn(f64) -> String) -> Self {
        Cell {
            text: value.map_or(NONE.to_owned(), show),
            // No clock here knows more than nanoseconds.
            value: value.map(|value| (value * 1e9).round() / 1e9),
        }
    }

    pub(crate) fn word(text: impl Into<String>) -> Self {
        Cell {
            text: text.into(),
            value: None,
        }
    }
}

impl Note {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Note { name: None, text }
    }

    pub(crate) fn named(name: impl Into<String>, text: impl Into<String>) -> Self {
        let name = Some(name.into());
        Note {
            name,
            ..Note::new(text)
        }
    }
}

impl Experiment {
    fn json(&self) -> Value {
        let row = |row: &Row| {
            let cells = self.columns.iter().zip(&row.cells).map(|(column, cell)| {
                let cell = json!({ "text": cell.text, "value": cell.value });
                (column.title.to_owned(), cell)
            });
            json!({ "name": row.name, "cells": cells.collect::<Map<_, _>>() })
        };
        let columns = self.columns.iter();
        let columns = columns.map(|column| json!({ "title": column.title, "unit": column.unit }));
        let notes = self.notes.iter();
        let notes = notes.map(|note| json!({ "name": note.name, "text": note.text }));
        json!({
            "name": self.name,
            "title": self.title,
            "about": self.about,
            "columns": columns.collect::<Vec<_>>(),
            "rows": self.rows.iter().map(row).collect::<Vec<_>>(),
            "notes": notes.collect::<Vec<_>>(),
            "left_out": self.left_out,
        })
    }
}

/// All of it: where and how it was measured, and the experiments.
pub(crate) fn document(made: Map<String, Value>, experiments: &[Experiment]) -> Value {
    json!({
        "schema": SCHEMA,
        "made": made,
        "experiments": experiments.iter().map(Experiment::json).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn example() -> Experiment {
        Experiment {
            name: "claim-9".into(),
            title: "9 requests".into(),
            about: "Measured somehow.".into(),
            columns: vec![Column::new("measured", "s"), Column::new("verdict", "")],
            rows: vec![
                Row {
                    name: "in turn".into(),
                    cells: vec![
                        Cell::of(Some(2.5), crate::show::time),
                        Cell::word("possible"),
                    ],
                },
                Row {
                    name: "9 | threads".into(),
                    cells: vec![Cell::of(None, crate::show::time), Cell::word(BUSY)],
                },
            ],
            notes: vec![Note::named("in turn", "Slow."), Note::new("Also.")],
            left_out: vec!["9 futures: no room.".into()],
        }
    }

    #[test]
    fn a_record_has_the_cells_as_they_are_shown_and_their_values() {
        let record = document(Map::new(), &[example()]);
        assert_eq!(record["schema"], SCHEMA);
        let experiment = &record["experiments"][0];
        assert_eq!(
            experiment["columns"][0],
            json!({ "title": "measured", "unit": "s" })
        );
        let cell = &experiment["rows"][0]["cells"]["measured"];
        assert_eq!(*cell, json!({ "text": "2.50 s", "value": 2.5 }));
        let cell = &experiment["rows"][1]["cells"]["measured"];
        assert_eq!(*cell, json!({ "text": NONE, "value": null }));
        assert_eq!(
            experiment["notes"][0],
            json!({ "name": "in turn", "text": "Slow." })
        );
        assert_eq!(experiment["left_out"][0], "9 futures: no room.");
    }
}
