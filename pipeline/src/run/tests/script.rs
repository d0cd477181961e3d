//! A world for runs: a web of a few pages that notes what it is asked for, listings of it, a folder and a clock.

use std::{
    collections::{HashMap, VecDeque},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use config::StorySettings;
use connectors::{Batch, Connector, FetchError, Opened};
use futures::future::BoxFuture;
use item::{
    Body, Cursor, Document, DropReason, Entry, Event, Hints, Inline, ItemId, Locator, Media,
    SourceId, key_url,
};
use jiff::{SignedDuration, Timestamp};
use state::{Options, State};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::{
    classify::Classifier,
    run::{Plan, Progress, Summary, Treatments, run_once},
};

/// How long a run may take before it counts as stuck.
const STUCK: Duration = Duration::from_mins(2);

/// What the web answers.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// A page, at this URL in the end.
    Page { url: String, html: String },
    /// 404.
    NotFound,
    /// 503, and when to come back.
    Unreachable(Option<Timestamp>),
    /// The host is not to be asked before then.
    Deferred(Timestamp),
    /// The program stumbles.
    Panic,
}

/// The pages of the web, and what was asked for.
#[derive(Debug)]
pub(super) struct Web {
    pages: Mutex<HashMap<String, Answer>>,
    asked: Mutex<Vec<String>>,
    /// Why the next poll fails.
    pub(super) failure: Mutex<Option<FetchError>>,
    /// Pages of this host answer once the gate is open.
    pub(super) slow_host: Mutex<Option<String>>,
    pub(super) gate: watch::Sender<bool>,
    /// Opens the gate, as soon as so many pages were asked for.
    pub(super) opens_at: Mutex<usize>,
    /// What the state's folder said was being prepared, when the gate was opened.
    pub(super) inflight: Mutex<String>,
    folder: PathBuf,
}

#[derive(Debug)]
struct Listing {
    window: usize,
    web: Arc<Web>,
    batches: Mutex<VecDeque<Batch>>,
    cursors: Arc<Mutex<Vec<String>>>,
}

/// A folder, a clock and the web.
pub(super) struct World {
    folder: TempDir,
    now: Arc<Mutex<Timestamp>>,
    pub(super) web: Arc<Web>,
    /// From where sources were asked to go on.
    pub(super) cursors: Arc<Mutex<Vec<String>>>,
    pub(super) max_time: Option<SignedDuration>,
    /// How the sources are treated.
    pub(super) treatments: Treatments,
    /// How stories are told.
    pub(super) stories: StorySettings,
}

/// A source of a run: its name, how many of its entries may be open at once, and what it lists.
pub(super) struct Source(
    pub(super) &'static str,
    pub(super) usize,
    pub(super) Vec<Batch>,
);

impl World {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let web = Web {
            pages: Mutex::default(),
            asked: Mutex::default(),
            failure: Mutex::default(),
            slow_host: Mutex::default(),
            gate: watch::channel(false).0,
            opens_at: Mutex::new(usize::MAX),
            inflight: Mutex::default(),
            folder: folder.path().to_owned(),
        };
        Self {
            folder,
            now: Arc::new(Mutex::new("2026-11-22T03:00:00Z".parse().unwrap())),
            web: Arc::new(web),
            cursors: Arc::default(),
            max_time: None,
            treatments: Treatments::default(),
            stories: StorySettings::default(),
        }
    }

    /// The folder of the state.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    pub(super) fn pass(&self, time: SignedDuration) {
        *self.now.lock().unwrap() += time;
    }

    /// Puts a page on the web whose text is made from `subject`.
    pub(super) fn page(&self, url: &str, subject: &str) {
        self.redirect(url, url, subject);
    }

    /// Puts a page on the web to which another URL leads.
    pub(super) fn redirect(&self, from: &str, to: &str, subject: &str) {
        let answer = Answer::Page {
            url: to.to_owned(),
            html: html(subject),
        };
        self.answer(from, answer);
    }

    pub(super) fn answer(&self, url: &str, answer: Answer) {
        let mut pages = self.web.pages.lock().unwrap();
        pages.insert(url.to_owned(), answer);
    }

    /// What was asked for since it was last asked.
    pub(super) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.web.asked.lock().unwrap())
    }

    pub(super) fn run(&self, sources: Vec<Source>) -> Summary {
        let (state, opened) = State::open(self.folder.path(), &Options::default()).unwrap();
        let ids: Vec<SourceId> = sources.iter().map(|one| SourceId::new(one.0)).collect();
        let connectors = sources.into_iter().map(|Source(id, window, batches)| {
            let listing = Listing {
                window,
                web: Arc::clone(&self.web),
                batches: Mutex::new(batches.into()),
                cursors: Arc::clone(&self.cursors),
            };
            (SourceId::new(id), Arc::new(listing) as Arc<dyn Connector>)
        });
        let now = Arc::clone(&self.now);
        let plan = Plan {
            state,
            suspects: opened.suspects,
            connectors: connectors.collect(),
            polled: ids,
            treatments: self.treatments.clone(),
            stories: self.stories,
            alarms: config::AlarmSettings::default(),
            back: Vec::new(),
            classifier: Classifier::new(Vec::new()),
            going_on: None,
            deliveries: Vec::new(),
            postponed: Vec::new(),
            refused: Vec::new(),
            cursors: Vec::new(),
            clock: Arc::new(move || *now.lock().unwrap()),
            deadline: self.max_time.map(|time| self.now() + time),
            progress: Arc::new(Progress::default()),
        };
        let (_stopper, stop) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let run = async { tokio::time::timeout(STUCK, run_once(plan, stop)).await };
        runtime.block_on(run).expect("the run is stuck").unwrap()
    }

    pub(super) fn state(&self) -> State {
        State::open(self.folder.path(), &Options::default())
            .unwrap()
            .0
    }

    pub(super) fn events(&self) -> Vec<Event> {
        self.state().reader().read_from(0, 10_000).unwrap()
    }

    /// What happened, in short: new, copy, updated, sighted, dropped and why.
    pub(super) fn endings(&self) -> Vec<&'static str> {
        let ending = |event: &Event| match &event.body {
            Body::ItemNew { .. } => Some("new"),
            Body::ItemCopy { .. } => Some("copy"),
            Body::ItemUpdated { .. } => Some("updated"),
            Body::ItemSighted { .. } => Some("sighted"),
            Body::EntryDropped { reason, .. } => Some(DropReason::name(*reason)),
            _ => None,
        };
        self.events().iter().filter_map(ending).collect()
    }

    /// The item to which a URL belongs.
    pub(super) fn owner(&self, url: &str) -> Option<ItemId> {
        self.state().known_url(&key_url(url).unwrap()).unwrap()
    }
}

impl Connector for Listing {
    fn fetch<'a>(&'a self, from: &'a Cursor) -> BoxFuture<'a, Result<Batch, FetchError>> {
        self.cursors.lock().unwrap().push(from.as_str().to_owned());
        if let Some(failure) = self.web.failure.lock().unwrap().take() {
            return Box::pin(async { Err(failure) });
        }
        let next = self.batches.lock().unwrap().pop_front();
        let unchanged = || Batch {
            cursor: from.clone(),
            ..Batch::default()
        };
        let answer = next.unwrap_or_else(unchanged);
        Box::pin(async { Ok(answer) })
    }

    fn window(&self) -> usize {
        self.window
    }

    fn open<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<Opened, FetchError>> {
        Box::pin(async move {
            match &entry.locator {
                Locator::Url { url } => self.web.get(url).await.map(Opened::from),
                Locator::Inline(inline) => {
                    Ok(document(inline.page.as_deref(), &inline.content).into())
                }
                Locator::File { path } => Ok(document(None, &html(path)).into()),
                Locator::Slice { .. } | Locator::Record { .. } => {
                    unreachable!("no test lists records")
                }
            }
        })
    }
}

impl Web {
    async fn get(&self, url: &str) -> Result<Document, FetchError> {
        let asked = {
            let mut asked = self.asked.lock().unwrap();
            asked.push(url.to_owned());
            asked.len()
        };
        if asked >= *self.opens_at.lock().unwrap() {
            let file = self.folder.join("inflight");
            *self.inflight.lock().unwrap() = std::fs::read_to_string(file).unwrap();
            self.gate.send_replace(true);
        }
        let is_slow = self
            .slow_host
            .lock()
            .unwrap()
            .as_ref()
            .is_some_and(|host| url.contains(host.as_str()));
        if is_slow {
            let mut gate = self.gate.subscribe();
            gate.wait_for(|open| *open).await.unwrap();
        }
        let answer = self.pages.lock().unwrap().get(url).cloned();
        let (url, reason) = (url.to_owned(), "it is so scripted".to_owned());
        match answer.unwrap_or(Answer::NotFound) {
            Answer::Page { url, html } => Ok(document(Some(&url), &html)),
            Answer::NotFound => Err(FetchError::Refused {
                url,
                reason: DropReason::NotFound,
                detail: "there is no such page".to_owned(),
                hint: None,
                may_change: false,
            }),
            Answer::Unreachable(not_before) => Err(FetchError::Unreachable {
                url,
                reason,
                not_before,
            }),
            Answer::Deferred(until) => Err(FetchError::Deferred { url, until, reason }),
            Answer::Panic => panic!("it is so scripted"),
        }
    }
}

fn document(url: Option<&str>, html: &str) -> Document {
    Document {
        bytes: html.as_bytes().to_vec(),
        media: Media::Html,
        charset: Some("utf-8".to_owned()),
        url: url.map(str::to_owned),
        hints: Hints::default(),
        raw: None,
    }
}

/// A page about a subject: its words are like no other subject's.
pub(super) fn html(subject: &str) -> String {
    let paragraph = |number: usize| {
        let words: Vec<String> = (0..30)
            .map(|word| format!("{subject}{}", number * 37 + word * word))
            .collect();
        format!("<p>The office said on Friday that {}.</p>", words.join(" "))
    };
    let text: String = (1..5).map(paragraph).collect();
    format!(
        "<html><head><title>About {subject}</title></head><body><article><h1>About {subject}</h1>{text}</article></body></html>"
    )
}

/// An entry whose document is a page.
pub(super) fn link(source: &str, key: &str, version: u64, url: &str) -> Entry {
    Entry {
        source: SourceId::new(source),
        key: key.to_owned(),
        version,
        locator: Locator::Url {
            url: url.to_owned(),
        },
        hints: Hints::default(),
    }
}

/// An entry that carries its page's text about `subject`.
pub(super) fn whole(source: &str, key: &str, version: u64, url: &str, subject: &str) -> Entry {
    Entry {
        locator: Locator::Inline(Inline {
            content: html(subject),
            html: true,
            page: Some(url.to_owned()),
        }),
        ..link(source, key, version, url)
    }
}

/// A batch that ends a poll.
pub(super) fn batch(cursor: &str, entries: Vec<Entry>) -> Batch {
    Batch {
        entries,
        cursor: Cursor::new(cursor.to_owned()).unwrap(),
        ..Batch::default()
    }
}
