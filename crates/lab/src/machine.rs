//! What a record says of where it was made.

use crate::limits::field;
use serde_json::{Map, Value, json};
use std::fs;
use std::time::SystemTime;

/// The crates whose versions matter to the figures.
const CRATES: [&str; 5] = ["tokio", "reqwest", "ureq", "rayon", "hyper"];

/// The date, the machine, the versions and the command.
pub(crate) fn describe(command: &str) -> Map<String, Value> {
    let mut map = Map::new();
    let date = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    map.insert("date".into(), json!(date.split('T').next()));
    map.insert("command".into(), json!(command));
    map.insert("build".into(), json!(build()));
    map.insert("system".into(), json!(system()));
    map.insert("processor".into(), json!(processor()));
    map.insert("processors".into(), json!(crate::quiet::processors()));
    map.insert("memory_mib".into(), json!(memory()));
    map.insert("rustc".into(), json!(env!("LAB_RUSTC").split(" (").next()));
    for name in CRATES {
        map.insert(name.into(), json!(version_of(name)));
    }
    map
}

/// The version of a crate that this program was built with.
pub(crate) fn version_of(name: &str) -> Option<&'static str> {
    version(include_str!("../../../Cargo.lock"), name)
}

/// `release` or `debug`.
pub(crate) fn build() -> &'static str {
    if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    }
}

fn system() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let text = format!(
        "{} {} {}",
        std::env::consts::OS,
        std::env::consts::ARCH,
        release.trim()
    );
    text.trim_end().to_owned()
}

/// Its name, where the system tells it.
fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    Some(field(&text, "MemTotal:")? / 1024)
}

/// The newest version of a crate in a `Cargo.lock`; others belong to crates of the tests.
fn version<'a>(locked: &'a str, name: &str) -> Option<&'a str> {
    let packages = locked.split("[[package]]");
    let field = |package: &'a str, key: &str| {
        let lines = package.lines();
        let mut values =
            lines.filter_map(move |line| line.strip_prefix(key)?.strip_prefix(" = \""));
        values.next()?.strip_suffix('"')
    };
    let found = packages.filter(|package| field(package, "name") == Some(name));
    let versions = found.filter_map(|package| field(package, "version"));
    versions.max_by_key(|version| {
        let parts = version
            .split('.')
            .map(|part| part.parse::<u32>().unwrap_or(0));
        parts.collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_come_from_the_lock_file() {
        let locked = "[[package]]\nname = \"a\"\nversion = \"0.9.1\"\n\n[[package]]\nname = \"a\"\n\
                      version = \"0.12.0\"\n\n[[package]]\nname = \"ab\"\nversion = \"7.0.0\"\n";
        assert_eq!(version(locked, "a"), Some("0.12.0"));
        assert_eq!(version(locked, "b"), None);
    }

    #[test]
    fn a_record_says_where_it_was_made() {
        let machine = describe("the command");
        assert_eq!(machine["command"], "the command");
        for name in CRATES {
            assert!(machine[name].is_string(), "{name} has no version");
        }
        assert!(
            machine["rustc"]
                .as_str()
                .is_some_and(|it| it.starts_with("rustc 1."))
        );
        assert_eq!(
            machine["date"].as_str().map(str::len),
            Some("2026-01-31".len())
        );
    }
}
