//! What a browser wants to know before a page may ask (<https://fetch.spec.whatwg.org>).

use hyper::Method;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderName, HeaderValue, ORIGIN,
};
use hyper::http::request::Parts;

/// A request that a page of another origin sends.
pub(crate) struct Page {
    /// The headers that it wants to send, where it asks beforehand.
    headers: Option<HeaderValue>,
    private: bool,
}

const REQUEST_PRIVATE: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// What a page cannot read unless it is told that it may.
const EXPOSED: &str = "x-request-id, retry-after, retry-after-ms, x-ratelimit-limit-requests, \
    x-ratelimit-remaining-requests, x-ratelimit-reset-requests, x-ratelimit-limit-tokens, \
    x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens";

impl Page {
    /// `None` where no page asks.
    pub(crate) fn of(head: &Parts) -> Option<Self> {
        head.headers.get(ORIGIN)?;
        Some(Page {
            headers: head.headers.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned(),
            private: head.headers.contains_key(REQUEST_PRIVATE),
        })
    }

    /// Any page may ask: there is nothing here that is anybody's.
    pub(crate) fn allow(self, answer: &mut HeaderMap) {
        let any = HeaderValue::from_static("*");
        answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, any);
        answer.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(EXPOSED),
        );
        if let Some(headers) = self.headers {
            answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, headers);
        }
        if self.private {
            answer.insert(ALLOW_PRIVATE, HeaderValue::from_static("true"));
        }
    }
}

/// Whether a browser asks what a page may ask.
pub(crate) fn is_preflight(head: &Parts) -> bool {
    head.method == Method::OPTIONS
        && head.headers.contains_key(ORIGIN)
        && head.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

pub(crate) fn answer_preflight(methods: &'static str, answer: &mut HeaderMap) {
    answer.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static(methods),
    );
    answer.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}
