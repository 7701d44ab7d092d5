use crate::{Timeline, names};

/// Something beside the lanes that changes over time: the limit that a client has found, the state of a
/// breaker. No server sees it; who has it hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    name: String,
    steps: Steps,
}

/// What a [`Track`] was from which tick on. Ticks rise, and what follows is another value each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Steps {
    /// Numbers, drawn as heights on the scale of the requests in flight.
    Numbers(Vec<(u32, u32)>),
    /// States with a name, drawn as a band.
    States(Vec<(u32, String)>),
}

impl Track {
    /// A track of numbers, from the ticks at which they changed.
    pub fn numbers(name: impl Into<String>, steps: impl IntoIterator<Item = (u32, u32)>) -> Self {
        Track {
            name: name.into(),
            steps: Steps::Numbers(in_order(steps)),
        }
    }

    /// A track of named states, from the ticks at which they changed.
    pub fn states<S: Into<String>>(
        name: impl Into<String>,
        steps: impl IntoIterator<Item = (u32, S)>,
    ) -> Self {
        let steps = steps.into_iter().map(|(tick, state)| (tick, state.into()));
        Track {
            name: name.into(),
            steps: Steps::States(in_order(steps)),
        }
    }

    /// What it is about, in a word or two.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it was from which tick on.
    pub fn steps(&self) -> &Steps {
        &self.steps
    }

    /// What it was in a few words: `closed, then open`, `5 changes, then closed`, `4 to 10, at last 6`.
    pub fn story(&self) -> String {
        match &self.steps {
            Steps::Numbers(steps) => {
                let numbers = || steps.iter().map(|&(_, number)| number);
                match (numbers().min(), numbers().max(), numbers().next_back()) {
                    (Some(least), Some(most), Some(last)) => names::range(least, most, last),
                    _ => String::new(),
                }
            }
            Steps::States(steps) => {
                let states: Vec<&str> = steps.iter().map(|(_, state)| state.as_str()).collect();
                match states[..] {
                    // Next to a picture there is no room for more, and the picture shows them.
                    [.., last] if states.len() > 3 => {
                        format!("{} changes{}{last}", states.len() - 1, names::THEN)
                    }
                    _ => states.join(names::THEN),
                }
            }
        }
    }

    /// The same without what came after the end of a run: nobody saw it.
    fn until(mut self, end: u32) -> Self {
        match &mut self.steps {
            Steps::Numbers(steps) => steps.retain(|&(tick, _)| tick <= end),
            Steps::States(steps) => steps.retain(|&(tick, _)| tick <= end),
        }
        self
    }
}

/// Steps in the order of their ticks. Of several at one tick the last one holds, and what changes nothing
/// is no step.
pub(crate) fn in_order<T: PartialEq>(steps: impl IntoIterator<Item = (u32, T)>) -> Vec<(u32, T)> {
    let mut all: Vec<(u32, T)> = steps.into_iter().collect();
    all.sort_by_key(|&(tick, _)| tick);
    let mut steps: Vec<(u32, T)> = Vec::new();
    for (tick, value) in all {
        steps.pop_if(|&mut (before, _)| before == tick);
        if steps.last().is_none_or(|(_, before)| *before != value) {
            steps.push((tick, value));
        }
    }
    steps
}

/// Steps as intervals: from, to, value. The last one lasts to the end.
pub(crate) fn intervals<T>(steps: &[(u32, T)], end: u32) -> impl Iterator<Item = (u32, u32, &T)> {
    let ends = steps.iter().skip(1).map(|&(tick, _)| tick).chain([end]);
    let both = steps.iter().zip(ends);
    both.filter(|((from, _), to)| from < to)
        .map(|((from, value), to)| (*from, to, value))
}

impl Timeline {
    /// The same, of a server that works on so many requests at once, from each of these ticks on. A limit
    /// that begins after the end of the run says nothing of it.
    pub fn with_limits(mut self, steps: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let end = self.end();
        let steps = steps.into_iter().filter(|&(tick, _)| tick <= end);
        self.limits = in_order(steps);
        self
    }

    /// The same, with a track beside its lanes.
    pub fn with_track(mut self, track: Track) -> Self {
        let track = track.until(self.end());
        self.tracks.push(track);
        self
    }

    /// Whether the load says something: there is a limit to compare it with, or something else that
    /// changed meanwhile.
    pub fn shows_load(&self) -> bool {
        !self.limits.is_empty() || !self.tracks.is_empty()
    }

    /// The highest number among the load, the limits and the tracks of numbers: they share one scale.
    pub fn height(&self) -> u32 {
        let peak = u32::try_from(self.metrics().peak_in_flight).unwrap_or(u32::MAX);
        let numbers = self.tracks.iter().flat_map(|track| match &track.steps {
            Steps::Numbers(steps) => steps.as_slice(),
            Steps::States(_) => &[],
        });
        let steps = self.limits.iter().chain(numbers);
        steps.fold(peak, |height, &(_, number)| height.max(number))
    }

    /// The load in a few words: `at most 8, limit 3`.
    pub fn load_story(&self) -> String {
        names::load(self.metrics().peak_in_flight, &self.limit_numbers())
    }

    /// The limits, one after another.
    pub(crate) fn limit_numbers(&self) -> Vec<u32> {
        self.limits.iter().map(|&(_, limit)| limit).collect()
    }
}
