//! `pipe date`: `{id, s}` to `{id, t}`, seconds since 1970-01-01T00:00:00Z.

use item::dates;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A date to read.
#[derive(Debug, Deserialize)]
pub(super) struct Input {
    s: String,
}

/// Reads it; `t` is null where it is no date.
pub(super) fn date(input: &Input) -> Map<String, Value> {
    let date = dates::parse(&input.s);
    let seconds = date
        .as_ref()
        .and_then(item::NewsDate::as_timestamp)
        .map(jiff::Timestamp::as_second);
    Map::from_iter([
        ("t".to_owned(), json!(seconds)),
        ("date".to_owned(), json!(date)),
    ])
}
