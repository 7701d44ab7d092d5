//! What the exercise of this lesson asks for.

use crate::policy::{Batch, Cost, at_once};
use kit::rules::{Broken, Cause, Rule, answers};
use kit::{
    Delay, Dice, Evidence, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, Wanted,
    embedding_of, seconds,
};
use std::cmp::Ordering;

/// A batcher that is to do without its timer.
pub fn exercise() -> Exercise {
    Exercise::new(
        13,
        Form::Async,
        "No timer",
        "All articles are asked for at once, and their summaries come one by one. The \
         batcher turns them into vectors. At the start, it waits until it has four texts \
         or 0.3 s are over. Make it do without numbers: while no request for vectors is \
         in flight, send a text as soon as it is there; what comes while one is in \
         flight goes into the next, all of it and in its order, as soon as that one is \
         answered. One such request at a time.",
        |dice| Draw::new(dice).task(),
    )
}

/// When summaries come, and what a request for their vectors takes.
#[derive(Debug, Clone)]
pub(crate) struct Draw {
    /// The articles, in the order in which they are given, and the ticks after which they are answered.
    articles: Vec<(String, u32)>,
    cost: Cost,
}

impl Draw {
    fn new(dice: &mut Dice) -> Self {
        let count = dice.varied(8..=10) as usize;
        let names = dice.articles(count);
        let cost = Cost {
            base: dice.ticks(2..=4),
            per_text: dice.ticks(1..=2),
        };
        // The first comes at another tick in each draw, at 0.1 s in one of them: so whoever looks every
        // second tick or less often is late in one.
        let first = dice.varied(1..=3);
        let ticks = dice.until(
            |dice| {
                let later = dice.shuffled(first + 1..=22);
                dice.shuffled(later.into_iter().take(count - 1).chain([first]))
            },
            |ticks| is_telling(ticks, cost),
        );
        Draw {
            articles: names.into_iter().zip(ticks).collect(),
            cost,
        }
    }

    /// The articles, in the order in which their summaries come.
    fn in_turn(&self) -> Vec<(&str, u32)> {
        let articles = self.articles.iter();
        let mut in_turn: Vec<_> = articles
            .map(|(name, tick)| (name.as_str(), *tick))
            .collect();
        in_turn.sort_by_key(|&(_, tick)| tick);
        in_turn
    }

    fn arrivals(&self) -> Vec<u32> {
        self.in_turn().into_iter().map(|(_, tick)| tick).collect()
    }

    /// The lane of a request for some of the texts, in the order in which they come.
    fn lane(&self, batch: &Batch) -> String {
        let first = summary(self.in_turn()[batch.texts.start].0);
        match batch.texts.len() {
            1 => first,
            texts => format!("{first} +{}", texts - 1),
        }
    }

    /// What a server would see of somebody who sends these batches.
    fn plan(&self, batches: &[Batch]) -> Plan {
        let ok = Outcome::Answered(200);
        let articles = self.articles.iter();
        let plan = articles.fold(Plan::new(), |plan, (article, tick)| {
            plan.stay(article, 0, *tick, ok)
        });
        batches.iter().fold(plan, |plan, batch| {
            plan.stay(&self.lane(batch), batch.start, batch.end, ok)
        })
    }

    fn task(&self) -> Task {
        let batches = at_once(&self.arrivals(), self.cost, usize::MAX);
        let scenario = self
            .articles
            .iter()
            .fold(Scenario::new(), |scenario, (article, tick)| {
                let reply = Reply::ok().after(*tick).saying(summary(article));
                scenario.prompt(article, reply)
            });
        let scenario =
            (batches.iter()).fold(scenario, |scenario, batch| scenario.lane(self.lane(batch)));
        let scenario = scenario.serving(|script| {
            let reply = Reply::ok().after(self.cost.base);
            let script = script.embeddings(reply, Delay::Ticks(self.cost.per_text));
            script.embedding_workers(1)
        });
        let line = |article: &str| {
            let summary = summary(article);
            let first = embedding_of(&summary)[0];
            Wanted::text_of(&format!("{summary}: {first}"))
        };
        let returned: Vec<Wanted> = self
            .articles
            .iter()
            .map(|(article, _)| line(article))
            .collect();
        let task = Task::new(scenario, self.plan(&batches)).returning(returned);
        let rules = Mistake::ALL.map(|mistake| self.sends_as_wanted(&batches, mistake));
        let returned = answers().because(
            "Does each caller get the vector of its own text? They come in the order of the texts.",
        );
        let task = task.rule(asks_for_all()).rule(returned);
        rules.into_iter().fold(task, Task::rule)
    }

    /// The first request for vectors that is not as it is to be, if that is by this mistake: what comes
    /// later follows from it.
    fn sends_as_wanted(&self, batches: &[Batch], mistake: Mistake) -> Rule {
        let arrivals = self.arrivals();
        let expected = batches.iter().map(|batch| Expected {
            lane: self.lane(batch),
            came: arrivals[batch.texts.start],
            start: batch.start,
            end: batch.end,
            texts: batch.texts.len(),
        });
        let expected: Vec<Expected> = expected.collect();
        Rule::new(
            mistake.wanted(),
            Cause::Sent,
            move |seen| match first_mistake(&expected, seen) {
                Some((found, broken)) if found == mistake => Err(broken),
                _ => Ok(()),
            },
        )
    }
}

fn summary(article: &str) -> String {
    article.replace("article", "summary")
}

/// Whether no text comes in the tick in which a request ends, and there is something to see: requests with
/// several texts, two that begin when all is quiet, and an order of their own.
fn is_telling(ticks: &[u32], cost: Cost) -> bool {
    let mut arrivals = ticks.to_vec();
    arrivals.sort_unstable();
    let batches = at_once(&arrivals, cost, usize::MAX);
    let quiet = |batch: &&Batch| batch.start == arrivals[batch.texts.start];
    let ties = batches.iter().any(|batch| arrivals.contains(&batch.end));
    let many = batches.iter().any(|batch| batch.texts.len() >= 3);
    let two = batches.iter().any(|batch| batch.texts.len() == 2);
    let ordered = ticks.is_sorted() || ticks.is_sorted_by(|a, b| a >= b);
    !ties && !ordered && many && two && batches.iter().filter(quiet).count() >= 2
}

/// What is wrong with a request for vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mistake {
    /// It is sent while another one is in flight.
    Early,
    /// It is sent late, or never.
    Late,
    /// It has other texts.
    Texts,
}

impl Mistake {
    const ALL: [Mistake; 3] = [Mistake::Early, Mistake::Late, Mistake::Texts];

    fn wanted(self) -> &'static str {
        match self {
            Mistake::Early => "sends one request for vectors at a time",
            Mistake::Late => "sends what is there while nothing is in flight",
            Mistake::Texts => "sends all that has come, in the order in which it came",
        }
    }
}

/// A request for vectors as it is to be.
#[derive(Debug, Clone)]
struct Expected {
    lane: String,
    /// When its first text came.
    came: u32,
    start: u32,
    end: u32,
    texts: usize,
}

/// All articles are asked for in the first tick: their summaries come at their times only then.
fn asks_for_all() -> Rule {
    Rule::new("asks for all articles at once", Cause::Sent, |seen| {
        let mut prompts = seen.asked.scenario().prompts().iter();
        let late = prompts.find_map(|prompt| {
            let span = seen.timeline.lane(prompt).first()?;
            (span.start > 0).then(|| (prompt, seconds(span.start)))
        });
        match late {
            None => Ok(()),
            Some((article, at)) => Err(Broken::new(
                format!("{article} was asked for at {at}; all are to be asked for at 0.0 s."),
                "What is waited for before it? Only the batcher wants a change.",
            )),
        }
    })
}

fn first_mistake(expected: &[Expected], seen: &Evidence<'_>) -> Option<(Mistake, Broken)> {
    let prompts = seen.asked.scenario().prompts();
    // Another rule tells that something is wrong with the articles.
    if !prompts.iter().all(|prompt| {
        seen.timeline
            .lane(prompt)
            .first()
            .is_some_and(|span| span.start == 0)
    }) {
        return None;
    }
    let sent = seen.sent().into_iter();
    let mut sent = sent.filter(|(lane, _)| !prompts.iter().any(|prompt| prompt == lane));
    let mut before: Option<&Expected> = None;
    for wanted in expected {
        let Some((lane, span)) = sent.next() else {
            return Some((Mistake::Late, never_sent(wanted)));
        };
        let in_flight = before.filter(|before| span.start < before.end);
        let broken = match (span.start.cmp(&wanted.start), in_flight) {
            (Ordering::Greater, _) => (Mistake::Late, late(wanted, lane, span.start)),
            (_, Some(before)) => (Mistake::Early, early(before, lane, span.start)),
            (Ordering::Less, None) => (Mistake::Early, made_up(wanted, lane, span.start)),
            _ if lane != wanted.lane => (Mistake::Texts, other_texts(wanted, lane, span.start)),
            _ => {
                before = Some(wanted);
                continue;
            }
        };
        return Some(broken);
    }
    None
}

/// The first text of a request, by its lane, and how many it has.
fn texts(lane: &str) -> (&str, usize) {
    let more = lane.rsplit_once(" +");
    let more = more.and_then(|(first, more)| Some((first, more.parse::<usize>().ok()? + 1)));
    more.unwrap_or((lane, 1))
}

fn there(wanted: &Expected) -> String {
    let (first, came) = (texts(&wanted.lane).0, seconds(wanted.came));
    match wanted.start == wanted.came {
        true => format!("{first} came at {came}, when nothing was in flight"),
        false => {
            let start = seconds(wanted.start);
            format!("{first} came at {came}, and the request before it was answered at {start}")
        }
    }
}

fn never_sent(wanted: &Expected) -> Broken {
    Broken::new(
        format!("{}. It was never sent.", there(wanted)),
        "Does the batcher wait for a number of texts that do not come? Is every text \
         that was taken out of the channel sent? Does the batcher end before its last \
         text?",
    )
}

fn late(wanted: &Expected, lane: &str, start: u32) -> Broken {
    let at = seconds(start);
    let told = match texts(lane).0 == texts(&wanted.lane).0 {
        true => format!("{}. It was sent at {at}.", there(wanted)),
        false => format!("{}. The next request was {lane}, at {at}.", there(wanted)),
    };
    Broken::new(
        told,
        "What is waited for, when a text is there and nothing is in flight? More texts \
         may come, or may not: nobody knows.",
    )
}

fn early(before: &Expected, lane: &str, start: u32) -> Broken {
    let (at, end) = (seconds(start), seconds(before.end));
    Broken::new(
        format!(
            "{lane} was sent at {at}, while {} was in flight until {end}.",
            before.lane
        ),
        "Is the answer waited for before the next request is made? Whoever spawns a \
         request, or lets each caller send, has several in flight.",
    )
}

fn made_up(wanted: &Expected, lane: &str, start: u32) -> Broken {
    let (at, came) = (seconds(start), seconds(wanted.came));
    Broken::new(
        format!("{lane} was sent at {at}; the next summary came at {came}."),
        "Is it the summary that is sent, as the server gave it?",
    )
}

fn other_texts(wanted: &Expected, lane: &str, start: u32) -> Broken {
    let at = seconds(start);
    let ((first, texts), many) = (texts(lane), wanted.texts);
    let told = match texts == many {
        true => format!(
            "The request of {at} begins with {first}; it should be {}.",
            wanted.lane
        ),
        false => format!("The request of {at}, {lane}, has {texts} of the texts; {many} had come."),
    };
    Broken::new(
        told,
        "Is everything taken that is in the channel at that moment, in its order, and \
         nothing left for later? Is it looked at when the request before it has been \
         answered?",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{batches, come_by, with_timer};
    use std::sync::OnceLock;

    /// The draws of a judgement.
    fn draws(seed: u64) -> [Draw; 3] {
        [0, 1, 2].map(|round| Draw::new(&mut Dice::new(seed, round)))
    }

    /// When texts come in a draw, what a request takes, and what is to be sent.
    type Known = (Vec<u32>, Cost, Vec<Batch>);

    /// The three draws of many seeds.
    fn judgements() -> &'static [[Known; 3]] {
        static ALL: OnceLock<Vec<[Known; 3]>> = OnceLock::new();
        ALL.get_or_init(|| {
            let one = |draw: Draw| {
                let (arrivals, cost) = (draw.arrivals(), draw.cost);
                let batches = at_once(&arrivals, cost, usize::MAX);
                (arrivals, cost, batches)
            };
            (0..200).map(|seed| draws(seed).map(one)).collect()
        })
    }

    /// Somebody who sends such batches sends others than are wanted, in some draw of every seed; and who
    /// does is refused.
    fn is_refused(what: &str, sent: impl Fn(&[u32], Cost) -> Vec<Batch>) {
        for (seed, draws) in judgements().iter().enumerate() {
            let mut draws = draws.iter();
            let differs = draws.any(|(arrivals, cost, wanted)| sent(arrivals, *cost) != *wanted);
            assert!(differs, "seed {seed}: {what} is accepted");
        }
        for draw in draws(0) {
            let batches = sent(&draw.arrivals(), draw.cost);
            let differs = batches != at_once(&draw.arrivals(), draw.cost, usize::MAX);
            let refusal = draw.task().refusal_of(&draw.plan(&batches));
            assert_eq!(refusal.is_some(), differs, "{what}: {refusal:?}");
        }
    }

    #[test]
    fn whoever_waits_for_more_is_refused_with_every_seed() {
        for full in 1..=10 {
            is_refused("a number of texts", |arrivals, cost| {
                let batches = with_timer(arrivals, cost, full, 1000);
                batches
                    .into_iter()
                    .filter(|batch| batch.start < 1000)
                    .collect()
            });
            for wait in 1..=10 {
                is_refused("a timer", |arrivals, cost| {
                    with_timer(arrivals, cost, full, wait)
                });
            }
        }
        for pause in 1..=10 {
            is_refused("a pause after each request", |arrivals, cost| {
                batches(arrivals, cost, |waiting, free| {
                    let start = waiting[0].max(if free > 0 { free + pause } else { 0 });
                    (start, come_by(waiting, start))
                })
            });
            is_refused("a look at every so many ticks", |arrivals, cost| {
                batches(arrivals, cost, |waiting, free| {
                    let start = free.max(waiting[0]).next_multiple_of(pause + 1);
                    (start, come_by(waiting, start))
                })
            });
        }
        is_refused("all at the end", |arrivals, cost| {
            batches(arrivals, cost, |waiting, _| {
                (waiting[waiting.len() - 1], waiting.len())
            })
        });
    }

    #[test]
    fn whoever_takes_less_than_there_is_is_refused_with_every_seed() {
        for most in 1..=2 {
            is_refused("a limit", |arrivals, cost| at_once(arrivals, cost, most));
        }
        // The next batch is closed when its first text comes, and then waits for the answer.
        is_refused("a batch that is closed too early", |arrivals, cost| {
            let (mut looked, mut free, mut sent, mut batches) = (0, 0, 0, Vec::new());
            while sent < arrivals.len() {
                let closed = arrivals[sent].max(looked);
                let texts = sent..sent + come_by(&arrivals[sent..], closed);
                let start = closed.max(free);
                (looked, free, sent) = (start, start + cost.of(texts.len()), texts.end);
                batches.push(Batch {
                    start,
                    end: free,
                    texts,
                });
            }
            batches
        });
    }

    #[test]
    fn whoever_has_several_in_flight_is_refused_with_every_seed() {
        let alone = |arrivals: &[u32], cost: Cost| -> Vec<Batch> {
            let one = |(index, &start): (usize, &u32)| Batch {
                start,
                end: start + cost.of(1),
                texts: index..index + 1,
            };
            arrivals.iter().enumerate().map(one).collect()
        };
        is_refused("everybody alone", alone);
        // Two batchers that share the work, or one that has two requests in flight.
        is_refused("two in flight", |arrivals, cost| {
            let (mut free, mut sent, mut batches) = ([0, 0], 0, Vec::new());
            while sent < arrivals.len() {
                free.sort_unstable();
                let start = free[0].max(arrivals[sent]);
                let texts = sent..sent + come_by(&arrivals[sent..], start);
                free[0] = start + cost.of(texts.len());
                sent = texts.end;
                batches.push(Batch {
                    start,
                    end: free[0],
                    texts,
                });
            }
            batches
        });
    }

    /// No two summaries come in one tick, in none comes one when a request ends, and some wait together.
    #[test]
    fn a_draw_has_what_mistakes_are_seen_by() {
        for draw in (0..200).flat_map(draws) {
            let arrivals = draw.arrivals();
            assert!(arrivals.windows(2).all(|pair| pair[0] < pair[1]));
            let given: Vec<u32> = draw.articles.iter().map(|(_, tick)| *tick).collect();
            assert!(is_telling(&given, draw.cost));
        }
    }
}
