//! What the exercise of this lesson asks for.

use crate::summarised;
use kit::plan::{Times, shared, waves};
use kit::rules::{Broken, Cause, Rule, at_most_in_flight, no_idle_slot, sends_in_order};
use kit::{Evidence, Exercise, Form, Outcome, Plan, Scenario, Task, Wanted};

/// Articles that are asked for at a time.
const PLACES: usize = 3;

/// Articles whose summaries are published one at a time, in the order in which they come.
pub fn exercise() -> Exercise {
    Exercise::new(
        8,
        Form::Async,
        "Publish as they come",
        "Ask for three articles at a time, in their order, and leave no place idle while one is \
         left. Publish each summary, with the prompt publish and the summary, as soon as it is \
         there: one at a time, in the order in which they come. Return the answers to that, in \
         the same order. At the start, the code publishes in the order of the articles, and \
         asks for none while it publishes.",
        |dice| {
            let count = dice.varied(5..=7) as usize;
            let articles = dice.articles(count);
            let publishing = dice.varied(2..=4);
            let latencies = dice.until(
                |dice| dice.latencies(count, 1..=7),
                |latencies| is_telling(latencies, publishing),
            );
            let work = Work::ideal(&latencies, publishing);
            let named: Vec<(&String, String)> = articles
                .iter()
                .map(|article| (article, article.replace("article", "summary")))
                .collect();
            let scenario = named.iter().zip(&latencies).fold(
                Scenario::new(),
                |scenario, ((article, summary), &latency)| {
                    summarised(scenario, article, summary, latency, publishing)
                },
            );
            let pages = (work.order().into_iter())
                .map(|index| Wanted::answer(&format!("publish {}", named[index].1)));
            Task::new(scenario, work.plan(&articles))
                .returning(pages.collect::<Vec<_>>())
                .rule(sends_in_order())
                .rule(publishes_as_they_come())
                .rule(at_most_in_flight(PLACES).of_prompts_alone())
                .rule(no_idle_slot(PLACES).of_prompts_alone().because(
                    "What does the code wait for at that moment, and what goes on meanwhile? A \
                     stream makes no new call while the body of its loop awaits. A task that \
                     was spawned goes on. And a permit that is held while a summary is \
                     published takes a place from the next article.",
                ))
        },
    )
}

/// When each article is asked for and answered, and when its summary is published.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Work {
    articles: Times,
    published: Times,
}

impl Work {
    /// Whoever is free takes the next article. Summaries are published as they come.
    fn ideal(latencies: &[u32], publishing: u32) -> Self {
        let articles = shared(latencies, PLACES);
        let published = one_at_a_time(&articles, publishing);
        Work {
            articles,
            published,
        }
    }

    /// The articles, in the order in which their summaries are published.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.published.len()).collect();
        order.sort_by_key(|&index| self.published[index]);
        order
    }

    fn plan(&self, articles: &[String]) -> Plan {
        let stay = |plan: Plan, lane: &str, (start, end)| {
            plan.stay(lane, start, end, Outcome::Answered(200))
        };
        let plan = Plan::new().connections(PLACES + 1);
        let plan = (articles.iter().zip(&self.articles))
            .fold(plan, |plan, (lane, &times)| stay(plan, lane, times));
        (articles.iter().zip(&self.published)).fold(plan, |plan, (article, &times)| {
            stay(plan, &published(article), times)
        })
    }
}

/// The lane in which the summary of an article is published.
fn published(article: &str) -> String {
    article.replace("article", "publish summary")
}

/// When summaries are published that come when these articles are answered. Where two come in the same
/// tick, nobody knows which is the first: the draws have none such.
fn one_at_a_time(articles: &[(u32, u32)], publishing: u32) -> Times {
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by_key(|&index| articles[index].1);
    let mut free = 0;
    let mut times = vec![(0, 0); articles.len()];
    for index in order {
        let start = free.max(articles[index].1);
        free = start + publishing;
        times[index] = (start, free);
    }
    times
}

/// Whether no two summaries come at once, and everybody can be told from the ideal who leaves a place idle
/// or keeps a summary back.
fn is_telling(latencies: &[u32], publishing: u32) -> bool {
    let ideal = Work::ideal(latencies, publishing);
    let mut ends: Vec<u32> = ideal.articles.iter().map(|&(_, end)| end).collect();
    ends.sort_unstable();
    let differ = ends.windows(2).all(|pair| pair[0] < pair[1]);
    differ
        && (mistakes(latencies, publishing).iter())
            .all(|work| !keeps_to_its_order(work, publishing) || leaves_idle(work))
}

fn keeps_to_its_order(work: &Work, publishing: u32) -> bool {
    work.published == one_at_a_time(&work.articles, publishing)
}

fn leaves_idle(work: &Work) -> bool {
    kit::plan::leaves_idle(&work.articles, PLACES)
}

/// What people write who wait for the wrong thing.
fn mistakes(latencies: &[u32], publishing: u32) -> Vec<Work> {
    let kinds = [
        (Next::First, Refill::Late),
        (Next::First, Refill::Afterwards),
        (Next::First, Refill::Before),
        (Next::Oldest, Refill::Afterwards),
        (Next::Oldest, Refill::Before),
    ];
    let in_a_loop = kinds.map(|(next, refill)| looped(latencies, publishing, next, refill));
    let articles = shared(latencies, PLACES);
    let in_order = |mut free: u32| {
        let published = articles.iter().map(|&(_, end)| {
            let start = free.max(end);
            free = start + publishing;
            (start, free)
        });
        Work {
            published: published.collect(),
            articles: articles.clone(),
        }
    };
    let last = articles.iter().map(|&(_, end)| end).max().unwrap_or(0);
    let waves = waves(latencies, PLACES);
    let others = [
        in_order(0),
        in_order(last),
        Work {
            published: one_at_a_time(&waves, publishing),
            articles: waves,
        },
        Work {
            published: (articles.iter())
                .map(|&(_, end)| (end, end + publishing))
                .collect(),
            articles: articles.clone(),
        },
    ];
    in_a_loop.into_iter().chain(others).collect()
}

/// Which answer a loop takes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    First,
    Oldest,
}

/// When a loop has the next article asked for in place of the one whose summary it has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refill {
    /// Before it publishes.
    Before,
    /// When it has published.
    Afterwards,
    /// Then too, but not while another answer is there: so does a stream, which gives that one first.
    Late,
}

/// A loop that asks, takes an answer, and publishes it itself before it goes on.
fn looped(latencies: &[u32], publishing: u32, next: Next, refill: Refill) -> Work {
    let (mut articles, mut published) = (Times::new(), vec![(0, 0); latencies.len()]);
    let mut in_flight: Vec<usize> = Vec::new();
    let mut now = 0;
    let mut waiting = latencies.iter().enumerate();
    loop {
        let is_there = in_flight.iter().any(|&index| articles[index].1 <= now);
        while in_flight.len() < PLACES
            && !(refill == Refill::Late && is_there)
            && let Some((index, latency)) = waiting.next()
        {
            articles.push((now, now + latency));
            in_flight.push(index);
        }
        let end = |&&index: &&usize| articles[index].1;
        let taken = match next {
            Next::First => in_flight.iter().min_by_key(end),
            Next::Oldest => in_flight.iter().min(),
        };
        let Some(&taken) = taken else { break };
        in_flight.retain(|&index| index != taken);
        now = now.max(articles[taken].1);
        if refill == Refill::Before
            && let Some((index, latency)) = waiting.next()
        {
            articles.push((now, now + latency));
            in_flight.push(index);
        }
        published[taken] = (now, now + publishing);
        now += publishing;
    }
    Work {
        articles,
        published,
    }
}

/// Summaries are published one at a time, each as soon as it is there and those before it are done.
fn publishes_as_they_come() -> Rule {
    let wanted = "publishes one at a time, each as soon as it can be";
    Rule::new(wanted, Cause::Sent, |seen| {
        let at = kit::seconds;
        for (article, came) in summaries(seen) {
            let lane = published(article);
            let guessed = seen.timeline.lane(&lane).first().map(|span| span.start);
            if let Some(start) = guessed.filter(|&start| start < came) {
                return Err(Broken::new(
                    format!(
                        "{lane} was sent at {}. The summary of {article} came at {}.",
                        at(start),
                        at(came)
                    ),
                    "What is published is what the server said to the article. Is that waited for?",
                ));
            }
        }
        let mut free = 0;
        for (article, came) in summaries(seen) {
            let lane = published(article);
            let Some(span) = seen.timeline.lane(&lane).first() else {
                continue;
            };
            let (start, due) = (span.start, free.max(came));
            free = span.end.unwrap_or(start);
            if start == due {
                continue;
            }
            let told = format!("The summary of {article} came at {}", at(came));
            return Err(match start {
                _ if start < due => Broken::new(
                    format!(
                        "{lane} was sent at {}, while another summary was being published.",
                        at(start)
                    ),
                    "One at a time, in the order in which they come. Who publishes: every task \
                     for itself, or one loop for all?",
                ),
                _ => Broken::new(
                    format!(
                        "{told}. It could be published at {}, and was at {}.",
                        at(due),
                        at(start)
                    ),
                    "What is waited for in between? Answers come in an order of their own: take \
                     whichever is there, and not the oldest. Whoever waits for all of them \
                     publishes nothing until the slowest is there.",
                ),
            });
        }
        Ok(())
    })
}

/// The articles whose summaries came, and when, in the order in which they did.
fn summaries<'a>(seen: &Evidence<'a>) -> Vec<(&'a str, u32)> {
    let prompts = seen.asked.scenario().prompts().iter();
    let came = |article: &'a String| {
        let span = seen.timeline.lane(article).first()?;
        Some((article.as_str(), span.end?))
    };
    let mut summaries: Vec<_> = prompts.filter_map(came).collect();
    // Of two that came in the same tick, the first is the one that is published first.
    let start = |article| Some(seen.timeline.lane(&published(article)).first()?.start);
    summaries.sort_by_key(|&(article, came)| (came, start(article)));
    summaries
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever waits for the wrong thing is refused in every draw, and not only in one of three.
    #[test]
    fn every_mistake_is_refused_in_every_draw() {
        for (seed, round) in (0..300).flat_map(|seed| (0..3).map(move |round| (seed, round))) {
            let task = exercise().task(seed, round);
            let (scenario, articles) = (task.scenario(), task.scenario().prompts());
            let ticks = |prompt: &str| scenario.script().scripted(prompt, 0).ticks();
            let latencies: Vec<u32> = articles.iter().map(|article| ticks(article)).collect();
            let publishing = ticks(&published(&articles[0]));
            let ideal = Work::ideal(&latencies, publishing);
            assert_eq!(task.refusal_of(&ideal.plan(articles)), None);
            for mistake in mistakes(&latencies, publishing) {
                let refusal = task.refusal_of(&mistake.plan(articles));
                assert!(
                    refusal.is_some(),
                    "seed {seed}, draw {round}: {latencies:?}, {publishing}: {mistake:?}"
                );
            }
        }
    }
}
