use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use std::time::Duration;

/// What is left to a client, where there is a limit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Standing {
    pub(super) requests: Option<Level>,
    pub(super) tokens: Option<Level>,
}

/// How full a window is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    pub(super) limit: usize,
    pub(super) remaining: usize,
    /// When all of it is free again.
    pub(super) reset: Duration,
}

impl Level {
    pub(super) fn used(self) -> bool {
        self.remaining < self.limit
    }
}

const REQUESTS: [&str; 3] = [
    "x-ratelimit-limit-requests",
    "x-ratelimit-remaining-requests",
    "x-ratelimit-reset-requests",
];
const TOKENS: [&str; 3] = [
    "x-ratelimit-limit-tokens",
    "x-ratelimit-remaining-tokens",
    "x-ratelimit-reset-tokens",
];

impl Standing {
    /// Tells it in the headers of OpenAI's API.
    pub(crate) fn tell(self, headers: &mut HeaderMap) {
        for (names, level) in [(REQUESTS, self.requests), (TOKENS, self.tokens)] {
            let Some(level) = level else {
                continue;
            };
            let values = [
                level.limit.to_string(),
                level.remaining.to_string(),
                time(level.reset),
            ];
            for (name, value) in names.into_iter().zip(values) {
                let value = HeaderValue::from_str(&value);
                let value = value.expect("numbers and units can stand in a header");
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

/// A time as OpenAI's API tells it: `120ms`, `1.5s`, `6m0s`.
fn time(time: Duration) -> String {
    let millis = time.as_millis();
    if (1..1000).contains(&millis) {
        return format!("{millis}ms");
    }
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let hours_told = if hours > 0 {
        format!("{hours}h")
    } else {
        String::new()
    };
    let minutes_told = match (hours, minutes) {
        (0, 0) => String::new(),
        _ => format!("{minutes}m"),
    };
    let fraction = match millis {
        0 => String::new(),
        _ => format!(".{millis:03}").trim_end_matches('0').to_owned(),
    };
    format!("{hours_told}{minutes_told}{}{fraction}s", seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        for (millis, told) in [
            (0, "0s"),
            (120, "120ms"),
            (1_000, "1s"),
            (1_500, "1.5s"),
            (360_000, "6m0s"),
            (3_661_050, "1h1m1.05s"),
            (7_200_000, "2h0m0s"),
        ] {
            assert_eq!(time(Duration::from_millis(millis)), told);
        }
    }
}
