//! A worker on local entries: takes a chunk, opens it one entry after the other, has it prepared.
//!
//! Opening a local file is quick and waits for nobody, so there are as many workers as cores, and the desk notes a
//! chunk as being prepared from the moment it is handed out.

use std::sync::Arc;

use super::{
    fetch::Ended,
    lanes::Pace,
    message::DeskHandle,
    prepare::{CHUNK_BYTES, Tools, open, prepare_all, weight},
};

/// Takes local work from the desk until there is none.
pub(super) async fn work(desk: DeskHandle, tools: Arc<Tools>) -> Result<(), Ended> {
    loop {
        let chunk = desk.next(Pace::Local).await?;
        if chunk.is_empty() {
            return Ok(());
        }
        let mut opened = Vec::with_capacity(chunk.len());
        let mut bytes = 0;
        for pending in chunk {
            let fetched = open(&tools, &pending).await;
            let one = (pending, fetched);
            bytes += weight(&one);
            opened.push(one);
            if bytes >= CHUNK_BYTES {
                bytes = 0;
                desk.settle(prepare_all(&tools, std::mem::take(&mut opened)).await?)
                    .await?;
            }
        }
        desk.settle(prepare_all(&tools, opened).await?).await?;
    }
}
