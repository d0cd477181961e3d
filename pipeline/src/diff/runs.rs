//! Two texts side by side: the places where they differ, each with a few words around it.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};
use item::{Run, Significance};

use super::{
    Bounds, churn,
    weigh::{Scale, Weights},
    words::{Piece, pieces},
};

/// Two places with no more than this between them are one: `the old → a new`.
const CLOSE: usize = 1;

/// A longer text is not taken apart: no report is as long, and its pieces would take ten times its size.
const LONGEST: usize = 2 << 20;

/// How two texts differ.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// The places, the first ones where there are too many.
    pub(super) runs: Vec<Run>,
    /// How many places are left out.
    pub(super) left_out: usize,
    /// The most that any of them means; `None` where there is none.
    pub(super) significance: Option<Significance>,
}

/// Places in both texts, as indices of pieces.
#[derive(Debug, Clone)]
struct Place {
    old: Range<usize>,
    new: Range<usize>,
}

/// Compares two texts.
pub(super) fn compared(old: &str, new: &str, bounds: Bounds, weights: &Weights<'_>) -> Compared {
    if old == new {
        return Compared::default();
    }
    if old.len().max(new.len()) > LONGEST {
        return Compared {
            runs: Vec::new(),
            left_out: 1,
            significance: Some(Significance::Wording),
        };
    }
    let (mut old_pieces, mut new_pieces) = (pieces(old), pieces(new));
    if weights.is_of_text() {
        old_pieces = churn::without(&old_pieces);
        new_pieces = churn::without(&new_pieces);
    }
    let places = places(&old_pieces, &new_pieces);
    let scale = Scale::new(weights, &old_pieces, &new_pieces);
    let weighed = |place: &Place| scale.weigh(place.old.clone(), place.new.clone());
    let significance = places.iter().map(weighed).max();
    let told = |(at, place): (usize, &Place)| {
        let left = at
            .checked_sub(1)
            .and_then(|at| places.get(at))
            .map_or(0, |left| left.new.end);
        let right = places
            .get(at + 1)
            .map_or(new_pieces.len(), |right| right.new.start);
        let (from, to) = (&place.new.start, &place.new.end);
        let before = from.saturating_sub(bounds.context).max(left)..*from;
        let after = *to..(to + bounds.context).min(right);
        Run {
            significance: weighed(place),
            before: shown(new, &new_pieces, before, bounds.context),
            removed: shown(old, &old_pieces, place.old.clone(), bounds.words),
            added: shown(new, &new_pieces, place.new.clone(), bounds.words),
            after: shown(new, &new_pieces, after, bounds.context),
        }
    };
    Compared {
        runs: places
            .iter()
            .enumerate()
            .take(bounds.runs)
            .map(told)
            .collect(),
        left_out: places.len().saturating_sub(bounds.runs),
        significance,
    }
}

/// Where the pieces differ, by the linear-space variant of Myers' algorithm (An O(ND) Difference Algorithm and Its
/// Variations, 1986), whose cost the crate bounds as git does.
fn places(old: &[Piece<'_>], new: &[Piece<'_>]) -> Vec<Place> {
    let mut input = InternedInput::default();
    input.update_before(old.iter().map(|piece| piece.text));
    input.update_after(new.iter().map(|piece| piece.text));
    let mut places: Vec<Place> = Vec::new();
    for hunk in Diff::compute(Algorithm::Myers, &input).hunks() {
        let range = |range: Range<u32>| range.start as usize..range.end as usize;
        let place = Place {
            old: range(hunk.before),
            new: range(hunk.after),
        };
        match places.last_mut() {
            Some(last) if place.new.start - last.new.end <= CLOSE => {
                last.old.end = place.old.end;
                last.new.end = place.new.end;
            }
            _ => places.push(place),
        }
    }
    places
}

/// The words of some pieces as they stand in their text, at most so many.
fn shown(text: &str, pieces: &[Piece<'_>], range: Range<usize>, most: usize) -> String {
    let pieces = pieces.get(range).unwrap_or_default();
    let kept = pieces.get(..most).unwrap_or(pieces);
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else {
        return String::new();
    };
    let words = text.get(first.start..last.end()).unwrap_or_default();
    let mut shown = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if kept.len() < pieces.len() {
        shown.push_str(" …");
    }
    shown
}
