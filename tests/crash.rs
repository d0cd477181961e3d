//! The real binary, killed with SIGKILL at random moments: nothing may be lost, nothing may come twice.
//!
//! A kill falls anywhere: into the scan, the preparation, a commit, delivery, retention, or the next start's
//! opening. Documents arrive and change between the kills. At the end one undisturbed run settles what is
//! left, and then journal and sink must each tell every document's story once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs, thread,
    time::Duration,
};

use crate::support::{Desk, Line, Postgres, Random};

/// Kills of a process at work, for each of the two kinds of rounds.
const KILLS: u32 = 60;

/// Rounds after which it is clear that the kills do not fall where they should.
const MOST_ROUNDS: u32 = 6 * KILLS;

/// Documents that are there from the start, and that arrive before each run.
const DOCUMENTS_AT_START: u32 = 60;
const DOCUMENTS_PER_ROUND: u32 = 12;

/// About how long a run goes on after its first delivery.
const ENDING: Duration = Duration::from_millis(40);

/// Where in a run a kill is to fall.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aim {
    Anywhere,
    TheEnd,
}

/// A document unlike all others: every word is made from its number and version.
pub(crate) fn document(number: u32, version: u32) -> String {
    let mut random = Random::new(u64::from(number) * 7919 + u64::from(version) * 104_729);
    let mut text = format!("Report {number} of the observer\n");
    for _ in 0..12 {
        let words: Vec<String> = (0..12)
            .map(|_| format!("w{:x}", random.below(1 << 40)))
            .collect();
        let words = words.join(" ");
        writeln!(
            text,
            "
The office said that {words} was known."
        )
        .unwrap();
    }
    text
}

/// What retention does while the kills go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Retention {
    /// It drops segments.
    Drops,
    /// It takes the words of the source out of every segment that is full.
    Empties,
}

fn desk(retention: Retention, server: &Postgres) -> Desk {
    let (limit, keep) = match retention {
        Retention::Drops => ("max_size = \"96 KiB\"", ""),
        Retention::Empties => ("", "keep = \"1ms\""),
    };
    Desk::new(&format!(
        "[state]\ndir = \"var\"\n{limit}\nsegment_size = \"32 KiB\"\n[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n{keep}\n[[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n\
         [[sink]]\nid = \"db\"\nkind = \"sqlite\"\npath = \"out.db\"\n{}",
        server.sink("")
    ))
}

struct Story {
    desk: Desk,
    server: Postgres,
    random: Random,
    documents: u32,
    versions: BTreeMap<u32, u32>,
    /// About how long a run takes; follows what is seen.
    usual: Duration,
    /// Kills, by what the process was at.
    kills: BTreeMap<&'static str, u32>,
}

impl Story {
    fn begin(seed: u64, retention: Retention) -> Self {
        let server = Postgres::start();
        let mut story = Self {
            desk: desk(retention, &server),
            server,
            random: Random::new(seed),
            documents: 0,
            versions: BTreeMap::new(),
            usual: Duration::from_millis(60),
            kills: BTreeMap::new(),
        };
        story.arrive(DOCUMENTS_AT_START);
        story
    }

    fn arrive(&mut self, documents: u32) {
        for _ in 0..documents {
            self.documents += 1;
            self.desk.write(
                &format!("in/{:04}.txt", self.documents),
                document(self.documents, 1),
            );
            self.versions.insert(self.documents, 1);
        }
    }

    /// A document changes; its size changes with it, so that its version does.
    fn change_one(&mut self) {
        let number = 1 + u32::try_from(self.random.below(u64::from(self.documents))).unwrap();
        let version = self.versions[&number] + 1;
        self.versions.insert(number, version);
        let text = document(number, version) + &"\nMore was said later.\n".repeat(version as usize);
        self.desk.write(&format!("in/{number:04}.txt"), text);
    }

    /// Starts a run and kills it after a random part of the time that one takes, or after a random part of
    /// what comes once it delivers.
    fn kill_one(&mut self, aim: Aim) {
        let part = u32::try_from(self.random.below(1000)).unwrap();
        let journalled = self.desk.journal().len();
        let delivered = self.delivered_bytes();
        let mut child = self.desk.start(&["fetch", "--all"]);
        match aim {
            Aim::Anywhere => thread::sleep(self.usual * part / 1000),
            Aim::TheEnd => {
                while self.delivered_bytes() == delivered && child.try_wait().unwrap().is_none() {
                    thread::sleep(Duration::from_millis(1));
                }
                thread::sleep(ENDING * part / 1000);
            }
        }
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        if aim == Aim::Anywhere {
            self.usual = if ended {
                self.usual * 9 / 10
            } else {
                self.usual * 23 / 20
            };
        }
        if ended {
            return;
        }
        *self.kills.entry(self.caught_at(journalled)).or_default() += 1;
    }

    fn delivered_bytes(&self) -> u64 {
        fs::metadata(self.desk.path("out.jsonl")).map_or(0, |metadata| metadata.len())
    }

    /// What a killed process was at, told by what it left.
    fn caught_at(&self, journalled: usize) -> &'static str {
        let journal = self.desk.journal();
        let preparing =
            fs::metadata(self.desk.path("var/inflight")).is_ok_and(|metadata| metadata.len() > 0);
        let told = self
            .desk
            .delivered_so_far()
            .last()
            .map_or(0, Line::sequence);
        if journal.len() == journalled {
            "opening or scanning"
        } else if preparing {
            "preparing or settling"
        } else if journal
            .iter()
            .any(|line| line.is_item() && line.sequence() > told)
        {
            "delivering"
        } else {
            "retention or closing"
        }
    }

    fn check_none_lost(&self, delivered: &[Line]) {
        let told: BTreeSet<&str> = delivered
            .iter()
            .filter_map(|line| line.item()["entry"]["key"].as_str())
            .collect();
        let lost = (1..=self.documents)
            .map(|number| format!("{number:04}.txt"))
            .filter(|key| !told.contains(key.as_str()));
        let explained: Vec<String> = lost
            .map(|key| self.desk.run(&["explain", &format!("in/{key}")]).stdout)
            .collect();
        assert!(
            explained.is_empty(),
            "documents were lost:\n{}",
            explained.join("")
        );
    }

    fn check_to_the_end(&self) {
        self.desk.run(&["fetch", "--all"]).expect(0);
        self.desk.run(&["state", "check"]).expect(0);
        self.desk
            .run(&["fetch", "--all"])
            .expect(0)
            .says("0 items new");
        let delivered = self.desk.delivered();
        check_once(&delivered);
        self.check_none_lost(&delivered);
        check_all_told(&delivered, &self.versions);
        check_journal(&self.desk.journal());
        self.check_databases(&delivered);
    }

    /// The databases have the same events as the file, and each item in its last version.
    fn check_databases(&self, delivered: &[Line]) {
        let database = rusqlite::Connection::open(self.desk.path("out.db")).unwrap();
        let texts = |sql: &str| -> Vec<String> {
            let mut statement = database.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        let ids: Vec<&str> = delivered.iter().map(Line::id).collect();
        let events = |schema| format!("SELECT id FROM {schema}.events ORDER BY sequence");
        assert_eq!(texts(&events("main")), ids);
        assert_eq!(self.server.query(&events("newsloom")), ids);
        let mut last: BTreeMap<String, u64> = BTreeMap::new();
        for item in delivered
            .iter()
            .map(Line::item)
            .filter(|item| !item.is_null())
        {
            let id = item["id"].as_str().unwrap().to_owned();
            last.insert(id, item["version"].as_u64().unwrap());
        }
        let last: Vec<String> = last
            .iter()
            .map(|(id, version)| format!("{id} {version}"))
            .collect();
        let items = |schema| format!("SELECT id || ' ' || version FROM {schema}.items ORDER BY id");
        assert_eq!(texts(&items("main")), last);
        assert_eq!(self.server.query(&items("newsloom")), last);
    }
}

/// Every event once, in order.
pub(crate) fn check_once(delivered: &[Line]) {
    let ids: BTreeSet<&str> = delivered.iter().map(Line::id).collect();
    assert_eq!(ids.len(), delivered.len(), "an event came twice");
    assert!(
        delivered.is_sorted_by(|a, b| a.sequence() < b.sequence()),
        "events came out of order"
    );
}

/// Every document once as new, and its last version last.
pub(crate) fn check_all_told(delivered: &[Line], versions: &BTreeMap<u32, u32>) {
    let mut told: BTreeMap<u32, Vec<&Line>> = BTreeMap::new();
    for line in delivered.iter().filter(|line| !line.item().is_null()) {
        let key = line.item()["entry"]["key"].as_str().unwrap();
        told.entry(key.trim_end_matches(".txt").parse().unwrap())
            .or_default()
            .push(line);
    }
    for (number, lines) in told {
        let news = lines
            .iter()
            .filter(|line| line.kind() != "newsloom.item.updated")
            .count();
        assert_eq!(news, 1, "document {number} came as new {news} times");
        let item_versions: Vec<u64> = lines
            .iter()
            .map(|line| line.item()["version"].as_u64().unwrap())
            .collect();
        assert!(
            item_versions.is_sorted_by(|a, b| a < b),
            "document {number}: {item_versions:?}"
        );
        let last = lines.last().unwrap().item()["article"]["text"]
            .as_str()
            .unwrap();
        let expected = document(number, versions[&number]);
        let word = expected
            .split_whitespace()
            .find(|word| word.starts_with('w') && word.len() > 6)
            .unwrap();
        assert!(
            last.contains(word),
            "document {number}: its last version was lost"
        );
    }
}

/// What is left of the journal has no gaps and no doubles.
pub(crate) fn check_journal(journal: &[Line]) {
    assert!(
        journal
            .windows(2)
            .all(|pair| pair[1].sequence() == pair[0].sequence() + 1),
        "the journal has a gap"
    );
    let ids: BTreeSet<&str> = journal.iter().map(Line::id).collect();
    assert_eq!(ids.len(), journal.len(), "the journal tells an event twice");
}

fn kill_and_check(seed: u64, retention: Retention, before_each: fn(&Desk)) -> Story {
    let mut story = Story::begin(seed, retention);
    let mut rounds = 0;
    while story.kills.values().sum::<u32>() < KILLS {
        before_each(&story.desk);
        story.kill_one(if rounds % 3 == 0 {
            Aim::TheEnd
        } else {
            Aim::Anywhere
        });
        story.arrive(DOCUMENTS_PER_ROUND);
        story.change_one();
        rounds += 1;
        assert!(
            rounds < MOST_ROUNDS,
            "the kills miss their mark: {:?} in {rounds} rounds",
            story.kills
        );
    }
    eprintln!(
        "{} documents, {rounds} rounds, killed while: {:?}",
        story.documents, story.kills
    );
    story.check_to_the_end();
    story
}

#[test]
fn killed_at_any_moment_it_loses_nothing_and_doubles_nothing() {
    kill_and_check(42, Retention::Drops, |_| {});
}

#[test]
fn killed_at_any_moment_and_robbed_of_its_store_it_loses_nothing_and_doubles_nothing() {
    kill_and_check(43, Retention::Drops, |desk| {
        if desk.path("var/store").exists() {
            fs::remove_dir_all(desk.path("var/store")).unwrap();
        }
    });
}

#[test]
fn killed_at_any_moment_while_words_are_taken_out_of_the_journal_it_loses_nothing_and_doubles_nothing()
 {
    let story = kill_and_check(44, Retention::Empties, |_| {});
    let desk = &story.desk;
    // What a run has not come to, the next ones do.
    for _ in 0..20 {
        desk.run(&["fetch"]).expect(0);
    }
    let journal = desk.journal();
    let full = |line: &&Line| line.is_item() && !line.item()["article"].is_null();
    let (full, all) = (
        journal.iter().filter(full).count(),
        journal.iter().filter(|line| line.is_item()).count(),
    );
    assert!(
        all > 300 && full < 60,
        "{full} of {all} items have their words, more than one segment holds"
    );
    check_journal(&journal);
    desk.run(&["state", "check"]).expect(0);
    fs::remove_dir_all(desk.path("var/store")).unwrap();
    desk.run(&["state", "check"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
}
