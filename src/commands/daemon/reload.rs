//! Reloading the configuration: when it is asked for, and whether what stands there can be used.
//!
//! What must hold: a configuration that is wrong changes nothing but what is said of it, and one that says the same
//! changes nothing at all.

use std::{path::PathBuf, sync::Arc};

use config::Difference;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::spawn_blocking,
};
use web::Room;

use super::{loaded::Loaded, touched::Touched, words::reads};
use crate::systemd::Systemd;

/// Who asks for a reload.
pub(super) struct Reloads {
    path: PathBuf,
    hangup: Option<Signal>,
    files: Touched,
    room: Arc<Room>,
    systemd: Arc<Systemd>,
}

/// A configuration that takes the place of the one before.
pub(super) struct Next {
    pub(super) loaded: Loaded,
    pub(super) difference: Difference,
}

impl Reloads {
    /// Listens from now on; needs a runtime around it.
    pub(super) fn listen(
        path: PathBuf,
        first: &Loaded,
        room: Arc<Room>,
        systemd: Arc<Systemd>,
    ) -> Self {
        let untold = |error: &std::io::Error| {
            tracing::warn!("SIGHUP cannot be caught, and ends the daemon: {error}");
        };
        Self {
            path,
            hangup: signal(SignalKind::hangup()).inspect_err(untold).ok(),
            files: Touched::watch(first.files()),
            room,
            systemd,
        }
    }

    /// Returns when there is a configuration that says something else than `running`, for the same process; where not all sinks
    /// could be opened, also when it says the same.
    pub(super) async fn next(&mut self, running: &Loaded, is_whole: bool) -> Next {
        loop {
            self.asked().await;
            self.systemd.reloading();
            // What changes from here on is another change.
            self.files.look_anew(self.files.files.clone());
            let path = self.path.clone();
            let read = spawn_blocking(move || {
                Loaded::read(&path).map_err(|unusable| {
                    let report = &unusable.report;
                    let said = (report.render(false), report.without_lines());
                    (said, unusable.files)
                })
            });
            let read = read.await.unwrap_or_else(|fault| {
                let said = fault.to_string();
                Err(((said.clone(), said), self.files.files.clone()))
            });
            match read {
                Ok(loaded) => {
                    let files = loaded.files();
                    if files != self.files.files {
                        self.files.look_anew(files);
                    }
                    let difference = loaded.unlike(running);
                    if !is_whole || !difference.holds_at_once().is_empty() {
                        return Next {
                            loaded: loaded.in_process_of(running),
                            difference,
                        };
                    }
                    self.nothing_to_do(&difference, running);
                }
                Err((problems, files)) => {
                    if files != self.files.files {
                        self.files.look_anew(files);
                    }
                    self.failed(problems);
                }
            }
        }
    }

    async fn asked(&mut self) {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = hangup => {}
            () = self.files.changed() => {}
        }
    }

    fn nothing_to_do(&self, difference: &Difference, running: &Loaded) {
        self.room.reloaded(None, difference.at_next_start.clone());
        if difference.is_empty() {
            tracing::info!("configuration reloaded: it says the same as before");
        } else {
            tracing::warn!("configuration reloaded: {difference}");
        }
        self.systemd.ready(&reads(&running.config));
    }

    fn failed(&self, (whole, without_lines): (String, String)) {
        tracing::error!(
            "config reload failed, the configuration before it stays in use:\n{}",
            whole.trim_end()
        );
        self.systemd
            .ready("the last config reload failed; the configuration before it stays in use");
        self.room.reload_failed(without_lines.trim_end().to_owned());
    }
}
