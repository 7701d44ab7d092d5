use serde_json::{Value, json};

/// Why a request is refused: what the error object says, and the `Allow` header of a 405.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) param: Option<&'static str>,
    pub(crate) allow: Option<&'static str>,
    /// What a 429 ran out of: `requests` or `tokens`.
    pub(crate) out_of: &'static str,
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Refusal {
            status,
            message: message.into(),
            param: None,
            allow: None,
            out_of: "requests",
        }
    }

    /// 400, for what a parameter says.
    pub(crate) fn of(param: &'static str, message: impl Into<String>) -> Self {
        Refusal {
            param: Some(param),
            ..Refusal::new(400, message)
        }
    }
}

pub(crate) fn error(refusal: &Refusal) -> Value {
    let (kind, code) = match refusal.status {
        401 => ("invalid_request_error", Some("invalid_api_key")),
        404 => ("invalid_request_error", Some("unknown_url")),
        429 => (refusal.out_of, Some("rate_limit_exceeded")),
        500.. => ("server_error", None),
        _ => ("invalid_request_error", None),
    };
    json!({ "error": {
        "message": refusal.message,
        "type": kind,
        "param": refusal.param,
        "code": code,
    }})
}
