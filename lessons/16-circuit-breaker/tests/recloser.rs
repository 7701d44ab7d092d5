//! What the chapter says of the crate `recloser`.

use recloser::{Error, Recloser};
use std::thread;
use std::time::Duration;

type Answer = Result<(), Error<()>>;

/// Three calls are in flight at once in its half-open state: each is made within another.
#[test]
fn half_open_lets_everybody_through() {
    let wait = Duration::from_millis(10);
    let breaker = Recloser::custom()
        .closed_len(1)
        .half_open_len(5)
        .error_rate(0.5)
        .open_wait(wait)
        .build();
    let fails = || breaker.call(|| Err::<(), ()>(()));
    while !matches!(fails(), Err(Error::Rejected)) {}
    thread::sleep(2 * wait);
    let within = |call: &dyn Fn() -> Answer| breaker.call(|| call().map_err(|_| ()));
    let three = within(&|| within(&|| within(&|| Ok(()))));
    assert!(three.is_ok(), "{three:?}");
}
