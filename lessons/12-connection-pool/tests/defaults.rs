//! What ureq does unless it is told otherwise, and which versions the page on clients speaks of.

use std::time::Duration;
use ureq::Agent;

#[test]
fn ureq_keeps_three_idle_connections_for_15_s_and_waits_without_limit() {
    let config = Agent::config_builder().build();
    assert_eq!(config.max_idle_connections_per_host(), 3);
    assert_eq!(config.max_idle_connections(), 10);
    assert_eq!(config.max_idle_age(), Duration::from_secs(15));
    assert!(config.http_status_as_error());
    let limits = config.timeouts();
    let limits = [
        limits.global,
        limits.per_call,
        limits.resolve,
        limits.connect,
        limits.send_request,
        limits.send_body,
        limits.recv_response,
        limits.recv_body,
    ];
    assert_eq!(limits, [None; 8]);
}

#[test]
fn the_page_on_clients_links_to_the_versions_in_use() {
    let page = include_str!("../../../book/src/clients.md");
    let lock = include_str!("../../../Cargo.lock");
    let links = page.split("https://docs.rs/").skip(1);
    let mut seen = 0;
    for link in links {
        let link = link.trim_start_matches("crate/");
        let mut parts = link.split('/');
        let (name, version) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let package = format!("name = \"{name}\"\nversion = \"{version}\"");
        assert!(lock.replace('\r', "").contains(&package), "{link}");
        seen += 1;
    }
    assert!(seen > 10, "{seen} links");
}
