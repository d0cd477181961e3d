//! From a query of a reader to one of the index.
//!
//! What labels, dates and words in a row ask means what it means to a filter. A single word finds its other forms too; to
//! be left out, it must stand there as it is written.

use std::ops::Bound;

use item::{Condition, Query, Wanted};
use tantivy::{
    Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery,
        Query as Compiled, RangeQuery, TermQuery,
    },
    schema::IndexRecordOption,
};

use super::{
    document::{Fields, WITHDRAWN, stem_token},
    steady::Steady,
};
use crate::text::{Tongue, tokenise};

/// A word of the headline says more of what a report is about than one of its text.
const HEADLINE_BOOST: f32 = 3.0;
/// The word as it is written counts more than its other forms.
const EXACT_BOOST: f32 = 1.5;

/// Whether what is found is put in the order of how well it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scored {
    Yes,
    No,
}

/// What finds the items that a query asks for, without those that were withdrawn.
pub(super) fn compile(query: &Query, fields: Fields, scored: Scored) -> BooleanQuery {
    let mut clauses: Vec<(Occur, Box<dyn Compiled>)> = Vec::new();
    for condition in query.conditions() {
        let found = any(&condition, fields, scored);
        clauses.push(if condition.negated {
            (Occur::MustNot, Box::new(Steady(found)))
        } else {
            (Occur::Must, found)
        });
    }
    if !clauses.iter().any(|(occur, _)| *occur == Occur::Must) {
        clauses.push((Occur::Must, scored.silent(Box::new(AllQuery))));
    }
    clauses.push((Occur::MustNot, withdrawn(fields)));
    BooleanQuery::new(clauses)
}

/// What finds the items of a moment and later, without those that were withdrawn.
pub(super) fn since(moment: i64, fields: Fields) -> BooleanQuery {
    let later = from(Bound::Included(moment), Bound::Unbounded, fields);
    BooleanQuery::new(vec![
        (Occur::Must, later),
        (Occur::MustNot, withdrawn(fields)),
    ])
}

fn withdrawn(fields: Fields) -> Box<dyn Compiled> {
    exact(Term::from_field_text(fields.keys, WITHDRAWN))
}

fn from(from: Bound<i64>, until: Bound<i64>, fields: Fields) -> Box<dyn Compiled> {
    let term = |moment| Term::from_field_i64(fields.date, moment);
    Box::new(RangeQuery::new(from.map(term), until.map(term)))
}

fn any(condition: &Condition, fields: Fields, scored: Scored) -> Box<dyn Compiled> {
    let found = condition.any.iter();
    let found = found.map(|wanted| one(wanted, condition.negated, fields, scored));
    let mut found: Vec<_> = found.collect();
    match found.pop() {
        Some(only) if found.is_empty() => only,
        last => Box::new(BooleanQuery::union(found.into_iter().chain(last).collect())),
    }
}

fn one(wanted: &Wanted, negated: bool, fields: Fields, scored: Scored) -> Box<dyn Compiled> {
    match wanted {
        Wanted::Key(key) => scored.silent(exact(Term::from_field_text(fields.keys, key))),
        Wanted::From(moment) => {
            scored.silent(from(Bound::Included(*moment), Bound::Unbounded, fields))
        }
        Wanted::Until(moment) => {
            scored.silent(from(Bound::Unbounded, Bound::Excluded(*moment), fields))
        }
        Wanted::Words { written, words } => {
            let terms = words
                .iter()
                .map(|word| Term::from_field_text(fields.words, word));
            let terms: Vec<Term> = terms.collect();
            match terms.as_slice() {
                [] => Box::new(EmptyQuery),
                [word] => {
                    let word: Box<dyn Compiled> =
                        Box::new(TermQuery::new(word.clone(), IndexRecordOption::WithFreqs));
                    if negated {
                        return word;
                    }
                    let mut forms = forms(written, fields);
                    forms.push(Box::new(BoostQuery::new(word, EXACT_BOOST)));
                    Box::new(BooleanQuery::union(forms))
                }
                _ => Box::new(PhraseQuery::new(terms)),
            }
        }
    }
}

/// The forms of one word, in whichever language it is.
fn forms(written: &str, fields: Fields) -> Vec<Box<dyn Compiled>> {
    let mut forms: Vec<Box<dyn Compiled>> = Vec::new();
    for token in word_tokens(written) {
        let stem = |field| {
            let term = Term::from_field_text(field, &token);
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        };
        let in_headline = BoostQuery::new(stem(fields.headline_stems), HEADLINE_BOOST);
        forms.push(Box::new(in_headline));
        forms.push(stem(fields.stems));
    }
    forms
}

/// The stems that one written word has in each language; none where it is not one word of a text.
pub(super) fn word_tokens(written: &str) -> Vec<String> {
    let tokens = tokenise(written);
    let mut words = tokens.iter();
    let (Some(word), None) = (words.next(), words.next()) else {
        return Vec::new();
    };
    let word = written.get(word.start..word.end).unwrap_or_default();
    let tongues = Tongue::KNOWN.into_iter().chain([Tongue::Other]);
    tongues.map(|tongue| stem_token(word, tongue)).collect()
}

fn exact(term: Term) -> Box<dyn Compiled> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

impl Scored {
    /// Chooses, but says nothing of how well an item fits.
    fn silent(self, query: Box<dyn Compiled>) -> Box<dyn Compiled> {
        match self {
            Self::Yes => Box::new(ConstScoreQuery::new(query, 0.0)),
            Self::No => query,
        }
    }
}
