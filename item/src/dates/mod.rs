//! Dates as pages, feeds and people write them, in Italian, Polish, Russian, Ukrainian, German, English, French and Spanish.
//!
//! Nothing is guessed: a month without a day is no date, and a day without a year is only a [`Day`](find_yearless).

mod day;
mod digits;
mod find;
mod hour;
mod plausible;
mod tokens;
mod words;

pub use find::{find_yearless, in_url};
pub use plausible::{find, parse, read};
