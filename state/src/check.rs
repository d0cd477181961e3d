//! Whether a state is what it should be: its files whole, its store the fold of its journal.
//!
//! Reads everything, so it takes as long as a rebuild; changes nothing but a scratch folder of its own.

use std::{fmt, fs, io, path::Path};

use item::Body;

use crate::{
    checkpoint,
    error::StateError,
    rebuild,
    state::State,
    store::{
        ItemRow, Known, Meta, Overlay, PendingRow, Row, SledStore, Status, Store, StoreFailure,
        Tree, decoded,
    },
};

/// Where the journal is folded once more.
const SCRATCH: &str = "check.tmp";
/// Findings after which looking further tells nobody more.
const MAX_FINDINGS: usize = 100;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about, and so what helps.
    pub kind: FindingKind,
    /// Where: a file, or a tree of the store.
    pub place: String,
    /// What is wrong there.
    pub detail: String,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindingKind {
    /// The journal, or a checkpoint that stands in for a part of it: a rebuild does not bring it back.
    Journal,
    /// The store: a rebuild mends it.
    Store,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.detail)
    }
}

impl State {
    /// Looks for whatever is not as it should be; at most a hundred findings. What was pushed and not
    /// committed is not looked at.
    pub fn check(&self) -> Result<Vec<Finding>, StateError> {
        let mut findings = Findings::default();
        for damage in self.reader().verify()? {
            let place = damage.segment.display().to_string();
            findings.add(
                FindingKind::Journal,
                place,
                format!("at byte {}: {}", damage.offset, damage.detail),
            );
        }
        for file in checkpoint::list(&self.dir)? {
            if let Err(StateError::Damaged { path, detail }) = checkpoint::verify(&file) {
                findings.add(FindingKind::Journal, path.display().to_string(), detail);
            }
        }
        self.check_pending(&mut findings)?;
        self.check_counts(&mut findings)?;
        let scratch = self.dir.join(SCRATCH);
        remove(&scratch)?;
        let compared = self.compare_with_fold(&scratch, &mut findings);
        remove(&scratch)?;
        compared?;
        Ok(findings.list)
    }

    /// Every pending row is claimed by its entry, and its event can be read.
    fn check_pending(&self, findings: &mut Findings) -> Result<(), StateError> {
        let (store, reader) = (self.overlay.store(), self.reader());
        for row in store.scan(Tree::Pending, &[])? {
            let (key, value) = row?;
            let seq = key.try_into().map_or(0, u64::from_be_bytes);
            let PendingRow(entry) = decoded(&value)?;
            let known = store.get(Tree::Known, &Known::key(&entry))?;
            let known = known.map(|bytes| decoded::<Known>(&bytes)).transpose()?;
            if known.map(|known| known.status) != Some(Status::Pending { seq }) {
                findings.row(
                    Tree::Pending,
                    format!("{seq} waits for an entry that does not"),
                );
            }
            let holds_entry = matches!(
                reader.get(seq)?.map(|event| event.body),
                Some(Body::EntryFound { .. } | Body::EntryChanged { .. })
            );
            if !holds_entry {
                findings.row(Tree::Pending, format!("event {seq} does not hold an entry"));
            }
        }
        Ok(())
    }

    fn check_counts(&self, findings: &mut Findings) -> Result<(), StateError> {
        let store = self.overlay.store();
        let meta = store.get(Tree::Meta, &Meta::key(&()))?;
        let meta: Meta = meta
            .map(|bytes| decoded(&bytes))
            .transpose()?
            .unwrap_or_default();
        let durable = self.journal.durable();
        for (tree, counted) in [
            (Tree::Known, meta.known),
            (Tree::Pending, meta.pending),
            (Tree::Items, meta.items),
        ] {
            let mut there = 0;
            for row in store.scan(tree, &[])? {
                let (_, value) = row?;
                there += 1;
                if tree == Tree::Items && decoded::<ItemRow>(&value)?.seq > durable {
                    findings.row(
                        tree,
                        format!("an item is newer than the last event {durable}"),
                    );
                }
            }
            if there != counted {
                findings.row(tree, format!("{there} rows, counted as {counted}"));
            }
        }
        Ok(())
    }

    fn compare_with_fold(&self, scratch: &Path, findings: &mut Findings) -> Result<(), StateError> {
        let sled = SledStore::open(scratch).map_err(|failure| match failure {
            StoreFailure::Io(source) => StateError::io("open the scratch store", scratch)(source),
            StoreFailure::Damaged(detail) => StateError::damaged(scratch, detail),
        })?;
        let mut folded = Overlay::new(Store::new(sled));
        let segments = self.journal.segments()?;
        let first = segments.first().map_or(1, |segment| segment.first_seq);
        let checkpoints = checkpoint::list(&self.dir)?;
        for note in rebuild::fill(&mut folded, &self.reader(), &checkpoints, first)? {
            findings.add(FindingKind::Journal, "journal".to_owned(), note);
        }
        for tree in Tree::HARD {
            compare(tree, folded.store(), self.overlay.store(), findings)?;
        }
        Ok(())
    }
}

/// Both run through in key order, so that neither is ever whole in memory.
fn compare(
    tree: Tree,
    folded: &Store,
    stored: &Store,
    findings: &mut Findings,
) -> Result<(), StateError> {
    let mut folded = folded.scan(tree, &[])?.peekable();
    let mut stored = stored.scan(tree, &[])?.peekable();
    while !findings.are_enough() {
        let order = match (folded.peek(), stored.peek()) {
            (None, None) => break,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(Ok((a, _))), Some(Ok((b, _)))) => a.cmp(b),
            (Some(_), Some(_)) => std::cmp::Ordering::Equal, // an error, returned below
        };
        let expected = folded.next_if(|_| order.is_le()).transpose()?;
        let found = stored.next_if(|_| order.is_ge()).transpose()?;
        match (expected, found) {
            (Some((key, _)), None) => findings.row(tree, format!("row {key:02x?} is missing")),
            (None, Some((key, _))) => findings.row(tree, format!("row {key:02x?} is too much")),
            (Some((key, a)), Some((_, b))) if a != b => {
                findings.row(tree, format!("row {key:02x?} is not what the journal says"));
            }
            _ => {}
        }
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    fn row(&mut self, tree: Tree, detail: String) {
        self.add(FindingKind::Store, format!("store/{}", tree.name()), detail);
    }

    fn add(&mut self, kind: FindingKind, place: String, detail: String) {
        if !self.are_enough() {
            self.list.push(Finding {
                kind,
                place,
                detail,
            });
        }
    }

    fn are_enough(&self) -> bool {
        self.list.len() >= MAX_FINDINGS
    }
}

fn remove(dir: &Path) -> Result<(), StateError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StateError::io("remove the folder", dir)(error))
        }
        _ => Ok(()),
    }
}
