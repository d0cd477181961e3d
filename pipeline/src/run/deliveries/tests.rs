//! Sinks that are let go while their receivers hang, on a real journal under paused time.

use std::sync::{Mutex, MutexGuard, PoisonError};

use config::{From as Begin, SinkKind};
use connectors::{DeadLetters, DeliverError};
use futures::future::BoxFuture;
use item::{Body, Event};
use state::{Journal, JournalOptions};

use super::*;

/// What happened, in order.
type Log = Arc<Mutex<Vec<String>>>;

fn said(log: &Log) -> MutexGuard<'_, Vec<String>> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug)]
struct Script {
    /// How long the receiver leaves each request without an answer; then it refuses it.
    hangs: Option<Duration>,
    next: u64,
    log: Log,
}

impl connectors::Sink for Script {
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
        Box::pin(async move {
            let Some(time) = self.hangs else {
                said(&self.log).push(format!("took {}", events.len()));
                return Ok(());
            };
            tokio::time::sleep(time).await;
            Err(DeliverError::Declined {
                receiver: "https://h.example".to_owned(),
                reason: "refuses it".to_owned(),
                hint: String::new(),
                for_good: true,
            })
        })
    }

    fn acknowledge(&mut self, sequence: u64) -> BoxFuture<'_, Result<(), DeliverError>> {
        self.next = sequence + 1;
        Box::pin(std::future::ready(Ok(())))
    }

    fn settled(&mut self) -> BoxFuture<'_, Result<(), DeliverError>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        said(&self.log).push("ended".to_owned());
    }
}

fn wants(events: &str) -> Sink {
    Sink {
        id: "hook".to_owned(),
        kind: SinkKind::Stdout,
        filter: None,
        from: Begin::Start,
        events: vec![events.to_owned()],
        on_refused: config::OnRefused::DeadLetter,
    }
}

fn delivery(
    wants: &Sink,
    hangs: Option<Duration>,
    log: &Log,
    folder: &std::path::Path,
) -> Delivery {
    let sink = Script {
        hangs,
        next: 1,
        log: Arc::clone(log),
    };
    Delivery {
        sink: Box::new(sink),
        wants: wants.clone(),
        dead: DeadLetters::new(folder, "hook"),
        clock: Arc::new(|| jiff::Timestamp::UNIX_EPOCH),
    }
}

#[tokio::test(start_paused = true)]
async fn a_sink_that_is_changed_while_its_receiver_hangs_begins_when_that_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _) = Journal::open(folder.path(), &JournalOptions::default()).unwrap();
    let event = |sequence| Event {
        sequence,
        time: jiff::Timestamp::UNIX_EPOCH,
        body: Body::SinkGap {
            sink: "hook".to_owned(),
            from: 1,
            to: 1,
        },
    };
    journal.append(&[event(1), event(2)]).unwrap();
    let reader = journal.reader();
    let progress = Arc::default();
    let way = (&reader, &progress, Ends::Stopped);
    let log = Log::default();
    let mut deliveries = Deliveries::new(2);
    let hour = Some(Duration::from_hours(1));
    let (old, new, newer) = (wants("*"), wants("sink.*"), wants("sink.gap"));
    deliveries.begin(vec![delivery(&old, hour, &log, folder.path())], way);
    let (_stopper, stop) = watch::channel(false);
    for (changed, gone) in [(&new, &old), (&newer, &new)] {
        deliveries
            .let_go(|sink| sink != &old && sink != gone, stop.clone())
            .await;
        assert!(deliveries.is_ending("hook") && !deliveries.goes_on(changed));
        let begins = (changed.clone(), Arc::clone(&log), folder.path().to_owned());
        let open = move || {
            let (wants, log, folder) = begins;
            said(&log).push("opened".to_owned());
            Ok(delivery(&wants, None, &log, &folder))
        };
        let postponed = Postponed {
            wants: changed.clone(),
            open: Box::new(open),
        };
        deliveries.begin_behind(vec![postponed], way);
        assert!(deliveries.goes_on(changed));
    }
    assert_eq!(*said(&log), [""; 0]);
    while said(&log).len() < 3 {
        tokio::time::sleep(Duration::from_mins(1)).await;
    }
    assert_eq!(*said(&log), ["ended", "opened", "took 2"]);
    assert!(deliveries.goes_on(&newer) && !deliveries.is_ending("hook"));
}
