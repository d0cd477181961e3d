//! What entries are called: what they call themselves, else their link, else a digest of what they say.
//!
//! What must hold: the names follow from the feed's content alone, and none is empty.

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};

use item::{digest64, key_url};

use super::model::FeedEntry;

/// Above this share (in hundredths) of entries that share their name with another page, a feed's names are not
/// believed at all.
const MOST_SHARED: usize = 5;

/// One slip is no habit.
const FEWEST_SHARED: usize = 2;

/// Names the entries; their `id` is what they call themselves, or empty. Gives whether the feed's own ids are believed:
/// once they were not, they never are again, or all names would change with the share of bad ones.
pub(super) fn name(entries: &mut [FeedEntry], feed_url: &str, were_believed: bool) -> bool {
    let (names, believed) = names(entries, feed_url, were_believed);
    for (entry, name) in entries.iter_mut().zip(names) {
        entry.id = name;
    }
    believed
}

fn names(entries: &[FeedEntry], feed_url: &str, were_believed: bool) -> (Vec<String>, bool) {
    let pages = Pages::of(entries);
    let shared = shared(entries, &pages);
    let is_habit = shared >= FEWEST_SHARED && shared * 100 > entries.len() * MOST_SHARED;
    let believed = were_believed && !is_habit;
    let crowded = crowded(entries, &pages);
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut name = |(at, entry): (usize, &FeedEntry)| {
        let own = Some(&entry.id).filter(|id| !id.is_empty());
        let name = match own {
            Some(own) if believed => own.clone(),
            own => match pages.of_entry(at) {
                Some(page) if crowded.contains(page) => {
                    format!("{page}|{}", digest(entry, feed_url))
                }
                Some(page) => page.to_owned(),
                None => own.map_or_else(|| digest(entry, feed_url), String::clone),
            },
        };
        match taken.get(&name) {
            // The same entry twice is the same entry.
            Some(first) if pages.of_entry(*first) != pages.of_entry(at) => {
                match pages.of_entry(at) {
                    Some(page) => format!("{name}|{page}"),
                    None => format!("{name}|{}", digest(entry, feed_url)),
                }
            }
            Some(_) => name,
            None => {
                taken.insert(name.clone(), at);
                name
            }
        }
    };
    let names = entries.iter().enumerate().map(&mut name).collect();
    (names, believed)
}

/// How many entries call themselves like an earlier one that stands for another page.
fn shared(entries: &[FeedEntry], pages: &Pages<'_>) -> usize {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let named = entries.iter().enumerate();
    let named = named.filter(|(_, entry)| !entry.id.is_empty());
    named
        .filter(|(at, entry)| {
            let first = *first.entry(&entry.id).or_insert(*at);
            first != *at && pages.of_entry(first) != pages.of_entry(*at)
        })
        .count()
}

/// The pages to which entries lead that have no ids and other titles: such a page is no name.
fn crowded<'p>(entries: &[FeedEntry], pages: &'p Pages<'_>) -> HashSet<&'p str> {
    let mut titles: HashMap<&str, &Option<String>> = HashMap::new();
    let nameless = entries.iter().enumerate();
    let nameless = nameless.filter(|(_, entry)| entry.id.is_empty());
    nameless
        .filter_map(|(at, entry)| Some((pages.of_entry(at)?, &entry.title)))
        .filter(|(page, title)| titles.entry(page).or_insert(title) != title)
        .map(|(page, _)| page)
        .collect()
}

/// The pages that entries stand for, under their keys. A key costs more than most of what is read of an entry, and few
/// are asked for.
struct Pages<'a> {
    entries: &'a [FeedEntry],
    keys: Vec<OnceCell<Option<String>>>,
}

impl<'a> Pages<'a> {
    fn of(entries: &'a [FeedEntry]) -> Self {
        Self {
            entries,
            keys: vec![OnceCell::new(); entries.len()],
        }
    }

    fn of_entry(&self, at: usize) -> Option<&str> {
        let link = self.entries.get(at)?.link.as_ref()?;
        let key = || Some(key_url(link).unwrap_or_else(|| link.clone()));
        self.keys.get(at)?.get_or_init(key).as_deref()
    }
}

fn digest(entry: &FeedEntry, feed_url: &str) -> String {
    let date = entry.published.as_ref().or(entry.updated.as_ref());
    let text = entry.summary.as_ref().or(entry.content.as_ref());
    let said = [
        feed_url,
        entry.title.as_deref().unwrap_or_default(),
        date.map_or("", |date| &date.written),
        text.map_or("", |prose| &prose.text),
    ];
    format!("{:016x}", digest64(said.join("\u{0}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(entries: &[(&str, &str, &str)]) -> Vec<String> {
        named(entries, true).0
    }

    fn named(entries: &[(&str, &str, &str)], were_believed: bool) -> (Vec<String>, bool) {
        let mut entries: Vec<FeedEntry> = entries
            .iter()
            .map(|(id, link, title)| FeedEntry {
                id: (*id).to_owned(),
                link: Some((*link).to_owned()).filter(|link| !link.is_empty()),
                title: Some((*title).to_owned()),
                ..FeedEntry::default()
            })
            .collect();
        let believed = name(&mut entries, "https://a.example/feed", were_believed);
        let names = entries.into_iter().map(|entry| entry.id).collect();
        (names, believed)
    }

    #[test]
    fn an_entry_is_called_by_its_id_else_its_link_else_what_it_says() {
        let names = found(&[
            ("tag:1", "https://a.example/1", "x"),
            ("", "https://www.a.example/2/?utm_source=rss", "x"),
            ("", "", "x"),
            ("", "", "x"),
            ("", "", "y"),
        ]);
        assert_eq!(names[..2], ["tag:1", "a.example/2"]);
        assert_eq!(names[2].len(), 16);
        assert_eq!(names[2], names[3]);
        assert_ne!(names[2], names[4]);
    }

    #[test]
    fn entries_without_ids_that_lead_to_one_page_are_told_apart_by_what_they_say() {
        let names = found(&[
            ("", "https://a.example/", "x"),
            ("", "https://a.example/", "y"),
            ("", "https://a.example/", "x"),
            ("", "https://a.example/1", "x"),
            ("", "https://a.example/1", "x"),
        ]);
        assert!(names[0].starts_with("a.example|"), "{names:?}");
        assert_eq!(names[0], names[2]);
        assert_ne!(names[0], names[1]);
        assert_eq!(names[3..], ["a.example/1", "a.example/1"]);
    }

    #[test]
    fn an_id_that_names_two_pages_names_the_first() {
        let names = found(&[
            ("g", "https://a.example/1", ""),
            ("g", "https://a.example/2", ""),
            ("g", "http://www.a.example/1#top", ""),
        ]);
        assert_eq!(names, ["g", "g|a.example/2", "g"]);
    }

    #[test]
    fn ids_that_many_pages_share_are_not_believed() {
        let links: Vec<String> = (0..20).map(|n| format!("https://a.example/{n}")).collect();
        let listed = |same: usize| -> Vec<String> {
            let ids: Vec<String> = (0..20)
                .map(|n| {
                    if n <= same {
                        "g".to_owned()
                    } else {
                        format!("g{n}")
                    }
                })
                .collect();
            let entries: Vec<_> = ids
                .iter()
                .zip(&links)
                .map(|(id, link)| (id.as_str(), link.as_str(), ""))
                .collect();
            found(&entries)
        };
        assert_eq!(listed(1)[19], "g19");
        assert_eq!(listed(2)[19], "a.example/19");
        assert_eq!(listed(2)[0], "a.example/0");
    }

    #[test]
    fn ids_that_were_not_believed_are_not_believed_again() {
        let good = [
            ("g1", "https://a.example/1", ""),
            ("g2", "https://a.example/2", ""),
        ];
        assert_eq!(
            named(&good, true),
            (vec!["g1".to_owned(), "g2".to_owned()], true)
        );
        let pages = vec!["a.example/1".to_owned(), "a.example/2".to_owned()];
        assert_eq!(named(&good, false), (pages, false));
    }

    #[test]
    fn no_entry_is_ever_without_a_name() {
        let names = found(&[("", "", ""), ("", "", ""), ("", "", "x")]);
        assert!(names.iter().all(|name| !name.is_empty()), "{names:?}");
        assert_ne!(names[0], names[2]);
        assert_eq!(names, found(&[("", "", ""), ("", "", ""), ("", "", "x")]));
    }
}
