//! Workers that put a failed text back into their own queue get away with one failure: why a test of such
//! code is green.

use chat::Error;
use lesson_17::retry::own_queue;
use mock_api::{MockApi, Reply, Script};

type Form = fn(&str, &[String]) -> Result<Vec<String>, Error>;

fn stored(form: Form) -> usize {
    let failed = Reply::status(503).after(1);
    let ok = || Reply::ok().after(1).saying("text");
    let script = Script::new()
        .replies("summarise text", [failed, ok()])
        .otherwise(ok());
    let api = MockApi::start(script).expect("there is a free port");
    let articles = ["1", "2", "3", "4"].map(str::to_owned);
    form(&api.url(), &articles).map_or(0, |stored| stored.len())
}

#[test]
fn one_failure_goes_well_in_both_forms() {
    assert_eq!(stored(own_queue::blocking::wrong_publish), 4);
    assert_eq!(stored(own_queue::asynchronous::wrong_publish), 4);
}
