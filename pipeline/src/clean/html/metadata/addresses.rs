//! The addresses and names of a page's site.

use url::Url;

use super::head::Head;

/// The address that the page declares as its own, absolute. A home page declared by an article is a mistake of the
/// site's template and no address of the article.
pub(super) fn canonical(head: &Head<'_>, url: Option<&str>) -> Option<String> {
    let own = url.and_then(|url| Url::parse(url).ok());
    let base = head.base.and_then(|base| match &own {
        Some(own) => own.join(base).ok(),
        None => Url::parse(base).ok(),
    });
    let candidates = [head.canonical, head.first(&["og:url"])];
    candidates.into_iter().flatten().find_map(|written| {
        let address = match base.as_ref().or(own.as_ref()) {
            Some(base) => base.join(written).ok()?,
            None => Url::parse(written).ok()?,
        };
        let web = matches!(address.scheme(), "http" | "https") && address.has_host();
        let home = is_home(&address) && own.as_ref().is_none_or(|own| !is_home(own));
        (web && !home).then(|| address.to_string())
    })
}

fn is_home(address: &Url) -> bool {
    let path = address.path().trim_matches('/');
    address.query().is_none()
        && (path.is_empty() || matches!(path, "index.html" | "index.php" | "home"))
}

/// What the site may call itself: its declared names, its host and the main label of its host.
pub(super) fn site_names(
    head: &Head<'_>,
    publisher: Option<&str>,
    url: Option<&str>,
) -> Vec<String> {
    let declared = [
        head.first(&["og:site_name"]),
        head.first(&["application-name", "al:android:app_name"]),
        publisher,
    ];
    let mut names: Vec<String> = declared.into_iter().flatten().map(str::to_owned).collect();
    if let Some(host) = url.and_then(|url| Url::parse(url).ok()?.host_str().map(str::to_owned)) {
        let host = host.strip_prefix("www.").unwrap_or(&host);
        names.push(host.to_owned());
        names.extend(
            host.split('.')
                .max_by_key(|label| label.len())
                .map(str::to_owned),
        );
    }
    names.retain(|name| name.chars().filter(|c| c.is_alphanumeric()).count() >= 2);
    names
}

/// A language tag in its usual form: `pl_PL` is `pl-PL`; what is no tag is nothing.
pub(super) fn language(written: &str) -> Option<String> {
    let tag = written.split([',', ';']).next()?.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let first = parts.next()?.to_ascii_lowercase();
    let is_tag = (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && !matches!(first.as_str(), "und" | "mul");
    let rest = parts.filter(|part| {
        (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    is_tag.then(|| rest.fold(first, |tag, part| format!("{tag}-{part}")))
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn language_tags_are_brought_into_one_form() {
        let check =
            |written: &str, expect: Option<&str>| assert_eq!(language(written).as_deref(), expect);
        check("pl_PL", Some("pl-PL"));
        check("UK", Some("uk"));
        check("de, en", Some("de"));
        check("russian", None);
        check("", None);
    }
}
