//! Whether an item is what a query asks for.

use jiff::{SignedDuration, Timestamp};

use crate::{
    Article, Event, Item, Label, Labels, Query, SourceId,
    query::{
        fold,
        kind::Kind,
        term::{Phrase, Term, Test},
    },
    record::outlet,
};

/// What a query is asked about: an item, or what may become one.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its article.
    pub article: &'a Article,
    /// What that is about.
    pub labels: &'a Labels,
    /// The source that brought it.
    pub source: &'a SourceId,
    /// The tags of that source.
    pub tags: &'a [String],
    /// When it was first seen.
    pub seen: Timestamp,
}

impl<'a> From<&'a Item> for Subject<'a> {
    fn from(item: &'a Item) -> Self {
        Self {
            article: &item.article,
            labels: &item.labels,
            source: &item.source,
            tags: &item.tags,
            seen: item.first_seen,
        }
    }
}

impl Query {
    /// Whether the event carries an item that is asked for. `kind:` is answered by the event's own kind.
    pub fn matches(&self, event: &Event) -> bool {
        match (event.body.item(), Kind::of_event(&event.body)) {
            (Some(item), Some(kind)) => self.unmet(&item.into(), Some(kind)).is_none(),
            _ => false,
        }
    }

    /// Whether the item is asked for. `kind:` is answered by the item's standing.
    pub fn matches_item(&self, item: &Item) -> bool {
        self.unmet(&item.into(), Some(Kind::of_item(item)))
            .is_none()
    }

    /// The first condition that what may become an item does not meet, as it is written; none if it is asked for.
    /// Nothing fits a `kind:` yet.
    pub fn unmet_by(&self, subject: &Subject<'_>) -> Option<String> {
        self.unmet(subject, None).map(ToString::to_string)
    }

    fn unmet(&self, subject: &Subject<'_>, kind: Option<Kind>) -> Option<&Term> {
        let asks_words = |term: &Term| matches!(term.test, Test::Words(_));
        let (by_words, by_labels): (Vec<&Term>, Vec<&Term>) =
            self.terms.iter().partition(|term| asks_words(term));
        let by_label = by_labels
            .into_iter()
            .find(|term| term.negated == label_test(&term.test, subject, kind));
        if by_label.is_some() || by_words.is_empty() {
            return by_label;
        }
        // The text is folded last and once: it costs more than all the labels together.
        let headline = fold::words(subject.article.headline.as_deref().unwrap_or_default());
        let text = fold::words(&subject.article.text);
        by_words
            .into_iter()
            .find(|term| term.negated == words_test(&term.test, &headline, &text))
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

fn label_test(test: &Test, subject: &Subject<'_>, kind: Option<Kind>) -> bool {
    let labels = subject.labels;
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
        Test::Outlet(phrases) => {
            let name = fold::words(&outlet(subject.article, subject.source));
            phrases.iter().any(|phrase| phrase.words == name)
        }
        Test::Source(values) => values.iter().any(|value| value == subject.source.as_str()),
        Test::Tag(values) => values.iter().any(|value| subject.tags.contains(value)),
        Test::Kind(kinds) => kind.is_some_and(|kind| kinds.contains(&kind)),
        Test::After(moment) => published(subject) >= moment.at,
        Test::Before(moment) => published(subject) < moment.at,
    }
}

/// A date may be so far ahead of its first sight: time zones are left out, and some publish at midnight what is out in
/// the evening.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// Dates are asked of every item, so one without a date counts from when it was first seen; and so does one whose date
/// lies in the future: nobody can have seen it before it was out.
pub(super) fn published(subject: &Subject<'_>) -> Timestamp {
    let date = subject.article.date_published.as_ref();
    date.and_then(crate::NewsDate::as_timestamp)
        .filter(|date| date.duration_since(subject.seen) <= AHEAD)
        .unwrap_or(subject.seen)
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

pub(super) fn local_id(label: &Label) -> &str {
    label
        .id
        .split_once(':')
        .map_or(&*label.id, |(_, local)| local)
}

/// A topic is asked for by its whole name: `topic:nato` is not `NATO and Russia`.
fn whole_name(name: &[String], wanted: &[String]) -> bool {
    name == wanted
}
