//! Writing a run as a stream: first its documents, then its postings in order.
//!
//! What must hold: the run has its name only when all of it is on disk.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use super::{
    document::{Document, RECORD_LEN, checksum},
    filter::Filter,
    run::{BLOCK, Run, Shape, push_varint},
    sections::SectionWriter,
};
use crate::{error::StateError, files};

/// What a run is to say of itself, beyond what is in it.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The latest time that was ever inserted up to here.
    pub(crate) newest: u32,
    /// The window in seconds.
    pub(crate) window: u64,
    /// Sequences in earlier runs that documents of this one have replaced.
    pub(crate) replaced: Vec<u64>,
}

/// A run that is being written.
pub(crate) struct RunWriter {
    path: PathBuf,
    temporary: PathBuf,
    to: BufWriter<File>,
    position: u64,
    seconds: Vec<u32>,
    sampled: Vec<u32>,
    firsts: Vec<u32>,
    offsets: Vec<u64>,
    filter: Filter,
    postings: u64,
    block: Vec<u8>,
    in_block: usize,
    last_key: u32,
}

impl RunWriter {
    /// Begins a run that will be called `path` and hold about `postings` postings.
    pub(crate) fn create(path: &Path, postings: u64) -> Result<Self, StateError> {
        let temporary = files::temporary_path(path);
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&temporary)
            .map_err(StateError::io("create the file", &temporary))?;
        Ok(Self {
            path: path.to_owned(),
            temporary,
            to: BufWriter::new(file),
            position: 0,
            seconds: Vec::new(),
            sampled: Vec::new(),
            firsts: Vec::new(),
            offsets: Vec::new(),
            filter: Filter::for_keys(postings),
            postings: 0,
            block: Vec::new(),
            in_block: 0,
            last_key: 0,
        })
    }

    /// Adds a document; its ordinal is how many were added before.
    pub(crate) fn document(&mut self, document: Document, seconds: u32) -> Result<(), StateError> {
        self.seconds.push(seconds);
        self.sampled.push(document.sampled);
        self.position += RECORD_LEN as u64;
        self.to
            .write_all(&document.to_bytes())
            .map_err(StateError::io("write to", &self.temporary))
    }

    /// Adds a posting; postings come by key and then by ordinal, after all documents.
    pub(crate) fn posting(&mut self, key: u32, ordinal: u32) -> Result<(), StateError> {
        if self.in_block == BLOCK {
            self.end_block()?;
        }
        if self.in_block == 0 {
            self.firsts.push(key);
            self.offsets.push(self.position);
            self.last_key = key;
        }
        push_varint(&mut self.block, key - self.last_key);
        push_varint(&mut self.block, ordinal);
        self.last_key = key;
        self.in_block += 1;
        self.postings += 1;
        self.filter.insert(key);
        Ok(())
    }

    /// Ends the run, durable and under its name on return.
    pub(crate) fn finish(mut self, about: About) -> Result<Run, StateError> {
        if self.in_block > 0 {
            self.end_block()?;
        }
        self.offsets.push(self.position);
        let shape = Shape {
            documents: self.seconds.len() as u64,
            postings: self.postings,
            blocks: self.firsts.len() as u64,
            replaced: about.replaced.len() as u64,
            filter_words: self.filter.words().len() as u64,
            newest: about.newest,
            window: about.window,
            blocks_end: self.position,
        };
        let mut sections = SectionWriter::new(&mut self.to);
        sections
            .u32s(&self.seconds)
            .and_then(|()| sections.u32s(&self.sampled))
            .and_then(|()| sections.u32s(&self.firsts))
            .and_then(|()| sections.u64s(&self.offsets))
            .and_then(|()| sections.u64s(&about.replaced))
            .and_then(|()| sections.u64s(self.filter.words()))
            .and_then(|()| sections.u64s(&shape.to_numbers()))
            .and_then(|()| sections.finish()?.flush())
            .map_err(StateError::io("write to", &self.temporary))?;
        let (file, _) = self.to.into_parts();
        files::publish(&file, &self.temporary, &self.path)?;
        Ok(Run {
            path: self.path,
            file,
            shape,
            seconds: self.seconds,
            sampled: self.sampled,
            firsts: self.firsts,
            offsets: self.offsets,
            replaced: about.replaced,
            filter: self.filter,
        })
    }

    fn end_block(&mut self) -> Result<(), StateError> {
        let check = checksum(&self.block).to_le_bytes();
        self.to
            .write_all(&check)
            .and_then(|()| self.to.write_all(&self.block))
            .map_err(StateError::io("write to", &self.temporary))?;
        self.position += (check.len() + self.block.len()) as u64;
        self.block.clear();
        self.in_block = 0;
        Ok(())
    }
}
