//! What the exercise of this lesson asks for.

use kit::rules::{Broken, Cause, Rule, waits_for_all};
use kit::{Dice, Evidence, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, Wanted, seconds};

const NOT_SAVED: &str = "not saved";

/// How many articles there are.
const COUNT: usize = 4;

/// Some articles, one after another, whose summaries are saved in the background.
pub fn exercise() -> Exercise {
    Exercise::new(
        10,
        Form::Async,
        "Lose no save",
        "One article after another is summarised. As soon as a summary is there, it is saved in \
         the background with a prompt such as save article 7, and no article waits for that. \
         The code loses saves. Make it return when all saves have ended: the summaries, in the \
         order of the articles. Where a save fails, return not saved in place of its summary.",
        task,
    )
}

fn task(dice: &mut Dice) -> Task {
    // In one of the draws all is saved. In another one the last save fails, in a third one another.
    let fails = match dice.varied(0..=2) {
        0 => None,
        1 => Some(dice.ticks(0..=COUNT as u32 - 2) as usize),
        _ => Some(COUNT - 1),
    };
    // How long the saves go on when the last summary is there, so that no fixed sleep fits all draws.
    let tail = [3, 6, 9][dice.varied(0..=2) as usize] + dice.ticks(0..=1);
    let articles = dice.articles(COUNT);
    let (latencies, saves) = dice.until(
        |dice| (dice.latencies(COUNT, 1..=4), dice.latencies(COUNT, 1..=12)),
        |(latencies, saves)| tells(&Times::new(latencies, saves), fails, tail),
    );
    let times = Times::new(&latencies, &saves);
    let status = dice.one_of(&[500, 503]);
    let code = |index| if fails == Some(index) { status } else { 200 };
    let asked = Scenario::answering(articles.iter().zip(latencies));
    let numbered = || articles.iter().enumerate();
    let scenario = numbered().fold(asked, |scenario, (index, article)| {
        let reply = Reply::status(code(index)).after(saves[index]);
        scenario.follow_up(save(article), reply)
    });
    let ideal = numbered().fold(Plan::new(), |plan, (index, article)| {
        let (begin, came, end) = (times.begin(index), times.came[index], times.ends[index]);
        plan.stay(article, begin, came, Outcome::Answered(200))
            .stay(&save(article), came, end, Outcome::Answered(code(index)))
    });
    let returned = numbered().map(|(index, article)| match fails == Some(index) {
        true => Wanted::text_of(NOT_SAVED),
        false => Wanted::answer(article),
    });
    Task::new(scenario, ideal)
        .returning(returned.collect::<Vec<_>>())
        .rule(asks_one_after_another())
        .rule(saves_at_once())
        .rule(waits_for_all().because(
            "A task ends with its runtime, and that ends when the function returns. A set ends \
             its tasks when it is dropped. Who holds each save, and waits for it?",
        ))
}

/// The prompt that has the summary of an article saved.
fn save(article: &str) -> String {
    format!("save {article}")
}

/// When summaries come and saves end, if nothing waits for a save.
struct Times {
    came: Vec<u32>,
    ends: Vec<u32>,
}

impl Times {
    fn new(latencies: &[u32], saves: &[u32]) -> Self {
        let came = latencies.iter().scan(0, |now, latency| {
            *now += latency;
            Some(*now)
        });
        let came: Vec<u32> = came.collect();
        let ends = came.iter().zip(saves).map(|(came, save)| came + save);
        Times {
            ends: ends.collect(),
            came,
        }
    }

    /// When an article is asked for.
    fn begin(&self, index: usize) -> u32 {
        index.checked_sub(1).map_or(0, |before| self.came[before])
    }

    /// How long saves go on when the last summary has come.
    fn tail(&self) -> u32 {
        let last = self.ends.iter().max().unwrap_or(&0);
        last - self.came[COUNT - 1]
    }

    /// Where a save is, counted by the ends of all.
    fn rank(&self, index: usize) -> usize {
        let ends = self.ends.iter();
        ends.filter(|&&end| end < self.ends[index]).count()
    }
}

/// Whether what is wrong can be told from what is right.
fn tells(times: &Times, fails: Option<usize>, tail: u32) -> bool {
    let Times { came, ends } = times;
    let mut sorted = ends.clone();
    sorted.sort_unstable();
    sorted.dedup();
    times.tail() == tail
        // Nothing ends in the tick of something else.
        && sorted.len() == COUNT
        && ends.iter().all(|end| !came.contains(end))
        // Who waits for the last save alone loses another one.
        && ends[..COUNT - 1].iter().any(|&end| end > ends[COUNT - 1] + 1)
        // Who saves one summary after another, or waits for a save before the next one, is late.
        && (0..COUNT - 2).any(|index| ends[index] > came[index + 1])
        // Who collects saves as they end does not know which one has failed.
        && fails.is_none_or(|index| times.rank(index) != index)
}

/// When the first request of a lane was sent, and when it ended.
fn stay(seen: &Evidence<'_>, lane: &str) -> Option<(u32, u32)> {
    let span = seen.timeline.lane(lane).first()?;
    Some((span.start, span.end?))
}

/// Each article is sent when the one before it is answered.
fn asks_one_after_another() -> Rule {
    let wanted = "asks for one article after another, without a pause";
    Rule::new(wanted, Cause::Flight, |seen| {
        let pairs = seen.asked.scenario().prompts().windows(2);
        for pair in pairs {
            let [first, next] = pair else { continue };
            let (Some((_, end)), Some(span)) =
                (stay(seen, first), seen.timeline.lane(next).first())
            else {
                continue;
            };
            let told = format!(
                "{next} was sent at {}; {first}, which comes before it, was answered at {}.",
                seconds(span.start),
                seconds(end)
            );
            let advice = match span.start {
                start if start == end => continue,
                start if start < end => {
                    "One article at a time: only the saves are in the background. What else is \
                     spawned, or in which order are the articles taken?"
                }
                _ => {
                    "What is waited for in between? A save that is awaited in the loop is not \
                     in the background."
                }
            };
            return Err(Broken::new(told, advice));
        }
        Ok(())
    })
}

/// Each summary is saved when it is there.
fn saves_at_once() -> Rule {
    let wanted = "saves each summary as soon as it is there";
    Rule::new(wanted, Cause::Ended, |seen| {
        for article in seen.asked.scenario().prompts() {
            let Some((_, came)) = stay(seen, article) else {
                continue;
            };
            let save = save(article);
            let at = seconds(came);
            let Some(span) = seen.timeline.lane(&save).first() else {
                return Err(Broken::new(
                    format!("{save} was never sent; its summary came at {at}."),
                    "A task that is spawned begins when the code around it awaits something, \
                     and ends with its runtime: here that is when the function returns. What \
                     waits for it?",
                ));
            };
            let advice = match span.start {
                start if start == came => continue,
                start if start < came => "What is saved there? The summary was not there yet.",
                _ => {
                    "What is it kept waiting for? A future begins when it is awaited or \
                     spawned, and a task begins when the code around it awaits something. Does \
                     a save wait for another one?"
                }
            };
            let told = format!(
                "{save} was sent at {}; its summary came at {at}.",
                seconds(span.start)
            );
            return Err(Broken::new(told, advice));
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// What was drawn: the times, and which save fails.
    fn drawn(seed: u64, round: u32) -> (Times, Option<usize>) {
        let task = exercise().task(seed, round);
        let scenario = task.scenario();
        let replies = |lanes: &[String]| -> Vec<(u32, u16)> {
            let reply = |lane: &String| scenario.script().scripted(lane, 0).clone();
            let replies = lanes.iter().map(reply);
            replies.map(|reply| (reply.ticks(), reply.code())).collect()
        };
        let ticks =
            |replies: &[(u32, u16)]| replies.iter().map(|reply| reply.0).collect::<Vec<_>>();
        let (articles, saves) = scenario.lanes().split_at(COUNT);
        let (articles, saves) = (replies(articles), replies(saves));
        let fails = saves.iter().position(|&(_, code)| code != 200);
        (Times::new(&ticks(&articles), &ticks(&saves)), fails)
    }

    fn all() -> impl Iterator<Item = (u64, [(Times, Option<usize>); 3])> {
        (0..500).map(|seed| (seed, [0, 1, 2].map(|round| drawn(seed, round))))
    }

    /// Whoever awaits nothing, the last save alone, or sleeps for a while, whatever that is, loses a
    /// save or time in some draw.
    #[test]
    fn no_wait_but_for_all_of_them_fits_every_draw() {
        for (seed, draws) in all() {
            let tails: BTreeSet<u32> = draws.iter().map(|(times, _)| times.tail()).collect();
            assert_eq!(tails.len(), 3, "seed {seed}");
            for (times, _) in draws {
                let last = times.ends[COUNT - 1];
                assert!(times.tail() > 0, "seed {seed}");
                assert!(times.ends.iter().any(|&end| end > last), "seed {seed}");
            }
        }
    }

    /// A save is late where each waits for the one before it, whoever waits: the loop, or one task that
    /// has a queue.
    #[test]
    fn saves_that_wait_for_each_other_are_late() {
        for (seed, draws) in all() {
            for (times, _) in draws {
                let mut free = 0;
                let begins = times.came.iter().zip(&times.ends).map(|(&came, &end)| {
                    let begin = came.max(free);
                    free = begin + end - came;
                    begin
                });
                let begins: Vec<u32> = begins.collect();
                assert_ne!(begins, times.came, "seed {seed}");
            }
        }
    }

    /// Neither who looks at no save, nor who looks at the last alone, or at all but the last, or takes them
    /// as they end, knows which has failed in every draw.
    #[test]
    fn every_save_has_to_be_looked_at_under_its_article() {
        for (seed, draws) in all() {
            let fails: Vec<Option<usize>> = draws.iter().map(|(_, fails)| *fails).collect();
            let last = Some(COUNT - 1);
            assert!(
                fails.contains(&None) && fails.contains(&last),
                "seed {seed}: {fails:?}"
            );
            let another = fails.iter().any(|&fails| fails.is_some() && fails != last);
            assert!(another, "seed {seed}: {fails:?}");
            for (times, fails) in draws {
                let is_known = fails.is_some_and(|index| times.rank(index) == index);
                assert!(!is_known && !times.ends.is_sorted(), "seed {seed}");
            }
        }
    }
}
