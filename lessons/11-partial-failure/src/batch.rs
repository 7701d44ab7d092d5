//! What both forms know of a batch: which article has which result.

use chat::Error;

/// An article, and what came of it.
pub type Outcome<'a> = (&'a String, Result<String, Error>);

/// How many are done, and each of the others with its reason.
pub fn report(outcomes: &[Outcome<'_>]) -> Vec<String> {
    let (done, failed): (Vec<_>, Vec<_>) = outcomes.iter().partition(|(_, result)| result.is_ok());
    let mut lines = vec![format!("{} of {} done", done.len(), outcomes.len())];
    for (article, result) in failed {
        lines.extend(result.as_ref().err().map(|why| format!("{article}: {why}")));
    }
    lines
}

/// Whether there is a summary, or an error that the same request would meet again.
pub fn is_settled((_, result): &Outcome<'_>) -> bool {
    match result {
        // Too many, or broken for now. What is not implemented (501) stays so.
        Err(Error::Status { code, .. }) => !matches!(code, 408 | 429 | 500 | 502..=504),
        Err(Error::Timeout | Error::Connect(_)) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_same_request_would_meet_again_is_settled() {
        let article = "article 3".to_owned();
        let settled = |result| is_settled(&(&article, result));
        let status = |code| Error::Status {
            code,
            message: "no".to_owned(),
            retry_after: None,
        };
        let again: Vec<u16> = (400..600)
            .filter(|&code| !settled(Err(status(code))))
            .collect();
        assert_eq!(again, [408, 429, 500, 502, 503, 504]);
        assert!(!settled(Err(Error::Timeout)));
        assert!(settled(Ok("a summary".to_owned())));
        let outcome = (&article, Err(status(400)));
        let told = ["0 of 1 done", "article 3: the API answered 400: no"];
        assert_eq!(report(&[outcome]), told);
    }
}
