//! What a page says beside its text reaches the item, and `explain` tells where each value was found.

use crate::support::Desk;

const PAGE: &str = r#"<html lang=en><head><title>Bridge closed on Monday | Daily Post</title>
<meta property="og:title" content="Bridge closed on Monday"><meta property="og:site_name" content="Daily Post">
<meta property="og:image" content="https://daily.example/bridge.jpg"><meta property="article:section" content="Traffic">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge closed on Monday","datePublished":"2021-06-14T08:00:00Z",
"author":[{"@type":"Person","name":"Ann Lee"},{"@type":"Organization","name":"Reuters"}],"isAccessibleForFree":"False",}</script></head>
<body><article><h1>Bridge closed on Monday</h1><p>By Ann Lee</p><p>14 June 2021, 10:00</p>
<p>The old bridge over the river will be closed from Monday, the council said, because two of its pillars have cracks.</p>
<p>Engineers had warned about the damage in March, but repairs were put off twice, for lack of money and of steel.</p>
</article></body></html>"#;

#[test]
fn explain_tells_where_each_value_of_a_page_was_found() {
    let desk = Desk::plain();
    desk.write("in/bridge.html", PAGE);
    desk.run(&["fetch"]).expect(0);
    let item = desk.delivered().remove(0);
    let article = &item.item()["article"];
    assert_eq!(article["byline"], serde_json::json!(["Ann Lee"]));
    assert_eq!(article["credits"][0]["name"], "Reuters");
    assert_eq!(article["date_published"], "2021-06-14T10:00:00+02:00");
    assert_eq!(article["section"], "Traffic");
    assert_eq!(article["image"], "https://daily.example/bridge.jpg");
    assert_eq!(article["is_accessible_for_free"], false);
    let explained = desk.run(&["explain", "in/bridge.html"]).expect(0).stdout;
    for line in [
        "Bridge closed on Monday ← h1, as meta og:title has it (declared)",
        "Ann Lee ← JSON-LD author (declared)",
        "2021-06-14T10:00:00+02:00 ← JSON-LD datePublished, with the hour beside the headline (declared)",
        "Traffic ← meta article:section (declared)",
        "no ← JSON-LD isAccessibleForFree (declared)",
    ] {
        assert!(explained.contains(line), "{line} is missing in {explained}");
    }
}
