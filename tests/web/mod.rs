//! The real binary against a web on the loopback network: what it reads, what it asks for, and how it bears misbehaviour.

mod back;
mod broken_answers;
mod broken_connections;
mod broken_feeds;
mod broken_pages;
mod crash;
mod discovery;
mod feed_bytes;
mod feed_habits;
mod furniture;
mod identity;
mod manners;
mod newsroom;
mod originals;
mod past;
mod polls;
mod raw;
mod rechecks;
mod reread;
mod retry;
mod schedule;
mod sitemap_habits;
mod sitemaps;
mod treatment;
mod trouble;
mod versions;
