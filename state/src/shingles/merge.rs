//! Making one run of several neighbouring ones, without what was replaced or has left the window.

use std::{cmp::Reverse, collections::BinaryHeap, path::Path};

use super::{
    memtable::{GONE, Memtable, renumber},
    run::Run,
    write::{About, RunWriter},
};
use crate::error::StateError;

/// Writes the memtable as a run.
pub(crate) fn write_memtable(
    memtable: &Memtable,
    horizon: u32,
    path: &Path,
    about: About,
) -> Result<Run, StateError> {
    let renumbered = renumber(memtable.seconds(), horizon);
    let mut writer = RunWriter::create(path, memtable.len() as u64)?;
    for ((document, seconds), new) in memtable.documents().zip(&renumbered) {
        if *new != GONE {
            writer.document(document, seconds)?;
        }
    }
    for (key, ordinal) in memtable.postings() {
        match renumbered.get(ordinal as usize) {
            None | Some(&GONE) => {}
            Some(new) => writer.posting(key, *new)?,
        }
    }
    writer.finish(about)
}

/// Writes neighbouring runs, oldest first, as one.
pub(crate) fn merge(
    runs: &[Run],
    horizon: u32,
    path: &Path,
    about: About,
) -> Result<Run, StateError> {
    let mut renumbered = Vec::with_capacity(runs.len());
    let (mut base, mut postings) = (0, 0);
    for run in runs {
        let mut new = renumber(&run.seconds, horizon);
        let kept = new.iter().filter(|new| **new != GONE).count() as u64;
        for new in new.iter_mut().filter(|new| **new != GONE) {
            *new += base;
        }
        base += u32::try_from(kept).unwrap_or(GONE);
        postings += run.shape.postings * kept / run.shape.documents.max(1);
        renumbered.push(new);
    }
    let mut writer = RunWriter::create(path, postings)?;
    for (run, renumbered) in runs.iter().zip(&renumbered) {
        copy_documents(run, renumbered, &mut writer)?;
    }
    copy_postings(runs, &renumbered, &mut writer)?;
    writer.finish(about)
}

fn copy_documents(run: &Run, renumbered: &[u32], writer: &mut RunWriter) -> Result<(), StateError> {
    for ((ordinal, seconds), new) in (0..).zip(&run.seconds).zip(renumbered) {
        if *new != GONE {
            writer.document(run.document(ordinal)?, *seconds)?;
        }
    }
    Ok(())
}

fn copy_postings(
    runs: &[Run],
    renumbered: &[Vec<u32>],
    writer: &mut RunWriter,
) -> Result<(), StateError> {
    let mut streams: Vec<Stream<'_>> = runs
        .iter()
        .zip(renumbered)
        .map(|(run, new)| Stream::new(run, new))
        .collect();
    let mut heap = BinaryHeap::with_capacity(streams.len());
    for (index, stream) in streams.iter_mut().enumerate() {
        heap.extend(stream.next()?.map(|posting| Reverse((posting, index))));
    }
    while let Some(mut top) = heap.peek_mut() {
        let Reverse(((key, ordinal), index)) = *top;
        writer.posting(key, ordinal)?;
        let next = match streams.get_mut(index) {
            Some(stream) => stream.next()?,
            None => None,
        };
        match next {
            Some(posting) => *top = Reverse((posting, index)),
            None => drop(std::collections::binary_heap::PeekMut::pop(top)),
        }
    }
    Ok(())
}

/// The postings of one run in order, with the ordinals they get.
struct Stream<'a> {
    run: &'a Run,
    renumbered: &'a [u32],
    block: usize,
    scratch: Vec<u8>,
    /// The postings of the block that is being read, last first.
    pending: Vec<(u32, u32)>,
}

impl<'a> Stream<'a> {
    fn new(run: &'a Run, renumbered: &'a [u32]) -> Self {
        Self {
            run,
            renumbered,
            block: 0,
            scratch: Vec::new(),
            pending: Vec::new(),
        }
    }

    fn next(&mut self) -> Result<Option<(u32, u32)>, StateError> {
        while self.pending.is_empty() {
            if self.block >= self.run.firsts.len() {
                return Ok(None);
            }
            let renumbered = self.renumbered;
            let postings = self.run.block(self.block, &mut self.scratch)?;
            let kept = postings.filter_map(|(key, ordinal)| {
                let new = *renumbered.get(ordinal as usize)?;
                (new != GONE).then_some((key, new))
            });
            self.pending.extend(kept);
            self.pending.reverse();
            self.block += 1;
        }
        Ok(self.pending.pop())
    }
}
