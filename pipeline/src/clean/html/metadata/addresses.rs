//! A page's own address, its publisher and its language.

use item::{Credit, same_site};
use url::Url;

use super::super::markup::plain;
use super::head::Head;

/// The address that the page declares as its own, absolute. A home page declared by an article is a mistake of the
/// site's template and no address of the article.
pub(super) fn canonical(head: &Head<'_>, url: Option<&str>) -> Option<String> {
    let own = url.and_then(|url| Url::parse(url).ok());
    let base = base(head, url);
    let candidates = [head.canonical, head.first(&["og:url"])];
    candidates.into_iter().flatten().find_map(|written| {
        let address = match &base {
            Some(base) => base.join(written).ok()?,
            None => Url::parse(written).ok()?,
        };
        let web = matches!(address.scheme(), "http" | "https") && address.has_host();
        let home = is_home(&address) && own.as_ref().is_none_or(|own| !is_home(own));
        (web && !home).then(|| address.to_string())
    })
}

/// The site that the page says it has the report from: it declares an address of another site as the report's own.
/// A home page there is the mark of a group of sites and says nothing of the report.
pub(super) fn credited(head: &Head<'_>, url: Option<&str>) -> Option<Credit> {
    let own = url?;
    let base = base(head, url)?;
    let declared = [
        ("rel=canonical", head.canonical),
        ("og:url", head.first(&["og:url"])),
    ];
    declared.into_iter().find_map(|(place, written)| {
        let address = base.join(written?).ok()?;
        let web = matches!(address.scheme(), "http" | "https");
        let host = address.host_str()?;
        let elsewhere = web && !is_home(&address) && !same_site(address.as_str(), own);
        elsewhere.then(|| Credit {
            name: host.strip_prefix("www.").unwrap_or(host).to_owned(),
            evidence: format!("{place} {address}"),
        })
    })
}

/// What the page's addresses are relative to.
pub(super) fn base(head: &Head<'_>, url: Option<&str>) -> Option<Url> {
    let own = url.and_then(|url| Url::parse(url).ok());
    let declared = head.base.and_then(|base| match &own {
        Some(own) => own.join(base).ok(),
        None => Url::parse(base).ok(),
    });
    declared.or(own)
}

fn is_home(address: &Url) -> bool {
    let path = address.path().trim_matches('/');
    address.query().is_none()
        && (path.is_empty() || matches!(path, "index.html" | "index.php" | "home"))
}

/// Who publishes the page, and where it says so.
pub(super) fn publisher(head: &Head<'_>, linked: Option<&str>) -> Option<(String, String)> {
    if let Some(publisher) = linked {
        return Some((publisher.to_owned(), "JSON-LD publisher".to_owned()));
    }
    let (key, name) = head.named(&["og:site_name", "dc.publisher", "application-name"])?;
    Some((plain(name), format!("meta {key}")))
}

/// The language that the page declares, and where.
pub(super) fn language_of(head: &Head<'_>, linked: Option<&str>) -> Option<(String, String)> {
    const KEYS: [&str; 4] = ["content-language", "og:locale", "dc.language", "language"];
    let declared = head.language.and_then(language);
    declared
        .map(|tag| (tag, "html lang".to_owned()))
        .or_else(|| Some((language(linked?)?, "JSON-LD inLanguage".to_owned())))
        .or_else(|| {
            let (key, written) = head.named(&KEYS)?;
            Some((language(written)?, format!("meta {key}")))
        })
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
