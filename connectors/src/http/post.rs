//! What a webhook answered: plain data.
//!
//! Neither the URL nor a header is part of it: a webhook's address is often its password.

use jiff::Timestamp;

/// An answer, whatever its status says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PostReply {
    /// The status code: 200 to 599.
    pub(crate) status: u16,
    /// Before when it does not want to be asked again (`Retry-After`), at most a day away.
    pub(crate) retry_after: Option<Timestamp>,
    /// The beginning of the body as one line, for messages.
    pub(crate) body_excerpt: String,
}

/// No answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostError {
    /// It may go better later: post again, at growing intervals. What was posted may have arrived.
    #[error("{reason}")]
    Unreachable {
        /// What happened, in words.
        reason: String,
    },
    /// This URL or one of these headers can never be sent: stop until a person has looked.
    #[error("{reason}")]
    Unusable {
        /// What is wrong, in words.
        reason: String,
    },
}
