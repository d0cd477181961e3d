//! Writing rows: the statements of a batch go out at once and are answered together, in one transaction with the cursor.

use futures::future::{BoxFuture, FutureExt, join_all};
use tokio_postgres::{Client, Error, Statement, Transaction};

use super::storable::{json, text};
use crate::sinks::rows::{EventRow, ItemRow};

/// What is executed, prepared once for a connection.
#[derive(Debug)]
pub(super) struct Statements {
    event: Statement,
    item: Statement,
    withdrawn: Statement,
    forget_item: Statement,
    forget_events: Statement,
    cursor: Statement,
    saved: Statement,
}

/// A batch was not written; if the fault is a single row's, which.
pub(super) struct Unwritten {
    pub(super) error: Error,
    pub(super) row: Option<usize>,
}

impl From<Error> for Unwritten {
    fn from(error: Error) -> Self {
        Self { error, row: None }
    }
}

impl Statements {
    pub(super) async fn prepare(client: &Client, schema: &str) -> Result<Self, Error> {
        let events = format!("\"{schema}\".events");
        let items = format!("\"{schema}\".items");
        let cursor = format!("\"{schema}\".cursor");
        Ok(Self {
            event: client.prepare(&save_event(&events)).await?,
            item: client.prepare(&save_item(&items, &events)).await?,
            withdrawn: client.prepare(&save_withdrawn(&items, &events)).await?,
            forget_item: client
                .prepare(&format!("DELETE FROM {items} WHERE id = $1"))
                .await?,
            forget_events: client
                .prepare(&format!(
                    "DELETE FROM {events} WHERE item = $1 AND sequence < $2"
                ))
                .await?,
            cursor: client.prepare(&save_cursor(&cursor)).await?,
            saved: client
                .prepare(&format!("SELECT sequence FROM {cursor} WHERE sink = $1"))
                .await?,
        })
    }

    /// How far the sink has come by the database.
    pub(super) async fn saved(&self, client: &Client, sink: &str) -> Result<Option<i64>, Error> {
        let row = client.query_opt(&self.saved, &[&sink]).await?;
        row.map(|row| row.try_get(0)).transpose()
    }

    /// Says how far the sink has come.
    pub(super) async fn save(
        &self,
        client: &Client,
        sink: &str,
        sequence: i64,
    ) -> Result<(), Error> {
        client.execute(&self.cursor, &[&sink, &sequence]).await?;
        Ok(())
    }

    /// Writes rows and, where the sink keeps one, its cursor: all of it or nothing.
    pub(super) async fn write(
        &self,
        client: &mut Client,
        rows: &[EventRow<'_>],
        cursor: Option<(&str, i64)>,
    ) -> Result<(), Unwritten> {
        let writing = client.transaction().await?;
        let mut steps: Vec<BoxFuture<'_, Result<u64, Error>>> = Vec::new();
        let mut of_row = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            steps.push(self.event(&writing, row).boxed());
            if let Some(item) = &row.forgotten {
                steps.push(self.forget_item(&writing, item).boxed());
                steps.push(self.forget_events(&writing, item, row.sequence).boxed());
            }
            if let Some(item) = &row.item {
                steps.push(self.item(&writing, row.sequence, item).boxed());
            }
            if let Some((item, when)) = &row.withdrawn {
                let withdrawn = self.withdrawn(&writing, row.sequence, item, when.as_deref());
                steps.push(withdrawn.boxed());
            }
            of_row.resize(steps.len(), number);
        }
        // They are sent in this order before the first is answered; after one that fails the server refuses the rest.
        for (step, done) in join_all(steps).await.into_iter().enumerate() {
            done.map_err(|error| Unwritten {
                error,
                row: of_row.get(step).copied(),
            })?;
        }
        if let Some((sink, sequence)) = cursor {
            writing.execute(&self.cursor, &[&sink, &sequence]).await?;
        }
        writing.commit().await?;
        Ok(())
    }

    async fn event(&self, writing: &Transaction<'_>, row: &EventRow<'_>) -> Result<u64, Error> {
        let event = json(&row.json);
        let (time, kind) = (row.time.as_str(), row.kind);
        writing
            .execute(
                &self.event,
                &[&row.id, &row.sequence, &time, &kind, &row.about, &&*event],
            )
            .await
    }

    async fn item(
        &self,
        writing: &Transaction<'_>,
        sequence: i64,
        item: &ItemRow<'_>,
    ) -> Result<u64, Error> {
        let version = i32::try_from(item.version).unwrap_or(i32::MAX);
        let source = text(&item.source);
        let [url, headline, publisher, language, date] = [
            item.url,
            item.headline,
            item.publisher,
            item.language,
            item.published,
        ]
        .map(|written| written.map(text));
        writing
            .execute(
                &self.item,
                &[
                    &item.id,
                    &version,
                    &&*source,
                    &url.as_deref(),
                    &headline.as_deref(),
                    &&*text(item.text),
                    &publisher.as_deref(),
                    &language.as_deref(),
                    &date.as_deref(),
                    &item.first_seen,
                    &item.standing,
                    &item.copy_of,
                    &item.story,
                    &&*json(&item.json),
                    &sequence,
                ],
            )
            .await
    }

    async fn forget_item(&self, writing: &Transaction<'_>, item: &str) -> Result<u64, Error> {
        writing.execute(&self.forget_item, &[&item]).await
    }

    /// Removes everything that was told of an item before.
    async fn forget_events(
        &self,
        writing: &Transaction<'_>,
        item: &str,
        sequence: i64,
    ) -> Result<u64, Error> {
        writing
            .execute(&self.forget_events, &[&item, &sequence])
            .await
    }

    async fn withdrawn(
        &self,
        writing: &Transaction<'_>,
        sequence: i64,
        item: &str,
        when: Option<&str>,
    ) -> Result<u64, Error> {
        writing
            .execute(&self.withdrawn, &[&item, &when, &sequence])
            .await
    }
}

/// Nothing is told again of an item that is forgotten.
fn save_event(events: &str) -> String {
    format!(
        "INSERT INTO {events} (id, sequence, time, type, item, event)
         SELECT $1::text, $2::bigint, ($3::text)::timestamptz, $4::text, $5::text, ($6::text)::jsonb
         WHERE NOT EXISTS (
             SELECT FROM {events} WHERE item = $5 AND sequence > $2 AND type = 'newsloom.item.forgotten')
         ON CONFLICT (id) DO UPDATE
         SET sequence = excluded.sequence, time = excluded.time, event = excluded.event"
    )
}

/// An event that is sent again says nothing of an item of which a later one has told.
fn save_item(items: &str, events: &str) -> String {
    format!(
        "INSERT INTO {items} AS known (id, version, source, url, headline, text, publisher, language, published,
                                       first_seen, standing, copy_of, story, item)
         SELECT $1::text, $2::integer, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text,
                ($10::text)::timestamptz, $11::text, $12::text, $13::text, ($14::text)::jsonb
         WHERE NOT EXISTS (
             SELECT FROM {events} WHERE item = $1 AND sequence > $15::bigint AND type = 'newsloom.item.forgotten')
         ON CONFLICT (id) DO UPDATE SET
             version = excluded.version, source = excluded.source, url = excluded.url, headline = excluded.headline,
             text = excluded.text, publisher = excluded.publisher, language = excluded.language,
             published = excluded.published, first_seen = excluded.first_seen, standing = excluded.standing,
             copy_of = excluded.copy_of, story = excluded.story, item = excluded.item
         WHERE excluded.version > known.version OR excluded.version = known.version AND NOT EXISTS (
             SELECT FROM {events} WHERE item = excluded.id AND sequence > $15::bigint
             AND type IN ('newsloom.item.new', 'newsloom.item.copy', 'newsloom.item.updated', 'newsloom.item.relinked'))"
    )
}

fn save_withdrawn(items: &str, events: &str) -> String {
    format!(
        "UPDATE {items} SET withdrawn = ($2::text)::timestamptz WHERE id = $1 AND NOT EXISTS (
             SELECT FROM {events} WHERE item = $1 AND sequence > $3::bigint
             AND type IN ('newsloom.item.withdrawn', 'newsloom.item.reappeared'))"
    )
}

fn save_cursor(cursor: &str) -> String {
    format!(
        "INSERT INTO {cursor} AS known (sink, sequence) VALUES ($1, $2)
         ON CONFLICT (sink) DO UPDATE SET sequence = greatest(known.sequence, excluded.sequence)"
    )
}
