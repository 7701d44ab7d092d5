//! A second address, where nobody listens at the first.

pub mod asynchronous;
pub mod blocking;

#[cfg(test)]
mod tests {
    use super::{asynchronous, blocking};
    use chat::Error;
    use mock_api::{MockApi, Reply, Script};

    /// What both forms make of these servers, and how many requests the second one sees.
    fn ask(first: Script) -> (Result<String, Error>, usize) {
        let first = MockApi::start(first).expect("there is a free port");
        let second = MockApi::start(Script::new()).expect("there is a free port");
        let addresses = [first.url(), second.url()];
        let answer = blocking::ask(&addresses, "article 1");
        assert_eq!(answer, asynchronous::ask(&addresses, "article 1"));
        let metrics = second.stop().len();
        (answer, metrics)
    }

    #[test]
    fn where_nobody_listens_the_next_address_is_asked() {
        let (answer, seen) = ask(Script::new().refusing());
        assert_eq!(answer, Ok("You said: article 1".to_owned()));
        assert!(seen > 0, "the second server was asked");
    }

    #[test]
    fn an_answer_is_an_answer_also_when_it_is_an_error() {
        let down = Reply::status(503).saying("overloaded");
        let (answer, seen) = ask(Script::new().otherwise(down));
        assert!(matches!(answer, Err(Error::Status { code: 503, .. })));
        assert_eq!(seen, 0, "the second server was not asked");
    }
}
