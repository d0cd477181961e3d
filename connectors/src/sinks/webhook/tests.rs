//! The sink against a receiver on the loopback: what arrives, what is repeated, what is remembered.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use config::Secret;
use item::{Body, Event};
use jiff::Timestamp;
use ring::hmac;
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::Webhook;
use crate::{
    connector::Clock, error::DeliverError, http::Web, sink::Sink, sinks::cursor::CursorFile,
};

/// One request as it came over the wire.
#[derive(Debug, Clone)]
struct Received {
    head: String,
    body: Vec<u8>,
}

impl Received {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    fn sequences(&self) -> Vec<u64> {
        let read: Value = serde_json::from_slice(&self.body).unwrap();
        let events = match read {
            Value::Array(events) => events,
            event => vec![event],
        };
        let sequence = |event: &Value| event["sequence"].as_u64().unwrap();
        events.iter().map(sequence).collect()
    }
}

/// A receiver: answers as it is told, then with 204. It ends with the test.
struct Receiver {
    url: String,
    received: Arc<Mutex<Vec<Received>>>,
    _serving: JoinSet<()>,
}

impl Receiver {
    /// `answers` are status lines with what follows them; an empty one is never given.
    async fn start(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?key=s3cr3t", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let mut answers: Vec<String> = answers.iter().map(|&answer| answer.to_owned()).collect();
        answers.reverse();
        let seen = Arc::clone(&received);
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let mut silent = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(request) = read_request(&mut stream).await else {
                    continue;
                };
                seen.lock().unwrap().push(request);
                let answer = answers
                    .pop()
                    .unwrap_or_else(|| "204 No Content\r\n\r\n".to_owned());
                if answer.is_empty() {
                    silent.push(stream);
                    continue;
                }
                let answer = answer.replacen("\r\n", "\r\nConnection: close\r\n", 1);
                let answer = format!("HTTP/1.1 {answer}");
                stream.write_all(answer.as_bytes()).await.ok();
                stream.shutdown().await.ok();
            }
        });
        Self {
            url,
            received,
            _serving: serving,
        }
    }

    fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    fn sequences(&self) -> Vec<Vec<u64>> {
        self.received().iter().map(Received::sequences).collect()
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let count = stream
            .read(&mut buffer)
            .await
            .ok()
            .filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let mut request = Received {
            head: String::from_utf8(bytes[..end].to_vec()).unwrap(),
            body: bytes[end + 4..].to_vec(),
        };
        let length: usize = request.header("content-length").unwrap().parse().unwrap();
        let missing = length - request.body.len();
        let mut rest = vec![0; missing];
        stream.read_exact(&mut rest).await.ok()?;
        request.body.extend(rest);
        return Some(request);
    }
}

/// A sink's settings, its cursor and its clock; the sink can be opened again and again.
struct Place {
    folder: TempDir,
    settings: config::Webhook,
    /// Seconds since 1970.
    now: Arc<AtomicI64>,
    /// Seconds that pass between two looks at the clock.
    pace: i64,
}

const KEY: [u8; 24] = *b"a key of 24 bytes, whole";

impl Place {
    fn new(url: &str) -> Self {
        let settings = format!(
            "[[source]]\nid = \"s\"\nkind = \"files\"\npath = \"in\"\n[[sink]]\nkind = \"webhook\"\nurl = \"{url}\"\nsecret = \"whsec_{}\"\nheaders = {{ X-Desk = \"7\" }}\n",
            BASE64_STANDARD.encode(KEY)
        );
        let config = config::parse(&settings, "/base/newsloom.toml".as_ref(), &|_| None).unwrap();
        let config::SinkKind::Webhook(settings) = config.sinks[0].kind.clone() else {
            panic!("a webhook");
        };
        assert_eq!(settings.secret.as_ref().map(Secret::bytes), Some(&KEY[..]));
        Self {
            folder: tempfile::tempdir().unwrap(),
            settings,
            now: Arc::new(AtomicI64::new(1_800_000_000)),
            pace: 0,
        }
    }

    fn open(&self) -> Webhook {
        let (now, pace) = (Arc::clone(&self.now), self.pace);
        let clock: Clock = Arc::new(move || {
            Timestamp::from_second(now.fetch_add(pace, Ordering::Relaxed)).unwrap()
        });
        let cursor = CursorFile::new(self.folder.path(), "desk");
        let web = Web::new(config::Http::default(), Arc::clone(&clock));
        Webhook::open("desk", self.settings.clone(), cursor, (0, 99), web, clock).unwrap()
    }
}

fn event(sequence: u64) -> Event {
    Event {
        sequence,
        time: Timestamp::UNIX_EPOCH,
        body: Body::SinkGap {
            sink: "ść".to_owned(),
            from: 1,
            to: sequence,
        },
    }
}

fn events(from: u64, to: u64) -> Vec<Event> {
    (from..=to).map(event).collect()
}

#[tokio::test]
async fn events_arrive_in_their_order_whole_and_signed_and_the_cursor_follows() {
    let receiver = Receiver::start(&["200 OK\r\nContent-Length: 2\r\n\r\nok"]).await;
    let place = Place::new(&receiver.url);
    let mut sink = place.open();
    sink.deliver(&events(1, 3)).await.unwrap();
    sink.acknowledge(5).await.unwrap();
    let requests = receiver.received();
    assert_eq!(receiver.sequences(), [[1], [2], [3]]);
    for (request, event) in requests.iter().zip(events(1, 3)) {
        assert!(request.head.starts_with("POST /hook?key=s3cr3t HTTP/1.1"));
        assert_eq!(request.body, event.to_json().unwrap().as_bytes());
        let header = |name| request.header(name).unwrap();
        assert_eq!(header("content-type"), "application/cloudevents+json");
        assert_eq!(header("webhook-id"), event.id().as_str());
        assert_eq!(header("webhook-timestamp"), "1800000000");
        assert_eq!(header("x-desk"), "7");
        let signed = format!("{}.1800000000.", event.id().as_str());
        let signed = [signed.as_bytes(), &request.body].concat();
        let coded = header("webhook-signature").strip_prefix("v1,").unwrap();
        let signature = BASE64_STANDARD.decode(coded).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &KEY);
        hmac::verify(&key, &signed, &signature).unwrap();
    }
    assert_eq!(place.open().resume(), 6);
}

#[tokio::test]
async fn a_death_between_the_answer_and_the_cursor_repeats_events_with_the_same_ids() {
    let receiver = Receiver::start(&[]).await;
    let place = Place::new(&receiver.url);
    place.open().deliver(&events(1, 2)).await.unwrap();
    let mut again = place.open();
    assert_eq!(again.resume(), 1);
    again.deliver(&events(1, 2)).await.unwrap();
    let ids: Vec<String> = receiver
        .received()
        .iter()
        .map(|request| request.header("webhook-id").unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 4);
    assert_eq!(ids[..2], ids[2..]);
}

#[tokio::test]
async fn a_slow_receiver_does_not_get_much_again_after_a_death() {
    let receiver = Receiver::start(&[]).await;
    let mut place = Place::new(&receiver.url);
    place.pace = 1;
    place.open().deliver(&events(1, 4)).await.unwrap();
    assert_eq!(place.open().resume(), 5);
}

#[tokio::test]
async fn what_got_through_before_a_failure_is_not_sent_again() {
    let busy = "429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nslow";
    let ok = "204 No Content\r\n\r\n";
    let receiver = Receiver::start(&[ok, busy, ok]).await;
    let place = Place::new(&receiver.url);
    let mut sink = place.open();
    let error = sink.deliver(&events(1, 3)).await.unwrap_err();
    let DeliverError::NotNow { wait, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(*wait, Some(Duration::from_secs(7)));
    let said = error.to_string();
    assert!(said.ends_with("answers 429 (`slow`) to event 2"), "{said}");
    assert!(!said.contains("s3cr3t"), "{said}");
    assert_eq!((sink.resume(), place.open().resume()), (2, 2));
    sink.deliver(&events(2, 3)).await.unwrap();
    assert_eq!(receiver.sequences(), [[1], [2], [2], [3]]);
}

#[tokio::test]
async fn a_receiver_that_is_gone_or_lets_nobody_in_stops_the_sink_before_the_next_event() {
    for status in [
        "410 Gone",
        "403 Forbidden",
        "302 Found\r\nLocation: /elsewhere",
    ] {
        let answer = format!("{status}\r\nContent-Length: 0\r\n\r\n");
        let receiver = Receiver::start(&[&answer]).await;
        let place = Place::new(&receiver.url);
        let error = place.open().deliver(&events(1, 2)).await.unwrap_err();
        assert!(matches!(error, DeliverError::Declined { .. }), "{error:?}");
        assert_eq!(receiver.sequences(), [[1]], "{status}");
        assert_eq!(place.open().resume(), 1);
    }
}

#[tokio::test]
async fn batches_are_lists() {
    let receiver = Receiver::start(&[]).await;
    let mut place = Place::new(&receiver.url);
    place.settings.batch = 2;
    place.settings.secret = None;
    place.open().deliver(&events(1, 5)).await.unwrap();
    assert_eq!(receiver.sequences(), [vec![1, 2], vec![3, 4], vec![5]]);
    for request in receiver.received() {
        let kind = request.header("content-type");
        assert_eq!(kind, Some("application/cloudevents-batch+json"));
        assert_eq!(request.header("webhook-signature"), None);
    }
}

#[tokio::test]
async fn of_a_batch_that_is_refused_the_event_is_found_that_it_is_for() {
    let ok = "204 No Content\r\n\r\n";
    let bad = "422 Unprocessable Content\r\nContent-Length: 0\r\n\r\n";
    let receiver = Receiver::start(&[bad, ok, bad, bad, ok]).await;
    let mut place = Place::new(&receiver.url);
    place.settings.batch = 4;
    let mut sink = place.open();
    let error = sink.deliver(&events(1, 4)).await.unwrap_err();
    let DeliverError::Unfit { sequence, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(*sequence, 3, "{error}");
    assert_eq!((sink.resume(), place.open().resume()), (3, 3));
    sink.acknowledge(3).await.unwrap();
    sink.deliver(&events(4, 4)).await.unwrap();
    assert_eq!(
        receiver.sequences(),
        [vec![1, 2, 3, 4], vec![1, 2], vec![3, 4], vec![3], vec![4]]
    );
}

#[tokio::test]
async fn a_receiver_that_is_away_may_come_back() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let error = Place::new(&url)
        .open()
        .deliver(&events(1, 1))
        .await
        .unwrap_err();
    assert!(matches!(error, DeliverError::NotNow { .. }), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_does_not_answer_in_time_counts_as_away() {
    let receiver = Receiver::start(&[""]).await;
    let place = Place::new(&receiver.url);
    let error = place.open().deliver(&events(1, 1)).await.unwrap_err();
    assert!(matches!(error, DeliverError::NotNow { .. }), "{error:?}");
}
