//! The limit on open files, which every connection needs one of.

/// Lets this program open as many files as the system allows, and returns how many that are; `None`
/// where there is no such limit, or where it cannot be raised, which is told when it is reached.
///
/// Programs that this one starts from now on begin with the same limit. Those that count on the usual
/// one, such as users of `select`, are better started before.
pub(crate) fn raise_limit() -> Option<u64> {
    #[cfg(unix)]
    let most = rlimit::increase_nofile_limit(u64::MAX).ok();
    #[cfg(not(unix))]
    let most = None;
    most
}

/// The limit that [`raise_limit`] would come to, which is left as it is.
pub(crate) fn highest_limit() -> Option<u64> {
    #[cfg(unix)]
    let most = {
        let (soft, hard) = rlimit::Resource::NOFILE.get().ok()?;
        let most = raise_limit();
        rlimit::Resource::NOFILE.set(soft, hard).ok()?;
        most
    };
    #[cfg(not(unix))]
    let most = None;
    most
}

#[cfg(all(test, unix))]
mod tests {
    use rlimit::Resource;

    #[test]
    fn it_is_as_high_as_the_system_allows() {
        let before = Resource::NOFILE.get().expect("Unix has one");
        let highest = super::highest_limit();
        assert_eq!(Resource::NOFILE.get().expect("Unix has one"), before);
        let most = super::raise_limit().expect("Unix has one");
        assert_eq!(highest, Some(most));
        let (soft, hard) = Resource::NOFILE.get().expect("Unix has one");
        assert_eq!(soft, most);
        // macOS says that there is none, and has another limit.
        assert!(
            soft == hard || cfg!(target_os = "macos"),
            "{soft} of {hard}"
        );
    }
}
