use crate::Run;
use crate::run::Observer;
use console::Term;
use mock_api::MockApi;
use std::io;
use std::time::Duration;
use terminal::Terminal;
use timeline::{Scale, TextStyle, Timeline, nearest_tick};

/// A timeline that grows on the terminal while its run happens, and makes room for the final one
/// when it is dropped. Where nobody watches it draws nothing.
pub(crate) struct Drawing {
    /// Keeps what is written until it is flushed, so that nobody sees a picture half drawn.
    term: Option<Term>,
    terminal: Terminal,
    order: Vec<String>,
    limits: Vec<(u32, u32)>,
    /// The scale of the timelines above, and the ticks for which there has to be room.
    scale: Option<Scale>,
    lasts: Option<u32>,
    /// What stands on the terminal, above the cursor.
    drawn: Vec<String>,
    /// Said under the timeline of a run that seems to hang.
    doubt: String,
}

impl Drawing {
    pub(crate) fn new(
        run: &Run,
        terminal: &Terminal,
        scale: Option<Scale>,
        lasts: Option<u32>,
    ) -> Self {
        Drawing {
            term: terminal.live.then(Term::buffered_stdout),
            terminal: *terminal,
            order: run.scenario.lanes().to_vec(),
            limits: run.scenario.script().limits(),
            scale,
            lasts,
            drawn: Vec::new(),
            doubt: String::new(),
        }
    }
}

/// Puts a picture in the place of what is drawn. The terminal cuts lines that are too long for it:
/// wrapped, they would take more rows than are cleared.
fn draw(term: &Term, drawn: &[String], lines: &[String]) -> io::Result<()> {
    term.move_cursor_up(drawn.len())?;
    term.clear_to_end_of_screen()?;
    if !lines.is_empty() {
        let picture = lines.join("\n");
        term.write_str(&format!("\x1b[?7l{picture}\x1b[?7h\n"))?;
    }
    term.flush()
}

impl Observer for Drawing {
    fn observe(&mut self, api: &MockApi) {
        let Some(term) = &self.term else {
            return;
        };
        let timeline = Timeline::from_events(&api.events(), &self.order, Duration::ZERO);
        let timeline = timeline.with_limits(self.limits.iter().copied());
        let now = nearest_tick(api.elapsed());
        // The terminal may have another size by now.
        let size = term.size_checked().filter(|&(_, columns)| columns > 0);
        let style = self.terminal.style();
        let style = TextStyle {
            width: size.map_or(style.width, |(_, columns)| columns.into()),
            ..style
        };
        let own = timeline.scale(style, self.lasts.max(Some(now)));
        let scale = self.scale.map_or(own, |above| above.coarser(own));
        let text = timeline.text_at(scale, style, Some(now), None);
        // The cursor has a row of its own.
        let rows = size.map_or(usize::MAX, |(rows, _)| usize::from(rows).saturating_sub(1));
        let doubt: Vec<&str> = self.doubt.lines().collect();
        let lines = text.lines().take(rows.saturating_sub(doubt.len()));
        let lines: Vec<String> = lines.chain(doubt).take(rows).map(str::to_owned).collect();
        if lines != self.drawn && draw(term, &self.drawn, &lines).is_ok() {
            self.drawn = lines;
        }
    }

    fn wonder(&mut self, waited: Duration, left: Duration) {
        let (waited, left) = (waited.as_secs(), left.as_secs());
        let doubt =
            format!("It has not returned for {waited} s; it is given up in another {left} s.");
        match self.term {
            // Where nothing is drawn, the next thing that is seen would come when it is given up.
            None => eprintln!("{doubt}"),
            Some(_) => self.doubt = self.terminal.wrap(&doubt),
        }
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        if let Some(term) = &self.term {
            // Who does not see it cannot miss it.
            let _ = draw(term, &self.drawn, &[]);
        }
    }
}
