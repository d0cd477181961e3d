//! A small web on the loopback network: hosts of its own making, that answer as they are told and write down who asked.

mod answer;
mod article;
mod feed;
mod host;
mod question;
mod visits;

pub(crate) use answer::{Answer, Manner};
pub(crate) use article::{Article, Language};
pub(crate) use feed::Feed;
pub(crate) use host::Host;
pub(crate) use visits::Visits;
