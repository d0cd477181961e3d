//! `newsloom sources --plan`: what each host will be asked in the next day.

use std::{collections::BTreeMap, io};

use config::Source;
use jiff::{SignedDuration, Timestamp};
use pipeline::schedule::{Planned, Why, planned};
use serde_json::json;
use state::StateError;
use url::Url;

use crate::{
    commands::reading::Reading,
    report::{distance, line},
};

/// How far a plan looks ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// What lies on this machine stands under this name.
const LOCAL: &str = "this machine";

/// The plan of one source.
#[derive(Debug)]
struct Row {
    id: String,
    planned: Planned,
}

/// The plans of all sources, by their hosts.
#[derive(Debug, Default)]
pub(super) struct Plan(BTreeMap<Option<String>, Vec<Row>>);

impl Plan {
    /// What is planned from `now` on; for sources that are paused that is nothing.
    pub(super) fn of(
        sources: &[&Source],
        state: &Reading,
        now: Timestamp,
    ) -> Result<Self, StateError> {
        let end = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
        let mut hosts: BTreeMap<Option<String>, Vec<Row>> = BTreeMap::new();
        for source in sources {
            let known = state.source(&source.id)?;
            if known.paused.is_some() {
                continue;
            }
            let row = Row {
                id: source.id.to_string(),
                planned: planned(source, &known.health, now, end),
            };
            hosts.entry(host(source)).or_default().push(row);
        }
        Ok(Self(hosts))
    }

    /// Tells it, as a table or as lines of JSON.
    pub(super) fn tell(&self, now: Timestamp, as_json: bool) -> io::Result<()> {
        if as_json {
            return self.json().iter().try_for_each(line);
        }
        self.lines(now).iter().try_for_each(line)
    }

    fn json(&self) -> Vec<serde_json::Value> {
        let mut lines = Vec::new();
        for (host, rows) in &self.0 {
            lines.extend(rows.iter().map(|row| {
                let planned = &row.planned;
                json!({
                    "source": row.id, "host": host, "next": planned.next,
                    "interval_s": planned.interval.map(|interval| interval.as_secs()),
                    "polls": planned.polls, "why": planned.why.name(),
                    "items_a_day": planned.items.map(|items| (items * 10.0).round() / 10.0),
                })
            }));
            lines.push(json!({"host": host, "sources": rows.len(), "polls": polls(rows)}));
        }
        lines
    }

    fn lines(&self, now: Timestamp) -> Vec<String> {
        let widest = |(host, rows): (&Option<String>, &Vec<Row>)| {
            let ids = rows.iter().map(|row| row.id.chars().count() + 2);
            ids.chain([shown(host.as_deref()).chars().count()]).max()
        };
        let width = self.0.iter().filter_map(widest).max().unwrap_or(0);
        let width = width.max("host, source".len());
        let mut lines = vec![format!(
            "{:<width$}  {:<7}  {:>6}  {:>6}  why",
            "host, source", "next", "every", "polls"
        )];
        for (host, rows) in &self.0 {
            let all = polls(rows);
            lines.push(format!(
                "{:<width$}  {:<7}  {:>6}  {all:>6}",
                shown(host.as_deref()),
                "",
                ""
            ));
            lines.extend(rows.iter().map(|row| {
                format!(
                    "{:<width$}  {:<7}  {:>6}  {:>6}  {}",
                    format!("  {}", row.id),
                    next(&row.planned, now),
                    row.planned.interval.map(every).unwrap_or_default(),
                    row.planned.polls,
                    why(&row.planned),
                )
            }));
        }
        for line in &mut lines {
            line.truncate(line.trim_end().len());
        }
        lines
    }
}

fn polls(rows: &[Row]) -> u64 {
    rows.iter().map(|row| u64::from(row.planned.polls)).sum()
}

fn shown(host: Option<&str>) -> &str {
    host.unwrap_or(LOCAL)
}

/// The host of a source as the client treats it: scheme, name and port.
fn host(source: &Source) -> Option<String> {
    let url = Url::parse(source.kind.url()?.trim()).ok()?;
    Some(url.origin().ascii_serialization())
}

fn next(planned: &Planned, now: Timestamp) -> String {
    match planned.next {
        Some(next) if next > now => distance(next, now),
        Some(_) => "due".to_owned(),
        None if planned.why == Why::Gone => "never".to_owned(),
        None => "later".to_owned(),
    }
}

/// An interval to the minute, or to the second where it is shorter.
fn every(interval: SignedDuration) -> String {
    let seconds = interval.as_secs();
    match (seconds / 3600, (seconds % 3600 + 30) / 60) {
        (0, _) if seconds < 120 => format!("{seconds}s"),
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, 60) => format!("{}h", hours + 1),
        (hours, minutes) => format!("{hours}h{minutes:02}"),
    }
}

fn why(planned: &Planned) -> String {
    let items = planned.items.map(|items| match items {
        items if items < 1.0 => "fewer than one item a day".to_owned(),
        items if items < 1.5 => "about one item a day".to_owned(),
        items => format!("about {items:.0} items a day"),
    });
    match (planned.why, items) {
        (Why::Written, _) => "as it is written".to_owned(),
        (Why::Local, _) => "files are watched, and looked at".to_owned(),
        (Why::New, _) => "it was never polled".to_owned(),
        (Why::Rhythm, Some(items)) => items,
        (Why::Unknown | Why::Rhythm, _) => "little is known of it yet".to_owned(),
        (Why::Said, _) => "it says that it stays as it is so long".to_owned(),
        (Why::Quiet, _) => "it says that it publishes nothing now".to_owned(),
        (Why::Asleep, _) => "it has brought nothing for a month".to_owned(),
        (Why::Asked, _) => "its host asked for this pause".to_owned(),
        (Why::Failing, _) => "it fails".to_owned(),
        (Why::Quarantined, _) => "it has failed for a week".to_owned(),
        (Why::Gone, _) => "its host says that it is gone for good".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, polls: u32, why: Why) -> Row {
        let next: Timestamp = "2026-11-22T03:05:00Z".parse().unwrap();
        Row {
            id: id.to_owned(),
            planned: Planned {
                next: (polls > 0).then_some(next),
                interval: (polls > 0).then(|| SignedDuration::from_secs(i64::from(86_400 / polls))),
                polls,
                why,
                items: Some(30.2),
            },
        }
    }

    fn plan() -> Plan {
        let host = |name: &str| Some(format!("https://{name}.example"));
        Plan(BTreeMap::from([
            (None, vec![row("in", 1440, Why::Local)]),
            (
                host("a"),
                vec![row("ansa", 96, Why::Rhythm), row("old", 0, Why::Gone)],
            ),
            (host("b"), vec![row("bild", 7, Why::Failing)]),
        ]))
    }

    #[test]
    fn the_plan_is_aligned_by_host() {
        let now = "2026-11-22T03:00:00Z".parse().unwrap();
        assert_eq!(
            plan().lines(now),
            [
                "host, source       next      every   polls  why",
                "this machine                          1440",
                "  in               in 5m       60s    1440  files are watched, and looked at",
                "https://a.example                       96",
                "  ansa             in 5m       15m      96  about 30 items a day",
                "  old              never                 0  its host says that it is gone for good",
                "https://b.example                        7",
                "  bild             in 5m      3h26       7  it fails",
            ]
        );
    }

    #[test]
    fn as_json_there_is_a_line_for_each_source_and_each_host() {
        let lines = plan().json();
        assert_eq!(lines.len(), 7);
        assert_eq!(lines[2]["source"], "ansa");
        assert_eq!(
            (&lines[2]["polls"], &lines[2]["interval_s"]),
            (&json!(96), &json!(900))
        );
        assert_eq!(lines[2]["why"], "rhythm");
        assert_eq!(
            lines[4],
            json!({"host": "https://a.example", "sources": 2, "polls": 96})
        );
    }
}
