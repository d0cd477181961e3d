//! Who wrote an article: people's names out of what pages put into author fields.
//!
//! Precision over recall: people first; a pen name, and last the organisation itself, only where a page declares them
//! and no person signs. Desks are nobody, and agencies are credited, not named as authors.

mod bylines;
mod names;
mod signer;

use item::{Certainty, Credit};

use super::super::page::Page;
use super::linked::{LinkedData, Named};
use super::signals::Signals;
use names::Field;
use signer::Signer;

pub(super) use bylines::Shown;

/// Nobody has more authors than this; a longer list is something else.
const MAX_PEOPLE: usize = 12;

/// The authors of a page and whom it has the report from.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Authors {
    pub(super) names: Vec<String>,
    pub(super) found_in: String,
    pub(super) certainty: Option<Certainty>,
    pub(super) credits: Vec<Credit>,
}

/// The people named in `fields`, once each, in order; `sites` are names that are the publisher's.
pub(in crate::clean) fn people<'f>(
    fields: impl IntoIterator<Item = &'f str>,
    sites: &[String],
) -> Vec<String> {
    let mut signed = Signed::default();
    for field in fields {
        signed.take(field, Field::Declared, None, sites);
    }
    signed.best().0
}

/// The authors in fields that are known to name them: people where there are any, else whoever it is, a desk or an
/// agency, as written.
pub(in crate::clean) fn named(fields: &[String], sites: &[String]) -> Vec<String> {
    let mut signed = Signed::default();
    for field in fields {
        signed.take(field, Field::Shown, None, sites);
    }
    let (mut found, _) = signed.best();
    if found.is_empty() {
        let written = fields
            .iter()
            .flat_map(|field| names::read(field, Field::Shown));
        written.for_each(|name| add(&mut found, name));
    }
    found
}

/// The fields of the head that name authors, the most deliberate first.
const KEYS: [&str; 18] = [
    "parsely-author",
    "sailthru.author",
    "byl",
    "article:author_name",
    "article:author",
    "og:article:author",
    "og:author",
    "articleauthor",
    "cxenseparse:author",
    "citation_author",
    "twitter:misc:written by",
    "author",
    "authors",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.author",
    "creator",
    "dc.author",
];

/// The labels under which systems tell messengers who wrote.
const LABELS: [(&str, &str); 2] = [
    ("twitter:label1", "twitter:data1"),
    ("twitter:label2", "twitter:data2"),
];

/// The kinds of names, the surest first.
const PERSON: u8 = 0;
const PEN: u8 = 1;
const ORGANISATION: u8 = 2;

/// More people than these are not those behind one pen name.
const MOST_BESIDE_PEN: usize = 2;

/// Who signs in one place of the page.
#[derive(Debug, Default)]
struct Signed {
    people: Vec<String>,
    pens: Vec<String>,
    organisations: Vec<String>,
    media: Vec<&'static str>,
}

impl Signed {
    fn take(&mut self, field: &str, kind: Field, named: Option<&Named>, sites: &[String]) {
        let is_organisation = named.is_some_and(|named| named.is_organisation);
        for name in names::read(field, kind) {
            match signer::who(&name, is_organisation, sites) {
                Signer::Person => add(&mut self.people, name),
                Signer::Pen => add(&mut self.pens, name),
                Signer::Site => add(&mut self.organisations, name),
                // Who built the site, or owns it, stands in the head of every page.
                Signer::Organisation if named.is_some() || kind == Field::Shown => {
                    add(&mut self.organisations, name);
                }
                Signer::Medium(medium) if !self.media.contains(&medium) => self.media.push(medium),
                Signer::Organisation | Signer::Medium(_) | Signer::Nobody => {}
            }
        }
    }

    /// The names of the surest kind, and which kind that is.
    fn best(self) -> (Vec<String>, u8) {
        if !self.people.is_empty() {
            (self.people, PERSON)
        } else if !self.pens.is_empty() {
            (self.pens, PEN)
        } else {
            (self.organisations, ORGANISATION)
        }
    }
}

/// Adds a name that is not there yet; of two forms of one name the fuller one stays.
fn add(names: &mut Vec<String>, name: String) {
    let words = |name: &str| -> Vec<String> {
        name.split([' ', '.'])
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let new = words(&name);
    for known in &mut *names {
        let old = words(known);
        let within = |small: &[String], big: &[String]| small.iter().all(|word| big.contains(word));
        if within(&new, &old) {
            return;
        }
        if within(&old, &new) {
            *known = name;
            return;
        }
    }
    if names.len() < MAX_PEOPLE {
        names.push(name);
    }
}

/// The authors of a page: those of the most deliberate place that names a person, or else of the surest kind.
pub(super) fn choose(
    page: &Page<'_>,
    signals: &Signals<'_>,
    linked: &LinkedData,
    shown: &Shown,
    sites: &[String],
) -> Authors {
    let mut chosen = Authors::default();
    let mut kind = u8::MAX;
    for (found_in, certainty, signed) in places(page, signals, linked, shown, sites) {
        for medium in &signed.media {
            credit(&mut chosen.credits, medium, &found_in, certainty);
        }
        let (names, of_kind) = signed.best();
        // Beside a pen name, a row of people is one of other articles' authors.
        let is_row = kind == PEN && names.len() > MOST_BESIDE_PEN;
        if !names.is_empty() && of_kind < kind && !is_row {
            kind = of_kind;
            chosen.names = names;
            chosen.found_in = found_in;
            chosen.certainty = Some(certainty);
        }
        if kind == PERSON {
            break;
        }
    }
    if kind > PEN
        && let Some(name) = shown.bare_name()
        && signer::who(name, false, sites) == Signer::Person
    {
        chosen.names = vec![name.to_owned()];
        "name beside the date under the headline".clone_into(&mut chosen.found_in);
        chosen.certainty = Some(Certainty::Shown);
    }
    chosen
}

/// An agency in the author's place, where the page declares it.
fn credit(credits: &mut Vec<Credit>, medium: &str, found_in: &str, certainty: Certainty) {
    let known = credits.iter().any(|credit| credit.name == medium);
    if certainty == Certainty::Declared && !known {
        credits.push(Credit {
            name: medium.to_owned(),
            evidence: format!("{found_in}: {medium}"),
        });
    }
}

/// The places that name authors, the most deliberate first.
fn places<'p>(
    page: &'p Page<'_>,
    signals: &'p Signals<'_>,
    linked: &'p LinkedData,
    shown: &'p Shown,
    sites: &'p [String],
) -> impl Iterator<Item = (String, Certainty, Signed)> + 'p {
    let by_linked = std::iter::once_with(move || {
        let mut signed = Signed::default();
        for named in &linked.authors {
            signed.take(&named.name, Field::Declared, Some(named), sites);
        }
        ("JSON-LD author".to_owned(), Certainty::Declared, signed)
    });
    let by_key = KEYS.iter().map(move |key| {
        let mut signed = Signed::default();
        for field in signals.head.all(key) {
            signed.take(field, Field::Declared, None, sites);
        }
        (format!("meta {key}"), Certainty::Declared, signed)
    });
    let by_label = LABELS.iter().map(move |(label, data)| {
        let mut signed = Signed::default();
        let head = &signals.head;
        if let (Some(label), Some(field)) = (head.first(&[label]), head.first(&[data]))
            && names::introduces(label)
        {
            signed.take(field, Field::Declared, None, sites);
        }
        (format!("meta {data}"), Certainty::Declared, signed)
    });
    let by_page = shown.places(page, signals).map(move |place| {
        let mut signed = Signed::default();
        for field in &place.fields {
            signed.take(field, Field::Shown, None, sites);
        }
        if !place.is_declared {
            signed.pens.clear();
            signed.organisations.clear();
        }
        (place.found_in.to_owned(), place.certainty(), signed)
    });
    by_linked.chain(by_key).chain(by_label).chain(by_page)
}
