//! URLs as names: the lossy key under which a page is known, and which pages belong to one site. The URL that is
//! fetched is never touched by this.

mod behind;
mod canonical;
mod escape;
mod home;
mod key;
mod own_ref;
mod path;
mod repair;
mod site;
mod tracking;

pub use behind::page_behind;
pub use canonical::is_canonical_of;
pub use home::is_home;
pub use key::key_url;
pub use own_ref::without_own_ref;
pub use site::same_site;
