//! Whether a text repeats another: containment in both directions over the sampled shingles.
//!
//! Jaccard similarity loses half of real reuse, because a copy is often cut or sits inside a longer page;
//! containment of the shorter in the longer does not.

use item::{How, ItemId, Standing, same_site};
use state::Candidate;

use super::{
    fingerprint::{SHINGLE_WORDS, SHORT},
    numbers::contradict,
    overlap::{Overlap, overlap},
};

/// How much a new text has in common with a known item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// The known item.
    pub id: ItemId,
    /// Whether both say exactly the same words.
    pub exact: bool,
    /// What both share.
    pub overlap: Overlap,
    /// Where that was counted.
    pub counted: Counted,
    /// Whether both were published by one site.
    pub one_site: bool,
    /// Whether they are short reports with different numbers.
    pub contradicts: bool,
}

/// Where an overlap was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// On the sample of shingles that is remembered of every text.
    Sample,
    /// On the whole texts.
    Whole,
}

impl From<&Candidate> for Likeness {
    fn from(candidate: &Candidate) -> Self {
        Self {
            id: candidate.id,
            exact: candidate.exact,
            overlap: Overlap {
                shared: candidate.shared,
                of_new: candidate.of_query,
                of_known: candidate.of_candidate,
            },
            counted: Counted::Sample,
            one_site: false,
            contradicts: false,
        }
    }
}

impl Likeness {
    /// Of an item that shares no sampled shingle.
    pub fn unmet(id: ItemId) -> Self {
        Self {
            id,
            exact: false,
            overlap: Overlap {
                shared: 0,
                of_new: 0,
                of_known: 0,
            },
            counted: Counted::Sample,
            one_site: false,
            contradicts: false,
        }
    }

    /// The same, from the texts and addresses of both.
    #[must_use]
    pub fn compared(self, new: Published<'_>, known: Published<'_>) -> Self {
        let one_site = new.url.zip(known.url).is_some_and(|(a, b)| same_site(a, b));
        Self {
            overlap: overlap(new.text, known.text, one_site),
            counted: Counted::Whole,
            one_site,
            contradicts: contradict(new.text, known.text),
            ..self
        }
    }
}

/// Known items whose texts are compared with a new one: what is repeated at all is repeated by the best ones.
pub const MOST_COMPARED: usize = 8;

/// A text and where it was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published<'a> {
    /// The text.
    pub text: &'a str,
    /// Its address.
    pub url: Option<&'a str>,
}

/// From this containment on in both directions, a text counts as repeated: of scanned or heavily edited copies so much
/// remains at least.
const REPEATED: f32 = 0.2;

/// From this containment in the sample on, the whole texts are compared: of a text that is filed under a part of its sample,
/// chance may have left out much.
const LIKELY: f32 = 0.08;

/// From this containment on, one of two texts of different length counts as a part of the other.
const CONTAINED: f32 = 0.3;

/// An outlet tells its own stories on, with the background of yesterday; there it takes more. So it does of texts that
/// share less than a paragraph.
const REPEATED_FOR_SURE: f32 = 0.5;

/// From this containment in both directions on, two texts are mostly the same.
const NEAR: f32 = 0.5;

/// From this ratio of their lengths on, one of two texts is a part of the other.
const PART: u32 = 2;

/// Fewer shared shingles are less than a paragraph: about 20 words in a row.
const PARAGRAPH: u32 = 16;

/// Fewer shared shingles are a common phrase, or a name with its office.
const PHRASE: u32 = 8;

/// One shingle in so many is in the sample.
const SAMPLED_OF: u32 = 4;

/// Whether a new text may repeat a candidate: reading both texts can tell. Of a paragraph, chance may have left a
/// single shingle in the sample.
pub fn plausible(likeness: &Likeness) -> bool {
    let Overlap {
        shared,
        of_new,
        of_known,
    } = likeness.overlap;
    let is_short = of_new.min(of_known) <= PARAGRAPH;
    let least = if is_short { 1 } else { PARAGRAPH / SAMPLED_OF };
    let containment = share(shared, of_new).max(share(shared, of_known));
    likeness.exact || (shared >= least && containment >= LIKELY)
}

/// Judges a new text against the candidates, best first: the first that it repeats decides.
pub fn judge<'l>(candidates: impl IntoIterator<Item = &'l Likeness> + Clone) -> Standing {
    let equal = candidates.clone().into_iter().find(|one| one.exact);
    equal
        .into_iter()
        .chain(candidates)
        .find_map(copy_of)
        .unwrap_or(Standing::Original)
}

/// The standing of a text as a copy of a candidate, if it repeats it.
pub(super) fn copy_of(likeness: &Likeness) -> Option<Standing> {
    if likeness.exact {
        return Some(exact(likeness));
    }
    repeats(likeness)
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
    let Overlap {
        shared,
        of_new,
        of_known,
    } = likeness.overlap;
    let (similarity, coverage) = (share(shared, of_new), share(shared, of_known));
    let in_all = |count: u32| match likeness.counted {
        Counted::Sample => count.saturating_mul(SAMPLED_OF),
        Counted::Whole => count,
    };
    let shingles = in_all(shared);
    let is_paragraph = shingles >= PARAGRAPH;
    let is_repeated = if likeness.one_site || !is_paragraph {
        similarity.max(coverage) >= REPEATED_FOR_SURE
    } else {
        similarity.max(coverage) >= CONTAINED || similarity.min(coverage) >= REPEATED
    };
    let is_phrase = match likeness.counted {
        Counted::Sample => !is_paragraph,
        Counted::Whole => shingles < PHRASE,
    };
    // Two texts that are both short are the same, headline and all, or each on its own.
    let are_short = in_all(of_new.max(of_known)) as usize + SHINGLE_WORDS <= SHORT;
    if likeness.contradicts || are_short || is_phrase || !is_repeated {
        return None;
    }
    let how = match (similarity >= NEAR, coverage >= NEAR) {
        (true, false) => How::Excerpt,
        (false, true) => How::Roundup,
        (false, false) if of_known >= of_new.saturating_mul(PART) => How::Excerpt,
        (false, false) if of_new >= of_known.saturating_mul(PART) => How::Roundup,
        _ => How::Near,
    };
    Some(Standing::Copy {
        of: likeness.id,
        how,
        similarity,
        coverage,
    })
}

/// The standing of a text that says itself that a candidate is where its report is from.
pub(super) fn credited_to(likeness: &Likeness) -> Standing {
    let Overlap {
        shared,
        of_new,
        of_known,
    } = likeness.overlap;
    Standing::Copy {
        of: likeness.id,
        how: How::Credited,
        similarity: share(shared, of_new),
        coverage: share(shared, of_known),
    }
}

/// Whether two texts share at least a phrase; the sample alone does not tell.
pub(super) fn share_a_phrase(likeness: &Likeness) -> bool {
    likeness.counted == Counted::Whole && likeness.overlap.shared >= PHRASE
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

    fn like(shared: u32, of_new: u32, of_known: u32) -> Likeness {
        Likeness {
            id: ItemId::of_url("a"),
            exact: false,
            overlap: Overlap {
                shared,
                of_new,
                of_known,
            },
            counted: Counted::Sample,
            one_site: false,
            contradicts: false,
        }
    }

    fn how(likeness: Likeness) -> Option<How> {
        match judge(&[likeness]) {
            Standing::Copy { how, .. } => Some(how),
            _ => None,
        }
    }

    fn check(shared: u32, of_new: u32, of_known: u32, expect: Option<How>) {
        let got = how(like(shared, of_new, of_known));
        assert_eq!(got, expect, "{shared} shared of {of_new} and {of_known}");
    }

    #[test]
    fn containment_in_either_direction_makes_a_copy() {
        check(90, 100, 100, Some(How::Near));
        check(30, 32, 100, Some(How::Excerpt));
        check(30, 100, 32, Some(How::Roundup));
        check(30, 100, 100, Some(How::Near));
        check(35, 100, 240, Some(How::Excerpt));
        check(35, 240, 100, Some(How::Roundup));
        check(25, 100, 240, None);
        check(22, 100, 105, Some(How::Near));
        check(19, 100, 100, None);
    }

    #[test]
    fn an_outlet_that_tells_its_own_story_on_does_not_copy_itself() {
        let own = |shared| Likeness {
            one_site: true,
            ..like(shared, 100, 100)
        };
        assert_eq!(how(own(40)), None);
        assert_eq!(how(own(60)), Some(How::Near));
        assert!(plausible(&like(40, 100, 100)));
    }

    #[test]
    fn a_report_with_other_numbers_is_no_copy() {
        let other = Likeness {
            contradicts: true,
            ..like(90, 100, 100)
        };
        assert_eq!(how(other), None);
    }

    #[test]
    fn a_common_phrase_alone_is_no_copy() {
        check(3, 4, 4, None);
        check(0, 0, 0, None);
        let whole = |shared, of_new| Likeness {
            counted: Counted::Whole,
            ..like(shared, of_new, 300)
        };
        assert_eq!(how(whole(7, 7)), None);
        assert_eq!(how(whole(8, 10)), Some(How::Excerpt));
        assert_eq!(how(whole(8, 40)), None);
        assert_eq!(how(whole(16, 50)), Some(How::Excerpt));
    }

    #[test]
    fn a_short_text_is_compared_though_the_sample_holds_little_of_it() {
        assert!(plausible(&like(1, 3, 60)) && !plausible(&like(1, 13, 60)));
        assert!(!plausible(&like(1, 3, 3).without_sample()));
    }

    impl Likeness {
        fn without_sample(mut self) -> Self {
            self.overlap.shared = 0;
            self
        }
    }

    #[test]
    fn an_exact_text_wins_over_a_nearer_looking_one() {
        let (near, same) = (ItemId::of_url("near"), ItemId::of_url("same"));
        let candidates = [
            Likeness {
                id: near,
                ..like(50, 50, 50)
            },
            Likeness {
                id: same,
                exact: true,
                ..like(0, 0, 0)
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
