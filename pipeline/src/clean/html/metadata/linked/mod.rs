//! What JSON-LD says about the article of a page (schema.org `NewsArticle` and its kin).

mod graph;
mod mend;

use serde_json::Value;

use super::super::markup::plain;
use graph::{Graph, Object, text_of, texts, truth, types};

pub(in crate::clean) use graph::Named;
pub(super) use graph::said;

/// What linked data says of one article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::clean) struct LinkedData {
    /// What it is called, as `NewsArticle`.
    pub(in crate::clean) kind: Kind,
    pub(in crate::clean) headline: Option<String>,
    pub(in crate::clean) published: Option<String>,
    pub(in crate::clean) modified: Option<String>,
    pub(in crate::clean) authors: Vec<Named>,
    pub(in crate::clean) publisher: Option<String>,
    pub(in crate::clean) language: Option<String>,
    pub(in crate::clean) url: Option<String>,
    pub(in crate::clean) section: Option<String>,
    pub(in crate::clean) keywords: Vec<String>,
    pub(in crate::clean) image: Option<String>,
    pub(in crate::clean) is_free: Option<bool>,
    /// The body as written: text, or markup.
    pub(in crate::clean) body: Option<String>,
}

/// What an object says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::clean) enum Kind {
    /// A piece of news.
    News,
    /// Another article, such as a posting.
    Article,
    /// A page or a film, which may stand for its article.
    #[default]
    Page,
}

impl LinkedData {
    /// Reads all articles of a page's scripts, those whose type says `Article` before mere pages.
    pub(in crate::clean) fn of_scripts(scripts: &[String]) -> Vec<Self> {
        let values: Vec<Value> = scripts
            .iter()
            .flat_map(|script| mend::parse(script))
            .collect();
        Self::of_values(&values)
    }

    /// Reads all articles of parsed values.
    pub(in crate::clean) fn of_values(values: &[Value]) -> Vec<Self> {
        let graph = Graph::of(values);
        let mut found: Vec<Self> = graph
            .objects
            .iter()
            .filter_map(|object| Some(Self::read(object, kind(object)?, &graph)))
            .collect();
        found.sort_by_key(|linked| linked.kind == Kind::Page);
        found
    }

    fn read<'v>(object: &'v Object, kind: Kind, graph: &Graph<'v>) -> Self {
        let string = |key: &str| {
            text_of(object.get(key))
                .map(plain)
                .filter(|text| !text.is_empty())
        };
        let names = |key: &str| graph.names(object.get(key));
        let first = |key: &str| names(key).into_iter().next().map(|named| named.name);
        Self {
            kind,
            headline: string("headline").or_else(|| string("name")),
            published: string("datePublished")
                .or_else(|| string("dateCreated"))
                .or_else(|| string("uploadDate")),
            modified: string("dateModified"),
            authors: [names("author"), names("creator")]
                .into_iter()
                .find(|found| !found.is_empty())
                .unwrap_or_default(),
            publisher: first("publisher"),
            language: string("inLanguage").or_else(|| first("inLanguage")),
            url: string("url").or_else(|| match object.get("mainEntityOfPage") {
                Some(Value::Object(page)) => text_of(page.get("@id"))
                    .or_else(|| text_of(page.get("url")))
                    .map(str::to_owned),
                other => text_of(other).map(str::to_owned),
            }),
            section: string("articleSection"),
            keywords: texts(object.get("keywords")),
            image: graph
                .picture(object.get("image"))
                .or_else(|| graph.picture(object.get("thumbnailUrl")))
                .map(str::to_owned),
            is_free: truth(object.get("isAccessibleForFree")),
            body: text_of(object.get("articleBody"))
                .or_else(|| text_of(object.get("text")))
                .map(str::to_owned),
        }
    }
}

/// The kind of an object that may be an article, the most telling of its types.
fn kind(object: &Object) -> Option<Kind> {
    let mut found = None;
    for kind in types(object) {
        if kind.ends_with("NewsArticle") {
            return Some(Kind::News);
        }
        let article = kind.ends_with("Article")
            || matches!(
                kind,
                "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting"
            );
        let page = kind.ends_with("WebPage")
            || matches!(kind, "ItemPage" | "VideoObject" | "CreativeWork");
        if article {
            found = Some(Kind::Article);
        } else if page && found.is_none() {
            found = Some(Kind::Page);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Kind, LinkedData};

    #[track_caller]
    fn check(script: &str, read: impl Fn(&LinkedData) -> Option<String>, expect: &str) {
        let found = LinkedData::of_scripts(&[script.to_owned()]);
        let first = found.first().expect("an article was found");
        assert_eq!(read(first).as_deref(), Some(expect));
    }

    #[test]
    fn an_article_is_found_wherever_the_graph_hides_it() {
        let headline = |ld: &LinkedData| ld.headline.clone();
        check(
            r#"{"@type":"NewsArticle","headline":"One"}"#,
            headline,
            "One",
        );
        check(
            r#"[{"@type":"WebPage","name":"Page"},{"@type":["Thing","Article"],"headline":"One"}]"#,
            headline,
            "One",
        );
        check(
            r#"{"@graph":[{"@type":"WebSite"},{"@type":"http://schema.org/BlogPosting","name":"One"}]}"#,
            headline,
            "One",
        );
        check(
            r#"{"@type":"WebPage","mainEntity":{"@type":"ReportageNewsArticle","headline":"Tom &amp; Jerry&#039;s"}}"#,
            headline,
            "Tom & Jerry's",
        );
        check(
            r#"{"@type":"WebPage","name":"Only a page"}"#,
            headline,
            "Only a page",
        );
    }

    #[test]
    fn people_come_as_strings_objects_lists_and_references() {
        let authors = |ld: &LinkedData| {
            let names = ld.authors.iter().map(|named| named.name.as_str());
            Some(names.collect::<Vec<_>>().join("+"))
        };
        check(
            r#"{"@type":"Article","author":"Ann Lee"}"#,
            authors,
            "Ann Lee",
        );
        check(
            r#"{"@type":"Article","author":[{"name":"Ann Lee"},{"givenName":"Bo","familyName":"Ek"}]}"#,
            authors,
            "Ann Lee+Bo Ek",
        );
        check(
            r##"{"@graph":[{"@type":"Article","author":{"@id":"#a"}},{"@type":"Person","@id":"#a","name":["Ann Lee","Bo Ek"]}]}"##,
            authors,
            "Ann Lee+Bo Ek",
        );
        check(
            r#"{"@type":"Article","author":7,"creator":["Ann Lee"]}"#,
            authors,
            "Ann Lee",
        );
    }

    #[test]
    fn what_else_an_article_says_is_read_in_all_its_forms() {
        let found = LinkedData::of_scripts(&[r##"{"@graph":[{"@type":"NewsArticle","articleSection":["World","Asia"],"keywords":"rail, bridge",
            "image":[{"@id":"#p"}],"isAccessibleForFree":"False","author":{"@type":"Organization","name":"Daily Post"}},
            {"@type":"ImageObject","@id":"#p","url":"https://a.example/p.jpg"}]}"##.to_owned()]);
        let article = found.first().expect("an article was found");
        assert_eq!(article.kind, Kind::News);
        assert_eq!(article.section.as_deref(), Some("World"));
        assert_eq!(article.keywords, ["rail", "bridge"]);
        assert_eq!(article.image.as_deref(), Some("https://a.example/p.jpg"));
        assert_eq!(article.is_free, Some(false));
        assert!(article.authors.iter().all(|named| named.is_organisation));
    }

    #[test]
    fn wrong_types_are_absent_values() {
        let found = LinkedData::of_scripts(&[
            r#"{"@type":"WebPage","headline":{"a":1},"datePublished":3,"publisher":[[]],"inLanguage":null,"image":[[[]]],"keywords":{}}"#.to_owned(),
            "null".to_owned(),
            "nonsense".to_owned(),
        ]);
        assert_eq!(found, [LinkedData::default()]);
    }
}
