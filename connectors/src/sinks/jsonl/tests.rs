//! Deaths between any two bytes, files that are changed behind the sink's back, cursors that are lost.

use std::fs;

use item::{Body, Event};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// A journal of this many events is behind most tests.
const END: u64 = 50;

struct Place {
    folder: TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        // in memory where that can be had: there an fsync costs nothing, and the tests make thousands
        let memory = tempfile::tempdir_in("/dev/shm");
        let folder = memory.or_else(|_| tempfile::tempdir()).unwrap();
        let path = folder.path().join("out/items.jsonl");
        Self { folder, path }
    }

    fn cursor(&self) -> CursorFile {
        CursorFile::new(&self.folder.path().join("sinks"), "s")
    }

    fn open(&self) -> Result<Jsonl, DeliverError> {
        Jsonl::open("s", &self.path, self.cursor(), 0, up_to(END))
    }

    fn content(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }

    fn cut(&self, length: usize) {
        let bytes = fs::read(&self.path).unwrap();
        fs::write(&self.path, &bytes[..length]).unwrap();
    }
}

/// A journal that holds all its events.
fn up_to(last: u64) -> JournalEnds {
    JournalEnds { first: 1, last }
}

/// Lines of different lengths, some with letters of several bytes.
fn event(sequence: u64) -> Event {
    Event {
        sequence,
        time: jiff::Timestamp::UNIX_EPOCH,
        body: Body::SinkGap {
            sink: "ść".repeat(usize::try_from(sequence * 7 % 5).unwrap()),
            from: 1,
            to: sequence,
        },
    }
}

fn events(from: u64, to: u64) -> Vec<Event> {
    (from..=to).map(event).collect()
}

fn expected(from: u64, to: u64) -> String {
    String::from_utf8(Envelope::default().lines(&events(from, to)).unwrap()).unwrap()
}

async fn hand_over(sink: &mut Jsonl, to: u64) -> Result<(), DeliverError> {
    sink.deliver(&events(sink.resume(), to)).await?;
    sink.acknowledge(to).await
}

fn is_refused(result: &Result<(), DeliverError>) -> bool {
    matches!(result, Err(DeliverError::Refused { .. }))
}

#[tokio::test]
async fn events_are_written_once_over_many_runs() {
    let place = Place::new();
    for to in [3, 3, 4, 9] {
        let mut sink = place.open().unwrap();
        hand_over(&mut sink, to).await.unwrap();
        sink.settled().await.unwrap();
        assert_eq!(sink.resume(), to + 1);
    }
    assert_eq!(place.content(), expected(1, 9));
}

#[tokio::test]
async fn dying_at_any_byte_before_the_cursor_is_saved_loses_and_doubles_nothing() {
    let whole = expected(1, 4);
    let acknowledged = expected(1, 2).len();
    for cut in acknowledged..=whole.len() {
        let place = Place::new();
        let mut sink = place.open().unwrap();
        hand_over(&mut sink, 2).await.unwrap();
        sink.deliver(&events(3, 4)).await.unwrap();
        drop(sink);
        place.cut(cut);
        let mut sink = place.open().unwrap();
        assert_eq!(sink.resume(), 3);
        hand_over(&mut sink, 3).await.unwrap();
        hand_over(&mut sink, 6).await.unwrap();
        sink.settled().await.unwrap();
        assert_eq!(place.content(), expected(1, 6), "cut at {cut}");
    }
}

#[tokio::test]
async fn a_lost_cursor_is_recovered_from_the_last_whole_line_wherever_the_file_was_cut() {
    let whole = expected(1, 4);
    for cut in 0..=whole.len() {
        let place = Place::new();
        let mut sink = place.open().unwrap();
        hand_over(&mut sink, 4).await.unwrap();
        drop(sink);
        fs::remove_file(place.cursor().path()).unwrap();
        place.cut(cut);
        let mut sink = place.open().unwrap();
        hand_over(&mut sink, 6).await.unwrap();
        sink.settled().await.unwrap();
        assert_eq!(place.content(), expected(1, 6), "cut at {cut}");
    }
}

#[tokio::test]
async fn a_tail_that_is_not_ours_is_refused_and_nothing_is_cut() {
    for foreign in ["shopping list\n", "{", "\n"] {
        let place = Place::new();
        let mut sink = place.open().unwrap();
        hand_over(&mut sink, 2).await.unwrap();
        let content = expected(1, 2) + foreign;
        fs::write(&place.path, &content).unwrap();
        let mut sink = place.open().unwrap();
        let refused = if foreign == "{" {
            sink.settled().await // it could still become a line of ours, but the journal is at its end
        } else {
            sink.deliver(&events(3, 3)).await
        };
        assert!(is_refused(&refused), "{foreign:?}: {refused:?}");
        assert!(refused.unwrap_err().hint().is_some());
        assert_eq!(place.content(), content);
    }
}

#[tokio::test]
async fn a_file_with_something_else_and_no_cursor_is_refused() {
    let place = Place::new();
    fs::create_dir_all(place.path.parent().unwrap()).unwrap();
    fs::write(&place.path, "my notes\n").unwrap();
    assert!(is_refused(&place.open().map(|_| ())));
    assert_eq!(place.content(), "my notes\n");
}

#[tokio::test]
async fn a_file_of_another_journal_is_refused() {
    let place = Place::new();
    let mut sink = place.open().unwrap();
    hand_over(&mut sink, 20).await.unwrap();
    let reopened = |end| Jsonl::open("s", &place.path, place.cursor(), 0, up_to(end));
    assert!(is_refused(&reopened(10).map(|_| ())), "with the cursor");
    fs::remove_file(place.cursor().path()).unwrap();
    assert!(is_refused(&reopened(10).map(|_| ())), "without the cursor");

    let mut sink = place.open().unwrap();
    let mut other = event(20);
    other.time = jiff::Timestamp::from_second(1).unwrap();
    let refused = sink.deliver(&[other]).await;
    assert!(is_refused(&refused), "the same sequence, another event");
    assert_eq!(place.content(), expected(1, 20));
}

#[tokio::test]
async fn a_replaced_or_shortened_file_begins_anew_behind_what_it_holds() {
    let check = async |content: Option<&str>, expect: &str| {
        let place = Place::new();
        let mut sink = place.open().unwrap();
        hand_over(&mut sink, 2).await.unwrap();
        for again in ["while it is open", "after a restart"] {
            match content {
                Some(content) => fs::write(&place.path, content).unwrap(),
                None => fs::remove_file(&place.path).unwrap(),
            }
            let next = sink.resume();
            if again == "after a restart" {
                drop(sink);
                sink = place.open().unwrap();
                assert_eq!(sink.resume(), next);
            }
            hand_over(&mut sink, next).await.unwrap();
            sink.settled().await.unwrap();
            let expect = expect.to_owned() + &expected(next, next);
            assert_eq!(place.content(), expect, "{content:?} {again}");
        }
    };
    check(None, "").await;
    check(Some(""), "").await;
    check(Some("a line\n"), "a line\n").await;
    check(Some("no end"), "no end\n").await;
    let other = "x".repeat(10_000) + "\n";
    let place = Place::new();
    let mut sink = place.open().unwrap();
    hand_over(&mut sink, 2).await.unwrap();
    drop(sink);
    fs::write(&place.path, &other).unwrap(); // longer, but another file
    let mut sink = place.open().unwrap();
    hand_over(&mut sink, 3).await.unwrap();
    assert_eq!(place.content(), other + &expected(3, 3));
}

#[tokio::test]
async fn dying_while_a_replaced_file_begins_anew_doubles_nothing() {
    let whole = "no end\n".to_owned() + &expected(3, 4);
    for cut in "no end".len()..=whole.len() {
        let place = Place::new();
        let mut sink = place.open().unwrap();
        hand_over(&mut sink, 2).await.unwrap();
        drop(sink);
        fs::write(&place.path, "no end").unwrap();
        let mut sink = place.open().unwrap();
        sink.deliver(&events(3, 4)).await.unwrap();
        drop(sink);
        place.cut(cut);
        let mut sink = place.open().unwrap();
        hand_over(&mut sink, 4).await.unwrap();
        sink.settled().await.unwrap();
        assert_eq!(place.content(), whole, "cut at {cut}");
    }
}

#[tokio::test]
async fn a_cursor_that_cannot_be_saved_acknowledges_nothing() {
    let place = Place::new();
    let mut sink = place.open().unwrap();
    hand_over(&mut sink, 2).await.unwrap();
    let sinks = place.folder.path().join("sinks");
    fs::rename(&sinks, place.folder.path().join("away")).unwrap();
    fs::write(&sinks, "in the way").unwrap();
    sink.deliver(&events(3, 4)).await.unwrap();
    let failed = sink.acknowledge(4).await;
    assert!(matches!(failed, Err(DeliverError::Temporary { .. })));
    assert_eq!(sink.resume(), 3);
    fs::remove_file(&sinks).unwrap();
    hand_over(&mut sink, 5).await.unwrap();
    assert_eq!(place.content(), expected(1, 5));
}

#[tokio::test]
async fn what_is_no_ordinary_file_is_refused_and_a_missing_folder_is_made() {
    let place = Place::new();
    fs::create_dir_all(&place.path).unwrap();
    let folder = place.open().map(|_| ());
    assert!(is_refused(&folder) && folder.unwrap_err().hint().is_some());
    let device = Jsonl::open("s", "/dev/null".as_ref(), place.cursor(), 0, up_to(END));
    assert!(is_refused(&device.map(|_| ())));
    let below_a_file = place.folder.path().join("file/out.jsonl");
    fs::write(place.folder.path().join("file"), "").unwrap();
    let failed = Jsonl::open("s", &below_a_file, place.cursor(), 0, up_to(END));
    let failed = failed.map(|_| ()).unwrap_err();
    assert!(matches!(failed, DeliverError::Temporary { .. }) && failed.hint().is_some());
}

#[tokio::test]
async fn a_last_line_whose_event_the_journal_has_dropped_is_believed_where_the_cursor_is_lost() {
    for first in [4, 5, 7] {
        let place = Place::new();
        let mut sink = place.open().unwrap();
        hand_over(&mut sink, 4).await.unwrap();
        drop(sink);
        fs::remove_file(place.cursor().path()).unwrap();
        let journal = JournalEnds { first, last: END };
        let mut sink = Jsonl::open("s", &place.path, place.cursor(), 0, journal).unwrap();
        let kept = sink.resume().max(first);
        assert_eq!(sink.resume(), if first > 4 { 5 } else { 4 });
        sink.deliver(&events(kept, 8)).await.unwrap();
        sink.acknowledge(8).await.unwrap();
        sink.settled().await.unwrap();
        assert_eq!(place.content(), expected(1, 4) + &expected(first.max(5), 8));
    }
}

#[tokio::test]
async fn now_begins_behind_the_journal_and_is_remembered() {
    let place = Place::new();
    drop(Jsonl::open("s", &place.path, place.cursor(), 7, up_to(7)).unwrap());
    let mut sink = Jsonl::open("s", &place.path, place.cursor(), 9, up_to(9)).unwrap();
    assert_eq!(sink.resume(), 8);
    hand_over(&mut sink, 9).await.unwrap();
    assert_eq!(place.content(), expected(8, 9));
}

#[tokio::test]
async fn events_that_do_not_match_move_the_cursor_only_now_and_then() {
    let place = Place::new();
    let mut sink = Jsonl::open("s", &place.path, place.cursor(), 0, up_to(5000)).unwrap();
    let saved = || {
        place
            .cursor()
            .load()
            .unwrap()
            .map(|position| position.sequence)
    };
    hand_over(&mut sink, 2).await.unwrap();
    sink.acknowledge(100).await.unwrap();
    assert_eq!((saved(), sink.resume()), (Some(2), 101));
    sink.acknowledge(2 + SKIPPED_BEFORE_SAVE).await.unwrap();
    assert_eq!(saved(), Some(2 + SKIPPED_BEFORE_SAVE));
    sink.acknowledge(2000).await.unwrap();
    sink.settled().await.unwrap();
    assert_eq!(saved(), Some(2000));
}

/// What may happen to a sink between two events.
#[derive(Debug, Clone)]
enum Turn {
    Deliver(u64),
    DeliverAndDie { count: u64, cut: usize },
    Skip,
    Settle,
    Reopen,
    LoseCursor,
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        (1..4u64).prop_map(Turn::Deliver),
        (1..4u64, 0..2000usize).prop_map(|(count, cut)| Turn::DeliverAndDie { count, cut }),
        Just(Turn::Skip),
        Just(Turn::Settle),
        Just(Turn::Reopen),
        Just(Turn::LoseCursor),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Odd things happen at every turn, and in the end each even event is in the file once and in order.
    #[test]
    fn every_event_is_written_exactly_once(turns in prop::collection::vec(turn(), 1..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let place = Place::new();
            let mut sink = place.open().unwrap();
            let matching = |from: u64, to: u64| -> Vec<Event> {
                events(from, to).into_iter().filter(|event| event.sequence % 2 == 0).collect()
            };
            for turn in turns {
                let next = sink.resume();
                match turn {
                    Turn::Deliver(count) => {
                        let last = (next + count).min(END);
                        sink.deliver(&matching(next, last)).await.unwrap();
                        sink.acknowledge(last).await.unwrap();
                    }
                    Turn::DeliverAndDie { count, cut } => {
                        let before = fs::read(&place.path).unwrap().len();
                        sink.deliver(&matching(next, (next + count).min(END))).await.unwrap();
                        drop(sink);
                        let after = fs::read(&place.path).unwrap().len();
                        place.cut((before + cut).min(after));
                        sink = place.open().unwrap();
                    }
                    Turn::Skip if next % 2 == 1 => sink.acknowledge(next.min(END)).await.unwrap(),
                    Turn::Skip => {}
                    Turn::Settle => {
                        let rest = matching(next, END.min(next + 8));
                        sink.deliver(&rest).await.unwrap();
                        sink.acknowledge(END.min(next + 8)).await.unwrap();
                        sink.settled().await.unwrap();
                    }
                    Turn::Reopen => {
                        drop(sink);
                        sink = place.open().unwrap();
                    }
                    Turn::LoseCursor => {
                        drop(sink);
                        drop(fs::remove_file(place.cursor().path()));
                        sink = place.open().unwrap();
                    }
                }
            }
            sink.deliver(&matching(sink.resume(), END)).await.unwrap();
            sink.acknowledge(END).await.unwrap();
            sink.settled().await.unwrap();
            let whole = Envelope::default().lines(&matching(1, END)).unwrap();
            assert_eq!(place.content(), String::from_utf8(whole).unwrap());
        });
    }
}
