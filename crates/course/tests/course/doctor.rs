//! The doctor finds what is wrong with a laptop, and says what to do.

use crate::fixture::{Fixture, complaints, output, text};
use std::process::Command;

fn examine(fixture: &Fixture, arguments: &[&str], prepare: impl Fn(&mut Command)) -> (String, i32) {
    let lock = Command::new(env!("CARGO"))
        .current_dir(&fixture.root)
        .args(["generate-lockfile", "-q", "--offline"])
        .status()
        .expect("cargo runs");
    assert!(lock.success(), "{lock}");
    let mut command = fixture.course(&["doctor"]);
    command.args(arguments);
    for name in ["http_proxy", "https_proxy", "all_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    prepare(&mut command);
    let output = output(command);
    assert_eq!(complaints(&output), "");
    let status = output.status.code().expect("nobody ends it");
    (text(&output.stdout), status)
}

#[test]
fn a_laptop_that_is_ready_is_said_to_be() {
    let fixture = Fixture::new("ready");
    let (shown, status) = examine(&fixture, &["--workshop"], |_| ());
    assert_eq!(status, 0, "{shown}");
    assert!(shown.ends_with("\n\nIt is ready.\n"), "{shown}");
    for found in [
        "  ok    toolchain   rustc 1.",
        "; 1.88 or newer is needed\n",
        "  ok    crates      all here; lessons build without a network\n",
        "  ok    loopback    127.0.0.1:",
        "  ok    proxy       none is set\n",
        "  ok    files       ",
        "  note  terminal    this is no terminal\n",
        "  timing      the worst stall in 2 s was ",
        "  ok    lesson-1    builds without a network\n",
        "  ok    lesson-4    builds without a network\n",
    ] {
        assert!(shown.contains(found), "{found} is not in:\n{shown}");
    }
}

#[test]
fn what_is_missing_is_told_with_what_to_do() {
    let fixture = Fixture::new("unready");
    let manifest = fixture.read("lessons/03-third/Cargo.toml");
    let (shown, status) = examine(&fixture, &["--workshop"], |command| {
        // A crate that was never fetched, as far as the lock file knows.
        let missing = "\n[dependencies]\nno-such-crate-of-ours = \"1\"\n";
        fixture.write("lessons/03-third/Cargo.toml", &(manifest.clone() + missing));
        command.env("HTTPS_PROXY", "http://127.0.0.1:1");
    });
    assert_eq!(status, 1, "{shown}");
    assert!(
        shown.ends_with("\n\nNot ready yet: see NO above.\n"),
        "{shown}"
    );
    for found in [
        "  ok    toolchain   ",
        "  NO    crates      some are missing\n                    With a network, run: cargo fetch --locked.",
        "  note  proxy       HTTPS_PROXY is set\n",
        "  NO    lesson-3    does not build\n                    Cargo says: error: ",
    ] {
        assert!(shown.contains(found), "{found} is not in:\n{shown}");
    }
}

#[test]
fn one_lesson_that_does_not_build_is_named() {
    let fixture = Fixture::new("broken");
    fixture.write("lessons/03-third/src/main.rs", "fn main() { nothing() }\n");
    // A learner's exercise in pieces is no fault of the laptop.
    fixture.save("false", "nothing()");
    let (shown, status) = examine(&fixture, &["--workshop"], |_| ());
    assert_eq!(status, 1, "{shown}");
    assert_eq!(shown.matches("  NO  ").count(), 1, "{shown}");
    let found = "  NO    lesson-3    does not build\n                    \
                 Cargo says: error[E0425]: cannot find function `nothing`";
    assert!(shown.contains(found), "{shown}");
}

#[test]
fn without_a_compiler_rust_is_to_be_installed() {
    let fixture = Fixture::new("no-compiler");
    let (shown, status) = examine(&fixture, &[], |command| {
        command.env("RUSTC", "no-such-compiler");
    });
    assert_eq!(status, 1, "{shown}");
    let found = "  NO    toolchain   rustc cannot be started\n                    \
                 Install Rust: https://rustup.rs\n";
    assert!(shown.contains(found), "{shown}");
}

#[cfg(unix)]
#[test]
fn limits_and_old_compilers_are_found() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new("limits");
    let old = fixture.path("old-rustc");
    fixture.write(
        "old-rustc",
        "#!/bin/sh\necho 'rustc 1.87.0 (abc 2025-05-09)'\n",
    );
    std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    let inner = fixture.course(&["doctor"]);
    let (shown, status) = examine(&fixture, &[], |command| {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", "ulimit -n 200; exec \"$0\" \"$@\""])
            .arg(inner.get_program())
            .args(inner.get_args())
            .env("RUSTC", &old)
            .env("LC_ALL", "C");
        *command = shell;
    });
    assert_eq!(status, 1, "{shown}");
    for found in [
        "  NO    toolchain   rustc 1.87.0 (abc 2025-05-09); 1.88 or newer is needed\n\
        \x20                   Install a newer one: rustup update stable\n",
        "  NO    files       200 may be open at once; 256 are needed\n\
        \x20                   In this terminal, run: ulimit -n 256\n",
    ] {
        assert!(shown.contains(found), "{found} is not in:\n{shown}");
    }
}
