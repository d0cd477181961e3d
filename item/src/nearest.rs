//! "Did you mean": the known word that is nearest to one that is not known.
//!
//! Distance is that of Damerau and Levenshtein in its restricted form (optimal string alignment): insertions,
//! deletions, replacements and swaps of neighbours count 1 each.

/// Longer words are not compared: nobody mistypes one, and the cost grows with the product of the lengths.
const MAX_LEN: usize = 64;

/// The candidate that `word` was probably meant to be. `None` where none is near enough: more than a third of the
/// letters wrong is another word.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = letters(word)?;
    let allowed = (word.len() / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = distance(&word, &letters(candidate)?);
            (distance <= allowed && distance < word.len()).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn letters(word: &str) -> Option<Vec<char>> {
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    (!letters.is_empty() && letters.len() <= MAX_LEN).then_some(letters)
}

/// Works row by row; a swap looks two rows back, so two rows are kept beside the one being made.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut older: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, &letter) in from.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, &other) in to.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX);
            let mut best = (at(&last, column) + usize::from(letter != other))
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            let swapped = row > 0
                && column > 0
                && from.get(row - 1) == Some(&other)
                && to.get(column - 1) == Some(&letter);
            if swapped {
                best = best.min(at(&older, column - 1) + 1);
            }
            current.push(best);
        }
        older = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, candidates: &[&str], expect: Option<&str>) {
        assert_eq!(
            nearest(word, candidates.iter().copied()),
            expect,
            "for `{word}`"
        );
    }

    #[test]
    fn a_slip_finds_its_word_and_another_word_does_not() {
        let keys = ["id", "kind", "path", "every", "withdraw_deleted"];
        check("pth", &keys, Some("path"));
        check("kidn", &keys, Some("kind"));
        check("Every", &keys, Some("every"));
        check("withdraw_delete", &keys, Some("withdraw_deleted"));
        check("colour", &keys, None);
        check("", &keys, None);
        check(&"x".repeat(100), &keys, None);
        check("x", &["y"], None);
        check("x", &[], None);
    }

    #[test]
    fn a_swap_of_neighbours_counts_once() {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&letters("kidn"), &letters("kind")), 1);
        assert_eq!(distance(&letters(""), &letters("kind")), 4);
        assert_eq!(distance(&letters("sitting"), &letters("kitten")), 3);
    }
}
