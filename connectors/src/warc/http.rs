//! An HTTP response as an archive holds it: status line, headers, body.

use httparse::{EMPTY_HEADER, ParserConfig, Response, Status};

/// Some sites send more than a hundred headers.
const MOST_HEADERS: usize = 512;

/// The parser knows only the versions that are sent over wires; archives name others, too.
const LINE: &[u8] = b"HTTP/1.1 200 OK\r\n";

/// The beginning of a response.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Message {
    pub(super) status: u16,
    /// Names in lower case, in their order.
    headers: Vec<(String, String)>,
    /// Where its body begins.
    pub(super) length: usize,
}

impl Message {
    /// Reads a response; `None` if it is none, or if its headers are not all there.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == b'\n')? + 1;
        let (line, rest) = bytes.split_at_checked(end)?;
        let status = status(line)?;
        if rest.starts_with(b"\r\n") || rest.starts_with(b"\n") {
            let empty = if rest.starts_with(b"\n") { 1 } else { 2 };
            return Some(Self {
                status,
                length: end + empty,
                ..Self::default()
            });
        }
        let message = [LINE, rest].concat();
        let mut headers = [EMPTY_HEADER; MOST_HEADERS];
        let mut response = Response::new(&mut headers);
        let parsed = ParserConfig::default()
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .ignore_invalid_headers_in_responses(true)
            .parse_response(&mut response, &message);
        let Ok(Status::Complete(length)) = parsed else {
            return None;
        };
        let text = |header: &httparse::Header<'_>| {
            let value = String::from_utf8_lossy(header.value).trim().to_owned();
            (header.name.to_ascii_lowercase(), value)
        };
        Some(Self {
            status,
            headers: response.headers.iter().map(text).collect(),
            length: end + length - LINE.len(),
        })
    }

    /// The first header of a name in lower case, if it says something.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name);
        values
            .next()
            .map(|(_, value)| &**value)
            .filter(|value| !value.is_empty())
    }
}

/// The number in `HTTP/2 200 OK`.
fn status(line: &[u8]) -> Option<u16> {
    let line = String::from_utf8_lossy(line);
    let mut words = line.strip_prefix("HTTP/")?.split_ascii_whitespace();
    words
        .next()?
        .starts_with(|first: char| first.is_ascii_digit())
        .then_some(())?;
    words
        .next()?
        .parse()
        .ok()
        .filter(|status| (100..1000).contains(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_read_in_any_version_and_with_sloppy_headers() {
        for line in [
            "HTTP/1.1 200 OK",
            "HTTP/1.0 200",
            "HTTP/2 200 ",
            "HTTP/3 200 Très bien",
        ] {
            let head = format!(
                "{line}\r\nContent-Type : text/html\r\nX-Long: a\r\n b\r\nbad header\r\ncontent-type: x/y\r\nEmpty:\r\n\r\n"
            );
            let message = Message::read(format!("{head}<p>").as_bytes()).unwrap();
            assert_eq!(
                (message.status, message.length),
                (200, head.len()),
                "{line}"
            );
            assert_eq!(message.header("content-type"), Some("text/html"));
            assert_eq!(
                (message.header("empty"), message.header("none")),
                (None, None)
            );
        }
    }

    #[test]
    fn there_may_be_many_headers_or_none() {
        let many: Vec<String> = (0..300).map(|number| format!("X-{number}: 1\n")).collect();
        let many = many.concat();
        let message = Message::read(format!("HTTP/1.1 404 Gone\n{many}\nbody").as_bytes()).unwrap();
        assert_eq!((message.status, message.header("x-299")), (404, Some("1")));
        for bare in ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\n\n"] {
            let message = Message::read(bare.as_bytes()).unwrap();
            assert_eq!(message.length, bare.len());
        }
    }

    #[test]
    fn what_is_no_response_is_none() {
        for text in [
            "",
            "GET / HTTP/1.1\r\n\r\n",
            "HTTP/1.1 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: b\r\n",
            "<html>",
            "HTTP/1.1 20000 OK\r\n\r\n",
        ] {
            assert_eq!(Message::read(text.as_bytes()), None, "{text:?}");
        }
    }
}
