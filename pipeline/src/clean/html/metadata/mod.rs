//! What a page says about its article beside the text: title, authors, dates, publisher, addresses, language and the
//! rest, and where it says so.

mod about;
mod addresses;
mod authors;
mod claims;
mod dates;
mod head;
mod labels;
mod likely;
mod lines;
mod linked;
mod placed;
mod read;
mod signals;
mod sites;
mod title;

#[cfg(test)]
mod tests;

pub(in crate::clean) use authors::{named, people};
pub(in crate::clean) use dates::of_element as date_of;
pub(in crate::clean) use linked::LinkedData;
pub(in crate::clean) use read::{Metadata, read};
pub(in crate::clean) use sites::stripped as without_site;
