//! The sink kind `postgres`: a schema in a database of a `PostgreSQL` server.
//!
//! The URL is taken apart here, so that what is wrong with it is said by `check` and no password has to travel further
//! than it must.

use std::{fmt, path::PathBuf};

use percent_encoding::percent_decode_str;
use url::Url;

use crate::{
    webhook::Secret,
    written::{Text, Written},
};

const EXAMPLE: &str = "\"postgres://newsloom@db.example.org/news\"";

/// Where the tables are unless the configuration says otherwise: `public` is often shared with others.
const DEFAULT_SCHEMA: &str = "newsloom";

const DEFAULT_PORT: u16 = 5432;

/// `PostgreSQL` cuts longer names silently.
const LONGEST_NAME: usize = 63;

/// A schema in a database.
#[derive(Clone, PartialEq, Eq)]
pub struct Postgres {
    /// The server.
    pub host: PostgresHost,
    /// Its port; of a socket the number at the end of its name.
    pub port: u16,
    /// Who asks.
    pub user: String,
    /// What is asked for it.
    pub password: Option<Secret>,
    /// The database.
    pub database: String,
    /// The schema that holds the tables; a plain name.
    pub schema: String,
    /// Whether the connection is encrypted and the server must prove who it is.
    pub tls: bool,
}

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostgresHost {
    /// A name or address on the network.
    Name(String),
    /// The folder of a Unix socket.
    Folder(PathBuf),
}

impl fmt::Debug for Postgres {
    /// Without user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("database", &self.database)
            .field("schema", &self.schema)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

impl Postgres {
    /// Checks the keys of a `postgres`; gives what its default name is made of too: the server and the database as
    /// written, without user and password.
    pub(crate) fn check(table: &Written<'_>) -> (Option<Self>, Option<Text>) {
        let schema = schema(table);
        let password = table.text("password");
        let Some(text) = table.required_text("url", EXAMPLE) else {
            return (None, None);
        };
        let mut read = match parsed(&text.value) {
            Ok(read) => read,
            Err((message, help)) => {
                // The line of the URL is not shown where a password may stand in it.
                let has_secret = text.written.contains(['@', '?']);
                let at = if has_secret { &table.at } else { &text.at };
                let message = format!("`url` in {} {message}", table.name);
                table.error(at, message, help);
                return (None, name(&text));
            }
        };
        if let Some(password) = password {
            read.password = Some(Secret::of(password.value.as_bytes()));
        }
        let name = name(&text);
        if name.is_none() && table.value("id").is_none() {
            let message = format!(
                "{} needs an `id`: its `url` is filled in, and no name can be made of it without showing what may be secret",
                table.name
            );
            table.error(&text.at, message, "write `id = \"news\"`".to_owned());
        }
        let sink = schema.map(|schema| Self { schema, ..read });
        (sink, name)
    }
}

/// What a sink is called that has no `id`: never with what the environment says, never with user or password.
fn name(text: &Text) -> Option<Text> {
    let written = text.written.trim();
    let is_variable = written
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .is_some_and(|name| !name.contains(['{', '}', '@', '/']));
    let name = if is_variable {
        written.to_owned()
    } else {
        let url = Url::parse(written).ok()?;
        let port = url.port().map(|port| format!(":{port}"));
        let host = url.host_str().unwrap_or_default();
        format!("{host}{}{}", port.unwrap_or_default(), url.path())
    };
    Some(Text {
        value: name.clone(),
        written: name,
        at: text.at.clone(),
    })
}

fn schema(table: &Written<'_>) -> Option<String> {
    let Some(text) = table.text("schema") else {
        return table
            .value("schema")
            .is_none()
            .then(|| DEFAULT_SCHEMA.to_owned());
    };
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let good = text.value.len() <= LONGEST_NAME
        && text.value.bytes().all(plain)
        && !text.value.starts_with(|first: char| first.is_ascii_digit())
        && !text.value.starts_with("pg_");
    if !good {
        let message = format!("`schema` in {} is no plain name", table.name);
        let help =
            "lower-case letters, digits and `_`, not beginning with a digit or `pg_`, at most 63"
                .to_owned();
        table.error(&text.at, message, help);
    }
    good.then_some(text.value)
}

type Wrong = (String, Option<String>);

fn wrong<T>(message: impl Into<String>, help: &str) -> Result<T, Wrong> {
    Err((message.into(), Some(help.to_owned())))
}

/// The URL taken apart: that of `libpq`, as far as one server goes.
fn parsed(text: &str) -> Result<Postgres, Wrong> {
    let write = format!("write it like `{EXAMPLE}`");
    let url = Url::parse(text.trim())
        .ok()
        .filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
    let Some(url) = url else {
        return wrong("is not the URL of a database", &write);
    };
    let mut host = decoded(url.host_str().unwrap_or_default())?;
    let mut user = decoded(url.username())?;
    let mut password = url.password().map(decoded).transpose()?;
    let mut port = url.port();
    let mut tls = None;
    for (key, value) in url.query_pairs() {
        match &*key {
            "host" => host = value.into_owned(),
            "user" => user = value.into_owned(),
            "password" => password = Some(value.into_owned()),
            "port" => match value.parse() {
                Ok(number) => port = Some(number),
                Err(_) => return wrong("has a `port` that is no number up to 65535", &write),
            },
            "sslmode" => tls = Some(encrypted(&value)?),
            _ => {
                return wrong(
                    format!("asks for `{key}`, which this sink does not know"),
                    "it knows `host`, `port`, `user`, `password` and `sslmode`",
                );
            }
        }
    }
    let database = decoded(url.path().trim_start_matches('/'))?;
    if user.is_empty() || database.is_empty() || database.contains('/') {
        return wrong("must name a user and one database", &write);
    }
    if host.is_empty() {
        return wrong("names no server", &write);
    }
    let (host, is_near) = place(host);
    if tls == Some(true) && matches!(host, PostgresHost::Folder(_)) {
        return wrong(
            "asks for TLS on a Unix socket, which never leaves this machine",
            "leave `sslmode` out",
        );
    }
    Ok(Postgres {
        host,
        port: port.unwrap_or(DEFAULT_PORT),
        user,
        password: password.map(|password| Secret::of(password.as_bytes())),
        database,
        schema: String::new(),
        tls: tls.unwrap_or(!is_near),
    })
}

/// Where the server is, and whether that is this machine.
fn place(host: String) -> (PostgresHost, bool) {
    if host.starts_with('/') {
        return (PostgresHost::Folder(host.into()), true);
    }
    let host = host.trim_start_matches('[').trim_end_matches(']');
    (PostgresHost::Name(host.to_owned()), is_loopback(host))
}

/// What `sslmode` comes to. There is no encryption without proof of who the server is, and none that is only tried.
fn encrypted(mode: &str) -> Result<bool, Wrong> {
    match mode {
        "disable" => Ok(false),
        "require" | "verify-full" => Ok(true),
        _ => wrong(
            "has an `sslmode` that is not offered",
            "write `require` (encrypted, and the server's certificate is checked) or `disable`",
        ),
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn decoded(text: &str) -> Result<String, Wrong> {
    match percent_decode_str(text).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => wrong(
            "is not UTF-8 where it is written with `%`",
            "encode it as UTF-8",
        ),
    }
}
