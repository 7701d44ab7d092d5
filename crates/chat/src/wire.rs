use crate::Error;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

pub(crate) fn url(base_url: &str) -> String {
    format!("{}/v1/chat/completions", base_url.trim_end_matches('/'))
}

pub(crate) fn question(prompt: &str) -> Value {
    json!({ "model": "mock-1", "messages": [{ "role": "user", "content": prompt }] })
}

pub(crate) fn answer(
    status: u16,
    retry_after: Option<Duration>,
    body: &str,
) -> Result<String, Error> {
    let json: Value = serde_json::from_str(body).unwrap_or_default();
    if !(200..300).contains(&status) {
        // A gateway in between may answer in HTML: then its text is the best there is.
        let message = json["error"]["message"]
            .as_str()
            .unwrap_or(body)
            .trim()
            .to_owned();
        return Err(Error::Status {
            code: status,
            message,
            retry_after,
        });
    }
    match json["choices"][0]["message"]["content"].as_str() {
        Some(text) => Ok(text.to_owned()),
        None => Err(Error::Decode(format!("no text in the answer: {body}"))),
    }
}

/// How long a `Retry-After` header asks to wait: a number of seconds, or until an HTTP date
/// ([RFC 9110, section 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)). `date` is
/// the `Date` header of the same answer.
pub(crate) fn retry_after<V: AsRef<[u8]>>(header: Option<V>, date: Option<V>) -> Option<Duration> {
    let header = header?;
    let value = text(&header)?;
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    // By the server's clock, if it tells its time: ours may be minutes away from it.
    let date = date.as_ref().and_then(text);
    let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
    let now = date.unwrap_or_else(SystemTime::now);
    // A date in the past asks for no wait at all.
    Some(until.duration_since(now).unwrap_or_default())
}

fn text<V: AsRef<[u8]>>(header: &V) -> Option<&str> {
    Some(std::str::from_utf8(header.as_ref()).ok()?.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mock_api::{MockApi, Reply, Script};

    fn wait(value: &str) -> Option<Duration> {
        retry_after(Some(value), None)
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(wait("120"), Some(Duration::from_secs(120)));
        assert_eq!(wait(" 0 "), Some(Duration::ZERO));
        let in_a_minute = SystemTime::now() + Duration::from_secs(60);
        let left = wait(&httpdate::fmt_http_date(in_a_minute)).expect("it is a date");
        assert!(
            left <= Duration::from_secs(60) && left > Duration::from_secs(50),
            "{left:?}"
        );
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("-1"), None);
        assert_eq!(retry_after(None::<&str>, None), None);
    }

    #[test]
    fn a_date_is_read_by_the_clock_of_the_server() {
        let wait = |date| retry_after(Some("Wed, 21 Oct 2015 07:28:00 GMT"), Some(date));
        let ten = Some(Duration::from_secs(10));
        assert_eq!(wait("Wed, 21 Oct 2015 07:27:50 GMT"), ten);
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:10 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("some day"), Some(Duration::ZERO));
    }

    #[test]
    fn both_forms_read_both_ways_to_say_it() {
        let later = |reply: Reply| {
            let script = Script::new().otherwise(reply.saying("later"));
            MockApi::start(script).expect("it starts")
        };
        for reply in [
            Reply::status(429).retry_after(2),
            Reply::status(503).retry_after_date(2),
        ] {
            let api = later(reply);
            for error in [
                crate::blocking::Client::new(&api.url()).ask("?"),
                ask(&api.url()),
            ] {
                let Err(Error::Status { retry_after, .. }) = error else {
                    panic!("{error:?}");
                };
                assert_eq!(retry_after, Some(Duration::from_secs(2)));
            }
        }
    }

    #[tokio::main(flavor = "current_thread")]
    async fn ask(base_url: &str) -> Result<String, Error> {
        crate::Client::new(base_url).ask("?").await
    }

    #[test]
    fn an_error_page_that_is_not_json_is_quoted() {
        let error = answer(502, None, "<h1>Bad Gateway</h1>\n").expect_err("502 is an error");
        assert_eq!(
            error.to_string(),
            "the API answered 502: <h1>Bad Gateway</h1>"
        );
    }

    #[test]
    fn an_answer_without_text_is_not_decoded() {
        assert!(matches!(answer(200, None, "{}"), Err(Error::Decode(_))));
        assert!(matches!(
            answer(200, None, "nonsense"),
            Err(Error::Decode(_))
        ));
    }
}
