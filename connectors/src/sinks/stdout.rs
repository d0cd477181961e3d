//! The sink `stdout`: one event per line on standard output, each at least once.
//!
//! What is written to a pipe cannot be looked at again, so a death between writing and saving the cursor repeats
//! the events of that step, with the same ids. A reader that goes away ends the sink; nothing counts as delivered then.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use futures::future::BoxFuture;
use item::Event;

use super::{
    blocking::Steps,
    cursor::{CursorFile, failed},
    envelope::Envelope,
    mark::Mark,
};
use crate::{error::DeliverError, sink::Sink};

/// What messages call standard output.
pub(crate) const STDOUT: &str = "standard output";

/// Standard output, or whatever else takes bytes.
#[derive(Debug)]
pub(crate) struct Stdout {
    id: String,
    /// What messages call it.
    path: PathBuf,
    envelope: Envelope,
    steps: Steps<State>,
}

struct State {
    id: String,
    path: PathBuf,
    mark: Mark,
    out: Box<dyn io::Write + Send>,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("mark", &self.mark)
            .finish_non_exhaustive()
    }
}

impl Stdout {
    /// A sink that writes to `out`. `first` is the sequence after which a sink that was never met begins.
    pub(crate) fn open(
        id: &str,
        cursor: CursorFile,
        first: u64,
        journal_end: u64,
        out: Box<dyn io::Write + Send>,
    ) -> Result<Self, DeliverError> {
        let mark = Mark::open(cursor, first, journal_end)?;
        Ok(Self::new(
            id,
            STDOUT.as_ref(),
            mark,
            out,
            Envelope::default(),
        ))
    }

    /// A sink that takes events again and leaves every cursor where it is.
    pub(crate) fn open_again(
        id: &str,
        path: &Path,
        envelope: Envelope,
        out: Box<dyn io::Write + Send>,
    ) -> Self {
        Self::new(id, path, Mark::nowhere(), out, envelope)
    }

    fn new(
        id: &str,
        path: &Path,
        mark: Mark,
        out: Box<dyn io::Write + Send>,
        envelope: Envelope,
    ) -> Self {
        let state = State {
            id: id.to_owned(),
            path: path.to_owned(),
            mark,
            out,
        };
        Self {
            id: id.to_owned(),
            path: path.to_owned(),
            envelope,
            steps: Steps::new(state),
        }
    }
}

impl State {
    fn deliver(&mut self, lines: &[u8]) -> Result<(), DeliverError> {
        let written = self.out.write_all(lines).and_then(|()| self.out.flush());
        self.mark.touched(); // perhaps only in part, which "at least once" allows
        written.map_err(|source| match source.kind() {
            io::ErrorKind::BrokenPipe => DeliverError::Closed {
                sink: self.id.clone(),
            },
            _ => failed("write", &self.path, source),
        })
    }
}

impl Sink for Stdout {
    fn id(&self) -> &str {
        &self.id
    }

    fn resume(&self) -> u64 {
        self.steps.lock().mark.next()
    }

    fn saved(&self) -> u64 {
        self.steps.lock().mark.saved()
    }

    fn deliver<'a>(&'a mut self, events: &'a [Event]) -> BoxFuture<'a, Result<(), DeliverError>> {
        Box::pin(async move {
            if events.is_empty() {
                return Ok(());
            }
            let lines = self.envelope.lines(events)?;
            let step = move |state: &mut State| state.deliver(&lines);
            self.steps.run(&self.path, step).await
        })
    }

    fn acknowledge(&mut self, sequence: u64) -> BoxFuture<'_, Result<(), DeliverError>> {
        let step = move |state: &mut State| state.mark.acknowledge(sequence);
        Box::pin(self.steps.run(&self.path, step))
    }

    fn settled(&mut self) -> BoxFuture<'_, Result<(), DeliverError>> {
        let step = |state: &mut State| state.mark.settled();
        Box::pin(self.steps.run(&self.path, step))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>, bool);

    impl io::Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.1 {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn event(sequence: u64) -> Event {
        Event {
            sequence,
            time: jiff::Timestamp::UNIX_EPOCH,
            body: item::Body::SinkGap {
                sink: "s".to_owned(),
                from: 1,
                to: 1,
            },
        }
    }

    #[tokio::test]
    async fn lines_are_written_and_the_cursor_follows_them() {
        let folder = tempfile::tempdir().unwrap();
        let cursor = CursorFile::new(folder.path(), "s");
        let screen = Screen::default();
        let mut sink = Stdout::open("s", cursor.clone(), 0, 9, Box::new(screen.clone())).unwrap();
        assert_eq!(sink.resume(), 1);
        sink.deliver(&[event(1), event(2)]).await.unwrap();
        sink.acknowledge(3).await.unwrap();
        assert_eq!(
            String::from_utf8(screen.0.lock().unwrap().clone())
                .unwrap()
                .lines()
                .count(),
            2
        );
        let again = Stdout::open("s", cursor, 0, 9, Box::new(screen)).unwrap();
        assert_eq!(again.resume(), 4);
    }

    #[tokio::test]
    async fn a_reader_that_goes_away_ends_the_sink_and_nothing_counts_as_delivered() {
        let folder = tempfile::tempdir().unwrap();
        let cursor = CursorFile::new(folder.path(), "s");
        let gone = Screen(Arc::default(), true);
        let mut sink = Stdout::open("s", cursor.clone(), 0, 9, Box::new(gone)).unwrap();
        let ended = sink.deliver(&[event(1)]).await;
        assert!(matches!(ended, Err(DeliverError::Closed { .. })));
        let again = Stdout::open("s", cursor, 0, 9, Box::new(io::sink())).unwrap();
        assert_eq!(again.resume(), 1);
    }

    #[tokio::test]
    async fn now_is_remembered_from_the_first_opening() {
        let folder = tempfile::tempdir().unwrap();
        let cursor = CursorFile::new(folder.path(), "s");
        Stdout::open("s", cursor.clone(), 5, 5, Box::new(io::sink())).unwrap();
        let again = Stdout::open("s", cursor, 8, 8, Box::new(io::sink())).unwrap();
        assert_eq!(again.resume(), 6);
    }
}
