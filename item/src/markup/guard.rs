//! A linear pass over markup, before the tree is built, that takes away what would make building it quadratic, and what
//! can never be words of a page: code, styles, drawings and comments, which are half of the bytes of news pages.
//!
//! Not a tokeniser of record: html5ever decides what the page means. What must hold: the result, fed to html5ever,
//! nests at most a few times [`MAX_DEPTH`] deep, and of a page within the limits nothing is lost that a reader sees, and no
//! data that a script holds.

use std::borrow::Cow;

use crate::markup::names::Kind;
use crate::markup::pieces::{Piece, Pieces, Tag};

/// How much markup is read: the largest news pages are 3 MB, and most of that is scripts.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// How many elements may be open at once. Browsers stop at 512; tables and lists open elements of their own between.
const MAX_DEPTH: usize = 300;

/// How many attributes a tag may have: html5ever compares each with every other.
const MAX_ATTRIBUTES: usize = 200;

/// How many different formatting elements may be open: each is opened again in every paragraph that follows.
const MAX_FORMATTING: usize = 24;

/// Which attributes are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attributes {
    /// All: somebody's selectors may ask for any.
    All,
    /// Those that say something about an article: not what scripts leave for themselves (`data-…` but the names that
    /// tests know elements by), handlers of events, and lists of pictures by size. On news pages they are a fifth of all.
    Telling,
}

/// How many parts of drawings may end themselves: outside of a drawing each of them stays open.
const MAX_FOREIGN: usize = 5000;

/// Markup that is safe to build a tree from.
pub fn guarded(markup: &str, attributes: Attributes) -> Cow<'_, str> {
    let markup = capped(markup);
    let mut guard = Guard::default();
    let mut kept = Kept::of(markup);
    let mut pieces = Pieces::of(markup);
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Comment { start, end } => kept.leave_out(start, end),
            Piece::Tag(tag) if !guard.admits(&tag) => kept.leave_out(tag.start, tag.end),
            Piece::Tag(tag) => {
                if attributes == Attributes::Telling {
                    for (start, end) in pieces.untelling.drain(..) {
                        kept.leave_out(start, end);
                    }
                }
                if !tag.is_seen {
                    kept.leave_out(tag.content, tag.end);
                }
            }
        }
    }
    kept.whole()
}

/// What the scripts of a page hold, in their order.
pub fn scripts(markup: &str) -> impl Iterator<Item = &str> {
    let markup = capped(markup);
    let mut pieces = Pieces::of(markup);
    std::iter::from_fn(move || {
        loop {
            match pieces.next()? {
                Piece::Tag(tag) if !tag.closes && tag.name.eq_ignore_ascii_case("script") => {
                    return markup.get(tag.content..tag.end);
                }
                _ => {}
            }
        }
    })
}

/// What is kept of a text: all of it, until something is left out.
struct Kept<'a> {
    text: &'a str,
    before: String,
    /// Everything up to here is in `before`, or left out.
    copied: usize,
}

impl<'a> Kept<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text,
            before: String::new(),
            copied: 0,
        }
    }

    fn leave_out(&mut self, start: usize, end: usize) {
        if start < end {
            if self.copied == 0 {
                self.before.reserve(self.text.len());
            }
            let piece = self.text.get(self.copied..start).unwrap_or_default();
            self.before.push_str(piece);
            if self.before.ends_with('<') {
                self.before.push(' '); // it began no tag, and must not begin one with what follows
            }
            self.copied = end;
        }
    }

    fn whole(mut self) -> Cow<'a, str> {
        if self.copied == 0 {
            return Cow::Borrowed(self.text);
        }
        let rest = self.text.get(self.copied..).unwrap_or_default();
        self.before.push_str(rest);
        Cow::Owned(self.before)
    }
}

fn capped(markup: &str) -> &str {
    let mut end = markup.len().min(MAX_BYTES);
    while !markup.is_char_boundary(end) {
        end -= 1;
    }
    markup.get(..end).unwrap_or(markup)
}

#[derive(Default)]
struct Guard<'a> {
    open: Vec<&'a str>,
    formatting: usize,
    /// Parts of drawings that ended themselves, as far as that can be told here.
    foreign: usize,
    dropped: usize,
}

impl<'a> Guard<'a> {
    fn admits(&mut self, tag: &Tag<'a>) -> bool {
        if tag.closes {
            return self.admits_end(tag);
        }
        if tag.attributes > MAX_ATTRIBUTES {
            return false;
        }
        match tag.kind {
            Kind::Void | Kind::ImpliedEnd => return true,
            Kind::Foreign if tag.closes_itself => {
                self.foreign += 1;
                return self.foreign <= MAX_FOREIGN;
            }
            Kind::Formatting => {
                let admitted = self.formatting < MAX_FORMATTING;
                self.formatting += usize::from(admitted);
                return admitted;
            }
            _ => {}
        }
        if self.open.len() >= MAX_DEPTH {
            self.dropped += 1;
            return false;
        }
        self.open.push(tag.name);
        true
    }

    fn admits_end(&mut self, tag: &Tag<'_>) -> bool {
        match tag.kind {
            Kind::Formatting => {
                self.formatting = self.formatting.saturating_sub(1);
                return true;
            }
            Kind::Void | Kind::ImpliedEnd => return true,
            _ => {}
        }
        if self.dropped > 0 {
            self.dropped -= 1;
            return false;
        }
        if let Some(position) = self
            .open
            .iter()
            .rposition(|open| open.eq_ignore_ascii_case(tag.name))
        {
            self.open.truncate(position);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Attributes, MAX_BYTES, MAX_DEPTH, MAX_FOREIGN, scripts};

    fn guarded(markup: &str) -> Cow<'_, str> {
        super::guarded(markup, Attributes::All)
    }

    #[test]
    fn a_page_within_the_limits_is_untouched() {
        let page = "<!doctype html><title>a<b</title><p class='a>b'>one<br>two <script type='application/ld+json'>{\"a\": \
            '<div>'}</script><svg/><ul><li>x<li>y</ul><a href=x?a=1&b=2>l</a></p> 1 < 2";
        assert!(matches!(guarded(page), Cow::Borrowed(same) if same == page));
        let unclosed = "<p>text <b>bold".repeat(20);
        assert!(matches!(guarded(&unclosed), Cow::Borrowed(_)));
        let paragraphs = "<p>text".repeat(5000);
        assert!(matches!(guarded(&paragraphs), Cow::Borrowed(_)));
    }

    #[test]
    fn what_no_reader_sees_is_left_out() {
        let check = |page: &str, expect: &str| assert_eq!(guarded(page), expect, "{page}");
        check(
            "a<!-- <p>b</p> -->c<!-->d<!--->e<!-- f --!>g<!-- h ---->i<!-- -- > j ---!>k",
            "acdegik",
        );
        check(
            "<script>if (a<b) '<p>'</script><STYLE>p > a {}</STYLE>x",
            "<script></script><STYLE></STYLE>x",
        );
        check(
            "<svg width=1><path d='M0'/><text>x</text></svg>y<svg width=1 />z</p>",
            "<svg width=1></svg>y<svg width=1 />z</p>",
        );
        let nested = "<svg><svg><g></g></svg><g/></svg>";
        check(nested, "<svg><svg></svg><g/></svg>");
        check("<svg>never closed <p>x", "<svg>never closed <p>x");
        check("a<!-- never closed", "a<!-- never closed");
        let escaped = "<script><!-- <script></script> --></script>x";
        check(escaped, escaped);
    }

    #[test]
    fn attributes_for_programs_are_left_out_where_nobody_asks_for_them() {
        let check = |page: &str, expect: &str| {
            assert_eq!(super::guarded(page, Attributes::Telling), expect, "{page}");
            assert_eq!(guarded(page), page);
        };
        check(
            "<p class='a' data-x=\"<b> '\" id=b onclick='c()' data-testid='d'>e</p>",
            "<p class='a'  id=b  data-testid='d'>e</p>",
        );
        check(
            "<img data-a='1'src=b srcset = 'c 1x' alt='d'>",
            "<img src=b  alt='d'>",
        );
        check(
            "<p data-a data-b=c title='data-x=\"y\"'>",
            "<p data-a data-b=c title='data-x=\"y\"'>",
        );
        check("<p data-a='never closed>", "<p data-a='never closed>");
    }

    #[test]
    fn scripts_are_read_in_their_order() {
        let page = "<script src=a></script><script>12345</script><style>x</style><SCRIPT type=json>67</SCRIPT>";
        assert_eq!(scripts(page).collect::<Vec<_>>(), ["", "12345", "67"]);
    }

    #[test]
    fn deep_nesting_is_cut_and_its_text_kept() {
        let page = format!(
            "{}deep{}<p>after",
            "<div>".repeat(9000),
            "</div>".repeat(9000)
        );
        let guarded = guarded(&page);
        assert_eq!(guarded.matches("<div>").count(), MAX_DEPTH);
        assert!(guarded.contains("deep") && guarded.ends_with("<p>after"));
    }

    #[test]
    fn no_way_of_writing_hides_nested_elements() {
        let deep = "<div>".repeat(9000);
        let count = |page: &str| {
            super::guarded(page, Attributes::Telling)
                .matches("<div>")
                .count()
        };
        for page in [
            format!("<p a=b=\"{deep}\">x"),
            format!("<p a=\"x\"=\"{deep}\">x"),
            format!("<p/=\"{deep}\">x"),
            format!("<svg><svg><title>{deep}</title>"),
            format!("<math><script type=json>{deep}</script>"),
            "<<!-- -->div>".repeat(9000),
            "<div>".repeat(MAX_DEPTH) + &"<<div>div>".repeat(9000),
        ] {
            // One more stands in a tag that its `>` ends, and opens nothing.
            assert!(
                count(&page) <= MAX_DEPTH + 1,
                "{page:.40}: {}",
                count(&page)
            );
        }
        let open = "<g/>".repeat(MAX_FOREIGN * 3);
        assert_eq!(guarded(&open).matches("<g/>").count(), MAX_FOREIGN);
    }

    #[test]
    fn formatting_elements_do_not_pile_up() {
        let page = (0..2000)
            .map(|i| format!("<b id={i}>"))
            .collect::<Vec<_>>()
            .concat();
        assert!(guarded(&page).len() < 500);
    }

    #[test]
    fn a_tag_with_a_thousand_attributes_is_dropped() {
        let attributes = (0..1000)
            .map(|i| format!(" a{i}=1"))
            .collect::<Vec<_>>()
            .concat();
        assert_eq!(guarded(&format!("x<div{attributes}>y")), "xy");
    }

    #[test]
    fn the_size_is_capped_between_characters() {
        let page = "ж".repeat(MAX_BYTES);
        assert!(guarded(&page).len() <= MAX_BYTES);
    }

    #[test]
    fn broken_tags_at_the_end_do_no_harm() {
        for page in [
            "<",
            "</",
            "<a",
            "<a href='",
            "<!--",
            "<script>",
            "<script",
            "a<b",
            "<div a=>",
        ] {
            assert_eq!(guarded(page), page);
        }
    }
}
