//! The sink `sqlite`: a database with every event once, and every item as it is now.
//!
//! Events, items and how far the sink has come are one transaction, so that a death leaves all of them or none. What the
//! database says is believed before the cursor file, which only tells others how far the sink is. The schema is part of
//! what users build on; it is described in `docs/events.md` and has a version.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use futures::future::BoxFuture;
use item::Event;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, named_params, params};

use super::{
    blocking::Steps,
    cursor::{CursorFile, Position, SKIPPED_BEFORE_SAVE},
    envelope::Envelope,
    rows::{EventRow, ItemRow, signed},
};
use crate::{
    error::DeliverError,
    sink::{JournalEnds, Sink},
};

/// The version of the schema, kept in `PRAGMA user_version`.
const VERSION: i64 = 1;

/// How long another writer of the database is waited for before the delivery counts as failed and is tried again.
const WAIT: Duration = Duration::from_secs(5);

/// Made when the sink is first opened. WAL lets readers read while the sink writes; `FULL` makes a commit durable.
const SETTINGS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"; // what is forgotten is overwritten

const SCHEMA: &str = include_str!("sqlite.sql");

/// Nothing is told again of an item that is forgotten.
const SAVE_EVENT: &str = "
INSERT INTO events (id, sequence, time, type, item, event) SELECT ?1, ?2, ?3, ?4, ?5, ?6
WHERE NOT EXISTS (
    SELECT 1 FROM events WHERE item = ?5 AND sequence > ?2 AND type = 'newsloom.item.forgotten')
ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, time = excluded.time, event = excluded.event";

/// An event that is sent again says nothing of an item of which a later one has told.
const SAVE_ITEM: &str = "
INSERT INTO items (id, version, source, url, headline, text, publisher, language, published, first_seen,
                   standing, copy_of, story, item)
SELECT :id, :version, :source, :url, :headline, :text, :publisher, :language, :published, :first_seen,
       :standing, :copy_of, :story, :item
WHERE NOT EXISTS (
    SELECT 1 FROM events WHERE item = :id AND sequence > :sequence AND type = 'newsloom.item.forgotten')
ON CONFLICT (id) DO UPDATE SET
    version = excluded.version, source = excluded.source, url = excluded.url, headline = excluded.headline,
    text = excluded.text, publisher = excluded.publisher, language = excluded.language,
    published = excluded.published, first_seen = excluded.first_seen, standing = excluded.standing,
    copy_of = excluded.copy_of, story = excluded.story, item = excluded.item
WHERE excluded.version > items.version OR excluded.version = items.version AND NOT EXISTS (
    SELECT 1 FROM events WHERE events.item = excluded.id AND events.sequence > :sequence
    AND type IN ('newsloom.item.new', 'newsloom.item.copy', 'newsloom.item.updated', 'newsloom.item.relinked'))";

const SAVE_WITHDRAWN: &str = "
UPDATE items SET withdrawn = ?2 WHERE id = ?1 AND NOT EXISTS (
    SELECT 1 FROM events WHERE events.item = ?1 AND sequence > ?3
    AND type IN ('newsloom.item.withdrawn', 'newsloom.item.reappeared'))";

const SAVE_CURSOR: &str = "
INSERT INTO cursor (sink, sequence) VALUES (?1, ?2) ON CONFLICT (sink) DO UPDATE SET sequence = excluded.sequence";

/// A database.
#[derive(Debug)]
pub(crate) struct Sqlite {
    id: String,
    path: PathBuf,
    steps: Steps<State>,
}

#[derive(Debug)]
struct State {
    id: String,
    path: PathBuf,
    database: Connection,
    /// Missing where the sink takes events again and leaves every cursor where it is.
    cursor: Option<CursorFile>,
    envelope: Envelope,
    /// What the database says.
    saved: u64,
    /// What the cursor file says, or would say.
    told: u64,
    /// What is dealt with; beyond `saved` only events that did not match.
    reached: u64,
}

impl Sqlite {
    /// Opens or makes the database. `first` is the sequence after which a sink that was never met begins.
    pub(crate) fn open(
        id: &str,
        path: &Path,
        cursor: CursorFile,
        first: u64,
        journal: JournalEnds,
    ) -> Result<Self, DeliverError> {
        let database = database_at(path)?;
        let known = saved(&database, id).map_err(|error| failed("read", path, error))?;
        let saved = known.unwrap_or(first);
        if known.is_none() {
            database
                .execute(SAVE_CURSOR, params![id, signed(first)])
                .map_err(|error| failed("write", path, error))?;
        }
        if saved > journal.last {
            return Err(DeliverError::Refused {
                path: path.to_owned(),
                reason: format!(
                    "stands behind event {saved}, but the journal ends at {}: it was written from another state",
                    journal.last
                ),
                hint: "move the database away and the sink begins a new one".to_owned(),
            });
        }
        let state = State {
            id: id.to_owned(),
            path: path.to_owned(),
            database,
            cursor: Some(cursor),
            envelope: Envelope::default(),
            saved,
            told: 0,
            reached: saved,
        };
        Ok(Self::of(state))
    }

    /// A sink that takes events again and leaves every cursor where it is.
    pub(crate) fn open_again(
        id: &str,
        path: &Path,
        envelope: Envelope,
    ) -> Result<Self, DeliverError> {
        let state = State {
            id: id.to_owned(),
            path: path.to_owned(),
            database: database_at(path)?,
            cursor: None,
            envelope,
            saved: 0,
            told: 0,
            reached: 0,
        };
        Ok(Self::of(state))
    }

    fn of(state: State) -> Self {
        Self {
            id: state.id.clone(),
            path: state.path.clone(),
            steps: Steps::new(state),
        }
    }
}

fn database_at(path: &Path) -> Result<Connection, DeliverError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|source| DeliverError::Temporary {
        doing: "create",
        path: folder.to_owned(),
        source,
    })?;
    let mut database = Connection::open(path).map_err(|error| failed("open", path, error))?;
    prepare(&mut database, path)?;
    Ok(database)
}

/// Makes the tables of a new database, and refuses one that is not ours.
fn prepare(database: &mut Connection, path: &Path) -> Result<(), DeliverError> {
    let refused = |reason: String| DeliverError::Refused {
        path: path.to_owned(),
        reason,
        hint: "nothing was changed: give the sink a database of its own".to_owned(),
    };
    let wrong = |error| failed("open", path, error);
    database.busy_timeout(WAIT).map_err(wrong)?;
    let version: i64 = database
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(wrong)?;
    if version == VERSION {
        return database.execute_batch(SETTINGS).map_err(wrong);
    }
    if version > VERSION {
        return Err(refused(format!(
            "has version {version} of the tables, and this program knows {VERSION}: a newer one made it"
        )));
    }
    let tables: i64 = database
        .query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))
        .map_err(wrong)?;
    if tables > 0 || version != 0 {
        return Err(refused(
            "holds tables that this sink has not made".to_owned(),
        ));
    }
    database.execute_batch(SETTINGS).map_err(wrong)?;
    let making = database.transaction().map_err(wrong)?;
    making.execute_batch(SCHEMA).map_err(wrong)?;
    making
        .pragma_update(None, "user_version", VERSION)
        .map_err(wrong)?;
    making.commit().map_err(wrong)
}

fn saved(database: &Connection, id: &str) -> rusqlite::Result<Option<u64>> {
    let saved: Option<i64> = database
        .query_row("SELECT sequence FROM cursor WHERE sink = ?1", [id], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(saved.map(|saved| u64::try_from(saved).unwrap_or_default()))
}

impl State {
    fn deliver(&mut self, events: &[Event]) -> Result<(), DeliverError> {
        let rows: Vec<EventRow<'_>> = events
            .iter()
            .map(|event| EventRow::of(event, self.envelope))
            .collect::<Result<_, _>>()?;
        let Some((row, reason)) = self.write(&rows)? else {
            return Ok(());
        };
        // What came before it was taken back with it.
        if let Some((_, reason)) = self.write(rows.get(..row).unwrap_or_default())? {
            return Err(DeliverError::NotNow {
                receiver: self.path.display().to_string(),
                reason: format!("takes some events only at times: {reason}"),
                wait: None,
            });
        }
        let sequence = events.get(row).map(|event| event.sequence);
        let sequence = sequence.unwrap_or_default();
        Err(DeliverError::Unfit {
            receiver: self.path.display().to_string(),
            sequence,
            reason: format!("cannot store event {sequence}: {reason}"),
            may_change: false,
        })
    }

    /// Writes rows with the cursor behind them; gives the row that the database cannot store, and why.
    fn write(&mut self, rows: &[EventRow<'_>]) -> Result<Option<(usize, String)>, DeliverError> {
        let Some(last) = rows.last().map(|row| row.sequence) else {
            return Ok(None);
        };
        let path = &self.path;
        let wrong = |error| failed("write", path, error);
        let writing = self.database.transaction().map_err(wrong)?;
        for (number, row) in rows.iter().enumerate() {
            match save(row, &writing) {
                Ok(()) => {}
                Err(error) if is_of_the_event(&error) => {
                    return Ok(Some((number, error.to_string())));
                }
                Err(error) => return Err(wrong(error)),
            }
        }
        if self.cursor.is_some() {
            writing
                .execute(SAVE_CURSOR, params![self.id, last])
                .map_err(wrong)?;
        }
        writing.commit().map_err(wrong)?;
        let last = u64::try_from(last).unwrap_or_default();
        self.saved = last;
        self.reached = self.reached.max(last);
        Ok(None)
    }

    fn acknowledge(&mut self, sequence: u64) -> Result<(), DeliverError> {
        self.reached = self.reached.max(sequence);
        let is_behind = self.reached.saturating_sub(self.saved) >= SKIPPED_BEFORE_SAVE;
        if is_behind || self.saved > self.told {
            self.save()?;
        }
        Ok(())
    }

    fn save(&mut self) -> Result<(), DeliverError> {
        let Some(cursor) = &self.cursor else {
            return Ok(());
        };
        if self.reached > self.saved {
            self.database
                .execute(SAVE_CURSOR, params![self.id, signed(self.reached)])
                .map_err(|error| failed("write", &self.path, error))?;
            self.saved = self.reached;
        }
        cursor.save(&Position {
            sequence: self.saved,
            ..Position::default()
        })?;
        self.told = self.saved;
        Ok(())
    }

    fn settled(&mut self) -> Result<(), DeliverError> {
        if self.reached > self.told {
            self.save()?;
        }
        Ok(())
    }
}

fn save(row: &EventRow<'_>, writing: &Transaction<'_>) -> rusqlite::Result<()> {
    writing.prepare_cached(SAVE_EVENT)?.execute(params![
        row.id,
        row.sequence,
        row.time,
        row.kind,
        row.about,
        row.json,
    ])?;
    if let Some(item) = &row.forgotten {
        forget(item, row.sequence, writing)?;
    }
    if let Some(item) = &row.item {
        save_item(item, row.sequence, writing)?;
    }
    if let Some((item, when)) = &row.withdrawn {
        writing
            .prepare_cached(SAVE_WITHDRAWN)?
            .execute(params![item, when, row.sequence])?;
    }
    Ok(())
}

/// Removes what an item said, with everything that was told of it before.
fn forget(item: &str, sequence: i64, writing: &Transaction<'_>) -> rusqlite::Result<()> {
    writing.execute("DELETE FROM items WHERE id = ?1", [item])?;
    writing.execute(
        "DELETE FROM events WHERE item = ?1 AND sequence < ?2",
        params![item, sequence],
    )?;
    Ok(())
}

fn save_item(item: &ItemRow<'_>, sequence: i64, writing: &Transaction<'_>) -> rusqlite::Result<()> {
    writing.prepare_cached(SAVE_ITEM)?.execute(named_params! {
        ":id": item.id,
        ":version": item.version,
        ":source": item.source,
        ":url": item.url,
        ":headline": item.headline,
        ":text": item.text,
        ":publisher": item.publisher,
        ":language": item.language,
        ":published": item.published,
        ":first_seen": item.first_seen,
        ":standing": item.standing,
        ":copy_of": item.copy_of,
        ":story": item.story,
        ":item": item.json,
        ":sequence": sequence,
    })?;
    Ok(())
}

/// Whether the database refuses what is in an event, whoever offers it.
fn is_of_the_event(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::TooBig | ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch)
    )
}

/// What a failure of the database means for the delivery.
fn failed(doing: &'static str, path: &Path, error: rusqlite::Error) -> DeliverError {
    let path = path.to_owned();
    let code = error.sqlite_error_code();
    let kind = match code {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            return DeliverError::Refused {
                path,
                reason: format!("is no sound database: {error}"),
                hint: "move it away and the sink makes a new one from the journal".to_owned(),
            };
        }
        Some(ErrorCode::DiskFull) => io::ErrorKind::StorageFull,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            io::ErrorKind::PermissionDenied
        }
        _ => io::ErrorKind::Other,
    };
    let source = io::Error::new(kind, error);
    DeliverError::Temporary {
        doing,
        path,
        source,
    }
}

impl Sink for Sqlite {
    fn id(&self) -> &str {
        &self.id
    }

    fn resume(&self) -> u64 {
        self.steps.lock().reached + 1
    }

    fn saved(&self) -> u64 {
        self.steps.lock().saved
    }

    fn deliver<'a>(&'a mut self, events: &'a [Event]) -> BoxFuture<'a, Result<(), DeliverError>> {
        let events = events.to_vec();
        Box::pin(
            self.steps
                .run(&self.path, move |state| state.deliver(&events)),
        )
    }

    fn acknowledge(&mut self, sequence: u64) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(
            self.steps
                .run(&self.path, move |state| state.acknowledge(sequence)),
        )
    }

    fn settled(&mut self) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(self.steps.run(&self.path, State::settled))
    }
}

#[cfg(test)]
mod tests;
