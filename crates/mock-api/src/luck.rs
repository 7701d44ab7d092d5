/// Picks a share of the requests, spread evenly.
///
/// Each request adds the share to a sum. In every whole step of the sum one point is drawn at random; the
/// request that passes a point is picked. So there is one in each step, and nobody can tell which.
#[derive(Debug)]
pub(crate) struct Luck {
    share: f64,
    random: fastrand::Rng,
    requests: u64,
    /// Points that were passed and not picked for yet: with two in one request, the next is picked too.
    owed: u32,
    steps: u64,
    point: f64,
}

impl Luck {
    pub(crate) fn new(share: f64, seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        Luck {
            share,
            point: random.f64(),
            random,
            requests: 0,
            owed: 0,
            steps: 0,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "nobody sends 2^53 requests")]
    pub(crate) fn is_out(&mut self) -> bool {
        if self.share == 0.0 {
            return false;
        }
        self.requests += 1;
        let sum = self.requests as f64 * self.share;
        while self.point < sum {
            self.owed += 1;
            self.steps += 1;
            self.point = self.steps as f64 + self.random.f64();
        }
        let out = self.owed > 0;
        self.owed = self.owed.saturating_sub(1);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_every_ten_there_is_one_of_ten() {
        for seed in 0..100 {
            let mut luck = Luck::new(0.1, seed);
            for _ in 0..20 {
                let ten = [(); 10].map(|()| luck.is_out());
                let out = ten.iter().filter(|&&out| out).count();
                assert_eq!(out, 1, "seed {seed}: {ten:?}");
            }
        }
    }

    #[test]
    fn any_share_is_kept_from_the_first_on() {
        for share in [0.03, 0.3, 0.5, 0.77, 1.0] {
            let mut luck = Luck::new(share, 7);
            let mut out = 0;
            for request in 1..=1000 {
                out += u32::from(luck.is_out());
                let due = f64::from(request) * share;
                assert!(
                    (f64::from(out) - due).abs() <= 2.0,
                    "{share}: {out} of {request}"
                );
            }
        }
    }
}
