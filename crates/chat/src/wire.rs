use crate::Error;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

/// Where questions go.
pub(crate) fn questions_url(base_url: &str) -> String {
    format!("{}/v1/chat/completions", base_url.trim_end_matches('/'))
}

/// Where texts go.
pub(crate) fn texts_url(base_url: &str) -> String {
    format!("{}/v1/embeddings", base_url.trim_end_matches('/'))
}

pub(crate) fn question(prompt: &str) -> Value {
    json!({ "model": "mock-1", "messages": [{ "role": "user", "content": prompt }] })
}

pub(crate) fn texts(texts: &[String]) -> Value {
    json!({ "model": "mock-1", "input": texts })
}

/// What came for a request, read to its end.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: String,
}

impl Reply {
    /// The text of an answer.
    pub(crate) fn text(self) -> Result<String, Error> {
        let json = self.json()?;
        match json["choices"][0]["message"]["content"].as_str() {
            Some(text) => Ok(text.to_owned()),
            None => Err(Error::Decode(format!(
                "no text in the answer: {}",
                self.body
            ))),
        }
    }

    /// The vectors of so many texts. Each says by an index which text it belongs to.
    pub(crate) fn vectors(self, texts: usize) -> Result<Vec<Vec<f32>>, Error> {
        let json = self.json()?;
        let mut vectors = vec![Vec::new(); texts];
        for one in json["data"].as_array().into_iter().flatten() {
            let index = one["index"]
                .as_u64()
                .and_then(|index| usize::try_from(index).ok());
            if let Some(vector) = index.and_then(|index| vectors.get_mut(index)) {
                let numbers = one["embedding"].as_array().into_iter().flatten();
                // They are sent as they were: the nearest of 32 bits is the same number.
                *vector = numbers
                    .filter_map(Value::as_f64)
                    .map(|x| x as f32)
                    .collect();
            }
        }
        match vectors.iter().position(Vec::is_empty) {
            None => Ok(vectors),
            Some(text) => Err(Error::Decode(format!(
                "no vector for text {} of {texts}",
                text + 1
            ))),
        }
    }

    fn json(&self) -> Result<Value, Error> {
        checked(self.status, self.retry_after, &self.body)
    }
}

fn checked(status: u16, retry_after: Option<Duration>, body: &str) -> Result<Value, Error> {
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
    Ok(json)
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

    fn reply(status: u16, body: &str) -> super::Reply {
        super::Reply {
            status,
            retry_after: None,
            body: body.to_owned(),
        }
    }

    #[test]
    fn an_error_page_that_is_not_json_is_quoted() {
        let error = reply(502, "<h1>Bad Gateway</h1>\n")
            .text()
            .expect_err("502 is an error");
        assert_eq!(
            error.to_string(),
            "the API answered 502: <h1>Bad Gateway</h1>"
        );
    }

    #[test]
    fn an_answer_without_text_is_not_decoded() {
        for body in ["{}", "nonsense"] {
            assert!(matches!(reply(200, body).text(), Err(Error::Decode(_))));
        }
    }

    #[test]
    fn each_vector_belongs_to_the_text_that_its_index_says() {
        let vector = |index: usize| json!({ "index": index, "embedding": [index, 0.5] });
        let vectors = |indices: &[usize]| {
            let data: Vec<Value> = indices.iter().map(|&index| vector(index)).collect();
            reply(200, &json!({ "data": data }).to_string()).vectors(2)
        };
        let both = Ok(vec![vec![0.0, 0.5], vec![1.0, 0.5]]);
        assert_eq!(vectors(&[0, 1]), both);
        assert_eq!(vectors(&[1, 0]), both);
        assert_eq!(vectors(&[1, 0, 7]), both);
        let missing = Err(Error::Decode("no vector for text 2 of 2".to_owned()));
        assert_eq!(vectors(&[0]), missing);
        assert!(matches!(reply(200, "{}").vectors(1), Err(Error::Decode(_))));
        assert!(matches!(
            reply(503, "{}").vectors(1),
            Err(Error::Status { code: 503, .. })
        ));
    }
}
