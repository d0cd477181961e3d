//! What is written behind an option, read: numbers, moments, names.

use std::time::Duration;

use item::{DropReason, nearest};
use jiff::Timestamp;
use pipeline::run::Bound;

use crate::{clock, when};

/// A reason for which entries are dropped and stay dropped.
pub(super) fn reason(text: &str) -> Result<DropReason, String> {
    match DropReason::named(text) {
        Some(reason) if reason.settles() => Err(format!(
            "an entry that is `{text}` is settled: its item says what it says"
        )),
        Some(reason) => Ok(reason),
        None => {
            let reasons = DropReason::ALL.into_iter();
            let names: Vec<&str> = reasons
                .filter(|reason| !reason.settles())
                .map(DropReason::name)
                .collect();
            let meant = nearest(text, names.iter().copied());
            let meant = meant.map_or_else(String::new, |name| format!("did you mean `{name}`? "));
            Err(format!("{meant}the reasons are {}", names.join(", ")))
        }
    }
}

/// Each is read whole from the journal.
pub(super) fn found_at_once(text: &str) -> Result<usize, String> {
    let limit = text.parse().ok().filter(|limit| (1..=1000).contains(limit));
    limit.ok_or_else(|| "write a number from 1 to 1000".to_owned())
}

/// The API gives no more.
pub(super) fn stories_at_once(text: &str) -> Result<usize, String> {
    let limit = text.parse().ok().filter(|limit| (1..=200).contains(limit));
    limit.ok_or_else(|| "write a number from 1 to 200".to_owned())
}

/// `1..3`: from an earlier version to a later one.
pub(super) fn versions(text: &str) -> Result<(u32, u32), String> {
    let numbers = text.split_once("..").and_then(|(from, to)| {
        let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        (0 < from && from < to).then_some((from, to))
    });
    numbers.ok_or_else(|| "versions are given as `1..3`, the earlier one first".to_owned())
}

/// A number is an event, so a year alone is none.
pub(super) fn bound(text: &str) -> Result<Bound, String> {
    match text.trim().parse() {
        Ok(sequence) => Ok(Bound::Sequence(sequence)),
        Err(_) => moment(text).map(Bound::Time),
    }
}

pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    when::past(text, clock::now())
}

pub(super) fn duration(text: &str) -> Result<Duration, String> {
    config::parse_duration(text)
}
