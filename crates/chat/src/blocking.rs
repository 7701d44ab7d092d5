//! The blocking form of the client.

use crate::resolver::OnThisThread;
use crate::{Error, wire};
use serde_json::Value;
use std::time::Duration;
use ureq::Agent;
use ureq::config::{Config, ConfigBuilder};
use ureq::typestate::AgentScope;
use ureq::unversioned::transport::DefaultConnector;

/// An agent with these settings, as `config.into()` would be, but one that reads the API's address on
/// the caller's thread. Whenever a call has a timeout, ureq starts a thread to look a name up; the
/// mock API has no name, and those threads would be counted among those of a lesson.
pub fn agent(config: Config) -> Agent {
    Agent::with_parts(config, DefaultConnector::new(), OnThisThread::default())
}

/// What a client of the mock API needs.
pub fn settings() -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        // The mock API is on this machine: a proxy would look for it on its own.
        .proxy(None)
        // ureq keeps three idle connections to a host unless told otherwise.
        .max_idle_connections_per_host(usize::MAX)
        .max_idle_connections(usize::MAX)
        // An answer with an error status is read like any other: its body says why.
        .http_status_as_error(false)
}

/// Asks a chat API, with ureq. Clones share their connections, so that threads can have one each.
#[derive(Debug, Clone)]
pub struct Client {
    http: Agent,
    base_url: String,
    timeout: Option<Duration>,
}

impl Client {
    /// A client of the API at a base URL such as `http://127.0.0.1:8080`. It waits without limit.
    pub fn new(base_url: &str) -> Self {
        let config = settings().build();
        Self::with_agent(base_url, agent(config))
    }

    /// A client with settings of its own, such as smaller buffers; see [`settings`].
    pub fn with_agent(base_url: &str, http: Agent) -> Self {
        Client {
            http,
            base_url: base_url.to_owned(),
            timeout: None,
        }
    }

    /// A client that gives a call up when its answer is not complete after `timeout`.
    pub fn with_timeout(base_url: &str, timeout: Duration) -> Self {
        Self::new(base_url).within(timeout)
    }

    /// A clone with another timeout. An async call needs no such thing: whoever awaits it can stop
    /// to.
    pub fn within(&self, timeout: Duration) -> Self {
        Client {
            timeout: Some(timeout),
            ..self.clone()
        }
    }

    /// Ends every call of this client and its clones, in whatever threads they wait, and all that come
    /// later. To cut one call alone, give it a client of its own. What ureq does not interrupt is
    /// the look-up of a name and an attempt to connect.
    ///
    /// A call that was cut fails with [`Error::Connect`], as if the server had gone. So let the
    /// threads know that you hang up before you do.
    pub fn hang_up(&self) {
        self.http.clone().shutdown();
    }

    /// Sends a prompt and returns the answer's text.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. A status other than 2xx is one.
    pub fn ask(&self, prompt: &str) -> Result<String, Error> {
        let url = wire::questions_url(&self.base_url);
        self.post(&url, &wire::question(prompt))?.text()
    }

    /// Sends texts, all in one request, and returns a vector for each, in the order of the texts.
    ///
    /// # Errors
    ///
    /// Any [`Error`]. It is that of all texts: none of them has a vector then.
    pub fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, Error> {
        let url = wire::texts_url(&self.base_url);
        let reply = self.post(&url, &wire::texts(texts))?;
        reply.vectors(texts.len())
    }

    fn post(&self, url: &str, body: &Value) -> Result<wire::Reply, Error> {
        let request = self.http.post(url).config();
        let request = request.timeout_global(self.timeout).build();
        let mut response = request.send_json(body)?;
        let headers = response.headers();
        Ok(wire::Reply {
            status: response.status().as_u16(),
            retry_after: wire::retry_after(headers.get("retry-after"), headers.get("date")),
            body: response.body_mut().read_to_string()?,
        })
    }
}
