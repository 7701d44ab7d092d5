//! Findings in logs that are made by hand: what is found, and above all what is not.

use super::*;
use mock_api::{Note, RateLimit};
use std::hash::{DefaultHasher, Hash, Hasher};
use timeline::{Event, What};

/// A log in the making. Times are in milliseconds.
#[derive(Default)]
struct Log {
    events: Vec<(u64, What)>,
    notes: Vec<Note>,
    connections: u64,
    requests: u64,
}

/// How a call ends.
#[derive(Clone, Copy)]
enum End {
    Status(u16),
    /// With a time to wait, in milliseconds.
    Refused(u64),
    HangUp,
    Never,
}

const OK: End = End::Status(200);

impl Log {
    fn connect(&mut self, at: u64) -> u64 {
        let connection = self.connections;
        self.connections += 1;
        self.events.push((at, What::Connected { connection }));
        connection
    }

    fn call(mut self, prompt: &str, connection: u64, times: (u64, u64), end: End) -> Self {
        while self.connections <= connection {
            self.connect(times.0);
        }
        let mut hasher = DefaultHasher::new();
        prompt.hash(&mut hasher);
        let note = Note::new(hasher.finish());
        let request = self.requests;
        self.requests += 1;
        let arrived = What::Arrived {
            request,
            connection,
            client: 0,
            label: prompt.to_owned(),
        };
        self.events.push((times.0, arrived));
        let (note, what) = match end {
            End::Status(status) => (note, Some(answered(request, status))),
            End::Refused(wait) => (
                note.waiting(Duration::from_millis(wait)),
                Some(answered(request, 429)),
            ),
            End::HangUp => (note, Some(What::Abandoned { request })),
            End::Never => (note, None),
        };
        self.notes.push(note);
        self.events.extend(what.map(|what| (times.1, what)));
        self
    }

    /// Calls with prompts of their own: connection, start and end.
    fn calls(self, calls: &[(u64, u64, u64)]) -> Self {
        (1..)
            .zip(calls)
            .fold(self, |log, (number, &(connection, start, end))| {
                log.call(&format!("article {number}"), connection, (start, end), OK)
            })
    }

    fn findings(mut self, around: &Around) -> Vec<Finding> {
        self.events.sort_by_key(|(at, _)| *at);
        let events: Vec<Event> = self
            .events
            .into_iter()
            .map(|(at, what)| Event {
                at: Duration::from_millis(at),
                what,
            })
            .collect();
        let clients = ["127.0.0.1".to_owned()];
        findings(&Run::new(&events, &self.notes, &clients), around)
    }

    fn found(self, around: &Around) -> Vec<String> {
        let found = self.findings(around).into_iter();
        found.map(|finding| finding.seen).collect()
    }
}

fn answered(request: u64, status: u16) -> What {
    What::Answered {
        request,
        status,
        latency: None,
    }
}

/// A program that ended with success, long after its last call.
fn well() -> Around {
    Around {
        ended: Some(Duration::from_secs(1000)),
        success: true,
        ..Around::default()
    }
}

fn assert_nothing(log: Log, around: &Around) {
    let found = log.found(around);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_program_that_never_comes_is_told_where_the_address_is() {
    let found = Log::default().findings(&well());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].seen, "The program never connected.");
    assert!(found[0].means.contains("OPENAI_BASE_URL"));
    let mut log = Log::default();
    log.connect(0);
    assert_eq!(
        log.found(&well()),
        ["1 connection, and no request on them."]
    );
    let stopped = Around {
        interrupted: true,
        ..Around::default()
    };
    assert_nothing(Log::default(), &stopped);
}

#[test]
fn calls_that_overlap_are_nothing_to_speak_of() {
    assert_nothing(
        Log::default().calls(&[(0, 0, 300), (1, 1, 200), (2, 2, 500), (3, 3, 400)]),
        &well(),
    );
}

#[test]
fn one_request_at_a_time_is_told() {
    let found = Log::default()
        .calls(&[(0, 0, 300), (0, 301, 600), (0, 601, 900)])
        .found(&well());
    assert_eq!(
        found,
        [
            "One request at a time: nothing overlaps. \"article 2\" waited until 0.30 s, and all took \
          0.90 s; the slowest took 0.30 s."
        ]
    );
}

#[test]
fn one_at_a_time_is_right_where_the_server_takes_one_or_the_program_has_other_things_to_do() {
    let one_after_another = || Log::default().calls(&[(0, 0, 300), (0, 301, 600), (0, 601, 900)]);
    let one = Around {
        max_in_flight: Some(1),
        ..well()
    };
    assert_nothing(one_after_another(), &one);
    // It is as fast as the server lets it be.
    let rate = |requests| Around {
        rate: Some(RateLimit {
            requests,
            per: Duration::from_secs(1),
        }),
        ..well()
    };
    assert_nothing(one_after_another(), &rate(4));
    assert_eq!(one_after_another().found(&rate(40)).len(), 1);
    // A bucket lets one through now and then.
    assert_nothing(
        Log::default().calls(&[(0, 0, 100), (0, 500, 600), (0, 1000, 1100)]),
        &well(),
    );
    // Two are a question and its follow-up.
    assert_nothing(Log::default().calls(&[(0, 0, 300), (0, 301, 600)]), &well());
    // One prompt that is tried again is one prompt.
    let log = Log::default()
        .call("a", 0, (0, 300), End::Status(503))
        .call("a", 0, (800, 1100), End::Status(503))
        .call("a", 0, (2100, 2400), OK);
    assert_nothing(log, &well());
}

#[test]
fn a_new_client_for_each_call_is_told() {
    let found = Log::default()
        .calls(&[
            (0, 0, 300),
            (1, 1, 300),
            (2, 310, 600),
            (3, 311, 600),
            (4, 610, 900),
            (5, 611, 900),
        ])
        .found(&well());
    assert_eq!(
        found,
        [
            "6 connections for 6 requests: a new client for each call. At 0.31 s \"article 3\" opened \
          one, though another had nothing to do."
        ]
    );
}

#[test]
fn connections_that_are_needed_are_not_told() {
    // All at once: each needs its own.
    let all: Vec<_> = (0..12).map(|call| (call, call, 300)).collect();
    assert_nothing(Log::default().calls(&all), &well());
    // After a pause in which a pool closes what is idle.
    assert_nothing(
        Log::default().calls(&[(0, 0, 300), (1, 5_300, 5_600), (2, 10_600, 10_900)]),
        &well(),
    );
    // After a call that was given up because the same one had won elsewhere.
    let mut log = Log::default();
    for round in 0..3 {
        let at = round * 400;
        log = log.call(&format!("{round}"), 0, (at, at + 200), OK).call(
            &format!("{round}"),
            round + 1,
            (at + 1, at + 202),
            End::HangUp,
        );
    }
    assert_nothing(log, &well());
}

#[test]
fn a_pool_that_is_too_small_for_its_calls_is_told() {
    let mut calls = Vec::new();
    for round in 0..6 {
        let at = round * 310;
        calls.push((0, at, at + 300));
        calls.push((2 * round + 1, at, at + 300));
        calls.push((2 * round + 2, at, at + 299));
    }
    let found = Log::default().calls(&calls).found(&well());
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with("13 connections, though never more than 3 requests were in flight."),
        "{found:#?}"
    );
}

#[test]
fn waves_are_told_with_the_time_that_they_lose() {
    let found = Log::default()
        .calls(&[
            (0, 0, 200),
            (1, 1, 500),
            (0, 505, 1000),
            (1, 506, 700),
            (0, 1005, 1300),
            (1, 1006, 1200),
        ])
        .found(&well());
    assert_eq!(
        found,
        [
            "Waves of 2: no new request until all of the group were answered. At 0.20 s one had its \
          answer, and the next was sent at 0.51 s. 0.60 s were lost so."
        ]
    );
}

#[test]
fn a_window_that_slides_and_steps_that_follow_are_no_waves() {
    // A semaphore of two, all answers after the same time.
    assert_nothing(
        Log::default().calls(&[
            (0, 0, 300),
            (1, 1, 302),
            (0, 303, 600),
            (1, 304, 605),
            (0, 606, 900),
            (1, 607, 900),
        ]),
        &well(),
    );
    // A semaphore of two, answers of all kinds.
    assert_nothing(
        Log::default().calls(&[
            (0, 0, 200),
            (1, 1, 500),
            (0, 201, 700),
            (1, 501, 900),
            (0, 701, 950),
        ]),
        &well(),
    );
    // First the parts, then the whole.
    assert_nothing(
        Log::default().calls(&[(0, 0, 200), (1, 1, 500), (0, 501, 900), (1, 502, 700)]),
        &well(),
    );
    // So many in each second.
    assert_nothing(
        Log::default().calls(&[
            (0, 0, 200),
            (1, 1, 500),
            (0, 1000, 1500),
            (1, 1001, 1200),
            (0, 2000, 2300),
            (1, 2001, 2200),
        ]),
        &well(),
    );
}

fn limit(max_in_flight: usize) -> Around {
    Around {
        max_in_flight: Some(max_in_flight),
        ..well()
    }
}

#[test]
fn more_at_once_than_the_server_takes_is_told() {
    let mut log = Log::default();
    for call in 0..12 {
        let prompt = format!("article {call}");
        log = match call {
            0..4 => log.call(&prompt, call, (call, 300), OK),
            _ => log.call(&prompt, call, (call, call), End::Refused(1000)),
        };
    }
    for call in 4..12 {
        log = log.call(
            &format!("article {call}"),
            call,
            (1100 + 400 * call, 1400 + 400 * call),
            OK,
        );
    }
    assert_eq!(
        log.found(&limit(4)),
        ["Peak 12 in flight; the server took 4. It refused 8 with 429, the first at 0.004 s."]
    );
}

#[test]
fn who_feels_for_the_limit_touches_it() {
    let log = Log::default()
        .calls(&[(0, 0, 300), (1, 1, 300), (2, 2, 300), (3, 3, 300)])
        .call("one more", 4, (4, 4), End::Refused(1000))
        .call("one more", 4, (1010, 1300), OK);
    assert_nothing(log, &limit(4));
}

#[test]
fn those_who_come_back_too_early_are_told() {
    let log = Log::default()
        .call("a", 0, (0, 1), End::Refused(1000))
        .call("b", 1, (0, 1), End::Refused(1000))
        .call("a", 0, (90, 300), OK)
        .call("b", 1, (1002, 1300), OK);
    assert_eq!(
        log.found(&well()),
        [
            "1 of 2 refused requests came back within 0.089 s, though the server asked for 1 s. The \
          first was \"a\" at 0.090 s."
        ]
    );
}

#[test]
fn those_who_wait_as_they_were_asked_are_not() {
    let log = Log::default()
        .call("a", 0, (0, 1), End::Refused(1000))
        .call("b", 1, (0, 1), End::Refused(1000))
        .call("a", 0, (990, 1300), OK)
        .call("b", 1, (2002, 2300), OK);
    assert_nothing(log, &well());
}

#[test]
fn attempts_at_once_are_told_where_there_are_many() {
    let again = |attempts: u64| {
        let mut log = Log::default();
        for attempt in 0..attempts {
            log = log.call(
                "a",
                0,
                (attempt * 310, attempt * 310 + 300),
                End::Status(503),
            );
        }
        log.call("a", 0, (attempts * 310, attempts * 310 + 300), OK)
    };
    assert_nothing(again(1), &well());
    let found = again(3).found(&well());
    assert_eq!(
        found,
        ["3 of 3 failed requests came back at once. The first was \"a\" at 0.31 s, after 503."]
    );
}

#[test]
fn what_cannot_succeed_and_is_sent_again_is_told() {
    for (status, told) in [
        (400, true),
        (401, true),
        (422, true),
        (408, false),
        (409, false),
    ] {
        let log = Log::default()
            .call("a", 0, (0, 10), End::Status(status))
            .call("a", 0, (600, 700), OK);
        let found = log.found(&well());
        assert_eq!(found.len(), usize::from(told), "{status}: {found:#?}");
        if told {
            assert_eq!(
                found[0],
                format!("{status} was sent again: \"a\" at 0.60 s.")
            );
        }
    }
    // Another prompt that is wrong too is no retry.
    let log = Log::default().call("a", 0, (0, 10), End::Status(400)).call(
        "b",
        0,
        (20, 30),
        End::Status(400),
    );
    assert_nothing(log, &well());
}

#[test]
fn refused_and_forgotten_is_told_of_a_program_that_says_all_is_well() {
    let log = || {
        Log::default()
            .call("a", 0, (0, 300), OK)
            .call("b", 1, (1, 2), End::Refused(1000))
    };
    assert_eq!(
        log().found(&well()),
        [
            "1 request was refused with 429 and never sent again, and the program ended with success. \
          The first was \"b\" at 0.001 s."
        ]
    );
    let failed = Around {
        success: false,
        ..well()
    };
    assert_nothing(log(), &failed);
    // It was tried until somebody lost patience.
    assert_nothing(
        log().call("b", 1, (1010, 1011), End::Refused(1000)),
        &well(),
    );
}

#[test]
fn a_rate_that_is_too_high_is_told() {
    let mut log = Log::default();
    for call in 0..10 {
        let end = if call < 5 { OK } else { End::Refused(1000) };
        log = log.call(&format!("{call}"), call, (call, 300), end);
    }
    for call in 5..10 {
        log = log.call(
            &format!("{call}"),
            call,
            (1000 + 300 * call, 1200 + 300 * call),
            OK,
        );
    }
    let around = Around {
        rate: Some(RateLimit {
            requests: 5,
            per: Duration::from_secs(1),
        }),
        ..well()
    };
    assert_eq!(
        log.found(&around),
        [
            "5 of 15 requests were refused with 429: the server takes 5 in 1 s. 5 had been sent when it \
          refused the first, at 0.005 s."
        ]
    );
}

#[test]
fn timeouts_are_told_with_their_time() {
    let log = Log::default()
        .call("a", 0, (0, 30_000), End::HangUp)
        .call("b", 1, (1_000, 31_020), End::HangUp)
        .call("c", 2, (2_000, 31_990), End::HangUp);
    assert_eq!(
        log.found(&well()),
        ["3 calls hung up after 30.0 s, the first at 30.0 s: \"a\"."]
    );
}

#[test]
fn calls_of_all_ages_that_are_given_up_together_have_one_deadline() {
    let log = Log::default()
        .call("a", 0, (0, 1_000), End::HangUp)
        .call("b", 1, (400, 1_001), End::HangUp)
        .call("c", 2, (800, 1_003), End::HangUp);
    assert_eq!(
        log.found(&well()),
        ["3 calls hung up together at 1.00 s, the oldest after 1.00 s."]
    );
}

#[test]
fn the_losers_of_a_race_and_the_others_of_a_failed_group_are_not_told() {
    let race = Log::default()
        .call("a", 0, (0, 300), OK)
        .call("a", 1, (1, 302), End::HangUp)
        .call("b", 2, (2, 500), OK);
    assert_nothing(race, &well());
    let other_prompts = Log::default().call("fast model", 0, (0, 300), OK).call(
        "good model",
        1,
        (1, 302),
        End::HangUp,
    );
    assert_nothing(other_prompts, &well());
    let group = Log::default()
        .call("a", 0, (0, 300), End::Status(500))
        .call("b", 1, (1, 302), End::HangUp)
        .call("c", 2, (2, 303), End::HangUp);
    assert_nothing(group, &well());
}

#[test]
fn calls_that_the_program_did_not_wait_for_are_told() {
    let around = Around {
        ended: Some(Duration::from_millis(230)),
        ..well()
    };
    let log = || {
        Log::default()
            .call("a", 0, (0, 210), End::HangUp)
            .call("b", 1, (1, 1), End::Never)
    };
    assert_eq!(
        log().found(&around),
        [
            "2 calls hung up after 0.23 s, as the program ended at 0.23 s. One was \"a\", sent at 0 s."
        ]
    );
    let stopped = Around {
        interrupted: true,
        ..around
    };
    assert_nothing(log(), &stopped);
}

#[test]
fn what_was_answered_and_is_asked_again_is_told() {
    let all = || Log::default().calls(&[(0, 0, 300), (1, 1, 300), (2, 2, 300), (3, 3, 600)]);
    let log = all().call("article 1", 0, (305, 700), OK);
    assert_eq!(
        log.found(&well()),
        [
            "The same prompt was sent twice though the first was answered: \"article 1\" at 0.30 s, \
          answered at 0.30 s."
        ]
    );
    // What had failed may be asked again.
    let log = all().call("article 5", 4, (4, 300), End::Status(500)).call(
        "article 5",
        4,
        (905, 1200),
        OK,
    );
    assert_nothing(log, &well());
}

#[test]
fn who_asks_one_thing_many_times_wants_many_answers() {
    let mut log = Log::default();
    for round in 0..6 {
        let at = round * 301;
        log = log.call("tell a joke", 0, (at, at + 300), OK).call(
            "tell a story",
            1,
            (at, at + 300),
            OK,
        );
    }
    assert_nothing(log, &well());
}

#[test]
fn an_address_without_its_v1_is_told() {
    let log = Log::default().call("POST /chat/completions", 0, (0, 0), End::Status(404));
    assert_eq!(
        log.found(&well()),
        ["1 request went where nothing is, and got 404: \"POST /chat/completions\" at 0 s."]
    );
}

#[test]
fn who_asks_for_responses_is_told_of_chat_completions() {
    let means = |call: &str| {
        let log = Log::default().call(call, 0, (0, 0), End::Status(404));
        let found = log.findings(&well());
        found
            .first()
            .map(|finding| finding.means.clone())
            .expect("it is found")
    };
    assert!(means("POST /v1/responses").contains("openai.chat(...)"));
    assert!(means("POST /chat/completions").contains("put together by hand"));
}
