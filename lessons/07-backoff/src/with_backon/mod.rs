//! The retries of [`crate::retry`], by the crate `backon`.

pub mod asynchronous;
pub mod blocking;

use crate::retry::POLICY;
use backon::ExponentialBuilder;

/// The same policy in the words of the crate, which counts retries, not attempts.
pub fn backoff() -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_factor(2.0)
        .with_min_delay(POLICY.base)
        .with_max_delay(POLICY.cap)
        .with_max_times(POLICY.attempts as usize - 1)
}

#[cfg(test)]
mod tests {
    use super::{asynchronous, blocking};
    use crate::retry::{self, GaveUp};
    use mock_api::MockApi;
    use std::thread;
    use timeline::What;

    type Ask = fn(&str, &[String]) -> Result<Vec<String>, GaveUp>;

    /// What a form tells of every outcome, and how often the server saw each question.
    fn play(ask: Ask) -> (Vec<String>, Vec<usize>) {
        let scenario = crate::outcomes();
        let api = MockApi::start(scenario.script().clone()).expect("there is a free port");
        let told = ask(&api.url(), scenario.prompts()).expect("it tells what failed");
        let asked = |prompt: &String| {
            let arrived =
                |what: &What| matches!(what, What::Arrived { label, .. } if label == prompt);
            let events = api.events();
            events.iter().filter(|event| arrived(&event.what)).count()
        };
        (told, scenario.prompts().iter().map(asked).collect())
    }

    #[test]
    fn the_crate_asks_and_tells_as_our_own_lines_do() {
        let forms: [Ask; 4] = [
            retry::blocking::ask,
            retry::asynchronous::ask,
            blocking::ask,
            asynchronous::ask,
        ];
        let threads = forms.map(|ask| thread::spawn(move || play(ask)));
        let [own, others @ ..] = threads.map(|thread| thread.join().expect("it plays"));
        assert_eq!(own.1.iter().sum::<usize>(), 17);
        for other in others {
            assert_eq!(other, own);
        }
    }
}
