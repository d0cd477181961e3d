//! URLs as link writers slip: put right before a key is made.

/// The URL with one scheme in front, or `None` if it is not of the web. The scheme is always `http`, since the key has
/// none: both schemes name the same page.
pub(crate) fn repaired(url: &str) -> Option<String> {
    let url = url.trim();
    let mut rest = match after_scheme(url) {
        Some(rest) => rest,
        None => url.strip_prefix("//")?,
    };
    rest = rest.trim_start_matches(['/', '\\']);
    // `http://http://…`: a second scheme is one only with slashes behind it, else it is a host named `http`.
    while let Some(next) = after_scheme(rest).filter(|next| next.starts_with(['/', '\\'])) {
        rest = next.trim_start_matches(['/', '\\']);
    }
    (!rest.is_empty()).then(|| format!("http://{rest}"))
}

/// What stands behind `http:`, `https:`, `http//` or `https//`, in any case.
fn after_scheme(url: &str) -> Option<&str> {
    let rest = ["https", "http"].iter().find_map(|scheme| {
        let head = url.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme)
            .then(|| url.get(scheme.len()..))
            .flatten()
    })?;
    rest.strip_prefix(':')
        .or_else(|| rest.starts_with("//").then_some(rest))
}
