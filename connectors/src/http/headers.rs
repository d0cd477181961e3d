//! What the headers of a reply say, read with patience: what cannot be understood is as if it were not there.

use std::time::Duration;

use http::{HeaderMap, HeaderName, header};
use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};

use super::ask::Validators;

/// Longer waits are slips (317,100 s were seen): a day is enough for every maintenance.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(24);

/// The text of a header, if it is there once at least and is text.
pub(crate) fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let text = std::str::from_utf8(headers.get(name)?.as_bytes())
        .ok()?
        .trim();
    (!text.is_empty()).then_some(text)
}

/// The media type in lower case and the charset, both without decoration.
pub(crate) fn content_type(headers: &HeaderMap) -> (Option<String>, Option<String>) {
    text(headers, header::CONTENT_TYPE).map_or((None, None), media)
}

/// The same of a header's text.
pub(crate) fn media(text: &str) -> (Option<String>, Option<String>) {
    let mut parts = text.split([';', ',']);
    let media = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    (media.contains('/').then_some(media), charset)
}

/// What to remember of a reply. `Expires: 0` marks hosts that send the same validators for ever, whatever changes;
/// `no-store` forbids keeping the document, not asking the host whether it has changed.
pub(crate) fn validators(headers: &HeaderMap) -> Validators {
    if text(headers, header::EXPIRES) == Some("0") {
        return Validators::default();
    }
    let kept = |name| text(headers, name).map(str::to_owned);
    Validators {
        etag: kept(header::ETAG),
        last_modified: kept(header::LAST_MODIFIED),
    }
}

/// What to remember after a 304: what it says takes the place of what was remembered, and what it does not say stays (RFC
/// 9111, section 3.2). A 304 with another date and no tag is about another document than the one that was remembered
/// (section 4.3.4): then the old tag, which its host would have to send with it (RFC 9110, section 15.4.5), is its no more.
/// One with neither says nothing of them; forgetting the tag then would cost the host a whole answer every other time.
pub(crate) fn refreshed(old: &Validators, headers: &HeaderMap) -> Validators {
    let new = validators(headers);
    let is_another = new.last_modified.is_some() && new.last_modified != old.last_modified;
    let old_etag = || old.etag.clone().filter(|_| !is_another);
    Validators {
        etag: new.etag.or_else(old_etag),
        last_modified: new.last_modified.or_else(|| old.last_modified.clone()),
    }
}

/// `Cache-Control: max-age`, less the `Age` that the answer already has; where there is none, `Expires`.
pub(crate) fn fresh_for(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let directives = text(headers, header::CACHE_CONTROL).unwrap_or_default();
    let directives = directives.to_ascii_lowercase();
    let seconds = |text: &str| text.trim().trim_matches('"').parse::<u64>().ok();
    let mut max_age = None;
    for directive in directives.split(',') {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim() {
            "no-cache" | "no-store" => return None,
            "max-age" => max_age = max_age.or(seconds(value)),
            _ => {}
        }
    }
    let age = text(headers, header::AGE).and_then(seconds).unwrap_or(0);
    let Some(max_age) = max_age else {
        return expires_in(headers, now);
    };
    Some(Duration::from_secs(max_age.saturating_sub(age)))
}

/// How long it is until `Expires`, by the host's own clock if it tells the time.
fn expires_in(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let expires = http_date(text(headers, header::EXPIRES)?)?;
    let date = text(headers, header::DATE).and_then(http_date);
    let left = expires.duration_since(date.unwrap_or(now));
    Duration::try_from(left).ok().filter(|left| !left.is_zero())
}

/// How long the host does not want to be asked again: seconds or a date (RFC 9110, section 10.2.3).
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = text(headers, header::RETRY_AFTER)?;
    let wait = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are many seconds all the same.
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        // A date that has passed says nothing about now.
        Duration::try_from(http_date(text)?.duration_since(now)).ok()?
    };
    (!wait.is_zero()).then(|| wait.min(MAX_RETRY_AFTER))
}

/// A date in one of the three forms of HTTP (RFC 9110, section 5.6.7).
fn http_date(text: &str) -> Option<Timestamp> {
    const PARSER: DateTimeParser = DateTimeParser::new();
    if let Ok(time) = PARSER.parse_timestamp(text) {
        return Some(time);
    }
    let old_forms = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    old_forms.iter().find_map(|form| {
        let civil = jiff::civil::DateTime::strptime(form, text).ok()?;
        Some(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        let list = list.iter();
        list.map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn content_types_are_read_as_they_are_written() {
        let check = |written: &str, media: Option<&str>, charset: Option<&str>| {
            let got = content_type(&headers(&[("content-type", written)]));
            assert_eq!(
                (got.0.as_deref(), got.1.as_deref()),
                (media, charset),
                "for `{written}`"
            );
        };
        check("text/html", Some("text/html"), None);
        check(
            "Text/HTML; Charset=\"ISO-8859-2\"",
            Some("text/html"),
            Some("ISO-8859-2"),
        );
        check(
            "text/xml ;a=b; charset = 'utf-8' ",
            Some("text/xml"),
            Some("utf-8"),
        );
        check("text/html; charset=", Some("text/html"), None);
        check("html; charset=koi8-r", None, Some("koi8-r"));
        check("text/html,charset=utf-8", Some("text/html"), Some("utf-8"));
        check("  ", None, None);
    }

    #[test]
    fn validators_are_kept_as_they_came() {
        let got = validators(&headers(&[
            ("etag", "W/\"a b\""),
            ("last-modified", "yesterday"),
        ]));
        assert_eq!(got.etag.as_deref(), Some("W/\"a b\""));
        assert_eq!(got.last_modified.as_deref(), Some("yesterday"));
        let never = validators(&headers(&[("etag", "\"a\""), ("expires", "0")]));
        assert_eq!(never, Validators::default());
        let kept = validators(&headers(&[
            ("etag", "\"a\""),
            ("cache-control", "no-store"),
        ]));
        assert_eq!(kept.etag.as_deref(), Some("\"a\""));
    }

    #[test]
    fn a_304_changes_only_what_it_says() {
        let old = Validators {
            etag: Some("\"1\"".into()),
            last_modified: Some("then".into()),
        };
        assert_eq!(refreshed(&old, &HeaderMap::new()), old);
        assert_eq!(refreshed(&old, &headers(&[("last-modified", "then")])), old);
        let new = refreshed(&old, &headers(&[("etag", "\"2\"")]));
        assert_eq!(
            (new.etag.as_deref(), new.last_modified),
            (Some("\"2\""), old.last_modified)
        );
    }

    #[test]
    fn a_304_with_another_date_and_no_tag_ends_the_tag_that_was_remembered() {
        let old = Validators {
            etag: Some("\"1\"".into()),
            last_modified: Some("then".into()),
        };
        let new = refreshed(&old, &headers(&[("last-modified", "now")]));
        assert_eq!(
            (new.etag, new.last_modified.as_deref()),
            (None, Some("now"))
        );
    }

    #[test]
    fn freshness_is_what_is_left_of_it() {
        let check = |list: &[(&'static str, &str)], expect: Option<u64>| {
            let now = "1994-11-06T08:49:07Z".parse().unwrap();
            let got = fresh_for(&headers(list), now);
            assert_eq!(got, expect.map(Duration::from_secs), "for {list:?}");
        };
        check(&[("cache-control", "public, Max-Age=600")], Some(600));
        check(
            &[("cache-control", "max-age=600"), ("age", "200")],
            Some(400),
        );
        check(&[("cache-control", "max-age=600"), ("age", "900")], Some(0));
        check(&[("cache-control", "no-cache, max-age=600")], None);
        check(&[("cache-control", "max-age=soon")], None);
        let expires = ("expires", "Sun, 06 Nov 1994 08:59:07 GMT");
        let date = ("date", "Sun, 06 Nov 1994 08:54:07 GMT");
        check(&[expires], Some(600));
        check(&[expires, date], Some(300));
        check(&[expires, ("cache-control", "private")], Some(600));
        check(&[expires, ("cache-control", "no-cache")], None);
        check(&[expires, ("cache-control", "max-age=60")], Some(60));
        check(&[("expires", "Sun, 06 Nov 1994 08:40:00 GMT")], None);
        check(&[("expires", "-1")], None);
        check(&[], None);
    }

    #[test]
    fn retry_after_is_bounded_and_never_in_the_past() {
        let now: Timestamp = "1994-11-06T08:49:07Z".parse().unwrap();
        let check = |written: &str, expect: Option<u64>| {
            let got = retry_after(&headers(&[("retry-after", written)]), now);
            assert_eq!(got, expect.map(Duration::from_secs), "for `{written}`");
        };
        check("120", Some(120));
        check("0", None);
        check("317100", Some(86_400));
        check("99999999999999999999999", Some(86_400));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(30));
        check("Sunday, 06-Nov-94 08:49:37 GMT", Some(30));
        check("Sun Nov  6 08:49:37 1994", Some(30));
        check("Sun, 06 Nov 1994 08:40:00 GMT", None);
        check("Fri, 31 Dec 2027 23:59:59 GMT", Some(86_400));
        check("-5", None);
        check("soon", None);
    }
}
