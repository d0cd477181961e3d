//! Stories as they are told: the same to the page, to programs and on the command line.

mod found;
mod growth;
mod list;
mod one;
mod telling;

pub use found::StoryPlace;
pub use growth::{Growth, sparkline};
pub(crate) use list::chosen;
pub use list::{StoriesWanted, StoryLine, StoryPage, Unread, find_stories, list_stories};
pub(crate) use one::show_beginning;
pub use one::{StoryMember, StoryShown, show_story};
pub(crate) use telling::{Telling, Voice};
