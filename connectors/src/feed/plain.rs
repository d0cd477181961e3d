//! Titles and summaries of feeds as plain text: some arrive as HTML, some with their entities escaped twice.
//!
//! What must hold: whatever is read takes time linear in its length.

use std::{borrow::Cow, collections::HashSet, sync::LazyLock};

use markup5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use memchr::{memchr, memchr2, memmem::Finder};

/// The elements of HTML, those of its past with them.
static ELEMENTS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink \
    blockquote body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir \
    div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup \
    hr html i iframe img image input ins kbd keygen label legend li link main map mark marquee math menu menuitem meta \
    meter nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre progress q \
    rb rp rt rtc ruby s samp script search section select slot small source span strike strong style sub summary sup \
    svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp"
        .split_ascii_whitespace()
        .collect()
});

/// Plain text: tags dropped, references resolved, white space joined.
pub(crate) fn plain(text: &str) -> String {
    if memchr2(b'<', b'&', text.as_bytes()).is_none() {
        return squeezed(text);
    }
    squeezed(&resolved(&bare(text)))
}

/// Text on one line: white space joined, characters dropped that nobody can see.
pub(super) fn squeezed(text: &str) -> String {
    if is_squeezed(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let length = line.len();
        if length > 0 {
            line.push(' ');
        }
        let before = line.len();
        if word.bytes().any(|sign| sign.is_ascii_control()) {
            line.extend(word.chars().filter(|sign| !sign.is_ascii_control()));
        } else {
            line.push_str(word);
        }
        if line.len() == before {
            line.truncate(length);
        }
    }
    line
}

/// Whether nothing is to be squeezed, as far as single bytes can tell: some begin spaces of other scripts.
fn is_squeezed(text: &str) -> bool {
    let mut before = b' ';
    for sign in text.bytes() {
        let is_plain = matches!(sign, b'!'..=b'~' | 0xc3..=0xdf | 0x80..=0xbf)
            || sign == b' ' && before != b' ';
        if !is_plain {
            return false;
        }
        before = sign;
    }
    before != b' '
}

/// Whether a text that may be plain is HTML: it has a tag of it, or a reference.
pub(super) fn is_html(text: &str) -> bool {
    let mut closing = Search::new(text, ">");
    let mut at = 0;
    while let Some(next) = text
        .as_bytes()
        .get(at..)
        .and_then(|rest| memchr2(b'<', b'&', rest))
    {
        let sign = at + next;
        at = sign + 1;
        let rest = text.get(at..).unwrap_or_default();
        let is_sign = match text.as_bytes().get(sign) {
            Some(b'<') => closing
                .from(at)
                .and_then(|end| text.get(at..end))
                .is_some_and(is_tag),
            _ => reference(rest, &mut String::new()).is_some(),
        };
        if is_sign {
            return true;
        }
    }
    false
}

/// The text without its tags and what they hide; each is a space.
fn bare(text: &str) -> Cow<'_, str> {
    if memchr(b'<', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut bare = String::with_capacity(text.len());
    let mut hidden = Hidden::new(text);
    let mut at = 0;
    while let Some(next) = text
        .as_bytes()
        .get(at..)
        .and_then(|rest| memchr(b'<', rest))
    {
        let sign = at + next;
        bare.push_str(text.get(at..sign).unwrap_or_default());
        if let Some(end) = hidden.end(sign + 1) {
            bare.push(' ');
            at = end;
        } else {
            bare.push('<'); // a lone sign is text
            at = sign + 1;
        }
    }
    bare.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(bare)
}

/// Where what readers do not see ends.
struct Hidden<'t> {
    text: &'t str,
    tag: Search<'t>,
    comment: Search<'t>,
    /// Elements whose content is no text.
    elements: [(&'static str, Search<'t>); 2],
}

impl<'t> Hidden<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            tag: Search::new(text, ">"),
            comment: Search::new(text, "-->"),
            elements: [
                ("script", Search::new(text, "</script")),
                ("style", Search::new(text, "</style")),
            ],
        }
    }

    /// Behind the tag, or the comment, that begins with a `<` before `at`.
    fn end(&mut self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        if rest.starts_with("!--")
            && let Some(end) = self.comment.from(at)
        {
            return Some(end + "-->".len());
        }
        let end = self.tag.from(at)?;
        let inside = self.text.get(at..end)?;
        if !is_tag(inside) {
            return None;
        }
        let name = named(inside);
        let mut elements = self.elements.iter_mut();
        let element = elements.find(|(element, _)| element.eq_ignore_ascii_case(name));
        let hidden = element.and_then(|(_, closing)| closing.from(end));
        Some(hidden.unwrap_or(end + 1))
    }
}

/// A search that goes on from further and further: what was found, or not, is remembered, so that all of them together
/// look at every byte once.
struct Search<'t> {
    text: &'t str,
    wanted: Finder<'static>,
    found: Option<usize>,
    is_over: bool,
}

impl<'t> Search<'t> {
    fn new(text: &'t str, wanted: &'static str) -> Self {
        Self {
            text,
            wanted: Finder::new(wanted),
            found: None,
            is_over: false,
        }
    }

    fn from(&mut self, at: usize) -> Option<usize> {
        if self.is_over || self.found.is_some_and(|found| found >= at) {
            return self.found.filter(|_| !self.is_over);
        }
        let rest = self.text.as_bytes().get(at..)?;
        self.found = self.wanted.find(rest).map(|found| at + found);
        self.is_over = self.found.is_none();
        self.found
    }
}

/// Whether what stands between angle brackets is markup, not the name of a film in them.
fn is_tag(inside: &str) -> bool {
    let name = named(inside);
    let behind = inside.strip_prefix('/').unwrap_or(inside).get(name.len()..);
    let is_foreign =
        !name.is_empty() && behind.is_some_and(|behind| behind.starts_with([':', '-']));
    let is_known =
        || ELEMENTS.contains(name) || ELEMENTS.contains(name.to_ascii_lowercase().as_str());
    inside.starts_with('!') || is_foreign || is_known()
}

/// The name in a tag.
fn named(inside: &str) -> &str {
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let end = name.find(|letter: char| !letter.is_ascii_alphanumeric());
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

/// The text with its references resolved; what is no reference stays.
pub(crate) fn resolved(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let (before, mut rest) = text.split_at_checked(first).unwrap_or((text, ""));
    let mut plain = String::with_capacity(text.len());
    plain.push_str(before);
    while let Some(entity) = rest.strip_prefix('&') {
        let behind = reference(entity, &mut plain).and_then(|length| entity.get(length..));
        rest = behind.unwrap_or_else(|| {
            plain.push('&');
            entity
        });
        let next = memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        let (before, behind) = rest.split_at_checked(next).unwrap_or((rest, ""));
        plain.push_str(before);
        rest = behind;
    }
    Cow::Owned(plain)
}

/// The longest name of a character in HTML is `CounterClockwiseContourIntegral`.
const LONGEST: usize = 33;

/// Appends the characters of a reference that stands behind its `&`, and gives its length; `None` if it is none.
fn reference(entity: &str, out: &mut String) -> Option<usize> {
    let head = entity.as_bytes();
    let length = memchr(b';', head.get(..LONGEST).unwrap_or(head))?;
    let name = entity.get(..length)?;
    match name {
        "amp" => out.push('&'),
        "lt" => out.push('<'),
        "gt" => out.push('>'),
        "quot" => out.push('"'),
        "nbsp" => out.push('\u{a0}'),
        _ => match name.strip_prefix('#') {
            Some(number) => out.extend(meant(code(number)?)),
            None if !push_named(name, out) => return None,
            None => {}
        },
    }
    Some(length + 1)
}

fn push_named(name: &str, out: &mut String) -> bool {
    let named = NAMED_ENTITIES.get(format!("{name};").as_str());
    let (first, second) = named.copied().unwrap_or_default();
    let letters = [first, second].into_iter().filter(|code| *code > 0);
    out.extend(letters.filter_map(char::from_u32));
    first > 0
}

fn code(number: &str) -> Option<u32> {
    match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
        None => number.parse().ok(),
    }
}

/// The character of a number; 128 to 159 are meant as in windows-1252 (HTML, section 13.2.5.80). Control characters are
/// nothing to read.
fn meant(code: u32) -> Option<char> {
    let position = code
        .checked_sub(0x80)
        .and_then(|code| usize::try_from(code).ok());
    let replaced = position.and_then(|position| C1_REPLACEMENTS.get(position).copied());
    let letter = replaced.flatten().or_else(|| char::from_u32(code))?;
    (!letter.is_control() || letter.is_whitespace()).then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_text_stays() {
        let check = |text: &str, expect: &str| assert_eq!(plain(text), expect, "{text}");
        check(
            "<b>Kijów</b>: nowe\n <i>rozmowy</i>",
            "Kijów : nowe rozmowy",
        );
        check("L&#8217;Italia &amp; l&rsquo;Europa", "L’Italia & l’Europa");
        check(
            "perch&eacute; &Zcaron;&lstrok;&#146;&#x96; &eacute",
            "perché Žł’– &eacute",
        );
        check(
            "1 < 2 & 3 > 2; x &unknown; &#xZZ;",
            "1 < 2 & 3 > 2; x &unknown; &#xZZ;",
        );
        check("a<script>if (a<b) {}</script><SCRIPTED>b", "a <SCRIPTED>b");
        check(
            "<The Tale of Elm> and <o:p/><my-tag>b<BR/>c",
            "<The Tale of Elm> and b c",
        );
        check("a<", "a<");
        check("&", "&");
        check("", "");
    }
}
