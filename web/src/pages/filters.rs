//! What a list can be narrowed down to, and what it is narrowed down to already.
//!
//! A filter is a term of the query, and the query stands in the address: every filter is a link.

use std::sync::Arc;

use config::TopicNames;
use item::Query;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use maud::{Markup, html};
use pipeline::{
    classify::{country_name, topic_name},
    search::{Count, Facets},
};

use super::{
    layout::Place,
    words::{encoded, language_name, number},
};

/// A list, what is asked of it, and what there is in it.
#[derive(Debug)]
pub(crate) struct Filters {
    /// The list.
    pub(crate) place: Place,
    /// What is asked.
    pub(crate) query: Query,
    /// What is counted of what is found.
    pub(crate) counts: Arc<Facets>,
    /// The time of day.
    pub(crate) now: Timestamp,
    /// What shipped topics are called.
    pub(crate) topic_names: TopicNames,
}

/// The address of a list with a query.
pub(crate) fn address(place: Place, query: &str) -> String {
    match query {
        "" => place.path().to_owned(),
        query => format!("{}?q={}", place.path(), encoded(query)),
    }
}

/// The address of a list whose query has one more term; none where that is no term, as a name without a letter.
pub(crate) fn narrowed(place: Place, query: &Query, term: &str) -> Option<String> {
    let term = Query::parse(term).ok()?.to_string();
    let parts = query.parts();
    let is_asked = parts.iter().any(|(part, _)| *part == term);
    let joined = if is_asked {
        query.to_string()
    } else {
        format!("{query} {term}")
    };
    Some(address(place, joined.trim()))
}

/// A term, quoted where it must be.
pub(crate) fn term(field: &str, value: &str) -> String {
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{field}:\"{escaped}\"")
}

impl Filters {
    /// What is asked for, each part with a way to take it away.
    pub(crate) fn chips(&self) -> Markup {
        let parts = self.query.parts();
        html! {
            @if !parts.is_empty() {
                ul.chips aria-label="What is asked for" {
                    @for (part, rest) in &parts {
                        li { a href=(address(self.place, &rest.to_string())) aria-label=(format!("Take away {part}")) {
                            (readable(part, self.topic_names)) span.cross aria-hidden="true" { "×" }
                        } }
                    }
                    @if parts.len() > 1 { li { a.all href=(self.place.path()) { "Take all away" } } }
                }
            }
        }
    }

    /// What can be asked for besides.
    pub(crate) fn aside(&self) -> Markup {
        let counts = &self.counts;
        html! {
            aside.filters id="filters" aria-labelledby="narrow" {
                h2 id="narrow" { "Narrow down" }
                (self.times())
                (self.facet("Language", "lang", &counts.languages, |value| language_name(value).to_owned()))
                (self.facet("Topic", "topic", &counts.topics, |id| topic(id, self.topic_names)))
                (self.facet("Country", "country", &counts.countries, |value| country_name(value).unwrap_or(value).to_owned()))
                (self.facet("Outlet", "outlet", &counts.outlets, str::to_owned))
                (self.facet("Source", "source", &counts.sources, str::to_owned))
            }
        }
    }

    /// What to do where nothing is found.
    pub(crate) fn nothing(&self, what: &str) -> Markup {
        let others = [
            (Place::River, "all stories"),
            (Place::Reports, "all reports"),
        ];
        html! {
            div.empty {
                @if self.query.is_empty() {
                    p { "No " (what) " yet. They appear here by themselves as soon as a source brings some." }
                    p { "The page of " a href="/sources" { "sources" } " tells when each is asked next." }
                } @else {
                    p { strong { "No " (what) " fit all of this." } }
                    p { "Take away one of the parts above, or try fewer words or another spelling. The same query over "
                        @for (place, name) in others.iter().filter(|(place, _)| *place != self.place) {
                            a href=(address(*place, &self.query.to_string())) { (name) } " "
                        }
                    }
                }
            }
        }
    }

    fn facet(
        &self,
        title: &str,
        field: &str,
        counts: &[Count],
        name: impl Fn(&str) -> String,
    ) -> Markup {
        let links = counts.iter().filter_map(|count| {
            let term = term(field, &count.value);
            let to = narrowed(self.place, &self.query, &term)?;
            Some((name(&count.value), count.items, to))
        });
        let links: Vec<_> = links.collect();
        html! {
            @if !links.is_empty() {
                h3 { (title) }
                ul { @for (name, items, to) in &links {
                    li { a href=(to) { span.value { (name) } " " span.count { (number(*items)) } } }
                } }
            }
        }
    }

    fn times(&self) -> Markup {
        let hours = |hours| self.now - SignedDuration::from_hours(hours);
        let moment = |at: Timestamp| {
            at.to_zoned(TimeZone::UTC)
                .strftime("%Y-%m-%dT%H:00:00Z")
                .to_string()
        };
        let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d").to_string();
        let spans = [
            ("The last hour", moment(hours(1))),
            ("The last 24 hours", moment(hours(24))),
            ("The last 7 days", day(hours(7 * 24))),
            ("The last 30 days", day(hours(30 * 24))),
        ];
        let untimed = self.untimed();
        html! {
            h3 { "Time" }
            ul { @for (name, since) in spans {
                li { a href=[narrowed(self.place, &untimed, &format!("after:{since}"))] { span.value { (name) } } }
            } }
        }
    }

    /// The query without its `after:`, which another one takes the place of.
    fn untimed(&self) -> Query {
        let parts = self.query.parts();
        let timed = parts.iter().find(|(part, _)| part.starts_with("after:"));
        timed.map_or_else(|| self.query.clone(), |(_, rest)| rest.clone())
    }
}

fn topic(id: &str, names: TopicNames) -> String {
    topic_name(id, names.code()).unwrap_or(id).to_owned()
}

/// A part of a query as people call it.
fn readable(part: &str, names: TopicNames) -> String {
    match part.split_once(':') {
        Some(("lang", code)) => language_name(code).to_owned(),
        Some(("country", code)) => country_name(code).unwrap_or(code).to_owned(),
        Some(("topic", id)) => topic(id.trim_matches('"'), names),
        Some((field @ ("outlet" | "source"), name)) => {
            format!("{field} {}", name.trim_matches('"'))
        }
        Some(("after", since)) => format!("since {}", since.replace('T', " ")),
        Some(("before", until)) => format!("until {}", until.replace('T', " ")),
        _ => part.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_joins_a_query_once_and_hostile_names_stay_one_term() {
        let check = |query: &str, term: &str, expect: Option<&str>| {
            let query = Query::parse(query).unwrap();
            let to = narrowed(Place::River, &query, term);
            assert_eq!(to.as_deref(), expect);
        };
        check("", "lang:it", Some("/?q=lang%3Ait"));
        check("lang:it", &term("lang", "it"), Some("/?q=lang%3Ait"));
        check("a b", "country:RU", Some("/?q=a+b+country%3ARU"));
        let hostile = term("outlet", "A\" lang:it \\");
        check(
            "",
            &hostile,
            Some("/?q=outlet%3A%22A%5C%22+lang%3Ait+%5C%5C%22"),
        );
        check("", &term("outlet", "***"), None);
    }

    #[test]
    fn parts_are_read_as_people_call_them() {
        let told = [
            "lang:it",
            "-lang:it",
            "country:PL",
            "topic:\"medtop:11000000\"",
            "outlet:\"A B\"",
            "war",
        ]
        .map(|part| readable(part, TopicNames::default()));
        assert_eq!(
            told,
            [
                "Italian",
                "-lang:it",
                "Poland",
                "politics",
                "outlet A B",
                "war"
            ]
        );
    }
}
