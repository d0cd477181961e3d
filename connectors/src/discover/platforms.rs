//! Where sites of a known make have their feeds: a table, one line a rule. Pure.
//!
//! In addresses `{1}` and `{2}` are the first segments of the page's path, `{list}` is its parameter of that name,
//! `{page}` is the page without parameters and without a slash at its end, `{root}` the site's root without one.

use url::Url;

/// Platforms with hosts of their own: the name; the host, of which a leading dot leaves the beginning open; how the path
/// begins; where the feeds are.
const HOSTS: &str = "
YouTube | www.youtube.com | /channel/ | https://www.youtube.com/feeds/videos.xml?channel_id={2}
YouTube | www.youtube.com | /user/ | https://www.youtube.com/feeds/videos.xml?user={2}
YouTube | www.youtube.com | /playlist | https://www.youtube.com/feeds/videos.xml?playlist_id={list}
Reddit | .reddit.com | /r/ | https://www.reddit.com/r/{2}/.rss
Reddit | .reddit.com | /user/ | https://www.reddit.com/user/{2}/.rss
GitHub | github.com | / | {root}/{1}/{2}/releases.atom {root}/{1}/{2}/tags.atom {root}/{1}/{2}/commits.atom {root}/{1}.atom
GitLab | gitlab.com | / | {root}/{1}/{2}/-/tags?format=atom {root}/{1}/{2}.atom
Codeberg | codeberg.org | / | {root}/{1}/{2}/releases.rss {root}/{1}.rss
Medium | medium.com | / | {root}/feed/{1}
Medium | .medium.com | | {root}/feed
Substack | .substack.com | | {root}/feed
Blogger | .blogspot.com | | {root}/feeds/posts/default
WordPress.com | .wordpress.com | | {page}/feed/ {root}/feed/
Tumblr | .tumblr.com | | {root}/rss
LiveJournal | .livejournal.com | | {root}/data/rss
Over-blog | .over-blog.com | | {root}/rss
Bluesky | bsky.app | /profile/ | {root}/profile/{2}/rss
DEV | dev.to | / | {root}/feed/{1}
Vimeo | vimeo.com | / | {root}/{1}/videos/rss
Dailymotion | www.dailymotion.com | / | {root}/rss/user/{1}
Hacker News | news.ycombinator.com | | {root}/rss
Buttondown | buttondown.com | / | {root}/{1}/rss
arXiv | arxiv.org | /list/ | https://rss.arxiv.org/rss/{2}
";

/// Platforms that run on anybody's host: the name; a word of its `generator`; a sign in its pages; where the feeds are.
const MAKES: &str = "
WordPress | wordpress | /wp-content/ | {page}/feed/ {root}/feed/ {root}/?feed=rss2
Blogger | blogger | blogblog.com/ | {root}/feeds/posts/default
Substack | substack | substackcdn.com/ | {root}/feed
Medium | medium | cdn-client.medium.com/ | {root}/feed
Ghost | ghost | /ghost/api/ | {page}/rss/ {root}/rss/
Drupal | drupal | /sites/default/files/ | {root}/rss.xml {page}/feed
Joomla | joomla | /media/jui/ | {page}?format=feed&type=rss {root}/index.php?format=feed&type=rss
TYPO3 | typo3 | /typo3temp/ | {page}?type=9818 {page}?type=100 {root}/rss.xml
Squarespace | squarespace | static1.squarespace.com/ | {page}?format=rss {root}/blog?format=rss
Wix | wix.com | static.wixstatic.com/ | {root}/blog-feed.xml
Webflow | webflow | assets.website-files.com/ | {root}/blog/rss.xml {page}/rss.xml
Mastodon | mastodon | /packs/js/mastodon | {page}.rss
Discourse | discourse | data-discourse- | {root}/latest.rss {page}.rss
Lemmy | lemmy | /pictrs/image/ | {root}/feeds/c/{2}.xml {root}/feeds/local.xml
PeerTube | peertube | /lazy-static/ | {root}/feeds/videos.xml
MediaWiki | mediawiki | /load.php? | {root}/index.php?title=Special:RecentChanges&feed=atom {root}/w/index.php?title=Special:RecentChanges&feed=atom
Hugo | hugo | | {page}/index.xml {root}/index.xml
Jekyll | jekyll | | {root}/feed.xml {root}/atom.xml
Hexo | hexo | | {root}/atom.xml {root}/rss2.xml
Eleventy | eleventy | | {root}/feed/feed.xml {root}/feed.xml
Gatsby | gatsby | | {root}/rss.xml
Pelican | pelican | | {root}/feeds/all.atom.xml
Nikola | nikola | | {root}/rss.xml
SPIP | spip | /squelettes/ | {root}/spip.php?page=backend
Movable Type | movable type | /mt-static/ | {root}/atom.xml {root}/index.rdf
Plone | plone | /++plone++ | {page}/RSS {page}/rss.xml
Contao | contao | /assets/contao/ | {root}/share/news.xml {root}/rss.xml
Textpattern | textpattern | | {root}/rss/
Dotclear | dotclear | | {root}/feed/atom {root}/feed/rss2
Serendipity | serendipity | | {root}/feeds/index.rss2
DataLife Engine | datalife engine | /engine/classes/ | {root}/rss.xml {root}/engine/rss.php
1C-Bitrix | bitrix | /bitrix/js/ | {root}/rss/ {root}/news/rss/ {root}/rss.php
phpBB | phpbb | styles/prosilver/ | {root}/feed {root}/app.php/feed
Micro.blog | micro.blog | micro.blog/ | {root}/feed.xml
";

/// One line of a table.
struct Rule {
    name: &'static str,
    /// The host, or the word of the generator.
    is: &'static str,
    /// The path, or the sign.
    has: &'static str,
    feeds: &'static str,
}

fn rules(table: &'static str) -> impl Iterator<Item = Rule> {
    table.lines().filter_map(|line| {
        let mut parts = line.split('|').map(str::trim);
        Some(Rule {
            name: parts.next()?,
            is: parts.next()?,
            has: parts.next()?,
            feeds: parts.next()?,
        })
    })
}

/// Where many sites have a feed, whatever they are made with.
const USUAL: [&str; 14] = [
    "{page}/feed/",
    "{page}/rss",
    "{page}/rss.xml",
    "{root}/rss.xml",
    "{root}/feed",
    "{root}/rss",
    "{root}/atom.xml",
    "{root}/feed.xml",
    "{root}/index.xml",
    "{root}/feed.json",
    "{root}/feeds",
    "{root}/index.rdf",
    "{root}/rss/all.xml",
    "{root}/feed/atom",
];

/// The feeds that a page may have because of what it is made with: the platform's name, and the address.
pub(super) fn of_page(url: &Url, generator: &str, head: &str) -> Vec<(&'static str, String)> {
    let host = url.host_str().unwrap_or_default();
    let is_hosted = |rule: &Rule| is_host(host, rule.is) && url.path().starts_with(rule.has);
    let is_made = |rule: &Rule| {
        generator.contains(rule.is) || (!rule.has.is_empty() && head.contains(rule.has))
    };
    let hosted = rules(HOSTS).filter(is_hosted);
    let matching = hosted.chain(rules(MAKES).filter(is_made));
    let feeds = matching.flat_map(|rule| {
        let feeds = rule.feeds.split(' ');
        feeds.filter_map(move |feed| Some((rule.name, filled(feed, url)?)))
    });
    let mut found: Vec<(&'static str, String)> = feeds.collect();
    if let Some(profile) = fediverse(url) {
        found.push(("Mastodon", profile));
    }
    found
}

/// Whether a host is that of a rule, or its variant for telephones.
fn is_host(host: &str, rule: &str) -> bool {
    if let Some(end) = rule.strip_prefix('.') {
        return host == end || host.ends_with(rule);
    }
    let bare = rule.trim_start_matches("www.");
    [rule, bare].contains(&host) || host.strip_prefix("m.") == Some(bare)
}

/// The usual places of feeds for a page.
pub(super) fn usual(url: &Url) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for place in USUAL.iter().filter_map(|place| filled(place, url)) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// A profile of the fediverse: `https://any.host/@name`.
fn fediverse(url: &Url) -> Option<String> {
    let name = url.path().trim_end_matches('/').strip_prefix("/@")?;
    let is_profile = !name.is_empty() && !name.contains('/') && !name.contains('.');
    let is_elsewhere = ![
        "medium.com",
        "www.youtube.com",
        "youtube.com",
        "www.tiktok.com",
    ]
    .contains(&url.host_str().unwrap_or_default());
    (is_profile && is_elsewhere)
        .then(|| filled("{page}.rss", url))
        .flatten()
}

/// An address with its places filled in; none if the page lacks one of them.
fn filled(pattern: &str, url: &Url) -> Option<String> {
    let root = url.origin().ascii_serialization();
    let path = url.path().trim_end_matches('/');
    if path.is_empty() && pattern.starts_with("{page}.") {
        return None; // it would be another host
    }
    let mut segments = path.split('/').skip(1);
    let list = url
        .query_pairs()
        .find_map(|(name, value)| (name == "list").then(|| value.into_owned()));
    let parts = [
        (
            "{1}",
            segments
                .next()
                .filter(|part| !part.is_empty())
                .map(str::to_owned),
        ),
        (
            "{2}",
            segments
                .next()
                .filter(|part| !part.is_empty())
                .map(str::to_owned),
        ),
        ("{list}", list),
        ("{page}", Some(format!("{root}{path}"))),
        ("{root}", Some(root.clone())),
    ];
    let mut address = pattern.to_owned();
    for (name, value) in parts {
        if address.contains(name) {
            address = address.replace(name, &value?);
        }
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feeds(url: &str, generator: &str, head: &str) -> Vec<String> {
        let found = of_page(&Url::parse(url).unwrap(), generator, head);
        found.into_iter().map(|(_, feed)| feed).collect()
    }

    #[test]
    fn platforms_are_known_by_their_hosts() {
        let check = |url: &str, expect: &str| {
            let found = feeds(url, "", "");
            assert_eq!(
                found.first().map(String::as_str),
                Some(expect),
                "{url}: {found:?}"
            );
        };
        check(
            "https://www.youtube.com/channel/UC123/videos",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UC123",
        );
        check(
            "https://youtube.com/playlist?list=PL9",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PL9",
        );
        check(
            "https://old.reddit.com/r/europe/",
            "https://www.reddit.com/r/europe/.rss",
        );
        check(
            "https://github.com/rust-lang/rust",
            "https://github.com/rust-lang/rust/releases.atom",
        );
        check(
            "https://github.com/rust-lang",
            "https://github.com/rust-lang.atom",
        );
        check("https://medium.com/@ann", "https://medium.com/feed/@ann");
        check(
            "https://news.substack.com/archive",
            "https://news.substack.com/feed",
        );
        check(
            "https://il-ponte.blogspot.com/",
            "https://il-ponte.blogspot.com/feeds/posts/default",
        );
        check(
            "https://social.example/@ann",
            "https://social.example/@ann.rss",
        );
        check(
            "https://bsky.app/profile/ann.example",
            "https://bsky.app/profile/ann.example/rss",
        );
        for none in [
            "https://www.youtube.com/@ann",
            "https://github.com/",
            "https://nottumblr.com/",
            "https://a.example/",
        ] {
            assert_eq!(feeds(none, "", ""), [""; 0], "{none}");
        }
    }

    #[test]
    fn platforms_on_other_hosts_are_known_by_what_their_pages_say() {
        let check = |generator: &str, head: &str, expect: &[&str]| {
            assert_eq!(feeds("https://a.example/notizie/", generator, head), expect);
        };
        check(
            "",
            "<link href='/wp-content/themes/x.css'>",
            &[
                "https://a.example/notizie/feed/",
                "https://a.example/feed/",
                "https://a.example/?feed=rss2",
            ],
        );
        check(
            "drupal 10 (https://www.drupal.org)",
            "",
            &[
                "https://a.example/rss.xml",
                "https://a.example/notizie/feed",
            ],
        );
        check(
            "joomla! - open source",
            "",
            &[
                "https://a.example/notizie?format=feed&type=rss",
                "https://a.example/index.php?format=feed&type=rss",
            ],
        );
        check(
            "ghost 5.8",
            "",
            &["https://a.example/notizie/rss/", "https://a.example/rss/"],
        );
        check(
            "hugo 0.120",
            "",
            &[
                "https://a.example/notizie/index.xml",
                "https://a.example/index.xml",
            ],
        );
        check("handmade", "plain", &[]);
        assert_eq!(feeds("https://a.example/", "mastodon", ""), [""; 0]);
    }

    #[test]
    fn every_line_of_the_tables_is_a_rule() {
        for table in [HOSTS, MAKES] {
            let lines = table.trim().lines().count();
            assert_eq!(rules(table).count(), lines);
            for rule in rules(table) {
                let good = |feed: &str| feed.starts_with("https://") || feed.starts_with('{');
                assert!(rule.feeds.split(' ').all(good), "{}", rule.name);
                assert!(!rule.is.is_empty() && !rule.name.is_empty());
                assert_eq!(rule.is, rule.is.to_lowercase());
            }
        }
    }

    #[test]
    fn usual_places_are_near_the_page_and_at_the_root() {
        let usual = |url: &str| usual(&Url::parse(url).unwrap());
        let root = usual("https://a.example/");
        assert_eq!(
            &root[..3],
            [
                "https://a.example/feed/",
                "https://a.example/rss",
                "https://a.example/rss.xml"
            ]
        );
        assert_eq!(root.len(), 12, "each once");
        assert!(
            usual("https://a.example:81/it/?x=1")
                .contains(&"https://a.example:81/it/rss.xml".to_owned())
        );
    }
}
