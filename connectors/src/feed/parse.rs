//! feed-rs, kept at arm's length: it panics on some authors, and a panic here is only a feed that failed.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use feed_rs::{model, parser::Builder};
use jiff::Timestamp;

use super::{dates::moment, model::FeedDate};

/// A feed as feed-rs gives it, with what it does not keep.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) feed: model::Feed,
    /// How its dates are written, by the second that they mean.
    written: HashMap<i64, String>,
}

impl Parsed {
    /// The date at a second, as written.
    pub(super) fn date(&self, second: i64) -> Option<FeedDate> {
        Some(FeedDate {
            written: self.written.get(&second)?.clone(),
            at: Timestamp::from_second(second).ok()?,
        })
    }
}

/// Parses a feed; an entry without an id of its own has an empty one.
pub(super) fn parse(text: &str) -> Result<Parsed, String> {
    let written = Arc::new(Mutex::new(HashMap::new()));
    let seen = Arc::clone(&written);
    let read_date = move |text: &str| {
        let moment = moment(text)?;
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.entry(moment.as_second())
            .or_insert_with(|| text.trim().to_owned());
        Some(SystemTime::from(moment).into())
    };
    let parser = Builder::new()
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(read_date)
        .build();
    let parsed = catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes())));
    let feed = match parsed {
        Ok(feed) => feed.map_err(|error| error.to_string())?,
        Err(_) => return Err("its parser gave up".to_owned()),
    };
    let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Parsed {
        feed,
        written: std::mem::take(&mut written),
    })
}
