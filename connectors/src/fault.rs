//! What a failure says of the next attempt.

/// How likely the same is to happen again soon. Failures of a source weigh by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It says nothing of the next attempt: no answer in time, one that broke off, a server's own error (5xx), a name
    /// server that does not answer.
    Temporary,
    /// Somebody has to do something, and often does: not there (404), not allowed (401, 403), no feed but a web page,
    /// nobody listens.
    Soft,
    /// It will hardly change by itself: there is no such name, an address that is not to be asked, no such thing as this
    /// program reads.
    Hard,
}
