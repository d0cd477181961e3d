//! A response as it came -> the record that holds it.
//!
//! The body is kept decompressed, as the client hands it over: then no header may speak of a coding of the wire. The client
//! takes `Content-Encoding` away with the coding; what else would not be true is renamed as crawlers do it.

use http::{HeaderMap, HeaderName, StatusCode, header};
use jiff::Timestamp;

use crate::{
    http::Response,
    warc::{Kind, Record},
};

/// What a renamed header begins with.
const ORIGINAL: &str = "x-archive-orig-";

/// The record of a response.
pub(super) fn record(response: &Response, date: Timestamp) -> Vec<u8> {
    let head = head(response.status, &response.headers, response.bytes.len());
    let record = Record {
        kind: Kind::Response,
        date,
        uri: &response.url,
        media_type: "application/http; msgtype=response",
        before: &head,
        payload: &response.bytes,
    };
    record.to_bytes()
}

/// The record that says who wrote the archive `name`, and of what.
pub(super) fn info(name: &str, source: &str, date: Timestamp) -> Vec<u8> {
    let about = format!(
        "software: newsloom/{}\r\nformat: WARC File Format 1.0\r\n\
         conformsTo: http://bibnum.bnf.fr/WARC/WARC_ISO_28500_version1_latestdraft.pdf\r\n\
         description: responses of the web to source {source}\r\n",
        env!("CARGO_PKG_VERSION")
    );
    let record = Record {
        kind: Kind::Info,
        date,
        uri: name,
        media_type: "application/warc-fields",
        before: b"",
        payload: about.as_bytes(),
    };
    record.to_bytes()
}

fn head(status: StatusCode, headers: &HeaderMap, length: usize) -> Vec<u8> {
    let reason = status.canonical_reason().unwrap_or_default();
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).into_bytes();
    let mut line = |name: &[u8], value: &[u8]| {
        for part in [name, b": ", value, b"\r\n"] {
            head.extend_from_slice(part);
        }
    };
    for (name, value) in headers {
        if is_true(name, value.as_bytes(), length) {
            line(name.as_str().as_bytes(), value.as_bytes());
        } else {
            line(format!("{ORIGINAL}{name}").as_bytes(), value.as_bytes());
        }
    }
    if headers
        .get(header::CONTENT_LENGTH)
        .is_none_or(|said| !is_length(said.as_bytes(), length))
    {
        line(b"content-length", length.to_string().as_bytes());
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// Whether a header is as true of the body that is kept as of the one that was sent.
fn is_true(name: &HeaderName, value: &[u8], length: usize) -> bool {
    match *name {
        header::TRANSFER_ENCODING | header::TRAILER => false,
        header::CONTENT_LENGTH => is_length(value, length),
        _ => true,
    }
}

fn is_length(value: &[u8], length: usize) -> bool {
    std::str::from_utf8(value).is_ok_and(|value| value.trim().parse() == Ok(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&'static str, &str)], expect: &str) {
        let list = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        let head = head(StatusCode::OK, &list.collect(), 7);
        assert_eq!(String::from_utf8(head).unwrap(), expect);
    }

    #[test]
    fn headers_are_kept_and_none_is_a_lie() {
        check(
            &[("content-type", "text/html"), ("content-length", "7")],
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 7\r\n\r\n",
        );
        check(
            &[("transfer-encoding", "chunked"), ("set-cookie", "a=b")],
            "HTTP/1.1 200 OK\r\nx-archive-orig-transfer-encoding: chunked\r\nset-cookie: a=b\r\ncontent-length: 7\r\n\r\n",
        );
        check(
            &[("content-length", "3")],
            "HTTP/1.1 200 OK\r\nx-archive-orig-content-length: 3\r\ncontent-length: 7\r\n\r\n",
        );
    }
}
