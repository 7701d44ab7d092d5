use mock_api::MockApi;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr, UdpSocket};

/// Tells where the server listens and how to ask it.
pub(crate) fn print(api: &MockApi, key: Option<&str>) -> io::Result<()> {
    let url = api.url();
    let mut out = anstream::stdout();
    writeln!(out, "The mock API listens on {url}")?;
    let key = key.map_or(String::new(), header);
    writeln!(
        out,
        "Ask it:  curl {url}/v1/chat/completions {key}-d '{QUESTION}'"
    )?;
    writeln!(out, "Base URL for an OpenAI client:  {url}/v1")?;
    writeln!(out, "What happens, live, for a browser:  {url}/")?;
    if !api.address().ip().is_loopback() {
        writeln!(out, "Everybody on this network can reach it.")?;
    }
    if let Some(url) = url_for_others(api.address()) {
        writeln!(out, "Base URL for them:  {url}/v1")?;
    }
    writeln!(out, "Ctrl-C stops it and prints what it saw.")?;
    out.flush()
}

const QUESTION: &str = r#"{"model": "mock-1", "messages": [{"role": "user", "content": "hello"}]}"#;

/// What a client asks us by, from wherever most of them are.
pub(crate) fn url(api: &MockApi) -> String {
    url_for_others(api.address()).unwrap_or_else(|| api.url())
}

/// The option that has curl send a key, as a shell reads it.
fn header(key: &str) -> String {
    let quoted = key.replace('\'', r"'\''");
    format!("-H 'Authorization: Bearer {quoted}' ")
}

/// What others can reach us by; `None` when it is only us.
fn url_for_others(mut address: SocketAddr) -> Option<String> {
    if address.ip().is_loopback() {
        return None;
    }
    if address.ip().is_unspecified() {
        let ours = our_address(address.ip())?;
        address.set_ip(ours);
    }
    Some(format!("http://{address}"))
}

/// The address that this machine would send from. Nothing is sent: to connect a UDP socket only
/// looks up the route. The targets are reserved for documentation (RFC 5737, RFC 3849).
fn our_address(any: IpAddr) -> Option<IpAddr> {
    let target: IpAddr = match any {
        IpAddr::V4(_) => [192, 0, 2, 1].into(),
        IpAddr::V6(_) => [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1].into(),
    };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect((target, 9)).ok()?;
    let ours = socket.local_addr().ok()?.ip();
    (!ours.is_unspecified()).then_some(ours)
}

/// Why the server did not start, and what to do about it.
pub(crate) fn why_not(address: SocketAddr, error: &io::Error) -> String {
    let (host, port) = (address.ip(), address.port());
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "port {port} is taken by another program. Choose another one with --port, \
             or --port 0 for any that is free."
        ),
        io::ErrorKind::PermissionDenied => {
            format!("port {port} is reserved for the system. Choose one above 1023 with --port.")
        }
        io::ErrorKind::AddrNotAvailable => {
            format!("this machine has no address {host}. {}", try_host(host))
        }
        _ => format!("cannot listen on {address}: {error}"),
    }
}

fn try_host(host: IpAddr) -> &'static str {
    match host {
        IpAddr::V4(_) => {
            "Use --host 127.0.0.1 for this machine only, or --host 0.0.0.0 for all its addresses."
        }
        IpAddr::V6(_) => "It may have no IPv6: use --host 127.0.0.1 or --host 0.0.0.0.",
    }
}
