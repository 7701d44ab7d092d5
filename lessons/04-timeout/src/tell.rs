use chat::Error;

/// What became of a question, in words. Which error came back tells what the server may have done,
/// and that decides what to do next.
pub fn tell(question: &str, result: Result<String, Error>) -> String {
    let outcome = match result {
        Ok(_) => "answered".to_owned(),
        // The server may have done the work, or be about to: nobody knows.
        Err(Error::Timeout) => "no answer in time".to_owned(),
        // The server is there, and it said no.
        Err(Error::Status { code, .. }) => format!("refused with {code}"),
        // There is no server, or none that stayed.
        Err(Error::Connect(_)) => "no connection".to_owned(),
        Err(error) => error.to_string(),
    };
    format!("{question}: {outcome}")
}
