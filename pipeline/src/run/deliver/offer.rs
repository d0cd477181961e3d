//! Offering events to a sink, and setting aside those that its receiver refuses for good, so that one of them does not
//! stop all that come after it.
//!
//! What is set aside is durable before the sink goes on behind it, counted, and told once for as many events as are read
//! at once. It is never silent, and never where the configuration says that the sink is to hold.

use std::time::Duration;

use config::OnRefused;
use connectors::DeliverError;
use item::Event;

use super::Delivery;
use crate::run::outcome::report;

/// How often a receiver that may change its mind is offered an event: it may be starting, or being changed. Only the first
/// refusal among the events that are read at once is worth waiting for; a receiver that refuses many means it.
const TRIES: u32 = 3;

/// The wait before the second try; before the third it is twice as long.
const PAUSE: Duration = Duration::from_secs(1);

/// What was set aside of the events that were read at once.
#[derive(Debug, Default)]
pub(super) struct SetAside {
    pub(super) events: u64,
    first: Option<String>,
}

/// Offers events until the sink has all, or fails. What was set aside counts as dealt with.
pub(super) async fn offer(
    delivery: &mut Delivery,
    wanted: &[Event],
    last: u64,
) -> (Result<(), DeliverError>, u64) {
    let mut aside = SetAside::default();
    let mut done = offer_all(delivery, wanted, &mut aside).await;
    aside.tell(delivery);
    if done.is_ok() {
        done = delivery.sink.acknowledge(last).await;
    }
    (done, aside.events)
}

async fn offer_all(
    delivery: &mut Delivery,
    wanted: &[Event],
    aside: &mut SetAside,
) -> Result<(), DeliverError> {
    let mut rest = wanted;
    let mut attempts = 0;
    while !rest.is_empty() {
        let Err(error) = delivery.sink.deliver(rest).await else {
            break;
        };
        let DeliverError::Unfit {
            sequence,
            may_change,
            ..
        } = error
        else {
            return Err(error);
        };
        let before = rest.iter().take_while(|event| event.sequence < sequence);
        let before = before.count();
        rest = rest.get(before..).unwrap_or_default();
        let Some((event, behind)) = rest.split_first() else {
            return Err(error);
        };
        attempts = if before == 0 { attempts + 1 } else { 1 };
        if may_change && attempts < aside.tries() {
            tokio::time::sleep(PAUSE * attempts).await;
            continue;
        }
        if delivery.wants.on_refused == OnRefused::Hold {
            return Err(error);
        }
        aside.add(delivery, event, &error, attempts).await?;
        delivery.sink.acknowledge(sequence).await?;
        (rest, attempts) = (behind, 0);
    }
    Ok(())
}

impl SetAside {
    fn tries(&self) -> u32 {
        if self.events == 0 { TRIES } else { 1 }
    }

    async fn add(
        &mut self,
        delivery: &mut Delivery,
        event: &Event,
        error: &DeliverError,
        attempts: u32,
    ) -> Result<(), DeliverError> {
        let why = report(error);
        let (mut dead, event, when) = (delivery.dead.clone(), event.clone(), (delivery.clock)());
        let said = why.clone();
        let adding = move || dead.add(&event, &said, attempts, when);
        match tokio::task::spawn_blocking(adding).await {
            Ok(added) => added?,
            // The runtime is going down: the next start offers it again.
            Err(_gone) => {
                return Err(DeliverError::Closed {
                    sink: delivery.sink.id().to_owned(),
                });
            }
        }
        self.events += 1;
        self.first.get_or_insert(why);
        Ok(())
    }

    fn tell(&self, delivery: &Delivery) {
        if let Some(why) = &self.first {
            let (sink, events) = (delivery.sink.id(), self.events);
            tracing::warn!(
                sink,
                events,
                file = %delivery.dead.path().display(),
                hint = "see in the receiver's log what is wrong, then `newsloom replay --dead --to` this sink",
                "events that its receiver refuses are set aside: {why}"
            );
        }
    }
}
