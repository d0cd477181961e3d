//! Asking the daemon that holds the state, over its socket in the state's folder: the same paths as the HTTP API.

use std::{
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    time::Duration,
};

use config::Config;
use serde::{Deserialize, de::DeserializeOwned};
use state::{JournalReader, State, StateError};

use super::open::{READERS_WAIT, options, say_repairs, say_waiting};
use crate::{exit, exit::Exit, report};

/// The socket's name in the state folder.
const SOCKET: &str = "api.sock";

/// The longest answer: a page of stories is some hundred kilobytes.
const LONGEST: u64 = 64 << 20;

/// How long the daemon may take: longer than it allows itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long the lock is waited for before it is looked again whether a daemon listens: one that is starting holds the lock
/// before it does.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Who has the state.
pub(super) enum Held {
    /// Nobody has it: here it is.
    Open(Box<State>),
    /// A daemon, which answers here.
    Beside(Socket),
}

/// Where a daemon answers.
pub(super) struct Socket {
    dir: PathBuf,
}

/// What was found, by whoever could look.
pub(super) enum Looked<T> {
    /// The daemon answered.
    Told(T),
    /// Nobody holds the state: here it is.
    Open(Box<State>),
}

/// Asks the daemon for this path or, where none runs, opens the state.
pub(super) fn ask<T: DeserializeOwned>(config: &Config, path: &str) -> Result<Looked<T>, Exit> {
    let socket = match hold(config)? {
        Held::Open(state) => return Ok(Looked::Open(state)),
        Held::Beside(socket) => socket,
    };
    match socket.answer(path) {
        Ok((200, body)) => told(&socket.path(), &body),
        Ok((_, body)) => Err(refused(&body)),
        Err(error) => Err(unanswered(&socket.path(), &error)),
    }
}

/// Finds the daemon that holds the state or, where none does, opens it; a one-shot is waited for.
pub(super) fn hold(config: &Config) -> Result<Held, Exit> {
    let dir = &config.state.dir;
    let mut waited = Duration::ZERO;
    loop {
        // A socket that nobody listens on is what a sudden end left.
        if UnixStream::connect(dir.join(SOCKET)).is_ok() {
            return Ok(Held::Beside(Socket { dir: dir.clone() }));
        }
        match State::open_waiting(dir, &options(config), LOOK_AGAIN, || {}) {
            Ok((state, opened)) => {
                say_repairs(&opened);
                return Ok(Held::Open(Box::new(state)));
            }
            Err(StateError::Locked { .. }) if waited < READERS_WAIT => {
                if waited.is_zero() {
                    say_waiting();
                }
                waited += LOOK_AGAIN;
            }
            Err(error) => return Err(exit::of_state(&error)),
        }
    }
}

impl Socket {
    fn path(&self) -> PathBuf {
        self.dir.join(SOCKET)
    }

    /// The status and the body of an answer.
    fn answer(&self, path: &str) -> io::Result<(u16, Vec<u8>)> {
        answer(UnixStream::connect(self.path())?, path)
    }

    /// What the daemon answers, as what it stands for.
    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, StateError> {
        let body = self.answer(path).and_then(|(status, body)| match status {
            200 => serde_json::from_slice(&body).map_err(io::Error::from),
            _ => Err(io::Error::other(match serde_json::from_slice(&body) {
                Ok(Refusal { detail, .. }) => detail,
                Err(_) => format!("it answers with {status}"),
            })),
        });
        body.map_err(|source| StateError::Io {
            action: "ask the daemon at",
            path: self.path(),
            source,
        })
    }

    /// The journal, as it is at this moment.
    pub(super) fn journal(&self) -> Result<JournalReader, StateError> {
        JournalReader::beside(&self.dir)
    }
}

/// What the daemon says when it does not give what was asked for.
#[derive(Debug, Deserialize)]
struct Refusal {
    detail: String,
    #[serde(default)]
    hint: Option<String>,
}

fn told<T: DeserializeOwned>(socket: &Path, body: &[u8]) -> Result<Looked<T>, Exit> {
    let told = serde_json::from_slice(body).map_err(io::Error::from);
    told.map(Looked::Told)
        .map_err(|error| unanswered(socket, &error))
}

fn refused(body: &[u8]) -> Exit {
    match serde_json::from_slice::<Refusal>(body) {
        Ok(refusal) => report::problem(&refusal.detail, refusal.hint.as_deref()),
        Err(_) => report::problem("the daemon does not give what was asked for", None),
    }
    Exit::Failed
}

fn unanswered(socket: &Path, error: &io::Error) -> Exit {
    report::problem(
        &format!(
            "the daemon at `{}` does not answer: {error}",
            socket.display()
        ),
        Some("is it of the same version? its log says more"),
    );
    Exit::Failed
}

/// The status and the body of an answer.
fn answer(mut stream: UnixStream, path: &str) -> io::Result<(u16, Vec<u8>)> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // Without the chunks of HTTP/1.1 the body is all that follows the head.
    let request =
        format!("GET {path} HTTP/1.0\r\nHost: localhost\r\nAccept: application/json\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.take(LONGEST).read_to_end(&mut bytes)?;
    parted(&bytes).ok_or_else(|| io::Error::other("it speaks no HTTP"))
}

fn parted(bytes: &[u8]) -> Option<(u16, Vec<u8>)> {
    const BETWEEN: &[u8] = b"\r\n\r\n";
    let end = bytes
        .windows(BETWEEN.len())
        .position(|window| window == BETWEEN)?;
    let (head, body) = bytes.split_at_checked(end)?;
    let status = std::str::from_utf8(head).ok()?.split(' ').nth(1)?;
    Some((status.parse().ok()?, body.get(BETWEEN.len()..)?.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_its_status_and_what_follows_its_head() {
        let check = |bytes: &[u8], expect: Option<(u16, &[u8])>| {
            let parted = parted(bytes);
            let parted = parted.as_ref().map(|(status, body)| (*status, &**body));
            assert_eq!(parted, expect);
        };
        check(
            b"HTTP/1.0 200 OK\r\na: b\r\n\r\n{}\r\n\r\n",
            Some((200, b"{}\r\n\r\n")),
        );
        check(b"HTTP/1.0 404 Not Found\r\n\r\n", Some((404, b"")));
        check(b"HTTP/1.0 200 OK\r\na: b\r\n", None);
        check(b"hello\r\n\r\n", None);
        check(b"", None);
    }
}
