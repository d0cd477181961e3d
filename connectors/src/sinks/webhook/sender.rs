//! The sink itself: one request after another, and the cursor behind them.
//!
//! The headers are those of Standard Webhooks 1.0: a receiver tells a repetition by `webhook-id` (of batches: by the ids
//! of the events in them). What must hold: the cursor never counts an event that the receiver did not acknowledge.

use std::{fmt, path::PathBuf};

use futures::future::BoxFuture;
use item::Event;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::{
    message::{Message, next_message},
    signature::Signer,
    verdict::verdict,
};
use crate::{
    connector::Clock,
    error::DeliverError,
    http::Web,
    sink::Sink,
    sinks::{blocking::Steps, cursor::CursorFile, envelope::Envelope, mark::Mark},
};

/// The cursor is saved so often while events flow: a death repeats about that much of them, and an fsync for each would
/// cost more than the requests.
const SAVED_EVERY: SignedDuration = SignedDuration::from_secs(1);

/// A receiver on the web.
pub(crate) struct Webhook {
    id: String,
    settings: config::Webhook,
    /// How messages call the receiver: its address may hold secrets, its host does not.
    receiver: String,
    signer: Option<Signer>,
    envelope: Envelope,
    web: Web,
    clock: Clock,
    cursor: PathBuf,
    saved_at: Timestamp,
    steps: Steps<Mark>,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("settings", &self.settings)
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}

impl Webhook {
    /// A sink that posts through `web`. `first` is the sequence after which a sink that was never met begins.
    pub(crate) fn open(
        id: &str,
        settings: config::Webhook,
        cursor: CursorFile,
        (first, journal_end): (u64, u64),
        web: Web,
        clock: Clock,
    ) -> Result<Self, DeliverError> {
        let path = cursor.path().to_owned();
        let mark = Mark::open(cursor, first, journal_end)?;
        let way = (web, clock);
        Ok(Self::new(
            id,
            settings,
            (mark, path),
            Envelope::default(),
            way,
        ))
    }

    /// A sink that takes events again and leaves every cursor where it is.
    pub(crate) fn open_again(
        id: &str,
        settings: config::Webhook,
        envelope: Envelope,
        way: (Web, Clock),
    ) -> Self {
        let mark = (Mark::nowhere(), PathBuf::new());
        Self::new(id, settings, mark, envelope, way)
    }

    fn new(
        id: &str,
        settings: config::Webhook,
        (mark, cursor): (Mark, PathBuf),
        envelope: Envelope,
        (web, clock): (Web, Clock),
    ) -> Self {
        let receiver = Url::parse(&settings.url).map(|url| url.origin().ascii_serialization());
        Self {
            id: id.to_owned(),
            receiver: receiver.unwrap_or_else(|_| "the receiver".to_owned()),
            signer: settings
                .secret
                .as_ref()
                .map(|secret| Signer::new(secret.bytes())),
            settings,
            envelope,
            web,
            saved_at: clock(),
            clock,
            cursor,
            steps: Steps::new(mark),
        }
    }

    async fn send_all(&mut self, events: &[Event]) -> Result<(), DeliverError> {
        let mut rest = events;
        let mut batch = self.settings.batch;
        while let Some((message, behind)) = next_message(rest, batch, self.envelope)? {
            let last = message.span.last;
            let carried = rest.len() - behind.len();
            match self.send(message).await {
                Err(DeliverError::Unfit { .. }) if carried > 1 => {
                    // Which of them it is shows when it is sent alone.
                    batch = carried / 2;
                    continue;
                }
                sent => sent?,
            }
            batch = (batch * 2).min(self.settings.batch);
            self.taken(last);
            let now = (self.clock)();
            if now.duration_since(self.saved_at) >= SAVED_EVERY {
                self.saved_at = now;
                self.step(Mark::settled).await?;
            }
            rest = behind;
        }
        Ok(())
    }

    async fn send(&self, message: Message) -> Result<(), DeliverError> {
        let headers = self.headers(&message);
        let settings = &self.settings;
        let posted = self
            .web
            .post(&settings.url, headers, message.body, settings.timeout);
        let answer = posted.await;
        verdict(answer, &self.receiver, message.span, (self.clock)())
    }

    fn headers(&self, message: &Message) -> Vec<(String, String)> {
        let timestamp = (self.clock)().as_second();
        let signature = self
            .signer
            .as_ref()
            .map(|signer| signer.sign(&message.id, timestamp, &message.body));
        let own = [
            ("content-type", Some(message.content_type.to_owned())),
            ("webhook-id", Some(message.id.clone())),
            ("webhook-timestamp", Some(timestamp.to_string())),
            ("webhook-signature", signature),
        ];
        let own = own
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        own.chain(self.settings.headers.iter().cloned()).collect()
    }

    /// The receiver has everything up to this event.
    fn taken(&self, last: u64) {
        let mut mark = self.steps.lock();
        mark.touched();
        mark.reach(last);
    }

    async fn step(
        &self,
        step: impl FnOnce(&mut Mark) -> Result<(), DeliverError> + Send + 'static,
    ) -> Result<(), DeliverError> {
        self.steps.run(&self.cursor, step).await
    }
}

impl Sink for Webhook {
    fn id(&self) -> &str {
        &self.id
    }

    fn resume(&self) -> u64 {
        self.steps.lock().next()
    }

    fn saved(&self) -> u64 {
        self.steps.lock().saved()
    }

    fn deliver<'a>(&'a mut self, events: &'a [Event]) -> BoxFuture<'a, Result<(), DeliverError>> {
        Box::pin(async move {
            let sent = self.send_all(events).await;
            if sent.is_err() {
                // What got through counts, so that the next try does not repeat it. If the cursor cannot be saved
                // either, the next step says so.
                self.step(Mark::settled).await.ok();
            }
            sent
        })
    }

    fn acknowledge(&mut self, sequence: u64) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(self.step(move |mark| mark.acknowledge(sequence)))
    }

    fn settled(&mut self) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(self.step(Mark::settled))
    }
}
