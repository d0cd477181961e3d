//! What systemd is told (`sd_notify(3)`): that the daemon is ready, reloads, ends, what it does, and that it is alive.
//!
//! What must hold: nothing here can hold the daemon up or end it, and a sign of life is only sent after the desk, which
//! does all work, has answered.

use std::{
    ffi::OsStr,
    io,
    os::{
        linux::net::SocketAddrExt,
        unix::{
            ffi::OsStrExt,
            net::{SocketAddr, UnixDatagram},
        },
    },
    time::Duration,
};

use pipeline::run::Control;
use rustix::time::{ClockId, clock_gettime};
use tokio::sync::watch;

/// The shortest time between two signs of life.
const LEAST_PAUSE: Duration = Duration::from_millis(100);

/// The way to systemd, if it started this process.
#[derive(Debug)]
pub(crate) struct Systemd {
    socket: Option<UnixDatagram>,
    /// How long it waits for a sign of life.
    patience: Option<Duration>,
}

impl Systemd {
    /// What the environment says. Where it says nothing, nobody is told anything.
    pub(crate) fn of_environment() -> Self {
        let address = std::env::var_os("NOTIFY_SOCKET");
        let socket = address.and_then(|address| {
            let told = |error: &io::Error| {
                let shown = address.display();
                tracing::warn!("cannot tell systemd anything over `{shown}`: {error}");
            };
            connect(&address).inspect_err(told).ok()
        });
        let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
        let is_for_us =
            number("WATCHDOG_PID").is_none_or(|pid| pid == u64::from(std::process::id()));
        let patience = number("WATCHDOG_USEC").filter(|micros| *micros > 0 && is_for_us);
        Self {
            socket,
            patience: patience.map(Duration::from_micros),
        }
    }

    /// The daemon works, and does so.
    pub(crate) fn ready(&self, does: &str) {
        self.send(&format!("READY=1\nSTATUS={}", one_line(does)));
    }

    /// It reads its configuration anew; it is ready when it says so again.
    pub(crate) fn reloading(&self) {
        let now = clock_gettime(ClockId::Monotonic);
        let micros = i128::from(now.tv_sec) * 1_000_000 + i128::from(now.tv_nsec) / 1000;
        self.send(&format!(
            "RELOADING=1\nMONOTONIC_USEC={micros}\nSTATUS=reading the configuration anew"
        ));
    }

    /// Tells that the daemon is alive, twice in the time that systemd waits for it, and that it stops. Never returns.
    pub(crate) async fn tell(&self, control: &Control, mut stop: watch::Receiver<bool>) {
        tokio::select! {
            () = self.show_life(control) => {}
            // An end without a word is an end, too.
            _ = stop.wait_for(|stop| *stop) => {}
        }
        self.send("STOPPING=1\nSTATUS=settling what was received, then delivering");
        std::future::pending::<()>().await;
    }

    /// Never returns.
    async fn show_life(&self, control: &Control) {
        let Some(patience) = self.patience else {
            return std::future::pending().await;
        };
        loop {
            control.answer().await;
            self.send("WATCHDOG=1");
            tokio::time::sleep((patience / 2).max(LEAST_PAUSE)).await;
        }
    }

    fn send(&self, text: &str) {
        let Some(socket) = &self.socket else { return };
        if let Err(error) = socket.send(text.as_bytes()) {
            tracing::warn!("cannot tell systemd `{}`: {error}", one_line(text));
        }
    }
}

/// The socket of a path, or of a name without a file where it begins with `@`.
fn connect(address: &OsStr) -> io::Result<UnixDatagram> {
    let address = match address.as_bytes() {
        [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
        [b'/', ..] => SocketAddr::from_pathname(address)?,
        _ => return Err(io::Error::other("it is no Unix socket")),
    };
    let socket = UnixDatagram::unbound()?;
    // Who does not read holds nobody up.
    socket.set_nonblocking(true)?;
    socket.connect_addr(&address)?;
    Ok(socket)
}

fn one_line(text: &str) -> String {
    text.replace('\n', "; ")
}
