//! A pipeline on paper: what would be sent, and when.

use crate::exercise::{Failure, Stage, Stay, Ways, Work};
use std::collections::VecDeque;

/// What a server would see. Nothing takes time but its answers.
pub(crate) fn play(work: &[Work], mut ways: Ways) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    let (mut next, mut is_open) = (0, true);
    let (mut texts, mut summaries) = (VecDeque::new(), VecDeque::new());
    for now in 0.. {
        for &(stage, article, _, _) in stays.iter().filter(|stay| stay.3 == now) {
            match stage {
                Stage::Fetch => texts.push_back(article),
                Stage::Summarise if !work[article].fails => summaries.push_back(article),
                Stage::Summarise => match ways.failure {
                    Failure::ClosesTheTap => is_open = false,
                    Failure::IsPassedOver => {}
                    Failure::EndsAll => return stays,
                    Failure::EndsTheWorker => ways.workers -= 1,
                },
                Stage::Store => {}
            }
        }
        let free = |stays: &[Stay], stage, all: usize| {
            let busy = stays.iter().filter(|stay| stay.0 == stage && stay.3 > now);
            all > busy.count()
        };
        while free(&stays, Stage::Summarise, ways.workers)
            && let Some(article) = texts.pop_front()
        {
            stays.push((
                Stage::Summarise,
                article,
                now,
                now + work[article].summarise,
            ));
        }
        while free(&stays, Stage::Store, ways.stores)
            && let Some(article) = summaries.pop_front()
        {
            stays.push((Stage::Store, article, now, now + work[article].store));
        }
        if is_open
            && texts.len() < ways.waiting
            && free(&stays, Stage::Fetch, 1)
            && next < work.len()
        {
            stays.push((Stage::Fetch, next, now, now + work[next].fetch));
            next += 1;
        }
        if stays.iter().all(|stay| stay.3 <= now) {
            break;
        }
    }
    stays
}
