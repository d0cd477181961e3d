//! Listening: on an address, and on a Unix socket in the state folder for the commands on this machine.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::{
    net::{TcpListener, UnixListener},
    sync::watch,
    task::JoinSet,
};

use crate::{
    room::Room,
    router::{guarded, router},
    searching::follow,
};

/// The socket's name in the state folder.
pub(crate) const SOCKET: &str = "api.sock";

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another program has the address, or it is not this machine's.
    #[error("cannot listen on `{address}`: {source}")]
    Address {
        /// The address of `[web]`.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The socket cannot be made.
    #[error("cannot make the socket `{}`: {source}", path.display())]
    Socket {
        /// Where.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Listeners that are open and not yet answered on.
#[derive(Debug)]
pub struct Server {
    room: Arc<Room>,
    tcp: Option<TcpListener>,
    socket: UnixListener,
    path: PathBuf,
}

impl Server {
    /// Opens what the configuration asks for. Whoever calls holds the state's lock, so that an old socket is nobody's.
    pub async fn bind(room: Arc<Room>) -> Result<Self, ServeError> {
        let tcp =
            match &room.web {
                Some(web) => Some(TcpListener::bind(web.listen).await.map_err(|source| {
                    ServeError::Address {
                        address: web.listen,
                        source,
                    }
                })?),
                None => None,
            };
        let path = room.dir.join(SOCKET);
        let socket = socket(&path).map_err(|source| ServeError::Socket {
            path: path.clone(),
            source,
        })?;
        Ok(Self {
            room,
            tcp,
            socket,
            path,
        })
    }

    /// The address that is listened on.
    pub fn address(&self) -> Option<SocketAddr> {
        self.tcp.as_ref()?.local_addr().ok()
    }

    /// Answers until `stop` turns true.
    pub async fn serve(self, stop: watch::Receiver<bool>) {
        let mut serving = JoinSet::new();
        let plain = router(Arc::clone(&self.room));
        let until = stopped(stop.clone());
        serving.spawn(async move {
            axum::serve(self.socket, plain)
                .with_graceful_shutdown(until)
                .await
        });
        if let Some(tcp) = self.tcp {
            let guarded = guarded(Arc::clone(&self.room));
            let until = stopped(stop.clone());
            serving.spawn(async move {
                axum::serve(tcp, guarded)
                    .with_graceful_shutdown(until)
                    .await
            });
        }
        // Streams never end by themselves, so what is open at a stop is cut.
        tokio::select! {
            () = stopped(stop) => {}
            () = self.room.live.watch() => {}
            () = follow(&self.room) => {}
        }
        serving.shutdown().await;
        fs::remove_file(&self.path).ok();
    }
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An end without a word is an end, too.
    stop.wait_for(|stop| *stop).await.ok();
}

/// The socket, for the owner of the state alone.
fn socket(path: &Path) -> io::Result<UnixListener> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let socket = UnixListener::bind(path)?;
    let owner_alone = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(path, owner_alone)?;
    Ok(socket)
}
