//! The contract of everything that receives events.
//!
//! A sink does not read the journal and does not filter; the run does, in this loop, one task per sink:
//!
//! ```text
//! loop {
//!     sink.ready().await?;
//!     let next = sink.resume();
//!     read durable events from `next`;        none left: sink.settled().await?, wait or end
//!     sink.deliver(&those that match).await?; skipped where none match
//!     sink.acknowledge(last sequence read).await?;
//! }
//! ```
//!
//! After an error nothing was acknowledged: begin again at [`Sink::resume`] with the same sink.

use std::fmt::Debug;

use futures::future::BoxFuture;
use item::Event;

use crate::error::DeliverError;

/// What the journal holds: from its first kept event to its last durable one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalEnds {
    /// The sequence of the first event that it still holds, or would hold.
    pub first: u64,
    /// The sequence of the last durable event; 0 if there is none.
    pub last: u64,
}

/// What receives events, in the order of their sequence.
pub trait Sink: Debug + Send {
    /// The sink's id, as configured.
    fn id(&self) -> &str;

    /// Makes sure that the other side is there, for sinks whose place only the other side knows: [`Sink::resume`] is right
    /// from then on, until something fails.
    fn ready(&mut self) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// The first sequence that it still wants: one after what was last acknowledged.
    fn resume(&self) -> u64;

    /// The last sequence of which its cursor tells: a start after a sudden end goes on behind it, and nothing up to it is needed
    /// any more.
    fn saved(&self) -> u64;

    /// Hands over events that passed the sink's filter, already stripped of what is not for sinks
    /// ([`Event::for_sinks`]); returns when the other side has them for good. Of an event that it refuses for good
    /// ([`DeliverError::Unfit`]) it has taken all before it, and none after it.
    fn deliver<'a>(&'a mut self, events: &'a [Event]) -> BoxFuture<'a, Result<(), DeliverError>>;

    /// Everything up to `sequence` was delivered or did not match. The cursor is saved if something was
    /// delivered; steps over events that did not match are saved only now and then, since to take them
    /// again after a crash costs nothing.
    fn acknowledge(&mut self, sequence: u64) -> BoxFuture<'_, Result<(), DeliverError>>;

    /// The journal's end is reached: saves the cursor, and refuses to go on over anything in the sink's file
    /// that no event accounts for. For the end of a one-shot and for quiet moments of a daemon.
    fn settled(&mut self) -> BoxFuture<'_, Result<(), DeliverError>>;
}
