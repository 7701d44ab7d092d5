//! A small book with one lesson, in a folder of its own.

pub(crate) mod browser;

use catalogue::{Catalogue, Lesson, Snapshot};
use serde_json::{Value, json};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use tempfile::TempDir;

/// The root of this repository.
pub(crate) fn repository() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().nth(2);
    root.expect("crates/book lies two folders deep").to_owned()
}

/// A lesson of this repository.
pub(crate) fn lesson(number: u32) -> Lesson {
    let catalogue = Catalogue::read(&repository()).expect("there are lessons");
    let lesson = catalogue.lesson(number);
    lesson.expect("there is such a lesson").clone()
}

/// What a lesson of this repository recorded.
pub(crate) fn record(number: u32) -> Value {
    let json = lesson(number).snapshot(Snapshot::Json);
    let json = json.unwrap_or_else(|wrong| panic!("{wrong}"));
    serde_json::from_str(&json).expect("it is JSON")
}

/// Serves until the test's process ends, and returns where.
pub(crate) fn served(router: axum::Router) -> SocketAddr {
    let (tell, address) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime starts").block_on(async {
            let listener = book::serve::listen(0).await.expect("a port is free");
            let address = listener.local_addr().expect("it has an address");
            tell.send(address).expect("somebody waits for it");
            axum::serve(listener, router).await
        })
    });
    address.recv().expect("it listens")
}

const FILES: [(&str, &str); 9] = [
    (
        "book/book.toml",
        "[book]\ntitle = \"Small\"\n[build]\ncreate-missing = false\nuse-default-preprocessors = false\n",
    ),
    (
        "book/src/SUMMARY.md",
        "# Summary\n\n[Welcome](welcome.md)\n\n- [First](01-first.md)\n",
    ),
    ("book/src/welcome.md", "# Welcome\n\n## To this book\n"),
    (
        "book/src/01-first.md",
        "# First\n\n```rust\n{{#include ../../lessons/01-first/src/blocking.rs:ask}}\n```\n",
    ),
    ("book/src/picture.svg", "<svg></svg>"),
    (
        "lessons/01-first/Cargo.toml",
        "[package]\ndescription = \"First: what it is about\"\n",
    ),
    (
        "lessons/01-first/notes.md",
        "# 30 minutes\n\n**In Python**: `for`\n\n**Ask**: how long?\n",
    ),
    (
        "lessons/01-first/src/blocking.rs",
        "use std::fmt;\n\n/// Asks.\npub fn ask() {\n    send();\n}\n",
    ),
    (
        "lessons/01-first/src/asynchronous.rs",
        "/// Asks.\npub async fn ask() {\n    send().await;\n}\n",
    ),
];

/// A repository with a book that is all right until a test changes it.
pub(crate) struct Fixture {
    folder: TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let fixture = Fixture { folder };
        for (path, text) in FILES {
            fixture.write(path, text);
        }
        let recorded = lesson(1);
        for snapshot in Snapshot::ALL {
            let text = fs::read_to_string(recorded.snapshot_file(snapshot));
            let path = format!("lessons/01-first/snapshots/{snapshot}.snap");
            fixture.write(&path, &text.expect("lesson 1 has its snapshots"));
        }
        fixture
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Adds lines to the page `welcome.md`; they begin in its line 5.
    pub(crate) fn welcome(&self, text: &str) {
        self.write(
            "book/src/welcome.md",
            &format!("# Welcome\n\n## To this book\n\n{text}\n"),
        );
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).expect("it can be removed");
    }

    /// A record of the lab with one experiment.
    pub(crate) fn lab(&self) {
        let cell = |text: &str, value: Option<f64>| json!({ "text": text, "value": value });
        let row = |name: &str, measured: Value| {
            json!({ "name": name, "cells": {
                "claimed": cell("22 s", Some(22.0)),
                "limit": cell("40.0 s", Some(40.0)),
                "measured": measured,
                "sent": cell("1000", Some(1000.0)),
                "verdict": cell("impossible", None),
            }})
        };
        let column = |title: &str, unit: &str| json!({ "title": title, "unit": unit });
        let record = json!({
            "schema": "meanwhile.lab/1",
            "made": { "build": "release", "date": "2026-01-31", "processors": 2 },
            "experiments": [{
                "name": "claim-1",
                "title": "1000 requests < 2 s",
                "about": "Measured somehow.",
                "columns": [
                    column("claimed", "s"),
                    column("limit", "s"),
                    column("measured", "s"),
                    column("sent", "requests"),
                    column("verdict", ""),
                ],
                "rows": [
                    row("in turn", cell("80.0 s", Some(80.0))),
                    row("50 | threads", cell("44.0 s", Some(44.0))),
                    row("50 tasks", cell("too busy", None)),
                ],
                "notes": [
                    { "name": "equal", "text": "They are equal." },
                    { "name": null, "text": "Also." },
                ],
                "left_out": ["9 tasks: left out."],
            }],
        });
        self.write("book/lab.json", &record.to_string());
    }

    /// Builds it, and returns a page of it.
    pub(crate) fn page(&self, name: &str) -> String {
        let built = book::build(self.root(), None).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        fs::read_to_string(built.join(name)).expect("the page is there")
    }

    /// What the build refuses, a line each.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        let mistakes = book::build(self.root(), None).expect_err("it is refused");
        mistakes.0.iter().map(ToString::to_string).collect()
    }
}
