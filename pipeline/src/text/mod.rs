//! Words: one way of cutting and folding text, shared by classification and duplicate detection.

mod fold;
mod inflection;
mod stems;
mod tokens;

pub use fold::{fold, fold_into};
pub use inflection::{Tongue, is_ending, light_stem};
pub use stems::Stemmer;
pub use tokens::{Gap, Token, Tokens, for_each_word, tokenise};
