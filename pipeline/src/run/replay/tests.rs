//! What a replay takes as handed over, by a scripted receiver under paused time.

use std::collections::VecDeque;

use futures::future::BoxFuture;
use item::Body;
use state::{Journal, JournalOptions};

use super::*;

/// Knows only the highest event that it ever handed over, as the sinks of receivers do.
#[derive(Debug)]
struct Receiver {
    /// How many events each try takes before the receiver is away; all, where none is left.
    takes: VecDeque<usize>,
    taken: Vec<u64>,
    reached: u64,
}

impl Sink for Receiver {
    fn id(&self) -> &'static str {
        "hook"
    }

    fn resume(&self) -> u64 {
        self.reached + 1
    }

    fn saved(&self) -> u64 {
        self.reached
    }

    fn deliver<'a>(&'a mut self, events: &'a [Event]) -> BoxFuture<'a, Result<(), DeliverError>> {
        let takes = self.takes.pop_front().unwrap_or(usize::MAX);
        for event in events.iter().take(takes) {
            self.taken.push(event.sequence);
            self.reached = self.reached.max(event.sequence);
        }
        let outcome = if takes < events.len() {
            Err(DeliverError::NotNow {
                receiver: "https://h.example".to_owned(),
                reason: "is away".to_owned(),
                wait: None,
            })
        } else {
            Ok(())
        };
        Box::pin(std::future::ready(outcome))
    }

    fn acknowledge(&mut self, _: u64) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn settled(&mut self) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

fn event(sequence: u64) -> Event {
    Event {
        sequence,
        time: Timestamp::UNIX_EPOCH,
        body: Body::HostFurniture {
            host: format!("{sequence}.example"),
            lines: Vec::new(),
        },
    }
}

/// Sends lots of events one after the other; gives what the receiver took, and what counts as sent.
async fn sent(lots: &[&[u64]], takes: &[usize]) -> (Vec<u64>, u64) {
    let mut receiver = Receiver {
        takes: takes.iter().copied().collect(),
        taken: Vec::new(),
        reached: 0,
    };
    let done = Mutex::new(Replayed::default());
    for lot in lots {
        let events: Vec<Event> = lot.iter().copied().map(event).collect();
        send(&mut receiver, &events, &done).await.unwrap();
    }
    let done = done.into_inner().unwrap();
    (receiver.taken, done.sent)
}

#[tokio::test(start_paused = true)]
async fn an_older_event_counts_as_sent_only_when_it_is_taken() {
    let taken = sent(&[&[9], &[4]], &[1, 0]).await;
    assert_eq!(taken, (vec![9, 4], 2));
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_before_a_receiver_went_away_is_not_sent_twice() {
    let taken = sent(&[&[1, 2, 3], &[4, 5, 6]], &[1, 2, 0, 1]).await;
    assert_eq!(taken, (vec![1, 2, 3, 4, 5, 6], 6));
}

/// What a replay says of a journal of 40 events, a second apart, of which some segments are gone when it reads them.
async fn counted(from: Bound, is_gone: fn(usize) -> bool) -> Replayed {
    let folder = tempfile::tempdir().unwrap();
    let options = JournalOptions {
        segment_bytes: 1,
        ..JournalOptions::default()
    };
    let (mut journal, _) = Journal::open(folder.path(), &options).unwrap();
    for sequence in 1..=40 {
        let mut event = event(sequence);
        event.time = at(sequence);
        journal.append(&[event]).unwrap();
    }
    let reader = journal.reader();
    for (number, segment) in journal.segments().unwrap().iter().enumerate() {
        if is_gone(number) {
            std::fs::remove_file(&segment.path).unwrap();
        }
    }
    let asked = Replay {
        wants: config::Sink {
            id: "hook".to_owned(),
            kind: config::SinkKind::Stdout,
            filter: None,
            from: config::From::Start,
            events: vec!["*".to_owned()],
            on_refused: config::OnRefused::DeadLetter,
        },
        query: None,
        from,
        until: None,
    };
    let done = Mutex::new(Replayed::default());
    replay(&asked, None, reader, &done).await.unwrap();
    done.into_inner().unwrap()
}

fn at(second: u64) -> Timestamp {
    Timestamp::from_second(second.try_into().unwrap()).unwrap()
}

#[tokio::test]
async fn what_a_replay_cannot_have_is_told_and_what_is_not_asked_for_is_not() {
    let first_ten = |number| number < 10;
    let done = counted(Bound::Sequence(1), first_ten).await;
    assert_eq!((done.begins_at, done.sent, done.lost), (Some(11), 30, 0));
    let done = counted(Bound::Time(at(5)), first_ten).await;
    assert_eq!((done.begins_at, done.sent, done.lost), (Some(11), 30, 0));
    let done = counted(Bound::Time(at(20)), first_ten).await;
    assert_eq!((done.begins_at, done.sent, done.lost), (None, 21, 0));
    let in_between = |number| (20..25).contains(&number);
    let done = counted(Bound::Sequence(1), in_between).await;
    assert_eq!((done.begins_at, done.sent, done.lost), (None, 35, 5));
    let done = counted(Bound::Time(at(30)), |number| number == 1).await;
    assert_eq!(
        (done.sent, done.lost),
        (11, 0),
        "what is not asked for is not missed"
    );
    let at_the_end = |number| number >= 38;
    let done = counted(Bound::Sequence(30), at_the_end).await;
    assert_eq!((done.begins_at, done.sent, done.lost), (None, 9, 2));
}
