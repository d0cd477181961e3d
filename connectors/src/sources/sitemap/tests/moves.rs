//! A sitemap that has moved for good.

use super::*;

const OLD: &str = "https://a.example/old.xml";
const NEW: &str = "https://a.example/new.xml";

#[tokio::test(start_paused = true)]
async fn a_sitemap_that_has_moved_for_good_for_a_week_is_asked_at_its_new_address_and_that_is_told_once()
 {
    let mut site = Site::new(OLD, |_| ());
    let redirect = Scripted::new(301, "moved").header("location", NEW);
    let list = urlset(["https://a.example/1"]);
    site.answer(OLD, redirect);
    site.put(NEW, list.clone());
    let (mut moves, mut first_direct) = (Vec::new(), None);
    for hour in 0..(10 * 24) {
        let polled = site.poll(60).await.unwrap();
        if site.asked()[0] == "/new.xml" && first_direct.is_none() {
            first_direct = Some(hour);
        }
        assert!(polled.notes[0].message.contains(NEW), "{:?}", polled.notes);
        moves.extend(polled.signs.into_iter().map(|sign| (hour, sign)));
    }
    let told = Sign::Moved {
        from: OLD.to_owned(),
        to: NEW.to_owned(),
    };
    // A poll takes its time, so the week may be over an hour earlier or later by the number of polls.
    assert_eq!(moves.len(), 1, "{moves:?}");
    let (hour, sign) = &moves[0];
    assert_eq!(*sign, told);
    assert!((7 * 24 - 1..=7 * 24 + 1).contains(hour), "{hour}");
    assert_eq!(first_direct, Some(hour + 1));
    // When the new address is gone, the old one is asked again.
    site.answer(NEW, Scripted::new(404, "no such page"));
    site.put(OLD, list);
    let polled = site.poll(60).await.unwrap();
    assert_eq!(site.asked(), ["/new.xml", "/old.xml"]);
    assert!(polled.notes.is_empty() && polled.signs.is_empty());
    site.poll(60).await.unwrap();
    assert_eq!(site.asked(), ["/old.xml"]);
}
