use console::{Key, Term};
use std::io::{self, IsTerminal};
use std::thread;

/// What the learner asks for while an exercise is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// The next hint.
    Hint,
    /// The next exercise.
    Next,
    /// The list of lessons.
    List,
    /// A key that means nothing: the learner looks for the right one.
    Help,
    /// To stop.
    Quit,
    /// To stop at once, as Ctrl-C does everywhere.
    Interrupt,
}

/// Reads keys on a thread of its own, and hands each to `tell`. Returns whether there are keys to
/// read at all.
///
/// While a key is awaited the terminal is in another mode, which reading one ends. So the last wish
/// is one to stop: after it nothing is read, and the terminal is as it was.
pub(crate) fn read(tell: impl Fn(Wish) + Send + 'static) -> io::Result<bool> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Ok(false);
    }
    let reader = thread::Builder::new().name("keys".into());
    reader.spawn(move || {
        let terminal = Term::stdout();
        loop {
            let wish = match terminal.read_key_raw() {
                Ok(Key::Char('h' | 'H')) => Wish::Hint,
                Ok(Key::Char('n' | 'N')) => Wish::Next,
                Ok(Key::Char('l' | 'L')) => Wish::List,
                Ok(Key::Char('q' | 'Q')) => Wish::Quit,
                Ok(Key::CtrlC | Key::Char('\x04')) => Wish::Interrupt,
                Ok(_) => Wish::Help,
                // The terminal is gone.
                Err(_) => Wish::Quit,
            };
            tell(wish);
            if matches!(wish, Wish::Quit | Wish::Interrupt) {
                return;
            }
        }
    })?;
    Ok(true)
}
