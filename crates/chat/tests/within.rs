//! A timeout for one call.

use chat::{Error, blocking::Client};
use mock_api::{Delay, MockApi, Reply, Script};
use std::time::{Duration, Instant};
use timeline::What;

#[test]
fn each_call_has_its_own_timeout_and_all_share_the_connections() {
    let script = Script::new().reply("silence", Reply::ok().delayed(Delay::Never));
    let api = MockApi::start(script).expect("it starts");
    let client = Client::new(&api.url());
    let limit = Duration::from_millis(100);
    client.ask("a").expect("it answers");
    client.within(limit).ask("b").expect("it answers in time");
    let start = Instant::now();
    assert_eq!(client.within(limit).ask("silence"), Err(Error::Timeout));
    let waited = start.elapsed();
    assert!(waited >= limit, "given up after {waited:?}");
    assert!(waited < 10 * limit, "given up after {waited:?}");
    let events = api.stop();
    let connections = events
        .iter()
        .filter(|event| matches!(event.what, What::Connected { .. }));
    assert_eq!(connections.count(), 1, "{events:?}");
}
