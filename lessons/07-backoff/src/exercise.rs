//! What the exercise of this lesson asks for.

use kit::rules::waits_between;
use kit::{Dice, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, Wanted};

/// Waits of our own between four attempts, in ticks.
const WAITS: [u32; 3] = [2, 4, 8];

/// Questions of which some succeed in the end, some never will, and some are told to wait.
pub fn exercise() -> Exercise {
    Exercise::new(
        7,
        Form::Blocking,
        "Wait, and give up",
        "The code tries whatever failed again at once, four times in all. Make it wait 0.2 s before the \
         second attempt and twice as long before each further one; or as long as the server asks, if \
         it does. Try again only what may succeed soon: 429, 500, 502, 503 and 504, and nothing else. \
         What fails in the end is returned as the text of its last error.",
        task,
    )
}

/// What becomes of one question: the replies, and the ticks between them.
struct Fate {
    replies: Vec<Reply>,
    waits: Vec<u32>,
    /// What is said in the end, where that is no answer.
    refused: Option<(u16, String)>,
}

fn task(dice: &mut Dice) -> Task {
    let fates = dice.varied(1..=3);
    let fates = [
        healthy(),
        passing(dice, fates),
        broken(dice),
        hopeless(dice, &[400, 404, 422]),
        hopeless(dice, &[401, 403, 501]),
        limited(dice),
        crowded(),
    ];
    let fates = dice.shuffled(fates);
    let questions = dice.numbered("question", fates.len());
    let mut scenario = Scenario::new();
    let mut ideal = Plan::new().connections(fates.len());
    let (mut returned, mut rules) = (Vec::new(), Vec::new());
    for (question, fate) in questions.iter().zip(fates) {
        let mut start = 0;
        let waits = fate.waits.iter().copied().map(Some).chain([None]);
        for (attempt, wait) in waits.enumerate() {
            let reply = fate.replies.get(attempt).or(fate.replies.last());
            let code = reply.map_or(200, Reply::code);
            ideal = ideal.stay(question, start, start + 1, Outcome::Answered(code));
            start += 1 + wait.unwrap_or(0);
        }
        if !fate.waits.is_empty() {
            rules.push(waits_between(question, &fate.waits));
        }
        returned.push(match fate.refused {
            Some((code, why)) => Wanted::text_of(&format!("the API answered {code}: {why}")),
            None => Wanted::answer(question),
        });
        scenario = scenario.prompt(question, fate.replies);
    }
    let task = Task::new(scenario, ideal).returning(returned);
    rules.into_iter().fold(task, Task::rule)
}

fn ok() -> Reply {
    Reply::ok().after(1)
}

fn overloaded(dice: &mut Dice) -> Reply {
    Reply::status(dice.one_of(&[500, 502, 503, 504])).after(1)
}

/// Answered at the first attempt.
fn healthy() -> Fate {
    Fate {
        replies: vec![ok()],
        waits: Vec::new(),
        refused: None,
    }
}

/// Fails a number of times, and then no more.
fn passing(dice: &mut Dice, failures: u32) -> Fate {
    let failures = failures as usize;
    let failed = (0..failures).map(|_| overloaded(dice));
    let replies = failed.chain([ok()]).collect();
    Fate {
        replies,
        waits: WAITS[..failures].to_vec(),
        refused: None,
    }
}

/// Fails for ever: four attempts, and no wait after the last.
fn broken(dice: &mut Dice) -> Fate {
    let reply = overloaded(dice);
    let why = format!("out of order, case {}", dice.ticks(100..=999));
    Fate {
        waits: WAITS.to_vec(),
        refused: Some((reply.code(), why.clone())),
        replies: vec![reply.saying(why)],
    }
}

/// Fails because the request is what is wrong: the same again would fail the same way.
fn hopeless(dice: &mut Dice, codes: &[u16]) -> Fate {
    let code = dice.one_of(codes);
    let why = format!("no use, case {}", dice.ticks(100..=999));
    Fate {
        replies: vec![Reply::status(code).after(1).saying(&why)],
        waits: Vec::new(),
        refused: Some((code, why)),
    }
}

/// Is told to wait for a second, once or, in one of the draws, twice.
fn limited(dice: &mut Dice) -> Fate {
    let times = if dice.varied(0..=2) == 0 { 2 } else { 1 };
    let status = dice.one_of(&[429, 503]);
    let told = (0..times).map(|_| Reply::status(status).after(1).retry_after(1));
    let replies = told.chain([ok()]).collect();
    Fate {
        replies,
        waits: vec![10; times],
        refused: None,
    }
}

/// 429 from a server that does not say how long to wait.
fn crowded() -> Fate {
    Fate {
        replies: vec![Reply::status(429).after(1), ok()],
        waits: vec![WAITS[0]],
        refused: None,
    }
}
