//! What a program tells of its calls.

use chat::Error;
use std::time::Duration;

/// Little's law with the figures of a run: so many answers a second, each after so long, are so many in
/// flight on average.
pub fn littles_law(took: &[Duration], whole: Duration) -> String {
    let count = u32::try_from(took.len()).unwrap_or(u32::MAX).max(1);
    let sum: Duration = took.iter().copied().map(rounded).sum();
    let whole = rounded(whole).max(TENTH);
    let rate = f64::from(count) / whole.as_secs_f64();
    let each = (sum / count).as_secs_f64();
    let in_flight = sum.as_secs_f64() / whole.as_secs_f64();
    format!(
        "{rate:.1} answers a second, each after {each:.3} s: {in_flight:.1} in flight on average"
    )
}

/// How many answers there are, how long they took, and how many questions were refused.
///
/// # Errors
///
/// The first error that is no refusal.
pub fn counted(answers: Vec<Result<Duration, Error>>) -> Result<String, Error> {
    let (mut took, mut refused) = (Vec::new(), 0);
    for answer in answers {
        match answer {
            Ok(time) => took.push(rounded(time)),
            Err(Error::Status { .. }) => refused += 1,
            Err(error) => return Err(error),
        }
    }
    let count = u32::try_from(took.len()).unwrap_or(u32::MAX);
    let each = took.iter().sum::<Duration>() / count.max(1);
    Ok(format!(
        "{count} answers, each after {:.2} s on average, and {refused} refused",
        each.as_secs_f64()
    ))
}

const TENTH: Duration = Duration::from_millis(100);

/// In whole tenths of a second, as all times here.
fn rounded(time: Duration) -> Duration {
    let tenths = (time + TENTH / 2).as_millis() / TENTH.as_millis();
    TENTH * u32::try_from(tenths).unwrap_or(u32::MAX)
}
