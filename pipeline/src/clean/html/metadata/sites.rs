//! What a page's site may call itself, and titles without it.

use url::Url;

use super::super::letters::{letters, same_letters};
use super::head::Head;

/// What stands between a headline and the name of the site.
const SEPARATORS: [&str; 12] = [
    " | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " « ", " / ", " // ", "｜",
];

/// Marks that part a headline from the name of the site without a space, where the name is known.
const TIGHT: [&str; 7] = [": ", "：", ":", "_", "|", " @ ", "-"];

/// The fields of the head in which a site names itself.
const OWN_NAMES: [&str; 6] = [
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "al:android:app_name",
    "al:ios:app_name",
    "twitter:site",
];

/// A shorter name is found in too many words.
const SHORTEST: usize = 2;

/// What the site may call itself: its declared names, its host and the main label of its host.
pub(super) fn names(head: &Head<'_>, publisher: Option<&str>, url: Option<&str>) -> Vec<String> {
    let declared = OWN_NAMES.iter().filter_map(|key| head.first(&[key]));
    let mut names: Vec<String> = declared
        .chain(publisher)
        .map(|name| name.trim_start_matches('@').to_owned())
        .collect();
    if let Some(host) = url.and_then(|url| Url::parse(url).ok()?.host_str().map(str::to_owned)) {
        let host = host.strip_prefix("www.").unwrap_or(&host);
        names.push(host.to_owned());
        names.extend(
            host.split('.')
                .max_by_key(|label| label.len())
                .map(str::to_owned),
        );
    }
    names.retain(|name| name.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST);
    names
}

/// `title` without the site's name before or after it.
pub(in crate::clean) fn stripped(title: &str, sites: &[String]) -> String {
    let names_site = |part: &str| sites.iter().any(|site| is_name_of(part, site));
    let mut rest = title.trim();
    while let Some((before, after)) = last_parted(rest) {
        if before.contains(char::is_alphanumeric) && names_site(after) {
            rest = before.trim();
        } else if let Some((_, behind)) = first_parted(rest).filter(|(first, _)| names_site(first))
        {
            rest = behind.trim();
        } else {
            break;
        }
    }
    let exactly = |part: &str| sites.iter().any(|site| same(part, site));
    for mark in TIGHT {
        if let Some((before, after)) = rest.rsplit_once(mark)
            && before.contains(char::is_alphanumeric)
            && exactly(after)
        {
            return before.trim().to_owned();
        }
        if let Some((before, after)) = rest.split_once(mark)
            && after.contains(char::is_alphanumeric)
            && exactly(before)
        {
            return after.trim().to_owned();
        }
    }
    rest.to_owned()
}

/// The parts of a title between its separators.
pub(super) fn parts(title: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = title;
    while let Some((first, behind)) = first_parted(rest) {
        parts.push(first.trim());
        rest = behind;
    }
    parts.push(rest.trim());
    parts
}

fn first_parted(title: &str) -> Option<(&str, &str)> {
    let found = SEPARATORS
        .iter()
        .filter_map(|separator| Some((title.find(separator)?, *separator)));
    let (at, separator) =
        found.min_by_key(|(at, separator)| (*at, usize::MAX - separator.len()))?;
    Some((title.get(..at)?, title.get(at + separator.len()..)?))
}

fn last_parted(title: &str) -> Option<(&str, &str)> {
    let found = SEPARATORS
        .iter()
        .filter_map(|separator| Some((title.rfind(separator)?, *separator)));
    let (at, separator) = found.max_by_key(|(at, separator)| (*at, separator.len()))?;
    Some((title.get(..at)?, title.get(at + separator.len()..)?))
}

/// Whether a part of a title is the site's name, perhaps among other words: "News from The Daily Post".
fn is_name_of(part: &str, site: &str) -> bool {
    let (part, site) = (letters(part), letters(site));
    let (shorter, longer) = by_length(&part, &site);
    part == site
        || (shorter.len() >= 3 && longer.len() <= shorter.len() * 3 + 8 && longer.contains(shorter))
}

/// Whether two texts have the same letters and digits, and any at all.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.chars().any(char::is_alphanumeric) && same_letters(one, other)
}

/// Two texts, the shorter one first.
pub(super) fn by_length<'t>(one: &'t str, other: &'t str) -> (&'t str, &'t str) {
    if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    }
}

#[cfg(test)]
mod tests {
    use super::{parts, stripped};

    #[test]
    fn the_name_of_the_site_is_no_part_of_the_title() {
        let sites = ["Daily Post".to_owned(), "dailypost".to_owned()];
        let check = |title: &str, expect: &str| assert_eq!(stripped(title, &sites), expect);
        check("Bridge opens - Daily Post", "Bridge opens");
        check("Daily Post | Bridge opens", "Bridge opens");
        check(
            "Bridge opens | World News | DailyPost.example",
            "Bridge opens | World News",
        );
        check("Bridge opens_Daily Post", "Bridge opens");
        check("Daily Post: Bridge opens", "Bridge opens");
        check("Minister: Bridge opens", "Minister: Bridge opens");
        check("Rome - Milan in one hour", "Rome - Milan in one hour");
        check("Daily Post", "Daily Post");
    }

    #[test]
    fn a_title_is_parted_at_its_separators() {
        assert_eq!(
            parts("Post » Archive » Bridge opens - at last"),
            ["Post", "Archive", "Bridge opens", "at last"]
        );
    }
}
