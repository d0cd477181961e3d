//! Pages as sites of different makes have them, in several languages; and pages that are none.

mod measured;

use proptest::prelude::*;

use super::*;

const URL: &str = "https://www.example.org/news";

/// The paths of the guessed pages, each once, and the rule.
fn guessed(html: &str) -> (Vec<String>, String) {
    let tree = Html::parse_document(html);
    let origin = Origin::new(URL, URL, None, true).unwrap();
    let guess = guess(&tree, &origin);
    let mut paths: Vec<String> = Vec::new();
    for guessed in guess.links {
        let path = guessed.link.attr("href").unwrap().to_owned();
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    (paths, guess.rule)
}

fn check(html: &str, expect: &[&str], rule: &str) {
    let (paths, found) = guessed(html);
    assert_eq!(paths, expect, "by: {found}");
    assert!(found.contains(rule), "{found}");
}

const NAV: &str = "<header><a href='/'>Home</a><nav><ul><li><a href='/politics'>Politics</a><li><a href='/sport'>Sport</a>
    <li><a href='/special/how-we-work-and-what-we-stand-for'>How we work and what we stand for</a></ul></nav></header>";
const FOOTER: &str = "<footer><a href='/privacy-policy-and-cookies'>Privacy policy and cookies</a>
    <a href='/news/our-newsroom-is-looking-for-editors'>Our newsroom is looking for editors now</a></footer>";

#[test]
fn teasers_with_pictures_headlines_and_dates_in_their_addresses() {
    let teaser = |path: &str, title: &str| {
        format!(
            "<article class='teaser big'><a href='{path}'><img src=a.jpg alt='A picture of something that was seen'></a>
             <a class=section href='/section/politics'>Politics</a><h2><a href='{path}'>{title}</a></h2>
             <time datetime='2026-11-28T08:00:00Z'>today</time><a href='{path}'>Read on</a></article>"
        )
    };
    let html = format!(
        "{NAV}<main>{}{}{}</main><aside class=tags><a href='/tag/war-in-the-east'>War in the East and elsewhere</a></aside>{FOOTER}",
        teaser("/2026/11/28/bridge", "Bridge opens"),
        teaser(
            "/2026/11/28/council",
            "The council has decided to build a second bridge"
        ),
        teaser("/2026/11/27/river", "The river is higher than ever before"),
    );
    check(
        &html,
        &[
            "/2026/11/28/bridge",
            "/2026/11/28/council",
            "/2026/11/27/river",
        ],
        "`article.teaser h2 a` repeats for 3 pages, known by dates in their addresses, headlines",
    );
    let tree = Html::parse_document(&html);
    let origin = Origin::new(URL, URL, None, true).unwrap();
    let first = &guess(&tree, &origin).links[0];
    assert_eq!(first.date.as_deref(), Some("2026-11-28T08:00:00Z"));
    assert_eq!(words(first.link), "Bridge opens", "and not its picture");
}

#[test]
fn a_blog_with_authors_tags_and_comments() {
    let post = |number: u32, slug: &str, title: &str| {
        format!(
            "<article id='post-{number}' class='post-{number} post'><header class='entry-header'><h2 class='entry-title'>
             <a href='/{slug}/' rel='bookmark'>{title}</a></h2><span class='author'><a href='/author/jan-maria-rokita/'>Jan Maria Rokita</a></span>
             <a href='/category/local-news-and-views/'>Local news and views</a></header><p>Words. <a href='/{slug}/#more'>Continue reading</a></p>
             <a href='/{slug}/#comments'>12 comments</a></article>"
        )
    };
    let html = format!(
        "<body class='home has-sidebar'><div id='page' class='with-menu'>{NAV}<div id='primary'>{}{}{}</div>
         <a class='next' href='/page/2/'>Older posts of this blog</a><div class=widget><a href='/2026/11/'>November 2026</a></div></div></body>",
        post(1, "council-approves-new-budget", "Council approves new budget"),
        post(2, "storm", "Storm damages the roofs of forty houses"),
        post(3, "school-closes-for-good", "School closes"),
    );
    check(
        &html,
        &[
            "/council-approves-new-budget/",
            "/storm/",
            "/school-closes-for-good/",
        ],
        "`header.entry-header h2.entry-title a` repeats for 3 pages, known by titles in their addresses, headlines",
    );
}

#[test]
fn a_page_of_tables_with_numbers_in_queries() {
    let row = |id: u32, title: &str| {
        format!("<tr><td><img src=dot.gif><td><a href='news.php?id={id}'>{title}</a><td>28.11.")
    };
    let html = format!(
        "<table><tr><td><a href='index.php?page=2'>Next</a> <a href='contact.php'>Contact</a></table>
         <table>{}{}{}{}</table>",
        row(17, "La giunta approva il nuovo piano del traffico"),
        row(18, "Chiuso il ponte vecchio per lavori"),
        row(19, "Sciopero"),
        row(20, "Il sindaco incontra i cittadini del quartiere"),
    );
    check(
        &html,
        &[
            "news.php?id=17",
            "news.php?id=18",
            "news.php?id=19",
            "news.php?id=20",
        ],
        "numbers in their addresses, long texts",
    );
}

#[test]
fn cards_that_are_links_as_a_whole_and_a_lead_of_its_own() {
    let card = |path: &str, title: &str| {
        format!(
            "<a class='card' href='{path}'><h3>{title}</h3><p>Zdanie, które mówi więcej o sprawie i jej tle.</p><span>2 godz. temu</span></a>"
        )
    };
    let html = format!(
        "<div class='lead'><div><a href='/kraj/7,114883,31512340,premier-zapowiada-zmiany.html'>Premier zapowiada zmiany w rządzie jeszcze w tym tygodniu</a></div></div>
         <div class='list'>{}{}{}</div><div class='bar'><a href='/sport'>Sport</a><a href='/kraj'>Kraj</a><a href='/pogoda/dzis'>Pogoda dziś</a></div>
         <div><a href='https://shop.example/oferty-na-caly-tydzien'>Oferty na cały tydzień w sklepie</a></div>",
        card("/kraj/7,114883,31512345,most-jest-znowu-otwarty.html", "Most otwarty"),
        card("/swiat/7,114883,31512346,wybory-w-sasiednim-kraju.html", "Wybory w sąsiednim kraju"),
        card("/swiat/7,114883,31512347,powodz-na-poludniu.html", "Powódź na południu"),
    );
    check(
        &html,
        &[
            "/kraj/7,114883,31512340,premier-zapowiada-zmiany.html",
            "/kraj/7,114883,31512345,most-jest-znowu-otwarty.html",
            "/swiat/7,114883,31512346,wybory-w-sasiednim-kraju.html",
            "/swiat/7,114883,31512347,powodz-na-poludniu.html",
        ],
        "1 more elsewhere look the same",
    );
    let tree = Html::parse_document(&html);
    let origin = Origin::new(URL, URL, None, true).unwrap();
    let guess = guess(&tree, &origin);
    assert_eq!(guess.links[1].title.as_deref(), Some("Most otwarty"));
    assert_eq!(guess.other_sites, 1);
}

#[test]
fn a_plain_list_whose_addresses_say_nothing_in_another_script() {
    let line = |path: &str, title: &str| {
        format!("<li class='news'><h3><a href='{path}'>{title}</a></h3></li>")
    };
    let html = format!(
        "<div class='menu'><a href='/politika'>Политика</a></div><ul>{}{}{}{}</ul>",
        line("/a/xK9q", "Совет принял новый бюджет города"),
        line("/a/Zp2m", "Мост закрыт на ремонт до весны"),
        line("/a/Qe7t", "Выборы"),
        line("/a/Yu1n", "Река поднялась выше обычного уровня"),
    );
    check(
        &html,
        &["/a/xK9q", "/a/Zp2m", "/a/Qe7t", "/a/Yu1n"],
        "`li.news h3 a` repeats for 4 pages, known by headlines, long texts",
    );
}

#[test]
fn links_that_lie_over_their_teasers_and_say_nothing() {
    let card = |path: &str, title: &str| {
        format!(
            "<div class='card'><h3>{title}</h3><a class='over' href='{path}'><noscript><img src=a.jpg></noscript></a></div>"
        )
    };
    let html = format!(
        "{NAV}<div>{}{}{}</div>{FOOTER}",
        card("/2026-11-28-the-bridge-is-open", "The bridge is open"),
        card("/2026-11-28-the-river-is-high", "The river is high"),
        card("/2026-11-27-storm", "Storm"),
    );
    check(
        &html,
        &[
            "/2026-11-28-the-bridge-is-open",
            "/2026-11-28-the-river-is-high",
            "/2026-11-27-storm",
        ],
        "`div.card a` repeats for 3 pages, known by dates and titles in their addresses",
    );
}

#[test]
fn a_page_that_lies_in_a_form_or_in_an_element_named_after_its_menu() {
    let links = "<h2><a href='/the-first-of-many-stories'>The first of many stories today</a></h2>
        <h2><a href='/the-second-of-many-stories'>The second of many stories today</a></h2>
        <h2><a href='/the-third-of-many-stories'>The third of many stories today</a></h2>";
    let expect = [
        "/the-first-of-many-stories",
        "/the-second-of-many-stories",
        "/the-third-of-many-stories",
    ];
    for around in [
        "form",
        "div class='content menu-left'",
        "div id='nav-page'",
        "p></p><a href=/1>1</a><a href=/2>2</a><a href=/3>3</a><div class='post-share-style has-menu'",
    ] {
        let html = format!("<body><{around}>{links}</body>");
        check(&html, &expect, "titles in their addresses, headlines");
    }
    let side = format!("<body><{}>{links}</div></body>", "div class='share'")
        + "<p><a href='/a'>A</a><a href='/b'>B</a><a href='/c'>C</a><a href='/d'>D</a>";
    check(&side, &[], "");
}

#[test]
fn a_page_of_sections_gives_nothing() {
    let html = format!(
        "{NAV}<ul class=sections><li><a href='/politics'>Politics</a><li><a href='/world/europe'>Europe today</a>
         <li><a href='/tag/elections-and-parties'>All about elections and parties in the country</a>
         <li><a href='/about-us'>About us and our work in this city</a></ul>{FOOTER}"
    );
    check(&html, &[], "");
    check("", &[], "");
    check("<p>No links, only words.", &[], "");
}

#[test]
fn a_single_story_on_a_new_site_is_found() {
    check(
        "<main><h2><a href='/we-have-opened-our-new-site'>We have opened our new site</a></h2></main>",
        &["/we-have-opened-our-new-site"],
        "no block repeats; single links, known by titles in their addresses",
    );
}

proptest! {
    #[test]
    fn no_page_makes_it_fail_and_it_invents_no_link(
        parts in prop::collection::vec(
            prop_oneof![
                "<(/|)(a|div|article|h2|li|ul|nav|main|footer|form|table|td|time)( class=(x|menu|'has-nav y')| id=nav|)>",
                "<a href='(/|//|\\?id=|#|http://|https://www.example.org/)(2026/11/2[0-9]/|%D0%|tag/|a-b-c-d|\\PC){0,3}'>",
                "<time datetime='(2026-11-28|)'>",
                "(five words of a headline|x|&amp;|<!--|\\PC){0,2}",
            ],
            0..60,
        )
    ) {
        let html = parts.concat();
        let tree = Html::parse_document(&html);
        let origin = Origin::new(URL, URL, None, true).unwrap();
        let guess = guess(&tree, &origin);
        prop_assert!(!guess.rule.is_empty());
        for guessed in guess.links {
            let href = guessed.link.attr("href").unwrap();
            prop_assert!(origin.link(href).is_ok(), "{href}");
        }
    }
}
