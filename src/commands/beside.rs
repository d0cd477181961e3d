//! Asking the daemon that holds the state, over its socket in the state's folder: the same paths as the HTTP API.

use std::{
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

use config::Config;
use serde::{Deserialize, de::DeserializeOwned};
use state::State;

use super::open::{READERS_WAIT, open_state};
use crate::{exit::Exit, report};

/// The socket's name in the state folder.
const SOCKET: &str = "api.sock";

/// The longest answer: a page of stories is some hundred kilobytes.
const LONGEST: u64 = 64 << 20;

/// How long the daemon may take: longer than it allows itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was found, by whoever could look.
pub(super) enum Looked<T> {
    /// The daemon answered.
    Told(T),
    /// Nobody holds the state: here it is.
    Open(Box<State>),
}

/// Asks the daemon for this path or, where none runs, opens the state.
pub(super) fn ask<T: DeserializeOwned>(config: &Config, path: &str) -> Result<Looked<T>, Exit> {
    let socket = config.state.dir.join(SOCKET);
    // A socket that nobody listens on is what a sudden end left.
    let Ok(stream) = UnixStream::connect(&socket) else {
        let (state, _) = open_state(config, READERS_WAIT)?;
        return Ok(Looked::Open(Box::new(state)));
    };
    match answer(stream, path) {
        Ok((200, body)) => told(&socket, &body),
        Ok((_, body)) => Err(refused(&body)),
        Err(error) => Err(unanswered(&socket, &error)),
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
