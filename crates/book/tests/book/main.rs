//! What the book becomes, and what is refused: one program, since each links all of mdBook.

mod browser;
mod card;
mod chapters;
mod common;
mod layout;
mod mistakes;
mod pages;
mod race;
mod schedule;
mod serve;
mod sweep;
