//! What stands inside and around the text of an article without being part of it.

use super::*;

const REPORT: &str = "The mill by the river was sold to a company from the capital, its owner of thirty years told this paper.";

fn removed_by(cleaned: &Cleaned, rule: &str) -> Vec<String> {
    let removed = cleaned.removed.iter();
    let removed = removed.filter(|removed| removed.rule == rule);
    removed.map(|removed| removed.text.clone()).collect()
}

#[test]
fn a_line_in_one_box_with_a_picture_is_its_caption_and_photo_stories_keep_theirs() {
    let caption = "The second pillar, seen from the river on Sunday.";
    let photo = |text: &str| format!("<div class=x7><img src=a.jpg><p>{text}</p></div>");
    let page = format!(
        "<div class=x1><p>{FIRST}</p>{}<p>{SECOND}</p><p>{THIRD}</p><p>{REPORT}</p></div>",
        photo(caption)
    );
    let cleaned = clean(&page);
    assert_eq!(
        cleaned.article.text,
        [FIRST, SECOND, THIRD, REPORT].join("\n\n")
    );
    assert_eq!(removed_by(&cleaned, "caption"), [caption]);
    let story: String = [FIRST, SECOND, THIRD].map(photo).concat();
    check(
        &format!("<div class=x1>{story}</div>"),
        &[FIRST, SECOND, THIRD],
    );
}

#[test]
fn words_in_large_type_and_a_copy_for_printing_are_said_once() {
    let quoted = "repairs were put off twice, for lack of money and of steel.";
    let page = format!(
        "<article><p>{FIRST}</p><blockquote>{quoted} {quoted}</blockquote><p>{SECOND}</p><p>{THIRD}</p></article>"
    );
    assert!(clean(&page).article.text.contains(quoted));
    let page = format!(
        "<article><p>{FIRST}</p><blockquote>Engineers had warned about the damage in March, but repairs were put off twice</blockquote>\
         <p>{SECOND}</p><p>{THIRD}</p></article>"
    );
    check(&page, &[FIRST, SECOND, THIRD]);
    let page = format!(
        "<article><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><div>{FIRST} {SECOND} {THIRD}</div></article>"
    );
    let cleaned = clean(&page);
    assert_eq!(cleaned.article.text, [FIRST, SECOND, THIRD].join("\n\n"));
    assert_eq!(removed_by(&cleaned, "copy of the text").len(), 1);
}

#[test]
fn later_entries_of_a_blog_are_other_articles_though_they_are_no_article_elements() {
    let entry =
        |title: &str, text: &str| format!("<div class='post hentry'><h2>{title}</h2>{text}</div>");
    let own = format!("{}<p>{SECOND} {FIRST}</p>", paragraphs());
    let other = format!("<p>{REPORT}</p>").repeat(4);
    let page = format!(
        "<title>Bridge closed</title><div>{}{}</div>",
        entry("Bridge closed", &own),
        entry("Mill sold", &other)
    );
    let text = clean(&page).article.text;
    assert!(text.contains(THIRD) && !text.contains(REPORT), "{text}");
}

#[test]
fn the_lead_between_headline_and_body_is_a_part_of_the_article() {
    let lead = "Two pillars of the old bridge have cracks, and nobody knows yet who is going to pay for them.";
    let page = format!(
        "<h1>Bridge closed</h1><div class=x4><p>{lead}</p></div><div class=share><a href=/s>Share</a></div>\
         <div class=article-body>{}</div>",
        paragraphs()
    );
    check(&page, &[lead, FIRST, SECOND, THIRD]);
}

#[test]
fn a_list_of_reports_with_their_first_sentences_is_none_of_the_text() {
    let reports = ["Mill sold", "Harvest is good", "Rain until Friday"].map(|title| {
        format!("<div><a href='/news/{title}'>{title} as never before in these parts</a><div>{REPORT}</div></div>")
    });
    let page = format!("<div class=x1>{}{}</div>", paragraphs(), reports.concat());
    let cleaned = clean(&page);
    assert_eq!(cleaned.article.text, [FIRST, SECOND, THIRD].join("\n\n"));
    assert_eq!(removed_by(&cleaned, "list of reports").len(), 6);
}

#[test]
fn links_to_what_an_article_speaks_of_stay_and_offers_of_the_site_go() {
    let list = |links: [&str; 3]| {
        let part = |link: &str| {
            link.split('/')
                .next_back()
                .unwrap_or_default()
                .replace('.', " as ")
        };
        let items =
            links.map(|link| format!("<li><a href='{link}'>The report, part {}</a>", part(link)));
        format!("<ul>{}</ul>", items.concat())
    };
    let sources = list([
        "https://council.example/a.pdf",
        "https://engineers.example/b.pdf",
        "https://court.example/c.pdf",
    ]);
    let offers = list([
        "/a",
        "https://sport.dailypost.example/b",
        "https://t.me/dailypost",
    ]);
    let page = |list: &str| format!("<div class=x1>{}{list}<p>{REPORT}</p></div>", paragraphs());
    assert!(
        clean(&page(&sources))
            .article
            .text
            .contains("The report, part c as pdf")
    );
    let cleaned = clean(&page(&offers));
    assert_eq!(
        cleaned.article.text,
        [FIRST, SECOND, THIRD, REPORT].join("\n\n")
    );
    assert_eq!(removed_by(&cleaned, "box of links").len(), 3);
}

#[test]
fn it_is_told_which_part_was_taken_for_the_body_and_by_which_name_others_were_left_out() {
    let page = format!(
        "<div itemprop=articleBody>{}<div class=newsletter-box><p>Our letter brings you the news of the town.</p></div></div>",
        paragraphs()
    );
    let cleaned = clean(&page);
    let choice = cleaned.choice.as_ref().expect("a page has one");
    assert_eq!(choice.candidate, "itemprop articleBody");
    assert!(
        choice
            .rivals
            .iter()
            .any(|rival| rival.candidate == "scored")
    );
    assert_eq!(
        removed_by(&cleaned, "named `newsletter`"),
        ["Our letter brings you the news of the town."]
    );
}
