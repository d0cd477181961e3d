//! `[[sink]]`: where events go, which of them, and from where on.

use std::path::{Path, PathBuf};

use item::{Body, Event, Query, nearest};

use crate::{
    mentions::{self, Mentionable},
    name,
    place::absolute,
    postgres::Postgres,
    source::unknown_kind,
    webhook::Webhook,
    written::{Text, Written, listed},
};

/// A receiver of events.
#[derive(Debug, Clone, PartialEq)]
pub struct Sink {
    /// Its name; unique. Where none is given: kind and path.
    pub id: String,
    /// What it is.
    pub kind: SinkKind,
    /// Which items it wants; `None` wants all.
    pub filter: Option<Query>,
    /// Where it begins when it is first met.
    pub from: From,
    /// Which events it wants: `item.*`, `entry.found`; never empty.
    pub events: Vec<String>,
    /// What becomes of an event that its receiver refuses for good.
    pub on_refused: OnRefused,
}

/// What becomes of an event that a receiver refuses for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnRefused {
    /// It is set aside in the sink's file of dead letters, and the sink goes on.
    DeadLetter,
    /// The sink stops in front of it until its receiver takes it.
    Hold,
}

/// What kinds of sinks there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SinkKind {
    /// A file of JSON lines.
    Jsonl {
        /// The file; absolute.
        path: PathBuf,
    },
    /// A database of `SQLite`.
    Sqlite {
        /// The file; absolute.
        path: PathBuf,
    },
    /// A schema in a database of `PostgreSQL`.
    Postgres(Postgres),
    /// JSON lines on standard output.
    Stdout,
    /// A receiver on the web.
    Webhook(Webhook),
}

/// Where a sink begins when it is first met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// With the oldest event that is kept.
    Start,
    /// With the next event.
    Now,
}

impl Sink {
    /// Whether the sink gets this event. A filter speaks of items: an event that names an item without carrying it
    /// passes every filter, so that who got an item also hears that it was withdrawn. A gap in what the sink receives
    /// is always told. What a sink is alarmed for is for all others: one that refused to hear of it would alarm again.
    pub fn wants(&self, event: &Event) -> bool {
        if matches!(&event.body, Body::SinkGap { sink, .. } if *sink == self.id) {
            return true;
        }
        if matches!(event.body, Body::ItemEmptied { .. }) {
            return false; // there is nothing left in it to receive
        }
        if matches!(&event.body, Body::SinkAlarmed { sink, .. } | Body::SinkCleared { sink, .. } if *sink == self.id)
        {
            return false;
        }
        let kind = event.kind();
        let kind = kind.strip_prefix("newsloom.").unwrap_or(kind);
        self.events.iter().any(|pattern| covers(pattern, kind))
            && (names_an_item(&event.body)
                || self
                    .filter
                    .as_ref()
                    .is_none_or(|filter| filter.matches(event)))
    }

    /// Checks one `[[sink]]`; gives its name as written and the place that stands for it. Problems are in the table's
    /// findings.
    pub(crate) fn check(
        table: Written<'_>,
        base: &Path,
        names: &Mentionable,
    ) -> (Option<Self>, Option<Text>) {
        let id = table.text("id").and_then(|id| name::checked(&table, id));
        let filter = mentions::query(&table, names);
        let from = from(&table);
        let events = events(&table);
        let on_refused = on_refused(&table);
        let Some(kind) = table.required_text("kind", "\"jsonl\"") else {
            return (None, id);
        };
        let (kind, default) = match kind.value.as_str() {
            "jsonl" => file(&table, &kind, "out/items.jsonl", base, |path| {
                SinkKind::Jsonl { path }
            }),
            "sqlite" => file(&table, &kind, "out/news.db", base, |path| {
                SinkKind::Sqlite { path }
            }),
            "postgres" => postgres(&table, &kind),
            "stdout" => (Some(SinkKind::Stdout), Some(kind)),
            "webhook" => webhook(&table, &kind),
            _ => {
                let kinds = ["jsonl", "sqlite", "postgres", "stdout", "webhook"];
                unknown_kind(&table, &kind, &kinds);
                return (None, id);
            }
        };
        let asked_for_id = table.value("id").is_some();
        table.finish();
        let id = if asked_for_id { id } else { default };
        let sink = id.as_ref().zip(kind).map(|(id, kind)| Self {
            id: id.value.clone(),
            kind,
            filter,
            from,
            events,
            on_refused,
        });
        (sink, id)
    }
}

/// The kind and its default name. The name is made of the path or URL as written: it must neither show nor change with
/// what the environment says.
fn file(
    table: &Written<'_>,
    kind: &Text,
    example: &str,
    base: &Path,
    made: fn(PathBuf) -> SinkKind,
) -> (Option<SinkKind>, Option<Text>) {
    let Some(path) = table.required_text("path", &format!("\"{example}\"")) else {
        return (None, None);
    };
    let sink = absolute(table, "path", &path, base).map(made);
    (sink, Some(default_id(kind, path)))
}

fn webhook(table: &Written<'_>, kind: &Text) -> (Option<SinkKind>, Option<Text>) {
    let (webhook, url) = Webhook::check(table);
    let id = url.map(|url| default_id(kind, url));
    (webhook.map(SinkKind::Webhook), id)
}

fn postgres(table: &Written<'_>, kind: &Text) -> (Option<SinkKind>, Option<Text>) {
    let (postgres, name) = Postgres::check(table);
    let id = name.map(|name| default_id(kind, name));
    (postgres.map(SinkKind::Postgres), id)
}

fn default_id(kind: &Text, what: Text) -> Text {
    let name = format!("{}:{}", kind.value, what.written);
    Text {
        value: name.clone(),
        written: name,
        at: what.at,
    }
}

fn from(table: &Written<'_>) -> From {
    let Some(text) = table.text("from") else {
        return From::Start;
    };
    match text.value.as_str() {
        "start" => return From::Start,
        "now" => return From::Now,
        _ => {}
    }
    let message = format!("`from` in {} must be `\"start\"` or `\"now\"`", table.name);
    let meant = nearest(&text.written, ["start", "now"]);
    table.error(
        &text.at,
        message,
        meant.map(|meant| format!("did you mean `{meant}`?")),
    );
    From::Start
}

fn on_refused(table: &Written<'_>) -> OnRefused {
    let Some(text) = table.text("on_refused") else {
        return OnRefused::DeadLetter;
    };
    match text.value.as_str() {
        "dead-letter" => return OnRefused::DeadLetter,
        "hold" => return OnRefused::Hold,
        _ => {}
    }
    let message = format!(
        "`on_refused` in {} must be `\"dead-letter\"` or `\"hold\"`",
        table.name
    );
    let meant = nearest(&text.written, ["dead-letter", "hold"]);
    let help = meant.map(|meant| format!("did you mean `{meant}`?"));
    table.error(&text.at, message, help);
    OnRefused::DeadLetter
}

fn events(table: &Written<'_>) -> Vec<String> {
    let Some(texts) = table.texts("events") else {
        return vec!["item.*".to_owned()];
    };
    if let Some(list) = table.value("events")
        && list
            .get_ref()
            .as_array()
            .is_some_and(|list| list.is_empty())
    {
        let message = format!(
            "`events` in {} is empty, so the sink would get nothing",
            table.name
        );
        table.error(
            &list.span(),
            message,
            "leave it out for `item.*`".to_owned(),
        );
    }
    texts
        .into_iter()
        .filter_map(|text| {
            let known = Body::KINDS.iter().any(|kind| covers(&text.value, kind));
            if !known {
                let help = match nearest(&text.written, Body::KINDS) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!(
                        "the events are {}, and families like `item.*`",
                        listed(&Body::KINDS)
                    ),
                };
                table.error(
                    &text.at,
                    format!("there is no event `{}`", text.written),
                    help,
                );
            }
            known.then_some(text.value)
        })
        .collect()
}

fn names_an_item(body: &Body) -> bool {
    matches!(
        body,
        Body::ItemSighted { .. }
            | Body::ItemWithdrawn { .. }
            | Body::ItemReappeared { .. }
            | Body::ItemForgotten { .. }
            | Body::StoryMerged { .. }
            | Body::StorySplit { .. }
    )
}

/// Whether an event's name is meant by a name or by a family such as `item.*`.
fn covers(pattern: &str, kind: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(family) => (family.is_empty() || family.ends_with('.')) && kind.starts_with(family),
        None => kind == pattern,
    }
}
