//! How far a program is: drawn in one line of a terminal, told in a line each elsewhere.

use std::io::{self, IsTerminal, Stderr, Write};

/// Shows `2 of 5: summary 3`.
#[derive(Debug)]
pub struct Progress<W> {
    out: W,
    is_terminal: bool,
    all: usize,
    /// Columns of the longest line so far.
    longest: usize,
}

impl Progress<Stderr> {
    /// Of so many, on standard error: what a program writes to standard output is for the next one.
    pub fn of(all: usize) -> Self {
        let is_terminal = io::stderr().is_terminal();
        Progress::new(io::stderr(), is_terminal, all)
    }
}

impl<W: Write> Progress<W> {
    /// Of so many, on something that is a terminal or is not.
    pub fn new(out: W, is_terminal: bool, all: usize) -> Self {
        Progress {
            out,
            is_terminal,
            all,
            longest: 0,
        }
    }

    /// Shows that so many are done, the last of them this one.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn show(&mut self, done: usize, what: &str) -> io::Result<()> {
        let (all, bar) = (self.all, "#".repeat(done));
        if !self.is_terminal {
            return writeln!(self.out, "{done} of {all}: {what}");
        }
        let line = format!("[{bar:.<all$}] {done} of {all}: {what}");
        let end = if done == all { "\n" } else { "" };
        // Back to where the line began, and over all that stood there.
        self.longest = self.longest.max(line.chars().count());
        write!(self.out, "\r{line:<0$}{end}", self.longest)?;
        self.out.flush()
    }
}
