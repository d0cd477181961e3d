//! Records -> pages: which of them hold one, and what it is.

use std::borrow::Cow;

use url::Url;

use super::{
    coding::{Undecoded, joined, plain},
    digest::{self, Checked},
    head::{Head, Kind},
    http::Message,
};
use crate::http::media;

/// Longer addresses are no pages of articles, and would be written down again and again.
const LONGEST_URL: usize = 4096;

/// Media types of pages with text. What says nothing of itself is looked at when it is opened.
const TEXTS: [&str; 3] = ["text/html", "application/xhtml+xml", "text/plain"];

/// A page that a record offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) url: Url,
    /// Whether a digest stands there that cannot be checked.
    pub(crate) is_unchecked: bool,
}

/// Why a record offers none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LeftOut {
    /// It is of a kind that holds no page.
    Kind(Kind),
    /// A part of a page that several records hold together.
    Segment,
    /// The server gave another status than 200.
    Status,
    /// It is a picture, a script, a feed: no page with text.
    NoText,
    /// Its address is none of the web.
    Address,
    /// It is no answer of a server that can be understood.
    NoAnswer,
}

/// What a record offers, by its head and the beginning of its block.
pub(crate) fn offer(head: &Head, block: &[u8]) -> Result<Offer, LeftOut> {
    if !matches!(
        head.kind,
        Kind::Response | Kind::Resource | Kind::Conversion
    ) {
        return Err(LeftOut::Kind(head.kind));
    }
    if head.is_segment {
        return Err(LeftOut::Segment);
    }
    let uri = head.uri.as_deref().filter(|uri| uri.len() <= LONGEST_URL);
    let url = uri.and_then(|uri| Url::parse(uri).ok());
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or(LeftOut::Address)?;
    let media_type = if head.kind == Kind::Response {
        let message = Message::read(block).ok_or(LeftOut::NoAnswer)?;
        if message.status != 200 {
            return Err(LeftOut::Status);
        }
        message.header("content-type").map_or((None, None), media).0
    } else {
        head.media_type.clone()
    };
    if media_type.is_some_and(|media_type| !TEXTS.contains(&&*media_type)) {
        return Err(LeftOut::NoText);
    }
    let digests = [&head.block_digest, &head.payload_digest];
    Ok(Offer {
        url,
        is_unchecked: digests
            .into_iter()
            .flatten()
            .any(|digest| !digest::is_known(digest)),
    })
}

/// What a page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) bytes: Vec<u8>,
    pub(crate) media_type: Option<String>,
    pub(crate) charset: Option<String>,
}

/// Why a record's page cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoPage {
    Malformed(String),
    TooLarge,
}

/// The page in a record's whole block, of `most` bytes at most.
pub(crate) fn page(head: &Head, block: Vec<u8>, most: u64) -> Result<Page, NoPage> {
    if let Some(digest) = &head.block_digest
        && digest::check(digest, &block) == Checked::Wrong
    {
        return Err(wrong_digest("WARC-Block-Digest", digest));
    }
    if head.kind != Kind::Response {
        check_payload(head, &[&block])?;
        return Ok(Page {
            bytes: block,
            media_type: head.media_type.clone(),
            charset: head.charset.clone(),
        });
    }
    let message = Message::read(&block);
    let message =
        message.ok_or_else(|| NoPage::Malformed("it holds no answer of a server".to_owned()))?;
    let body = block.get(message.length..).unwrap_or_default();
    let is_chunked = message
        .header("transfer-encoding")
        .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
    let whole = is_chunked.then(|| joined(body)).flatten();
    let whole = whole.map_or(Cow::Borrowed(body), Cow::Owned);
    let codings = message.header("content-encoding").unwrap_or_default();
    let bytes = plain(whole.clone(), codings, most).map_err(|undecoded| match undecoded {
        Undecoded::TooLarge => NoPage::TooLarge,
        Undecoded::Damaged(why) => NoPage::Malformed(format!("its body cannot be unpacked: {why}")),
        Undecoded::Unknown(coding) => NoPage::Malformed(format!(
            "its body is packed as `{coding}`, which is not known"
        )),
    })?;
    // Writers do not agree whether what is digested is the body as it was sent, or joined, or unpacked.
    check_payload(head, &[body, &whole, &bytes])?;
    let (media_type, charset) = message.header("content-type").map_or((None, None), media);
    Ok(Page {
        bytes: bytes.into_owned(),
        media_type,
        charset,
    })
}

fn check_payload(head: &Head, forms: &[&[u8]]) -> Result<(), NoPage> {
    let Some(digest) = &head.payload_digest else {
        return Ok(());
    };
    let is_right = forms
        .iter()
        .any(|form| digest::check(digest, form) != Checked::Wrong);
    if is_right {
        Ok(())
    } else {
        Err(wrong_digest("WARC-Payload-Digest", digest))
    }
}

fn wrong_digest(field: &str, digest: &str) -> NoPage {
    NoPage::Malformed(format!(
        "its content is not that of its `{field}: {digest}`"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::warc::digest::sha1;

    fn head(kind: Kind, uri: &str) -> Head {
        Head {
            kind,
            uri: Some(uri.to_owned()),
            id: None,
            date: None,
            length: 0,
            media_type: None,
            charset: None,
            block_digest: None,
            payload_digest: None,
            is_segment: false,
            digest: 0,
        }
    }

    const URL: &str = "https://example.org/a";

    fn response(headers: &str, body: &[u8]) -> Vec<u8> {
        [format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat()
    }

    #[test]
    fn pages_with_text_are_offered_and_the_rest_is_left_out_for_a_reason() {
        let check = |head: &Head, block: &[u8], expect: Result<(), LeftOut>| {
            assert_eq!(offer(head, block).map(drop), expect, "{head:?}");
        };
        let answer = head(Kind::Response, URL);
        for media_type in [
            "text/html; charset=utf-8",
            "TEXT/HTML",
            "application/xhtml+xml",
            "text/plain",
            "",
        ] {
            let block = response(&format!("Content-Type: {media_type}\r\n"), b"");
            check(&answer, &block, Ok(()));
        }
        let picture = response("Content-Type: image/png\r\n", b"");
        check(&answer, &picture, Err(LeftOut::NoText));
        check(
            &answer,
            b"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n",
            Err(LeftOut::Status),
        );
        check(
            &answer,
            b"HTTP/1.1 200 OK\r\nContent-",
            Err(LeftOut::NoAnswer),
        );
        let good = response("", b"");
        for uri in [
            "dns:example.org",
            "ftp://example.org/a",
            "nonsense",
            "metadata://a/b",
        ] {
            check(&head(Kind::Response, uri), &good, Err(LeftOut::Address));
        }
        let long = format!("{URL}{}", "a".repeat(LONGEST_URL));
        check(&head(Kind::Response, &long), &good, Err(LeftOut::Address));
        for kind in [Kind::Request, Kind::Revisit, Kind::Info, Kind::Other] {
            check(&head(kind, URL), &good, Err(LeftOut::Kind(kind)));
        }
        let mut part = answer.clone();
        part.is_segment = true;
        check(&part, &good, Err(LeftOut::Segment));
        let mut text = head(Kind::Conversion, URL);
        text.media_type = Some("text/plain".to_owned());
        check(&text, b"Words.", Ok(()));
        let mut file = head(Kind::Resource, URL);
        file.media_type = Some("image/png".to_owned());
        check(&file, b"", Err(LeftOut::NoText));
    }

    #[test]
    fn a_digest_that_cannot_be_checked_is_told() {
        let mut answer = head(Kind::Response, URL);
        answer.payload_digest = Some("sha1:ABC".to_owned());
        assert!(!offer(&answer, &response("", b"")).unwrap().is_unchecked);
        answer.block_digest = Some("md5:ABC".to_owned());
        assert!(offer(&answer, &response("", b"")).unwrap().is_unchecked);
    }

    #[test]
    fn a_body_is_joined_and_unpacked_and_its_digest_may_be_of_any_form() {
        let packed = zstd::encode_all(&b"<p>Text"[..], 3).unwrap();
        let sent = [
            format!("{:x}\r\n", packed.len()).as_bytes(),
            &packed,
            b"\r\n0\r\n\r\n",
        ]
        .concat();
        let headers = "Transfer-Encoding: chunked\r\nContent-Encoding: zstd\r\nContent-Type: text/html; charset=koi8-r\r\n";
        let block = response(headers, &sent);
        for digested in [&sent[..], &packed, b"<p>Text"] {
            let mut answer = head(Kind::Response, URL);
            answer.payload_digest = Some(sha1(&[digested]));
            answer.block_digest = Some(sha1(&[&block]));
            let page = page(&answer, block.clone(), 100).unwrap();
            assert_eq!(page.bytes, b"<p>Text");
            assert_eq!(page.charset.as_deref(), Some("koi8-r"));
        }
    }

    #[test]
    fn a_wrong_digest_a_bomb_and_an_unknown_coding_are_told_in_words() {
        let said = |answer: &Head, block: Vec<u8>, most: u64| match page(answer, block, most) {
            Err(NoPage::Malformed(why)) => why,
            other => format!("{other:?}"),
        };
        let block = response("", b"<p>Text");
        let mut answer = head(Kind::Response, URL);
        answer.payload_digest = Some(sha1(&[b"other"]));
        assert!(said(&answer, block.clone(), 100).contains("WARC-Payload-Digest"));
        answer.payload_digest = None;
        answer.block_digest = Some(sha1(&[b"other"]));
        assert!(said(&answer, block, 100).contains("WARC-Block-Digest"));
        let answer = head(Kind::Response, URL);
        let bomb = zstd::encode_all(&vec![0; 1000][..], 3).unwrap();
        let block = response("Content-Encoding: zstd\r\n", &bomb);
        assert_eq!(page(&answer, block, 999), Err(NoPage::TooLarge));
        let block = response("Content-Encoding: dcz\r\n", b"\x01\x02");
        assert!(said(&answer, block, 100).contains("`dcz`"));
        assert!(said(&answer, b"<p>".to_vec(), 100).contains("no answer"));
        let mut file = head(Kind::Resource, URL);
        file.payload_digest = Some(sha1(&[b"other"]));
        assert!(said(&file, b"Text".to_vec(), 100).contains("WARC-Payload-Digest"));
    }
}
