//! The progress of a run on a terminal: one line that moves. Elsewhere nothing is drawn.

use std::{
    io::{self, IsTerminal},
    sync::Arc,
    time::Duration,
};

use connectors::{HostStatus, Web};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use pipeline::run::{Backward, Counts, Progress};

use super::times::moment;

/// How often the line is drawn anew.
const REDRAWN_EVERY: Duration = Duration::from_millis(200);

/// The moving line; gone when it is dropped.
#[derive(Debug)]
pub(crate) struct Display {
    bar: Option<ProgressBar>,
}

impl Display {
    /// Draws only where a person watches.
    pub(crate) fn new(quiet: bool) -> Self {
        let watched = !quiet && io::stderr().is_terminal();
        Self {
            bar: watched.then(bar),
        }
    }

    /// Draws these words, where anybody watches.
    pub(crate) fn show(&self, words: String) {
        if let Some(bar) = &self.bar {
            bar.set_message(words);
        }
    }

    /// Draws the counts until it is dropped; does nothing where nobody watches.
    pub(crate) async fn follow(&self, progress: Arc<Progress>, web: Web) {
        let Some(bar) = &self.bar else {
            return std::future::pending().await;
        };
        loop {
            bar.set_message(words(&progress.counts(), &web.hosts()));
            tokio::time::sleep(REDRAWN_EVERY).await;
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} [{elapsed}] {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(REDRAWN_EVERY);
    bar
}

/// What happens, in one line: the web is told of only where it is asked.
fn words(counts: &Counts, hosts: &[HostStatus]) -> String {
    let mut parts = Vec::new();
    if counts.polls.planned > 0 {
        let (ended, planned) = (counts.polls.ended(), counts.polls.planned);
        parts.push(format!("sources {ended}/{planned}"));
    }
    if counts.pages > 0 {
        parts.push(format!("pages {}", counts.pages));
    }
    parts.extend(back(counts));
    parts.push(format!("listed {}", counts.listed));
    parts.push(format!("settled {}", counts.settled()));
    parts.push(format!("waiting {}", counts.pending));
    parts.push(format!("delivered {}", counts.delivered));
    parts.extend(left_alone(hosts));
    parts.join(" · ")
}

/// How far back the source is read that has come least far, and how many others go back.
fn back(counts: &Counts) -> Option<String> {
    let least = |back: &Backward| back.reached.unwrap_or(Timestamp::MAX);
    let (source, back) = counts.back.iter().max_by_key(|(_, back)| least(back))?;
    let reached = match back.reached {
        Some(reached) => format!("back to {}", moment(reached)),
        None => format!("{} steps back", back.steps),
    };
    let others = match counts.back.len() {
        1 => String::new(),
        several => format!(" and {} more", several - 1),
    };
    Some(format!("{source} {reached}{others}"))
}

/// The host that is left alone for longest, and how many others there are.
fn left_alone(hosts: &[HostStatus]) -> Option<String> {
    let left = hosts.iter().filter(|host| host.left_alone.is_some());
    let longest = left.clone().max_by_key(|host| host.next_in)?;
    let others = match left.count() {
        1 => String::new(),
        several => format!(" and {} more", several - 1),
    };
    Some(format!(
        "{} is left alone for {} s{others}",
        longest.host,
        longest.next_in.as_secs()
    ))
}

#[cfg(test)]
mod tests {
    use item::SourceId;

    use super::*;

    fn host(name: &str, seconds: u64, why: Option<&str>) -> HostStatus {
        HostStatus {
            host: name.to_owned(),
            running: 0,
            waiting: 0,
            next_in: Duration::from_secs(seconds),
            left_alone: why.map(str::to_owned),
        }
    }

    #[test]
    fn the_line_tells_how_far_back_the_slowest_source_has_come() {
        let mut counts = Counts::default();
        assert_eq!(back(&counts), None);
        let backward = |steps, reached: Option<&str>| Backward {
            steps,
            reached: reached.map(|reached| reached.parse().unwrap()),
        };
        counts.back.insert(
            SourceId::new("blog"),
            backward(3, Some("2021-05-01T00:00:00Z")),
        );
        assert_eq!(back(&counts).unwrap(), "blog back to 2021-05-01 00:00:00Z");
        counts.back.insert(
            SourceId::new("daily"),
            backward(9, Some("2024-05-01T00:00:00Z")),
        );
        assert_eq!(
            back(&counts).unwrap(),
            "daily back to 2024-05-01 00:00:00Z and 1 more"
        );
        counts
            .back
            .insert(SourceId::new("undated"), backward(2, None));
        assert_eq!(back(&counts).unwrap(), "undated 2 steps back and 2 more");
    }

    #[test]
    fn the_line_tells_of_the_web_only_where_it_is_asked() {
        let mut counts = Counts {
            listed: 3,
            ..Counts::default()
        };
        assert_eq!(
            words(&counts, &[]),
            "listed 3 · settled 0 · waiting 0 · delivered 0"
        );
        counts.polls.planned = 20;
        counts.polls.done = 12;
        counts.pages = 130;
        let hosts = [
            host("a.example", 1, None),
            host("b.example", 90, Some("it answered 429")),
            host("c.example", 30, Some("it answered 503")),
        ];
        assert_eq!(
            words(&counts, &hosts),
            "sources 12/20 · pages 130 · listed 3 · settled 0 · waiting 0 · delivered 0 · b.example is left alone for 90 s and 1 more"
        );
    }
}
