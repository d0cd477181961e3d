//! Stories as they are told: the same to the page, to programs and on the command line.

mod growth;
mod list;
mod one;

pub use growth::{Growth, sparkline};
pub use list::{StoriesWanted, StoryLine, StoryPage, list_stories};
pub use one::{StoryMember, StoryShown, show_story};
