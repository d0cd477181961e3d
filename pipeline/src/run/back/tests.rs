//! What a walk does when its source stumbles, and when it is stopped.

use std::{collections::VecDeque, sync::Mutex};

use connectors::{Batch, Fault, Opened};
use futures::future::BoxFuture;
use item::{DropReason, Entry};
use tokio::{task::JoinSet, time::Instant};

use super::*;
use crate::run::message::Message;

type Steps = VecDeque<Result<Option<PastEnd>, FetchError>>;

/// A source whose past is scripted; past its script it lists nothing more.
#[derive(Debug, Default)]
struct Scripted {
    steps: Mutex<Steps>,
    asked: Mutex<Vec<(String, Duration)>>,
    began: Mutex<Option<Instant>>,
}

impl Connector for Scripted {
    fn fetch<'a>(&'a self, _from: &'a Cursor) -> BoxFuture<'a, Result<Batch, FetchError>> {
        panic!("nobody polls")
    }

    fn back<'a>(
        &'a self,
        from: &'a Cursor,
        since: Timestamp,
    ) -> Option<BoxFuture<'a, Result<Step, FetchError>>> {
        let began = *self.began.lock().unwrap().get_or_insert(Instant::now());
        let mut asked = self.asked.lock().unwrap();
        asked.push((from.as_str().to_owned(), began.elapsed()));
        let next = self.steps.lock().unwrap().pop_front();
        let end = next.unwrap_or(Ok(Some(PastEnd::Source)));
        let cursor = Cursor::new(asked.len().to_string()).unwrap();
        let step = end.map(|end| {
            Step::of(Past {
                since,
                reached: None,
                cursor,
                end,
            })
        });
        Some(Box::pin(async { step }))
    }

    fn open<'a>(&'a self, _entry: &'a Entry) -> BoxFuture<'a, Result<Opened, FetchError>> {
        panic!("nobody opens anything")
    }
}

fn unreachable(not_before: Option<Timestamp>) -> FetchError {
    FetchError::Unreachable {
        url: "u".to_owned(),
        reason: "503".to_owned(),
        not_before,
    }
}

fn unconnected() -> FetchError {
    FetchError::Unconnected {
        url: "https://a.example/".to_owned(),
        reason: "nobody listens".to_owned(),
        not_before: None,
        fault: Fault::Soft,
    }
}

fn deferred(minutes: i64) -> FetchError {
    FetchError::Deferred {
        url: "u".to_owned(),
        until: Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_mins(minutes),
        reason: "it is so scripted".to_owned(),
    }
}

/// A desk that takes every step at once.
fn desk() -> (DeskHandle, JoinSet<usize>) {
    let (desk, mut inbox) = DeskHandle::new();
    let mut taking = JoinSet::new();
    taking.spawn(async move {
        let mut steps = 0;
        while let Some(message) = inbox.recv().await {
            if let Message::ReachBack { reply, .. } = message {
                steps += 1;
                reply.send(2).unwrap();
            }
        }
        steps
    });
    (desk, taking)
}

/// How many steps it took.
async fn taken(taking: &mut JoinSet<usize>) -> usize {
    taking.join_next().await.unwrap().unwrap()
}

fn walk_of(connector: &Arc<Scripted>, stop: watch::Receiver<bool>) -> Walk {
    Walk {
        back: Back {
            source: SourceId::new("s"),
            since: Timestamp::MIN,
            from: BackFrom::Reached,
        },
        past: None,
        connector: Arc::clone(connector) as Arc<dyn Connector>,
        permits: Arc::new(Semaphore::new(1)),
        clock: Arc::new(|| Timestamp::UNIX_EPOCH),
        progress: Arc::default(),
        stop,
    }
}

/// Walks; gives how that ended, when the connector was asked, from where, and how many steps the desk got.
async fn walked(steps: impl Into<Steps>) -> (BackReport, Vec<(String, u64)>, usize) {
    let connector = Arc::new(Scripted {
        steps: Mutex::new(steps.into()),
        ..Scripted::default()
    });
    let (_stopper, stop) = watch::channel(false);
    let (desk, mut taking) = desk();
    let report = walk(walk_of(&connector, stop), desk).await.unwrap();
    let asked = connector.asked.lock().unwrap().clone();
    let asked = asked.into_iter().map(|(from, at)| (from, at.as_secs()));
    (report, asked.collect(), taken(&mut taking).await)
}

#[tokio::test(start_paused = true)]
async fn a_walk_goes_on_from_step_to_step_until_its_end() {
    let steps = [Ok(None), Ok(None), Ok(Some(PastEnd::Since))];
    let (report, asked, taken) = walked(steps).await;
    assert_eq!(report.end, BackEnd::Reached);
    assert_eq!((report.steps, report.brought, taken), (3, 6, 3));
    let from: Vec<&str> = asked.iter().map(|(from, _)| from.as_str()).collect();
    assert_eq!(from, ["", "1", "2"]);
}

#[tokio::test(start_paused = true)]
async fn a_step_that_fails_is_tried_again_at_growing_waits_and_then_left_to_a_later_run() {
    let steps = [
        Ok(None),
        Err(unreachable(None)),
        Err(unreachable(None)),
        Ok(None),
    ];
    let (report, asked, _) = walked(steps).await;
    assert_eq!((report.end, report.steps), (BackEnd::Exhausted, 3));
    let times: Vec<u64> = asked.iter().map(|(_, at)| *at).collect();
    assert_eq!(times, [0, 0, 30, 90, 90]);
    assert_eq!(asked[1].0, asked[3].0, "it is the same step");

    let failures = (0..9).map(|_| Err(unreachable(None)));
    let (report, asked, taken) = walked(failures.collect::<VecDeque<_>>()).await;
    assert!(matches!(report.end, BackEnd::Failed { .. }), "{report:?}");
    assert_eq!((asked.len(), taken), (5, 0));
}

#[tokio::test(start_paused = true)]
async fn who_cannot_be_connected_to_is_tried_again_and_an_outage_here_is_waited_for() {
    let (report, asked, _) = walked([Err(unconnected()), Ok(None)]).await;
    assert_eq!((report.end, asked[1].1), (BackEnd::Exhausted, 30));
    let until = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_mins(10);
    let (report, asked, _) =
        walked([Err(FetchError::Offline { until, since: None }), Ok(None)]).await;
    assert_eq!((report.end, asked[1].1), (BackEnd::Exhausted, 600));
}

#[tokio::test(start_paused = true)]
async fn who_wants_to_be_left_alone_is_waited_for_within_reason() {
    let (report, asked, _) = walked([Err(deferred(10)), Ok(None)]).await;
    assert_eq!((report.end, asked[1].1), (BackEnd::Exhausted, 600));
    let (report, asked, _) = walked([Err(deferred(16))]).await;
    assert!(matches!(report.end, BackEnd::Deferred { .. }), "{report:?}");
    assert_eq!(asked.len(), 1);
    let in_an_hour = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(1);
    let (report, _, _) = walked([Err(unreachable(Some(in_an_hour)))]).await;
    assert!(matches!(report.end, BackEnd::Failed { .. }), "{report:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_not_asked_for_again() {
    let refused = FetchError::Refused {
        url: "u".to_owned(),
        reason: DropReason::Forbidden,
        detail: "403".to_owned(),
        hint: Some("ask".to_owned()),
        may_change: true,
    };
    let (report, asked, _) = walked([Ok(None), Err(refused)]).await;
    let expect = BackEnd::Failed {
        message: "`u`: 403".to_owned(),
        hint: Some("ask".to_owned()),
    };
    assert_eq!((report.end, asked.len()), (expect, 2));
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_a_walk_that_waits() {
    let connector = Arc::new(Scripted {
        steps: Mutex::new([Ok(None), Err(unreachable(None))].into()),
        ..Scripted::default()
    });
    let (stopper, stop) = watch::channel(false);
    let (desk, mut taking) = desk();
    let stopping = async {
        sleep(Duration::from_secs(10)).await;
        stopper.send_replace(true);
    };
    let began = Instant::now();
    let (report, ()) = tokio::join!(walk(walk_of(&connector, stop), desk), stopping);
    assert_eq!(report.unwrap().end, BackEnd::Stopped);
    assert_eq!(
        (began.elapsed().as_secs(), taken(&mut taking).await),
        (10, 1)
    );
}
