//! A worker: opens pending entries and prepares their documents, off the runtime's threads.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use connectors::{Connector, Fetched};
use item::{Document, DropReason, SourceId};

use super::{
    identity::identify,
    message::{DeskGone, DeskHandle, Pending},
    outcome::{Ending, Outcome},
};
use crate::{classify::Classifier, clean::Unclean, stages::prepare};

/// Bytes of documents that a worker holds at once before it prepares them: a few ordinary chunks, so that
/// a folder of large files does not become as many large files in memory.
const DOCUMENT_BYTES: usize = 4 * 1024 * 1024;

/// What workers share.
#[derive(Debug)]
pub(super) struct Tools {
    /// The open sources.
    pub(super) connectors: HashMap<SourceId, Arc<dyn Connector>>,
    /// The tables of classification.
    pub(super) classifier: Classifier,
}

/// Takes work from the desk until there is none.
pub(super) async fn work(desk: DeskHandle, tools: Arc<Tools>) -> Result<(), DeskGone> {
    loop {
        let chunk = desk.next().await?;
        if chunk.is_empty() {
            return Ok(());
        }
        let mut opened = Vec::with_capacity(chunk.len());
        let mut bytes = 0;
        for pending in chunk {
            let fetched = open(&tools, &pending).await;
            if let Ok(Fetched::Document(document)) = &fetched {
                bytes += document.bytes.len();
            }
            opened.push((pending, fetched));
            if bytes >= DOCUMENT_BYTES {
                bytes = 0;
                desk.settle(prepare_all(&tools, std::mem::take(&mut opened)).await)
                    .await?;
            }
        }
        desk.settle(prepare_all(&tools, opened).await).await?;
    }
}

type Opened = (Pending, Result<Fetched, Ending>);

async fn open(tools: &Tools, pending: &Pending) -> Result<Fetched, Ending> {
    let Some(connector) = tools.connectors.get(&pending.entry.source) else {
        let message = format!(
            "source `{}` is not in the configuration any more",
            pending.entry.source
        );
        return Err(Ending::Later { message });
    };
    let opened = connector.open(&pending.entry).await?;
    for warning in &opened.warnings {
        tracing::warn!(source = %pending.entry.source, entry = warning.what, "{}", warning.message);
    }
    Ok(opened.fetched)
}

async fn prepare_all(tools: &Arc<Tools>, opened: Vec<Opened>) -> Vec<Outcome> {
    let tools = Arc::clone(tools);
    let prepared = tokio::task::spawn_blocking(move || {
        opened.into_iter().map(|one| outcome(&tools, one)).collect()
    });
    // Panics are caught inside, so the join fails only while the runtime goes down, when nobody waits for outcomes.
    prepared.await.unwrap_or_default()
}

fn outcome(tools: &Tools, (pending, fetched): Opened) -> Outcome {
    let ending = match fetched {
        Ok(Fetched::Document(document)) => prepare_guarded(tools, &pending, &document),
        Ok(Fetched::Entries(entries)) => Ending::Expanded { entries },
        Err(ending) => ending,
    };
    Outcome {
        sequence: pending.sequence,
        attempts: pending.attempts,
        entry: pending.entry.reference(),
        ending,
    }
}

fn prepare_guarded(tools: &Tools, pending: &Pending, document: &Document) -> Ending {
    let prepared = catch_unwind(AssertUnwindSafe(|| {
        let prepared = prepare(document, &tools.classifier)?;
        let (id, keys) = identify(&pending.entry, document, &prepared.article);
        Ok(Ending::Prepared {
            prepared: Box::new(prepared),
            id,
            keys,
        })
    }));
    match prepared {
        Ok(ending) => ending.unwrap_or_else(|unclean: Unclean| unclean.into()),
        Err(panic) => Ending::Dropped {
            reason: DropReason::Panicked,
            detail: panic_text(panic.as_ref()),
        },
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!(
        "preparing it panicked: {}",
        text.unwrap_or_else(|| "no message".to_owned())
    )
}
