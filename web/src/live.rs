//! New events for those who follow: read once for all who are near the end, and from the journal by each who is behind.
//!
//! What must hold: a slow follower holds nobody up and costs no memory but its own place in the journal; and all of them
//! together take no more than a small share of the machine from those who read the news.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use item::{Event, ItemId};
use serde::Serialize;
use state::{JournalReader, StateError};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinError,
    time::{Instant, sleep_until},
};

/// How often the journal is asked whether there is more: what a person does not notice.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Followers at once; each holds a connection for hours.
const MOST_FOLLOWERS: usize = 512;

/// Events that are read from the journal at once.
const STEP: usize = 64;

/// The latest events that are kept for all: at most so many,
const WINDOW: usize = 256;
/// and of no longer texts in all, in bytes.
const WINDOW_BYTES: usize = 4 << 20;

/// Bytes per second that all followers together are sent: some hundred whole events, or many thousand in brief.
const RATE: u64 = 8 << 20;
/// How much of it may be made up for after a calm.
const CREDIT: Duration = Duration::from_secs(1);
/// What an event costs that is looked at and not sent, in bytes.
pub(crate) const LOOKED_AT: usize = 128;
/// Reading and parsing the journal costs so much more than sending what is there.
const READ_ALONE: usize = 8;

/// An event as followers are told it: written once for all of them.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) event: Event,
    whole: OnceLock<Option<String>>,
    brief: OnceLock<Option<String>>,
}

/// An event in brief: enough to count what is new and to link to it.
#[derive(Debug, Serialize)]
struct Brief<'e> {
    item: ItemId,
    story: Option<ItemId>,
    headline: Option<&'e str>,
    outlet: String,
}

impl Told {
    fn of(event: Event) -> Arc<Self> {
        Arc::new(Self {
            event: event.for_sinks(),
            whole: OnceLock::new(),
            brief: OnceLock::new(),
        })
    }

    /// The bytes of its text.
    fn weight(&self) -> usize {
        let item = self.event.body.item();
        item.map_or(0, |item| item.article.text.len())
    }

    /// As sinks receive it, in JSON; none where that cannot be.
    pub(crate) fn whole(&self) -> Option<&str> {
        let whole = || self.event.to_json().ok();
        self.whole.get_or_init(whole).as_deref()
    }

    /// In brief, in JSON; none for an event that bears no item.
    pub(crate) fn brief(&self) -> Option<&str> {
        let brief = || {
            let item = self.event.body.item()?;
            let brief = Brief {
                item: item.id,
                story: item.story,
                headline: item.article.headline.as_deref(),
                outlet: item.outlet(),
            };
            serde_json::to_string(&brief).ok()
        };
        self.brief.get_or_init(brief).as_deref()
    }
}

/// The latest events that followers are told.
#[derive(Debug, Clone, Default)]
struct Window {
    /// All of them behind this one are here,
    behind: u64,
    /// up to this one.
    end: u64,
    events: VecDeque<Arc<Told>>,
}

impl Window {
    fn empty(end: u64) -> Self {
        Self {
            behind: end,
            end,
            events: VecDeque::new(),
        }
    }

    /// The same with what the journal has behind it up to `end`.
    fn with(&self, events: Vec<Event>, end: u64) -> Self {
        let mut window = self.clone();
        let told = events.into_iter().filter(|one| one.body.is_for_sinks());
        window.events.extend(told.map(Told::of));
        window.end = end;
        let mut bytes = 0;
        let latest = window.events.iter().rev().take(WINDOW);
        let kept = latest.take_while(|told| {
            bytes += told.weight();
            bytes <= WINDOW_BYTES
        });
        let surplus = window.events.len() - kept.count();
        if let Some(last) = window.events.drain(..surplus).next_back() {
            window.behind = last.event.sequence;
        }
        window
    }

    fn behind(&self, sequence: u64) -> Vec<Arc<Told>> {
        let events = self.events.iter();
        let later = events.skip_while(|told| told.event.sequence <= sequence);
        later.map(Arc::clone).collect()
    }
}

/// When the next bytes may be sent.
#[derive(Debug)]
struct Pace(Mutex<Instant>);

impl Pace {
    async fn wait(&self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let takes = Duration::from_micros(bytes.saturating_mul(1_000_000) / RATE);
        let begins = {
            let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let begins = (*free).max(now.checked_sub(CREDIT).unwrap_or(now));
            *free = begins + takes;
            begins
        };
        sleep_until(begins).await;
    }
}

/// The end of the journal, as it moves.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    journal: JournalReader,
    window: watch::Sender<Window>,
    followers: Arc<Semaphore>,
    pace: Arc<Pace>,
}

impl Live {
    pub(crate) fn new(journal: JournalReader) -> Self {
        let (window, _) = watch::channel(Window::empty(journal.durable()));
        Self {
            journal,
            window,
            followers: Arc::new(Semaphore::new(MOST_FOLLOWERS)),
            pace: Arc::new(Pace(Mutex::new(Instant::now()))),
        }
    }

    /// Watches the journal; never returns.
    pub(crate) async fn watch(&self) {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        loop {
            ticks.tick().await;
            if let Err(error) = self.look().await {
                tracing::warn!("cannot read the journal for those who follow it: {error}");
            }
        }
    }

    /// Takes what is new into the window, or passes it over while nobody follows.
    async fn look(&self) -> Result<(), Unread> {
        let durable = self.journal.durable();
        let mut window = self.window.borrow().clone();
        if window.end == durable {
            return Ok(());
        }
        if self.followers() == 0 {
            self.window.send_replace(Window::empty(durable));
            return Ok(());
        }
        while window.end < durable {
            let events = read(&self.journal, window.end).await?;
            // Nothing readable follows: what was lost is passed over.
            let end = events.last().map_or(durable, |event| event.sequence);
            window = window.with(events, end);
        }
        self.window.send_replace(window);
        Ok(())
    }

    /// Follows the journal from behind an event; `None` while too many follow.
    pub(crate) fn follow(&self, after: u64) -> Option<Follower> {
        let place = Arc::clone(&self.followers).try_acquire_owned().ok()?;
        Some(Follower {
            journal: self.journal.clone(),
            window: self.window.subscribe(),
            pace: Arc::clone(&self.pace),
            after,
            _place: place,
        })
    }

    /// How many follow.
    pub(crate) fn followers(&self) -> usize {
        MOST_FOLLOWERS - self.followers.available_permits()
    }
}

async fn read(journal: &JournalReader, after: u64) -> Result<Vec<Event>, Unread> {
    let journal = journal.clone();
    let read = tokio::task::spawn_blocking(move || journal.read_from(after + 1, STEP));
    // What ended in a panic says nothing of what is there.
    Ok(read.await.map_err(Unread::Failed)??)
}

/// Why the journal was not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    #[error(transparent)]
    State(#[from] StateError),
    #[error("the reading failed: {0}")]
    Failed(JoinError),
}

/// One who follows.
#[derive(Debug)]
pub(crate) struct Follower {
    journal: JournalReader,
    window: watch::Receiver<Window>,
    pace: Arc<Pace>,
    after: u64,
    _place: OwnedSemaphorePermit,
}

impl Follower {
    /// The next events, when there are any; `None` at the end of the run.
    pub(crate) async fn next(&mut self) -> Option<Result<Vec<Arc<Told>>, Unread>> {
        let after = self.after;
        let (behind, end, near) = {
            let window = self
                .window
                .wait_for(|window| window.end > after)
                .await
                .ok()?;
            let near = (window.behind <= after).then(|| window.behind(after));
            (window.behind, window.end, near)
        };
        if let Some(events) = near {
            self.after = end;
            return Some(Ok(events));
        }
        let events = match read(&self.journal, after).await {
            Ok(events) => events,
            Err(error) => return Some(Err(error)),
        };
        self.after = events.last().map_or(behind, |event| event.sequence);
        let told = events.into_iter().filter(|one| one.body.is_for_sinks());
        let told: Vec<_> = told.map(Told::of).collect();
        self.pace(told.len() * LOOKED_AT * READ_ALONE).await;
        Some(Ok(told))
    }

    /// Waits until so many bytes may be sent.
    pub(crate) async fn pace(&self, bytes: usize) {
        self.pace.wait(bytes).await;
    }
}

#[cfg(test)]
mod tests {
    use item::Body;

    use super::*;

    #[test]
    fn the_window_has_all_behind_its_beginning_and_no_more_than_it_may() {
        let event = |sequence| Event {
            sequence,
            time: jiff::Timestamp::UNIX_EPOCH,
            body: Body::SinkGap {
                sink: "out".to_owned(),
                from: 1,
                to: 2,
            },
        };
        let last = WINDOW as u64 + 10;
        let window = Window::empty(4).with((5..=last).map(event).collect(), last + 2);
        let sequences = |after| {
            let events = window.behind(after);
            let of = |told: &Arc<Told>| told.event.sequence;
            (events.len(), events.first().map(of), events.last().map(of))
        };
        assert_eq!((window.behind, window.end), (10, last + 2));
        assert_eq!(sequences(10), (WINDOW, Some(11), Some(last)));
        assert_eq!(sequences(last - 1), (1, Some(last), Some(last)));
        assert_eq!(sequences(last), (0, None, None));
    }

    #[tokio::test(start_paused = true)]
    async fn what_all_are_sent_is_bounded_after_what_a_calm_left() {
        let pace = Pace(Mutex::new(Instant::now()));
        let begins = Instant::now();
        let second = usize::try_from(RATE).unwrap();
        tokio::time::sleep(CREDIT * 5).await;
        for (bytes, expect) in [(second, 5), (second, 5), (second, 6), (0, 7)] {
            pace.wait(bytes).await;
            assert_eq!(begins.elapsed().as_secs(), expect);
        }
    }
}
