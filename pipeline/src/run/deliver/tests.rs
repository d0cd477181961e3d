//! A scripted sink on a real journal, under paused time: when it is tried, how long it is waited for, what counts.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use config::{From as Begin, SinkKind};
use futures::future::BoxFuture;
use item::Body;
use state::{Journal, JournalOptions};
use tokio::task::JoinSet;

use super::*;

/// What the sink does at one try.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// Takes everything.
    Take,
    /// Takes so many events, then is not ready.
    TakeSome(u64),
    /// Is not ready, and wants so many seconds of peace.
    NotNow(Option<u64>),
    /// Refuses for good.
    Decline,
    /// Takes what comes before this event, which it refuses.
    Unfit(u64),
    /// Its disk fails.
    Disk,
    /// Never answers.
    Hang,
}

/// The times of the tries, in seconds from the start, and what each was offered.
type Tries = Arc<Mutex<Vec<(u64, Vec<u64>)>>>;

#[derive(Debug)]
struct Script {
    acts: VecDeque<Act>,
    tries: Tries,
    next: u64,
    start: Instant,
}

impl Sink for Script {
    fn id(&self) -> &'static str {
        "hook"
    }

    fn resume(&self) -> u64 {
        self.next
    }

    fn saved(&self) -> u64 {
        self.next - 1
    }

    fn deliver<'a>(&'a mut self, events: &'a [Event]) -> BoxFuture<'a, Result<(), DeliverError>> {
        let offered = events.iter().map(|event| event.sequence).collect();
        let seconds = self.start.elapsed().as_secs();
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.push((seconds, offered));
        drop(tries);
        let (receiver, reason) = ("https://h.example".to_owned(), "is away".to_owned());
        let not_now = |seconds: Option<u64>| DeliverError::NotNow {
            receiver: receiver.clone(),
            reason: reason.clone(),
            wait: seconds.map(Duration::from_secs),
        };
        let outcome = match self.acts.pop_front().unwrap_or(Act::Take) {
            Act::Take => Ok(()),
            Act::TakeSome(number) => {
                self.next += number;
                Err(not_now(None))
            }
            Act::NotNow(seconds) => Err(not_now(seconds)),
            Act::Decline => Err(DeliverError::Declined {
                receiver,
                reason,
                hint: "mend it".to_owned(),
                for_good: false,
            }),
            Act::Unfit(sequence) => {
                self.next = sequence;
                Err(DeliverError::Unfit {
                    receiver,
                    sequence,
                    reason: "refuses it".to_owned(),
                    may_change: true,
                })
            }
            Act::Disk => Err(DeliverError::Temporary {
                doing: "write",
                path: "out".into(),
                source: std::io::ErrorKind::StorageFull.into(),
            }),
            Act::Hang => return Box::pin(std::future::pending()),
        };
        Box::pin(async move { outcome })
    }

    fn acknowledge(&mut self, sequence: u64) -> BoxFuture<'_, Result<(), DeliverError>> {
        self.next = sequence + 1;
        Box::pin(async { Ok(()) })
    }

    fn settled(&mut self) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(async { Ok(()) })
    }
}

/// A journal of three events, or of more.
struct Stage {
    folder: tempfile::TempDir,
    journal: JournalReader,
}

impl Stage {
    fn new() -> Self {
        Self::of(3)
    }

    fn of(number: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path(), &JournalOptions::default()).unwrap();
        let events: Vec<Event> = (1..=number).map(event).collect();
        journal.append(&events).unwrap();
        Self {
            journal: journal.reader(),
            folder,
        }
    }

    /// A delivery by this script, and when it tries what.
    fn delivery(&self, acts: &[Act]) -> (Delivery, Tries) {
        let tries = Tries::default();
        let sink = Script {
            acts: acts.iter().copied().collect(),
            tries: Arc::clone(&tries),
            next: 1,
            start: Instant::now(),
        };
        let wants = config::Sink {
            id: "hook".to_owned(),
            kind: SinkKind::Stdout,
            filter: None,
            from: Begin::Start,
            events: vec!["*".to_owned()],
            on_refused: config::OnRefused::DeadLetter,
        };
        let delivery = Delivery {
            sink: Box::new(sink),
            wants,
            dead: DeadLetters::new(&self.folder.path().join("sinks"), "hook"),
            clock: Arc::new(|| jiff::Timestamp::UNIX_EPOCH),
        };
        (delivery, tries)
    }

    /// The sequences of the dead letters, with how often each was offered.
    fn dead(&self) -> Vec<(u64, u32)> {
        let letters = DeadLetters::new(&self.folder.path().join("sinks"), "hook");
        let text = std::fs::read_to_string(letters.path()).unwrap_or_default();
        let letters = text
            .lines()
            .map(|line| connectors::read_dead_letter(line).unwrap());
        letters
            .map(|(letter, event)| (event.sequence, letter.attempts))
            .collect()
    }

    /// Delivers with a desk that ends after so many seconds.
    async fn run(&self, acts: &[Act], desk_ends: u64) -> (SinkReport, Vec<(u64, usize)>) {
        let (report, tries, _) = self.run_to(acts, desk_ends).await;
        (report, tries)
    }

    /// The same, with how far the sink was in the end.
    async fn run_to(
        &self,
        acts: &[Act],
        desk_ends: u64,
    ) -> (SinkReport, Vec<(u64, usize)>, Vec<(String, u64)>) {
        let (delivery, tries) = self.delivery(acts);
        let (desk, durable) = watch::channel(3);
        let mut tasks = JoinSet::new();
        let progress = Arc::new(Progress::default());
        let counting = Arc::clone(&progress);
        tasks.spawn(deliver(delivery, self.journal.clone(), durable, counting));
        tokio::time::sleep(Duration::from_secs(desk_ends)).await;
        drop(desk);
        let report = tasks.join_next().await.unwrap().unwrap();
        let tries = tries.lock().unwrap();
        let tries = tries.iter().map(|(at, offered)| (*at, offered.len()));
        let floors = progress.sinks.floors().into_iter();
        let floors = floors.map(|floor| (floor.sink, floor.sequence));
        (report, tries.collect(), floors.collect())
    }
}

fn event(sequence: u64) -> Event {
    Event {
        sequence,
        time: jiff::Timestamp::UNIX_EPOCH,
        body: Body::SinkGap {
            sink: "hook".to_owned(),
            from: sequence,
            to: sequence,
        },
    }
}

fn times(tries: &[(u64, usize)]) -> Vec<u64> {
    tries.iter().map(|(at, _)| *at).collect()
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_is_away_is_tried_again_at_growing_intervals() {
    let away = [Act::NotNow(None); 9];
    let (report, tries) = Stage::new().run(&away, 1000).await;
    assert_eq!(times(&tries), [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
    assert_eq!((report.end, report.delivered), (SinkEnd::Complete, 3));
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_says_when_is_not_asked_before() {
    let (report, tries) = Stage::new()
        .run(&[Act::NotNow(Some(120)), Act::NotNow(Some(1))], 1000)
        .await;
    assert_eq!(times(&tries), [0, 120, 122]); // its own second is less than the interval by then
    assert_eq!(report.end, SinkEnd::Complete);
}

#[tokio::test(start_paused = true)]
async fn no_receiver_may_ask_for_more_than_a_day() {
    let day = 24 * 60 * 60;
    let (_, tries) = Stage::new()
        .run(&[Act::NotNow(Some(100 * day))], 2 * day)
        .await;
    assert_eq!(times(&tries), [0, day]);
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_before_a_failure_is_counted_and_not_offered_again() {
    let (report, tries, acknowledged) = Stage::new().run_to(&[Act::TakeSome(2)], 100).await;
    assert_eq!(tries, [(0, 3), (1, 1)]);
    assert_eq!(report.delivered, 3);
    assert_eq!(acknowledged, [("hook".to_owned(), 3)]);
}

#[tokio::test(start_paused = true)]
async fn at_the_end_a_receiver_gets_some_more_tries_and_then_the_run_says_that_it_has_nothing() {
    let (report, tries, acknowledged) = Stage::new().run_to(&[Act::NotNow(None); 99], 0).await;
    assert_eq!(times(&tries), [0, 1, 3, 7]);
    let SinkEnd::Failed { message, .. } = &report.end else {
        panic!("{report:?}");
    };
    assert_eq!(message, "`https://h.example` is away");
    assert_eq!(report.delivered, 0);
    assert_eq!(acknowledged, [("hook".to_owned(), 0)]);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_work_cuts_a_long_wait_short_unless_the_receiver_asked_for_it() {
    let (report, tries) = Stage::new().run(&[Act::NotNow(None); 8], 130).await;
    assert_eq!(times(&tries), [0, 1, 3, 7, 15, 31, 63, 123, 130]);
    assert_eq!(report.end, SinkEnd::Complete);
    let (report, tries) = Stage::new().run(&[Act::NotNow(Some(600))], 130).await;
    assert_eq!(times(&tries), [0]);
    assert!(matches!(report.end, SinkEnd::Failed { .. }));
    let (report, tries) = Stage::new().run(&[Act::NotNow(Some(140))], 130).await;
    assert_eq!(times(&tries), [0, 140]);
    assert_eq!(report.end, SinkEnd::Complete);
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_declines_is_asked_once() {
    let (report, tries) = Stage::new()
        .run(&[Act::TakeSome(1), Act::Decline], 50)
        .await;
    assert_eq!(times(&tries), [0, 1]);
    assert_eq!(report.delivered, 1);
    let SinkEnd::Failed { hint, .. } = report.end else {
        panic!("it failed");
    };
    assert_eq!(hint.as_deref(), Some("mend it"));
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_declines_is_asked_again_now_and_then_while_the_run_lasts() {
    let (report, tries) = Stage::new().run(&[Act::Decline; 2], 4000).await;
    assert_eq!(times(&tries), [0, 900, 1800]);
    assert_eq!((report.end, report.delivered), (SinkEnd::Complete, 3));
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_is_tried_once_more_when_the_work_has_ended() {
    let (report, tries) = Stage::new().run(&[Act::Disk; 3], 2).await;
    assert_eq!(times(&tries), [0, 1, 2]);
    assert!(matches!(report.end, SinkEnd::Failed { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_sink_that_hangs_holds_nobody_else_up() {
    let stage = Stage::new();
    let (desk, durable) = watch::channel(3);
    let (hanging, _) = stage.delivery(&[Act::Hang]);
    let (brisk, tries) = stage.delivery(&[Act::Take]);
    let mut tasks = JoinSet::new();
    for delivery in [hanging, brisk] {
        let progress = Arc::new(Progress::default());
        let journal = stage.journal.clone();
        tasks.spawn(deliver(delivery, journal, durable.clone(), progress));
    }
    drop(desk);
    let first = tasks.join_next().await.unwrap().unwrap();
    assert_eq!((first.end, first.delivered), (SinkEnd::Complete, 3));
    assert_eq!(*tries.lock().unwrap(), [(0, vec![1, 2, 3])]);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_refused_for_good_is_set_aside_and_the_others_go_on() {
    let stage = Stage::new();
    let (report, tries, reached) = stage.run_to(&[Act::Unfit(2); 3], 100).await;
    assert_eq!(tries, [(0, 3), (1, 2), (3, 2), (3, 1)]);
    assert_eq!(
        (report.end, report.delivered, report.set_aside),
        (SinkEnd::Complete, 2, 1)
    );
    assert_eq!(reached, [("hook".to_owned(), 3)]);
    assert_eq!(stage.dead(), [(2, 3)]);
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_refuses_many_is_not_waited_for_at_each() {
    let stage = Stage::new();
    let refusals = [1, 1, 1, 2, 3].map(Act::Unfit);
    let (report, tries) = stage.run(&refusals, 100).await;
    assert_eq!(times(&tries), [0, 1, 3, 3, 3]);
    assert_eq!((report.delivered, report.set_aside), (0, 3));
    assert_eq!(stage.dead(), [(1, 3), (2, 1), (3, 1)]);
}

#[tokio::test(start_paused = true)]
async fn a_sink_that_is_to_hold_stops_in_front_of_what_is_refused() {
    let stage = Stage::new();
    let (mut delivery, tries) = stage.delivery(&[Act::Unfit(2); 4]);
    delivery.wants.on_refused = config::OnRefused::Hold;
    let (desk, durable) = watch::channel(3);
    let mut tasks = JoinSet::new();
    let progress = Arc::new(Progress::default());
    let telling = Arc::clone(&progress);
    tasks.spawn(deliver(delivery, stage.journal.clone(), durable, telling));
    tokio::time::sleep(Duration::from_secs(500)).await;
    let [now] = &progress.sinks()[..] else {
        panic!("one sink");
    };
    assert!(
        now.fault.as_ref().unwrap().contains("refuses it"),
        "{now:?}"
    );
    assert!(now.waits_since.is_some() && now.is_open, "{now:?}");
    tokio::time::sleep(Duration::from_secs(500)).await;
    drop(desk);
    let report = tasks.join_next().await.unwrap().unwrap();
    assert_eq!((report.end, report.delivered), (SinkEnd::Complete, 3));
    let tries: Vec<u64> = tries.lock().unwrap().iter().map(|(at, _)| *at).collect();
    assert_eq!(tries, [0, 1, 3, 903, 904]);
    assert_eq!(stage.dead(), []);
}

#[tokio::test(start_paused = true)]
async fn while_a_backlog_flows_what_was_taken_counts_and_earlier_troubles_do_not() {
    let (batch, away) = (READ_AHEAD as u64, Act::NotNow(None));
    let stage = Stage::of(3 * batch);
    let acts = [away, away, away, Act::Take, away, Act::Take, Act::Hang];
    let (delivery, tries) = stage.delivery(&acts);
    let (_desk, durable) = watch::channel(3 * batch);
    let mut tasks = JoinSet::new();
    let progress = Arc::new(Progress::default());
    let telling = Arc::clone(&progress);
    tasks.spawn(deliver(delivery, stage.journal.clone(), durable, telling));
    tokio::time::sleep(Duration::from_secs(100)).await;
    let tries: Vec<u64> = tries.lock().unwrap().iter().map(|(at, _)| *at).collect();
    assert_eq!(tries, [0, 1, 3, 7, 7, 8, 8]);
    let floors = progress.sinks.floors();
    assert_eq!(floors.first().unwrap().sequence, 2 * batch);
    assert_eq!(progress.sinks().first().unwrap().fault, None);
}
