//! One connection to the server, ready to write: the tables are there, the statements prepared.

use std::time::Duration;

use config::PostgresHost;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;
use tokio_postgres::{
    Client, Config, Connection as Driver, Error, NoTls, config::SslMode, tls::TlsStream,
};

use super::{
    tables::{Unusable, prepare},
    tls::Tls,
    write::Statements,
};

/// How long a connection may take to come about.
const CONNECTING: Duration = Duration::from_secs(10);

/// How long a server may leave what it was sent unacknowledged before the connection counts as lost.
const SILENCE: Duration = Duration::from_secs(30);

/// What the server does by itself should this program vanish with a transaction open, or a lock not be had: it ends that.
const LIMITS: &str =
    "-c statement_timeout=25s -c lock_timeout=20s -c idle_in_transaction_session_timeout=60s";

/// A connection. What drives it ends with it.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) statements: Statements,
    _driver: JoinSet<()>,
}

/// Why there is no connection.
pub(super) enum Unconnected {
    /// The server is not there, or does not let us in.
    Server(Error),
    /// Encryption cannot even be tried.
    Tls(rustls::Error),
    /// The tables cannot be used.
    Tables(Unusable),
}

impl From<Error> for Unconnected {
    fn from(error: Error) -> Self {
        Self::Server(error)
    }
}

impl Connection {
    pub(super) async fn open(settings: &config::Postgres) -> Result<Self, Unconnected> {
        let asked = asked(settings);
        let mut driver = JoinSet::new();
        let mut client = if settings.tls {
            let tls = Tls::new().map_err(Unconnected::Tls)?;
            let (client, connection) = asked.connect(tls).await?;
            driver.spawn(drive(connection));
            client
        } else {
            let (client, connection) = asked.connect(NoTls).await?;
            driver.spawn(drive(connection));
            client
        };
        let tables = prepare(&mut client, &settings.schema).await;
        tables.map_err(Unconnected::Tables)?;
        let statements = Statements::prepare(&client, &settings.schema).await?;
        Ok(Self {
            client,
            statements,
            _driver: driver,
        })
    }
}

/// What goes wrong with the connection is told to whoever waits for an answer.
async fn drive<S, T>(connection: Driver<S, T>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: TlsStream + Unpin,
{
    if let Err(error) = connection.await {
        tracing::debug!("a connection to a database ended: {error}");
    }
}

fn asked(settings: &config::Postgres) -> Config {
    let mut asked = Config::new();
    match &settings.host {
        PostgresHost::Name(name) => asked.host(name),
        PostgresHost::Folder(folder) => asked.host_path(folder),
    };
    if let Some(password) = &settings.password {
        asked.password(password.bytes());
    }
    asked
        .port(settings.port)
        .user(&settings.user)
        .dbname(&settings.database)
        .application_name("newsloom")
        .options(LIMITS)
        .connect_timeout(CONNECTING)
        .tcp_user_timeout(SILENCE)
        .ssl_mode(if settings.tls {
            SslMode::Require
        } else {
            SslMode::Disable
        });
    asked
}
