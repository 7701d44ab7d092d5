use super::{Broken, Cause, Rule};
use crate::evidence::Evidence;
use std::collections::HashMap;
use timeline::What;

/// At most so many connections are opened.
pub fn at_most_connections(limit: usize) -> Rule {
    let wanted = match limit {
        1 => "opens one connection".to_owned(),
        _ => format!("opens at most {limit} connections"),
    };
    Rule::new(wanted, Cause::Connections, move |seen| {
        let opened = seen.timeline.connections.len();
        if opened <= limit {
            return Ok(());
        }
        let are = if limit == 1 { "is" } else { "are" };
        Err(Broken::new(
            format!("{opened} connections were opened; {limit} {are} enough."),
            why(seen, opened),
        ))
    })
}

fn why(seen: &Evidence<'_>, opened: usize) -> &'static str {
    let mut requests: HashMap<u64, usize> = HashMap::new();
    for event in seen.events {
        if let What::Arrived { connection, .. } = event.what {
            *requests.entry(connection).or_default() += 1;
        }
    }
    let peak = seen.timeline.metrics().peak_in_flight;
    let unused = opened - requests.len().min(opened);
    let hung_up = seen.timeline.metrics().abandoned > 0;
    match () {
        () if unused > 0 => "Some carried no request at all. Is a connection opened to try it out?",
        () if opened <= peak => {
            "Requests that are in flight together need a connection each, also of one client."
        }
        () if hung_up => {
            "A request that is given up costs its connection: its answer may still come there."
        }
        () if requests.values().all(|&count| count == 1) => {
            "Each carried one request. Is a new client made for each call? If not: is each answer read \
             to its end, and kept open? A connection with an unread answer cannot carry the next \
             request."
        }
        () => {
            "Some carried several requests. Are there several clients where one could be shared, or \
             does a client keep fewer connections than it has calls at once?"
        }
    }
}
