//! The sink `webhook`: events posted to a receiver on the web, in their order, each at least once.

mod message;
mod sender;
mod signature;
mod verdict;

#[cfg(test)]
mod tests;

pub(crate) use sender::Webhook;
