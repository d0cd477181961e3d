//! Whether a text repeats another: containment in both directions over the sampled shingles.
//!
//! Jaccard similarity loses half of real reuse, because a copy is often cut or sits inside a longer page;
//! containment of the shorter in the longer does not.

use item::{How, ItemId, Standing};
use state::Candidate;

/// How much a new text has in common with a known item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// The known item.
    pub id: ItemId,
    /// Whether both say exactly the same words.
    pub exact: bool,
    /// Sampled shingles that both have.
    pub shared: u32,
    /// Sampled shingles of the new text.
    pub of_new: u32,
    /// Sampled shingles of the known item.
    pub of_known: u32,
}

impl From<&Candidate> for Likeness {
    fn from(candidate: &Candidate) -> Self {
        Self {
            id: candidate.id,
            exact: candidate.exact,
            shared: candidate.shared,
            of_new: candidate.of_query,
            of_known: candidate.of_candidate,
        }
    }
}

/// From this containment on, a text counts as repeated.
const REPEATED: f32 = 0.5;

/// From this containment in both directions on, two texts are mostly the same.
const NEAR: f32 = 0.5;

/// Fewer shared samples than this are chance or a common phrase: about 20 words in a row, as one shingle
/// in four is sampled.
const LEAST_SHARED: u32 = 4;

/// Judges a new text against the candidates, best first: the first that it repeats decides.
pub fn judge(candidates: &[Likeness]) -> Standing {
    candidates
        .iter()
        .find(|likeness| likeness.exact)
        .map(exact)
        .or_else(|| candidates.iter().find_map(repeats))
        .unwrap_or(Standing::Original)
}

fn exact(likeness: &Likeness) -> Standing {
    Standing::Copy {
        of: likeness.id,
        how: How::Exact,
        similarity: 1.0,
        coverage: 1.0,
    }
}

fn repeats(likeness: &Likeness) -> Option<Standing> {
    let similarity = share(likeness.shared, likeness.of_new);
    let coverage = share(likeness.shared, likeness.of_known);
    if likeness.shared < LEAST_SHARED || similarity.max(coverage) < REPEATED {
        return None;
    }
    let how = match (similarity >= NEAR, coverage >= NEAR) {
        (true, true) => How::Near,
        (true, false) => How::Excerpt,
        (false, _) => How::Roundup,
    };
    Some(Standing::Copy {
        of: likeness.id,
        how,
        similarity,
        coverage,
    })
}

/// A share rounded to thousandths, so that the journal's figures are short and the same everywhere.
fn share(part: u32, whole: u32) -> f32 {
    if whole == 0 {
        return 0.0;
    }
    let thousandths = (u64::from(part) * 1000 + u64::from(whole) / 2) / u64::from(whole);
    f32::from(u16::try_from(thousandths.min(1000)).unwrap_or(1000)) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shared: u32, of_new: u32, of_known: u32, expect: Option<How>) {
        let id = ItemId::of_url("a");
        let got = judge(&[Likeness {
            id,
            exact: false,
            shared,
            of_new,
            of_known,
        }]);
        let how = match got {
            Standing::Copy { how, .. } => Some(how),
            _ => None,
        };
        assert_eq!(how, expect, "{shared} shared of {of_new} and {of_known}");
    }

    #[test]
    fn containment_in_either_direction_makes_a_copy() {
        check(90, 100, 100, Some(How::Near));
        check(30, 32, 100, Some(How::Excerpt));
        check(30, 100, 32, Some(How::Roundup));
        check(30, 100, 100, None);
    }

    #[test]
    fn a_common_phrase_alone_is_no_copy() {
        check(3, 4, 4, None);
        check(0, 0, 0, None);
    }

    #[test]
    fn an_exact_text_wins_over_a_nearer_looking_one() {
        let (near, same) = (ItemId::of_url("near"), ItemId::of_url("same"));
        let candidates = [
            Likeness {
                id: near,
                exact: false,
                shared: 50,
                of_new: 50,
                of_known: 50,
            },
            Likeness {
                id: same,
                exact: true,
                shared: 0,
                of_new: 0,
                of_known: 0,
            },
        ];
        assert_eq!(
            judge(&candidates),
            Standing::Copy {
                of: same,
                how: How::Exact,
                similarity: 1.0,
                coverage: 1.0
            }
        );
    }
}
