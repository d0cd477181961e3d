//! The configuration of Newsloom: a TOML file as written, checked into plain data, and explained where it is wrong.
//!
//! It reads the file, the environment that it is handed, and the file system where paths must be told apart. It opens
//! no source and no sink.

mod access;
mod address;
mod alarms;
mod config;
mod cron;
mod css;
mod difference;
#[cfg(test)]
mod difference_tests;
mod entity;
#[cfg(test)]
mod entity_tests;
mod environment;
mod every;
mod expect;
mod extract;
mod feed;
mod files;
mod filter;
mod findings;
mod http;
mod keep_raw;
mod labels;
mod load;
mod mentions;
mod name;
mod overlap;
#[cfg(test)]
mod overlap_tests;
mod page;
mod place;
mod postgres;
#[cfg(test)]
mod postgres_tests;
mod problem;
mod recheck;
mod render;
mod settings;
#[cfg(test)]
mod shown_tests;
mod sink;
mod sitemap;
mod source;
mod stories;
#[cfg(test)]
mod tests;
mod topic;
mod treatment;
mod units;
mod warc;
mod web;
mod webhook;
#[cfg(test)]
mod webhook_tests;
mod written;

pub use access::Access;
pub use alarms::AlarmSettings;
pub use config::Config;
pub use cron::Cron;
pub use css::Css;
pub use difference::{Difference, Parts};
pub use entity::{Entity, EntityKind};
pub use every::Every;
pub use expect::{Expect, Expected, ExpectedDate, ExpectedEntry, ExpectedListing, ExpectedPage};
pub use extract::Extract;
pub use feed::{Feed, FeedContent};
pub use files::{Files, Paths};
pub use filter::{Filter, Pattern};
pub use http::{Http, PerHost, RobotsRefused};
pub use keep_raw::KeepRaw;
pub use labels::{TopicModelFile, TopicNames};
pub use load::{load, parse};
pub use page::{Listed, Page};
pub use postgres::{Postgres, PostgresHost};
pub use problem::{Place, Problem, Report, Severity};
pub use recheck::{Recheck, Rechecking};
pub use settings::StateSettings;
pub use sink::{From, OnRefused, Sink, SinkKind};
pub use sitemap::Sitemap;
pub use source::{Source, SourceKind};
pub use stories::StorySettings;
pub use topic::Topic;
pub use treatment::Treatment;
pub use units::parse_duration;
pub use warc::Warc;
pub use web::{Token, WebSettings};
pub use webhook::{Secret, Webhook};
