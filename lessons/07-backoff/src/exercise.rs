//! What the exercise of this lesson asks for.

use kit::rules::{no_idle_slot, waits_between};
use kit::{Dice, Exercise, Form, Outcome, Plan, Reply, Scenario, Task, Wanted};

/// Waits of our own between four attempts, in ticks.
const WAITS: [u32; 3] = [2, 4, 8];

/// What may succeed soon, besides 429.
const OVERLOADED: [u16; 4] = [500, 502, 503, 504];

/// What will not, so that all of them are met in three draws. Some look like those that may.
const HOPELESS: [[u16; 3]; 3] = [[400, 404, 501], [401, 422, 505], [403, 409, 501]];

/// Questions of which some succeed in the end, some never will, and some are told to wait.
pub fn exercise() -> Exercise {
    Exercise::new(
        7,
        Form::Blocking,
        "Wait, and give up",
        "The code tries whatever failed again at once, four times in all. Make it wait 0.2 s \
         before the second attempt, 0.4 s before the third and 0.8 s before the fourth; or as \
         long as the server asks, if it does. Try again only what may succeed soon: 429, 500, \
         502, 503 and 504, and nothing else. What fails in the end is returned as the text of \
         its last error.",
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
    let hopeless = HOPELESS[dice.varied(0..=2) as usize].map(|code| hopeless(dice, code));
    let fates = match dice.varied(0..=2) {
        // Nothing is tried again, so that every wait shows.
        0 => vec![healthy(), healthy()],
        // Nothing goes on for longer than what fails for ever, so that a wait after its last attempt
        // shows.
        1 => vec![
            healthy(),
            passing(dice, 3),
            broken(dice),
            limited(429, 1),
            limited(503, 1),
            crowded(),
            spoiled(dice),
        ],
        _ => vec![
            healthy(),
            passing(dice, 1),
            passing(dice, 2),
            stubborn(dice),
            limited(429, 2),
            limited(503, 2),
            overruled(dice),
            crowded(),
        ],
    };
    let fates = hopeless.into_iter().chain(fates);
    let fates = dice.shuffled(fates);
    let count = fates.len();
    let questions = dice.numbered("question", count);
    let mut scenario = Scenario::new();
    let mut ideal = Plan::new().connections(count);
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
    let task = Task::new(scenario, ideal)
        .returning(returned)
        .rule(no_idle_slot(count));
    rules.into_iter().fold(task, Task::rule)
}

fn ok() -> Reply {
    Reply::ok().after(1)
}

/// Failures that may pass, each with another status.
fn overloaded(dice: &mut Dice, failures: usize) -> Vec<Reply> {
    let codes = dice.shuffled(OVERLOADED).into_iter().take(failures);
    codes.map(|code| Reply::status(code).after(1)).collect()
}

/// A text with a status in it that means something else than the status of the answer.
fn misleading(dice: &mut Dice, codes: &[u16]) -> String {
    format!("see case {}", dice.one_of(codes))
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
fn passing(dice: &mut Dice, failures: usize) -> Fate {
    let mut replies = overloaded(dice, failures);
    replies.push(ok());
    Fate {
        replies,
        waits: WAITS[..failures].to_vec(),
        refused: None,
    }
}

/// Fails for ever: four attempts, and no wait after the last. Each says something else.
fn broken(dice: &mut Dice) -> Fate {
    let mut last = None;
    let mut replies = Vec::new();
    for (reply, attempt) in overloaded(dice, 4).into_iter().zip(1..) {
        let why = format!("failure {attempt}, {}", misleading(dice, &[400, 401, 404]));
        last = Some((reply.code(), why.clone()));
        replies.push(reply.saying(why));
    }
    Fate {
        replies,
        waits: WAITS.to_vec(),
        refused: last,
    }
}

/// Fails for ever, and says how long to wait before the last attempt: that is an attempt like any other.
fn stubborn(dice: &mut Dice) -> Fate {
    let mut fate = broken(dice);
    fate.replies[2] = fate.replies[2].clone().retry_after(1);
    fate.waits[2] = 10;
    fate
}

/// Fails because the request is what is wrong: the same again would fail the same way.
fn hopeless(dice: &mut Dice, code: u16) -> Fate {
    let why = misleading(dice, &[429, 500, 502, 503, 504]);
    Fate {
        replies: vec![Reply::status(code).after(1).saying(&why)],
        waits: Vec::new(),
        refused: Some((code, why)),
    }
}

/// Fails in a way that may pass, and then in one that will not.
fn spoiled(dice: &mut Dice) -> Fate {
    let mut fate = hopeless(dice, 404);
    fate.replies.insert(0, overloaded(dice, 1).remove(0));
    fate.waits.push(WAITS[0]);
    fate
}

/// Is told to wait for a second, so many times.
fn limited(status: u16, times: usize) -> Fate {
    let told = (0..times).map(|_| Reply::status(status).after(1).retry_after(1));
    let replies = told.chain([ok()]).collect();
    Fate {
        replies,
        waits: vec![10; times],
        refused: None,
    }
}

/// Is told to wait for a second, and then not told anything: its own wait goes on where it would have been.
fn overruled(dice: &mut Dice) -> Fate {
    let mut fate = limited(429, 1);
    fate.replies.insert(1, overloaded(dice, 1).remove(0));
    fate.waits.push(WAITS[1]);
    fate
}

/// 429 from a server that does not say how long to wait.
fn crowded() -> Fate {
    Fate {
        replies: vec![Reply::status(429).after(1), ok()],
        waits: vec![WAITS[0]],
        refused: None,
    }
}
