//! Web archives (WARC, ISO 28500), both ways: bytes to records and the pages in them, and pages to records.
//!
//! Pure but for what it is handed: it reads from and writes to whatever implements the traits of `std::io`, and knows
//! neither files nor sources. What must hold: memory does not grow with an archive, damage costs the record that it is
//! in and no other, and nothing that is left out goes unsaid.

mod coding;
mod digest;
mod head;
mod http;
mod members;
mod page;
mod plain;
mod resync;
mod scanner;
mod stream;
#[cfg(test)]
mod tests;
mod window;
mod write;

pub(crate) use self::{
    head::{Head, Kind},
    page::{LeftOut, NoPage, Offer, offer, page},
    resync::{find_member, last_member},
    scanner::{Found, Scanner, Step},
    stream::{At, Fault, Reader},
    write::{Record, member},
};
