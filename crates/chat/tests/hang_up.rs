//! A blocking call is cut from another thread.

use chat::{Error, blocking::Client};
use mock_api::{Delay, MockApi, Reply, Script};
#[cfg(target_os = "linux")]
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};
use timeline::What;

/// Longer than any test takes: what is not cut hangs, and fails by that.
const PATIENCE: Duration = Duration::from_secs(20);

fn start() -> MockApi {
    let script = Script::new()
        .reply("silence", Reply::ok().delayed(Delay::Exact(PATIENCE)))
        .reply("half", Reply::ok().stalling(Delay::Exact(PATIENCE)));
    MockApi::start(script).expect("there is a free port")
}

fn wait_until(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < PATIENCE, "it never happened");
        thread::sleep(Duration::from_millis(1));
    }
}

fn is_cut(result: &Result<String, Error>) -> bool {
    matches!(result, Err(Error::Connect(_)))
}

#[test]
fn calls_in_flight_fail_at_once_in_all_threads_and_the_server_sees_it() {
    let api = start();
    let client = Client::new(&api.url());
    client.ask("a first one").expect("it is answered");
    thread::scope(|scope| {
        // One on the connection that is there already, and one that has read half of its answer.
        let calls = ["silence", "half"].map(|prompt| {
            let client = client.clone();
            scope.spawn(move || client.ask(prompt))
        });
        wait_until(|| api.in_flight() == 2);
        thread::sleep(Duration::from_millis(50));
        let start = Instant::now();
        client.hang_up();
        for call in calls {
            let result = call.join().expect("no call panics");
            assert!(is_cut(&result), "{result:?}");
        }
        let took = start.elapsed();
        assert!(took < PATIENCE / 10, "it took {took:?}");
    });
    assert!(api.wait_until_idle(PATIENCE), "the server has not noticed");
    let abandoned = |what: &What| matches!(what, What::Abandoned { .. });
    let events = api.stop();
    let abandoned = events.iter().filter(|event| abandoned(&event.what));
    assert_eq!(abandoned.count(), 2, "{events:?}");
}

#[test]
fn later_calls_fail_for_all_clones_and_another_client_is_untouched() {
    let api = start();
    let [cut, other] = [(); 2].map(|()| Client::new(&api.url()));
    let [clone, within] = [cut.clone(), cut.within(PATIENCE)];
    cut.hang_up();
    for client in [&cut, &clone, &within] {
        let result = client.ask("later");
        assert!(is_cut(&result), "{result:?}");
    }
    assert_eq!(other.ask("later").as_deref(), Ok("You said: later"));
    assert_eq!(
        api.stop().len(),
        3,
        "one connection, one request, one answer"
    );
}

#[test]
fn between_two_calls_nothing_happens_to_a_thread() {
    let api = start();
    let client = Client::new(&api.url());
    client.hang_up();
    // A thread that computes, sleeps or loops is not stopped by it: it has to look at a flag.
    let thread = thread::spawn({
        let client = client.clone();
        move || [(); 3].map(|()| client.ask("again")).len()
    });
    assert_eq!(thread.join().expect("it was not stopped"), 3);
    assert!(api.stop().is_empty(), "nothing was sent");
}

#[cfg(target_os = "linux")]
#[test]
fn an_attempt_to_connect_is_not_interrupted() {
    // A queue for connections that is full: the next one is neither made nor refused.
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = listener.local_addr().expect("it has an address");
    let limit = Duration::from_millis(100);
    let connect = || std::net::TcpStream::connect_timeout(&address, limit);
    let _queue: Vec<_> = std::iter::from_fn(|| connect().ok()).collect();
    let client = Client::with_timeout(&format!("http://{address}"), 6 * limit);
    let start = Instant::now();
    let result = thread::scope(|scope| {
        let call = scope.spawn(|| client.ask("x"));
        thread::sleep(2 * limit);
        client.hang_up();
        call.join().expect("no call panics")
    });
    assert_eq!(result, Err(Error::Timeout));
    assert!(start.elapsed() >= 6 * limit, "it was interrupted");
}
