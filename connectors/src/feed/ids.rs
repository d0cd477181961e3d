//! What entries are called: what they call themselves, else their link, else a digest of what they say.
//!
//! What must hold: the names follow from the feed's content alone, and none is empty.

use std::collections::HashMap;

use item::{digest64, key_url};

use super::model::FeedEntry;

/// Above this share (in hundredths) of entries that share their name with another page, a feed's names are not
/// believed at all.
const MOST_SHARED: usize = 5;

/// One slip is no habit.
const FEWEST_SHARED: usize = 2;

/// Names the entries; their `id` is what they call themselves, or empty.
pub(super) fn name(entries: &mut [FeedEntry], feed_url: &str) {
    let shared = shared(entries);
    let believed = shared < FEWEST_SHARED || shared * 100 <= entries.len() * MOST_SHARED;
    let mut taken: HashMap<String, Option<String>> = HashMap::new();
    for entry in entries {
        let page = page(entry);
        let own = Some(std::mem::take(&mut entry.id)).filter(|id| !id.is_empty());
        let name = match (own, &page) {
            (Some(own), None) => own,
            (Some(own), Some(_)) if believed => own,
            (_, Some(page)) => page.clone(),
            (None, None) => digest(entry, feed_url),
        };
        entry.id = match taken.get(&name) {
            // The same entry twice is the same entry.
            Some(first) if *first != page => match &page {
                Some(page) => format!("{name}|{page}"),
                None => format!("{name}|{}", digest(entry, feed_url)),
            },
            Some(_) => name,
            None => {
                taken.insert(name.clone(), page);
                name
            }
        };
    }
}

/// How many entries call themselves like an earlier one that stands for another page.
fn shared(entries: &[FeedEntry]) -> usize {
    let mut first: HashMap<&str, Option<String>> = HashMap::new();
    let mut shared = 0;
    for entry in entries.iter().filter(|entry| !entry.id.is_empty()) {
        let page = page(entry);
        match first.get(entry.id.as_str()) {
            Some(other) => shared += usize::from(*other != page),
            None => {
                first.insert(&entry.id, page);
            }
        }
    }
    shared
}

/// The page that an entry stands for, under its key.
fn page(entry: &FeedEntry) -> Option<String> {
    let link = entry.link.as_deref()?;
    Some(key_url(link).unwrap_or_else(|| link.to_owned()))
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

    fn names(entries: &[(&str, &str, &str)]) -> Vec<String> {
        let mut entries: Vec<FeedEntry> = entries
            .iter()
            .map(|(id, link, title)| FeedEntry {
                id: (*id).to_owned(),
                link: Some((*link).to_owned()).filter(|link| !link.is_empty()),
                title: Some((*title).to_owned()),
                ..FeedEntry::default()
            })
            .collect();
        name(&mut entries, "https://a.example/feed");
        entries.into_iter().map(|entry| entry.id).collect()
    }

    #[test]
    fn an_entry_is_called_by_its_id_else_its_link_else_what_it_says() {
        let found = names(&[
            ("tag:1", "https://a.example/1", "x"),
            ("", "https://www.a.example/2/?utm_source=rss", "x"),
            ("", "", "x"),
            ("", "", "x"),
            ("", "", "y"),
        ]);
        assert_eq!(found[..2], ["tag:1", "a.example/2"]);
        assert_eq!(found[2].len(), 16);
        assert_eq!(found[2], found[3]);
        assert_ne!(found[2], found[4]);
    }

    #[test]
    fn an_id_that_names_two_pages_names_the_first() {
        let found = names(&[
            ("g", "https://a.example/1", ""),
            ("g", "https://a.example/2", ""),
            ("g", "http://www.a.example/1#top", ""),
        ]);
        assert_eq!(found, ["g", "g|a.example/2", "g"]);
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
            names(&entries)
        };
        assert_eq!(listed(1)[19], "g19");
        assert_eq!(listed(2)[19], "a.example/19");
        assert_eq!(listed(2)[0], "a.example/0");
    }
}
