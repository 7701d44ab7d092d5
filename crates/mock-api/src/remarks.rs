use crate::closing::Why;

/// What a server has to say beside its log: what no event shows, since no request came of it, and
/// which bound was reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks {
    /// Connections on which somebody spoke TLS.
    pub tls: u64,
    /// Connections on which somebody spoke HTTP/2 from the first byte on.
    pub http2: u64,
    /// Connections that were closed because of something that is no HTTP request.
    pub bad_heads: u64,
    /// Connections that were closed in the middle of the head of a request, which took too long.
    pub slow_heads: u64,
    /// Connections that were closed because nobody read the answers.
    pub never_read: u64,
    /// How it was when the system gave the program no more files; `None` where it always did.
    pub out_of_files: Option<OutOfFiles>,
    /// The most connections that are held, if so many were open when another one came.
    pub full: Option<usize>,
    /// Requests and answers that there was no room for.
    pub no_room: u64,
    /// Requests of which the log has no event.
    pub left_out: u64,
}

/// All files are open that the program may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfFiles {
    /// Connections that were open.
    pub connections: usize,
    /// Files that may be open, where that is known: see
    /// [`Script::may_open`](crate::Script::may_open).
    pub files: Option<u64>,
}

impl Remarks {
    pub(crate) fn count(&mut self, why: Why) {
        match why {
            Why::Client | Why::Agreed | Why::Idle | Why::Stale | Why::Cut => {}
            Why::SlowHead => self.slow_heads += 1,
            Why::NeverRead => self.never_read += 1,
            Why::NoRoom => self.no_room += 1,
            Why::Tls => self.tls += 1,
            Why::Http2 => self.http2 += 1,
            Why::BadHead => self.bad_heads += 1,
        }
    }

    /// A sentence or two for each that there is to say: what happened, and what helps.
    pub fn told(&self) -> Vec<String> {
        let connections = |number: u64| match number {
            1 => "1 connection".to_owned(),
            _ => format!("{number} connections"),
        };
        let told = |number: u64, what: &str| {
            (number > 0).then(|| format!("{} {what}", connections(number)))
        };
        let sentences = [
            told(
                self.tls,
                "spoke TLS, and this port does not: use http:// and not https:// in the base URL.",
            ),
            told(
                self.http2,
                "began with HTTP/2, and this port speaks HTTP/1.1: let the client begin with that.",
            ),
            told(
                self.bad_heads,
                "sent something that is no HTTP request, and got a 4xx at most.",
            ),
            told(
                self.slow_heads,
                "took too long to send the head of a request, and got no answer.",
            ),
            told(
                self.never_read,
                "did not read what was sent, and got no more.",
            ),
            self.out_of_files.map(out_of_files),
            self.full.map(full),
            (self.no_room > 0).then(|| {
                format!(
                    "No room for {} in memory: what large bodies, and answers that nobody reads, \
                     may take was taken.",
                    match self.no_room {
                        1 => "1 request or answer".to_owned(),
                        number => format!("{number} requests or answers"),
                    }
                )
            }),
            (self.left_out > 0).then(|| {
                format!(
                    "The log was full: of the last {} requests only the figures are known, and no \
                     lane shows them.",
                    self.left_out
                )
            }),
        ];
        sentences.into_iter().flatten().collect()
    }
}

/// What is said when a connection cannot be taken because there are no files left.
pub(crate) fn out_of_files(it: OutOfFiles) -> String {
    let files = match it.files {
        Some(files) => format!("All {files} files that this program may open are open"),
        None => "All files that this program may open are open".to_owned(),
    };
    let remedy = match cfg!(unix) {
        true => {
            " For more, `ulimit -n 4096` in the shell before it starts, or, beyond what \
             `ulimit -Hn` allows, as root in /etc/security/limits.conf (in a container \
             `--ulimit nofile=4096`)."
        }
        false => "",
    };
    let open = it.connections;
    format!(
        "{files}, {open} of them connections: new connections wait until others are closed.{remedy}"
    )
}

/// What is said when as many connections are open as are held.
pub(crate) fn full(most: usize) -> String {
    format!(
        "{most} connections are open, the most that are held at once: new connections wait until \
         others are closed."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_nothing_to_say_of_a_usual_run() {
        let mut remarks = Remarks::default();
        for why in [Why::Client, Why::Agreed, Why::Idle, Why::Stale] {
            remarks.count(why);
        }
        assert_eq!(remarks.told(), [""; 0]);
    }

    #[test]
    fn what_is_said_has_its_number_and_what_helps() {
        let mut remarks = Remarks::default();
        for why in [Why::Tls, Why::Http2, Why::Http2, Why::BadHead] {
            remarks.count(why);
        }
        remarks.out_of_files = Some(OutOfFiles {
            connections: 57,
            files: Some(64),
        });
        remarks.left_out = 3;
        let told = remarks.told();
        let starts = [
            "1 connection spoke TLS",
            "2 connections began with HTTP/2",
            "1 connection sent something",
            "All 64 files that this program may open are open, 57 of them",
            "The log was full: of the last 3",
        ];
        assert_eq!(told.len(), starts.len(), "{told:?}");
        for (line, start) in told.iter().zip(starts) {
            assert!(line.starts_with(start), "{line}");
        }
        assert!(told[0].contains("http:// and not https://"), "{}", told[0]);
    }
}
