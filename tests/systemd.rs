//! What systemd hears of a daemon, over a real socket; and that the units of the examples say what the program does.

use std::{
    fs,
    os::{
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixDatagram},
    },
    path::Path,
    process::Stdio,
    time::Duration,
};

use crate::support::{Daemon, Desk};

/// Far longer than anything takes.
const DEADLINE: Duration = Duration::from_secs(50);

/// What is heard until something begins with these words; the last of it.
fn heard_until(socket: &UnixDatagram, words: &str) -> String {
    socket.set_read_timeout(Some(DEADLINE)).unwrap();
    let mut bytes = [0; 4096];
    loop {
        let length = socket.recv(&mut bytes).unwrap_or_else(|error| {
            panic!("`{words}` is not heard: {error}");
        });
        let text = String::from_utf8(bytes[..length].to_vec()).unwrap();
        if text.starts_with(words) {
            return text;
        }
    }
}

fn daemon<'d>(desk: &'d Desk, address: &str) -> Daemon<'d> {
    let mut command = desk.command(&["run"]);
    command
        .env("NOTIFY_SOCKET", address)
        .env("WATCHDOG_USEC", "400000")
        .env_remove("WATCHDOG_PID");
    Daemon::spawn(desk, command, Stdio::null())
}

/// Microseconds since the machine's start.
fn monotonic() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    u64::try_from(now.tv_sec).unwrap() * 1_000_000 + u64::try_from(now.tv_nsec).unwrap() / 1000
}

#[test]
fn systemd_hears_of_the_start_of_life_of_reloads_and_of_the_end() {
    let desk = Desk::plain();
    let path = desk.path("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    let daemon = daemon(&desk, path.to_str().unwrap());
    let ready = heard_until(&socket, "READY=1");
    assert_eq!(ready, "READY=1\nSTATUS=reading 1 source into 1 sink");
    for _ in 0..3 {
        heard_until(&socket, "WATCHDOG=1");
    }
    let before = monotonic();
    daemon.signal("-HUP");
    let reloading = heard_until(&socket, "RELOADING=1");
    let (_, rest) = reloading.split_once("MONOTONIC_USEC=").unwrap();
    let at: u64 = rest.lines().next().unwrap().parse().unwrap();
    assert!((before..=monotonic()).contains(&at), "{reloading}");
    heard_until(&socket, "READY=1");
    // A reload that restarts the run is over when the next one works.
    let text = fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    let more = "[[sink]]\nid = \"b\"\nkind = \"jsonl\"\npath = \"b.jsonl\"\n";
    fs::write(desk.path("newsloom.toml"), text + more).unwrap();
    daemon.signal("-HUP");
    heard_until(&socket, "RELOADING=1");
    let ready = heard_until(&socket, "READY=1");
    assert!(ready.contains("into 2 sinks"), "{ready}");
    fs::write(desk.path("newsloom.toml"), "nonsense").unwrap();
    daemon.signal("-HUP");
    heard_until(&socket, "RELOADING=1");
    let ready = heard_until(&socket, "READY=1");
    assert!(ready.contains("reload failed"), "{ready}");
    heard_until(&socket, "WATCHDOG=1");
    daemon.stop();
    heard_until(&socket, "STOPPING=1");
}

#[test]
fn a_socket_without_a_file_is_spoken_to_and_one_that_is_not_there_holds_nobody_up() {
    let desk = Desk::plain();
    let name = format!("newsloom-test-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(&name).unwrap();
    let socket = UnixDatagram::bind_addr(&address).unwrap();
    let first = daemon(&desk, &format!("@{name}"));
    heard_until(&socket, "READY=1");
    first.stop();
    drop(socket);
    let mut second = daemon(&desk, desk.path("nowhere").to_str().unwrap());
    second.until("it says so", |daemon| {
        daemon.logged(&["cannot tell systemd anything"]) == 1
    });
    second.until("its start", |daemon| daemon.logged(&["started"]) == 2);
    second.stop();
}

#[test]
fn the_unit_says_what_the_program_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/systemd");
    let unit = fs::read_to_string(folder.join("newsloom.service")).unwrap();
    for line in [
        "Type=notify-reload",
        "WatchdogSec=2min",
        "ExecStart=/usr/local/bin/newsloom run --config /etc/newsloom/newsloom.toml",
    ] {
        assert!(unit.lines().any(|one| one == line), "`{line}` is missing");
    }
    // Only its main process speaks to systemd, and it ends by itself well before it is killed.
    assert!(!unit.contains("NotifyAccess=all"));
    assert!(unit.contains("TimeoutStopSec=60s"));
}
