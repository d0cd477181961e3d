//! The headline: the heading that the page's own titles agree with, without the site's name.

use item::Certainty;
use rustc_hash::FxHashSet;

use super::super::letters::letters;
use super::super::page::Page;
use super::claims::{Claim, Claims, LONGEST};
use super::lines;
use super::linked::Kind;
use super::signals::Signals;
use super::sites::{by_length, parts, same};

/// A headline and where it was found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Title {
    pub(super) text: String,
    pub(super) found_in: String,
    pub(super) certainty: Certainty,
    /// The node that shows it.
    pub(super) place: Option<usize>,
}

/// How many headings of one rank are compared with the claims.
const MAX_HEADINGS: usize = 12;

/// A heading of fewer letters is a word among others, where a longer title holds it.
const LEAST_LETTERS: usize = 12;

/// A heading and a claim that share this share of the shorter one's words are about the same.
const ALIKE: f32 = 0.3;

/// A heading as it stands on the page.
#[derive(Debug)]
struct Heading {
    level: u8,
    index: usize,
    text: String,
}

/// Chooses the headline of `page` between its headings and the claims of its fields; `kind` is what linked data calls
/// the article, `address` where it was found.
pub(super) fn choose(
    page: &Page<'_>,
    signals: &Signals<'_>,
    claims: &Claims,
    sites: &[String],
    (kind, address): (Kind, Option<&str>),
) -> Option<Title> {
    let headings = headings(page, signals, sites);
    let first = |level: u8| {
        headings
            .iter()
            .filter(move |heading| heading.level == level)
    };
    let agreed = first(1)
        .find_map(|heading| by_shared(heading, claims, kind))
        .or_else(|| {
            let marked = claims.marked.as_ref()?;
            let both = claims
                .shared
                .as_ref()
                .filter(|shared| same(&shared.text, &marked.text));
            first(2).find_map(|heading| agreeing(heading, both))
        })
        .or_else(|| first(1).find_map(|heading| agreeing(heading, claims.all())))
        .or_else(|| first(2).find_map(|heading| agreeing(heading, claims.all())))
        .or_else(|| headings.iter().find_map(|heading| part_of(heading, claims)))
        .or_else(|| {
            first(1).find_map(|heading| claims.all().find_map(|claim| shorter(heading, claim)))
        });
    let chosen = agreed.or_else(|| {
        let mut first = first(1);
        match (first.next(), first.next()) {
            (Some(only), None) => Some(disputed(only, claims, address)),
            _ => None,
        }
    });
    let chosen = chosen.or_else(|| {
        let claim = claims.all().next()?;
        Some(of_claim(claim))
    });
    let mut chosen = chosen.or_else(|| first(1).next().map(of_heading))?;
    chosen.place = chosen.place.filter(|place| !lines::in_menu(page, *place));
    if chosen.place.is_none() {
        chosen.place = lines::find(page, &chosen.text).or_else(|| {
            let alike = |heading: &&Heading| shared_words(&heading.text, &chosen.text) >= ALIKE;
            let mut shown = headings
                .iter()
                .filter(|heading| !lines::in_menu(page, heading.index));
            shown.find(alike).map(|heading| heading.index)
        });
    }
    Some(chosen)
}

/// What the heading of the first rank and the headline that is made for sharing come to. The shorter of two holds no
/// kicker, section or site's name. Newsrooms write two that differ: the shared one says more without its page.
fn by_shared(heading: &Heading, claims: &Claims, kind: Kind) -> Option<Title> {
    let claim = claims.shared.as_ref()?;
    if let Some(agreed) = agreeing(heading, [claim]) {
        return Some(agreed);
    }
    let with_kicker = claims.linked.as_ref().is_some_and(|linked| {
        let kicked = letters(&claim.text);
        same(&linked.text, &claim.text) && kicked.ends_with(&letters(&heading.text))
    });
    let shorter = shorter(heading, claim).filter(|_| !with_kicker);
    shorter.or_else(|| {
        let alike = shared_words(&heading.text, &claim.text) >= ALIKE;
        (kind == Kind::News && alike).then(|| Title {
            place: Some(heading.index),
            ..of_claim(claim)
        })
    })
}

/// The headings of the first three ranks that do not only name the site.
fn headings(page: &Page<'_>, signals: &Signals<'_>, sites: &[String]) -> Vec<Heading> {
    let mut kept = [0; 4];
    let mut headings: Vec<Heading> = Vec::new();
    for &(level, index) in &signals.headings {
        let Some(count) = kept.get_mut(usize::from(level)) else {
            continue;
        };
        if *count >= MAX_HEADINGS {
            continue;
        }
        *count += 1;
        let text = page.words(index, LONGEST);
        if text.len() > 3 && text.len() < LONGEST && !sites.iter().any(|site| same(site, &text)) {
            headings.push(Heading { level, index, text });
        }
    }
    headings.sort_by_key(|heading| heading.level);
    headings
}

/// A heading with the letters of a claim: its words, unless they ran into each other there.
fn agreeing<'c>(heading: &Heading, claims: impl IntoIterator<Item = &'c Claim>) -> Option<Title> {
    let mut claims = claims.into_iter();
    let claim = claims.find(|claim| same(&claim.text, &heading.text))?;
    let words = |text: &str| text.split_whitespace().count();
    let shouts =
        |text: &str| !text.contains(char::is_lowercase) && text.contains(char::is_uppercase);
    let joints = |text: &str| text.chars().filter(|c| "/:–—|-".contains(*c)).count();
    let better = words(&claim.text) > words(&heading.text)
        || joints(&claim.text) > joints(&heading.text)
        || (shouts(&heading.text) && !shouts(&claim.text));
    let text = if better { &claim.text } else { &heading.text };
    Some(Title {
        text: text.clone(),
        found_in: format!("h{}, as {} has it", heading.level, claim.found_in),
        certainty: Certainty::Declared,
        place: Some(heading.index),
    })
}

/// A heading that is what stands between the separators of a longer title.
fn part_of(heading: &Heading, claims: &Claims) -> Option<Title> {
    let size = letters(&heading.text).chars().count();
    let long = size >= LEAST_LETTERS;
    claims.whole.iter().find_map(|whole| {
        let parts = parts(whole);
        let longest = parts
            .iter()
            .map(|part| letters(part).chars().count())
            .max()?;
        let is_part = parts
            .iter()
            .enumerate()
            .any(|(at, part)| same(part, &heading.text) && (at == 0 || size == longest));
        let leads = parts.len() == 1 || long || heading.level == 1;
        (is_part && leads).then(|| Title {
            found_in: format!("h{}, a part of the title", heading.level),
            ..of_heading(heading)
        })
    })
}

/// A heading that holds a claim, or the other way round: the longer one has a kicker, a section or a site's name.
fn shorter(heading: &Heading, claim: &Claim) -> Option<Title> {
    let (own, claimed) = (letters(&heading.text), letters(&claim.text));
    let (shorter, longer) = by_length(&own, &claimed);
    if shorter.len() * 2 <= longer.len() || !longer.contains(shorter) {
        return None;
    }
    let is_cut = claim.text.ends_with('…') || claim.text.ends_with("...");
    if own.len() <= claimed.len() || is_cut {
        return Some(Title {
            found_in: format!("h{}, a part of {}", heading.level, claim.found_in),
            ..of_heading(heading)
        });
    }
    Some(Title {
        place: Some(heading.index),
        ..of_claim(claim)
    })
}

/// The only heading of the first rank and claims that say something else.
fn disputed(heading: &Heading, claims: &Claims, address: Option<&str>) -> Title {
    let Some(claim) = claims.all().next() else {
        return of_heading(heading);
    };
    let backs = |other: &Option<Claim>, text: &str| {
        other
            .as_ref()
            .is_some_and(|other| letters(&other.text).starts_with(&letters(text)))
    };
    let others = [&claims.linked, &claims.document, &claims.marked];
    let backed = others.iter().any(|other| backs(other, &heading.text));
    let alike = claims
        .all()
        .map(|claim| shared_words(&heading.text, &claim.text))
        .fold(0.0, f32::max)
        >= ALIKE;
    let slug = address.map(in_address).unwrap_or_default();
    let named = slug_share(&heading.text, &slug) > slug_share(&claim.text, &slug) + 0.1;
    // Fields that are written for search engines say the same in other words; the heading is what the author wrote.
    if alike || backed || named {
        Title {
            found_in: "h1, the only one".to_owned(),
            ..of_heading(heading)
        }
    } else {
        Title {
            place: alike.then_some(heading.index),
            ..of_claim(claim)
        }
    }
}

fn of_heading(heading: &Heading) -> Title {
    Title {
        text: heading.text.clone(),
        found_in: format!("h{}", heading.level),
        certainty: Certainty::Shown,
        place: Some(heading.index),
    }
}

fn of_claim(claim: &Claim) -> Title {
    Title {
        text: claim.text.clone(),
        found_in: claim.found_in.clone(),
        certainty: Certainty::Declared,
        place: None,
    }
}

fn words(text: &str) -> FxHashSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The share of the shorter text's words that the other one holds too.
#[expect(clippy::cast_precision_loss, reason = "a headline has few words")]
fn shared_words(one: &str, other: &str) -> f32 {
    let (one, other) = (words(one), words(other));
    let least = one.len().min(other.len()).max(1);
    one.intersection(&other).count() as f32 / least as f32
}

/// Shorter words of an address are articles and numbers.
const SHORTEST_SLUG_WORD: usize = 3;

/// The words of an address's path, as addresses spell them.
fn in_address(url: &str) -> FxHashSet<String> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let words = path.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.len() >= SHORTEST_SLUG_WORD)
        .map(str::to_lowercase)
        .collect()
}

/// The share of a headline's longer words that stand in the address.
#[expect(clippy::cast_precision_loss, reason = "a headline has few words")]
fn slug_share(text: &str, slug: &FxHashSet<String>) -> f32 {
    let spelled: FxHashSet<String> = words(text)
        .iter()
        .map(|word| spelled(word))
        .filter(|word| word.len() >= SHORTEST_SLUG_WORD)
        .collect();
    spelled.intersection(slug).count() as f32 / spelled.len().max(1) as f32
}

/// A word as addresses spell it: without marks, umlauts in two letters.
fn spelled(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'ä' | 'æ' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'đ' => out.push('d'),
            _ if c.is_ascii() => out.push(c),
            _ => out.extend(c.nfd().filter(char::is_ascii)),
        }
    }
    out
}
