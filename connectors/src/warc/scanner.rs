//! A pass over the records of an archive: what each is and how it begins, and where. Blocks are passed over, not kept.

use std::io::{self, Read, Seek, SeekFrom};

use super::{
    head::{BEGINNING, Head, MOST_HEAD},
    resync::{find_head, find_member},
    stream::{Bytes, head_ahead, is_damage, stream},
    window::{At, Medium as _, Window},
};

/// How much of a block is handed over with a record: more than what servers say before a page.
const BEGINNING_OF_BLOCK: usize = 16 << 10;

/// Line breaks that must stand between two records.
const FEWEST_BREAKS: usize = 2;

/// What stands at a place.
#[derive(Debug)]
pub(crate) enum Step {
    Record(Box<Found>),
    /// Bytes that cannot be read as a record, from `at` on; the next step goes on behind them.
    Damage {
        at: At,
        /// The address that was captured, where so much of the record can be read.
        uri: Option<String>,
        why: &'static str,
    },
    /// The archive ends in the middle of a record. [`Scanner::place`] is where that begins.
    Torn,
    /// The archive ends.
    End,
}

/// A record that was met.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) at: At,
    pub(crate) head: Head,
    /// The beginning of its block.
    pub(crate) block: Vec<u8>,
}

/// A pass under way.
#[derive(Debug)]
pub(crate) struct Scanner<R: Read> {
    /// Absent only where an error took the file along.
    window: Option<Window<Bytes<R>>>,
    /// Where the present step began.
    at: At,
    is_over: bool,
}

/// What is wrong with a record.
enum Wrong {
    /// Something else stands here.
    NoRecord,
    /// It says a length that it does not have.
    Length,
    /// The archive, or the gzip member of the record, ends before it does.
    Cut,
}

impl Wrong {
    fn words(&self) -> &'static str {
        match self {
            Self::NoRecord => "there is no record where one should begin",
            Self::Length => "the record has another length than it says",
            Self::Cut => "the record is cut off",
        }
    }
}

impl<R: Read + Seek> Scanner<R> {
    /// A pass that begins at a record.
    pub(crate) fn new(file: R, at: At) -> io::Result<Self> {
        Ok(Self {
            window: Some(stream(file, at)?),
            at,
            is_over: false,
        })
    }

    /// Where the next step begins.
    pub(crate) fn place(&self) -> At {
        self.at
    }

    /// The next record, or what stands in its place.
    pub(crate) fn step(&mut self) -> io::Result<Step> {
        if self.is_over {
            return Ok(Step::End);
        }
        let step = match self.record() {
            Err(error) if is_damage(&error) => self.behind_damage(&error),
            step => step,
        }?;
        self.is_over = matches!(step, Step::End | Step::Torn);
        Ok(step)
    }

    fn window(&mut self) -> io::Result<&mut Window<Bytes<R>>> {
        let lost = || io::Error::other("the archive was lost in an earlier error");
        self.window.as_mut().ok_or_else(lost)
    }

    fn record(&mut self) -> io::Result<Step> {
        let window = self.window()?;
        loop {
            window.skip_breaks()?;
            if !window.look(1)?.is_empty() {
                break;
            }
            if !window.medium.go_on()? {
                let is_garbage = window.medium.is_before_garbage();
                self.at = window.place();
                return if is_garbage {
                    self.behind_garbage()
                } else {
                    Ok(Step::End)
                };
            }
        }
        let at = window.place();
        self.at = at;
        let window = self.window()?;
        let Some((head, length)) = head_ahead(window)? else {
            return self.behind_no_head();
        };
        window.take(length);
        let size = usize::try_from(head.length).unwrap_or(usize::MAX);
        let block = window.look(size.min(BEGINNING_OF_BLOCK))?;
        let block = block
            .get(..size.min(BEGINNING_OF_BLOCK))
            .unwrap_or(block)
            .to_vec();
        let found = Found { at, head, block };
        if !window.skip(found.head.length)? {
            return self.behind(&found, length, &Wrong::Cut);
        }
        let behind = window.place();
        let breaks = window.skip_breaks()?;
        let next = window.look(BEGINNING.len())?;
        let next = next.get(..BEGINNING.len()).unwrap_or(next);
        if BEGINNING.starts_with(next) {
            self.at = window.place();
            return Ok(Step::Record(Box::new(found)));
        }
        self.doubted(found, length, behind, breaks)
    }

    /// A record behind whose end no other begins: its length is wrong, or something stands between the two.
    fn doubted(&mut self, found: Found, head: usize, end: At, breaks: usize) -> io::Result<Step> {
        let next = match self.find_behind_head(found.at, head) {
            Err(error) if is_damage(&error) => None, // what stands behind it is damaged
            next => next?,
        };
        let is_inside = next.is_some_and(|(_, passed)| passed < found.head.length);
        if is_inside || breaks < FEWEST_BREAKS {
            return self.behind(&found, head, &Wrong::Length);
        }
        self.move_to(end)?;
        self.at = end;
        Ok(Step::Record(Box::new(found)))
    }

    /// The next head in the block that begins behind a head, and how many bytes of that block lie before it.
    fn find_behind_head(&mut self, at: At, head: usize) -> io::Result<Option<(At, u64)>> {
        self.move_to(at)?;
        let window = self.window()?;
        window.skip(head as u64)?;
        let begun = window.position();
        let next = find_head(window)?;
        Ok(next.map(|next| (next, window.position() - begun)))
    }

    /// Goes on behind a record that cannot be read.
    fn behind(&mut self, found: &Found, head: usize, wrong: &Wrong) -> io::Result<Step> {
        self.find_behind_head(found.at, head)?;
        self.damage(found.at, found.head.uri.clone(), wrong)
    }

    fn behind_no_head(&mut self) -> io::Result<Step> {
        let at = self.at;
        let window = self.window()?;
        // A head that the archive's end cuts off may go on later.
        let ahead = window.look(MOST_HEAD)?;
        let begun = ahead.get(..BEGINNING.len()).unwrap_or(ahead);
        let is_cut = ahead.len() < MOST_HEAD && BEGINNING.starts_with(begun);
        window.take(1);
        find_head(window)?;
        self.damage(
            at,
            None,
            if is_cut {
                &Wrong::Cut
            } else {
                &Wrong::NoRecord
            },
        )
    }

    /// The window was moved to the next head, or to where its medium stops.
    fn damage(&mut self, at: At, uri: Option<String>, wrong: &Wrong) -> io::Result<Step> {
        let window = self.window()?;
        if let Bytes::Zipped(members) = &window.medium
            && members.is_before_torn()
            && matches!(wrong, Wrong::Cut)
        {
            let last = members.last();
            return self.behind_member(last + 1, true, wrong.words());
        }
        let goes_on = !window.look(1)?.is_empty()
            || window.medium.is_before_garbage()
            || window.medium.go_on()?;
        if !goes_on && matches!(wrong, Wrong::Cut) {
            return Ok(Step::Torn);
        }
        self.at = window.place();
        let why = wrong.words();
        Ok(Step::Damage { at, uri, why })
    }

    /// Goes on at the next gzip member behind bytes that cannot be decompressed.
    fn behind_damage(&mut self, error: &io::Error) -> io::Result<Step> {
        let last = match &self.window()?.medium {
            Bytes::Zipped(members) => members.last(),
            Bytes::Plain(_) => self.at.offset,
        };
        let is_cut = error.kind() == io::ErrorKind::UnexpectedEof;
        self.behind_member(last + 1, is_cut, "the bytes cannot be decompressed")
    }

    fn behind_garbage(&mut self) -> io::Result<Step> {
        self.behind_member(
            self.at.offset + 1,
            false,
            "there is no gzip member where one should begin",
        )
    }

    fn behind_member(&mut self, from: u64, is_cut: bool, why: &'static str) -> io::Result<Step> {
        let at = self.at;
        let mut file = self.take_file()?;
        let next = find_member(&mut file, from)?;
        let end = file.seek(SeekFrom::End(0))?;
        let next = At {
            offset: next.unwrap_or(end),
            within: 0,
        };
        self.window = Some(stream(file, next)?);
        if next.offset == end && is_cut {
            return Ok(Step::Torn);
        }
        self.at = next;
        Ok(Step::Damage { at, uri: None, why })
    }

    fn take_file(&mut self) -> io::Result<R> {
        let lost = || io::Error::other("the archive was lost in an earlier error");
        let window = self.window.take().ok_or_else(lost)?;
        window.medium.into_file().ok_or_else(lost)
    }

    fn move_to(&mut self, at: At) -> io::Result<()> {
        let file = self.take_file()?;
        self.window = Some(stream(file, at)?);
        Ok(())
    }
}
