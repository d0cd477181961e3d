//! Items whose page says now this and now that: a clock, a view counter, two servers of one site that differ. Pure.
//!
//! What must hold: what says something new is always told; what only comes back is told so often and no more.

use item::{Article, Flips, digest64};

/// So often what was told before is told again: a correction may be taken back, also more than once, and some tables
/// change only in their numbers.
const MOST_FLIPS: u32 = 24;

/// So many texts are remembered of an item: more than servers of one site disagree about.
const MOST_TOLD: usize = 8;

/// What is to be remembered of an item that said `was` and says `now`; nothing, where that has come back too often to be
/// told again.
pub(crate) fn flipped(before: &Flips, was: &Article, now: &Article) -> Option<Flips> {
    let (was, now) = (digest(was), digest(now));
    let mut told = before.told.clone();
    told.retain(|known| *known != was);
    told.push(was);
    let comes_back = told.contains(&now);
    if comes_back && before.count >= MOST_FLIPS {
        return None;
    }
    told.drain(..told.len().saturating_sub(MOST_TOLD));
    Some(Flips {
        count: before.count + u32::from(comes_back),
        told,
    })
}

/// A digest of what an article says apart from its numbers: times of day, counters and the ids of what is shown beside it
/// differ at every answer.
fn digest(article: &Article) -> u64 {
    let mut said = String::with_capacity(article.text.len());
    let byline = article.byline.iter();
    for part in article.headline.iter().chain(byline).chain([&article.text]) {
        for word in part.split_whitespace() {
            let is_number = word.contains(|letter: char| letter.is_numeric());
            said.push_str(if is_number { "0" } else { word });
            said.push(' ');
        }
        said.push('\n');
    }
    digest64(said.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of these texts are told, one after the other, after the first.
    fn told(texts: impl IntoIterator<Item = String>) -> Vec<usize> {
        let article = |text| Article {
            text,
            ..Article::default()
        };
        let mut texts = texts.into_iter().map(article).enumerate();
        let (_, mut was) = texts.next().unwrap();
        let (mut flips, mut told) = (Flips::default(), Vec::new());
        for (at, now) in texts.filter(|(_, now)| !now.text.is_empty()) {
            if let Some(next) = flipped(&flips, &was, &now) {
                (flips, was) = (next, now);
                told.push(at);
            }
        }
        told
    }

    #[test]
    fn texts_that_come_back_are_told_only_so_often() {
        let two = (0..500).map(|at| ["one text", "another"][at % 2].to_owned());
        let first_and_flips = 1 + usize::try_from(MOST_FLIPS).unwrap();
        assert_eq!(told(two).len(), first_and_flips);
        let five = (0..500).map(|at| format!("text {}", ["a", "b", "c", "d", "e"][at % 5]));
        assert_eq!(told(five).len(), 3 + first_and_flips);
    }

    #[test]
    fn a_clock_or_a_counter_in_the_text_is_told_only_so_often() {
        let clock =
            (0..500).map(|at| format!("As of {:02}:{:02}, read by x{at}y", at / 60, at % 60));
        assert_eq!(told(clock).len(), usize::try_from(MOST_FLIPS).unwrap());
    }

    #[test]
    fn what_says_something_new_is_always_told_and_also_after_many_flips() {
        let word = |at: u32| char::from_u32('а' as u32 + at).unwrap();
        let ticker = (0..30).map(|at| format!("minute {} and on", word(at)));
        assert_eq!(told(ticker).len(), 29);
        let flips = (0..100).map(|at| ["one text", "another"][at % 2].to_owned());
        let told = told(flips.chain(["something else".to_owned(), "one text".to_owned()]));
        assert_eq!(
            told.last(),
            Some(&100),
            "and what came back after it is not"
        );
    }
}
