//! A list page that has moved for good, over a scripted network with paused time.

use std::sync::Arc;

use super::*;
use crate::http::script::{Script, Scripted, hasty};

const OLD: &str = "https://example.org/news";
const NEW: &str = "https://example.org/latest";

/// A page that has moved for good; from the hour `back` on only the old address has it.
fn moving(back: u64) -> Arc<Script> {
    let start = tokio::time::Instant::now();
    Script::new(move |request| {
        let is_back = start.elapsed() >= Duration::from_hours(back);
        let is_old = request.url.as_str() == OLD;
        match request.headers.get("if-none-match") {
            _ if is_old && !is_back => Scripted::new(301, "moved").header("location", NEW),
            _ if is_back && !is_old => Scripted::new(404, "no such page"),
            Some(_) => Scripted::new(304, "").header("etag", "x"),
            None => Scripted::new(200, FRONT)
                .header("content-type", "text/html")
                .header("etag", "x"),
        }
    })
}

#[tokio::test(start_paused = true)]
async fn a_page_that_has_moved_for_good_for_a_week_is_asked_at_its_new_address_and_that_is_told_once()
 {
    let script = moving(12 * 24);
    let list = PageConnector::new(
        SourceId::new("s"),
        page(),
        script.web(hasty()),
        script.clock(),
    );
    let (mut cursor, mut moves, mut first_direct) = (Cursor::start(), Vec::new(), None);
    for hour in 0..(14 * 24) {
        script.take_asked();
        let batch = list.fetch(&cursor).await.unwrap();
        if script.take_asked()[0].url == NEW && first_direct.is_none() {
            first_direct = Some(hour);
        }
        let signs = batch.signs.into_iter();
        let signs = signs.filter(|sign| matches!(sign, Sign::Moved { .. }));
        moves.extend(signs.map(|sign| (hour, sign)));
        if hour < 12 * 24 {
            assert!(batch.notes[0].message.contains(NEW), "{:?}", batch.notes);
        }
        cursor = batch.cursor;
        tokio::time::advance(Duration::from_hours(1)).await;
    }
    let told = Sign::Moved {
        from: OLD.to_owned(),
        to: NEW.to_owned(),
    };
    assert_eq!(moves, [(7 * 24, told)]);
    assert_eq!(first_direct, Some(7 * 24 + 1));
    // When the new address is gone, the old one is asked again, and it stays so.
    script.take_asked();
    let batch = list.fetch(&cursor).await.unwrap();
    let urls: Vec<String> = script.take_asked().into_iter().map(|one| one.url).collect();
    assert_eq!(urls, [OLD]);
    assert_eq!(batch.notes, []);
}
