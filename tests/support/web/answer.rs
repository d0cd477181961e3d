//! What a host answers, and the ways in which it can misbehave while it does.

use std::{
    io::{self, Write},
    net::TcpStream,
    sync::Arc,
    thread,
    time::Duration,
};

use super::question::Question;

/// An answer, as often as it is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Arc<[u8]>,
    manner: Manner,
    delay: Duration,
    etag: Option<String>,
    last_modified: Option<String>,
}

/// How the body is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// With its length.
    Whole,
    /// In chunks.
    Chunked,
    /// Whole, but with another length than it has; then the connection is closed.
    Claims(usize),
    /// So many bytes at once, with this pause behind them.
    Drips(usize, Duration),
    /// Not even a status line, for as long as the client waits.
    Silent,
    /// So many bytes of it, and then the connection is reset.
    Resets(usize),
    /// Again and again, without an end.
    Endless,
    /// The connection is closed at once.
    HangsUp,
    /// The body is all that is written, as it is: status line and headers too.
    Raw,
}

impl Answer {
    pub(crate) fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut answer = Self {
            status,
            headers: Vec::new(),
            body: Arc::from(body.into()),
            manner: Manner::Whole,
            delay: Duration::ZERO,
            etag: None,
            last_modified: None,
        };
        if !media_type.is_empty() {
            answer = answer.header("Content-Type", media_type);
        }
        answer
    }

    pub(crate) fn page(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "text/html; charset=utf-8", body)
    }

    pub(crate) fn feed(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "application/rss+xml", body)
    }

    /// An answer that says little more than its status.
    pub(crate) fn status(status: u16) -> Self {
        Self::new(status, "text/plain", format!("status {status}\n"))
    }

    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::status(status).header("Location", to)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Knows its version: who has it already is answered 304.
    pub(crate) fn etag(mut self, etag: &str) -> Self {
        self.etag = Some(etag.to_owned());
        self.header("ETag", etag)
    }

    /// Knows its age: who has it already is answered 304.
    pub(crate) fn last_modified(mut self, date: &str) -> Self {
        self.last_modified = Some(date.to_owned());
        self.header("Last-Modified", date)
    }

    pub(crate) fn manner(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }

    /// Thinks for a while before it answers.
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    pub(crate) fn gzip(mut self) -> Self {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&self.body).unwrap();
        self.body = Arc::from(encoder.finish().unwrap());
        self.header("Content-Encoding", "gzip")
    }

    pub(super) fn delay(&self) -> Duration {
        self.delay
    }

    /// How much of the request stays unread, so that closing the connection resets it.
    pub(super) fn leaves_unread(&self) -> usize {
        usize::from(matches!(self.manner, Manner::Resets(_)))
    }

    /// The status that this question is answered with.
    pub(super) fn status_for(&self, question: &Question) -> u16 {
        let same = |header: &str, own: &Option<String>| {
            question
                .header(header)
                .map(|value| Some(value) == own.as_deref())
        };
        let unchanged = same("if-none-match", &self.etag)
            .or_else(|| same("if-modified-since", &self.last_modified))
            .unwrap_or(false);
        if unchanged && self.status == 200 {
            304
        } else {
            self.status
        }
    }

    /// Writes all but the last bytes; gives those, and whether the connection may be used again.
    pub(super) fn write(
        &self,
        status: u16,
        stream: &mut TcpStream,
        stopped: &dyn Fn() -> bool,
    ) -> io::Result<(Vec<u8>, bool)> {
        let head = |length: &str| self.head(status, length);
        if status == 304 {
            return Ok((head(""), true));
        }
        let body: &[u8] = &self.body;
        match self.manner {
            Manner::Whole => {
                let length = format!("Content-Length: {}\r\n", body.len());
                Ok(([&head(&length), body].concat(), true))
            }
            Manner::Chunked => {
                stream.write_all(&head("Transfer-Encoding: chunked\r\n"))?;
                for part in body.chunks(1000) {
                    write_chunk(stream, part)?;
                }
                Ok((b"0\r\n\r\n".to_vec(), true))
            }
            Manner::Claims(length) => {
                let length = format!("Content-Length: {length}\r\n");
                Ok(([&head(&length), body].concat(), false))
            }
            Manner::Drips(bytes, pause) => {
                stream.write_all(&head(&format!("Content-Length: {}\r\n", body.len())))?;
                for part in body.chunks(bytes) {
                    if stopped() {
                        break;
                    }
                    stream.write_all(part)?;
                    thread::sleep(pause);
                }
                Ok((Vec::new(), true))
            }
            Manner::Silent => {
                wait_until_gone(stream, stopped);
                Ok((Vec::new(), false))
            }
            Manner::Resets(bytes) => {
                stream.write_all(&head(&format!("Content-Length: {}\r\n", body.len())))?;
                stream.write_all(&body[..bytes])?;
                // What was written is to arrive before the reset does.
                thread::sleep(Duration::from_millis(20));
                Ok((Vec::new(), false))
            }
            Manner::Endless => {
                stream.write_all(&head("Transfer-Encoding: chunked\r\n"))?;
                while !stopped() {
                    write_chunk(stream, body)?;
                }
                Ok((Vec::new(), false))
            }
            Manner::HangsUp => Ok((Vec::new(), false)),
            Manner::Raw => Ok((body.to_vec(), false)),
        }
    }

    fn head(&self, status: u16, length: &str) -> Vec<u8> {
        use std::fmt::Write as _;
        let mut head = format!("HTTP/1.1 {status} As told\r\n");
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        head += length;
        head += "\r\n";
        head.into_bytes()
    }
}

fn write_chunk(stream: &mut TcpStream, part: &[u8]) -> io::Result<()> {
    write!(stream, "{:x}\r\n", part.len())?;
    stream.write_all(part)?;
    stream.write_all(b"\r\n")
}

/// Waits until the client closes the connection, or the test ends.
fn wait_until_gone(stream: &TcpStream, stopped: &dyn Fn() -> bool) {
    let mut byte = [0];
    while !stopped() && !matches!(stream.peek(&mut byte), Ok(0)) {
        thread::sleep(Duration::from_millis(10));
    }
}
