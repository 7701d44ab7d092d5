//! Figures as they are read.

/// A time in seconds, with three digits or a little more.
pub(crate) fn time(seconds: f64) -> String {
    match seconds {
        // What would be rounded up to the next unit belongs to it.
        s if s >= 99.95 => format!("{s:.0} s"),
        s if s >= 9.995 => format!("{s:.1} s"),
        s if s >= 0.9995 => format!("{s:.2} s"),
        s if s >= 0.009_95 => format!("{:.0} ms", s * 1e3),
        s if s >= 0.000_999_5 => format!("{:.1} ms", s * 1e3),
        s => format!("{:.0} µs", s * 1e6),
    }
}

/// A share, as a percentage.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// Memory, given in KiB.
pub(crate) fn memory(kib: f64) -> String {
    match kib {
        kib if kib >= 1024.0 * 1024.0 => format!("{:.1} GiB", kib / 1024.0 / 1024.0),
        kib if kib >= 10.0 * 1024.0 => format!("{:.0} MiB", kib / 1024.0),
        kib if kib >= 1024.0 => format!("{:.1} MiB", kib / 1024.0),
        kib => format!("{kib:.0} KiB"),
    }
}

/// A number without digits that say nothing: `2`, `2.5`, `1.17`.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_about_three_digits() {
        for (seconds, text) in [
            (2000.0, "2000 s"),
            (145.4, "145 s"),
            (48.02, "48.0 s"),
            (9.999, "10.0 s"),
            (2.85, "2.85 s"),
            (0.9999, "1.00 s"),
            (0.25, "250 ms"),
            (0.0201, "20 ms"),
            (0.0025, "2.5 ms"),
            (0.000_03, "30 µs"),
            (0.0, "0 µs"),
        ] {
            assert_eq!(time(seconds), text);
        }
    }

    #[test]
    fn a_time_that_is_read_back_is_about_the_same() {
        for _ in 0..2_000 {
            let seconds = 10_f64.powf(fastrand::f64() * 8.0 - 4.0);
            let text = time(seconds);
            let (number, unit) = text.split_once(' ').expect("a unit follows");
            let unit = match unit {
                "s" => 1.0,
                "ms" => 1e-3,
                _ => 1e-6,
            };
            let read: f64 = number.parse().expect("it is a number");
            assert!(
                (read * unit / seconds - 1.0).abs() < 0.051,
                "{seconds}: {text}"
            );
        }
    }

    #[test]
    fn shares_memory_and_numbers_are_short() {
        assert_eq!(percent(0.4375), "44 %");
        assert_eq!(memory(40.4), "40 KiB");
        assert_eq!(memory(2048.0), "2.0 MiB");
        assert_eq!(memory(102_400.0), "100 MiB");
        assert_eq!(memory(2.5 * 1024.0 * 1024.0), "2.5 GiB");
        assert_eq!(number(2.0), "2");
        assert_eq!(number(2.85), "2.85");
        assert_eq!(number(1.1666), "1.17");
        assert_eq!(number(100.0), "100");
    }
}
