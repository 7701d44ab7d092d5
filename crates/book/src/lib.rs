//! Builds, checks and serves the book.
//!
//! mdBook renders it, as a library. What a page shows of the lessons is put in by directives:
//! code from the lessons' files, outputs and timelines from the snapshots that the tests verify,
//! figures from the record of the lab, and what the compiler says of programs that do not compile.
//! CONTRIBUTING.md lists them. [`build`] refuses a book in which anything does not fit together,
//! and says in which file and line. [`chapters`] tells of each chapter whether it keeps the order that
//! all have, and how long it takes to read.

mod agenda;
mod align;
mod build;
mod calls;
mod card;
mod chapter;
mod chart;
mod code;
mod directive;
mod errors;
mod expand;
mod html;
mod lab;
mod links;
mod mistake;
mod notes;
mod order;
mod pages;
mod race;
mod record;
pub mod serve;
mod source;
mod warnings;
mod what_if;
mod words;

pub use build::build;
pub use chapter::{Chapter, chapters};
pub use mistake::{Mistake, Mistakes};
