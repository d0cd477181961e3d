//! A daemon at work that is reloaded, stopped, killed and started again at random: every sink has every event, and has it
//! once, or at least once under the same id where nobody can promise more.
//!
//! What disturbs it comes while reports wait to be read or delivered. One that came too late is counted and not enough:
//! the daemon is fed and disturbed until so many have met it at work.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use crate::{
    crash::{check_all_told, check_journal, check_once, document},
    support::{
        Daemon, Desk, Line, Postgres, Random, Receiver, lines_of,
        reports::{DATABASE, FILE},
        web::{Answer, Article, Feed, Host},
    },
};

/// Disturbances of a daemon at work, of all kinds.
const DISTURBED: u32 = 50;

/// Rounds after which it is clear that they do not fall where they should.
const MOST_ROUNDS: u32 = 6 * DISTURBED;

/// Documents and articles that come in each round.
const DOCUMENTS: u32 = 6;
const ARTICLES: u32 = 2;

/// The latest moment of a disturbance after the daemon has begun with a round, and after a start.
const LATEST: u64 = 80;

/// How long a daemon is given to begin with what is new, before it is disturbed all the same.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Hangup,
    Edit,
    Stop,
    Kill,
}

struct Story<'d> {
    desk: &'d Desk,
    host: Host,
    random: Random,
    sinks: String,
    versions: BTreeMap<u32, u32>,
    articles: Vec<Article>,
    round: u32,
    /// Disturbances, by their kind: of a daemon at work, and others.
    met: BTreeMap<How, u32>,
    late: BTreeMap<How, u32>,
}

impl Story<'_> {
    /// Another configuration: a topic, a rhythm, and what one of the sinks wants.
    fn configure(&self) {
        let (round, url) = (self.round, self.host.url("/feed.xml"));
        let wants = ["[\"item.*\"]", "[\"item.*\", \"source.*\"]"][round as usize % 2];
        let text = format!(
            "[state]\ndir = \"var\"\n[http]\nallow_private_networks = true\nper_host = {{ concurrency = 4, delay = \"0s\" }}\n\
             [[topic]]\nid = \"t\"\nany = [\"w{round}a\"]\n\
             [[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\nevery = \"1s\"\n\
             [[source]]\nid = \"paper\"\nkind = \"feed\"\nurl = \"{url}\"\nevery = \"1s\"\n\
             {}[[sink]]\nid = \"second\"\nkind = \"jsonl\"\npath = \"second.jsonl\"\nevents = {wants}\n",
            self.sinks
        );
        let path = self.desk.path("newsloom.toml");
        fs::write(path.with_extension("new"), text).unwrap();
        fs::rename(path.with_extension("new"), path).unwrap();
    }

    fn feed_it(&mut self) {
        self.round += 1;
        for _ in 0..DOCUMENTS {
            let number = u32::try_from(self.versions.len()).unwrap() + 1;
            self.versions.insert(number, 1);
            let name = format!("in/{number:04}.txt");
            self.desk.write(&name, document(number, 1));
        }
        let number = 1 + u32::try_from(self.random.index(self.versions.len())).unwrap();
        let version = self.versions[&number] + 1;
        self.versions.insert(number, version);
        let more = "\nMore was said later.\n".repeat(version as usize);
        let text = document(number, version) + &more;
        self.desk.write(&format!("in/{number:04}.txt"), text);
        for _ in 0..ARTICLES {
            let article = Article::new(u32::try_from(self.articles.len()).unwrap());
            self.host
                .put(&article.path(), Answer::page(article.page("")));
            self.articles.push(article);
        }
        let list = |feed: Feed, article: &Article| {
            let link = self.host.url(&article.path());
            feed.list(*article, &link)
        };
        let feed = self.articles.iter().rev().fold(Feed::default(), list);
        self.host.put("/feed.xml", Answer::feed(feed.rss()));
    }

    /// How many reports there are to tell.
    fn fed(&self) -> usize {
        self.versions.len() + self.articles.len()
    }

    /// Whether the sink that is fastest has been told less than there is.
    fn is_at_work(&self) -> bool {
        told(&self.desk.delivered_so_far()).len() < self.fed()
    }

    /// Waits until the daemon has begun with what is new, and then for a moment; now and then only for a moment.
    fn wait(&mut self, before: u64) {
        let began = Instant::now();
        let waits = self.random.below(4) > 0;
        while waits && weight(self.desk) == before && began.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(self.random.below(LATEST)));
    }

    fn disturb<'e>(&mut self, mut daemon: Daemon<'e>, desk: &'e Desk) -> Daemon<'e> {
        let how = [How::Hangup, How::Edit, How::Stop, How::Kill][self.random.index(4)];
        let counts = if self.is_at_work() {
            &mut self.met
        } else {
            &mut self.late
        };
        *counts.entry(how).or_default() += 1;
        match how {
            How::Hangup | How::Edit => {
                self.configure();
                if how == How::Hangup {
                    // One that has just begun hears no hangup yet, and ends by it: a sudden end like another.
                    daemon.signal("-HUP");
                }
                return daemon;
            }
            How::Stop => {
                daemon.signal("-TERM");
                daemon.end();
            }
            How::Kill => {
                daemon.child.kill().unwrap();
                daemon.child.wait().unwrap();
            }
        }
        Daemon::start(desk)
    }
}

/// The ids of the items that were told.
fn told(lines: &[Line]) -> BTreeSet<String> {
    let ids = lines.iter().filter_map(|line| line.item()["id"].as_str());
    ids.map(str::to_owned).collect()
}

/// Bytes of the journal.
fn weight(desk: &Desk) -> u64 {
    let journal = fs::read_dir(desk.path("var/journal")).into_iter().flatten();
    journal
        .map(|file| file.unwrap().metadata().map_or(0, |meta| meta.len()))
        .sum()
}

fn texts(database: &Path, sql: &str) -> Vec<String> {
    let database = rusqlite::Connection::open(database).unwrap();
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn disturbed_in_every_way_at_work_it_loses_nothing_and_doubles_nothing() {
    let (server, receiver) = (Postgres::start(), Receiver::of_all());
    let desk = Desk::plain();
    let mut story = Story {
        desk: &desk,
        host: Host::new(),
        random: Random::new(50),
        sinks: format!("{FILE}{DATABASE}{}{}", server.sink(""), receiver.sink()),
        versions: BTreeMap::new(),
        articles: Vec::new(),
        round: 0,
        met: BTreeMap::new(),
        late: BTreeMap::new(),
    };
    story.configure();
    let mut daemon = Daemon::start(&desk);
    while story.met.values().sum::<u32>() < DISTURBED {
        if daemon.child.try_wait().unwrap().is_some() {
            daemon = Daemon::start(&desk);
        }
        let before = weight(&desk);
        story.feed_it();
        story.wait(before);
        daemon = story.disturb(daemon, &desk);
        assert!(
            story.round < MOST_ROUNDS,
            "the disturbances miss their mark: {:?}, too late: {:?}",
            story.met,
            story.late
        );
    }
    eprintln!(
        "{} reports, {} rounds, disturbed at work: {:?}, too late: {:?}",
        story.fed(),
        story.round,
        story.met,
        story.late
    );
    assert_eq!(story.met.len(), 4, "of every kind: {:?}", story.met);
    if daemon.child.try_wait().unwrap().is_some() {
        daemon = Daemon::start(&desk);
    }
    daemon.until("everything", |daemon| {
        told(&daemon.desk.delivered_so_far()).len() == story.fed()
    });
    let log = daemon.stop();
    assert!(!log.contains("panicked"), "{log}");
    desk.run(&["state", "check"]).expect(0);
    // What changed last may not have been looked at again.
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    check_sinks(&story, &server, &receiver);
}

fn check_sinks(story: &Story<'_>, server: &Postgres, receiver: &Receiver) {
    let desk = story.desk;
    let delivered = desk.delivered();
    check_once(&delivered);
    check_journal(&desk.journal());
    assert_eq!(told(&delivered).len(), story.fed());
    let from_files = delivered
        .iter()
        .filter(|line| line.item()["source"] == "in");
    let from_files: Vec<Line> = from_files.cloned().collect();
    check_all_told(&from_files, &story.versions);
    let ids: Vec<&str> = delivered.iter().map(Line::id).collect();
    let events = "SELECT id FROM events ORDER BY sequence";
    assert_eq!(texts(&desk.path("out.db"), events), ids);
    let events = "SELECT id FROM newsloom.events ORDER BY sequence";
    assert_eq!(server.query(events), ids);
    // What the other file asked for besides changed on the way.
    let second = lines_of(&fs::read(desk.path("second.jsonl")).unwrap());
    check_once(&second);
    let items = second.iter().filter(|line| line.is_item()).map(Line::id);
    assert_eq!(items.collect::<Vec<_>>(), ids);
    // At least once, and what comes again is the same.
    let taken = receiver.taken.lock().unwrap();
    let mut by_id: BTreeMap<&str, &serde_json::Value> = BTreeMap::new();
    for event in taken.iter() {
        let id = event["id"].as_str().unwrap();
        let first = by_id.entry(id).or_insert(event);
        assert_eq!(*first, event, "the same id, and something else");
    }
    let ids_received: BTreeSet<&str> = by_id.keys().copied().collect();
    assert_eq!(ids_received, ids.iter().copied().collect());
}
