//! The sink `jsonl`: a file with one event per line, each exactly once.
//!
//! The file is made durable before the cursor that accounts for it. Dying in between leaves a tail that the cursor
//! does not know, perhaps with half a line; the next delivery finds its own bytes there and goes on behind them.
//! Nothing is ever cut. A file that was replaced or shortened begins anew behind what it holds.

use std::path::{Path, PathBuf};

use futures::future::BoxFuture;
use item::Event;

use super::{
    blocking::Steps,
    cursor::{CursorFile, Position, SKIPPED_BEFORE_SAVE, failed},
    envelope::Envelope,
    outfile::{HINT_NOT_OURS, OutFile},
    recover::{Found, last_event},
};
use crate::{
    error::DeliverError,
    sink::{JournalEnds, Sink},
};

/// A file of JSON lines.
#[derive(Debug)]
pub(crate) struct Jsonl {
    id: String,
    path: PathBuf,
    steps: Steps<State>,
}

#[derive(Debug)]
struct State {
    path: PathBuf,
    cursor: CursorFile,
    /// What the cursor file says, or would say.
    saved: Position,
    /// What is dealt with; beyond `saved` only events that did not match.
    reached: u64,
    /// Missing after a failed step: the file is then looked at afresh.
    out: Option<OutFile>,
}

impl Jsonl {
    /// Opens the file and finds out where it stands. `first` is the sequence after which a sink that was never met
    /// begins.
    pub(crate) fn open(
        id: &str,
        path: &Path,
        cursor: CursorFile,
        first: u64,
        journal: JournalEnds,
    ) -> Result<Self, DeliverError> {
        let saved = match cursor.load()? {
            Some(saved) => saved,
            None => recovered(path, &cursor, first, journal)?,
        };
        if saved.sequence > journal.last {
            return Err(DeliverError::Refused {
                path: path.to_owned(),
                reason: format!(
                    "stands behind event {}, but the journal ends at {}: it was written from another state",
                    saved.sequence, journal.last
                ),
                hint: format!(
                    "move the file and `{}` away and the sink begins a new file",
                    cursor.path().display()
                ),
            });
        }
        let mut state = State {
            path: path.to_owned(),
            cursor,
            reached: saved.sequence,
            saved,
            out: None,
        };
        let out = state.out_file()?;
        state.out = Some(out);
        Ok(Self {
            id: id.to_owned(),
            path: path.to_owned(),
            steps: Steps::new(state),
        })
    }
}

/// Where a file stands whose cursor is not there: before its last event, which is then found in it again. If the
/// journal has dropped that event it cannot be compared, and the whole line is believed.
fn recovered(
    path: &Path,
    cursor: &CursorFile,
    first: u64,
    journal: JournalEnds,
) -> Result<Position, DeliverError> {
    match last_event(path).map_err(|error| failed("read", path, error))? {
        Found::Nothing => {
            let position = Position {
                sequence: first,
                ..Position::default()
            };
            if first > 0 {
                cursor.save(&position)?; // "now" is the moment of the first opening, also after a crash
            }
            Ok(position)
        }
        Found::Event {
            sequence,
            start,
            end,
        } => {
            tracing::warn!(path = %path.display(), sequence, "the sink's cursor is lost; going on by the file's last line");
            let (sequence, length) = if sequence < journal.first {
                (sequence, end)
            } else {
                (sequence - 1, start)
            };
            let out = OutFile::open(path, length)?;
            Ok(Position {
                sequence,
                length,
                tail_digest: out.map_or_else(String::new, |out| out.tail_digest()),
            })
        }
        Found::Foreign => Err(DeliverError::Refused {
            path: path.to_owned(),
            reason: "holds something that this sink has not written".to_owned(),
            hint: HINT_NOT_OURS.to_owned(),
        }),
    }
}

impl State {
    /// The file, standing where the cursor says; begun anew if it is no longer that file.
    fn out_file(&mut self) -> Result<OutFile, DeliverError> {
        if let Some(out) = self.out.take()
            && out.is_in_place()?
        {
            return Ok(out);
        }
        let fresh = self.saved.length == 0;
        if let Some(out) = OutFile::open(&self.path, self.saved.length)?
            && (fresh || out.tail_digest() == self.saved.tail_digest)
        {
            return Ok(out);
        }
        self.begin_anew()
    }

    /// Accepts what the file holds now. That is durable before anything is written behind it.
    fn begin_anew(&mut self) -> Result<OutFile, DeliverError> {
        tracing::warn!(
            path = %self.path.display(), after = self.saved.sequence,
            "the sink's file was shortened or replaced; going on at its end"
        );
        let out = OutFile::open_at_end(&self.path)?.ok_or_else(|| {
            failed(
                "open",
                &self.path,
                std::io::Error::other("it shrinks while it is opened"),
            )
        })?;
        self.save(&out, self.reached)?;
        Ok(out)
    }

    fn save(&mut self, out: &OutFile, sequence: u64) -> Result<(), DeliverError> {
        let position = Position {
            sequence,
            length: out.length(),
            tail_digest: out.tail_digest(),
        };
        self.cursor.save(&position)?;
        self.saved = position;
        self.reached = sequence;
        Ok(())
    }

    // Each step takes the file out and puts it back only if all went well.

    fn deliver(&mut self, lines: Vec<u8>) -> Result<(), DeliverError> {
        let mut out = self.out_file()?;
        out.append(lines)?;
        self.out = Some(out);
        Ok(())
    }

    fn acknowledge(&mut self, sequence: u64) -> Result<(), DeliverError> {
        let Some(out) = self.out.take() else {
            self.reached = self.reached.max(sequence); // nothing is open, so nothing was delivered
            return Ok(());
        };
        let delivered = out.length() != self.saved.length;
        if delivered || sequence.saturating_sub(self.saved.sequence) >= SKIPPED_BEFORE_SAVE {
            self.save(&out, sequence)?;
        }
        self.reached = self.reached.max(sequence);
        self.out = Some(out);
        Ok(())
    }

    fn settled(&mut self) -> Result<(), DeliverError> {
        let out = self.out_file()?;
        let surplus = out.unaccounted()?;
        if surplus > 0 {
            return Err(DeliverError::Refused {
                path: self.path.clone(),
                reason: format!(
                    "holds {surplus} bytes behind byte {} that no event accounts for",
                    out.length()
                ),
                hint: HINT_NOT_OURS.to_owned(),
            });
        }
        if self.reached > self.saved.sequence {
            self.save(&out, self.reached)?;
        }
        self.out = Some(out);
        Ok(())
    }
}

impl Sink for Jsonl {
    fn id(&self) -> &str {
        &self.id
    }

    fn resume(&self) -> u64 {
        self.steps.lock().reached + 1
    }

    fn saved(&self) -> u64 {
        self.steps.lock().saved.sequence
    }

    fn deliver<'a>(&'a mut self, events: &'a [Event]) -> BoxFuture<'a, Result<(), DeliverError>> {
        Box::pin(async move {
            if events.is_empty() {
                return Ok(());
            }
            let lines = Envelope::default().lines(events)?;
            self.steps
                .run(&self.path, move |state| state.deliver(lines))
                .await
        })
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
