//! The first error ends the whole pipeline, whatever its stages wait for: it travels by what is dropped.

use chat::Error;
use lesson_17::{bounded, with_flume};
use mock_api::{MockApi, Reply, Script};
use std::sync::mpsc::channel;
use std::thread::spawn;
use std::time::Duration;
use timeline::What;

type Form = fn(&str, &[String]) -> Result<Vec<String>, Error>;

/// Long for a few requests that are answered at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a form returns when the third summary fails, and how many requests the server saw in all.
fn ended(form: Form) -> (Result<Vec<String>, Error>, usize) {
    let failed = Reply::status(500).saying("no");
    let ok = Reply::ok().after(1).saying("text");
    let replies = [ok.clone(), ok.clone(), failed];
    let script = Script::new().replies("summarise text", replies);
    let api = MockApi::start(script.otherwise(ok)).expect("there is a free port");
    let (tell, told) = channel();
    let url = api.url();
    spawn(move || {
        let articles: Vec<String> = (0..100).map(|number| number.to_string()).collect();
        tell.send(form(&url, &articles))
    });
    let returned = told.recv_timeout(PATIENCE).expect("it returns");
    let events = api.stop().into_iter();
    let arrived = events.filter(|event| matches!(event.what, What::Arrived { .. }));
    (returned, arrived.count())
}

#[test]
fn the_first_error_ends_every_stage() {
    for form in [
        bounded::blocking::publish as Form,
        bounded::asynchronous::publish,
        with_flume::blocking::publish,
        with_flume::asynchronous::publish,
    ] {
        let (returned, requests) = ended(form);
        let told = returned.map_err(|error| error.to_string());
        assert_eq!(told, Err("the API answered 500: no".to_owned()));
        // Of three hundred.
        assert!(requests < 30, "{requests}");
    }
}
