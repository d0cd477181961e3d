//! What HTML says about how elements end. Tables only.

/// Elements that have no content.
pub(crate) fn void(name: &str) -> bool {
    one_of(
        name,
        &[
            "br", "img", "meta", "link", "input", "hr", "source", "wbr", "area", "base", "col",
            "embed", "param", "track",
        ],
    )
}

/// Elements that the next of their kind ends, so that they do not nest when their end is left out.
pub(crate) fn implied_end(name: &str) -> bool {
    one_of(
        name,
        &[
            "p", "li", "td", "tr", "th", "dt", "dd", "option", "a", "tbody", "thead", "tfoot",
            "optgroup", "colgroup", "html", "head", "body",
        ],
    )
}

/// Elements whose content is characters, not markup.
pub(crate) fn raw_text(name: &str) -> bool {
    one_of(
        name,
        &[
            "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
        ],
    )
}

fn one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
