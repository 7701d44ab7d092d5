//! Gives up like the form beside it, but does not hang up.

use super::blocking::wait;
use chat::blocking::Client;
use std::sync::mpsc;
use std::thread;

/// Without a scope to wait for them, threads that still wait are left behind.
pub fn wrong_left_behind(base_url: &str, report: &str, status: &str) -> Vec<String> {
    let client = Client::new(base_url);
    let (send, results) = mpsc::channel();
    for question in [report, status].map(str::to_owned) {
        let (client, send) = (client.clone(), send.clone());
        thread::spawn(move || send.send((client.ask(&question), question)));
    }
    wait(report, status, &results)
}
