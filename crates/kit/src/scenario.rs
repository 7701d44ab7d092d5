use mock_api::{Reply, Script};
use std::time::Duration;
use timeline::{Mark, TICK};

/// What a form is given and what it meets: its prompts, the lanes that are shown, a server that does
/// what a script says, and the moments at which something happens to the client.
///
/// It is a value. Lessons and exercises build theirs alike, and a form is given no other.
#[derive(Debug, Clone, Default)]
pub struct Scenario {
    prompts: Vec<String>,
    lanes: Vec<String>,
    script: Script,
    moments: Vec<Mark>,
    counting_within: Option<Duration>,
}

/// What the server answers to one prompt: one reply for ever, or one after another.
#[derive(Debug, Clone)]
pub struct Replies(Vec<Reply>);

impl From<Reply> for Replies {
    fn from(reply: Reply) -> Self {
        Replies(vec![reply])
    }
}

impl From<Vec<Reply>> for Replies {
    fn from(replies: Vec<Reply>) -> Self {
        Replies(replies)
    }
}

impl<const N: usize> From<[Reply; N]> for Replies {
    fn from(replies: [Reply; N]) -> Self {
        Replies(replies.into())
    }
}

impl Scenario {
    /// Nothing to ask yet, and a server that answers everything with 200 at once.
    pub fn new() -> Self {
        Self::default()
    }

    /// Prompts that the server answers alike, as [`Scenario::serving`] says.
    pub fn of(prompts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let prompts: Vec<String> = prompts.into_iter().map(Into::into).collect();
        Scenario {
            lanes: prompts.clone(),
            prompts,
            ..Self::default()
        }
    }

    /// Names that the form is given and that have no lane each: several of them may go into one request, or
    /// a prompt is made of each, such as `fetch article 1` of `article 1`.
    pub fn given(prompts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Scenario {
            prompts: prompts.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }

    /// Prompts `article 1`, `article 2` and so on, each answered after its number of ticks.
    pub fn articles(latencies: &[u32]) -> Self {
        let names = (1..).map(|number| format!("article {number}"));
        Self::answering(names.zip(latencies.iter().copied()))
    }

    /// Prompts that are answered after so many ticks each.
    pub fn answering(prompts: impl IntoIterator<Item = (impl Into<String>, u32)>) -> Self {
        let prompts = prompts.into_iter();
        prompts.fold(Self::new(), |scenario, (prompt, ticks)| {
            scenario.prompt(prompt, Reply::ok().after(ticks))
        })
    }

    /// Adds a prompt that the form is given, and what the server answers to it.
    pub fn prompt(mut self, prompt: impl Into<String>, replies: impl Into<Replies>) -> Self {
        let prompt = prompt.into();
        self.prompts.push(prompt.clone());
        self.follow_up(prompt, replies)
    }

    /// Adds a prompt that the form is not given, but may send of its own accord, and what the server
    /// answers to it. Its lane is shown, also when it is empty.
    pub fn follow_up(mut self, prompt: impl Into<String>, replies: impl Into<Replies>) -> Self {
        let prompt = prompt.into();
        self.lanes.push(prompt.clone());
        self.script = self.script.replies(prompt, replies.into().0);
        self
    }

    /// Adds a lane that is no prompt of its own, such as that of a request with several texts: `text 1 +2`. It
    /// is shown also when it is empty.
    pub fn lane(mut self, label: impl Into<String>) -> Self {
        self.lanes.push(label.into());
        self
    }

    /// Changes what the server does besides: its limits, an outage, what a connection costs.
    pub fn serving(mut self, change: impl FnOnce(Script) -> Script) -> Self {
        self.script = change(self.script);
        self
    }

    /// Adds a moment of the client, so many ticks after the call began.
    pub fn moment(mut self, name: &str, tick: u32) -> Self {
        self.moments.push(Mark {
            name: name.to_owned(),
            tick,
        });
        self
    }

    /// Has drawn under the lanes how many requests came in the time of this length that ends at each moment:
    /// what a server with a [rate limit](Script::rate_limit) looks at.
    pub fn counting_within(mut self, time: Duration) -> Self {
        self.counting_within = Some(time);
        self
    }

    /// The length of the time in which requests are counted, if they are.
    pub(crate) fn counts_within(&self) -> Option<Duration> {
        self.counting_within
    }

    /// What the form is given, in order: its prompts, or what it makes them of.
    pub fn prompts(&self) -> &[String] {
        &self.prompts
    }

    /// The lanes of its timelines: the prompts that are sent as they are given, and what follows.
    pub fn lanes(&self) -> &[String] {
        &self.lanes
    }

    /// What the server does.
    pub fn script(&self) -> &Script {
        &self.script
    }

    /// The moments of the client, in the order in which they were added.
    pub fn moments(&self) -> &[Mark] {
        &self.moments
    }

    /// The time from the beginning of the call to the first moment; zero when there is none.
    pub(crate) fn first_moment(&self) -> Duration {
        self.moments
            .first()
            .map_or(Duration::ZERO, |moment| TICK * moment.tick)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_go_together_are_prompts_without_lanes_of_their_own() {
        let scenario = Scenario::given(["text 1", "text 2"]).lane("text 1 +1");
        assert_eq!(scenario.prompts(), ["text 1", "text 2"]);
        assert_eq!(scenario.lanes(), ["text 1 +1"]);
    }
}
