//! The sink itself. Events, items and how far the sink has come are one transaction, so that a death leaves all of them
//! or none. What the database says is believed before the cursor file, which only tells others how far the sink is.
//!
//! Nothing is asked of the server before there is something to do, so that one that is away does not hold up a start. After
//! any failure the connection is given up: whether what was on its way arrived is what the cursor in the database says.

use std::{fmt, future::Future, path::PathBuf, time::Duration};

use futures::future::BoxFuture;
use item::Event;

use super::{
    connection::{Connection, Unconnected},
    faults::{fault, is_of_the_event, late, words},
    tables::Unusable,
};
use crate::{
    error::DeliverError,
    sink::{JournalEnds, Sink},
    sinks::{
        blocking::Steps,
        cursor::{CursorFile, SKIPPED_BEFORE_SAVE},
        envelope::Envelope,
        mark::Mark,
        rows::{EventRow, signed},
    },
};

/// How long a step may take. A server that is stuck is tried again like one that is away.
const STEP: Duration = Duration::from_secs(30);

/// A schema in a database.
pub(crate) struct Postgres {
    id: String,
    settings: config::Postgres,
    /// How messages call the database.
    receiver: String,
    /// Where it begins by the configuration, should the database not know it.
    first: u64,
    cursor: PathBuf,
    envelope: Envelope,
    /// The last event of the journal that is known of.
    journal_end: u64,
    /// What the database says.
    saved: u64,
    /// Events of one transaction, at most: fewer where the server did not take as many in time.
    batch: usize,
    steps: Steps<Mark>,
    connection: Option<Connection>,
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres")
            .field("id", &self.id)
            .field("settings", &self.settings)
            .field("saved", &self.saved)
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}

impl Postgres {
    /// A sink that stands where its cursor file says, until the database says where it does. `first` is the sequence after
    /// which a sink that was never met begins.
    pub(crate) fn open(
        id: &str,
        settings: config::Postgres,
        cursor: CursorFile,
        first: u64,
        journal: JournalEnds,
    ) -> Result<Self, DeliverError> {
        let path = cursor.path().to_owned();
        let mark = Mark::open(cursor, first, journal.last)?;
        // "Now" is the moment of the first opening, also where the server was away then.
        let first = if first > 0 { mark.next() - 1 } else { 0 };
        Ok(Self::new(id, settings, path, mark, first, journal.last))
    }

    /// A sink that takes events again and leaves every cursor where it is.
    pub(crate) fn open_again(id: &str, settings: config::Postgres, envelope: Envelope) -> Self {
        let sink = Self::new(id, settings, PathBuf::new(), Mark::nowhere(), 0, 0);
        Self { envelope, ..sink }
    }

    fn new(
        id: &str,
        settings: config::Postgres,
        cursor: PathBuf,
        mark: Mark,
        first: u64,
        journal_end: u64,
    ) -> Self {
        let host = match &settings.host {
            config::PostgresHost::Name(name) => name.clone(),
            config::PostgresHost::Folder(folder) => folder.display().to_string(),
        };
        Self {
            id: id.to_owned(),
            receiver: format!("{host}:{}/{}", settings.port, settings.database),
            settings,
            first,
            cursor,
            envelope: Envelope::default(),
            journal_end,
            saved: 0,
            batch: usize::MAX,
            steps: Steps::new(mark),
            connection: None,
        }
    }

    fn keeps_cursor(&self) -> bool {
        self.envelope.replayed.is_none()
    }

    async fn connect(&mut self) -> Result<(), DeliverError> {
        if self
            .connection
            .as_ref()
            .is_some_and(|open| !open.client.is_closed())
        {
            return Ok(());
        }
        self.connection = None;
        let opening = Connection::open(&self.settings);
        let connection = match tokio::time::timeout(STEP, opening).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(why)) => return Err(self.unconnected(why)),
            Err(_elapsed) => return Err(late(&self.receiver, "cannot be asked")),
        };
        if self.keeps_cursor() {
            self.find_place(&connection).await?;
        }
        self.connection = Some(connection);
        Ok(())
    }

    /// Goes where the database says that the sink is.
    async fn find_place(&mut self, connection: &Connection) -> Result<(), DeliverError> {
        let statements = &connection.statements;
        let asking = async {
            if let Some(known) = statements.saved(&connection.client, &self.id).await? {
                return Ok(u64::try_from(known).unwrap_or_default());
            }
            let first = signed(self.first);
            statements.save(&connection.client, &self.id, first).await?;
            Ok(self.first)
        };
        let saved = within(&self.receiver, "cannot say how far this sink is", asking).await?;
        if saved > self.journal_end.max(self.saved) {
            return Err(DeliverError::Declined {
                receiver: self.receiver.clone(),
                reason: format!(
                    "stands behind event {saved}, but the journal ends at {}: it was written from another state",
                    self.journal_end
                ),
                hint: "give the sink another `schema`, or another `id`".to_owned(),
                for_good: true,
            });
        }
        self.saved = saved;
        self.steps.lock().stand_at(saved);
        Ok(())
    }

    fn unconnected(&self, why: Unconnected) -> DeliverError {
        let receiver = &self.receiver;
        let declined = |reason: String, hint: &str| DeliverError::Declined {
            receiver: receiver.clone(),
            reason,
            hint: hint.to_owned(),
            for_good: false,
        };
        match why {
            Unconnected::Server(error) => fault(receiver, "cannot be connected to", &error),
            Unconnected::Tables(Unusable::Database(error)) => {
                fault(receiver, "does not give the sink its tables", &error)
            }
            Unconnected::Tables(Unusable::Wrong { reason, hint }) => declined(reason, hint),
            Unconnected::Tls(error) => declined(
                format!("cannot be spoken to encrypted: {error}"),
                "install the authorities that this machine is to trust (`ca-certificates`)",
            ),
        }
    }

    /// Writes events in as many transactions as the server needs to have each done in time.
    async fn write_all(&mut self, events: &[Event]) -> Result<(), DeliverError> {
        let mut rest = events;
        while !rest.is_empty() {
            let (part, behind) = rest.split_at(rest.len().min(self.batch));
            self.write(part).await?;
            self.batch = self.batch.saturating_mul(2);
            rest = behind;
        }
        Ok(())
    }

    async fn write(&mut self, events: &[Event]) -> Result<(), DeliverError> {
        // Before the answer: should it be lost, the database may stand there all the same.
        let last = events.last().map(|event| event.sequence);
        self.journal_end = self.journal_end.max(last.unwrap_or_default());
        let rows: Vec<EventRow<'_>> = events
            .iter()
            .map(|event| EventRow::of(event, self.envelope))
            .collect::<Result<_, _>>()?;
        let Some((last, _)) = events.last().zip(rows.last()) else {
            return Ok(());
        };
        let failed = self.write_rows(&rows).await;
        let Some((row, reason)) = failed? else {
            self.written(last.sequence);
            return Ok(());
        };
        // What came before it was taken back with it.
        let (before, event) = (events.get(..row), events.get(row));
        let (Some(before), Some(event)) = (before, event) else {
            return Ok(());
        };
        if let Some(last) = before.last() {
            if let Some((_, reason)) = self.write_rows(rows.get(..row).unwrap_or_default()).await? {
                return Err(DeliverError::NotNow {
                    receiver: self.receiver.clone(),
                    reason: format!("takes some events only at times: {reason}"),
                    wait: None,
                });
            }
            self.written(last.sequence);
        }
        Err(DeliverError::Unfit {
            receiver: self.receiver.clone(),
            sequence: event.sequence,
            reason: format!("cannot store event {}: {reason}", event.sequence),
            may_change: false,
        })
    }

    /// Writes rows with the cursor behind them; gives the row that the database cannot store, and why.
    async fn write_rows(
        &mut self,
        rows: &[EventRow<'_>],
    ) -> Result<Option<(usize, String)>, DeliverError> {
        let keeps_cursor = self.keeps_cursor();
        let Some(Connection {
            client, statements, ..
        }) = &mut self.connection
        else {
            return Err(late(&self.receiver, "is not connected"));
        };
        let last = rows.last().map(|row| (self.id.as_str(), row.sequence));
        let writing = statements.write(client, rows, last.filter(|_| keeps_cursor));
        let doing = "did not take events";
        match tokio::time::timeout(STEP, writing).await {
            Ok(Ok(())) => Ok(None),
            Ok(Err(unwritten)) => match unwritten.row {
                Some(row) if is_of_the_event(&unwritten.error) => {
                    Ok(Some((row, words(&unwritten.error))))
                }
                _ => Err(fault(&self.receiver, doing, &unwritten.error)),
            },
            Err(_elapsed) => {
                self.batch = (rows.len() / 2).max(1);
                Err(late(&self.receiver, doing))
            }
        }
    }

    fn written(&mut self, last: u64) {
        if self.keeps_cursor() {
            self.saved = last;
        }
        let mut mark = self.steps.lock();
        mark.touched();
        mark.reach(last);
    }

    /// Tells the database of events that were only stepped over.
    async fn save_steps(&mut self, at_least: u64) -> Result<(), DeliverError> {
        let reached = self.steps.lock().next() - 1;
        if !self.keeps_cursor() || reached.saturating_sub(self.saved) < at_least {
            return Ok(());
        }
        let Some(connection) = &self.connection else {
            return Err(late(&self.receiver, "is not connected"));
        };
        let saving = connection
            .statements
            .save(&connection.client, &self.id, signed(reached));
        within(&self.receiver, "did not take the sink's cursor", saving).await?;
        self.saved = reached;
        Ok(())
    }

    async fn mark(
        &self,
        step: impl FnOnce(&mut Mark) -> Result<(), DeliverError> + Send + 'static,
    ) -> Result<(), DeliverError> {
        self.steps.run(&self.cursor, step).await
    }

    /// Gives up the connection where a step failed on it.
    fn after<T>(&mut self, done: Result<T, DeliverError>) -> Result<T, DeliverError> {
        if matches!(
            done,
            Err(DeliverError::NotNow { .. } | DeliverError::Declined { .. })
        ) {
            self.connection = None;
        }
        done
    }
}

async fn within<T>(
    receiver: &str,
    doing: &str,
    step: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, DeliverError> {
    match tokio::time::timeout(STEP, step).await {
        Ok(done) => done.map_err(|error| fault(receiver, doing, &error)),
        Err(_elapsed) => Err(late(receiver, doing)),
    }
}

impl Sink for Postgres {
    fn id(&self) -> &str {
        &self.id
    }

    fn ready(&mut self) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(self.connect())
    }

    fn resume(&self) -> u64 {
        self.steps.lock().next()
    }

    fn saved(&self) -> u64 {
        self.steps.lock().saved()
    }

    fn deliver<'a>(&'a mut self, events: &'a [Event]) -> BoxFuture<'a, Result<(), DeliverError>> {
        Box::pin(async move {
            let written = self.write_all(events).await;
            self.after(written)
        })
    }

    fn acknowledge(&mut self, sequence: u64) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(async move {
            self.journal_end = self.journal_end.max(sequence);
            self.steps.lock().reach(sequence);
            let saved = self.save_steps(SKIPPED_BEFORE_SAVE).await;
            self.after(saved)?;
            self.mark(move |mark| mark.acknowledge(sequence)).await
        })
    }

    fn settled(&mut self) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(async move {
            let saved = self.save_steps(1).await;
            self.after(saved)?;
            self.mark(Mark::settled).await
        })
    }
}
