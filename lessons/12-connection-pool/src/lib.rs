//! Lesson 12: what a connection costs, and who keeps it, in both forms.

mod exercise;
pub mod idle;
pub mod shared;
pub mod stale;

pub use exercise::exercise;

use kit::{Delay, Lesson, Reply, Run, Scenario};

/// Three servers that have one thing in common: a new connection costs two ticks.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        12,
        "Connection pool",
        "A new connection costs time: share one client, and read each answer to its end.",
    );
    kept_to_the_end(kept_while_idle(one_for_all(lesson)))
}

fn one_for_all(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Shared",
            "Each new connection costs 0.2 s here. The head of an answer comes after 0.1 s, the \
             rest of it 0.1 s later.",
        )
        .scenario(in_two_parts())
        .run(
            Run::blocking("one client", shared::blocking::summarise)
                .in_python("one session", kit::python!("shared/blocking.py")),
        )
        .run(
            Run::asynchronous("one client", shared::asynchronous::summarise)
                .in_python("one session", kit::python!("shared/asynchronous.py")),
        )
        .run(
            Run::blocking("a new client for each call", shared::blocking::wrong_client)
                .in_python(
                    "requests.post, which has a session of its own",
                    kit::python!("shared/new_each.py"),
                )
                .named("agents")
                .wrong(),
        )
        .run(
            Run::asynchronous(
                "a new client for each call",
                shared::asynchronous::wrong_client,
            )
            .named("clients")
            .wrong(),
        )
        .run(
            Run::blocking(
                "one client, only the status is looked at",
                shared::blocking::wrong_unread,
            )
            .named("unread, blocking")
            .telling()
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "one client, only the status is looked at",
                shared::asynchronous::wrong_unread,
            )
            .named("unread, async")
            .telling()
            .wrong(),
        )
        .look_for(
            "Look for the white in front of each bar: a connection that is being made. One \
             client pays it once, and a new client for each call pays it every time.",
        )
        .look_for(
            "An answer that nobody reads is still on its way when it is dropped. The client \
             hangs up, and the next call pays for a new connection, although the client is \
             shared.",
        )
}

fn kept_while_idle(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Idle",
            "Eight chats. Somebody asks, reads the answer for 0.4 s, and asks again. Meanwhile \
             the connection is idle, and the client keeps it or does not.",
        )
        .scenario(eight_chats())
        .run(
            Run::blocking("eight idle connections are kept", idle::blocking::talk).in_python(
                "a session keeps ten idle connections",
                kit::python!("idle/blocking.py"),
            ),
        )
        .run(
            Run::asynchronous("all idle connections are kept", idle::asynchronous::talk).in_python(
                "a session keeps all idle connections",
                kit::python!("idle/asynchronous.py"),
            ),
        )
        .run(
            Run::blocking(
                "ureq as it comes: three are kept",
                idle::blocking::wrong_default,
            )
            .named("three, blocking")
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "reqwest, told to keep three",
                idle::asynchronous::wrong_limit,
            )
            .named("three, async")
            .wrong(),
        )
        .look_for(
            "Look for the second bars. Where three are kept, three chats go on at once, and \
             five pay for a new connection. It is a setting, and not the form: ureq keeps three \
             unless told otherwise, reqwest keeps all.",
        )
}

fn kept_to_the_end(lesson: Lesson) -> Lesson {
    lesson
        .idea(
            "Stale",
            "One request now and then, 0.4 s after the answer before it. The server closes what \
             was idle for 0.3 s, just when the next request is on its way.",
        )
        .scenario(now_and_then())
        .run(Run::blocking("the client gives it up after 0.2 s", stale::blocking::check).telling())
        .run(
            Run::asynchronous(
                "the client gives it up after 0.2 s",
                stale::asynchronous::check,
            )
            .in_python(
                "keepalive_timeout=0.2",
                kit::python!("stale/asynchronous.py"),
            )
            .telling(),
        )
        .run(
            Run::blocking(
                "ureq as it comes: kept for 15 s",
                stale::blocking::wrong_default,
            )
            .in_python(
                "requests as it comes: kept for ever",
                kit::python!("stale/blocking.py"),
            )
            .named("stale, blocking")
            .telling()
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "reqwest as it comes: kept for 90 s",
                stale::asynchronous::wrong_default,
            )
            .named("stale, async")
            .telling()
            .wrong(),
        )
        .look_for(
            "Look for the empty lanes: every second request fails, and the server never saw it. \
             Neither client sends a POST again by itself. A client that gives an idle \
             connection up before the server does pays for a new one, and never fails.",
        )
}

/// Answers that come in two parts.
fn in_two_parts() -> Scenario {
    let reply = Reply::ok().after(1).stalling(Delay::Ticks(1));
    let articles = (1..=5).map(|number| format!("article {number}"));
    let scenario = articles.fold(Scenario::new(), |scenario, article| {
        scenario.prompt(article, reply.clone())
    });
    scenario.serving(|script| script.connection_cost(Delay::Ticks(2)))
}

/// Those who have read first, ask in ticks of their own, before those who find no connection left.
fn eight_chats() -> Scenario {
    let chats = [
        (2, 5),
        (4, 3),
        (3, 4),
        (5, 2),
        (2, 6),
        (4, 4),
        (5, 3),
        (4, 2),
    ];
    let scenario =
        chats
            .iter()
            .zip(1..)
            .fold(Scenario::new(), |scenario, (&(first, second), number)| {
                let replies = [first, second].map(|ticks| Reply::ok().after(ticks));
                scenario.prompt(format!("chat {number}"), replies)
            });
    scenario.serving(|script| script.connection_cost(Delay::Ticks(2)))
}

fn now_and_then() -> Scenario {
    let scenario = Scenario::articles(&[1, 1, 1, 1]);
    scenario.serving(|script| script.connection_cost(Delay::Ticks(2)).stale_after(3))
}
