//! Whether an item is what a query asks for.

use jiff::Timestamp;

use crate::{
    Event, Item, Label, Query,
    query::{
        fold,
        kind::Kind,
        term::{Phrase, Term, Test},
    },
};

impl Query {
    /// Whether the event carries an item that is asked for. `kind:` is answered by the event's own kind.
    pub fn matches(&self, event: &Event) -> bool {
        match (event.body.item(), Kind::of_event(&event.body)) {
            (Some(item), Some(kind)) => self.holds(item, kind),
            _ => false,
        }
    }

    /// Whether the item is asked for. `kind:` is answered by the item's standing.
    pub fn matches_item(&self, item: &Item) -> bool {
        self.holds(item, Kind::of_item(item))
    }

    fn holds(&self, item: &Item, kind: Kind) -> bool {
        let asks_words = |term: &Term| matches!(term.test, Test::Words(_));
        let (by_words, by_labels): (Vec<&Term>, Vec<&Term>) =
            self.terms.iter().partition(|term| asks_words(term));
        if !by_labels
            .iter()
            .all(|term| term.negated != label_test(&term.test, item, kind))
        {
            return false;
        }
        // The text is folded last and once: it costs more than all the labels together.
        by_words.is_empty() || {
            let headline = fold::words(item.article.headline.as_deref().unwrap_or_default());
            let text = fold::words(&item.article.text);
            by_words
                .iter()
                .all(|term| term.negated != words_test(&term.test, &headline, &text))
        }
    }
}

fn words_test(asked: &Test, headline: &[String], text: &[String]) -> bool {
    let Test::Words(phrases) = asked else {
        return false;
    };
    phrases.iter().any(|phrase| {
        fold::contains(headline, &phrase.words) || fold::contains(text, &phrase.words)
    })
}

fn label_test(test: &Test, item: &Item, kind: Kind) -> bool {
    let labels = &item.labels;
    match test {
        Test::Words(_) => false,
        Test::Language(values) => values.iter().any(|value| {
            labels
                .language
                .as_ref()
                .is_some_and(|l| speaks(&l.id, value))
        }),
        Test::Topic(phrases) => any_named(&labels.topics, phrases, whole_name),
        Test::Country(values) => labels.countries.iter().any(|label| {
            values
                .iter()
                .any(|value| label.id.eq_ignore_ascii_case(value))
        }),
        Test::Organisation(phrases) => any_named(&labels.organisations, phrases, fold::contains),
        Test::Person(phrases) => any_named(&labels.people, phrases, fold::contains),
        Test::Source(values) => values.iter().any(|value| value == item.source.as_str()),
        Test::Kind(kinds) => kinds.contains(&kind),
        Test::After(moment) => published(item) >= moment.at,
        Test::Before(moment) => published(item) < moment.at,
    }
}

/// Dates are asked of every item, so one without a date counts from when it was first seen.
fn published(item: &Item) -> Timestamp {
    item.article
        .date_published
        .as_ref()
        .and_then(crate::NewsDate::as_timestamp)
        .unwrap_or(item.first_seen)
}

/// `pt` asks for `pt-BR` too.
fn speaks(label: &str, wanted: &str) -> bool {
    let primary = label.split('-').next().unwrap_or(label);
    label.eq_ignore_ascii_case(wanted) || primary.eq_ignore_ascii_case(wanted)
}

fn any_named(
    labels: &[Label],
    wanted: &[Phrase],
    by_name: impl Fn(&[String], &[String]) -> bool,
) -> bool {
    wanted.iter().any(|phrase| {
        labels.iter().any(|label| {
            let name = label.name.as_deref().unwrap_or(local_id(label));
            has_id(label, &phrase.written) || by_name(&fold::words(name), &phrase.words)
        })
    })
}

/// The vocabulary (`medtop:`, `person:`) may be left out.
fn has_id(label: &Label, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    label.id.to_lowercase() == wanted || local_id(label).to_lowercase() == wanted
}

fn local_id(label: &Label) -> &str {
    label
        .id
        .split_once(':')
        .map_or(&*label.id, |(_, local)| local)
}

/// A topic is asked for by its whole name: `topic:nato` is not `NATO and Russia`.
fn whole_name(name: &[String], wanted: &[String]) -> bool {
    name == wanted
}
