//! What a failure of the database means for the delivery. Pure.
//!
//! What may pass by itself is tried again at growing intervals; what a person must mend is tried again now and then;
//! what is wrong with a single event is that event's fault alone.

use std::error::Error as _;

use tokio_postgres::{Error, error::SqlState};

use crate::error::DeliverError;

/// Whether the database refuses what is in an event, whoever offers it: bad values, broken constraints, too large.
pub(super) fn is_of_the_event(error: &Error) -> bool {
    let class = |code: &SqlState| matches!(code.code().get(..2), Some("22" | "23" | "54"));
    error.code().is_some_and(class)
}

/// What the whole sink is to do about a failure.
pub(super) fn fault(receiver: &str, doing: &str, error: &Error) -> DeliverError {
    let reason = format!("{doing}: {}", words(error));
    let receiver = receiver.to_owned();
    match advice(error) {
        Some(hint) => DeliverError::Declined {
            receiver,
            reason,
            hint: hint.to_owned(),
            for_good: false,
        },
        None => DeliverError::NotNow {
            receiver,
            reason,
            wait: None,
        },
    }
}

/// What the server did not do in time.
pub(super) fn late(receiver: &str, doing: &str) -> DeliverError {
    DeliverError::NotNow {
        receiver: receiver.to_owned(),
        reason: format!("{doing}: no answer in time"),
        wait: None,
    }
}

/// What the error says, without what the library puts around it.
pub(super) fn words(error: &Error) -> String {
    if let Some(said) = error.as_db_error() {
        let detail = said.detail().map(|detail| format!(" ({detail})"));
        return format!(
            "{} [{}]{}",
            said.message(),
            said.code().code(),
            detail.unwrap_or_default()
        );
    }
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push_str(": ");
        words.push_str(&error.to_string());
        cause = error.source();
    }
    words
}

/// What a person can do, where nothing will change by itself.
fn advice(error: &Error) -> Option<&'static str> {
    let Some(code) = error.code() else {
        return without_code(&error.to_string(), &words(error));
    };
    Some(match *code {
        SqlState::INVALID_PASSWORD => "check the user in `url`, and `password`",
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            "check the user in `url`, and whether the server's pg_hba.conf lets it in from here"
        }
        SqlState::INVALID_CATALOG_NAME => {
            "create it (`createdb`), or correct the name at the end of `url`"
        }
        SqlState::INSUFFICIENT_PRIVILEGE => {
            "let the sink's user make and use the schema: `GRANT CREATE ON DATABASE … TO …`, or make the schema with \
             `CREATE SCHEMA … AUTHORIZATION …`"
        }
        SqlState::READ_ONLY_SQL_TRANSACTION => {
            "is it a standby? give the address of the server that takes writes"
        }
        SqlState::UNDEFINED_TABLE | SqlState::UNDEFINED_COLUMN | SqlState::DATATYPE_MISMATCH => {
            "the tables are not those that this sink makes: give it a `schema` of its own"
        }
        _ => return None,
    })
}

/// Errors of the library itself, which have no code.
fn without_code(kind: &str, words: &str) -> Option<&'static str> {
    if words.contains("server does not support TLS") {
        return Some(
            "switch on `ssl` in the server, or, on a network of your own, write `?sslmode=disable` at the end of `url`",
        );
    }
    if words.contains("certificate") {
        return Some(
            "the server's certificate must be signed by an authority that this machine trusts (SSL_CERT_FILE names others) \
             and be made out for the name in `url`",
        );
    }
    if words.contains("password missing") {
        return Some("the server wants a password: give `password`");
    }
    (kind == "authentication error").then_some("check the user in `url`, and `password`")
}
