//! How rows become bytes: big-endian keys, so that neighbours in number are neighbours on disk, and
//! hand-written little-endian values, because a self-describing form would double the small ones.
//!
//! [`FORMAT`] changes with any change here; a store of an older format is simply built anew.

use item::{Cursor, DropReason, ItemId, Past, PastEnd, SourceId};
use jiff::Timestamp;

use super::{
    rows::{
        Alias, CursorRow, EntryKey, FurnitureRow, HostLine, ItemRow, Known, MAX_ROW, Meta, PastRow,
        PendingRow, SourceRow, Status,
    },
    tree::Tree,
};
use crate::error::StateError;

/// The number of the row format, written with [`Meta`].
pub(crate) const FORMAT: u32 = 4;

/// A typed row: which tree holds it, and how its key and value are written.
pub(crate) trait Row: Sized {
    /// The tree that holds it.
    const TREE: Tree;
    /// What finds it.
    type Key;
    /// The bytes of a key.
    fn key(key: &Self::Key) -> Vec<u8>;
    /// The bytes of the row.
    fn encode(&self) -> Vec<u8>;
    /// The reverse of [`Row::encode`]; `None` for bytes that it never makes.
    fn decode(bytes: &[u8]) -> Option<Self>;
}

/// Rows that can be read and replaced: what the fold works on.
pub(crate) trait Rows {
    /// The bytes of a row.
    fn get_bytes(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StateError>;
    /// Replaces or, with `None`, removes a row.
    fn put_bytes(&mut self, tree: Tree, key: Vec<u8>, value: Option<Vec<u8>>);

    /// A row by its key.
    fn row<R: Row>(&self, key: &R::Key) -> Result<Option<R>, StateError> {
        let bytes = self.get_bytes(R::TREE, &R::key(key))?;
        bytes.map(|bytes| decoded(&bytes)).transpose()
    }

    /// Writes a row.
    fn put<R: Row>(&mut self, key: &R::Key, row: &R) {
        let (key, value) = (R::key(key), row.encode());
        debug_assert!(is_small(R::TREE, key.len() + value.len()));
        self.put_bytes(R::TREE, key, Some(value));
    }

    /// Removes a row.
    fn remove<R: Row>(&mut self, key: &R::Key) {
        self.put_bytes(R::TREE, R::key(key), None);
    }
}

/// Decodes the bytes of a stored row.
pub(crate) fn decoded<R: Row>(bytes: &[u8]) -> Result<R, StateError> {
    R::decode(bytes)
        .ok_or_else(|| StateError::Store(format!("a row of `{}` cannot be read", R::TREE.name())))
}

fn is_small(tree: Tree, bytes: usize) -> bool {
    let may_be_long = [
        Tree::Cursors,
        Tree::Pasts,
        Tree::Sources,
        Tree::Health,
        Tree::Emptied,
        Tree::Recheck,
        Tree::Listed,
        Tree::Failures,
        Tree::Alarms,
    ];
    may_be_long.contains(&tree) || bytes <= MAX_ROW
}

impl Row for SourceRow {
    const TREE: Tree = Tree::Sources;
    type Key = SourceId;

    fn key(key: &SourceId) -> Vec<u8> {
        key.as_str().as_bytes().to_vec()
    }

    fn encode(&self) -> Vec<u8> {
        let mut bytes = self.number.to_le_bytes().to_vec();
        bytes.extend(self.pending.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Reader(bytes).end_with(|r| {
            Some(Self {
                number: r.u32()?,
                pending: r.u64()?,
            })
        })
    }
}

impl Row for CursorRow {
    const TREE: Tree = Tree::Cursors;
    type Key = u32;

    fn key(key: &u32) -> Vec<u8> {
        key.to_be_bytes().to_vec()
    }

    fn encode(&self) -> Vec<u8> {
        self.0.as_str().as_bytes().to_vec()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8(bytes.to_vec()).ok()?;
        Cursor::new(text).ok().map(Self)
    }
}

impl Row for PastRow {
    const TREE: Tree = Tree::Pasts;
    type Key = u32;

    fn key(key: &u32) -> Vec<u8> {
        key.to_be_bytes().to_vec()
    }

    /// Since (12 B), how it ended (1 B), reached (12 B, all zero for the lack of it, told by 1 B), the cursor's text.
    fn encode(&self) -> Vec<u8> {
        let past = &self.0;
        let mut bytes = moment_bytes(past.since).to_vec();
        bytes.push(match past.end {
            None => 0,
            Some(PastEnd::Since) => 1,
            Some(PastEnd::Source) => 2,
        });
        bytes.push(u8::from(past.reached.is_some()));
        bytes.extend(past.reached.map_or([0; 12], moment_bytes));
        bytes.extend(past.cursor.as_str().as_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let since = reader.moment()?;
        let end = match reader.u8()? {
            0 => None,
            1 => Some(PastEnd::Since),
            2 => Some(PastEnd::Source),
            _ => return None,
        };
        let is_dated = reader.u8()? != 0;
        let reached = reader.moment()?;
        let text = String::from_utf8(reader.0.to_vec()).ok()?;
        Some(Self(Past {
            since,
            reached: is_dated.then_some(reached),
            cursor: Cursor::new(text).ok()?,
            end,
        }))
    }
}

/// A moment to the nanosecond, as the journal has it: seconds (8 B), nanoseconds (4 B).
pub(super) fn moment_bytes(moment: Timestamp) -> [u8; 12] {
    let mut bytes = [0; 12];
    let (seconds, nanoseconds) = bytes.split_at_mut(8);
    seconds.copy_from_slice(&moment.as_second().to_le_bytes());
    nanoseconds.copy_from_slice(&moment.subsec_nanosecond().to_le_bytes());
    bytes
}

impl Row for Known {
    const TREE: Tree = Tree::Known;
    type Key = EntryKey;

    fn key(key: &EntryKey) -> Vec<u8> {
        entry_key(*key).to_vec()
    }

    /// Status (1 B), version (8 B), sequence if pending (8 B), item if there is one (16 B).
    fn encode(&self) -> Vec<u8> {
        let status = match self.status {
            Status::Pending { .. } => 0,
            Status::Settled => 1,
            Status::Dropped { reason } => reason_code(reason),
        };
        let mut bytes = Vec::with_capacity(33);
        bytes.push(status);
        bytes.extend(self.version.to_le_bytes());
        if let Status::Pending { seq } = self.status {
            bytes.extend(seq.to_le_bytes());
        }
        bytes.extend(self.item.iter().flat_map(|id| id.to_bytes()));
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let code = reader.u8()?;
        let version = reader.u64()?;
        let status = match code {
            0 => Status::Pending { seq: reader.u64()? },
            1 => Status::Settled,
            code => Status::Dropped {
                reason: reason_of(code)?,
            },
        };
        let item = match reader.0 {
            [] => None,
            _ => Some(reader.end_with(Reader::id)?),
        };
        Some(Self {
            version,
            status,
            item,
        })
    }
}

impl Row for PendingRow {
    const TREE: Tree = Tree::Pending;
    type Key = u64;

    fn key(key: &u64) -> Vec<u8> {
        key.to_be_bytes().to_vec()
    }

    fn encode(&self) -> Vec<u8> {
        entry_key(self.0).to_vec()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        decode_entry_key(bytes).map(Self)
    }
}

impl Row for ItemRow {
    const TREE: Tree = Tree::Items;
    type Key = ItemId;

    fn key(key: &ItemId) -> Vec<u8> {
        key.to_bytes().to_vec()
    }

    /// Sequence (8 B), version (4 B), digest (8 B), source (4 B), withdrawn and forgotten (1 B), the story if there is one (16 B).
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(41);
        bytes.extend(self.seq.to_le_bytes());
        bytes.extend(self.version.to_le_bytes());
        bytes.extend(self.digest.to_le_bytes());
        bytes.extend(self.source.to_le_bytes());
        bytes.push(u8::from(self.withdrawn) | u8::from(self.forgotten) << 1);
        bytes.extend(self.story.iter().flat_map(|id| id.to_bytes()));
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Reader(bytes).end_with(|r| {
            let (seq, version, digest, source) = (r.u64()?, r.u32()?, r.u64()?, r.u32()?);
            let flags = r.u8()?;
            Some(Self {
                seq,
                version,
                digest,
                source,
                withdrawn: flags & 1 != 0,
                forgotten: flags & 2 != 0,
                story: match r.0 {
                    [] => None,
                    _ => Some(r.id()?),
                },
            })
        })
    }
}

impl Row for Alias {
    const TREE: Tree = Tree::Aliases;
    type Key = ItemId;

    fn key(key: &ItemId) -> Vec<u8> {
        key.to_bytes().to_vec()
    }

    fn encode(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Reader(bytes).end_with(Reader::id).map(Self)
    }
}

impl Row for FurnitureRow {
    const TREE: Tree = Tree::Furniture;
    type Key = HostLine;

    fn key(key: &HostLine) -> Vec<u8> {
        let mut bytes = key.host.to_be_bytes().to_vec();
        bytes.extend(key.line.to_be_bytes());
        bytes
    }

    /// An empty row reads as no row.
    fn encode(&self) -> Vec<u8> {
        vec![1]
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        (bytes == [1]).then_some(Self)
    }
}

impl Row for Meta {
    const TREE: Tree = Tree::Meta;
    type Key = ();

    fn key((): &()) -> Vec<u8> {
        b"state".to_vec()
    }

    /// The format comes first and stays first, so that an older program can tell a newer one's store.
    fn encode(&self) -> Vec<u8> {
        let mut bytes = FORMAT.to_le_bytes().to_vec();
        bytes.extend(self.folded_to.to_le_bytes());
        bytes.extend(self.next_source.to_le_bytes());
        bytes.extend(self.known.to_le_bytes());
        bytes.extend(self.pending.to_le_bytes());
        bytes.extend(self.items.to_le_bytes());
        bytes.extend(self.stories_from.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Reader(bytes).end_with(|r| {
            r.u32().filter(|format| *format == FORMAT)?;
            Some(Self {
                folded_to: r.u64()?,
                next_source: r.u32()?,
                known: r.u64()?,
                pending: r.u64()?,
                items: r.u64()?,
                stories_from: r.u64()?,
            })
        })
    }
}

/// The format that a stored [`Meta`] was written in.
pub(crate) fn format_of(meta: &[u8]) -> Option<u32> {
    Reader(meta).u32()
}

/// The bytes of an entry's place.
pub(crate) fn entry_key(key: EntryKey) -> [u8; 12] {
    let mut bytes = [0; 12];
    let (source, digest) = bytes.split_at_mut(4);
    source.copy_from_slice(&key.source.to_be_bytes());
    digest.copy_from_slice(&key.digest.to_be_bytes());
    bytes
}

/// The reverse of [`entry_key`].
pub(crate) fn decode_entry_key(bytes: &[u8]) -> Option<EntryKey> {
    let (source, digest) = bytes.split_first_chunk()?;
    Some(EntryKey {
        source: u32::from_be_bytes(*source),
        digest: u64::from_be_bytes(digest.try_into().ok()?),
    })
}

/// The reverse of the key of a [`FurnitureRow`].
pub(crate) fn decode_host_line(bytes: &[u8]) -> Option<HostLine> {
    let (host, line) = bytes.split_first_chunk()?;
    Some(HostLine {
        host: u64::from_be_bytes(*host),
        line: u64::from_be_bytes(line.try_into().ok()?),
    })
}

/// A code of each reason, never given to another one: 0 and 1 are the other statuses.
fn reason_code(reason: DropReason) -> u8 {
    match reason {
        DropReason::Unchanged => 2,
        DropReason::SameItem => 3,
        DropReason::Empty => 4,
        DropReason::Malformed => 5,
        DropReason::TooLarge => 6,
        DropReason::Gone => 7,
        DropReason::Unreadable => 8,
        DropReason::Expanded => 9,
        DropReason::Panicked => 10,
        DropReason::Crashed => 11,
        DropReason::Superseded => 12,
        DropReason::NotFound => 13,
        DropReason::Forbidden => 14,
        DropReason::Unreachable => 15,
        DropReason::Walled => 16,
        DropReason::ScriptRendered => 17,
        DropReason::Unsupported => 18,
        DropReason::Filtered => 19,
        DropReason::Forgotten => 20,
    }
}

fn reason_of(code: u8) -> Option<DropReason> {
    Some(match code {
        2 => DropReason::Unchanged,
        3 => DropReason::SameItem,
        4 => DropReason::Empty,
        5 => DropReason::Malformed,
        6 => DropReason::TooLarge,
        7 => DropReason::Gone,
        8 => DropReason::Unreadable,
        9 => DropReason::Expanded,
        10 => DropReason::Panicked,
        11 => DropReason::Crashed,
        12 => DropReason::Superseded,
        13 => DropReason::NotFound,
        14 => DropReason::Forbidden,
        15 => DropReason::Unreachable,
        16 => DropReason::Walled,
        17 => DropReason::ScriptRendered,
        18 => DropReason::Unsupported,
        19 => DropReason::Filtered,
        20 => DropReason::Forgotten,
        _ => return None,
    })
}

/// Takes numbers off the front of a row.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl Reader<'_> {
    pub(super) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*head)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take().map(u8::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    pub(super) fn moment(&mut self) -> Option<Timestamp> {
        let seconds = self.take().map(i64::from_le_bytes)?;
        let nanoseconds = self.take().map(i32::from_le_bytes)?;
        Timestamp::new(seconds, nanoseconds).ok()
    }

    pub(super) fn id(&mut self) -> Option<ItemId> {
        self.take().map(ItemId::from_bytes)
    }

    /// Reads with `read` and refuses what is left over.
    pub(super) fn end_with<T>(mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        read(&mut self).filter(|_| self.0.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row survives its bytes, and no cut of them reads as another row.
    fn check<R: Row + PartialEq + std::fmt::Debug>(row: &R) {
        let bytes = row.encode();
        assert_eq!(R::decode(&bytes).as_ref(), Some(row));
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(R::decode(&longer), None);
        for end in 0..bytes.len() {
            assert_ne!(R::decode(&bytes[..end]).as_ref(), Some(row));
        }
    }

    #[test]
    fn every_row_survives_its_bytes() {
        let id = ItemId::of_url("x");
        let reasons = (0..=u8::MAX).filter_map(reason_of);
        let mut coded: Vec<_> = reasons.clone().map(DropReason::name).collect();
        let mut all = DropReason::ALL.map(DropReason::name);
        coded.sort_unstable();
        all.sort_unstable();
        assert_eq!(coded, all, "every reason has a code, and is listed");
        let dropped = reasons.map(|reason| Status::Dropped { reason });
        let waiting = [Status::Pending { seq: 1 << 40 }, Status::Settled];
        for status in dropped.chain(waiting) {
            for item in [None, Some(id)] {
                let version = u64::MAX - 1;
                check(&Known {
                    version,
                    status,
                    item,
                });
            }
        }
        let key = EntryKey {
            source: 7,
            digest: 1 << 63,
        };
        check(&PendingRow(key));
        check(&Alias(id));
        check(&FurnitureRow);
        for (reached, end) in [
            (None, None),
            (Some(Timestamp::MAX), Some(PastEnd::Since)),
            (Some(Timestamp::UNIX_EPOCH), Some(PastEnd::Source)),
        ] {
            let row = PastRow(Past {
                since: Timestamp::MIN,
                reached,
                cursor: Cursor::new("page 7".to_owned()).unwrap(),
                end,
            });
            assert_eq!(PastRow::decode(&row.encode()), Some(row));
        }
        check(&SourceRow {
            number: 3,
            pending: 5,
        });
        check(&ItemRow {
            seq: 9,
            version: 2,
            digest: 1 << 63,
            source: 3,
            withdrawn: true,
            forgotten: true,
            story: Some(id),
        });
        check(&Meta {
            folded_to: 1,
            next_source: 2,
            known: 3,
            pending: 4,
            items: 5,
            stories_from: 6,
        });
    }
}
