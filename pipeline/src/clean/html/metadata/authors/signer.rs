//! What a name in an author's place is: a person, a pen name, an organisation, an agency, or nobody at all.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::super::super::letters::letters;
use super::super::sites;
use crate::clean::plain::{is_authority, is_desk, is_job, is_person, outlet};

/// Words that stand in no person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// Of a desk, a role or the page: who is called so is nobody.
    Desk,
    /// Of an organisation or a picture.
    Thing,
}

static WORDS: LazyLock<FxHashMap<&'static str, Word>> = LazyLock::new(|| {
    let file = include_str!("../../../../../data/clean/not_people.txt");
    let rows = file.lines().filter(|line| !line.starts_with('#'));
    let words = rows.filter_map(|line| {
        let (tag, words) = line.split_once('\t')?;
        let kind = if tag == "desk" {
            Word::Desk
        } else {
            Word::Thing
        };
        Some(words.split_whitespace().map(move |word| (word, kind)))
    });
    words.flatten().collect()
});

/// The longest name, in characters and words.
const LONGEST: usize = 60;
const MOST_WORDS: usize = 6;

/// Words that begin names of things.
const ARTICLES: [&str; 9] = ["the", "das", "die", "der", "la", "le", "les", "il", "los"];

/// Who a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signer {
    /// A full name of a person.
    Person,
    /// A first name, initials, a pen name.
    Pen,
    /// The site itself.
    Site,
    /// Another organisation.
    Organisation,
    /// An agency or another medium: whom the report is from.
    Medium(&'static str),
    /// A desk, a role, a word of the page.
    Nobody,
}

/// Who `name` is; `sites` are the names of the publisher.
pub(super) fn who(name: &str, is_organisation: bool, sites: &[String]) -> Signer {
    let size = name.chars().count();
    let words = name.split(' ').count();
    let plain = |c: char| c.is_alphanumeric() || " '’.-‑`ʼ·_".contains(c);
    if !(2..=LONGEST).contains(&size) || words > MOST_WORDS || !name.chars().all(plain) {
        return Signer::Nobody;
    }
    let own = sites.iter().any(|site| is_site(name, site));
    if let Some(medium) = outlet(name).filter(|_| !own) {
        return Signer::Medium(medium);
    }
    if holds(name, Word::Desk) || is_desk(name) {
        return Signer::Nobody;
    }
    let first = name.split(' ').next().unwrap_or_default().to_lowercase();
    let thing = is_authority(name)
        || ARTICLES.contains(&first.as_str()) && words > 1
        || holds(name, Word::Thing);
    let capital = name.chars().any(char::is_uppercase);
    if is_person(name) && !is_organisation && !thing && !names_site(name, sites) {
        return Signer::Person;
    }
    if own {
        return Signer::Site;
    }
    if is_organisation || thing {
        return Signer::Organisation;
    }
    match words {
        // Letters alone: names to log in with are nobody's.
        1 if !name.chars().all(char::is_alphabetic) => Signer::Nobody,
        1 => Signer::Pen,
        _ if !capital && is_cased(name) => Signer::Nobody,
        _ if is_long_name(name) => Signer::Person,
        _ => Signer::Organisation,
    }
}

/// Whether a name holds a word of that kind.
fn holds(name: &str, kind: Word) -> bool {
    let mut words = name.split([' ', '.', '-', '_']);
    words.any(|word| {
        WORDS.get(word.to_lowercase().as_str()) == Some(&kind) || kind == Word::Desk && is_job(word)
    })
}

/// Names of more parts, with initials and particles, or in scripts without capitals.
fn is_long_name(name: &str) -> bool {
    const PARTICLES: [&str; 18] = [
        "de", "von", "van", "di", "da", "del", "della", "der", "den", "la", "le", "bin", "al",
        "zu", "dos", "y", "i", "e",
    ];
    name.split(' ').all(|word| {
        let core = word.strip_prefix(['d', 'l']).unwrap_or(word);
        let core = core.strip_prefix(['\'', '’']).unwrap_or(word);
        let begins = core.chars().next();
        PARTICLES.contains(&word)
            || begins.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
                && !word.contains(char::is_numeric)
    })
}

/// Whether the script of a name has capitals.
fn is_cased(name: &str) -> bool {
    name.chars().any(char::is_lowercase)
}

/// Whether a name is the site's: the same letters, or the one begins with the other.
fn is_site(name: &str, site: &str) -> bool {
    const SHORTEST: usize = 4;
    let (name, site) = (letters(name), letters(site));
    let (shorter, longer) = sites::by_length(&name, &site);
    !shorter.is_empty()
        && (shorter == longer || shorter.len() >= SHORTEST && longer.starts_with(shorter))
}

/// Whether a person's name is what the site calls itself in words. A host may be named after its only author.
fn names_site(name: &str, sites: &[String]) -> bool {
    sites
        .iter()
        .any(|site| site.contains(' ') && sites::same(name, site))
}

#[cfg(test)]
mod tests {
    use super::{Signer, who};

    #[track_caller]
    fn check(name: &str, expect: Signer) {
        let sites = ["Daily Post".to_owned(), "annlee".to_owned()];
        assert_eq!(who(name, false, &sites), expect, "{name:?}");
    }

    #[test]
    fn people_are_told_from_all_others_that_stand_in_their_place() {
        check("Zofia Łęcka", Signer::Person);
        check("Jean-Luc d’Ormesson", Signer::Person);
        check("Maria del Carmen Ruiz y Soler", Signer::Person);
        check("Ann Lee", Signer::Person);
        check("Kristen", Signer::Pen);
        check("mh", Signer::Pen);
        check("Reuters", Signer::Medium("Reuters"));
        check("Daily Post", Signer::Site);
        check("The Harbour Office", Signer::Organisation);
        check("Redazione", Signer::Nobody);
        check("Daily Post Staff", Signer::Nobody);
        check("Last Updated", Signer::Nobody);
        check("admin", Signer::Nobody);
        check("User123", Signer::Nobody);
        check("a long sentence that somebody put there", Signer::Nobody);
        assert_eq!(who("Ann Lee", true, &[]), Signer::Organisation);
    }
}
