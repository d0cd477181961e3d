//! The source kind `files`: a file, a folder or a glob; each file is an entry, its size and time are its version.
//!
//! Listing (`scan`, over `walk`) and opening (`read`) are apart: a scan looks at names and metadata only.
//! Watching (`watch`) only hints at when a scan is worth its while.

mod choice;
mod connector;
mod document;
mod name;
mod place;
mod read;
mod scan;
mod touched;
mod walk;
mod watch;
mod young;

pub(crate) use connector::FilesConnector;
pub use document::document_at;

// Web archives lie in files, too, and are walked and watched alike.
pub(crate) use self::{
    name::{parts, path},
    read::{base, open_below, open_file},
    walk::{Seen, Step, Walk},
    watch::Watch,
    young::Stamp,
};
