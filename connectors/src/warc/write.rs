//! Records as they are written: version 1.0 of the format, which every reader knows, one gzip member each.

use std::io::{self, Write as _};

use flate2::{Compression, write::GzEncoder};
use item::digest128;
use jiff::Timestamp;

use super::{digest::sha1, head::Kind};

/// A record on its way into an archive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    pub(crate) kind: Kind,
    /// When it was captured.
    pub(crate) date: Timestamp,
    /// The address that it was captured at; for the record that describes the archive, the archive's name.
    pub(crate) uri: &'a str,
    /// The media type of its block.
    pub(crate) media_type: &'a str,
    /// What stands before its payload: the head of a response.
    pub(crate) before: &'a [u8],
    pub(crate) payload: &'a [u8],
}

impl Record<'_> {
    /// The record, not compressed.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let Self {
            kind,
            date,
            uri,
            media_type,
            before,
            payload,
        } = self;
        let date_text = date.strftime("%Y-%m-%dT%H:%M:%SZ");
        let name = if kind == Kind::Info {
            "WARC-Filename"
        } else {
            "WARC-Target-URI"
        };
        let payload_digest = match kind {
            Kind::Response => format!("WARC-Payload-Digest: {}\r\n", sha1(&[payload])),
            _ => String::new(),
        };
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {}\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Date: {date_text}\r\n{name}: {uri}\r\n\
             WARC-Block-Digest: {}\r\n{payload_digest}Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
            kind.name(),
            self.id(),
            sha1(&[before, payload]),
            before.len() + payload.len()
        );
        [head.as_bytes(), before, payload, b"\r\n\r\n"].concat()
    }

    /// A UUID of version 8 (RFC 9562, section 5.8): a digest of all that the record is. The same capture has the same name.
    fn id(&self) -> String {
        let date = self.date.as_nanosecond().to_le_bytes();
        let digest = digest128(&[
            self.kind.name().as_bytes(),
            &date,
            self.uri.as_bytes(),
            self.before,
            self.payload,
        ]);
        let version = digest & !(0xf << 76) | 8 << 76;
        let id = version & !(3 << 62) | 2 << 62;
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            id >> 96,
            id >> 80 & 0xffff,
            id >> 64 & 0xffff,
            id >> 48 & 0xffff,
            id & 0xffff_ffff_ffff
        )
    }
}

/// A record as a gzip member of its own.
pub(crate) fn member(record: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(record.len() / 2), Compression::default());
    encoder.write_all(record)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::warc::head::Head;

    #[test]
    fn a_record_says_what_it_is_and_how_long() {
        let record = Record {
            kind: Kind::Response,
            date: "2021-06-14T08:00:00.7Z".parse().unwrap(),
            uri: "https://example.org/a",
            media_type: "application/http; msgtype=response",
            before: b"HTTP/1.1 200 OK\r\n\r\n",
            payload: b"<p>Text",
        };
        let bytes = record.to_bytes();
        let (head, length) = Head::read(&bytes).unwrap();
        assert_eq!((head.kind, head.length), (Kind::Response, 26));
        assert_eq!(&bytes[length..], b"HTTP/1.1 200 OK\r\n\r\n<p>Text\r\n\r\n");
        assert_eq!(head.date.unwrap().to_string(), "2021-06-14T08:00:00Z");
        let id = head.id.unwrap();
        let parts: Vec<usize> = id
            .rsplit(':')
            .next()
            .unwrap()
            .split('-')
            .map(str::len)
            .collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{id}");
        assert!(id.split('-').nth(2).unwrap().starts_with('8'), "{id}");
        assert_ne!(Record { uri: "b", ..record }.id(), record.id());
        assert_eq!(record.to_bytes(), bytes);
    }
}
