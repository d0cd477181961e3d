//! What JSON-LD says about the article of a page (schema.org `NewsArticle` and its kin).
//!
//! Pages write it broken: line breaks in strings, trailing commas, comments around it, entities inside. The graph
//! is walked without recursion and to a bound, and a wrong type is an absent value.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::super::markup::plain;

/// How many values of a graph are looked at.
const MAX_VALUES: usize = 50_000;

/// How many names one property may hold.
const MAX_NAMES: usize = 30;

/// What linked data says of one article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::clean) struct LinkedData {
    pub(in crate::clean) headline: Option<String>,
    pub(in crate::clean) published: Option<String>,
    pub(in crate::clean) modified: Option<String>,
    pub(in crate::clean) authors: Vec<String>,
    pub(in crate::clean) publisher: Option<String>,
    pub(in crate::clean) language: Option<String>,
    pub(in crate::clean) url: Option<String>,
    /// The body as written: text, or markup.
    pub(in crate::clean) body: Option<String>,
}

impl LinkedData {
    /// Reads all articles of a page's scripts, those whose type says `Article` before mere pages.
    pub(in crate::clean) fn of_scripts(scripts: &[String]) -> Vec<Self> {
        let values: Vec<Value> = scripts.iter().flat_map(|script| parse(script)).collect();
        Self::of_values(&values)
    }

    /// Reads all articles of parsed values.
    pub(in crate::clean) fn of_values(values: &[Value]) -> Vec<Self> {
        let objects = objects(values);
        let mut by_id: FxHashMap<&str, &Map<String, Value>> = FxHashMap::default();
        for object in &objects {
            if let (Some(id), true) = (text_of(object.get("@id")), object.len() > 1) {
                by_id.entry(id).or_insert(object);
            }
        }
        let of_kind = |wanted: fn(&str) -> bool| {
            objects
                .iter()
                .filter(move |object| types(object).any(wanted))
                .map(|object| Self::read(object, &by_id))
        };
        let mut found: Vec<Self> = of_kind(is_article).collect();
        found.extend(of_kind(is_page));
        found
    }

    fn read(object: &Map<String, Value>, by_id: &FxHashMap<&str, &Map<String, Value>>) -> Self {
        let string = |key: &str| {
            text_of(object.get(key))
                .map(plain)
                .filter(|text| !text.is_empty())
        };
        let names = |key: &str| {
            object
                .get(key)
                .map(|value| names(value, by_id))
                .unwrap_or_default()
        };
        Self {
            headline: string("headline").or_else(|| string("name")),
            published: string("datePublished")
                .or_else(|| string("dateCreated"))
                .or_else(|| string("uploadDate")),
            modified: string("dateModified"),
            authors: [names("author"), names("creator")]
                .into_iter()
                .find(|found| !found.is_empty())
                .unwrap_or_default(),
            publisher: names("publisher").into_iter().next(),
            language: string("inLanguage").or_else(|| names("inLanguage").into_iter().next()),
            url: string("url").or_else(|| match object.get("mainEntityOfPage") {
                Some(Value::Object(page)) => text_of(page.get("@id"))
                    .or_else(|| text_of(page.get("url")))
                    .map(str::to_owned),
                other => text_of(other).map(str::to_owned),
            }),
            body: text_of(object.get("articleBody"))
                .or_else(|| text_of(object.get("text")))
                .map(str::to_owned),
        }
    }
}

/// Every object in `values`, outer ones first.
fn objects(values: &[Value]) -> Vec<&Map<String, Value>> {
    let mut found = Vec::new();
    let mut queue: Vec<&Value> = values.iter().rev().collect();
    let mut seen = 0;
    while let Some(value) = queue.pop() {
        seen += 1;
        if seen > MAX_VALUES {
            break;
        }
        match value {
            Value::Object(object) => {
                found.push(object);
                queue.extend(object.values());
            }
            Value::Array(list) => queue.extend(list.iter().rev()),
            _ => {}
        }
    }
    found
}

fn types(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let one = object.get("@type").into_iter();
    one.flat_map(|kind| match kind {
        Value::Array(kinds) => kinds.iter().collect(),
        other => vec![other],
    })
    .filter_map(Value::as_str)
    .map(|kind| kind.rsplit(['/', ':']).next().unwrap_or(kind))
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article")
        || matches!(
            kind,
            "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting"
        )
}

fn is_page(kind: &str) -> bool {
    kind.ends_with("WebPage") || matches!(kind, "ItemPage" | "VideoObject" | "CreativeWork")
}

fn text_of(value: Option<&Value>) -> Option<&str> {
    match value? {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        Value::Array(list) => list
            .iter()
            .find_map(Value::as_str)
            .map(str::trim)
            .filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// The names in a value: strings, objects with a name, references to such objects, lists of these.
fn names(value: &Value, by_id: &FxHashMap<&str, &Map<String, Value>>) -> Vec<String> {
    let mut names = Vec::new();
    let mut queue = vec![value];
    while let Some(value) = queue.pop() {
        match value {
            Value::String(name) => names.push(plain(name)),
            Value::Array(list) => queue.extend(list.iter().take(MAX_NAMES).rev()),
            Value::Object(object) => names.extend(name_of(object).or_else(|| {
                let id = text_of(object.get("@id"))?;
                name_of(by_id.get(id)?)
            })),
            _ => {}
        }
        if names.len() >= MAX_NAMES {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn name_of(object: &Map<String, Value>) -> Option<String> {
    let part = |key: &str| text_of(object.get(key));
    let whole = part("name").map(str::to_owned);
    let parts = || Some(format!("{} {}", part("givenName")?, part("familyName")?));
    whole.or_else(parts).map(|name| plain(&name))
}

/// The values in a script, repaired if need be.
pub(super) fn parse(script: &str) -> Vec<Value> {
    let trimmed = script.trim();
    if let Ok(value) = serde_json::from_str(trimmed) {
        return vec![value];
    }
    let repaired = repaired(trimmed);
    let stream = serde_json::Deserializer::from_str(&repaired).into_iter::<Value>();
    stream.map_while(Result::ok).collect()
}

/// Mends what pages break most: wrappers around the JSON, line breaks in strings, commas before a closing bracket.
fn repaired(script: &str) -> String {
    let start = script.find(['{', '[']).unwrap_or(0);
    let end = script
        .rfind(['}', ']'])
        .map_or(script.len(), |last| last + 1);
    let mut body = script.get(start..end).unwrap_or(script);
    if let Some(inner) = body.strip_prefix("[CDATA[") {
        body = inner
            .get(inner.find(['{', '[']).unwrap_or(0)..)
            .unwrap_or(inner);
        body = body.trim_end_matches(']');
    }
    let unescaped = if body.contains('"') {
        body.to_owned()
    } else {
        body.replace("&quot;", "\"")
    };
    let mut mended = String::with_capacity(unescaped.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in unescaped.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '}' | ']' if !quoted => {
                let kept = mended.trim_end().trim_end_matches(',').len();
                mended.truncate(kept);
            }
            _ => {}
        }
        mended.push(if c.is_control() && quoted { ' ' } else { c });
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::LinkedData;

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
            r#"[{"@type":"WebPage","name":"Page"},{"@type":["Article","Thing"],"headline":"One"}]"#,
            headline,
            "One",
        );
        check(
            r#"{"@graph":[{"@type":"WebSite"},{"@type":"http://schema.org/BlogPosting","name":"One"}]}"#,
            headline,
            "One",
        );
        check(
            r#"{"@type":"WebPage","mainEntity":{"@type":"ReportageNewsArticle","headline":"One"}}"#,
            headline,
            "One",
        );
        check(
            r#"{"@type":"WebPage","name":"Only a page"}"#,
            headline,
            "Only a page",
        );
    }

    #[test]
    fn broken_json_is_mended() {
        let headline = |ld: &LinkedData| ld.headline.clone();
        check(
            "{\"@type\":\"NewsArticle\",\"headline\":\"One\nline\",}",
            headline,
            "One line",
        );
        check(
            "<!-- {\"@type\":\"Article\",\"headline\":\"One\",\"author\":[{},],} -->",
            headline,
            "One",
        );
        check(
            "//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"One\"}\n//]]>",
            headline,
            "One",
        );
        check(
            r#"{"@type":"Article","headline":"Tom &amp; Jerry&#039;s"}"#,
            headline,
            "Tom & Jerry's",
        );
        check(
            r#"{"@type":"Article","headline":"A \"quoted\" one",}"#,
            headline,
            "A \"quoted\" one",
        );
    }

    #[test]
    fn people_come_as_strings_objects_lists_and_references() {
        let authors = |ld: &LinkedData| Some(ld.authors.join("+"));
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
            r##"{"@graph":[{"@type":"Article","author":{"@id":"#a"}},{"@type":"Person","@id":"#a","name":"Ann Lee"}]}"##,
            authors,
            "Ann Lee",
        );
        check(
            r#"{"@type":"Article","author":7,"creator":["Ann Lee"]}"#,
            authors,
            "Ann Lee",
        );
    }

    #[test]
    fn wrong_types_are_absent_values() {
        let found = LinkedData::of_scripts(&[
            r#"{"@type":"Article","headline":{"a":1},"datePublished":3,"publisher":[[]],"inLanguage":null}"#.to_owned(),
            "null".to_owned(),
            "nonsense".to_owned(),
            "{\"@type\":".repeat(5000),
        ]);
        assert_eq!(found, [LinkedData::default()]);
    }
}
