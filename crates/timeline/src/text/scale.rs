use std::ops::Range;

/// Columns for a number of ticks: so many columns each, or so many ticks a column.
///
/// Runs that are compared share one: [`Scale::coarser`] finds the one in which both fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    columns: usize,
    ticks: usize,
}

impl Scale {
    pub(crate) fn fitting(ticks: u32, room: usize) -> Self {
        let (ticks, room) = (ticks as usize, room.max(1));
        if ticks.saturating_mul(2) <= room {
            return Scale {
                columns: 2,
                ticks: 1,
            };
        }
        Scale {
            columns: 1,
            ticks: ticks.div_ceil(room).max(1),
        }
    }

    /// The one of two in which a run is shorter.
    pub fn coarser(self, other: Scale) -> Scale {
        match self.columns * other.ticks < other.columns * self.ticks {
            true => self,
            false => other,
        }
    }

    pub(crate) fn column(self, tick: u32) -> usize {
        tick as usize * self.columns / self.ticks
    }

    /// Columns of a whole run; the last may stand for fewer ticks than the others.
    pub(crate) fn width(self, end: u32) -> usize {
        (end as usize * self.columns).div_ceil(self.ticks)
    }

    /// Ticks that one column stands for; `None` where a tick has several.
    pub(crate) fn ticks_a_column(self) -> Option<u32> {
        let ticks = u32::try_from(self.ticks).ok();
        ticks.filter(|_| self.columns == 1)
    }

    /// The ticks that a column stands for.
    pub(super) fn ticks(self, column: usize) -> Range<u32> {
        let from = column * self.ticks / self.columns;
        let to = from + self.ticks;
        let tick = |tick| u32::try_from(tick).unwrap_or(u32::MAX);
        tick(from)..tick(to)
    }
}
