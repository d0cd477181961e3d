//! The sink `postgres`: a schema of a database with every event once, and every item as it is now.

mod connection;
mod faults;
mod sender;
mod storable;
mod tables;
mod tls;
mod write;

pub(crate) use sender::Postgres;
