//! The headline: the heading that the page's own titles agree with, without the site's name.

use super::super::names::Tag;
use super::super::page::Page;
use super::head::Head;

/// The longest headline, in bytes.
const LONGEST: usize = 500;

/// What stands between a headline and the name of the site.
const SEPARATORS: [&str; 11] = [
    " | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " « ", " / ", " // ",
];

/// Chooses the headline of `page`.
pub(super) fn choose(
    page: &Page<'_>,
    head: &Head<'_>,
    linked: Option<&str>,
    sites: &[String],
) -> Option<String> {
    let stripped = |title: &str| without_site(title, sites);
    let shared = head
        .first(&[
            "og:title",
            "twitter:title",
            "parsely-title",
            "sailthru.title",
            "dc.title",
        ])
        .map(super::super::markup::plain);
    let shared = shared.map(|title| stripped(&title));
    let document = head.title.as_deref().map(stripped);
    let linked = linked.map(stripped);
    let headings = headings(page);
    let claims: Vec<&str> = [&shared, &linked, &document]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let agreed = headings
        .iter()
        .find(|heading| claims.iter().any(|claim| same(claim, heading)));
    let within = || {
        headings
            .iter()
            .find(|heading| heading.len() > 15 && claims.iter().any(|claim| holds(claim, heading)))
    };
    let chosen = agreed.or_else(within).cloned().or(shared).or(linked);
    let only_heading = || match headings.as_slice() {
        [only] if !sites.iter().any(|site| same(site, only)) => Some(only.clone()),
        _ => None,
    };
    chosen
        .or_else(|| only_heading().or(document))
        .filter(|title| !title.is_empty())
}

/// The texts of the first headings of the highest rank.
fn headings(page: &Page<'_>) -> Vec<String> {
    const MOST: usize = 12;
    let texts = |level: u8| {
        page.elements()
            .filter(move |(_, tag, _)| *tag == Tag::Heading(level))
            .map(|(index, ..)| page.words(index, LONGEST))
            .filter(|text| text.len() > 3 && text.len() < LONGEST)
            .take(MOST)
            .collect::<Vec<_>>()
    };
    let first = texts(1);
    if first.is_empty() { texts(2) } else { first }
}

/// `title` without the site's name before or after it.
pub(in crate::clean) fn without_site(title: &str, sites: &[String]) -> String {
    let mut rest = title.trim();
    while let Some((cut, separator)) = last_separator(rest) {
        let before = rest.get(..cut).unwrap_or_default();
        let after = rest.get(cut + separator.len()..).unwrap_or_default();
        let names_site = |part: &str| {
            sites
                .iter()
                .any(|site| same(site, part) || holds_name(part, site))
        };
        if before.chars().any(char::is_alphanumeric) && names_site(after) {
            rest = before.trim();
        } else if let Some((first, behind)) = SEPARATORS
            .iter()
            .find_map(|s| rest.split_once(s))
            .filter(|(first, _)| names_site(first))
        {
            debug_assert!(first.len() < rest.len());
            rest = behind.trim();
        } else {
            break;
        }
    }
    rest.to_owned()
}

fn last_separator(title: &str) -> Option<(usize, &'static str)> {
    SEPARATORS
        .iter()
        .filter_map(|separator| Some((title.rfind(separator)?, *separator)))
        .max_by_key(|(at, _)| *at)
}

/// A short part that holds the site's name: "News from The Daily Post".
fn holds_name(part: &str, site: &str) -> bool {
    let (part, site) = (letters(part), letters(site));
    let (shorter, longer) = if part.len() < site.len() {
        (&part, &site)
    } else {
        (&site, &part)
    };
    shorter.len() >= 3 && longer.len() <= shorter.len() * 3 + 8 && longer.contains(shorter.as_str())
}

fn same(a: &str, b: &str) -> bool {
    letters(a) == letters(b)
}

/// Whether `heading` is most of `claim`, or the other way round.
fn holds(claim: &str, heading: &str) -> bool {
    let (claim, heading) = (letters(claim), letters(heading));
    let (shorter, longer) = if claim.len() < heading.len() {
        (&claim, &heading)
    } else {
        (&heading, &claim)
    };
    shorter.len() * 2 > longer.len() && longer.contains(shorter.as_str())
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::without_site;

    #[test]
    fn the_name_of_the_site_is_no_part_of_the_title() {
        let sites = ["Daily Post".to_owned(), "dailypost".to_owned()];
        let check = |title: &str, expect: &str| assert_eq!(without_site(title, &sites), expect);
        check("Bridge opens - Daily Post", "Bridge opens");
        check("Daily Post | Bridge opens", "Bridge opens");
        check(
            "Bridge opens | World News | DailyPost.example",
            "Bridge opens | World News",
        );
        check("Rome - Milan in one hour", "Rome - Milan in one hour");
        check("Daily Post", "Daily Post");
    }
}
