//! What a page says about its article beside the text: title, authors, dates, publisher, addresses, language.

mod addresses;
mod authors;
mod dates;
mod head;
mod linked;
mod read;
mod title;

pub(in crate::clean) use authors::{named, people};
pub(in crate::clean) use dates::of_element as date_of;
pub(in crate::clean) use linked::LinkedData;
pub(in crate::clean) use read::{Metadata, read};
pub(in crate::clean) use title::without_site;
