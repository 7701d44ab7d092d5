//! What the programs of the kit share when they speak to a person: arguments whose mistakes are
//! told in [one line](parse), and what the [`Terminal`] can show: its columns, its characters, its
//! colours.
//!
//! Libraries that draw, such as [`timeline`], are told a width and a set of characters. To ask the
//! system for them is the business of a program, and is done here alone.

mod arguments;
mod characters;
mod screen;
pub mod style;

pub use arguments::{complain, parse};
pub use characters::{cells, paragraph, spell};
pub use screen::{Terminal, WIDTH};
