//! Outages on a scripted network with paused time.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::future::join_all;
use tokio::time::{Instant, advance};

use crate::{
    error::FetchError,
    fault::Fault,
    http::{
        Web,
        exchange::Trouble,
        script::{Script, Scripted, epoch, hasty, page},
    },
};

/// A network where some hosts cannot be connected to.
#[derive(Clone, Default)]
struct Wires(Arc<Mutex<BTreeSet<String>>>);

impl Wires {
    fn script(&self, takes: Duration) -> Arc<Script> {
        let cut = self.clone();
        Script::new(move |request| {
            let host = request.url.host_str().unwrap();
            if cut.0.lock().unwrap().contains(host) {
                Scripted::trouble(Trouble::Unconnected(Fault::Soft))
            } else {
                Scripted::new(404, "").takes(takes)
            }
        })
    }

    fn cut(&self, hosts: &[&str]) {
        let hosts = hosts.iter().map(|host| (*host).to_owned());
        *self.0.lock().unwrap() = hosts.collect();
    }
}

const ALL: [&str; 4] = ["a.example", "b.example", "c.example", "d.example"];

async fn ask(web: &Web, hosts: &[&str]) -> Vec<FetchError> {
    let asked = hosts.iter().map(async |host| {
        let got = page(web, &format!("https://{host}/")).await;
        got.map(drop).unwrap_err()
    });
    join_all(asked).await
}

fn is_offline(error: &FetchError) -> bool {
    matches!(error, FetchError::Offline { .. })
}

fn is_down(error: &FetchError) -> bool {
    matches!(error, FetchError::Unconnected { .. })
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_the_own_network_is_told_from_hosts_that_are_down() {
    let wires = Wires::default();
    wires.cut(&ALL);
    let script = wires.script(Duration::ZERO);
    let web = script.web(hasty());
    let got = ask(&web, &ALL).await;
    assert!(got.iter().all(is_offline), "{got:?}");
    // Nobody is asked meanwhile, and then one alone.
    let before = script.asked().len();
    assert!(is_offline(&ask(&web, &["e.example"]).await[0]));
    assert_eq!(script.asked().len(), before);
    advance(Duration::from_mins(1)).await;
    let got = ask(&web, &ALL).await;
    assert!(got.iter().all(is_offline), "{got:?}");
    assert_eq!(script.asked().len(), before + 1);
    // One answer ends it, and no host is left alone for what was not its fault.
    wires.cut(&[]);
    advance(Duration::from_mins(5)).await;
    ask(&web, &["d.example"]).await;
    let got = ask(&web, &ALL).await;
    let answered = |error: &FetchError| matches!(error, FetchError::Refused { .. });
    assert!(got.iter().all(answered), "{got:?}");
    assert_eq!(web.hosts(), []);
}

#[tokio::test(start_paused = true)]
async fn hosts_that_are_down_while_others_answer_are_down() {
    let wires = Wires::default();
    wires.cut(&ALL[..3]);
    // The one that answers takes longer than the others need to fail: they wait for what it says.
    let web = wires.script(Duration::from_secs(3)).web(hasty());
    let got = ask(&web, &ALL).await;
    assert!(got[..3].iter().all(is_down), "{got:?}");
    // What answered a moment ago proves that there is a network, though those are the last that are asked.
    let got = ask(&web, &ALL[..3]).await;
    assert!(got.iter().all(is_down), "{got:?}");
}

#[tokio::test(start_paused = true)]
async fn hosts_that_answered_a_moment_ago_do_not_all_go_down_at_once() {
    let wires = Wires::default();
    let web = wires.script(Duration::ZERO).web(hasty());
    ask(&web, &ALL).await;
    wires.cut(&ALL);
    let got = ask(&web, &ALL).await;
    assert!(got.iter().all(is_offline), "{got:?}");
}

#[tokio::test(start_paused = true)]
async fn an_outage_says_when_somebody_answered_last() {
    let since = |error: &FetchError| match error {
        FetchError::Offline { since, .. } => since.map(|since| since.duration_since(epoch())),
        other => panic!("{other:?}"),
    };
    let wires = Wires::default();
    let web = wires.script(Duration::ZERO).web(hasty());
    advance(Duration::from_mins(2)).await;
    ask(&web, &["a.example"]).await;
    let answered = Instant::now();
    advance(Duration::from_mins(20)).await;
    wires.cut(&ALL);
    let got = ask(&web, &ALL).await;
    let said = since(&got[0]).unwrap();
    let ago = jiff::SignedDuration::try_from(answered.elapsed()).unwrap();
    assert!(said.is_positive() && said < ago, "{said:?}");
    let fresh = wires.script(Duration::ZERO).web(hasty());
    assert_eq!(since(&ask(&fresh, &ALL).await[0]), None, "nobody ever did");
}

#[tokio::test(start_paused = true)]
async fn two_hosts_may_be_down_by_chance() {
    let wires = Wires::default();
    wires.cut(&ALL[..2]);
    let web = wires.script(Duration::ZERO).web(hasty());
    let got = ask(&web, &ALL[..2]).await;
    assert!(got.iter().all(is_down), "{got:?}");
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_waited_out_longer_and_longer_but_never_for_more_than_minutes_and_not_by_all_alike()
 {
    let wires = Wires::default();
    wires.cut(&ALL);
    let script = wires.script(Duration::ZERO);
    let web = script.web(hasty());
    let until = |error: &FetchError| match error {
        FetchError::Offline { until, .. } => until.duration_since(epoch()).as_secs(),
        other => panic!("{other:?}"),
    };
    let first = ask(&web, &ALL).await;
    let times: BTreeSet<i64> = first.iter().map(until).collect();
    assert!(times.len() > 1, "{times:?}");
    assert!(
        times.iter().all(|time| (60..=90).contains(time)),
        "{times:?}"
    );
    let mut last = 0;
    for _ in 0..8 {
        advance(Duration::from_secs(330)).await;
        let now = i64::try_from(script.asked().last().unwrap().began.as_secs()).unwrap();
        let got = until(&ask(&web, &ALL[..1]).await[0]);
        last = got - now - 330;
    }
    assert!((200..=330).contains(&last), "{last}");
}
