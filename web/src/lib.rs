//! What people and programs see of a running Newsloom: an HTTP API, a live stream, metrics and a page.
//!
//! It reads the state through a [`state::View`] and never stands on the way of what is ingested: no lock of the
//! writer's is taken, and what a request may cost is bounded. What must hold: nothing that came from the web reaches a
//! page but as text, and nothing is answered to those who do not hold the token where there is one.

mod api;
mod asset;
mod cache;
mod configured;
mod disk;
mod faceted;
mod guard;
mod list;
mod live;
mod metrics;
mod own_site;
mod pages;
mod problem;
mod room;
mod router;
mod rows;
mod searching;
mod serve;
mod source;
mod stories;

pub use room::{Clock, Room};
pub use router::router;
pub use rows::{ROWS, Row};
pub use serve::{ServeError, Server};
pub use source::{SourceRow, Standing};
pub use stories::{
    Growth, StoriesWanted, StoryLine, StoryMember, StoryPage, StoryPlace, StoryShown, Unread,
    find_stories, list_stories, show_story, sparkline,
};
