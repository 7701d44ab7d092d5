//! Numbers in words.

use std::time::Duration;

/// A time as seconds, with two digits that say something: `0.004 s`, `0.31 s`, `30.0 s`.
pub(crate) fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        0.0 => "0 s".to_owned(),
        ..0.0005 => "< 1 ms".to_owned(),
        ..0.0995 => format!("{seconds:.3} s"),
        ..9.95 => format!("{seconds:.2} s"),
        ..99.95 => format!("{seconds:.1} s"),
        _ => format!("{seconds:.0} s"),
    }
}

/// A time that somebody has asked for: `1 s`, `0.5 s`.
pub(crate) fn asked(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

/// A number of things: `1 call`, `3 calls`.
pub(crate) fn number(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

/// How often: `once`, `twice`, `3 times`.
pub(crate) fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_as_many_digits_as_are_read() {
        let told = |millis| seconds(Duration::from_millis(millis));
        assert_eq!(seconds(Duration::from_micros(300)), "< 1 ms");
        let times = [0, 4, 99, 100, 312, 9_949, 9_951, 30_000, 99_960, 3_600_000];
        let expected = [
            "0 s", "0.004 s", "0.099 s", "0.10 s", "0.31 s", "9.95 s", "10.0 s", "30.0 s", "100 s",
            "3600 s",
        ];
        assert_eq!(times.map(told), expected);
    }
}
