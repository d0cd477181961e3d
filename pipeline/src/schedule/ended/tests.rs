//! What polls leave behind.

use super::*;

fn at(day: i64, hour: i64) -> Timestamp {
    let start: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
    start + SignedDuration::from_hours(24 * day + hour)
}

fn failed(fault: Fault) -> Ended {
    Ended::Failed {
        fault,
        words: "no".to_owned(),
        not_before: None,
    }
}

fn well() -> Ended {
    Ended::Well {
        wish: None,
        seen: None,
    }
}

/// As the desk does it: what is raised and cleared is noted with the source.
fn poll(health: &mut Health, ended: Ended, now: Timestamp) -> Vec<Sign> {
    let (next, signs) = after(std::mem::take(health), ended, now, now);
    *health = next;
    let mut told = signs;
    told.retain(|sign| match sign {
        Sign::Raised { alarm, .. } => health.alarms.insert(*alarm),
        Sign::Fine(alarm) => health.alarms.remove(alarm),
        Sign::Moved { .. } => false,
    });
    told
}

#[test]
fn failures_weigh_by_what_they_say_of_the_next_attempt() {
    let mut health = Health::default();
    for (fault, burden) in [(Fault::Temporary, 1), (Fault::Soft, 3), (Fault::Hard, 7)] {
        poll(&mut health, failed(fault), at(0, 0));
        assert_eq!(health.burden, burden, "{fault:?}");
    }
    assert_eq!((health.failures, health.failing_since), (3, Some(at(0, 0))));
    poll(&mut health, well(), at(0, 1));
    assert_eq!(
        (health.failures, health.burden, health.failing_since),
        (0, 0, None)
    );
}

#[test]
fn a_source_that_was_left_alone_has_not_failed() {
    let mut health = Health::default();
    let put_off = Ended::Put {
        off_until: at(0, 5),
    };
    poll(&mut health, put_off, at(0, 0));
    assert_eq!((health.failures, health.last_poll), (0, None));
    assert_eq!(health.next_due, Some(at(0, 5)));
}

#[test]
fn a_week_of_failures_is_told_once_and_its_end_once() {
    let mut health = Health::default();
    let mut told = Vec::new();
    for day in 0..20 {
        for hour in [0, 12] {
            let signs = poll(&mut health, failed(Fault::Soft), at(day, hour));
            told.extend(signs.into_iter().map(|sign| (day, sign)));
        }
    }
    let [
        (
            7,
            Sign::Raised {
                alarm: Alarm::Failing,
                hint: Some(_),
                ..
            },
        ),
    ] = told.as_slice()
    else {
        panic!("{told:?}");
    };
    assert_eq!(
        poll(&mut health, well(), at(20, 0)),
        [Sign::Fine(Alarm::Failing)]
    );
    assert_eq!(poll(&mut health, well(), at(20, 1)), []);
}

#[test]
fn what_is_gone_for_good_is_told_once_and_forgotten_when_it_answers() {
    let mut health = Health::default();
    let gone = || Ended::Gone {
        url: "https://a.example/rss".to_owned(),
        words: "`https://a.example/rss` is gone".to_owned(),
    };
    let told = poll(&mut health, gone(), at(0, 0));
    assert!(matches!(
        told.as_slice(),
        [Sign::Raised {
            alarm: Alarm::Gone,
            hint: Some(_),
            ..
        }]
    ));
    assert!(health.gone.is_some() && health.last_error.is_some());
    assert_eq!(poll(&mut health, gone(), at(1, 0)), []);
    assert_eq!(
        poll(&mut health, well(), at(2, 0)),
        [Sign::Fine(Alarm::Gone)]
    );
    assert_eq!(health.gone, None);
}

#[test]
fn a_silence_is_told_once_and_lasts_until_something_new_is_listed() {
    let mut health = Health::default();
    let mut told = Vec::new();
    let mut listed = |is_new: bool, now: Timestamp| {
        let mut seen = Seen::default();
        seen.entry(is_new, Some(now));
        let ended = Ended::Well {
            wish: None,
            seen: Some(seen),
        };
        let signs = poll(&mut health, ended, now);
        told.extend(signs.into_iter().map(|sign| match sign {
            Sign::Raised { alarm, .. } => ("raised", alarm, now),
            Sign::Fine(alarm) => ("fine", alarm, now),
            Sign::Moved { .. } => ("moved", Alarm::Gone, now),
        }));
    };
    // Three a day for six weeks, then nothing for half a year, of which it is not asked for three weeks.
    for step in 0..42 * 3 {
        listed(true, at(step / 3, 8 * (step % 3)));
    }
    for day in (42..100).chain(121..220) {
        listed(false, at(day, 0));
    }
    listed(true, at(220, 0));
    let silent = Alarm::Silent;
    let expect = [("raised", silent, at(45, 0)), ("fine", silent, at(220, 0))];
    assert_eq!(told, expect);
}
