//! What a status means for whoever asked.

use http::{HeaderMap, HeaderName, StatusCode};
use item::DropReason;

use super::redirect::is_redirect;

/// Headers by which walls against robots give themselves away: the name, and a part of the value.
const WALLS: [(&str, &str); 6] = [
    ("cf-mitigated", "challenge"),
    ("x-amzn-waf-action", ""),
    ("x-vercel-mitigated", ""),
    ("x-datadome", "protected"),
    ("x-sucuri-block", ""),
    ("server", "ddos-guard"),
];

/// What is to be done with a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Read its body.
    Good,
    /// What is remembered still holds.
    NotModified,
    /// Ask elsewhere.
    Elsewhere,
    /// It may go better later: why, in words.
    TryLater(String),
    /// It will not be given.
    Refused {
        reason: DropReason,
        detail: String,
        hint: Option<String>,
    },
}

/// Judges a reply by its status; `conditional` says whether anything was remembered.
pub(crate) fn judge(status: StatusCode, headers: &HeaderMap, conditional: bool) -> Verdict {
    let code = status.as_u16();
    let answered = match status.canonical_reason() {
        Some(reason) => format!("it answered {code} ({reason})"),
        None => format!("it answered {code}"),
    };
    let refused = |reason, hint: Option<&str>| Verdict::Refused {
        reason,
        detail: answered.clone(),
        hint: hint.map(str::to_owned),
    };
    match code {
        304 if conditional => Verdict::NotModified,
        304 => Verdict::TryLater(format!("{answered}, though nothing was remembered of it")),
        206 => Verdict::TryLater(format!("{answered}, though all of it was asked for")),
        202 | 401 | 403 | 429 | 503 if is_wall(headers) => Verdict::Refused {
            reason: DropReason::Walled,
            detail: format!("{answered} with a check for robots"),
            hint: Some(
                "ask the publisher for access, or read it through a feed with full texts"
                    .to_owned(),
            ),
        },
        200..=299 => Verdict::Good,
        _ if is_redirect(status) => Verdict::Elsewhere,
        404 | 410 => refused(DropReason::NotFound, None),
        401 => refused(
            DropReason::Forbidden,
            Some("if you have access, give the source `basic_auth`, `cookie` or `headers`"),
        ),
        402 => refused(DropReason::Walled, Some("it wants to be paid for")),
        403 => refused(
            DropReason::Forbidden,
            Some("it may want another `user_agent`, a `cookie`, or not to be read by programs"),
        ),
        407 => refused(
            DropReason::Forbidden,
            Some("write name and password into the URL in `proxy`"),
        ),
        451 => refused(DropReason::Forbidden, None),
        408 | 425 | 429 | 500..=599 => Verdict::TryLater(answered),
        400..=499 => refused(DropReason::Unreachable, None),
        _ => Verdict::TryLater(format!("{answered}, which means nothing to a reader")),
    }
}

fn is_wall(headers: &HeaderMap) -> bool {
    WALLS.iter().any(|(name, part)| {
        let value = headers.get(HeaderName::from_static(name));
        value.is_some_and(|value| {
            let value = value.as_bytes().to_ascii_lowercase();
            part.is_empty() || String::from_utf8_lossy(&value).contains(part)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: u16, mark: Option<(&'static str, &str)>, expect: &str) {
        let mut headers = HeaderMap::new();
        if let Some((name, value)) = mark {
            headers.insert(name, value.parse().unwrap());
        }
        let got = match judge(StatusCode::from_u16(code).unwrap(), &headers, true) {
            Verdict::Refused { reason, .. } => reason.name(),
            Verdict::TryLater(_) => "later",
            Verdict::Good => "good",
            Verdict::NotModified => "not modified",
            Verdict::Elsewhere => "elsewhere",
        };
        assert_eq!(got, expect, "for {code} {mark:?}");
    }

    #[test]
    fn every_status_has_one_meaning() {
        for (codes, expect) in [
            (&[200, 201, 203, 204][..], "good"),
            (&[304], "not modified"),
            (&[301, 302, 303, 307, 308], "elsewhere"),
            (&[404, 410], "not_found"),
            (&[401, 403, 407, 451], "forbidden"),
            (&[402], "walled"),
            (&[400, 405, 406, 414, 418], "unreachable"),
            (
                &[
                    206, 300, 305, 408, 425, 429, 500, 502, 503, 504, 520, 599, 999,
                ],
                "later",
            ),
        ] {
            for code in codes {
                check(*code, None, expect);
            }
        }
    }

    #[test]
    fn a_wall_against_robots_is_told_from_a_refusal() {
        check(403, Some(("cf-mitigated", "challenge")), "walled");
        check(503, Some(("cf-mitigated", "Challenge")), "walled");
        check(202, Some(("x-amzn-waf-action", "challenge")), "walled");
        check(403, Some(("server", "cloudflare")), "forbidden");
        check(403, Some(("server", "ddos-guard")), "walled");
        check(200, Some(("server", "ddos-guard")), "good");
        check(404, Some(("cf-mitigated", "challenge")), "not_found");
    }

    #[test]
    fn a_304_to_an_unconditional_question_is_no_answer() {
        let got = judge(StatusCode::NOT_MODIFIED, &HeaderMap::new(), false);
        assert!(matches!(got, Verdict::TryLater(_)));
    }
}
