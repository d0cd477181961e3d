//! A body read to its end, with a bound on what it may take: counted after decompression, so that a small file that
//! unpacks to a huge one is left as soon as it passes the bound.

use std::sync::Arc;

use bytes::Bytes;
use futures::{StreamExt, stream::BoxStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::exchange::TransportError;

/// From here on a body is large.
const LARGE: usize = 1 << 20;

/// Large bodies in memory at once, until they are read: they and no others decide how much memory all requests together
/// take.
const LARGE_AT_ONCE: usize = 4;

/// Read of an answer whose body does not matter, so that its connection can serve again.
const MAX_DRAINED: usize = 64 << 10;

/// What is done with more than the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// It is an error.
    Refuse(u64),
    /// It is left out.
    Cut(u64),
}

/// Why there is no body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// It is longer than the bound: at least so many bytes.
    TooLarge(u64),
    /// It broke off.
    Broken(TransportError),
}

/// A body that was read.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) bytes: Vec<u8>,
    /// What it holds back of the room for large bodies.
    pub(crate) room: Option<OwnedSemaphorePermit>,
}

/// Reads bodies; clones share the room for large ones.
#[derive(Debug, Clone)]
pub(crate) struct Bodies {
    large: Arc<Semaphore>,
}

impl Bodies {
    pub(crate) fn new() -> Self {
        Self {
            large: Arc::new(Semaphore::new(LARGE_AT_ONCE)),
        }
    }

    /// The whole body, and the room that it takes if it is large.
    pub(crate) async fn read(
        &self,
        mut body: BoxStream<'static, Result<Bytes, TransportError>>,
        limit: Limit,
    ) -> Result<Body, BodyError> {
        let (Limit::Refuse(most) | Limit::Cut(most)) = limit;
        let mut bytes = Vec::new();
        let mut room: Option<OwnedSemaphorePermit> = None;
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(BodyError::Broken)?;
            let size = (bytes.len() + piece.len()) as u64;
            if size > most {
                if limit == Limit::Refuse(most) {
                    return Err(BodyError::TooLarge(size));
                }
                let left = usize::try_from(most).unwrap_or(usize::MAX) - bytes.len();
                bytes.extend_from_slice(piece.get(..left).unwrap_or(&piece));
                return Ok(Body { bytes, room });
            }
            if room.is_none() && bytes.len() + piece.len() > LARGE {
                room = Arc::clone(&self.large).acquire_owned().await.ok();
            }
            bytes.extend_from_slice(&piece);
        }
        bytes.shrink_to_fit();
        Ok(Body { bytes, room })
    }

    /// Reads a short body to its end and forgets it.
    pub(crate) async fn drain(mut body: BoxStream<'static, Result<Bytes, TransportError>>) {
        let mut read = 0;
        while let Some(Ok(piece)) = body.next().await {
            read += piece.len();
            if read > MAX_DRAINED {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    #[tokio::test]
    async fn a_large_body_holds_its_room_until_it_is_dropped() {
        let bodies = Bodies::new();
        let read = async |size: usize| {
            let piece = stream::iter([Ok(Bytes::from(vec![b'x'; size]))]).boxed();
            bodies.read(piece, Limit::Refuse(u64::MAX)).await.unwrap()
        };
        assert!(read(LARGE).await.room.is_none());
        let mut held = Vec::new();
        for _ in 0..LARGE_AT_ONCE {
            held.push(read(LARGE + 1).await);
        }
        assert_eq!(bodies.large.available_permits(), 0);
        drop(held.pop());
        assert_eq!(read(LARGE + 1).await.bytes.len(), LARGE + 1);
    }
}
