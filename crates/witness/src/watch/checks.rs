//! What has to be so, for a continuous integration: `--check "in-flight <= 20"`.

use crate::figures::Figures;
use crate::words::seconds;
use std::fmt;
use std::time::Duration;

/// A name, a comparison and a number.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    text: String,
    name: &'static str,
    of: Of,
    compare: Compare,
    number: f64,
}

/// Where a figure comes from.
#[derive(Debug, Clone, Copy)]
enum Of {
    Count(fn(&Measured<'_>) -> usize),
    Time(fn(&Measured<'_>) -> Option<Duration>),
}

/// All that can be checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured<'a> {
    pub(crate) figures: &'a Figures,
    /// Connections that were opened, with and without a request.
    pub(crate) opened: usize,
    pub(crate) findings: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compare {
    AtMost,
    Below,
    AtLeast,
    Above,
    Equal,
    Other,
}

/// The names, and what each counts. Times are in seconds.
const NAMES: [(&str, Of); 14] = [
    ("requests", Of::Count(|seen| seen.figures.requests)),
    ("ok", Of::Count(|seen| seen.figures.ok)),
    ("failed", Of::Count(|seen| seen.figures.failed)),
    (
        "refused",
        Of::Count(|seen| seen.figures.answered.get(&429).copied().unwrap_or(0)),
    ),
    ("abandoned", Of::Count(|seen| seen.figures.abandoned)),
    ("retries", Of::Count(|seen| seen.figures.retries)),
    ("in-flight", Of::Count(|seen| seen.figures.in_flight)),
    ("connections", Of::Count(|seen| seen.opened)),
    ("findings", Of::Count(|seen| seen.findings)),
    ("time", Of::Time(|seen| Some(seen.figures.time))),
    ("p50", Of::Time(|seen| Some(seen.figures.latency?.p50))),
    ("p95", Of::Time(|seen| Some(seen.figures.latency?.p95))),
    ("p99", Of::Time(|seen| Some(seen.figures.latency?.p99))),
    (
        "slowest",
        Of::Time(|seen| Some(seen.figures.latency?.slowest)),
    ),
];

const COMPARISONS: [(&str, Compare); 7] = [
    ("<=", Compare::AtMost),
    (">=", Compare::AtLeast),
    ("==", Compare::Equal),
    ("!=", Compare::Other),
    ("<", Compare::Below),
    (">", Compare::Above),
    ("=", Compare::Equal),
];

/// Reads a check.
pub(crate) fn check(text: &str) -> Result<Check, String> {
    let start = text.find(['<', '>', '=', '!']).ok_or_else(|| {
        "a check is a name, a comparison and a number: in-flight <= 20".to_owned()
    })?;
    let (name, rest) = text.split_at(start);
    let name = name.trim();
    let &(name, of) = NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .ok_or_else(|| format!("'{name}' is not known; there are {}", names()))?;
    let (sign, compare) = COMPARISONS
        .into_iter()
        .find(|(sign, _)| rest.starts_with(sign))
        .ok_or_else(|| "a comparison is <=, <, >=, >, == or !=".to_owned())?;
    let number = rest[sign.len()..].trim();
    let number = match of {
        Of::Count(_) => number.parse::<u32>().ok().map(f64::from),
        Of::Time(_) => time(number),
    };
    let number = number.ok_or_else(|| match of {
        Of::Count(_) => format!("'{name}' is compared with a whole number, such as 20"),
        Of::Time(_) => format!("'{name}' is compared with seconds, such as 1.5, or with 300ms"),
    })?;
    Ok(Check {
        text: text.trim().to_owned(),
        name,
        of,
        compare,
        number,
    })
}

fn names() -> String {
    NAMES.map(|(name, _)| name).join(", ")
}

/// Seconds, with or without a unit.
fn time(text: &str) -> Option<f64> {
    if let Ok(seconds) = text.parse::<f64>() {
        return (seconds.is_finite() && seconds >= 0.0).then_some(seconds);
    }
    let time = humantime::parse_duration(text).ok()?;
    Some(time.as_secs_f64())
}

impl Check {
    /// What is against it; `None` where it is so.
    pub(crate) fn fails(&self, seen: &Measured<'_>) -> Option<String> {
        let (is, told) = match self.of {
            Of::Count(count) => {
                let count = count(seen);
                let is = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
                (is, count.to_string())
            }
            Of::Time(time) => match time(seen) {
                Some(time) => (time.as_secs_f64(), seconds(time)),
                None => return Some(format!("check \"{self}\" failed: nothing was answered")),
            },
        };
        let holds = match self.compare {
            Compare::AtMost => is <= self.number,
            Compare::Below => is < self.number,
            Compare::AtLeast => is >= self.number,
            Compare::Above => is > self.number,
            Compare::Equal => (is - self.number).abs() < f64::EPSILON,
            Compare::Other => (is - self.number).abs() >= f64::EPSILON,
        };
        let name = self.name;
        (!holds).then(|| format!("check \"{self}\" failed: {name} was {told}"))
    }
}

impl fmt::Display for Check {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Latency;

    fn fails(text: &str) -> Option<String> {
        let figures = Figures {
            requests: 60,
            in_flight: 20,
            answered: [(200, 57), (429, 3)].into(),
            latency: Some(Latency {
                p95: Duration::from_millis(480),
                ..Latency::default()
            }),
            ..Figures::default()
        };
        let seen = Measured {
            figures: &figures,
            opened: 1,
            findings: 0,
        };
        check(text).expect("it is a check").fails(&seen)
    }

    #[test]
    fn a_check_that_holds_says_nothing() {
        for text in [
            "in-flight <= 20",
            "in-flight<21",
            "connections == 1",
            "connections = 1",
            " requests >= 60 ",
            "requests != 61",
            "refused > 2",
            "p95 <= 0.5",
            "p95 < 481ms",
            "findings == 0",
        ] {
            assert_eq!(fails(text), None, "{text}");
        }
    }

    #[test]
    fn a_check_that_fails_says_what_was() {
        let said = |text: &str| fails(text).expect("it does not hold");
        assert_eq!(
            said("in-flight <= 19"),
            "check \"in-flight <= 19\" failed: in-flight was 20"
        );
        assert_eq!(
            said("p95 < 300ms"),
            "check \"p95 < 300ms\" failed: p95 was 0.48 s"
        );
    }

    #[test]
    fn nothing_is_slow_enough_where_nothing_was_answered() {
        let figures = Figures::default();
        let seen = Measured {
            figures: &figures,
            opened: 0,
            findings: 0,
        };
        let said = check("p95 < 1").expect("it is a check").fails(&seen);
        let said = said.expect("it cannot hold");
        assert!(said.ends_with("nothing was answered"), "{said}");
    }

    #[test]
    fn what_is_no_check_is_told() {
        for (text, why) in [
            ("in-flight", "a name, a comparison and a number"),
            (
                "inflight <= 3",
                "'inflight' is not known; there are requests, ok,",
            ),
            ("in-flight ! 3", "a comparison is"),
            ("in-flight <= many", "a whole number"),
            ("in-flight <= 2.5", "a whole number"),
            ("in-flight <= -1", "a whole number"),
            ("time <= soon", "seconds"),
            ("time <= -1", "seconds"),
            ("time <= NaN", "seconds"),
            ("", "a name, a comparison and a number"),
        ] {
            let said = check(text).expect_err(text);
            assert!(said.contains(why), "{text}: {said}");
        }
    }
}
