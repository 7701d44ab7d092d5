use std::collections::HashSet;
use timeline::{Event, What};

/// The most requests in flight at once, counted on the order of the events: outside a lesson nothing
/// falls on ticks. What a limit has refused was never worked on, and is not counted: the most is never
/// above the limit.
pub fn most_in_flight(events: &[Event]) -> usize {
    let refused = events.iter().filter_map(|event| match event.what {
        What::Answered {
            request,
            status: 429,
            ..
        } => Some(request),
        _ => None,
    });
    let refused: HashSet<u64> = refused.collect();
    let (mut now, mut most) = (0_usize, 0);
    for event in events {
        match event.what {
            What::Connected { .. } | What::Chunk { .. } | What::Answered { status: 429, .. } => {}
            What::Arrived { request, .. } if refused.contains(&request) => {}
            What::Arrived { .. } => now += 1,
            What::Answered { .. } | What::Cut { .. } | What::Abandoned { .. } => {
                now = now.saturating_sub(1);
            }
        }
        most = most.max(now);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn arrived(request: u64) -> What {
        What::Arrived {
            request,
            connection: request,
            client: 0,
            label: "hi".to_owned(),
        }
    }

    fn answered(request: u64, status: u16) -> What {
        What::Answered {
            request,
            status,
            latency: None,
        }
    }

    fn most(all: impl IntoIterator<Item = What>) -> usize {
        let at = Duration::ZERO;
        let events = all.into_iter().map(|what| Event { at, what });
        most_in_flight(&events.collect::<Vec<_>>())
    }

    #[test]
    fn what_a_limit_refused_was_not_in_flight() {
        let all = [
            arrived(0),
            arrived(1),
            arrived(2),
            answered(2, 429),
            answered(0, 200),
            arrived(3),
            answered(1, 200),
            What::Abandoned { request: 3 },
        ];
        assert_eq!(most(all), 2);
        assert_eq!(most([]), 0);
    }

    #[test]
    fn those_that_hung_up_are_gone() {
        let all = [
            arrived(0),
            arrived(1),
            answered(0, 200),
            What::Abandoned { request: 1 },
            arrived(2),
            arrived(3),
        ];
        assert_eq!(most(all), 2);
    }
}
