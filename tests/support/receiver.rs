//! A receiver of a webhook, on the loopback.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::Value;

/// Takes events one by one; while it is strict it refuses those that hold a word.
pub(crate) struct Receiver {
    url: String,
    pub(crate) taken: Arc<Mutex<Vec<Value>>>,
    pub(crate) refuses: Arc<Mutex<Option<&'static str>>>,
}

impl Receiver {
    /// One that refuses what holds this word, until it is told otherwise.
    pub(crate) fn start(word: &'static str) -> Self {
        Self::begin(Some(word))
    }

    /// One that takes all.
    pub(crate) fn of_all() -> Self {
        Self::begin(None)
    }

    fn begin(word: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let taken = Arc::new(Mutex::new(Vec::new()));
        let refuses = Arc::new(Mutex::new(word));
        let (keep, strict) = (Arc::clone(&taken), Arc::clone(&refuses));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                // Whoever was killed while it sent has sent nothing.
                let Some(body) = body(&mut stream) else {
                    continue;
                };
                let is_unwanted = strict
                    .lock()
                    .unwrap()
                    .is_some_and(|word| body.contains(word));
                let status = if is_unwanted {
                    "422 Unprocessable Content\r\nContent-Length: 9\r\n\r\nno thanks"
                } else {
                    keep.lock()
                        .unwrap()
                        .push(serde_json::from_str(&body).unwrap());
                    "204 No Content\r\n\r\n"
                };
                let answer = status.replacen("\r\n", "\r\nConnection: close\r\n", 1);
                write!(stream, "HTTP/1.1 {answer}").ok();
            }
        });
        Self {
            url,
            taken,
            refuses,
        }
    }

    pub(crate) fn sink(&self) -> String {
        let url = &self.url;
        format!("[[sink]]\nid = \"hook\"\nkind = \"webhook\"\nurl = \"{url}\"\n")
    }

    pub(crate) fn headlines(&self) -> Vec<String> {
        let taken = self.taken.lock().unwrap();
        let headline = |event: &Value| event["data"]["item"]["article"]["headline"].clone();
        let of = |event| {
            headline(event)
                .as_str()
                .unwrap()
                .replace(" of the observer", "")
        };
        taken.iter().map(of).collect()
    }
}

fn body(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let head = head.to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.unwrap().trim().parse().unwrap();
        if body.len() >= length {
            return Some(body.to_owned());
        }
    }
}
