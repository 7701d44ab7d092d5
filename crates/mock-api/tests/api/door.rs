//! A port that does not let clients in, told apart by clients.

use mock_api::{MockApi, Reply, Script};
use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_millis(300);

#[test]
fn an_unreachable_server_lets_connections_wait_until_the_client_gives_up() {
    let api = MockApi::start(Script::new().unreachable()).expect("it starts");
    let start = Instant::now();
    for _ in 0..2 {
        let error = TcpStream::connect_timeout(&api.address(), LIMIT).expect_err("it is full");
        assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
    }
    assert!(start.elapsed() >= 2 * LIMIT, "{:?}", start.elapsed());
    assert_eq!(api.stop(), []);
}

#[test]
fn it_is_unreachable_for_many_at_once() {
    let api = MockApi::start(Script::new().unreachable()).expect("it starts");
    let connect = || TcpStream::connect_timeout(&api.address(), LIMIT).map(drop);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(connect)).collect();
        for thread in threads {
            let connected = thread.join().expect("it does not panic");
            let error = connected.expect_err("it is full");
            assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
        }
    });
}

#[test]
fn a_server_that_refuses_is_not_a_slow_one() {
    let api = MockApi::start(Script::new().refusing()).expect("it starts");
    // Windows tries for some two seconds.
    let error = TcpStream::connect_timeout(&api.address(), Duration::from_secs(30));
    let error = error.expect_err("nobody listens");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused, "{error}");
    assert_eq!(api.stop(), []);
}

#[test]
fn a_server_that_refuses_keeps_its_port() {
    let api = MockApi::start(Script::new().refusing()).expect("it starts");
    let other = std::net::TcpListener::bind(api.address());
    assert!(other.is_err(), "another server took {}", api.url());
}

#[test]
fn an_open_server_lets_them_in() {
    let script = Script::new().otherwise(Reply::ok());
    let api = MockApi::start(script).expect("it starts");
    TcpStream::connect_timeout(&api.address(), LIMIT).expect("it listens");
}
