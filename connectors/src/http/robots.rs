//! What is known of one host's robots.txt, and for how long.

use std::time::Duration;

use tokio::time::Instant;

use super::rules::Rules;

/// RFC 9309, section 2.4: not longer than a day.
pub(crate) const FRESH: Duration = Duration::from_hours(24);

/// While a host cannot say what may be read, nothing may; it is asked again after an hour.
pub(crate) const UNAVAILABLE: Duration = Duration::from_hours(1);

/// Longer delays would let a source's news come days late.
const MAX_CRAWL_DELAY: Duration = Duration::from_secs(30);

/// A robots.txt that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Robots {
    pub(crate) answer: RobotsAnswer,
    pub(crate) until: Instant,
}

/// What asking for it brought.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RobotsAnswer {
    /// Rules; none where there is no robots.txt.
    Rules(Rules),
    /// The host has one and cannot give it now (5xx, 429): the reason in words.
    Unavailable(String),
}

impl Robots {
    /// Rules that were just read.
    pub(crate) fn rules(rules: Rules) -> Self {
        Self {
            answer: RobotsAnswer::Rules(rules),
            until: Instant::now() + FRESH,
        }
    }

    /// The host could not give them.
    pub(crate) fn unavailable(why: String) -> Self {
        Self {
            answer: RobotsAnswer::Unavailable(why),
            until: Instant::now() + UNAVAILABLE,
        }
    }

    /// The pause that the host asks for between two requests, as far as it is granted.
    pub(crate) fn crawl_delay(&self, host: &str) -> Option<Duration> {
        let RobotsAnswer::Rules(rules) = &self.answer else {
            return None;
        };
        let asked = rules.crawl_delay?;
        if asked > MAX_CRAWL_DELAY {
            tracing::debug!(host, ?asked, granted = ?MAX_CRAWL_DELAY, "robots.txt asks for a longer delay than is granted");
        }
        Some(asked.min(MAX_CRAWL_DELAY))
    }
}
