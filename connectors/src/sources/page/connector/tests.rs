//! What answers of a host make of a list page's memory.

mod moves;
mod pages;

use config::{Access, Css, Listed};
use scraper::Selector;

use jiff::Timestamp;

use super::*;
use crate::http::Validators;

const FRONT: &str = "<main><a href=/a>First</a><a href=/b>Second</a></main>";

fn page() -> Page {
    Page {
        url: "https://example.org/news".to_owned(),
        listed: Listed::Links(Css {
            written: "main a".to_owned(),
            selector: Selector::parse("main a").unwrap(),
        }),
        next: None,
        pages: 1,
        same_site: true,
        most: 500,
        access: Access::default(),
    }
}

fn response(body: &str, etag: &str) -> Response {
    Response {
        url: "https://example.org/news".to_owned(),
        bytes: body.as_bytes().to_vec(),
        media_type: Some("text/html".to_owned()),
        validators: Validators {
            etag: Some(etag.to_owned()),
            last_modified: None,
        },
        ..Response::default()
    }
}

fn answered(seen: Memory, response: &Response) -> Result<(Batch, Memory), FetchError> {
    let first = First::of(response);
    let batch = if seen.knows(&first.body) {
        let seen = Memory {
            validators: first.validators,
            ..seen
        };
        nothing_new(&page(), &seen)
    } else {
        let list = read(&SourceId::new("s"), &page(), response)?;
        brought(&page(), seen, first, (list, false), None)?
    };
    let memory = Memory::of(&batch.cursor, 0);
    Ok((batch, memory))
}

#[test]
fn a_page_is_read_and_remembered() {
    let (batch, seen) = answered(Memory::default(), &response(FRONT, "1")).unwrap();
    assert_eq!((batch.entries.len(), seen.listed), (2, 2));
    assert_eq!(
        seen.conditions(Timestamp::UNIX_EPOCH).etag.as_deref(),
        Some("1")
    );
}

#[test]
fn the_same_body_again_is_not_read_but_its_validators_are_kept() {
    let (_, mut seen) = answered(Memory::default(), &response(FRONT, "1")).unwrap();
    seen.count(Timestamp::UNIX_EPOCH);
    let (batch, seen) = answered(seen, &response(FRONT, "2")).unwrap();
    assert!(batch.entries.is_empty() && batch.warnings.is_empty());
    assert_eq!((seen.polls, seen.listed), (1, 2));
    assert_eq!(
        seen.conditions(Timestamp::UNIX_EPOCH).etag.as_deref(),
        Some("2")
    );
}

#[test]
fn when_it_is_time_to_see_the_whole_a_known_body_is_read_again() {
    let (_, mut seen) = answered(Memory::default(), &response(FRONT, "1")).unwrap();
    while seen.conditions(Timestamp::UNIX_EPOCH) != Validators::default() {
        seen.count(Timestamp::UNIX_EPOCH);
    }
    seen.count(Timestamp::UNIX_EPOCH);
    let (batch, _) = answered(seen, &response(FRONT, "1")).unwrap();
    assert_eq!(batch.entries.len(), 2);
}

#[test]
fn a_page_that_lost_its_links_warns_at_every_poll_until_it_has_some() {
    let (_, mut seen) = answered(Memory::default(), &response(FRONT, "1")).unwrap();
    let empty = response("<main>Redesigned</main>", "2");
    for _ in 0..2 {
        let batch;
        (batch, seen) = answered(seen, &empty).unwrap();
        assert_eq!((batch.warnings.len(), batch.entries.len()), (1, 0));
        assert_eq!(
            seen.conditions(Timestamp::UNIX_EPOCH),
            Validators::default()
        );
    }
    let (batch, _) = answered(seen, &response(FRONT, "1")).unwrap();
    assert_eq!((batch.warnings.len(), batch.entries.len()), (0, 2));
}

#[test]
fn what_is_no_list_page_is_refused() {
    let check = |response: &Response, reason: DropReason| {
        let error = answered(Memory::default(), response).unwrap_err();
        assert!(
            matches!(&error, FetchError::Refused { reason: found, .. } if *found == reason),
            "{error}"
        );
        assert!(error.hint().is_some());
    };
    check(&response("<main>No links</main>", "1"), DropReason::Empty);
    let mut feed = response("<rss version='2.0'/>", "1");
    feed.media_type = Some("application/rss+xml".to_owned());
    check(&feed, DropReason::Unsupported);
    let mut wall = response(FRONT, "1");
    wall.url = "https://consent.example.org/collectConsent?x=1".to_owned();
    check(&wall, DropReason::Walled);
}

#[test]
fn freshness_is_believed_for_an_hour() {
    let mut answer = response(FRONT, "1");
    answer.fresh_for = Some(Duration::from_hours(24));
    let (batch, _) = answered(Memory::default(), &answer).unwrap();
    assert_eq!(batch.poll_after, Some(LONGEST_FRESH));
}
