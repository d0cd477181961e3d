//! Which links of a list page lead to articles, where no selector says it. Pure.
//!
//! What speaks for a link is counted: how its address is made, how much it says, whether it is a headline and stands in a
//! teaser. One link alone may look like anything, so blocks that repeat are judged together, and links elsewhere are
//! believed if they look like those, or very much like an article. What frames every page of a site is left out.

use std::collections::{BTreeMap, HashMap, HashSet};

use scraper::{ElementRef, Html, Selector};

use self::{
    address::Address,
    place::{Counts, Place},
};
use super::{
    links::{LeftOut, Origin},
    list::words,
};

mod address;
mod place;

/// Links that are looked at, from the page's start: no list page has more, and each is measured.
const MOST_LOOKED_AT: usize = 5000;

/// From so many points on a link looks like one to an article: an address and a text that do, or a headline in a teaser.
const ENOUGH: i32 = 5;

/// A link that nothing else is like must look so much more like one.
const ALONE: i32 = 1;

/// So many blocks that are alike are a list.
const ALIKE: usize = 3;

/// A text with so many words or letters is a headline.
const HEADLINE_WORDS: usize = 4;
const HEADLINE_LETTERS: usize = 25;

/// Links that were guessed.
#[derive(Debug)]
pub(super) struct Guess<'a> {
    /// The links, in the page's order; a page may be linked more than once.
    pub(super) links: Vec<Guessed<'a>>,
    /// Links to other sites that were left out.
    pub(super) other_sites: usize,
    /// By which rule they were found, in words.
    pub(super) rule: String,
}

/// A link that leads to an article.
#[derive(Debug)]
pub(super) struct Guessed<'a> {
    pub(super) link: ElementRef<'a>,
    /// The headline inside it, where it holds more than that.
    pub(super) title: Option<String>,
    /// The date that its teaser tells programs.
    pub(super) date: Option<String>,
}

/// A link that may be one.
struct Candidate<'a> {
    link: ElementRef<'a>,
    /// Its place among all links.
    at: usize,
    key: String,
    place: Place,
    address: Address,
    points: i32,
    letters: usize,
}

/// The links of a page that look like links to articles; nothing, if none does.
pub(super) fn guess<'a>(tree: &'a Html, origin: &Origin) -> Guess<'a> {
    let (candidates, other_sites) = candidates(tree, origin);
    let mut chosen = Chosen::default();
    chosen.take_blocks(&candidates);
    chosen.take_alike(&candidates);
    // Beside its headline a teaser may link its picture and its "read more": they say less of it.
    let headlines = candidates.iter().filter(|one| one.place.is_headline);
    let with_headline: HashSet<&str> = headlines.map(|one| one.key.as_str()).collect();
    let wanted = candidates.iter().filter(|one| {
        let is_best = one.place.is_headline || !with_headline.contains(&one.key.as_str());
        is_best && chosen.keys.contains(&one.key)
    });
    let wanted: Vec<&Candidate<'a>> = wanted.collect();
    let rule = chosen.rule(&wanted);
    let links = wanted.iter().map(|candidate| Guessed {
        link: candidate.link,
        title: candidate.place.headline_inside.clone(),
        date: candidate.place.date.clone(),
    });
    Guess {
        links: links.collect(),
        other_sites,
        rule,
    }
}

fn candidates<'a>(tree: &'a Html, origin: &Origin) -> (Vec<Candidate<'a>>, usize) {
    let Ok(selector) = Selector::parse("a[href]") else {
        return (Vec::new(), 0);
    };
    let links: Vec<ElementRef<'a>> = tree.select(&selector).take(MOST_LOOKED_AT).collect();
    let counts = Counts::of(&links);
    let (mut candidates, mut other_sites) = (Vec::new(), 0);
    for (at, link) in links.into_iter().enumerate() {
        match origin.link(link.attr("href").unwrap_or_default()) {
            Ok(target) => {
                let Some(place) = Place::of(link, &counts) else {
                    continue;
                };
                let address = Address::of(&target.url);
                let text = place.headline_inside.clone().unwrap_or_else(|| words(link));
                candidates.push(Candidate {
                    link,
                    at,
                    points: points(&address, &place, &text),
                    letters: text.chars().count(),
                    key: target.key,
                    place,
                    address,
                });
            }
            Err(LeftOut::OtherSite) => other_sites += 1,
            Err(LeftOut::NoArticle) => {}
        }
    }
    (candidates, other_sites)
}

fn points(address: &Address, place: &Place, text: &str) -> i32 {
    let said = if is_headline(text) {
        3
    } else if text.split_whitespace().count() == 1 {
        -2
    } else {
        0
    };
    address.points() + said + 2 * i32::from(place.is_headline) + i32::from(place.is_teaser)
}

fn is_headline(text: &str) -> bool {
    text.split_whitespace().count() >= HEADLINE_WORDS || text.chars().count() >= HEADLINE_LETTERS
}

/// What is chosen so far, by the pages' keys.
#[derive(Default)]
struct Chosen {
    keys: HashSet<String>,
    /// The forms of addresses of blocks that were taken.
    forms: HashSet<String>,
    /// How the first block is selected, and how many pages it gave.
    best: Option<(String, usize)>,
    /// The addresses of the first block are dated or numbered: a site names its articles in one way, so what is
    /// neither leads to none, unless it is a headline.
    is_marked: bool,
}

impl Chosen {
    /// Takes blocks that repeat and of which most look like articles; those of headlines first, for what stands beside a
    /// headline leads to its article or to none.
    fn take_blocks(&mut self, candidates: &[Candidate<'_>]) {
        let mut blocks: HashMap<&str, Vec<&Candidate<'_>>> = HashMap::new();
        for candidate in candidates {
            let path = candidate.place.path.as_str();
            blocks.entry(path).or_default().push(candidate);
        }
        let mut blocks: Vec<Vec<&Candidate<'_>>> = blocks.into_values().collect();
        blocks.sort_by_key(|block| {
            let is_headline = block.iter().any(|one| one.place.is_headline);
            // The order of a map says nothing; that of the page does.
            let first = block.first().map_or(usize::MAX, |first| first.at);
            (!is_headline, usize::MAX - block.len(), first)
        });
        for block in blocks {
            if self.take_block(&block) {
                continue;
            }
            // Where sections and articles stand in blocks of the same make, their addresses tell them apart.
            let mut forms: BTreeMap<&str, Vec<&Candidate<'_>>> = BTreeMap::new();
            for candidate in block {
                let form = candidate.address.form.as_str();
                forms.entry(form).or_default().push(candidate);
            }
            for block in forms.values() {
                self.take_block(block);
            }
        }
    }

    /// Takes a block, if most of what it adds looks like articles: then all but what looks like none, for headlines may
    /// be short.
    fn take_block(&mut self, block: &[&Candidate<'_>]) -> bool {
        let new = block.iter().filter(|one| self.may_be_new(one));
        let new: Vec<&Candidate<'_>> = new.copied().collect();
        let keys: HashSet<&str> = new.iter().map(|one| one.key.as_str()).collect();
        let good = new.iter().filter(|one| one.points >= ENOUGH);
        let good: HashSet<&str> = good.map(|one| one.key.as_str()).collect();
        // Numbers of one form are a list by themselves: fewer of its headlines need to be long.
        let marked = new.iter().filter(|one| one.address.is_marked()).count();
        let is_one_form = new
            .iter()
            .all(|one| Some(&one.address.form) == new.first().map(|first| &first.address.form));
        let enough = if is_one_form && marked == new.len() {
            keys.len().div_ceil(2)
        } else {
            (keys.len() * 2).div_ceil(3)
        };
        if keys.len() < ALIKE || good.len() < enough {
            return false;
        }
        for candidate in &new {
            if candidate.points >= 0 && !candidate.address.is_list() {
                self.forms.insert(candidate.address.form.clone());
                self.keys.insert(candidate.key.clone());
            }
        }
        if let Some(first) = new.first().filter(|_| self.best.is_none()) {
            self.best = Some((first.place.selector.clone(), self.keys.len()));
            self.is_marked = marked * 2 > new.len();
        }
        true
    }

    /// Whether a link may be one to an article that was not taken.
    fn may_be_new(&self, one: &Candidate<'_>) -> bool {
        let is_named_so = !self.is_marked || one.address.is_marked() || one.place.is_headline;
        is_named_so && !self.keys.contains(&one.key)
    }

    /// Takes links elsewhere that look like articles: as much as those in blocks and with addresses of their form, or more.
    fn take_alike(&mut self, candidates: &[Candidate<'_>]) {
        for candidate in candidates {
            let is_like = self.forms.contains(&candidate.address.form);
            let enough = ENOUGH + if is_like { 0 } else { ALONE };
            if candidate.points >= enough
                && !candidate.address.is_list()
                && candidate.letters > 0
                && self.may_be_new(candidate)
            {
                self.keys.insert(candidate.key.clone());
            }
        }
    }

    /// How these were found, in words.
    fn rule(&self, taken: &[&Candidate<'_>]) -> String {
        let most = |is: fn(&Candidate<'_>) -> bool| {
            taken.iter().filter(|candidate| is(candidate)).count() * 2 > taken.len()
        };
        let address = [
            (most(|one| one.address.is_dated), "dates"),
            (most(|one| one.address.is_numbered), "numbers"),
            (most(|one| one.address.is_titled), "titles"),
        ];
        let address: Vec<&str> = address
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, is)| *is)
            .collect();
        let mut signs = Vec::new();
        if !address.is_empty() {
            signs.push(format!("{} in their addresses", address.join(" and ")));
        }
        if most(|one| one.place.is_headline) {
            signs.push("headlines".to_owned());
        }
        let texts = taken.iter().filter(|one| one.letters >= HEADLINE_LETTERS);
        if texts.count() * 2 > taken.len() {
            signs.push("long texts".to_owned());
        }
        if signs.is_empty() {
            signs.push("addresses and texts together".to_owned());
        }
        let signs = signs.join(", ");
        match &self.best {
            Some((selector, alike)) => format!(
                "`{selector}` repeats for {alike} pages, known by {signs}{}",
                match self.keys.len().saturating_sub(*alike) {
                    0 => String::new(),
                    more => format!("; {more} more elsewhere look the same"),
                }
            ),
            None => format!("no block repeats; single links, known by {signs}"),
        }
    }
}

#[cfg(test)]
mod tests;
