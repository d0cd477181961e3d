//! The whole run, with a real desk on its own thread and a real state. Tokio's time does not go by itself while a
//! blocking thread is at work, so these tests move it.

use std::{fs, path::Path};

use state::{Options, Retention, State};

use super::{
    super::*,
    script::{Answer, Script, clock, source},
};
use crate::{
    classify::Classifier,
    run::{Counts, Treatments},
};

/// How far time is moved before the desk gets a moment, and how long that is.
const STEP: Duration = Duration::from_secs(5);
const MOMENT: Duration = Duration::from_millis(1);

/// More steps than a day has.
const MOST_STEPS: usize = 20_000;

fn plan(dir: &Path, options: &Options, script: Arc<Script>) -> Plan {
    let (state, opened) = State::open(dir, options).unwrap();
    let connectors = [(item::SourceId::new("s"), script as Arc<dyn Connector>)];
    Plan {
        state,
        suspects: opened.suspects,
        connectors: connectors.into(),
        polled: Vec::new(),
        treatments: Treatments::default(),
        stories: config::StorySettings::default(),
        alarms: config::AlarmSettings::default(),
        back: Vec::new(),
        classifier: Classifier::new(Vec::new()),
        going_on: None,
        deliveries: Vec::new(),
        postponed: Vec::new(),
        refused: Vec::new(),
        cursors: Vec::new(),
        clock: clock(),
        deadline: None,
        progress: Arc::default(),
    }
}

/// Runs until something holds, then stops; gives the counts.
async fn run_until(plan: Plan, keys: &str, holds: impl Fn(&Counts) -> bool) -> Counts {
    let progress = Arc::clone(&plan.progress);
    let (stopper, stop) = watch::channel(false);
    let mut running = JoinSet::new();
    let sources = vec![source(keys)];
    running.spawn(async move {
        let control = Control::default();
        let left = run_forever(plan, sources, &control, stop.clone());
        left.await?.close(stop).await
    });
    for _ in 0..MOST_STEPS {
        if holds(&progress.counts()) {
            stopper.send_replace(true);
            let summary = running.join_next().await.unwrap().unwrap().unwrap();
            assert!(summary.stopped);
            return summary.counts;
        }
        tokio::time::advance(STEP).await;
        std::thread::sleep(MOMENT);
    }
    panic!("it never holds: {:?}", progress.counts());
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_could_not_be_read_is_tried_again_when_it_is_due() {
    let dir = tempfile::tempdir().unwrap();
    let script = Arc::new(Script::answering(|poll| match poll {
        1 => Answer::Entries(3),
        _ => Answer::Nothing,
    }));
    let plan = plan(dir.path(), &Options::default(), script);
    let counts = run_until(plan, "", |counts| counts.originals + counts.copies == 3).await;
    assert_eq!((counts.retried, counts.pending), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn what_an_outage_was_booked_as_before_it_came_to_light_is_taken_back() {
    let failures_after = async |answer: fn(usize) -> Answer| {
        let dir = tempfile::tempdir().unwrap();
        let script = Arc::new(Script::answering(answer));
        let plan = plan(dir.path(), &Options::default(), Arc::clone(&script));
        run_until(plan, "every = \"1m\"", |_| script.polls().len() >= 4).await;
        let (state, _) = State::open(dir.path(), &Options::default()).unwrap();
        let health = state.health(&item::SourceId::new("s")).unwrap();
        (health.failures, health.failing_since, health.last_error)
    };
    let outage = failures_after(|poll| match poll {
        1 | 2 => Answer::Unconnected,
        _ => Answer::Offline,
    });
    assert_eq!(outage.await, (0, None, None));
    let failing = failures_after(|poll| match poll {
        1 => Answer::Failure,
        2 => Answer::Unconnected,
        _ => Answer::Offline,
    });
    let (failures, since, error) = failing.await;
    assert_eq!((failures, since.is_some()), (1, true));
    assert!(error.unwrap().contains("in"), "its own failure stays");
}

#[tokio::test(start_paused = true)]
async fn old_segments_go_while_it_runs() {
    let dir = tempfile::tempdir().unwrap();
    let script = Arc::new(Script::answering(|_| Answer::Entries(4)));
    let options = Options {
        segment_bytes: 1,
        retention: Retention {
            max_bytes: Some(1),
            ..Retention::default()
        },
        ..Options::default()
    };
    let journal = dir.path().join("journal");
    let first = || {
        let names = fs::read_dir(&journal).ok()?;
        names.map(|name| name.unwrap().file_name()).min()
    };
    let plan = plan(dir.path(), &options, script);
    let oldest = std::cell::OnceCell::new();
    let is_gone = |_: &Counts| match first() {
        Some(name) => *oldest.get_or_init(|| name.clone()) < name,
        None => false,
    };
    run_until(plan, "every = \"20m\"", is_gone).await;
    let (state, _) = State::open(dir.path(), &options).unwrap();
    assert_eq!(state.check().unwrap(), []);
}

/// What the next run of the process begins with.
fn again(left: Left, script: &Arc<Script>) -> Plan {
    Plan {
        state: left.state,
        suspects: Vec::new(),
        connectors: [(
            item::SourceId::new("s"),
            Arc::clone(script) as Arc<dyn Connector>,
        )]
        .into(),
        polled: Vec::new(),
        treatments: Treatments::default(),
        stories: config::StorySettings::default(),
        alarms: config::AlarmSettings::default(),
        back: Vec::new(),
        classifier: Classifier::new(Vec::new()),
        going_on: Some(left.deliveries),
        deliveries: Vec::new(),
        postponed: Vec::new(),
        refused: Vec::new(),
        cursors: Vec::new(),
        clock: clock(),
        deadline: None,
        progress: Arc::clone(&left.progress),
    }
}

#[tokio::test(start_paused = true)]
async fn old_segments_go_though_no_run_of_the_process_lasts_an_hour() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options {
        segment_bytes: 1,
        retention: Retention {
            max_bytes: Some(1),
            ..Retention::default()
        },
        ..Options::default()
    };
    let script = Arc::new(Script::answering(|_| Answer::Entries(4)));
    let mut plan = plan(dir.path(), &options, Arc::clone(&script));
    for _ in 0..4 {
        let (stopper, stop) = watch::channel(false);
        let (control, sources) = (Control::default(), vec![source("every = \"10m\"")]);
        let mut running = JoinSet::new();
        running.spawn(async move { run_forever(plan, sources, &control, stop).await });
        for _ in 0..20 * 60 / 5 {
            tokio::time::advance(STEP).await;
            std::thread::sleep(MOMENT);
        }
        stopper.send_replace(true);
        let left = running.join_next().await.unwrap().unwrap().unwrap();
        plan = again(left, &script);
    }
    let events = plan.state.reader().read_from(0, 1).unwrap();
    assert!(events.first().unwrap().sequence > 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_left_goes_on_in_the_next_run_and_the_desk_answers_in_both() {
    let dir = tempfile::tempdir().unwrap();
    let control = Control::default();
    assert!(
        control.answer().now_or_never().is_none(),
        "there is no run yet"
    );
    let script = Arc::new(Script::answering(|_| Answer::Entries(2)));
    let mut plan = plan(dir.path(), &Options::default(), Arc::clone(&script));
    let mut found = Vec::new();
    for _ in 0..3 {
        let (stopper, stop) = watch::channel(false);
        let progress = Arc::clone(&plan.progress);
        let before = progress.counts().originals + progress.counts().copies;
        let polls = script.polls().len();
        let (own, sources) = (control.clone(), vec![source("every = \"1h\"")]);
        let mut running = JoinSet::new();
        running.spawn(async move { run_forever(plan, sources, &own, stop).await });
        let mut steps = 0;
        // Each but the first is polled because somebody asked for it between two runs.
        while progress.counts().originals + progress.counts().copies == before
            || script.polls().len() == polls
        {
            tokio::time::advance(STEP).await;
            std::thread::sleep(MOMENT);
            steps += 1;
            assert!(
                STEP * steps < Duration::from_mins(50),
                "{:?}",
                progress.counts()
            );
        }
        control.answer().await;
        stopper.send_replace(true);
        let left = running.join_next().await.unwrap().unwrap().unwrap();
        assert!(
            control.answer().now_or_never().is_none(),
            "the desk has ended"
        );
        found.push(progress.counts().found);
        assert_eq!(control.poll_now(&item::SourceId::new("s")), Ok(true));
        plan = again(left, &script);
    }
    // Each run settled something, be it what the one before had found.
    assert!(found.is_sorted(), "{found:?}");
    assert_eq!(plan.state.check().unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn failed_polls_are_remembered_and_a_spent_budget_is_told_once() {
    let dir = tempfile::tempdir().unwrap();
    let script = Arc::new(Script::answering(|poll| match poll {
        1 => Answer::Nothing,
        _ => Answer::Failure,
    }));
    let mut plan = plan(dir.path(), &Options::default(), Arc::clone(&script));
    plan.alarms.error_budget = jiff::SignedDuration::from_hours(2);
    run_until(plan, "every = \"20m\"", |_| script.polls().len() >= 11).await;
    let (state, _) = State::open(dir.path(), &Options::default()).unwrap();
    let events = state.reader().read_from(0, 100).unwrap();
    let alarms: Vec<_> = events
        .into_iter()
        .filter_map(|event| match event.body {
            item::Body::SourceAlarmed { alarm, .. } => Some(alarm),
            _ => None,
        })
        .collect();
    assert_eq!(alarms, [item::Alarm::Budget]);
    let failures = state.failures(&item::SourceId::new("s")).unwrap();
    assert!(failures.last.len() == 8, "{failures:?}");
    assert!(failures.last.iter().all(|one| one.kind == "unreadable"));
    assert!(
        failures.last[0].at > failures.last[1].at,
        "the newest first"
    );
    assert!(failures.unread.open >= 2 * 3600, "{failures:?}");
}
