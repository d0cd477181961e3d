//! The path of a key: without doubled slashes, directory indexes, AMP variants and session ids.

use crate::url::escape;

/// What servers serve for a folder.
const INDEXES: [&str; 8] = [
    "index.html",
    "index.htm",
    "index.shtml",
    "index.xhtml",
    "index.php",
    "index.asp",
    "index.aspx",
    "index.jsp",
];

const AMP_PAGE: &str = ".amp.html";
const SESSION: &str = ";jsessionid=";

/// The path with its leading slash; empty for the site's root. Dot segments are the URL parser's and already gone.
pub(crate) fn key_path(path: &str) -> String {
    let mut segments: Vec<String> = path
        .split('/')
        .map(|segment| without_session(&escape::normal_path(segment)))
        .filter(|segment| !segment.is_empty())
        .collect();
    while segments
        .last()
        .is_some_and(|last| is_index(last) || (segments.len() > 1 && last == "amp"))
    {
        segments.pop();
    }
    if let Some(last) = segments.last_mut()
        && let Some(stem) = last.strip_suffix(AMP_PAGE)
    {
        *last = format!("{stem}.html");
    }
    let mut path = String::new();
    for segment in &segments {
        path.push('/');
        path.push_str(segment);
    }
    path
}

fn is_index(segment: &str) -> bool {
    INDEXES
        .iter()
        .any(|index| segment.eq_ignore_ascii_case(index))
}

fn without_session(segment: &str) -> String {
    let at = segment.to_ascii_lowercase().find(SESSION);
    at.and_then(|at| segment.get(..at))
        .unwrap_or(segment)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: &str) {
        assert_eq!(key_path(path), expect, "for `{path}`");
    }

    #[test]
    fn variants_of_a_page_have_one_path() {
        check("/", "");
        check("/a//b/", "/a/b");
        check("/a/Index.HTML", "/a");
        check("/index.html/a", "/index.html/a");
        check("/a/amp/index.php", "/a");
        check("/amp", "/amp");
        check("/a/b.amp.html", "/a/b.html");
        check("/a;JSESSIONID=1/b", "/a/b");
        check("/a;b=1", "/a;b=1");
    }
}
