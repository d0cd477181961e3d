//! Deaths before and after a commit, databases that are somebody else's, items that change.

use item::{Article, Body, EntryRef, Item, ItemId, Labels, SourceId, Standing};
use tempfile::TempDir;

use super::*;

/// A journal of this many events is behind the tests.
const END: u64 = 50;

struct Place {
    folder: TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let memory = tempfile::tempdir_in("/dev/shm");
        let folder = memory.or_else(|_| tempfile::tempdir()).unwrap();
        let path = folder.path().join("out/news.db");
        Self { folder, path }
    }

    fn cursor(&self) -> CursorFile {
        CursorFile::new(&self.folder.path().join("sinks"), "s")
    }

    fn open(&self) -> Result<Sqlite, DeliverError> {
        let journal = JournalEnds {
            first: 1,
            last: END,
        };
        Sqlite::open("s", &self.path, self.cursor(), 0, journal)
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        let database = Connection::open(&self.path).unwrap();
        let mut statement = database.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }
}

fn event(sequence: u64) -> Event {
    Event {
        sequence,
        time: jiff::Timestamp::UNIX_EPOCH,
        body: Body::SinkGap {
            sink: "s".to_owned(),
            from: 1,
            to: sequence,
        },
    }
}

fn events(from: u64, to: u64) -> Vec<Event> {
    (from..=to).map(event).collect()
}

async fn hand_over(sink: &mut Sqlite, to: u64) {
    sink.deliver(&events(sink.resume(), to)).await.unwrap();
    sink.acknowledge(to).await.unwrap();
}

fn entry() -> EntryRef {
    EntryRef {
        source: SourceId::new("wire"),
        key: "a".to_owned(),
        version: 1,
    }
}

fn item(version: u32, headline: &str) -> Item {
    Item {
        id: ItemId::of_url("https://news.example/a"),
        source: SourceId::new("wire"),
        tags: Vec::new(),
        entry: entry(),
        first_seen: jiff::Timestamp::UNIX_EPOCH,
        version,
        story: None,
        read_from: None,
        captured: None,
        raw: None,
        article: Article {
            headline: Some(headline.to_owned()),
            text: "Tekst".to_owned(),
            ..Article::default()
        },
        overrides: Vec::new(),
        cleaning: item::Cleaning::default(),
        labels: Labels::default(),
        statements: Vec::new(),
        standing: Standing::Original,
    }
}

fn of(sequence: u64, body: Body) -> Event {
    Event {
        sequence,
        time: jiff::Timestamp::UNIX_EPOCH,
        body,
    }
}

#[tokio::test]
async fn events_are_kept_once_over_many_runs() {
    let place = Place::new();
    for to in [3, 3, 4, 9] {
        let mut sink = place.open().unwrap();
        hand_over(&mut sink, to).await;
        sink.settled().await.unwrap();
        assert_eq!(sink.resume(), to + 1);
    }
    let kept = place.rows("SELECT CAST(sequence AS TEXT) FROM events ORDER BY sequence");
    let all: Vec<String> = (1..=9).map(|sequence: u64| sequence.to_string()).collect();
    assert_eq!(kept, all);
    assert_eq!(place.cursor().load().unwrap().unwrap().sequence, 9);
    let written = place.rows("SELECT event FROM events WHERE sequence = 7");
    assert_eq!(written, [event(7).to_json().unwrap()]);
}

#[tokio::test]
async fn the_database_is_believed_before_the_cursor_file() {
    let place = Place::new();
    let mut sink = place.open().unwrap();
    hand_over(&mut sink, 2).await;
    sink.deliver(&events(3, 4)).await.unwrap();
    drop(sink); // dead after the commit, before the cursor file
    assert_eq!(place.cursor().load().unwrap().unwrap().sequence, 2);
    let sink = place.open().unwrap();
    assert_eq!(sink.resume(), 5);
    drop(sink);
    fs::remove_dir_all(place.path.parent().unwrap()).unwrap();
    assert_eq!(place.open().unwrap().resume(), 1, "a new database gets all");
}

#[tokio::test]
async fn an_item_is_there_as_it_is_now() {
    let place = Place::new();
    let mut sink = place.open().unwrap();
    let first = item(1, "Most zamknięty");
    let id = first.id;
    let new = Body::ItemNew {
        item: first,
        keys: Vec::new(),
        fingerprint: item::Fingerprint::default(),
    };
    let relinked = |version, headline| Body::ItemRelinked {
        item: item(version, headline),
    };
    let withdrawn = Body::ItemWithdrawn {
        item: id,
        entry: entry(),
    };
    sink.deliver(&[
        of(1, new),
        of(2, relinked(2, "Most otwarty")),
        of(3, withdrawn),
    ])
    .await
    .unwrap();
    let now = "SELECT version || ' ' || headline || ' ' || (withdrawn IS NOT NULL) FROM items";
    assert_eq!(place.rows(now), ["2 Most otwarty 1"]);
    let reappeared = Body::ItemReappeared {
        item: id,
        entry: entry(),
    };
    sink.deliver(&[of(4, reappeared), of(5, relinked(1, "Stary tytuł"))])
        .await
        .unwrap();
    assert_eq!(
        place.rows(now),
        ["2 Most otwarty 0"],
        "an old version changes nothing"
    );
    let told = place.rows("SELECT type FROM events WHERE item IS NOT NULL ORDER BY sequence");
    assert_eq!(told.len(), 5);
    assert_eq!(
        place.rows("SELECT item ->> '$.id' FROM items"),
        [id.to_string()]
    );
}

#[tokio::test]
async fn what_is_not_ours_is_left_alone() {
    let place = Place::new();
    fs::create_dir_all(place.path.parent().unwrap()).unwrap();
    let refused = |reason: &str| {
        let error = place.open().unwrap_err();
        assert!(matches!(error, DeliverError::Refused { .. }), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
        assert!(error.hint().is_some());
    };
    Connection::open(&place.path)
        .unwrap()
        .execute_batch("CREATE TABLE events (a)")
        .unwrap();
    refused("holds tables that this sink has not made");
    fs::remove_file(&place.path).unwrap();
    fs::write(
        &place.path,
        "not a database, but long enough to be looked at".repeat(40),
    )
    .unwrap();
    refused("is no sound database");
    fs::remove_file(&place.path).unwrap();
    let mut sink = place.open().unwrap();
    hand_over(&mut sink, END).await;
    drop(sink);
    let journal = JournalEnds { first: 1, last: 9 };
    let other = Sqlite::open("s", &place.path, place.cursor(), 0, journal).unwrap_err();
    assert!(
        other.to_string().contains("written from another state"),
        "{other}"
    );
    Connection::open(&place.path)
        .unwrap()
        .pragma_update(None, "user_version", VERSION + 1)
        .unwrap();
    refused("a newer one made it");
}

#[tokio::test]
async fn a_locked_database_is_tried_again_and_nothing_is_half_written() {
    let place = Place::new();
    let mut sink = place.open().unwrap();
    hand_over(&mut sink, 2).await;
    sink.steps
        .lock()
        .database
        .busy_timeout(Duration::ZERO)
        .unwrap();
    let other = Connection::open(&place.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = sink.deliver(&events(3, 4)).await.unwrap_err();
    assert!(matches!(error, DeliverError::Temporary { .. }), "{error}");
    assert_eq!(sink.resume(), 3);
    other.execute_batch("ROLLBACK").unwrap();
    hand_over(&mut sink, 4).await;
    assert_eq!(
        place.rows("SELECT CAST(count(*) AS TEXT) FROM events"),
        ["4"]
    );
}
