//! Reading values whose type is not certain: what has the wrong type is absent. No meaning of keys is known here.

use item::NewsDate;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::clean::html::plain;
use item::dates::parse;

/// Seconds since 1970 beyond this (the year 2100) are milliseconds.
const LAST_SECOND: i64 = 4_102_444_800;

/// How many names one value may hold.
const MAX_NAMES: usize = 30;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// The first of `keys` with a text.
pub(super) fn text<'a>(object: &'a Object, keys: &[&str]) -> Option<&'a str> {
    let texts = keys.iter().filter_map(|key| object.get(*key)?.as_str());
    texts.map(str::trim).find(|text| !text.is_empty())
}

/// The first of `keys` with a short text or a named object, made plain.
pub(super) fn names(object: &Object, keys: &[&str]) -> Vec<String> {
    let found = keys.iter().filter_map(|key| object.get(*key)).map(names_in);
    found
        .into_iter()
        .find(|names| !names.is_empty())
        .unwrap_or_default()
}

fn names_in(value: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut queue = vec![value];
    while let Some(value) = queue.pop() {
        match value {
            Value::String(name) => names.push(plain(name)),
            Value::Array(list) => queue.extend(list.iter().take(MAX_NAMES).rev()),
            Value::Object(object) => {
                names.extend(text(object, &["name", "title", "displayName"]).map(plain));
            }
            _ => {}
        }
        if names.len() >= MAX_NAMES {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The first of `keys` that is a date: written out, or seconds or milliseconds since 1970.
pub(super) fn date(object: &Object, keys: &[&str]) -> Option<NewsDate> {
    keys.iter().find_map(|key| match object.get(*key)? {
        Value::String(written) => parse(written).or_else(|| moment(written.trim().parse().ok()?)),
        Value::Number(number) => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "`as` saturates, and what is out of range is no date"
            )]
            let whole = number
                .as_i64()
                .or_else(|| number.as_f64().map(|n| n as i64))?;
            moment(whole)
        }
        _ => None,
    })
}

fn moment(number: i64) -> Option<NewsDate> {
    let seconds = if number.abs() > LAST_SECOND {
        number / 1000
    } else {
        number
    };
    let plausible = (1_000_000..=LAST_SECOND).contains(&seconds); // smaller ones are years and counters
    let moment = Timestamp::from_second(seconds).ok().filter(|_| plausible)?;
    Some(NewsDate::moment(&moment.to_zoned(TimeZone::UTC)))
}
