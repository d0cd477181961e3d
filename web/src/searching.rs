//! Keeping the search index up with the journal, off the way of what is ingested.
//!
//! What must hold: only the index is written, in short steps, and nothing waits for it. A search finds what was in the
//! journal a second ago.

use std::{sync::Arc, time::Duration};

use pipeline::search::{Caught, SearchError};

use crate::room::Room;

/// How long events gather before they are taken in: each time is a small file that is later merged with others.
const GATHERED_FOR: Duration = Duration::from_millis(500);

/// How long it rests after a failure, which a full disk may be.
const RESTS_FOR: Duration = Duration::from_secs(30);

/// Follows the journal; never returns.
pub(crate) async fn follow(room: &Arc<Room>) {
    loop {
        let end = room.view.journal().durable();
        match step(room).await {
            Ok(Caught::More) => {}
            Ok(Caught::Busy) => tokio::time::sleep(GATHERED_FOR).await,
            Ok(Caught::Up) => more(room, end).await,
            Err(error) => {
                tracing::error!(
                    "the search index is not brought up to date, and tried again in {} s: {error}",
                    RESTS_FOR.as_secs()
                );
                tokio::time::sleep(RESTS_FOR).await;
            }
        }
    }
}

/// Waits until the journal goes beyond `end`, and gathers.
async fn more(room: &Room, end: u64) {
    loop {
        tokio::time::sleep(GATHERED_FOR).await;
        if room.view.journal().durable() != end {
            return;
        }
    }
}

async fn step(room: &Arc<Room>) -> Result<Caught, SearchError> {
    let room = Arc::clone(room);
    let step = move || room.search.catch_up(room.view.journal());
    let step = tokio::task::spawn_blocking(step).await;
    step.unwrap_or_else(|error| Err(SearchError::Folder(std::io::Error::other(error))))
}
