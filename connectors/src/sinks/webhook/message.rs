//! Events as the bodies of requests: the structured and the batched content mode of `CloudEvents` over HTTP (HTTP
//! protocol binding 1.0.2, sections 3.2 and 3.3). Pure.

use std::fmt;

use bytes::Bytes;
use item::{Event, digest128};

use crate::{error::DeliverError, sinks::envelope::Envelope};

/// A batch closes before it grows beyond this: common servers take no larger bodies unless they are told to.
const MAX_BATCH_BYTES: usize = 1 << 20;

/// One request's worth of events.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// The same whenever the same events are sent together.
    pub(super) id: String,
    pub(super) content_type: &'static str,
    pub(super) body: Bytes,
    /// The sequences that it carries, for messages.
    pub(super) span: Span,
}

/// The sequences of the first and the last event of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) first: u64,
    pub(super) last: u64,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "event {}", self.first)
        } else {
            write!(f, "events {} to {}", self.first, self.last)
        }
    }
}

/// The next message, and the events behind it; `None` if there are no events. With `batch` 1 an event is a message,
/// with more a message is a list of up to so many.
pub(super) fn next_message(
    events: &[Event],
    batch: usize,
    envelope: Envelope,
) -> Result<Option<(Message, &[Event])>, DeliverError> {
    match events {
        [] => Ok(None),
        [event, rest @ ..] if batch <= 1 => {
            let message = Message {
                id: event.id().as_str().to_owned(),
                content_type: "application/cloudevents+json",
                body: envelope.json(event)?.into(),
                span: Span {
                    first: event.sequence,
                    last: event.sequence,
                },
            };
            Ok(Some((message, rest)))
        }
        [first, ..] => batched(first, events, batch, envelope).map(Some),
    }
}

fn batched<'e>(
    first: &Event,
    events: &'e [Event],
    batch: usize,
    envelope: Envelope,
) -> Result<(Message, &'e [Event]), DeliverError> {
    let mut body = String::from("[");
    let mut ids = Vec::new();
    let mut last = first.sequence;
    for event in events.iter().take(batch) {
        let json = envelope.json(event)?;
        if !ids.is_empty() {
            if body.len() + json.len() > MAX_BATCH_BYTES {
                break;
            }
            body.push(',');
        }
        body.push_str(&json);
        ids.push(event.id());
        last = event.sequence;
    }
    body.push(']');
    let parts: Vec<&[u8]> = ids.iter().map(|id| id.as_str().as_bytes()).collect();
    let message = Message {
        id: format!("{:032x}", digest128(&parts)),
        content_type: "application/cloudevents-batch+json",
        body: body.into(),
        span: Span {
            first: first.sequence,
            last,
        },
    };
    Ok((message, events.get(ids.len()..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use item::Body;
    use serde_json::Value;

    use super::*;

    fn event(sequence: u64, size: usize) -> Event {
        Event {
            sequence,
            time: jiff::Timestamp::UNIX_EPOCH,
            body: Body::SinkGap {
                sink: "ż".repeat(size),
                from: 1,
                to: sequence,
            },
        }
    }

    fn messages(events: &[Event], batch: usize) -> Vec<Message> {
        let mut rest = events;
        let mut messages = Vec::new();
        while let Some((message, behind)) = next_message(rest, batch, Envelope::default()).unwrap()
        {
            messages.push(message);
            rest = behind;
        }
        messages
    }

    /// The sequences in the bodies of the messages.
    fn carried(messages: &[Message]) -> Vec<Vec<u64>> {
        let sequences = |message: &Message| {
            let read: Value = serde_json::from_slice(&message.body).unwrap();
            let sequence = |event: &Value| event["sequence"].as_u64().unwrap();
            match &read {
                Value::Array(events) => events.iter().map(sequence).collect(),
                event => vec![sequence(event)],
            }
        };
        messages.iter().map(sequences).collect()
    }

    #[test]
    fn events_go_alone_or_in_batches_and_none_is_left_out_or_moved() {
        let events: Vec<Event> = [1, 2, 5, 6, 9].map(|sequence| event(sequence, 1)).into();
        let check = |batch, expect: &[&[u64]]| {
            let messages = messages(&events, batch);
            assert_eq!(carried(&messages), expect);
            let spans = messages.iter().map(|message| message.span.last);
            let expect = expect.iter().filter_map(|list| list.last().copied());
            assert_eq!(spans.collect::<Vec<_>>(), expect.collect::<Vec<_>>());
        };
        check(1, &[&[1], &[2], &[5], &[6], &[9]]);
        check(2, &[&[1, 2], &[5, 6], &[9]]);
        check(100, &[&[1, 2, 5, 6, 9]]);
        assert_eq!(messages(&[], 1), []);
    }

    #[test]
    fn a_single_event_is_no_list_unless_batches_were_asked_for() {
        let events = [event(3, 1)];
        let [alone] = &messages(&events, 1)[..] else {
            panic!("one message")
        };
        assert_eq!(alone.id, events[0].id().as_str());
        assert_eq!(alone.content_type, "application/cloudevents+json");
        assert_eq!(alone.body, events[0].to_json().unwrap());
        let [listed] = &messages(&events, 2)[..] else {
            panic!("one message")
        };
        assert_eq!(listed.content_type, "application/cloudevents-batch+json");
        assert!(listed.body.starts_with(b"[{") && listed.body.ends_with(b"}]"));
    }

    #[test]
    fn a_batch_stays_small_enough_for_common_servers_and_one_large_event_goes_alone() {
        let half = MAX_BATCH_BYTES / 4; // two bytes a letter
        let events = [
            event(1, half / 4),
            event(2, half / 4),
            event(3, 4 * half),
            event(4, 1),
        ];
        assert_eq!(
            carried(&messages(&events, 10)),
            [vec![1, 2], vec![3], vec![4]]
        );
    }

    #[test]
    fn a_batch_has_the_same_id_when_the_same_events_are_sent_again_and_another_otherwise() {
        let events: Vec<Event> = (1..5).map(|sequence| event(sequence, 1)).collect();
        let id = |events: &[Event]| messages(events, 10)[0].id.clone();
        assert_eq!(id(&events), id(&events));
        assert_ne!(id(&events), id(&events[1..]));
        assert_ne!(id(&events), id(&events[..3]));
    }
}
