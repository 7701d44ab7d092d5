//! A limit for each phase of a call: to connect, to wait for the answer to begin, to read it.

pub mod asynchronous;
pub mod blocking;

use std::time::Duration;

/// To open a connection.
const CONNECT: Duration = Duration::from_millis(300);
/// For the answer to begin, and from then on for its rest.
const READ: Duration = Duration::from_millis(600);
/// For all of it together.
const TOTAL: Duration = Duration::from_millis(800);

#[cfg(test)]
mod tests {
    use super::{asynchronous, blocking};
    use kit::{Delay, Reply, Scenario, Script};
    use mock_api::MockApi;
    use timeline::What;

    type Ask = fn(&str, &[String]) -> Vec<String>;

    const FORMS: [Ask; 2] = [blocking::ask, asynchronous::ask];

    /// What each form tells, and how many requests the server saw abandoned.
    fn play(scenario: &Scenario) -> [(Vec<String>, usize); 2] {
        FORMS.map(|ask| {
            let api = MockApi::start(scenario.script().clone()).expect("there is a free port");
            let told = ask(&api.url(), scenario.prompts());
            assert!(api.wait_until_idle(super::TOTAL), "it was never hung up");
            let abandoned = |what: &What| matches!(what, What::Abandoned { .. });
            let events = api.events();
            let abandoned = events.iter().filter(|event| abandoned(&event.what));
            (told, abandoned.count())
        })
    }

    #[test]
    fn each_limit_ends_a_call_and_reqwest_cannot_tell_stalls_from_slow() {
        // Each of the first three runs into another limit before it could run into the others.
        let scenario = Scenario::new()
            .prompt("silent", Reply::ok().delayed(Delay::Never))
            .prompt("stalls", Reply::ok().after(1).stalling(Delay::Never))
            .prompt("slow", Reply::ok().after(5).stalling(Delay::Ticks(5)))
            .prompt("busy", Reply::status(503).after(2));
        let told = |slow: &str| {
            let told = [
                "silent: no answer in time",
                "stalls: part of an answer in time",
                slow,
                "busy: refused with 503",
            ];
            (told.map(str::to_owned).to_vec(), 3)
        };
        let [ureq, reqwest] = play(&scenario);
        assert_eq!(ureq, told("slow: took too long in all"));
        assert_eq!(reqwest, told("slow: part of an answer in time"));
    }

    #[test]
    fn a_connection_that_is_not_made_has_a_limit_too() {
        let scenario = Scenario::of(["far away"]).serving(Script::unreachable);
        let told = vec!["far away: no connection in time".to_owned()];
        assert_eq!(play(&scenario), [(told.clone(), 0), (told, 0)]);
    }
}
