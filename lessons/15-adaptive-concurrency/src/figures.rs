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

/// How many answers there are, and how many questions were refused.
///
/// # Errors
///
/// The first error that is no refusal.
pub fn counted(answers: Vec<Result<String, Error>>) -> Result<String, Error> {
    let (mut count, mut refused) = (0, 0);
    for answer in answers {
        match answer {
            Ok(_) => count += 1,
            Err(Error::Status { .. }) => refused += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(format!("{count} answers, and {refused} refused"))
}

const TENTH: Duration = Duration::from_millis(100);

/// In whole tenths of a second, as all times here. A time that was measured is rather too long than too short.
fn rounded(time: Duration) -> Duration {
    let tenths = (time + TENTH / 3).as_millis() / TENTH.as_millis();
    TENTH * u32::try_from(tenths).unwrap_or(u32::MAX)
}
