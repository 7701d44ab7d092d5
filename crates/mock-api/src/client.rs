use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;

/// Most clients that are told apart. Memory has to end somewhere, and nobody looks at more.
const MOST: usize = 1000;

/// Who asks: told apart by the API key, or by the address where there is none.
///
/// *Invariant:* no key is kept, and none can be read from what is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Client {
    Key { hash: u64, end: String },
    Address(IpAddr),
}

impl Client {
    /// Who sent this head. A key that the server demands of everybody tells nobody apart.
    pub(crate) fn of(headers: &HeaderMap, address: IpAddr, demanded: Option<&str>) -> Self {
        match key(headers).filter(|key| Some(*key) != demanded.map(str::as_bytes)) {
            None => Client::Address(address.to_canonical()),
            Some(key) => {
                let mut hasher = DefaultHasher::new();
                key.hash(&mut hasher);
                Client::Key {
                    hash: hasher.finish(),
                    end: end(&String::from_utf8_lossy(key)),
                }
            }
        }
    }

    fn name(&self) -> String {
        match self {
            Client::Key { end, .. } => format!("…{end}"),
            Client::Address(address) => address.to_string(),
        }
    }
}

/// The key that stands behind `Bearer`, which may be written in any case (RFC 9110, 11.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let given = headers.get(AUTHORIZATION)?.as_bytes();
    let (scheme, key) = given.split_at_checked("bearer ".len())?;
    let known = scheme.eq_ignore_ascii_case(b"bearer ");
    known.then(|| key.trim_ascii())
}

/// That key, or all of the header where the word is missing.
fn key(headers: &HeaderMap) -> Option<&[u8]> {
    let given = headers.get(AUTHORIZATION)?.as_bytes().trim_ascii();
    let key = bearer(headers).unwrap_or(given);
    let is_one = !key.is_empty() && !key.eq_ignore_ascii_case(b"bearer");
    is_one.then_some(key)
}

/// Enough of a key for its owner to know it, and too little for others: at most its last four
/// characters, and at most half of it.
fn end(key: &str) -> String {
    let length = key.chars().count();
    key.chars().skip(length - (length / 2).min(4)).collect()
}

/// The clients that came so far, numbered in their order.
#[derive(Debug, Default)]
pub(crate) struct Clients {
    numbers: HashMap<Client, u32>,
    names: Vec<String>,
}

impl Clients {
    pub(crate) fn number(&mut self, client: Client) -> u32 {
        if let Some(&number) = self.numbers.get(&client) {
            return number;
        }
        if self.names.len() > MOST {
            return last(&self.names);
        }
        let name = match self.names.len() {
            MOST => "others".to_owned(),
            _ => self.unused(client.name()),
        };
        self.names.push(name);
        let number = last(&self.names);
        // The others share a number, and none of them is looked up.
        if self.names.len() <= MOST {
            self.numbers.insert(client, number);
        }
        number
    }

    /// What they are called, by their numbers.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Two keys may end alike.
    fn unused(&self, name: String) -> String {
        let taken = |name: &String| self.names.contains(name);
        match taken(&name) {
            false => name,
            true => (2..)
                .map(|copy| format!("{name} ({copy})"))
                .find(|name| !taken(name))
                .unwrap_or(name),
        }
    }
}

fn last(names: &[String]) -> u32 {
    u32::try_from(names.len().saturating_sub(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn client(authorization: &str) -> Client {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_str(authorization).expect("it is a value");
        headers.insert(AUTHORIZATION, value);
        Client::of(&headers, HERE, Some("everybody's"))
    }

    #[test]
    fn a_client_is_told_apart_by_its_key() {
        let anna = client("Bearer sk-proj-anna-0001");
        assert_eq!(anna.name(), "…0001");
        assert_eq!(anna, client("bearer   sk-proj-anna-0001"));
        assert_eq!(anna, client("sk-proj-anna-0001"));
        assert_ne!(anna, client("Bearer sk-proj-ben-0001"));
    }

    #[test]
    fn without_a_key_of_its_own_it_is_told_apart_by_its_address() {
        let nobody = Client::of(&HeaderMap::new(), HERE, None);
        assert_eq!(nobody.name(), "127.0.0.1");
        for authorization in ["", "Bearer", "BEARER  ", "Bearer everybody's"] {
            assert_eq!(client(authorization), nobody, "{authorization}");
        }
        let mapped = "::ffff:127.0.0.1".parse().expect("it is an address");
        assert_eq!(Client::of(&HeaderMap::new(), mapped, None), nobody);
    }

    #[test]
    fn a_name_never_says_more_than_half_of_a_key() {
        for (key, name) in [("x", "…"), ("abc", "…c"), ("secret", "…ret")] {
            assert_eq!(client(key).name(), name);
        }
    }

    #[test]
    fn clients_are_numbered_as_they_come_and_their_names_differ() {
        let mut clients = Clients::default();
        for (key, number) in [("anna-0001", 0), ("ben-0001", 1), ("anna-0001", 0)] {
            assert_eq!(clients.number(client(key)), number);
        }
        assert_eq!(clients.names(), ["…0001", "…0001 (2)"]);
    }

    #[test]
    fn a_million_keys_do_not_fill_the_memory() {
        let mut clients = Clients::default();
        for index in 0..3 * MOST {
            let number = clients.number(client(&format!("key-{index}")));
            assert_eq!(number as usize, index.min(MOST));
        }
        assert_eq!(clients.names().len(), MOST + 1);
        assert_eq!(clients.names()[MOST], "others");
        assert_eq!(clients.number(client("key-7")), 7);
    }
}
