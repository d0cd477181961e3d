//! The fold: how each event changes the hard rows.
//!
//! Pure and deterministic. It applies decisions that were recorded and never judges; whoever changes a rule
//! here changes what old journals mean. What must hold: folding the same events gives the same rows, however
//! often and from whichever checkpoint, and a pending entry disappears only by an event about it.

use item::{
    Body, DropReason, Emptied, Entry, EntryRef, Event, FurnitureLine, ItemId, Past, SourceId,
    StoryPart, digest64,
};

use crate::{
    error::StateError,
    store::{
        Alias, CursorRow, EntryKey, FurnitureRow, HostLine, ItemRow, Known, Meta, PastRow,
        PendingRow, Retry, Rows, SourceRow, Status,
    },
    story_fold,
};

type Outcome = Result<(), StateError>;

/// Applies one event. An event that was folded before changes nothing.
pub(crate) fn fold(rows: &mut impl Rows, event: &Event) -> Outcome {
    let meta: Meta = rows.row(&())?.unwrap_or_default();
    if event.sequence <= meta.folded_to {
        return Ok(());
    }
    let mut fold = Fold { rows, meta };
    fold.apply(event)?;
    fold.meta.folded_to = event.sequence;
    let meta = fold.meta;
    rows.put(&(), &meta);
    Ok(())
}

/// The item that a key URL belongs to: by an alias or, without one, because the item's id was made from it.
pub(crate) fn owner_of_url(rows: &impl Rows, key_url: &str) -> Result<Option<ItemId>, StateError> {
    let own = ItemId::of_url(key_url);
    if let Some(Alias(item)) = rows.row(&own)? {
        return Ok(Some(item));
    }
    Ok(rows.row::<ItemRow>(&own)?.map(|_| own))
}

struct Fold<'a, R> {
    rows: &'a mut R,
    meta: Meta,
}

impl<R: Rows> Fold<'_, R> {
    fn apply(&mut self, event: &Event) -> Outcome {
        match &event.body {
            Body::EntryFound { entry } | Body::EntryChanged { entry } => {
                self.wait(entry, event.sequence)
            }
            Body::EntryDropped {
                entry,
                reason,
                item,
                keys,
                ..
            } => self.drop_entry(entry, *reason, *item, keys),
            Body::SourcePolled { source, cursor } => {
                let number = self.source(source)?.number;
                self.rows.put(&number, &CursorRow(cursor.clone()));
                Ok(())
            }
            Body::ItemRelinked { item }
            | Body::ItemUpdated {
                item,
                relabelled: Some(_),
                ..
            } => self.reread(item.id, item.version, event.sequence),
            Body::ItemNew { item, keys, .. }
            | Body::ItemCopy { item, keys, .. }
            | Body::ItemUpdated { item, keys, .. } => self.keep_version(&item.into(), keys, event),
            Body::SourceReachedBack { source, past } => self.reach_back(source, past),
            Body::ItemEmptied {
                item,
                keys,
                fingerprint,
            } => match fingerprint {
                Some(_) => self.keep_version(item, keys, event),
                None => self.reread(item.id, item.version, event.sequence),
            },
            Body::EntryRecalled { source, digests } => self.recall(source, digests),
            Body::ItemSighted { item, entry, keys } => {
                self.own(*item, keys)?;
                self.settle(entry, *item)
            }
            Body::ItemWithdrawn { item, entry } => self.turn(*item, entry, Presence::Withdrawn),
            Body::ItemReappeared { item, entry } => self.turn(*item, entry, Presence::Present),
            Body::ItemForgotten { item, .. } => self.forget(*item, event.sequence),
            Body::HostFurniture { host, lines } => {
                self.keep_furniture(host, lines);
                Ok(())
            }
            Body::StoryMerged { .. } | Body::StorySplit { .. } => {
                story_fold::retell(self.rows, event)
            }
            Body::SourceAlarmed { .. }
            | Body::SourceCleared { .. }
            | Body::SourceMoved { .. }
            | Body::SinkGap { .. }
            | Body::SinkAlarmed { .. }
            | Body::SinkCleared { .. }
            | Body::StateAlarmed { .. }
            | Body::StateCleared { .. } => Ok(()),
        }
    }

    fn keep_furniture(&mut self, host: &str, lines: &[FurnitureLine]) {
        let host = digest64(host.as_bytes());
        for line in lines {
            let line = line.digest;
            self.rows.put(&HostLine { host, line }, &FurnitureRow);
        }
    }

    /// The entry waits under this event; a version of it that waited before waits no longer.
    fn wait(&mut self, entry: &Entry, seq: u64) -> Outcome {
        let key = self.entry_key(&entry.source, &entry.key)?;
        let before: Option<Known> = self.rows.row(&key)?;
        self.end_waiting(&entry.source, before)?;
        self.rows.put(&seq, &PendingRow(key));
        self.meta.pending += 1;
        let source = self.source(&entry.source)?;
        let pending = source.pending + 1;
        self.rows
            .put(&entry.source, &SourceRow { pending, ..source });
        let known = Known {
            version: entry.version,
            status: Status::Pending { seq },
            item: before.and_then(|known| known.item),
        };
        self.put_known(&key, before, known);
        Ok(())
    }

    fn drop_entry(
        &mut self,
        entry: &EntryRef,
        reason: DropReason,
        item: Option<ItemId>,
        keys: &[String],
    ) -> Outcome {
        if let Some(item) = item {
            self.own(item, keys)?;
        }
        self.conclude(entry, |known| {
            known.item = item.or(known.item);
            known.status = match known.item {
                Some(_) if reason.settles() => Status::Settled,
                _ => Status::Dropped { reason },
            };
        })
    }

    fn reach_back(&mut self, source: &SourceId, past: &Past) -> Outcome {
        let number = self.source(source)?.number;
        self.rows.put(&number, &PastRow(past.clone()));
        Ok(())
    }

    /// What was dropped counts as never read, so that it is read when it is listed again.
    fn recall(&mut self, source: &SourceId, digests: &[u64]) -> Outcome {
        let source = self.source(source)?.number;
        for &digest in digests {
            let key = EntryKey { source, digest };
            let known: Option<Known> = self.rows.row(&key)?;
            if let Some(known) = known
                && matches!(known.status, Status::Dropped { .. })
            {
                let status = Status::Dropped {
                    reason: DropReason::Superseded,
                };
                self.rows.put(&key, &Known { status, ..known });
            }
        }
        Ok(())
    }

    fn settle(&mut self, entry: &EntryRef, item: ItemId) -> Outcome {
        self.conclude(entry, |known| {
            known.item = Some(item);
            known.status = Status::Settled;
        })
    }

    /// Ends one version of an entry. Another version that waits goes on waiting, but keeps the item.
    fn conclude(&mut self, entry: &EntryRef, end: impl FnOnce(&mut Known)) -> Outcome {
        let key = self.entry_key(&entry.source, &entry.key)?;
        let before: Option<Known> = self.rows.row(&key)?;
        let mut known = before.unwrap_or(Known {
            version: entry.version,
            status: Status::Settled,
            item: None,
        });
        let waiting = known.status;
        end(&mut known);
        match waiting {
            Status::Pending { .. } if known.version != entry.version => known.status = waiting,
            _ => {
                self.end_waiting(&entry.source, before)?;
                known.version = entry.version;
            }
        }
        self.put_known(&key, before, known);
        Ok(())
    }

    fn end_waiting(&mut self, name: &SourceId, known: Option<Known>) -> Outcome {
        let Some(Known {
            status: Status::Pending { seq },
            ..
        }) = known
        else {
            return Ok(());
        };
        if self.rows.row::<PendingRow>(&seq)?.is_some() {
            self.rows.remove::<PendingRow>(&seq);
            self.meta.pending -= 1;
            let source = self.source(name)?;
            let pending = source.pending - 1;
            self.rows.put(name, &SourceRow { pending, ..source });
        }
        if self.rows.row::<Retry>(&seq)?.is_some() {
            self.rows.remove::<Retry>(&seq);
        }
        Ok(())
    }

    /// A version of an item, whether its words are there or not.
    fn keep_version(&mut self, item: &Emptied, keys: &[String], event: &Event) -> Outcome {
        let before: Option<ItemRow> = self.rows.row(&item.id)?;
        debug_assert!(before.is_none_or(|before| before.version <= item.version));
        self.meta.items += u64::from(before.is_none());
        let part = StoryPart::of_event(&event.body);
        if let Some(part) = part.as_ref().filter(|_| before.is_none()) {
            let told = (event.time, event.sequence);
            story_fold::join(self.rows, &mut self.meta, item.id, part, told)?;
        }
        let row = ItemRow {
            seq: event.sequence,
            version: item.version,
            digest: event.body.fingerprint().map_or(0, |print| print.exact),
            source: self.source(&item.source)?.number,
            withdrawn: false,
            forgotten: before.is_some_and(|before| before.forgotten),
            // An item stays in the story that it was first told in.
            story: before.map_or(part.map(|part| part.story), |before| before.story),
        };
        self.rows.put(&item.id, &row);
        self.own(item.id, keys)?;
        self.settle(&item.entry, item.id)
    }

    /// The item is read from another event from now on; what else is known of it, of its text and of its entry stays. Where its
    /// page was cleaned anew the digest stays that of the text before: it counts only once no words are kept.
    fn reread(&mut self, item: ItemId, version: u32, seq: u64) -> Outcome {
        if let Some(row) = self.rows.row::<ItemRow>(&item)? {
            let version = version.max(row.version);
            let row = ItemRow {
                seq,
                version,
                ..row
            };
            self.rows.put(&item, &row);
        }
        Ok(())
    }

    /// The item is read from the event that says that it is to be known no more: there is nothing of it to read.
    fn forget(&mut self, item: ItemId, seq: u64) -> Outcome {
        if let Some(row) = self.rows.row::<ItemRow>(&item)? {
            let forgotten = true;
            let row = ItemRow {
                seq,
                forgotten,
                ..row
            };
            self.rows.put(&item, &row);
        }
        Ok(())
    }

    /// Gives the item its key URLs, except those that belong to another item; the one that its id was made
    /// from needs no row.
    fn own(&mut self, item: ItemId, keys: &[String]) -> Outcome {
        for key in keys {
            if owner_of_url(self.rows, key)?.is_none() {
                self.rows.put(&ItemId::of_url(key), &Alias(item));
            }
        }
        Ok(())
    }

    fn turn(&mut self, item: ItemId, entry: &EntryRef, presence: Presence) -> Outcome {
        let withdrawn = presence == Presence::Withdrawn;
        if let Some(row) = self.rows.row::<ItemRow>(&item)? {
            self.rows.put(&item, &ItemRow { withdrawn, ..row });
        }
        if withdrawn {
            return Ok(()); // the entry is remembered, so that it is recognised when it comes back
        }
        self.settle(entry, item)
    }

    fn entry_key(&mut self, source: &SourceId, key: &str) -> Result<EntryKey, StateError> {
        Ok(EntryKey::new(self.source(source)?.number, key))
    }

    /// The row of a source; one that is met for the first time gets the next number.
    fn source(&mut self, name: &SourceId) -> Result<SourceRow, StateError> {
        if let Some(source) = self.rows.row(name)? {
            return Ok(source);
        }
        let source = SourceRow {
            number: self.meta.next_source,
            pending: 0,
        };
        self.meta.next_source += 1;
        self.rows.put(name, &source);
        Ok(source)
    }

    fn put_known(&mut self, key: &EntryKey, before: Option<Known>, known: Known) {
        self.meta.known += u64::from(before.is_none());
        self.rows.put(key, &known);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Withdrawn,
    Present,
}
