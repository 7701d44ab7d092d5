//! What the exercise of this lesson asks for.

use crate::played::play;
use kit::rules::{Broken, Cause, Rule, waits_for_all};
use kit::{Dice, Evidence, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, Wanted, seconds};

const COUNT: usize = 8;

/// What the stages do with an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Fetch,
    Summarise,
    Store,
}

/// The ticks that each stage takes for an article, and whether its summary fails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    pub(crate) fetch: u32,
    pub(crate) summarise: u32,
    pub(crate) store: u32,
    pub(crate) fails: bool,
}

/// How a program goes about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ways {
    /// Nothing is fetched while so many texts wait.
    pub(crate) waiting: usize,
    pub(crate) workers: usize,
    pub(crate) stores: usize,
    /// What becomes of it when a summary fails.
    pub(crate) failure: Failure,
}

/// What becomes of the rest when a summary fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Nothing more is fetched, and what was fetched goes through to the end.
    ClosesTheTap,
    /// Nothing: the others go on as before.
    IsPassedOver,
    /// Nothing more is begun.
    EndsAll,
    /// The worker ends, and the others go on.
    EndsTheWorker,
}

/// The right way.
pub(crate) const RIGHT: Ways = Ways {
    waiting: 2,
    workers: 2,
    stores: 1,
    failure: Failure::ClosesTheTap,
};

/// A request: what for, the position of its article, and when it begins and ends.
pub(crate) type Stay = (Stage, usize, u32, u32);

/// A pipeline that takes in too much, and forgets too much when a summary fails.
pub fn exercise() -> Exercise {
    Exercise::new(
        17,
        Form::Async,
        "Close the tap",
        "One article at a time is fetched, two at a time are summarised, and one at a time is \
         stored, each as soon as it can be. The code fetches all of them at once, and forgets \
         everything when a summary fails. Make it fetch ahead until two articles wait for a \
         worker, and no further. When a summary fails, fetch nothing more, and have what was \
         fetched before summarised and stored as usual. Return the answers of store, in the \
         order in which they come.",
        task,
    )
}

fn task(dice: &mut Dice) -> Task {
    // In one of the draws all goes well. In another one a summary fails early, in a third one late.
    let fails = match dice.varied(0..=2) {
        0 => None,
        1 => Some(dice.ticks(1..=2) as usize),
        _ => Some(3),
    };
    let articles = dice.articles(COUNT);
    let work = dice.until(|dice| drawn(dice, fails), |work| tells(work));
    let status = dice.one_of(&[400, 500, 503]);
    let reply = |stage, work: &Work| {
        let failed = stage == Stage::Summarise && work.fails;
        let reply = if failed {
            Reply::status(status)
        } else {
            Reply::ok()
        };
        reply.after(work.ticks(stage))
    };
    let numbered = || articles.iter().zip(&work);
    let scenario = Scenario::given(&articles);
    let scenario = Stage::ALL.iter().fold(scenario, |scenario, &stage| {
        numbered().fold(scenario, |scenario, (article, work)| {
            scenario.follow_up(stage.of(article), reply(stage, work))
        })
    });
    let stays = play(&work, RIGHT);
    let stored = stays.iter().filter(|stay| stay.0 == Stage::Store);
    let stored = stored.map(|&(stage, article, ..)| Wanted::answer(&stage.of(&articles[article])));
    let returned: Vec<Wanted> = stored.collect();
    let expected = Expected::of(&articles, &work, &stays);
    let task = Task::new(scenario, plan(&articles, &work, &stays, status)).returning(returned);
    // What is sent too much has a rule that says why.
    let left = expected.lanes.iter().filter(|lane| lane.start.is_none());
    let task = left.fold(task, |task, lane| task.sending(&lane.name, 0..=1));
    let rules = Wrong::ALL.map(|wrong| begins_when_it_can(wrong, expected.clone()));
    let task = rules.into_iter().fold(task, Task::rule);
    task.rule(waits_for_all().because(
        "What has been sent is waited for, also when another call fails. What drops it? A \
         try_join! drops all its futures at the first error, and a set its tasks when it is \
         dropped.",
    ))
}

impl Stage {
    const ALL: [Stage; 3] = [Stage::Fetch, Stage::Summarise, Stage::Store];

    /// The prompt of an article in this stage.
    fn of(self, article: &str) -> String {
        let stage = match self {
            Stage::Fetch => "fetch",
            Stage::Summarise => "summarise",
            Stage::Store => "store",
        };
        format!("{stage} {article}")
    }
}

impl Work {
    pub(crate) fn ticks(&self, stage: Stage) -> u32 {
        match stage {
            Stage::Fetch => self.fetch,
            Stage::Summarise => self.summarise,
            Stage::Store => self.store,
        }
    }
}

fn drawn(dice: &mut Dice, fails: Option<usize>) -> Vec<Work> {
    let mut work = |article| Work {
        fetch: dice.ticks(2..=3),
        summarise: dice.ticks(5..=10),
        store: dice.ticks(2..=3),
        fails: fails == Some(article),
    };
    (0..COUNT).map(&mut work).collect()
}

/// Whether what is wrong can be told from what is right, and nothing depends on what comes first in a tick.
fn tells(work: &[Work]) -> bool {
    let right = play(work, RIGHT);
    ends_apart(&right)
        && stores_take_turns(&right)
        && closes_in_the_middle(&right, work)
        && differs(work, &right)
}

fn of(stays: &[Stay], stage: Stage) -> impl Iterator<Item = &Stay> {
    stays.iter().filter(move |stay| stay.0 == stage)
}

/// Whether nothing ends in a tick in which something ends that competes with it.
fn ends_apart(right: &[Stay]) -> bool {
    let ends = |stage| of(right, stage).map(|stay| stay.3);
    let mut apart: Vec<u32> = ends(Stage::Fetch).chain(ends(Stage::Summarise)).collect();
    let many = apart.len();
    apart.sort_unstable();
    apart.dedup();
    let mut summaries = ends(Stage::Summarise);
    apart.len() == many && summaries.all(|end| ends(Stage::Store).all(|other| other != end))
}

/// Whether a summary waits for its turn to be stored, and never more than one, so that the room for them
/// is not what matters.
fn stores_take_turns(right: &[Stay]) -> bool {
    let waits = of(right, Stage::Store).map(|&(_, article, start, _)| {
        let done = of(right, Stage::Summarise).find(|stay| stay.1 == article);
        let done = done.map_or(start, |stay| stay.3);
        let mut between = of(right, Stage::Store).map(|stay| stay.2);
        let is_short = !between.any(|other| done < other && other < start);
        (start - done, is_short)
    });
    let waits: Vec<(u32, bool)> = waits.collect();
    waits.iter().any(|&(wait, _)| wait > 0) && waits.iter().all(|&(_, is_short)| is_short)
}

/// Whether, when a summary fails, something is in flight in both stages before the last, a text waits, and
/// something is left that was not fetched.
fn closes_in_the_middle(right: &[Stay], work: &[Work]) -> bool {
    let Some(failed) = work.iter().position(|work| work.fails) else {
        return true;
    };
    let of_it = |stay: &&Stay| stay.0 == Stage::Summarise && stay.1 == failed;
    let Some(&(.., at)) = right.iter().find(of_it) else {
        return false;
    };
    let in_flight = |stage| {
        right
            .iter()
            .any(|stay| stay.0 == stage && stay.2 < at && stay.3 > at)
    };
    let fetched = right.iter().filter(|stay| stay.0 == Stage::Fetch);
    let ready = fetched.clone().filter(|stay| stay.3 < at).count();
    let taken = right
        .iter()
        .filter(|stay| stay.0 == Stage::Summarise && stay.2 < at)
        .count();
    in_flight(Stage::Fetch)
        && in_flight(Stage::Summarise)
        && ready > taken
        && fetched.count() < work.len()
}

/// Ways of which each is a mistake, and whether it needs a failure to be one.
fn mistakes() -> [(Ways, bool); 9] {
    let failing = |failure| Ways { failure, ..RIGHT };
    [
        (
            Ways {
                waiting: 1,
                ..RIGHT
            },
            false,
        ),
        (
            Ways {
                waiting: 3,
                ..RIGHT
            },
            false,
        ),
        (
            Ways {
                waiting: usize::MAX,
                ..RIGHT
            },
            false,
        ),
        (
            Ways {
                workers: 1,
                ..RIGHT
            },
            false,
        ),
        (
            Ways {
                workers: 3,
                ..RIGHT
            },
            false,
        ),
        (Ways { stores: 2, ..RIGHT }, false),
        (failing(Failure::IsPassedOver), true),
        (failing(Failure::EndsAll), true),
        (failing(Failure::EndsTheWorker), true),
    ]
}

fn differs(work: &[Work], right: &[Stay]) -> bool {
    let fails = work.iter().any(|work| work.fails);
    let mistakes = mistakes()
        .into_iter()
        .filter(|&(_, if_fails)| fails || !if_fails);
    mistakes
        .into_iter()
        .all(|(ways, _)| play(work, ways) != right)
}

/// What a server would see of it.
fn plan(articles: &[String], work: &[Work], stays: &[Stay], status: u16) -> Plan {
    stays
        .iter()
        .fold(Plan::new(), |plan, &(stage, article, start, end)| {
            let failed = stage == Stage::Summarise && work[article].fails;
            let outcome = Outcome::Answered(if failed { status } else { 200 });
            plan.stay(&stage.of(&articles[article]), start, end, outcome)
        })
}

/// A lane, and when its request is to be sent, if it is.
#[derive(Debug, Clone)]
struct Lane {
    stage: Stage,
    name: String,
    article: String,
    start: Option<u32>,
}

/// What is to be seen.
#[derive(Debug, Clone)]
struct Expected {
    lanes: Vec<Lane>,
    failed: Option<(String, u32)>,
}

/// What goes wrong first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    TooFar,
    TapOpen,
    NotAhead,
    Summary,
    Store,
}

impl Wrong {
    const ALL: [Wrong; 5] = [
        Wrong::TooFar,
        Wrong::TapOpen,
        Wrong::NotAhead,
        Wrong::Summary,
        Wrong::Store,
    ];

    fn wanted(self) -> &'static str {
        match self {
            Wrong::TooFar => "never lets more than two wait for a worker",
            Wrong::TapOpen => "fetches nothing more when a summary has failed",
            Wrong::NotAhead => "fetches ahead until two wait",
            Wrong::Summary => "summarises two at a time, each as soon as it can",
            Wrong::Store => "stores one at a time, each as soon as it can",
        }
    }
}

impl Expected {
    fn of(articles: &[String], work: &[Work], stays: &[Stay]) -> Self {
        let lanes = Stage::ALL.into_iter().flat_map(|stage| {
            articles
                .iter()
                .enumerate()
                .map(move |(index, article)| Lane {
                    stage,
                    name: stage.of(article),
                    article: article.clone(),
                    start: stays
                        .iter()
                        .find(|stay| (stay.0, stay.1) == (stage, index))
                        .map(|stay| stay.2),
                })
        });
        let failed = stays
            .iter()
            .find(|stay| stay.0 == Stage::Summarise && work[stay.1].fails);
        Expected {
            lanes: lanes.collect(),
            failed: failed.map(|stay| (articles[stay.1].clone(), stay.3)),
        }
    }

    /// The lane that strays first from what is expected, with its own start. What comes later follows from
    /// it.
    fn astray(&self, seen: &Evidence<'_>) -> Option<(&Lane, Option<u32>)> {
        // What is sent twice is told as that.
        if seen.timeline.lanes.iter().any(|lane| lane.spans.len() > 1) {
            return None;
        }
        let lanes = self.lanes.iter().filter_map(|lane| {
            let start = seen
                .timeline
                .lane(&lane.name)
                .first()
                .map(|span| span.start);
            let at = [start, lane.start].into_iter().flatten().min()?;
            (start != lane.start).then_some((at, lane, start))
        });
        let (_, lane, start) = lanes.min_by_key(|&(at, lane, _)| (at, lane.stage))?;
        Some((lane, start))
    }

    fn what(&self, lane: &Lane, start: Option<u32>) -> Wrong {
        let is_early = start.is_some_and(|start| lane.start.is_none_or(|wanted| start < wanted));
        let has_failed = |start| self.failed.as_ref().is_some_and(|&(_, at)| at <= start);
        match lane.stage {
            Stage::Fetch if lane.start.is_none() && start.is_some_and(has_failed) => Wrong::TapOpen,
            Stage::Fetch if is_early => Wrong::TooFar,
            Stage::Fetch => Wrong::NotAhead,
            Stage::Summarise => Wrong::Summary,
            Stage::Store => Wrong::Store,
        }
    }
}

/// The articles that one stage has done by a tick and the next has not begun.
fn between(seen: &Evidence<'_>, lanes: &[Lane], stages: [Stage; 2], tick: u32) -> Vec<String> {
    let first = lanes.iter().filter(|lane| lane.stage == stages[0]);
    let waits = first.filter(|lane| {
        let done = seen.timeline.lane(&lane.name).first();
        let is_done = done
            .is_some_and(|span| span.outcome.is_ok() && span.end.is_some_and(|end| end <= tick));
        let next = stages[1].of(&lane.article);
        let begun = seen
            .timeline
            .lane(&next)
            .first()
            .is_some_and(|span| span.start <= tick);
        is_done && !begun
    });
    waits.map(|lane| lane.article.clone()).collect()
}

/// How many others of a stage are in flight when a lane begins.
fn beside(seen: &Evidence<'_>, lanes: &[Lane], begins: &Lane, tick: u32) -> usize {
    let others = lanes.iter().filter(|lane| lane.stage == begins.stage);
    let lanes = others.filter(|lane| lane.name != begins.name);
    let spans = lanes.flat_map(|lane| seen.timeline.lane(&lane.name));
    spans.filter(|span| span.is_there(tick)).count()
}

/// Each request begins in the tick in which it can, if what is wrong first is of this kind.
fn begins_when_it_can(wrong: Wrong, expected: Expected) -> Rule {
    Rule::new(wrong.wanted(), Cause::Sent, move |seen| {
        let Some((lane, start)) = expected.astray(seen) else {
            return Ok(());
        };
        if expected.what(lane, start) != wrong {
            return Ok(());
        }
        let Lane { name, .. } = lane;
        let lanes = &expected.lanes;
        let was = match start {
            Some(start) => format!("{name} was sent at {}", seconds(start)),
            None => format!("{name} was never sent"),
        };
        let wanted = seconds(lane.start.unwrap_or_default());
        let from = start.unwrap_or_default();
        Err(match wrong {
            Wrong::TooFar => {
                let waiting = between(seen, lanes, [Stage::Fetch, Stage::Summarise], from);
                match (beside(seen, lanes, lane, from), waiting.len()) {
                    (1.., _) => Broken::new(
                        format!("{was}, while another one was being fetched."),
                        "One article is fetched at a time. What else fetches?",
                    ),
                    (0, 2..) => Broken::new(
                        format!(
                            "{was}, when {} had been fetched and waited.",
                            waiting.join(", ")
                        ),
                        "How much fits into the queue, and where is a text while there is no \
                         room for it? The one in the hand of the worker that fetched it waits \
                         as well.",
                    ),
                    _ => Broken::new(
                        format!("{was}; it is not the turn of that article."),
                        "In which order are the articles taken? It is that in which the \
                         function is given them.",
                    ),
                }
            }
            Wrong::TapOpen => {
                let (failed, at) = expected.failed.clone().unwrap_or_default();
                Broken::new(
                    format!(
                        "{was}; the summary of {failed} had failed at {}.",
                        seconds(at)
                    ),
                    "Who knows that a summary has failed, and how does the worker that fetches \
                     hear of it? It has to look each time before it fetches.",
                )
            }
            Wrong::NotAhead => Broken::new(
                format!("{was}; at {wanted} it was its turn, and fewer than two waited."),
                "What does the worker that fetches wait for? It goes on by itself until two \
                 texts wait: one in the queue, and one in its hand.",
            ),
            Wrong::Summary => {
                let early =
                    start.is_some_and(|start| lane.start.is_none_or(|wanted| start < wanted));
                match early {
                    true => Broken::new(
                        format!("{was}; it was not its turn yet."),
                        "A text is summarised when it has been fetched, by one of two workers. \
                         Are there more, or is the order another one?",
                    ),
                    false => Broken::new(
                        format!("{was}; at {wanted} its text was there, and a worker was free."),
                        match start {
                            Some(_) => {
                                "Do both workers take texts all the time, from the first one \
                                 on? A lock that is held while a call is made lets one of them \
                                 work, and so does a while let that locks in its condition."
                            }
                            None => {
                                "What has been fetched goes through to the end, whatever else \
                                 has failed. Does a failure end its worker, or the whole, or \
                                 does nobody take the rest?"
                            }
                        },
                    ),
                }
            }
            Wrong::Store => {
                match start.is_some_and(|start| lane.start.is_some_and(|wanted| start < wanted)) {
                    true => Broken::new(
                        format!("{was}, before it was its turn."),
                        "One summary is stored at a time. Who stores?",
                    ),
                    false => Broken::new(
                        match lane.start {
                            Some(_) => format!("{was}; at {wanted} it could have been."),
                            None => format!("{was}, and there is no summary of it."),
                        },
                        "A summary is stored when it is there and the one before it has been \
                         stored. What is waited for first, or what drops it?",
                    ),
                }
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The work that was drawn, and the names of the articles, as they stand in the script.
    fn drawn_in(task: &Task) -> (Vec<String>, Vec<Work>, u16) {
        let articles = task.scenario().prompts().to_vec();
        let reply = |stage: Stage, article: &String| {
            let reply = task.scenario().script().scripted(&stage.of(article), 0);
            (reply.ticks(), reply.code())
        };
        let statuses = articles
            .iter()
            .map(|article| reply(Stage::Summarise, article).1);
        let status = statuses
            .filter(|&status| status != 200)
            .max()
            .unwrap_or(200);
        let work = articles.iter().map(|article| Work {
            fetch: reply(Stage::Fetch, article).0,
            summarise: reply(Stage::Summarise, article).0,
            store: reply(Stage::Store, article).0,
            fails: reply(Stage::Summarise, article).1 != 200,
        });
        let work = work.collect();
        (articles, work, status)
    }

    /// How many seeds are looked at.
    const SEEDS: u64 = 200;

    /// The rule that refuses a way of going about it in each draw of a seed, and whether a summary fails in it.
    fn refusals(seed: u64, ways: &[Ways]) -> [(bool, Vec<Option<String>>); 3] {
        [0, 1, 2].map(|round| {
            let task = exercise().task(seed, round);
            let (articles, work, status) = drawn_in(&task);
            let refusals = ways.iter().map(|&ways| {
                let plan = plan(&articles, &work, &play(&work, ways), status);
                task.refusal_of(&plan).map(|refusal| refusal.wanted)
            });
            (work.iter().any(|work| work.fails), refusals.collect())
        })
    }

    #[test]
    fn each_mistake_is_refused_in_every_draw_in_which_it_is_one_and_by_its_own_rule() {
        let wanted = [
            Wrong::NotAhead,
            Wrong::TooFar,
            Wrong::TooFar,
            Wrong::Summary,
            Wrong::Summary,
            Wrong::Store,
            Wrong::TapOpen,
            Wrong::Summary,
            Wrong::Summary,
        ];
        let ways = mistakes().map(|(ways, _)| ways);
        for seed in 0..SEEDS {
            for (fails, refusals) in refusals(seed, &ways) {
                let expected = mistakes().into_iter().zip(wanted);
                let expected = expected.map(|((_, if_fails), wanted)| {
                    (fails || !if_fails).then(|| wanted.wanted().to_owned())
                });
                let expected: Vec<Option<String>> = expected.collect();
                assert_eq!(refusals, expected, "seed {seed}");
            }
        }
    }

    /// As many seconds as it takes one after another, or one stage after another.
    #[test]
    fn who_does_not_overlap_the_stages_is_refused() {
        for seed in 0..SEEDS / 4 {
            let task = exercise().task(seed, 0);
            let (articles, work, status) = drawn_in(&task);
            let by_article =
                (0..articles.len()).flat_map(|article| Stage::ALL.map(|stage| (stage, article)));
            let by_stage = Stage::ALL
                .into_iter()
                .flat_map(|stage| (0..articles.len()).map(move |article| (stage, article)));
            for order in [by_article.collect::<Vec<_>>(), by_stage.collect()] {
                let mut now = 0;
                let stays = order.into_iter().map(|(stage, article)| {
                    let start = now;
                    now += work[article].ticks(stage);
                    (stage, article, start, now)
                });
                let stays: Vec<Stay> = stays.collect();
                let refusal = task.refusal_of(&plan(&articles, &work, &stays, status));
                assert!(refusal.is_some(), "seed {seed}");
            }
        }
    }

    /// What the chapter says of the lesson's own six articles.
    #[test]
    fn the_length_of_a_queue_changes_what_waits_and_not_the_end() {
        let work = crate::SUMMARIES.map(|summarise| Work {
            fetch: 1,
            summarise,
            store: 1,
            fails: false,
        });
        for waiting in [1, 2, 4, usize::MAX] {
            let stays = play(&work, Ways { waiting, ..RIGHT });
            let end = stays.iter().map(|stay| stay.3).max();
            assert_eq!(end, Some(19), "with {waiting}");
            // With four that wait, the last article is fetched before its final text is there.
            let last = stays
                .iter()
                .find(|stay| (stay.0, stay.1) == (Stage::Fetch, 5));
            assert_eq!(
                last.map(|stay| stay.2 < 7),
                Some(waiting > 3),
                "with {waiting}"
            );
        }
    }

    #[test]
    fn a_summary_fails_early_or_late_or_not_at_all() {
        for seed in 0..SEEDS {
            let fails = [0, 1, 2].map(|round| {
                let (_, work, _) = drawn_in(&exercise().task(seed, round));
                work.iter().position(|work| work.fails)
            });
            assert!(fails.contains(&None), "seed {seed}: {fails:?}");
            assert!(
                fails
                    .iter()
                    .any(|&fails| fails.is_some_and(|index| index > 2))
            );
            assert!(
                fails
                    .iter()
                    .any(|&fails| fails.is_some_and(|index| index < 3))
            );
        }
    }
}
