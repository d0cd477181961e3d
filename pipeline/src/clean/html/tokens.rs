//! What class and id names say about an element, word by word: "related-articles" holds the word `related`,
//! "unrelated" does not. Tables and matching only; what follows from a match is decided elsewhere.

use scraper::node::Element;

/// What a class or id calls an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Nothing known.
    Unknown,
    /// The body of the article, by name.
    Body,
    /// A line about the article: byline, date, caption, tags. Not its text, if it is short.
    Meta,
    /// Something else than the article.
    Furniture,
    /// Running text of others: readers' comments, a consent dialog.
    Foreign,
}

const FOREIGN: &[&str] = &[
    "comments",
    "comment",
    "disqus",
    "commentlist",
    "komentarze",
    "commenti",
    "kommentare",
    "respond",
    "reacties",
    "livefyre",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "ccpa",
    "onetrust",
    "cookiebot",
    "didomi",
    "cmp",
];

const FURNITURE: &[&str] = &[
    "related",
    "relatedposts",
    "relatednews",
    "recommended",
    "recommendations",
    "recommend",
    "recirculation",
    "recirc",
    "readmore",
    "readalso",
    "morenews",
    "seealso",
    "sidebar",
    "share",
    "sharing",
    "sharebar",
    "sharedaddy",
    "addthis",
    "social",
    "socials",
    "socialmedia",
    "follow",
    "newsletter",
    "newsletters",
    "subscribe",
    "subscription",
    "signup",
    "promo",
    "promotion",
    "promoted",
    "advert",
    "advertisement",
    "advertising",
    "ad",
    "ads",
    "adv",
    "adsense",
    "advertise",
    "adbox",
    "banner",
    "sponsor",
    "sponsored",
    "sponsors",
    "dfp",
    "gpt",
    "outbrain",
    "taboola",
    "breadcrumb",
    "breadcrumbs",
    "pagination",
    "pager",
    "paging",
    "nav",
    "navbar",
    "navigation",
    "navigator",
    "menu",
    "submenu",
    "megamenu",
    "footer",
    "footnav",
    "popup",
    "modal",
    "lightbox",
    "overlay",
    "toolbar",
    "teaser",
    "teasers",
    "mostread",
    "mostpopular",
    "popular",
    "trending",
    "latest",
    "toplists",
    "toplist",
    "login",
    "register",
    "paywall",
    "copyright",
    "masthead",
    "skip",
    "skiplink",
    "noprint",
    "print",
    "rating",
    "ratings",
    "vote",
    "poll",
    "tooltip",
    "carousel",
    "slider",
    "zergnet",
    "donate",
    "feedback",
    "infobox",
    "advads",
];

const META: &[&str] = &[
    "byline",
    "bylines",
    "author",
    "authors",
    "authorbox",
    "bio",
    "date",
    "dateline",
    "datetime",
    "timestamp",
    "published",
    "pubdate",
    "postmeta",
    "entrymeta",
    "meta",
    "metadata",
    "metas",
    "caption",
    "captions",
    "credit",
    "credits",
    "copyrights",
    "photocredit",
    "tags",
    "taglist",
    "tag",
    "tagcloud",
    "categories",
    "category",
    "kicker",
    "eyebrow",
    "readingtime",
    "views",
    "signature",
];

/// Words that say "body of the article" in pairs: `article-body`, `entry__content`, `storyText`.
const BODY_FIRST: &[&str] = &[
    "article",
    "entry",
    "post",
    "story",
    "news",
    "body",
    "page",
    "single",
    "main",
    "artikel",
    "articolo",
    "artykul",
    "content",
    "text",
    "paragraph",
    "rich",
    "node",
    "detail",
    "blog",
];
const BODY_SECOND: &[&str] = &[
    "body",
    "content",
    "text",
    "txt",
    "bodytext",
    "testo",
    "tresc",
    "inhalt",
    "copy",
    "paragraphs",
    "fulltext",
    "contents",
];

/// Names that say it in one word.
const BODY: &[&str] = &[
    "articlebody",
    "articlecontent",
    "articletext",
    "articlefull",
    "entrycontent",
    "postcontent",
    "postbody",
    "storybody",
    "storycontent",
    "storytext",
    "newsbody",
    "newstext",
    "newscontent",
    "bodytext",
    "bodycontent",
    "fulltext",
    "hentry",
    "maincontent",
    "contentbody",
    "contenttext",
    "artbody",
    "arttext",
    "mwparseroutput",
    "instapaper",
    "textcontent",
    "richtext",
    "wysiwyg",
];

/// What the names of `element` say; the strongest word counts, and a name of the body protects from weak ones.
pub(super) fn role(element: &Element) -> Role {
    let mut found = Role::Unknown;
    for (name, value) in element.attrs() {
        if matches!(
            name,
            "class" | "id" | "data-component" | "data-testid" | "data-qa" | "data-test"
        ) {
            for label in value.split_ascii_whitespace() {
                found = found.max(of_label(label));
            }
        }
    }
    found
}

/// Whether `element` calls itself the body of an article.
pub(super) fn names_body(element: &Element) -> bool {
    let named = |(name, value): (&str, &str)| {
        matches!(
            name,
            "class" | "id" | "data-component" | "data-testid" | "data-qa"
        ) && value
            .split_ascii_whitespace()
            .any(|label| of_label(label) == Role::Body)
    };
    element.attrs().any(named)
}

fn of_label(label: &str) -> Role {
    let words = words(label);
    let whole = words.concat();
    if BODY.contains(&whole.as_str()) {
        return Role::Body;
    }
    let has = |table: &[&str]| words.iter().any(|word| table.contains(&word.as_str()));
    if has(FOREIGN) {
        return Role::Foreign;
    }
    if has(FURNITURE) || FURNITURE.contains(&whole.as_str()) {
        return Role::Furniture;
    }
    if has(META) || META.contains(&whole.as_str()) {
        return Role::Meta;
    }
    let pair = |pair: &[String]| match pair {
        [first, second] => {
            BODY_FIRST.contains(&first.as_str()) && BODY_SECOND.contains(&second.as_str())
        }
        _ => false,
    };
    if words.windows(2).any(pair) {
        Role::Body
    } else {
        Role::Unknown
    }
}

/// The words of a name in lower case: cut at punctuation, digits and where a capital follows a small letter.
fn words(label: &str) -> Vec<String> {
    const LONGEST: usize = 120; // generated names can be kilobytes
    let mut words = Vec::new();
    let mut word = String::new();
    let mut small = false;
    for c in label.chars().take(LONGEST) {
        let cut = !c.is_ascii_alphabetic() || (small && c.is_ascii_uppercase());
        if cut && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        }
        small = c.is_ascii_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Role, of_label};

    #[test]
    fn names_are_read_word_by_word() {
        let check = |label: &str, expect: Role| assert_eq!(of_label(label), expect, "{label}");
        check("related-articles", Role::Furniture);
        check("articleRelated__list", Role::Furniture);
        check("unrelated", Role::Unknown);
        check("shadow", Role::Unknown);
        check("ad_300x250", Role::Furniture);
        check("adbox", Role::Furniture);
        check("download", Role::Unknown);
        check("comments-area", Role::Foreign);
        check("article__body", Role::Body);
        check("entry-content", Role::Body);
        check("storyText", Role::Body);
        check("post-date", Role::Meta);
        check("col-md-8", Role::Unknown);
    }
}
