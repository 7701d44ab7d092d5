//! What this machine allows. It is looked up before anything is measured, so that nothing fails in
//! the middle of a table.

use std::fs;

/// What a measurement needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Need {
    /// Connections that are open at once; each process has an end of each.
    pub(crate) connections: u64,
    pub(crate) threads: u64,
    /// In KiB.
    pub(crate) memory: u64,
}

/// Files that a process has open beside its connections: its streams, the runtime, the server's
/// port, pipes.
const OTHER_FILES: u64 = 40;

/// Threads that others start meanwhile.
const OTHER_THREADS: u64 = 64;

/// A limit of the system, and how to raise it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Limit {
    most: u64,
    name: &'static str,
    raise: &'static str,
}

#[derive(Debug, Default)]
pub(crate) struct Limits {
    files: Option<Limit>,
    threads: Vec<Limit>,
    memory: Option<Limit>,
}

impl Limits {
    /// Looks up the limits. The limit on open files is raised for this process and its children, as
    /// far as the user may.
    pub(crate) fn look_up(most_connections: u64) -> Self {
        Limits {
            files: files(most_connections + OTHER_FILES),
            threads: threads(),
            memory: memory(),
        }
    }

    /// Why this machine cannot do it, if it cannot, and what would help.
    pub(crate) fn refuse(&self, need: Need) -> Option<String> {
        let files = (need.connections + OTHER_FILES, "open files", &self.files);
        let memory = (need.memory, "KiB of memory", &self.memory);
        let threads = self.threads.iter().min_by_key(|limit| limit.most).cloned();
        let threads = (need.threads + OTHER_THREADS, "threads", &threads);
        let needs = [
            Some(files).filter(|_| need.connections > 0),
            Some(threads).filter(|_| need.threads > 0),
            Some(memory),
        ];
        needs
            .into_iter()
            .flatten()
            .find_map(|(needed, what, limit)| {
                let limit = limit.as_ref().filter(|limit| limit.most < needed)?;
                Some(format!(
                    "it needs {needed} {what}, and {} allows {}. {}",
                    limit.name, limit.most, limit.raise
                ))
            })
    }
}

#[cfg(unix)]
fn files(wanted: u64) -> Option<Limit> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
    let raised = wanted.min(hard);
    let most = match soft < raised && setrlimit(Resource::RLIMIT_NOFILE, raised, hard).is_ok() {
        true => raised,
        false => soft,
    };
    Some(Limit {
        most,
        name: "the limit on open files (`ulimit -n`)",
        raise: "Raise it as root, for instance in /etc/security/limits.conf, and log in again.",
    })
}

#[cfg(not(unix))]
fn files(_: u64) -> Option<Limit> {
    None
}

#[cfg(target_os = "linux")]
fn threads() -> Vec<Limit> {
    use nix::sys::resource::{Resource, getrlimit};
    let number = |path: &str| -> Option<u64> { fs::read_to_string(path).ok()?.trim().parse().ok() };
    // "0.10 0.20 0.30 2/345 6789": 345 threads are there.
    let there = fs::read_to_string("/proc/loadavg").ok();
    let there = there.and_then(|load| load.split(['/', ' ']).nth(4)?.parse::<u64>().ok());
    let there = there.unwrap_or(0);
    let mut limits = Vec::new();
    if let Some(most) = number("/proc/sys/kernel/threads-max") {
        limits.push(Limit {
            most: most.saturating_sub(there),
            name: "the system's limit on threads",
            raise: "Raise it with `sysctl kernel.threads-max=...`, as root.",
        });
    }
    if let Some(most) = number("/proc/sys/vm/max_map_count") {
        limits.push(Limit {
            // A thread takes two: its stack, and the guard below it.
            most: most.saturating_sub(1_000) / 2,
            name: "the limit on memory maps, of which a thread takes two,",
            raise: "Raise it with `sysctl vm.max_map_count=...`, as root.",
        });
    }
    // It does not hold for root.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let is_root = field(&status, "Uid:") == Some(0);
    if let Ok((soft, _)) = getrlimit(Resource::RLIMIT_NPROC)
        && !is_root
    {
        limits.push(Limit {
            most: soft.saturating_sub(there),
            name: "the limit on threads of a user (`ulimit -u`)",
            raise: "Raise it with `ulimit -u`, or as root in /etc/security/limits.conf.",
        });
    }
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    for folder in groups.lines().flat_map(|line| group_folders(line, "pids")) {
        if let Some(most) = number(&format!("{folder}/pids.max")) {
            let there = number(&format!("{folder}/pids.current")).unwrap_or(0);
            limits.push(Limit {
                most: most.saturating_sub(there),
                name: "the control group (`pids.max`)",
                raise: "In a container, start it with a higher one (`--pids-limit`); else raise \
                        `TasksMax` of the systemd unit.",
            });
        }
    }
    limits
}

#[cfg(not(target_os = "linux"))]
fn threads() -> Vec<Limit> {
    // The system says so when it refuses one.
    Vec::new()
}

/// Memory that can still be had, in KiB; `None` where the system does not tell.
fn memory() -> Option<Limit> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let available = field(&text, "MemAvailable:")?;
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let folders = groups
        .lines()
        .flat_map(|line| group_folders(line, "memory"));
    let rooms = folders.filter_map(|folder| {
        let number = |file: &str| -> Option<u64> {
            fs::read_to_string(format!("{folder}/{file}"))
                .ok()?
                .trim()
                .parse()
                .ok()
        };
        let most = number("memory.max").or_else(|| number("memory.limit_in_bytes"))?;
        let used = number("memory.current").or_else(|| number("memory.usage_in_bytes"))?;
        Some(most.saturating_sub(used) / 1024)
    });
    Some(Limit {
        most: rooms.fold(available, u64::min),
        name: "what is free of the memory",
        raise: "End other programs, or give the container or the virtual machine more.",
    })
}

/// The number that follows a name in a file of `/proc`, such as `MemTotal:`.
pub(crate) fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The folders of a control group and of those around it, from a line of `/proc/self/cgroup`:
/// `0::/a/b` in version 2, `8:pids:/a/b` in version 1.
fn group_folders(line: &str, controller: &str) -> Vec<String> {
    let mut parts = line.splitn(3, ':').skip(1);
    let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else {
        return Vec::new();
    };
    let root = match controllers {
        "" => "/sys/fs/cgroup".to_owned(),
        names if names.split(',').any(|name| name == controller) => {
            format!("/sys/fs/cgroup/{controller}")
        }
        _ => return Vec::new(),
    };
    let ancestors = std::path::Path::new(path).ancestors();
    let paths = ancestors.map(|path| path.to_string_lossy().trim_end_matches('/').to_owned());
    paths.map(|path| format!("{root}{path}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(files: u64, threads: u64, memory: u64) -> Limits {
        let limit = |most, name| Limit {
            most,
            name,
            raise: "Raise it.",
        };
        Limits {
            files: Some(limit(files, "`ulimit -n`")),
            threads: vec![limit(9_999_999, "much"), limit(threads, "`pids.max`")],
            memory: Some(limit(memory, "the memory")),
        }
    }

    const NEED: Need = Need {
        connections: 1000,
        threads: 1000,
        memory: 5000,
    };

    #[test]
    fn what_is_refused_is_named_with_its_limit() {
        let enough = limits(2000, 2000, 5000);
        assert_eq!(enough.refuse(NEED), None);
        let files = limits(1000, 2000, 5000)
            .refuse(NEED)
            .expect("too few files");
        assert_eq!(
            files,
            "it needs 1040 open files, and `ulimit -n` allows 1000. Raise it."
        );
        let threads = limits(2000, 1000, 5000)
            .refuse(NEED)
            .expect("too few threads");
        assert_eq!(
            threads,
            "it needs 1064 threads, and `pids.max` allows 1000. Raise it."
        );
        let memory = limits(2000, 2000, 4999)
            .refuse(NEED)
            .expect("too little memory");
        assert!(memory.starts_with("it needs 5000 KiB of memory, and the memory allows 4999"));
    }

    #[test]
    fn what_is_not_needed_is_not_asked_for() {
        let none = Need::default();
        assert_eq!(limits(0, 0, 0).refuse(none), None);
        assert_eq!(Limits::default().refuse(NEED), None);
    }

    #[test]
    fn control_groups_of_both_versions_are_found() {
        assert_eq!(
            group_folders("0::/user.slice/a", "pids"),
            [
                "/sys/fs/cgroup/user.slice/a",
                "/sys/fs/cgroup/user.slice",
                "/sys/fs/cgroup"
            ]
        );
        assert_eq!(
            group_folders("8:pids:/docker/b", "pids"),
            [
                "/sys/fs/cgroup/pids/docker/b",
                "/sys/fs/cgroup/pids/docker",
                "/sys/fs/cgroup/pids"
            ]
        );
        assert_eq!(group_folders("4:memory:/", "pids"), [""; 0]);
        assert_eq!(group_folders("nonsense", "pids"), [""; 0]);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_system_tells_its_limits() {
        let limits = Limits::look_up(10);
        assert!(limits.files.is_some_and(|files| files.most >= 50));
        assert!(!limits.threads.is_empty());
        assert!(limits.memory.is_some());
    }
}
