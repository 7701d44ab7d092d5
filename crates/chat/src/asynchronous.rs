use crate::{Error, wire};
use serde_json::Value;
use std::time::Duration;

/// Asks a chat API, with reqwest. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
}

impl Client {
    /// A client of the API at a base URL such as `http://127.0.0.1:8080`. It waits without limit.
    pub fn new(base_url: &str) -> Self {
        Self::build(base_url, reqwest::Client::builder())
    }

    /// A client that gives a call up when its answer is not complete after `timeout`.
    pub fn with_timeout(base_url: &str, timeout: Duration) -> Self {
        Self::build(base_url, reqwest::Client::builder().timeout(timeout))
    }

    /// A client with settings of its own, such as how long it keeps an idle connection.
    pub fn with_http(base_url: &str, http: reqwest::Client) -> Self {
        Client {
            http,
            base_url: base_url.to_owned(),
        }
    }

    fn build(base_url: &str, http: reqwest::ClientBuilder) -> Self {
        // The mock API is on this machine: a proxy would look for it on its own.
        let http = http.no_proxy().build();
        let http = http.expect("fails only for TLS, which is not built in");
        Self::with_http(base_url, http)
    }

    /// Sends a prompt and returns the answer's text.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. A status other than 2xx is one.
    pub async fn ask(&self, prompt: &str) -> Result<String, Error> {
        let url = wire::questions_url(&self.base_url);
        self.post(&url, &wire::question(prompt)).await?.text()
    }

    /// Sends texts, all in one request, and returns a vector for each, in the order of the texts.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. It is that of all texts: none of them has a vector then.
    pub async fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, Error> {
        let url = wire::texts_url(&self.base_url);
        let reply = self.post(&url, &wire::texts(texts)).await?;
        reply.vectors(texts.len())
    }

    async fn post(&self, url: &str, body: &Value) -> Result<wire::Reply, Error> {
        let response = self.http.post(url).json(body).send().await?;
        let headers = response.headers();
        Ok(wire::Reply {
            status: response.status().as_u16(),
            retry_after: wire::retry_after(headers.get("retry-after"), headers.get("date")),
            body: response.text().await?,
        })
    }
}
