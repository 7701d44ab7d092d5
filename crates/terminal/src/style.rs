//! What a style says, the same in all programs. On a terminal without colours each word is still
//! there: a style underlines, and never tells alone.

use anstyle::{AnsiColor, Style};

/// Titles.
pub const BOLD: Style = Style::new().bold();

/// What is looked up rather than read.
pub const DIMMED: Style = Style::new().dimmed();

/// What is as it should be.
pub const GOOD: Style = AnsiColor::Green.on_default();

/// What is not.
pub const BAD: Style = AnsiColor::Red.on_default();

/// What may or may not be.
pub const DOUBT: Style = AnsiColor::Yellow.on_default();
