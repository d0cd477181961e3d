//! The head of a record: its version line and its named fields (ISO 28500, sections 4 and 5), read leniently.

use item::digest64;
use jiff::Timestamp;

use crate::http::media;

/// How every record begins.
pub(crate) const BEGINNING: [u8; 5] = *b"WARC/";

/// Longer heads are none. Addresses of several kilobytes were seen.
pub(super) const MOST_HEAD: usize = 64 << 10;

/// What of a record is known before its content is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) kind: Kind,
    /// The address that it was captured at, as it is written.
    pub(crate) uri: Option<String>,
    /// Its name, unique in the world, without brackets.
    pub(crate) id: Option<String>,
    /// When it was captured.
    pub(crate) date: Option<Timestamp>,
    /// How many bytes its block has.
    pub(crate) length: u64,
    /// The media type of its block, in lower case, without parameters.
    pub(crate) media_type: Option<String>,
    /// The charset of its block.
    pub(crate) charset: Option<String>,
    pub(crate) block_digest: Option<String>,
    pub(crate) payload_digest: Option<String>,
    /// Whether it is one of several records that hold one capture.
    pub(crate) is_segment: bool,
    /// A digest of the whole head.
    pub(crate) digest: u64,
}

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// What a server answered.
    Response,
    /// A file, without what a server said of it.
    Resource,
    /// Another form of a record: the text of a page.
    Conversion,
    /// A capture that says only that it was like an earlier one.
    Revisit,
    Request,
    Metadata,
    Info,
    Continuation,
    /// Of a kind that is not in the standard.
    Other,
}

impl Kind {
    const NAMES: [(&str, Self); 8] = [
        ("response", Self::Response),
        ("resource", Self::Resource),
        ("conversion", Self::Conversion),
        ("revisit", Self::Revisit),
        ("request", Self::Request),
        ("metadata", Self::Metadata),
        ("warcinfo", Self::Info),
        ("continuation", Self::Continuation),
    ];

    /// Its name, as archives write it.
    pub(crate) fn name(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(_, kind)| *kind == self);
        known.map_or("unknown", |(name, _)| name)
    }

    fn of(name: &str) -> Self {
        let known = Self::NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        known.map_or(Self::Other, |(_, kind)| *kind)
    }
}

impl Head {
    /// Reads the head at the beginning of `bytes`; gives its length with the empty line behind it. `None` where there is
    /// none, or not the whole of one.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let bytes = bytes.get(..MOST_HEAD).unwrap_or(bytes);
        let length = length(bytes)?;
        let text = String::from_utf8_lossy(bytes.get(..length)?);
        let mut fields = Fields::default();
        let mut lines = text.lines();
        is_version(lines.next()?).then_some(())?;
        for line in lines {
            fields.line(line);
        }
        fields.end();
        if fields.are_of_two {
            return None;
        }
        let (media_type, charset) = fields.media.map_or((None, None), |value| media(&value));
        let head = Self {
            kind: Kind::of(&fields.kind?),
            uri: fields.uri,
            id: fields.id,
            date: fields.date,
            length: fields.length?,
            media_type,
            charset,
            block_digest: fields.block_digest,
            payload_digest: fields.payload_digest,
            is_segment: fields.is_segment,
            digest: digest64(bytes.get(..length)?),
        };
        Some((head, length))
    }
}

/// The length of the head at the beginning of `bytes`: up to the first empty line, and with it.
fn length(bytes: &[u8]) -> Option<usize> {
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if end == line.len() && !line.starts_with(&BEGINNING) {
            return None;
        }
        if matches!(line, b"\r\n" | b"\n") {
            return Some(end);
        }
    }
    None
}

/// `WARC/1.1`.
fn is_version(line: &str) -> bool {
    let number = line.trim_end().strip_prefix("WARC/").unwrap_or_default();
    let is_number =
        |part: &str| (1..4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    number
        .split_once('.')
        .is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}

/// The fields as they come in.
#[derive(Debug, Default)]
struct Fields {
    open: Option<(String, String)>,
    kind: Option<String>,
    uri: Option<String>,
    id: Option<String>,
    date: Option<Timestamp>,
    length: Option<u64>,
    media: Option<String>,
    block_digest: Option<String>,
    payload_digest: Option<String>,
    is_segment: bool,
    /// Whether another head began in the middle of this one.
    begins_again: bool,
    /// Whether it did, and both say the same things: then this one was cut off there.
    are_of_two: bool,
}

impl Fields {
    /// A line that begins with a space goes on with the field before it.
    fn line(&mut self, line: &str) {
        if line.starts_with([' ', '\t'])
            && let Some((_, value)) = &mut self.open
        {
            value.push(' ');
            value.push_str(line.trim());
            return;
        }
        self.end();
        let again = line.rfind("WARC/").and_then(|at| line.get(at..));
        self.begins_again |= again.is_some_and(is_version);
        if let Some((name, value)) = line.split_once(':') {
            self.open = Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// Takes the field that is complete; of one that stands twice the first counts.
    fn end(&mut self) {
        let Some((name, value)) = self.open.take() else {
            return;
        };
        let set = |field: &mut Option<String>, value: String| {
            if field.is_none() && !value.is_empty() {
                *field = Some(value);
            }
        };
        let is_known = match name.as_str() {
            "warc-type" => self.kind.is_some(),
            "warc-record-id" => self.id.is_some(),
            "content-length" => self.length.is_some(),
            _ => false,
        };
        self.are_of_two |= self.begins_again && is_known;
        match name.as_str() {
            "warc-type" => set(&mut self.kind, value),
            "warc-target-uri" => set(&mut self.uri, bare(&value)),
            "warc-record-id" => set(&mut self.id, bare(&value)),
            "warc-date" => self.date = self.date.or_else(|| moment(&value)),
            "content-length" => self.length = self.length.or(value.parse().ok()),
            "content-type" => set(&mut self.media, value),
            "warc-block-digest" => set(&mut self.block_digest, value),
            "warc-payload-digest" => set(&mut self.payload_digest, value),
            "warc-segment-number" => self.is_segment = true,
            _ => {}
        }
    }
}

/// Without the brackets that record ids have, and that some writers put around addresses, too.
fn bare(value: &str) -> String {
    let inner = value
        .strip_prefix('<')
        .and_then(|value| value.strip_suffix('>'));
    inner.unwrap_or(value).trim().to_owned()
}

/// `2021-06-14T08:00:00Z`, also with a fraction or less precise (the W3C's profile of ISO 8601, as version 1.1 allows).
fn moment(value: &str) -> Option<Timestamp> {
    if let Ok(moment) = value.parse() {
        return Some(moment);
    }
    let value = value.trim_end_matches('Z');
    if value.is_empty() {
        return None;
    }
    let rest = "0000-01-01T00:00:00".get(value.len()..)?;
    let whole: jiff::civil::DateTime = format!("{value}{rest}").parse().ok()?;
    let zoned = whole.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Head> {
        Head::read(text.as_bytes()).map(|(head, length)| {
            assert_eq!(length, text.len());
            head
        })
    }

    #[test]
    fn a_head_is_read_however_its_fields_are_written() {
        let head = read(
            "WARC/1.0\r\nwarc-type: Response\r\nWARC-Target-URI: <https://example.org/a>\r\nWARC-Date: 2021-06-14T08:00:00Z\r\n\
             WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http;\r\n msgtype=response\r\nContent-Length: 12\r\n\
             Nonsense\r\nWARC-Payload-Digest:sha1:ABC\r\nContent-Length: 13\r\n\r\n",
        )
        .unwrap();
        assert_eq!((head.kind, head.length), (Kind::Response, 12));
        assert_eq!(head.uri.as_deref(), Some("https://example.org/a"));
        assert_eq!(head.id.as_deref(), Some("urn:uuid:1"));
        assert_eq!(head.media_type.as_deref(), Some("application/http"));
        assert_eq!(head.payload_digest.as_deref(), Some("sha1:ABC"));
        assert_eq!(head.date.unwrap().to_string(), "2021-06-14T08:00:00Z");
    }

    #[test]
    fn line_feeds_alone_and_unknown_kinds_will_do() {
        let head = read("WARC/1.1\nWARC-Type: screenshot\nContent-Length: 0\n\n").unwrap();
        assert_eq!((head.kind, head.kind.name()), (Kind::Other, "unknown"));
    }

    #[test]
    fn what_is_no_whole_head_is_none() {
        for text in [
            "",
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 1\r\n",
            "WARC/1.0\r\nContent-Length: 1\r\n\r\n",
            "WARC/1.0\r\nWARC-Type: response\r\n\r\n",
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -1\r\n\r\n",
            "WARC/x\r\nWARC-Type: response\r\nContent-Length: 1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nWARC-Type: response\r\n\r\n",
            "\r\n\r\n",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn dates_may_be_precise_or_not() {
        let check = |written: &str, expect: Option<&str>| {
            let got = moment(written).map(|moment| moment.to_string());
            assert_eq!(got.as_deref(), expect, "for `{written}`");
        };
        check("2021-06-14T08:00:00.25Z", Some("2021-06-14T08:00:00.25Z"));
        check("2021-06-14T10:00:00+02:00", Some("2021-06-14T08:00:00Z"));
        check("2021-06-14", Some("2021-06-14T00:00:00Z"));
        check("2021-06", Some("2021-06-01T00:00:00Z"));
        check("2021", Some("2021-01-01T00:00:00Z"));
        check("2021-06-14T08:00Z", Some("2021-06-14T08:00:00Z"));
        check("20210614080000", None);
        check("yesterday", None);
        check("", None);
    }
}
