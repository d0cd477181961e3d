//! Pages that a host shows in the place of what was listed: one and the same text wherever it is asked. It may be a wall
//! that no words give away, or what all dead links lead to; it is no article of its own, and no address of one.

use item::{Item, ReadFrom, key_url, same_site};
use state::{Candidate, StateError};

use super::{desk::Desk, outcome::Reading};
use crate::text::for_each_word;

/// So many pages of one site that say the same under different headlines may be one report told twice or thrice.
const TOLD_TWICE: usize = 3;

/// A longer text is a report, however often a site prints it, in bytes.
const LONGEST_WALL: usize = 3000;

/// Shorter words are in all titles, in letters.
const SHORTEST_WORD: usize = 4;

/// Of shorter titles nothing can be told, in such words.
const FEWEST_WORDS: usize = 2;

impl Desk {
    /// Why a page is not what was listed, if it is not, in words. `alike` are known items that share a part of its text.
    pub(super) fn shown_in_place(
        &mut self,
        read: &Reading,
        alike: &[Candidate],
    ) -> Result<Option<String>, StateError> {
        if read.read_from != Some(ReadFrom::Page) {
            return Ok(None);
        }
        let own = self.name_of(read)?;
        let others = alike.iter().filter(|one| one.exact && one.id != own);
        let mut told = 0;
        for candidate in others {
            let Some(item) = self.earlier(candidate.id)?.and_then(|known| known.item) else {
                continue;
            };
            match beside(&item, read) {
                Beside::Another => {}
                Beside::Other => told += 1,
                Beside::InPlace => return Ok(Some(detail(&item))),
            }
            if told >= TOLD_TWICE && read.prepared.article.text.len() <= LONGEST_WALL {
                return Ok(Some(detail(&item)));
            }
        }
        Ok(None)
    }
}

fn detail(item: &Item) -> String {
    format!(
        "its host shows here what it shows at other addresses, as at that of item {}: a wall, or what dead links lead to",
        item.id
    )
}

/// What a page is beside a known item of the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// Something of another site, or the same page: nothing follows.
    Another,
    /// A page of the same site under another headline.
    Other,
    /// A page of the same site under the same headline, which is not that of what was listed.
    InPlace,
}

fn beside(item: &Item, read: &Reading) -> Beside {
    let article = &read.prepared.article;
    let urls = item.article.url.as_deref().zip(article.url.as_deref());
    let elsewhere = urls.is_some_and(|(a, b)| same_site(a, b) && key_url(a) != key_url(b));
    if item.read_from != Some(ReadFrom::Page) || !elsewhere {
        return Beside::Another;
    }
    if item.article.headline != article.headline {
        return Beside::Other;
    }
    let titles = read
        .listed_title
        .as_deref()
        .zip(article.headline.as_deref());
    if titles.is_some_and(|(listed, shown)| are_unlike(listed, shown)) {
        Beside::InPlace
    } else {
        Beside::Another
    }
}

/// Whether two titles have hardly a word in common.
fn are_unlike(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    let shared = a.iter().filter(|word| b.contains(word)).count();
    let fewest = a.len().min(b.len());
    fewest >= FEWEST_WORDS && shared * 4 <= fewest
}

fn words(title: &str) -> Vec<String> {
    let mut words = Vec::new();
    for_each_word(title, |word| {
        if word.chars().count() >= SHORTEST_WORD {
            words.push(word.to_owned());
        }
    });
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_unlike_where_they_share_hardly_a_word() {
        let listed = "The bridge over the Oder is closed until spring";
        assert!(are_unlike(listed, "Members area: please hold on a moment"));
        assert!(!are_unlike(listed, "Oder bridge stays closed"));
        assert!(!are_unlike(listed, "Post"), "too short to tell");
        assert!(!are_unlike(
            "Мост через Одер закрыт",
            "Мост закрыт до весны"
        ));
    }
}
