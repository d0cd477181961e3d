//! One JSON object -> article, whichever of the common forms it has: an event or item line of our own, schema.org
//! `NewsArticle`, a JSON Feed item, or a flat record with a title and a text under their usual names.

mod record;
mod value;

pub use record::clean_json;

#[cfg(test)]
mod tests;
