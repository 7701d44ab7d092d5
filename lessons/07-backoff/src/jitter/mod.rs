//! Many clients of one server, which fail in the same moment.

pub mod asynchronous;
pub mod blocking;

use crate::policy::Policy;
use std::time::Duration;

/// Waits of up to 0.3, 0.6 and 0.8 seconds.
pub const POLICY: Policy = Policy {
    base: Duration::from_millis(300),
    cap: Duration::from_millis(800),
    attempts: 6,
    jitter: None,
};

#[cfg(test)]
mod tests {
    use super::POLICY;
    use crate::policy::Policy;
    use chat::Error;
    use fastrand::Rng;
    use std::time::Duration;

    /// Ticks in which the server of the lesson is down, and requests that it works on afterwards.
    const DOWN: u32 = 6;
    const ROOM: usize = 3;

    fn error(code: u16, retry_after: Option<Duration>) -> Error {
        Error::Status {
            code,
            message: String::new(),
            retry_after,
        }
    }

    /// Plays the lesson's scenario on paper: how many requests are answered 429, and the tick in
    /// which all clients have their answer.
    fn play(mut policies: [Policy; 8]) -> (u32, u32) {
        let (mut refused, mut ends) = (0, Vec::new());
        // The tick of the next attempt of each client, and its number.
        let mut next = [Some((0, 1)); 8];
        for now in 0..100 {
            for (policy, next) in policies.iter_mut().zip(&mut next) {
                let Some((_, attempt)) = next.filter(|&(tick, _)| tick == now) else {
                    continue;
                };
                let inside = ends.iter().filter(|&&end| end > now).count();
                let error = if now < DOWN {
                    error(503, None)
                } else if inside == ROOM {
                    refused += 1;
                    error(429, Some(Duration::from_secs(1)))
                } else {
                    ends.push(now + 2);
                    *next = None;
                    continue;
                };
                let wait = policy.wait(attempt, &error).expect("six are enough");
                let ticks = u32::try_from(wait.as_millis() / 100).expect("it is short");
                *next = Some((now + 1 + ticks, attempt + 1));
            }
        }
        (refused, ends.into_iter().max().unwrap_or_default())
    }

    fn drawn(from: u64) -> [Policy; 8] {
        let seeds: [u64; 8] = std::array::from_fn(|client| from + client as u64);
        seeds.map(|seed| Policy {
            jitter: Some(Rng::with_seed(seed)),
            ..POLICY
        })
    }

    #[test]
    fn the_draw_of_the_lesson_is_one_like_others() {
        let herd = play([(); 8].map(|()| POLICY));
        assert_eq!(herd, (7, 35));
        assert_eq!(play(drawn(1)), (1, 21));
        let draws: Vec<_> = (1..=1000).map(|run| play(drawn(8 * run))).collect();
        assert!(draws.iter().all(|&(refused, end)| refused < 7 && end < 35));
        let mean = |of: fn(&(u32, u32)) -> u32| draws.iter().map(of).sum::<u32>() as f64 / 1000.0;
        let (refused, end) = (mean(|draw| draw.0), mean(|draw| draw.1));
        assert!((0.5..1.5).contains(&refused), "{refused}");
        assert!((18.0..22.0).contains(&end), "{end}");
    }
}
