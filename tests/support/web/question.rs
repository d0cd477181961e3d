//! The head of a request, as far as a test wants to know it.

use std::{
    io::{self, ErrorKind, Read},
    net::TcpStream,
    thread,
    time::Duration,
};

/// The longest head that is read.
const LONGEST_HEAD: usize = 64 * 1024;

/// What a client asked for.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// Path and query; without scheme and host also where a proxy was asked.
    pub(crate) path: String,
    /// The target as it was written.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    /// How long its head is.
    length: usize,
}

impl Question {
    /// Looks at the next request of a connection, and leaves it there; `None` where the client has gone.
    pub(crate) fn peek(stream: &TcpStream, stopped: impl Fn() -> bool) -> Option<Self> {
        let mut buffer = vec![0; LONGEST_HEAD];
        let mut before = 0;
        while !stopped() {
            match stream.peek(&mut buffer) {
                Ok(0) => return None,
                Ok(read) => {
                    if let Some(question) = Self::parse(&buffer[..read]) {
                        return Some(question);
                    }
                    if read == before {
                        thread::sleep(Duration::from_millis(1));
                    }
                    before = read;
                }
                Err(error) if is_a_pause(&error) => {}
                Err(_) => return None,
            }
        }
        None
    }

    /// Takes the request off the connection, but for its last bytes. A connection that is closed while something of
    /// the request is unread is reset by the kernel.
    pub(crate) fn take(&self, stream: &mut TcpStream, leave: usize) -> io::Result<()> {
        stream.read_exact(&mut vec![0; self.length - leave])
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Whether the client would be content to hear that nothing changed.
    pub(crate) fn is_conditional(&self) -> bool {
        self.header("if-none-match").is_some() || self.header("if-modified-since").is_some()
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let length = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let head = String::from_utf8_lossy(&bytes[..length]);
        let mut lines = head.lines();
        let target = lines.next()?.split(' ').nth(1)?.to_owned();
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect();
        let path = match target
            .strip_prefix("http://")
            .and_then(|rest| rest.split_once('/'))
        {
            Some((_, path)) => format!("/{path}"),
            None => target.clone(),
        };
        Some(Self {
            path,
            target,
            headers,
            length,
        })
    }
}

fn is_a_pause(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}
