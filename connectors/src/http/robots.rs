//! What is known of one host's robots.txt, and for how long.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;
use url::Url;

use super::rules::{Rules, product_token, sitemaps};

/// RFC 9309, section 2.4: not longer than a day.
pub(crate) const FRESH: Duration = Duration::from_hours(24);

/// While a host cannot say what may be read, nothing may; it is asked again after an hour.
pub(crate) const UNAVAILABLE: Duration = Duration::from_hours(1);

/// Longer delays would let a source's news come days late.
const MAX_CRAWL_DELAY: Duration = Duration::from_secs(30);

/// Names under which sources introduce themselves to one host, for which its rules are kept read. A run has one or two;
/// for more they are read again from the text.
const MAX_NAMES: usize = 4;

/// A robots.txt that was asked for.
#[derive(Debug)]
pub(crate) struct Robots {
    pub(crate) answer: RobotsAnswer,
    pub(crate) until: Instant,
}

/// What asking for it brought.
#[derive(Debug)]
pub(crate) enum RobotsAnswer {
    /// What it says; nothing where there is no robots.txt.
    Says(Said),
    /// The host refuses it with that status: what that means is its reader's to say.
    Refused(u16),
    /// The host has one and cannot give it now (5xx, 429): the reason in words.
    Unavailable(String),
}

/// The text of a robots.txt, and what it says to those who asked so far.
#[derive(Debug, Default)]
pub(crate) struct Said {
    text: Vec<u8>,
    /// By product token, the newest last.
    read: VecDeque<(String, Rules)>,
}

impl Said {
    /// The sitemaps that it names to everybody; it lies on the host of `url`.
    pub(crate) fn sitemaps(&self, url: &Url) -> Vec<String> {
        sitemaps(&self.text, url)
    }

    /// The rules for a user agent.
    pub(crate) fn to(&mut self, user_agent: &str) -> &Rules {
        let name = product_token(user_agent);
        let known = |(token, _): &(String, Rules)| token.eq_ignore_ascii_case(name);
        let read = match self.read.iter().position(known) {
            Some(at) => self.read.remove(at),
            None => None,
        };
        if self.read.len() >= MAX_NAMES {
            self.read.pop_front();
        }
        let read = read.unwrap_or_else(|| (name.to_owned(), Rules::parse(&self.text, name)));
        &self.read.push_back_mut(read).1
    }
}

impl Robots {
    /// A text that was just fetched; an empty one where there is none.
    pub(crate) fn says(mut text: Vec<u8>) -> Self {
        text.shrink_to_fit();
        let said = Said {
            text,
            ..Said::default()
        };
        Self {
            answer: RobotsAnswer::Says(said),
            until: Instant::now() + FRESH,
        }
    }

    /// The host refused them.
    pub(crate) fn refused(status: u16) -> Self {
        Self {
            answer: RobotsAnswer::Refused(status),
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
}

/// The pause that a host asks for between two requests, as far as it is granted.
pub(crate) fn granted(rules: &Rules) -> Option<Duration> {
    Some(rules.crawl_delay?.min(MAX_CRAWL_DELAY))
}
