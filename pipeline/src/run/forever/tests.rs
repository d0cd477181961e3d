//! A source followed for hours, in paused time, before a desk that only keeps its health; and the whole run before a
//! real one.

mod script;
mod whole;

use tokio::sync::mpsc;

use self::script::{Answer, Script, clock, source};
use super::*;
use crate::{
    run::{
        control::NoRun,
        message::{Message, Standing},
    },
    schedule::{Ended, after},
};

/// What a desk knows of a source, without a state.
async fn keep_health(mut inbox: mpsc::Receiver<Message>) {
    let mut health = Health::default();
    let mut is_paused = false;
    while let Some(message) = inbox.recv().await {
        match message {
            Message::Standing { reply, .. } => {
                let (health, cursor) = (health.clone(), item::Cursor::start());
                let standing = Standing {
                    health,
                    cursor,
                    is_paused,
                };
                reply.send(standing).ok();
            }
            Message::Admit { reply, .. } => drop(reply.send(0)),
            Message::Polled {
                polled: Some(polled),
                ..
            } => {
                let ended = match polled.result {
                    Ok(wish) => Ended::Well { wish, seen: None },
                    Err(error) => Ended::Failed {
                        fault: error.fault(),
                        words: error.to_string(),
                        not_before: None,
                    },
                };
                (health, _) = after(health, ended, polled.began, polled.began);
            }
            Message::Pause { since, reply, .. } => {
                is_paused = since.is_some();
                reply.send(Ok(())).ok();
            }
            _ => {}
        }
    }
}

/// A source that is followed until the test ends, or stops it.
struct Stage {
    script: Arc<Script>,
    stopper: watch::Sender<bool>,
    control: Control,
    following: JoinSet<()>,
}

fn follow(keys: &str, script: Script) -> Stage {
    let script = Arc::new(script);
    let (stopper, stop) = watch::channel(false);
    let (desk, inbox) = DeskHandle::new();
    let followed = Followed {
        source: source(keys),
        connector: Arc::clone(&script) as Arc<dyn Connector>,
        permits: Arc::new(Semaphore::new(1)),
        clock: clock(),
        progress: Arc::default(),
        nudge: Arc::default(),
        stop,
    };
    let control = Control::default();
    control.is_for(&desk, [(&followed.source.id, &followed.nudge)].into_iter());
    let mut following = JoinSet::new();
    following.spawn(followed.follow(desk));
    following.spawn(keep_health(inbox));
    Stage {
        script,
        stopper,
        control,
        following,
    }
}

/// The seconds at which a source was polled within an hour.
async fn polls_of_an_hour(stage: &Stage) -> Vec<u64> {
    sleep(Duration::from_secs(3599)).await;
    stage.script.polls()
}

#[tokio::test(start_paused = true)]
async fn a_source_is_polled_from_start_to_start_of_its_interval() {
    let stage = follow("every = \"10m\"", Script::answering(|_| Answer::Nothing));
    let expect = [0, 600, 1200, 1800, 2400, 3000];
    assert_eq!(polls_of_an_hour(&stage).await, expect);
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_takes_longer_than_its_interval_never_overlaps_the_next_one() {
    let stage = follow("every = \"1m\"", Script::answering(|_| Answer::Slow(400)));
    let polls = polls_of_an_hour(&stage).await;
    let waits: Vec<u64> = polls.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(waits, [401; 8]);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_has_changed_is_polled_before_its_time() {
    let stage = follow("every = \"30m\"", Script::answering(|_| Answer::Nothing));
    sleep(Duration::from_secs(100)).await;
    stage.script.change();
    assert_eq!(polls_of_an_hour(&stage).await, [0, 100, 1900]);
}

#[tokio::test(start_paused = true)]
async fn a_source_is_polled_when_somebody_asks_for_it_even_while_it_is_paused() {
    let stage = follow("every = \"10m\"", Script::answering(|_| Answer::Nothing));
    let source = item::SourceId::new("s");
    let now = clock()();
    sleep(Duration::from_secs(100)).await;
    assert_eq!(stage.control.poll_now(&source), Ok(true));
    sleep(Duration::from_secs(100)).await;
    stage
        .control
        .pause(&source, Some(now))
        .await
        .unwrap()
        .unwrap();
    sleep(Duration::from_mins(30)).await;
    assert_eq!(stage.script.polls(), [0, 100]);
    stage.script.change();
    sleep(Duration::from_secs(100)).await;
    assert_eq!(stage.script.polls(), [0, 100], "its changes wait, too");
    assert_eq!(stage.control.poll_now(&source), Ok(true));
    sleep(Duration::from_secs(100)).await;
    assert_eq!(stage.script.polls(), [0, 100, 2100]);
    sleep(Duration::from_secs(800)).await;
    stage.control.pause(&source, None).await.unwrap().unwrap();
    sleep(Duration::from_secs(100)).await;
    // One poll, at once, is for what became due and for what has changed meanwhile.
    assert_eq!(stage.script.polls(), [0, 100, 2100, 3000]);
    let other = item::SourceId::new("other");
    assert_eq!(stage.control.poll_now(&other), Ok(false));
    assert_eq!(Control::default().poll_now(&source), Err(NoRun));
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_is_asked_for_right_after_another_comes_about_whatever_happens_meanwhile() {
    let stage = follow("every = \"10m\"", Script::answering(|_| Answer::Nothing));
    let source = item::SourceId::new("s");
    sleep(Duration::from_millis(100)).await;
    assert_eq!(stage.control.poll_now(&source), Ok(true));
    sleep(Duration::from_millis(100)).await;
    stage.control.pause(&source, None).await.unwrap().unwrap();
    sleep(Duration::from_secs(100)).await;
    assert_eq!(stage.script.polls(), [0, 1]);
}

#[tokio::test(start_paused = true)]
async fn fixed_times_are_kept_whatever_changes() {
    let keys = "cron = \"20,50 * * * *\"\ntimezone = \"UTC\"";
    let stage = follow(keys, Script::answering(|_| Answer::Nothing));
    sleep(Duration::from_secs(100)).await;
    stage.script.change();
    // The test's clock begins at a full hour.
    assert_eq!(polls_of_an_hour(&stage).await, [0, 1200, 3000]);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_is_asked_less_and_less_often_until_it_recovers() {
    let answer = |poll| match poll {
        2..=5 => Answer::Failure,
        _ => Answer::Nothing,
    };
    let stage = follow("every = \"1m\"", Script::answering(answer));
    let polls = polls_of_an_hour(&stage).await;
    let waits: Vec<u64> = polls.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let bounds = [60..=60, 96..=120, 192..=240, 384..=480, 480..=600, 60..=60];
    for (wait, bounds) in waits.iter().zip(&bounds) {
        assert!(bounds.contains(wait), "{waits:?}");
    }
    assert!(waits.len() > bounds.len(), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn a_fault_of_the_program_is_survived_again_and_again() {
    let stage = follow("every = \"10m\"", Script::faulty());
    let polls = polls_of_an_hour(&stage).await;
    // After a fault it begins again within five minutes.
    let in_time = |pair: &[u64]| (600..=900).contains(&(pair[1] - pair[0]));
    assert!(
        polls.len() > 4 && polls.windows(2).all(in_time),
        "{polls:?}"
    );
    let begun = stage.script.asked_for_changes();
    assert!((12..40).contains(&begun), "{begun}");
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_a_poll_that_never_answers() {
    let mut stage = follow("", Script::answering(|_| Answer::Never));
    sleep(Duration::from_hours(5)).await;
    assert_eq!(stage.script.polls(), [0]);
    stage.stopper.send_replace(true);
    // Who follows lets go of the desk, and the desk ends.
    while let Some(ended) = stage.following.join_next().await {
        ended.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_desk_that_is_gone_ends_those_who_wait() {
    let (desk, inbox) = DeskHandle::new();
    let (_stopper, stop) = watch::channel(false);
    let followed = Followed {
        source: source("every = \"1h\""),
        connector: Arc::new(Script::answering(|_| Answer::Nothing)),
        permits: Arc::new(Semaphore::new(1)),
        clock: clock(),
        progress: Arc::default(),
        nudge: Arc::default(),
        stop,
    };
    let keeping = tokio::time::timeout(Duration::from_mins(5), keep_health(inbox));
    let (_gone, ()) = tokio::join!(keeping, followed.follow(desk));
}
