//! A bug in what is done with one answer.

pub mod asynchronous;
pub mod blocking;

use std::any::Any;

/// The title of a summary. It trusts the API always to send one, which is the bug.
fn title(summary: &str) -> String {
    let parts = summary.split_once(": ");
    let (title, _) = parts.expect("a summary begins with its title");
    title.to_owned()
}

/// What a panic said: `panic!` and `expect` carry a text, of one type or of the other.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::{asynchronous, blocking};
    use kit::{Reply, Scenario};
    use mock_api::MockApi;
    use std::thread;
    use timeline::What;

    type Titles = fn(&str, &[String]) -> Vec<String>;

    /// What a form tells, and how many requests the server answered and saw abandoned.
    fn play(titles: Titles) -> (Vec<String>, [usize; 2]) {
        let text = |text: &str, ticks| Reply::ok().saying(text).after(ticks);
        let failed = Reply::status(500).saying("cannot read article 3").after(3);
        let scenario = Scenario::new()
            .prompt("article 1", text("Rain: more of it", 1))
            .prompt("article 2", text("A summary, but no title", 2))
            .prompt("article 3", failed)
            .prompt("article 4", text("Sun: less of it", 4));
        let api = MockApi::start(scenario.script().clone()).expect("there is a free port");
        let told = titles(&api.url(), scenario.prompts());
        let events = api.events();
        let count = |is: fn(&What) -> bool| events.iter().filter(|event| is(&event.what)).count();
        let answered = count(|what| matches!(what, What::Answered { .. }));
        let abandoned = count(|what| matches!(what, What::Abandoned { .. }));
        (told, [answered, abandoned])
    }

    #[test]
    fn a_panic_is_an_error_of_one_call_and_the_server_sees_nothing_of_it() {
        let forms: [Titles; 2] = [blocking::titles, asynchronous::titles];
        let threads = forms.map(|titles| thread::spawn(move || play(titles)));
        for (told, seen) in
            threads.map(|thread| thread.join().expect("the panic stays in its call"))
        {
            let expected = [
                "article 1: Rain",
                "article 2 panicked: a summary begins with its title",
                "article 3: the API answered 500: cannot read article 3",
                "article 4: Sun",
            ];
            assert_eq!(told, expected);
            assert_eq!(seen, [4, 0]);
        }
    }
}
