//! Where clients find what the API has.

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint<'a> {
    Chat,
    Embeddings,
    Models,
    Model(&'a str),
}

/// The paths of base URLs that programs are set to: OpenAI's own, none at all, and those of others who
/// speak its format (`DashScope`, `BigModel`, `OpenRouter`, Groq, Gemini, Ark).
const BASES: [&str; 8] = [
    "/v1",
    "",
    "/compatible-mode/v1",
    "/api/paas/v4",
    "/api/v1",
    "/openai/v1",
    "/v1beta/openai",
    "/api/v3",
];

const ALL: &str = "POST /v1/chat/completions, POST /v1/embeddings, GET /v1/models and \
                   GET /v1/models/NAME";

impl<'a> Endpoint<'a> {
    pub(crate) fn find(path: &'a str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        let rests = BASES.iter().filter_map(|base| path.strip_prefix(base));
        rests.filter_map(Self::below).next()
    }

    fn below(rest: &'a str) -> Option<Self> {
        match rest {
            "/chat/completions" => Some(Endpoint::Chat),
            "/embeddings" => Some(Endpoint::Embeddings),
            "/models" => Some(Endpoint::Models),
            _ => rest.strip_prefix("/models/").map(Endpoint::Model),
        }
    }

    pub(crate) fn methods(self) -> &'static str {
        match self {
            Endpoint::Chat | Endpoint::Embeddings => "POST",
            Endpoint::Models | Endpoint::Model(_) => "GET, HEAD",
        }
    }
}

/// What to tell whoever asks for something else.
pub(crate) fn not_found(name: &str, path: &str, host: Option<&str>) -> String {
    let known = ["/chat/completions", "/embeddings", "/models"];
    let path = path.trim_end_matches('/');
    let below_another = known.iter().any(|known| path.ends_with(known));
    let hint = match host {
        Some(host) if below_another => format!(" The base URL is http://{host}/v1."),
        // What clients of OpenAI and of others do where nobody says which API is meant.
        _ if path.ends_with("/responses") => {
            " It has no Responses API: ask for chat completions, with \
             client.chat.completions.create(...) or, in the AI SDK, openai.chat(...)."
                .to_owned()
        }
        _ => String::new(),
    };
    format!("Unknown request URL: {name}.{hint} This mock API has {ALL}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_that_people_use_lead_there() {
        for base in BASES {
            for (rest, endpoint) in [
                ("/chat/completions", Endpoint::Chat),
                ("/embeddings/", Endpoint::Embeddings),
                ("/models", Endpoint::Models),
                ("/models/org/name", Endpoint::Model("org/name")),
            ] {
                let path = format!("{base}{rest}");
                assert_eq!(Endpoint::find(&path), Some(endpoint), "{path}");
            }
        }
    }

    #[test]
    fn others_are_told_what_there_is() {
        for path in [
            "/",
            "",
            "/v1",
            "/v1/completions",
            "/v1/responses",
            "/v1/v1/models",
        ] {
            assert_eq!(Endpoint::find(path), None, "{path}");
        }
        let told = not_found("POST /v1/v1/embeddings", "/v1/v1/embeddings", Some("a:1"));
        assert!(told.contains("The base URL is http://a:1/v1."), "{told}");
        let told = not_found("POST /v1/responses", "/v1/responses", Some("a:1"));
        assert!(told.contains("POST /v1/chat/completions"), "{told}");
        assert!(!told.contains("base URL"), "{told}");
    }
}
