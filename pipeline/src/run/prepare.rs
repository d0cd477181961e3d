//! Preparing what was opened: on threads that may compute for long, as many at once as there are cores.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use config::Css;
use connectors::{Again, Connector, Fetched, Validators};
use futures::FutureExt;
use item::{Document, DropReason, Entry, Locator, Media, Override, Part, ReadFrom, SourceId};
use jiff::Timestamp;
use tokio::{sync::Semaphore, task::JoinError};

use super::{
    furniture::{Furniture, origin},
    identity::identify,
    lanes::Pace,
    message::Pending,
    outcome::{Ending, Outcome, Reading, panic_text},
    progress::Progress,
    retry::Trouble,
    treatments::Treatments,
};
use crate::{classify::Classifier, clean::Unclean, filter::refused_as_read, stages::prepare};

/// Entries that are prepared in one go: enough to make a hop between threads cheap, few enough that the last chunk
/// does not keep one core busy while the others wait.
pub(super) const CHUNK: usize = 32;

/// Bytes of documents that are prepared in one go: a few ordinary chunks, so that a folder of large files does not
/// become as many large files in memory.
pub(super) const CHUNK_BYTES: usize = 4 * 1024 * 1024;

/// What all who open and prepare share.
#[derive(Debug)]
pub(super) struct Tools {
    /// The open sources.
    pub(super) connectors: HashMap<SourceId, Arc<dyn Connector>>,
    /// How the sources are treated.
    pub(super) treatments: Treatments,
    /// The tables of classification.
    pub(super) classifier: Classifier,
    /// What was learned of hosts' furniture.
    pub(super) furniture: Furniture,
    /// One permit for each core.
    pub(super) cores: Semaphore,
    /// Where to count.
    pub(super) progress: Arc<Progress>,
}

/// An entry with what stood behind it.
pub(super) type Opened = (Pending, Result<connectors::Opened, Ending>);

/// Bytes that something opened holds.
pub(super) fn weight((_, fetched): &Opened) -> usize {
    match fetched.as_ref().map(|opened| &opened.fetched) {
        Ok(Fetched::Document(document)) => document.bytes.len(),
        _ => 0,
    }
}

/// Opens an entry. A panic in it is its own failure.
pub(super) async fn open(tools: &Tools, pending: &Pending) -> Result<connectors::Opened, Ending> {
    let Some(connector) = tools.connectors.get(&pending.entry.source) else {
        let message = format!(
            "source `{}` is not in the configuration any more",
            pending.entry.source
        );
        return Err(Ending::later(message, Trouble::Local));
    };
    let opening = AssertUnwindSafe(ask(connector.as_ref(), pending)).catch_unwind();
    let opened = opening.await.map_err(|panic| Ending::Dropped {
        reason: DropReason::Panicked,
        detail: format!("opening it panicked: {}", panic_text(panic.as_ref())),
    })??;
    for warning in &opened.warnings {
        tracing::warn!(source = %pending.entry.source, entry = warning.what, "{}", warning.message);
    }
    if let (Locator::Url { .. }, Fetched::Document(document)) =
        (&pending.entry.locator, &opened.fetched)
    {
        tools.progress.page(document.bytes.len() as u64);
    }
    Ok(opened)
}

/// Opens an entry, or asks for its page again.
async fn ask(connector: &dyn Connector, pending: &Pending) -> Result<connectors::Opened, Ending> {
    let entry = &pending.entry;
    let Some(known) = &pending.again else {
        return Ok(connector.open(entry).await?);
    };
    let Some(asking) = connector.ask_again(entry, known) else {
        return Err(Ending::There);
    };
    match asking.await? {
        Again::There(opened) => Ok(opened),
        Again::Same(validators) => Err(Ending::Same(validators)),
        Again::Gone(detail) => Err(Ending::NotThere(detail)),
    }
}

/// Prepares what was opened, once a core is free. A chunk that is lost is an error: its entries would count as handed
/// out for ever.
pub(super) async fn prepare_all(
    tools: &Arc<Tools>,
    opened: Vec<Opened>,
) -> Result<Vec<Outcome>, JoinError> {
    // The semaphore is never closed; were it, there would be no bound to wait for.
    let core = tools.cores.acquire().await.ok();
    let shared = Arc::clone(tools);
    let prepared = tokio::task::spawn_blocking(move || {
        opened
            .into_iter()
            .map(|one| outcome(&shared, one))
            .collect()
    });
    let outcomes = prepared.await;
    drop(core);
    outcomes
}

fn outcome(tools: &Tools, (pending, fetched): Opened) -> Outcome {
    let (ending, overrides) = match fetched {
        Ok(connectors::Opened {
            fetched: Fetched::Document(document),
            validators,
            ..
        }) => prepare_guarded(tools, &pending, &document, &validators),
        Ok(connectors::Opened {
            fetched: Fetched::Entries(entries),
            ..
        }) => (Ending::Expanded { entries }, Vec::new()),
        Err(ending) => (ending, Vec::new()),
    };
    Outcome {
        sequence: pending.sequence,
        attempts: pending.attempts,
        entry: pending.entry.reference(),
        ending,
        overrides,
    }
}

/// How a document ends, and what the selectors of its source came to, where they are made for such a document.
fn prepare_guarded(
    tools: &Tools,
    pending: &Pending,
    document: &Document,
    validators: &Validators,
) -> (Ending, Vec<Override>) {
    let entry = &pending.entry;
    let treatment = tools.treatments.get(&entry.source);
    let prepared = catch_unwind(AssertUnwindSafe(|| {
        let furniture = tools.furniture.read();
        let origin = origin(read_from(pending), &entry.source);
        let mut prepared = prepare(document, treatment, &tools.classifier, &furniture, origin)?;
        drop(furniture);
        let mut counted = prepared.overrides.clone();
        if !is_whole_page(entry, document) {
            counted.clear();
            prepared.overrides.retain(|one| one.matched > 0);
        }
        if let Some(detail) = refused_as_read(entry, treatment, &prepared, pending.found) {
            let reason = DropReason::Filtered;
            return Ok((Ending::Dropped { reason, detail }, counted));
        }
        let (id, keys) = identify(entry, document, &prepared.article, &tools.treatments);
        let reading = Reading {
            prepared,
            id,
            keys,
            read_from: read_from(pending),
            listed_title: entry.hints.title.clone(),
            captured: captured(&pending.entry),
            raw: document.raw.clone(),
            validators: validators.clone(),
        };
        Ok((Ending::Prepared(Box::new(reading)), counted))
    }));
    match prepared {
        Ok(Ok(ended)) => ended,
        Ok(Err(unclean)) => {
            let is_missed =
                matches!(unclean, Unclean::Empty { .. }) && is_whole_page(entry, document);
            let missed = treatment.extract.body.as_ref().filter(|_| is_missed);
            (unclean.into(), missed.map(nothing_of).into_iter().collect())
        }
        Err(panic) => {
            let ending = Ending::Dropped {
                reason: DropReason::Panicked,
                detail: format!("preparing it panicked: {}", panic_text(panic.as_ref())),
            };
            (ending, Vec::new())
        }
    }
}

/// Whether the selectors of a source are made for a document: for the page of an article, not for the piece of one that
/// came with a listing.
fn is_whole_page(entry: &Entry, document: &Document) -> bool {
    document.media == Media::Html && !matches!(entry.locator, Locator::Inline(_))
}

/// What the selector for the body came to where no article was left. Of a wall nothing follows.
fn nothing_of(body: &Css) -> Override {
    Override {
        part: Part::Body,
        css: body.written.clone(),
        matched: 0,
        used: false,
    }
}

/// A feed that is a local file is a local file.
fn read_from(pending: &Pending) -> Option<ReadFrom> {
    match (pending.pace, &pending.entry.locator) {
        (Pace::Waiting, Locator::Url { .. }) => Some(ReadFrom::Page),
        (Pace::Waiting, Locator::Inline(_)) => Some(ReadFrom::Listing),
        (_, Locator::Record { .. }) => Some(ReadFrom::Archive),
        _ => None,
    }
}

/// When a page of an archive was captured; one that does not say so is older than any other.
pub(super) fn captured(entry: &Entry) -> Option<Timestamp> {
    let is_archived = matches!(entry.locator, Locator::Record { .. });
    is_archived.then(|| entry.hints.captured.unwrap_or(Timestamp::MIN))
}
