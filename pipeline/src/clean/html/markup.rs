//! Short strings that may hold markup or entities, made plain.

use scraper::Html;

use super::page::{Page, push_collapsed};
use item::markup::{Attributes, guarded};

/// The longest string of a record that is made plain.
const LONGEST: usize = 20_000;

/// `text` without tags and entities, spaces collapsed.
pub(in crate::clean) fn plain(text: &str) -> String {
    if text.len() > LONGEST || !text.contains(['<', '&']) {
        let mut words = String::with_capacity(text.len());
        push_collapsed(&mut words, text);
        words.truncate(words.trim_end().len());
        return words;
    }
    let tree = Html::parse_fragment(&guarded(text, Attributes::Telling));
    Page::of(&tree).words(0, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn strings_lose_tags_and_entities() {
        assert_eq!(plain("Tom &amp; <b>Jerry</b>"), "Tom & Jerry");
        assert_eq!(plain("  5 < 6  \n and "), "5 < 6 and");
        assert_eq!(plain("one<br>two<p>three"), "one two three");
    }
}
