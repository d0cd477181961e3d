//! All sources, one line each, and what is wrong below those that fail. It fits 80 columns.

use item::Alarm;
use jiff::Timestamp;

use crate::report::distance;
use web::{SourceRow as Row, Standing};

/// A table on a common terminal is no wider than this.
const COLUMNS: usize = 80;

/// Fixed times can be long; the view of one source shows them whole.
const WIDEST_EVERY: usize = 16;

/// The lines of the table.
pub(super) fn lines(rows: &[Row], now: Timestamp) -> Vec<String> {
    let ids = rows.iter().map(|row| row.id.as_str().chars().count());
    let id = ids.max().unwrap_or(0).max("source".len());
    let everies = rows.iter().map(|row| shortened(&row.every).chars().count());
    let every = everies.max().unwrap_or(0).max("every".len());
    let mut lines = vec![format!(
        "  {:<id$}  {:<5}  {:<every$}  {:<8}  {:<7}  {:>7}  {:>7}",
        "source", "kind", "every", "last ok", "next", "seen", "pending"
    )];
    for row in rows {
        let alarms: Vec<&str> = alarms(row).collect();
        let mark = if row.standing.is_bad() || !alarms.is_empty() {
            '!'
        } else {
            ' '
        };
        let success = row.health.last_success;
        let success = success.map_or_else(|| "never".to_owned(), |time| distance(time, now));
        lines.push(format!(
            "{mark} {:<id$}  {:<5}  {:<every$}  {success:<8}  {:<7}  {:>7}  {:>7}",
            row.id.as_str(),
            row.kind,
            shortened(&row.every),
            next(row, now),
            row.health.entries_seen,
            row.pending,
        ));
        if row.standing.is_bad() {
            lines.extend(wrapped(&trouble(row)));
        }
        lines.extend(alarms.into_iter().flat_map(wrapped));
    }
    lines
}

/// When a source is polled next.
pub(super) fn next(row: &Row, now: Timestamp) -> String {
    match row.due {
        _ if row.paused.is_some() => "paused".to_owned(),
        _ if row.standing == Standing::Gone => "never".to_owned(),
        Some(due) if due > now => distance(due, now),
        _ => "due".to_owned(),
    }
}

/// What else it needs a person for.
pub(super) fn alarms(row: &Row) -> impl Iterator<Item = &'static str> {
    row.health.alarms.iter().filter_map(|alarm| match alarm {
        Alarm::Gone | Alarm::Failing => None, // its standing says it
        Alarm::Selector => Some("a selector of its list page matches nothing any more"),
        Alarm::Override => Some("a selector of its articles matches nothing any more"),
        Alarm::Silent => {
            Some("it answers, but has listed nothing new for longer than is its habit")
        }
        Alarm::Budget => {
            Some("of the last week it could not be read for longer than its error budget")
        }
    })
}

/// What is wrong with a source that fails.
pub(super) fn trouble(row: &Row) -> String {
    if row.standing == Standing::Gone {
        return format!(
            "its host says that it is gone for good (410): it is not asked any more; correct its `url`, or take it out; `newsloom fetch {}` asks it once more",
            row.id
        );
    }
    let times = match row.health.failures {
        1 => "failed once".to_owned(),
        number => format!("failed {number} times"),
    };
    match &row.health.last_error {
        Some(error) => format!("{times}: {error}"),
        None => times,
    }
}

fn shortened(every: &str) -> String {
    if every.chars().count() <= WIDEST_EVERY {
        return every.to_owned();
    }
    let kept: String = every.chars().take(WIDEST_EVERY - 1).collect();
    format!("{kept}…")
}

/// Words in lines that are indented and fit; a word that is longer than a line stays whole, so that it can be copied.
fn wrapped(text: &str) -> Vec<String> {
    const INDENT: &str = "    ";
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= COLUMNS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{INDENT}{word}")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use item::SourceId;
    use jiff::SignedDuration;
    use state::Health;

    use super::*;

    #[test]
    fn the_table_keeps_the_order_marks_what_fails_and_fits_a_terminal() {
        let now: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let ago = |minutes| Some(now - SignedDuration::from_mins(minutes));
        let row = |id: &str, every: &str, standing, health| Row {
            id: SourceId::new(id),
            kind: "feed",
            every: every.to_owned(),
            health,
            failed: Vec::new(),
            unread: SignedDuration::ZERO,
            paused: None,
            past: None,
            pending: 12,
            due: Some(now + SignedDuration::from_mins(20)),
            standing,
        };
        let fine = Health {
            last_poll: ago(3),
            last_success: ago(3),
            entries_seen: 1200,
            ..Health::default()
        };
        let error = "`https://gazeta.example/rss`: the name `gazeta.example` does not exist; look whether it is spelled right";
        let bad = Health {
            last_poll: ago(3),
            last_success: ago(600),
            failures: 5,
            last_error: Some(error.to_owned()),
            ..Health::default()
        };
        let rows = [
            row("zeitung", "15m", Standing::Ok, fine),
            row(
                "gazeta-poranna",
                "*/15 6-23 * * * (Europe/Warsaw)",
                Standing::BackingOff,
                bad,
            ),
            row("new", "auto", Standing::NeverPolled, Health::default()),
        ];
        let lines = lines(&rows, now);
        assert_eq!(
            lines,
            [
                "  source          kind   every             last ok   next        seen  pending",
                "  zeitung         feed   15m               3m ago    in 20m      1200       12",
                "! gazeta-poranna  feed   */15 6-23 * * *…  10h ago   in 20m         0       12",
                "    failed 5 times: `https://gazeta.example/rss`: the name `gazeta.example` does",
                "    not exist; look whether it is spelled right",
                "  new             feed   auto              never     in 20m         0       12",
            ]
        );
        assert!(lines.iter().all(|line| line.chars().count() <= COLUMNS));
    }
}
