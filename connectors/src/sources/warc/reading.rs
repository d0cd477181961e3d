//! One archive that is being read: from record to record, as far as one batch goes.

use std::{fs::File, io, path::Path};

use config::Warc;
use item::{Entry, SourceId, is_home};
use jiff::Timestamp;
use url::Url;

use super::{
    entry::page,
    place::Mark,
    tally::{Left, Tally},
};
use crate::{
    sources::files::open_file,
    warc::{At, Found, Offer, Scanner, Step, offer},
};

/// Entries of one batch: as many as one commit of the journal takes.
const BATCH: usize = 256;

/// Steps that one batch may take: an archive without pages must not keep a run from stopping.
const MOST_STEPS: usize = 4096;

/// Bytes of records that one batch may pass over, decompressed: a fraction of a second's work.
const MOST_BYTES: u64 = 64 << 20;

/// An archive under way.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) key: String,
    /// As it was when the source listed it.
    pub(super) version: u64,
    scanner: Scanner<File>,
    file: File,
    is_told: bool,
}

/// How an archive ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Behind a record.
    Whole,
    /// In the middle of a record, which begins there.
    Torn(At),
}

impl Reading {
    /// Begins at a place that was marked, or at the beginning if it is not the same archive any more; says which.
    pub(super) fn begin(
        path: &Path,
        key: &str,
        version: u64,
        from: &Mark,
    ) -> io::Result<(Self, bool)> {
        let (file, metadata) = open_file(path)?;
        let fits = from.fits(&file, metadata.len())?;
        let from = if fits { from.at } else { At::default() };
        let reading = Self {
            key: key.to_owned(),
            version,
            scanner: Scanner::new(file.try_clone()?, from)?,
            file,
            is_told: false,
        };
        Ok((reading, fits))
    }

    /// Where it stands.
    pub(super) fn mark(&self) -> io::Result<Mark> {
        let size = self.file.metadata()?.len();
        Mark::of(&self.file, size, self.scanner.place())
    }

    /// When it was last written to.
    pub(super) fn written(&self) -> Option<Timestamp> {
        let modified = self
            .file
            .metadata()
            .and_then(|metadata| metadata.modified());
        Timestamp::try_from(modified.ok()?).ok()
    }

    /// Reads on until a batch is full; says how the archive ended, if it did. Entries that were met before an error are
    /// entries all the same.
    pub(super) fn read(
        &mut self,
        source: &SourceId,
        warc: &Warc,
        tally: &mut Tally,
        entries: &mut Vec<Entry>,
    ) -> io::Result<Option<Ended>> {
        let mut passed = 0;
        for _ in 0..MOST_STEPS {
            match self.scanner.step()? {
                Step::Record(found) => {
                    passed += found.head.length;
                    self.tell_of_single(&found, tally);
                    match wanted(warc, &found) {
                        Ok(offer) => {
                            tally.page(offer.is_unchecked);
                            entries.push(page(source, &self.key, &found, &offer));
                        }
                        Err(left) => tally.leave(left),
                    }
                }
                Step::Damage { at, uri, why } => {
                    let of = uri.map_or_else(String::new, |uri| format!(", of `{uri}`"));
                    tally.warn(
                        self.key.clone(),
                        format!("at byte {}{of}: {why}; it is passed over", place(at)),
                    );
                }
                Step::Torn => return Ok(Some(Ended::Torn(self.scanner.place()))),
                Step::End => return Ok(Some(Ended::Whole)),
            }
            if entries.len() >= BATCH || passed >= MOST_BYTES {
                break;
            }
        }
        Ok(None)
    }

    fn tell_of_single(&mut self, found: &Found, tally: &mut Tally) {
        if found.at.within > 0 && !self.is_told {
            self.is_told = true;
            tally.note(
                self.key.clone(),
                "has several records in one gzip member: for each page the member is unpacked up to it; `warcio recompress` \
                 makes a file that is read in a fraction of the time"
                    .to_owned(),
            );
        }
    }
}

/// A place in words: bytes of the file, and decompressed ones behind a `+`.
pub(super) fn place(at: At) -> String {
    match at {
        At { offset, within: 0 } => offset.to_string(),
        At { offset, within } => format!("{offset}+{within}"),
    }
}

/// What a record offers, if it is wanted.
fn wanted(warc: &Warc, found: &Found) -> Result<Offer, Left> {
    let offer = offer(&found.head, &found.block).map_err(Left::Out)?;
    if !warc.takes(&offer.url) {
        return Err(Left::Host);
    }
    if is_home(offer.url.as_str()) {
        return Err(Left::Home);
    }
    if is_robots(&offer.url) {
        return Err(Left::Robots);
    }
    Ok(offer)
}

fn is_robots(url: &Url) -> bool {
    url.path() == "/robots.txt"
}
