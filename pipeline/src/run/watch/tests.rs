//! What is told, and how often.

use super::*;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_900_000_000 + 60 * minute).unwrap()
}

fn fresh() -> Watch {
    Watch {
        limits: AlarmSettings::default(),
        sinks: ["a".to_owned()].into(),
        raised: Vec::new(),
        behind_since: BTreeMap::new(),
        fine_since: BTreeMap::new(),
        looked: None,
    }
}

/// The sink `a`, whose oldest event was journalled at that minute.
fn sink(oldest: Option<i64>, fault: Option<&str>, refuses: bool) -> SinkNow {
    SinkNow {
        sink: "a".to_owned(),
        is_open: true,
        behind: u64::from(oldest.is_some()) * 7,
        waits_since: oldest.map(at),
        fault: fault.map(str::to_owned),
        refuses,
        set_aside: 0,
        dead_letters: 0,
    }
}

fn told(news: &[Body]) -> Vec<&'static str> {
    let told = |body: &Body| match body {
        Body::StateAlarmed { alarm, .. } => alarm.name(),
        Body::SinkAlarmed { alarm, .. } => alarm.name(),
        Body::StateCleared { .. } | Body::SinkCleared { .. } => "cleared",
        _ => "",
    };
    news.iter().map(told).collect()
}

fn disk(watch: &mut Watch, free: u64) -> Vec<&'static str> {
    let seen = Seen {
        free: Some(free),
        ..Seen::default()
    };
    told(&watch.news(&seen, Look::Again, at(0)))
}

fn sinks(watch: &mut Watch, minute: i64, sink: SinkNow) -> Vec<&'static str> {
    let seen = Seen {
        sinks: vec![sink],
        ..Seen::default()
    };
    told(&watch.news(&seen, Look::Again, at(minute)))
}

#[test]
fn a_disk_that_fills_is_told_once_and_once_when_there_is_more_than_enough_again() {
    let mut watch = fresh();
    let nothing: [&str; 0] = [];
    assert_eq!(disk(&mut watch, 2_000_000_000), nothing);
    assert_eq!(disk(&mut watch, 1_999_999_999), ["disk"]);
    assert_eq!(disk(&mut watch, 1_000_000_000), nothing);
    assert_eq!(
        disk(&mut watch, 2_000_000_001),
        nothing,
        "it does not flutter"
    );
    assert_eq!(disk(&mut watch, 2_500_000_000), ["cleared"]);
    assert_eq!(disk(&mut watch, 2_000_000_001), nothing);
}

#[test]
fn where_there_is_no_room_nothing_is_journalled_until_there_is() {
    let mut watch = fresh();
    let nothing: [&str; 0] = [];
    assert_eq!(disk(&mut watch, 1000), nothing);
    assert_eq!(watch.raised.len(), 1, "the status tells it all the same");
    assert_eq!(disk(&mut watch, LEAST_ROOM), ["disk"]);
    // A sink that is well again while the disk is full waits for room.
    assert_eq!(
        sinks(&mut watch, 0, sink(Some(0), Some("no"), true)),
        ["refusing"]
    );
    let seen = Seen {
        free: Some(1000),
        sinks: vec![sink(None, None, false)],
        ..Seen::default()
    };
    assert!(watch.news(&seen, Look::Last, at(9)).is_empty());
    assert_eq!(watch.raised.len(), 2);
    let mut unseen = fresh();
    assert_eq!(disk(&mut unseen, 1000), nothing);
    assert_eq!(
        disk(&mut unseen, u64::MAX),
        nothing,
        "what was never told needs no end"
    );
    assert!(unseen.raised.is_empty());
}

#[test]
fn a_sink_that_refuses_is_told_at_once_and_cleared_when_it_has_been_well_for_a_while() {
    let mut watch = fresh();
    let nothing: [&str; 0] = [];
    assert_eq!(
        sinks(&mut watch, 0, sink(Some(0), Some("503"), false)),
        nothing,
        "it may pass"
    );
    assert_eq!(
        sinks(&mut watch, 1, sink(Some(0), Some("403"), true)),
        ["refusing"]
    );
    assert_eq!(sinks(&mut watch, 2, sink(None, None, false)), nothing);
    assert_eq!(
        sinks(&mut watch, 4, sink(Some(4), Some("403"), true)),
        nothing,
        "it goes on"
    );
    assert_eq!(sinks(&mut watch, 5, sink(None, None, false)), nothing);
    assert_eq!(sinks(&mut watch, 9, sink(None, None, false)), nothing);
    assert_eq!(sinks(&mut watch, 10, sink(None, None, false)), ["cleared"]);
}

#[test]
fn a_sink_is_behind_when_its_oldest_event_is_old_and_it_gets_nowhere() {
    let mut watch = fresh();
    let nothing: [&str; 0] = [];
    // It begins with a journal of months, and takes it.
    assert_eq!(
        sinks(&mut watch, 0, sink(Some(-99_999), None, false)),
        nothing
    );
    assert_eq!(
        sinks(&mut watch, 59, sink(Some(-999), None, false)),
        nothing
    );
    assert_eq!(
        sinks(&mut watch, 60, sink(Some(-99), None, false)),
        ["behind"]
    );
    assert_eq!(
        sinks(&mut watch, 61, sink(Some(20), None, false)),
        nothing,
        "half is not well"
    );
    assert_eq!(sinks(&mut watch, 62, sink(Some(61), None, false)), nothing);
    assert_eq!(
        sinks(&mut watch, 67, sink(Some(66), None, false)),
        ["cleared"]
    );
    // Its receiver is away: for an hour that may pass.
    assert_eq!(
        sinks(&mut watch, 100, sink(Some(100), Some("503"), false)),
        nothing
    );
    assert_eq!(
        sinks(&mut watch, 159, sink(Some(100), Some("503"), false)),
        nothing
    );
    assert_eq!(
        sinks(&mut watch, 160, sink(Some(100), Some("503"), false)),
        ["behind"]
    );
    // A new run knows of it.
    let mut next = Watch {
        raised: std::mem::take(&mut watch.raised),
        ..fresh()
    };
    assert_eq!(
        sinks(&mut next, 161, sink(Some(100), Some("503"), false)),
        nothing
    );
    // One that is configured no more needs nobody.
    next.sinks.clear();
    let told_last = next.news(&Seen::default(), Look::Again, at(162));
    assert_eq!(told(&told_last), ["cleared"]);
}

#[test]
fn a_journal_that_cannot_shrink_is_told_where_retention_was_at_it() {
    let mut watch = fresh();
    let mut size = |excess| {
        let seen = Seen {
            excess,
            ..Seen::default()
        };
        told(&watch.news(&seen, Look::Again, at(0)))
    };
    assert_eq!(size(Some(5_000_000)), ["size"]);
    assert!(size(None).is_empty());
    assert!(size(Some(1)).is_empty());
    assert_eq!(size(Some(0)), ["cleared"]);
}
