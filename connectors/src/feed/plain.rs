//! Titles and summaries of feeds as plain text: some arrive as HTML, some with their entities escaped twice.

use markup5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Elements whose content is no text.
const HIDDEN: [&str; 2] = ["script", "style"];

/// The elements of HTML, those of its past with them.
const ELEMENTS: &str = "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink \
    blockquote body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir \
    div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup \
    hr html i iframe img image input ins kbd keygen label legend li link main map mark marquee math menu menuitem meta \
    meter nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre progress q \
    rb rp rt rtc ruby s samp script search section select slot small source span strike strong style sub summary sup \
    svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp";

/// Plain text: tags dropped, references resolved, white space joined.
pub(crate) fn plain(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        bare.push_str(before);
        match tag.split_once('>') {
            Some((inside, after)) if is_tag(inside) => {
                bare.push(' ');
                rest = behind_hidden(inside, after);
            }
            _ => {
                bare.push('<'); // a lone sign is text
                rest = tag;
            }
        }
    }
    bare.push_str(rest);
    let resolved = resolved(&bare);
    let is_hidden = |letter: &char| letter.is_control() && !letter.is_whitespace();
    let resolved: String = resolved
        .chars()
        .filter(|letter| !is_hidden(letter))
        .collect();
    resolved.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether what stands between angle brackets is markup, not the name of a film in them.
fn is_tag(inside: &str) -> bool {
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let end = name.find(|letter: char| !letter.is_ascii_alphanumeric());
    let (name, behind) = name.split_at(end.unwrap_or(name.len()));
    let is_foreign = !name.is_empty() && behind.starts_with([':', '-']);
    inside.starts_with('!')
        || is_foreign
        || ELEMENTS
            .split_ascii_whitespace()
            .any(|element| element.eq_ignore_ascii_case(name))
}

/// What follows a tag; what a script or style holds is skipped with it.
fn behind_hidden<'a>(inside: &str, after: &'a str) -> &'a str {
    let is_name = |name: &str| {
        let (head, rest) = inside.split_at_checked(name.len()).unwrap_or_default();
        head.eq_ignore_ascii_case(name) && !rest.starts_with(|next: char| next.is_alphanumeric())
    };
    let hidden = HIDDEN.iter().find(|name| is_name(name));
    let end = hidden.and_then(|name| after.find(&format!("</{name}")));
    end.and_then(|end| after.get(end..)).unwrap_or(after)
}

/// The text with its references resolved; what is no reference stays.
pub(crate) fn resolved(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, entity)) = rest.split_once('&') {
        plain.push_str(before);
        let head = entity.get(..entity.len().min(LONGEST)).unwrap_or(entity);
        let named = head.split_once(';').map(|(name, _)| name);
        let is_resolved = named.is_some_and(|name| push(name, &mut plain));
        if is_resolved {
            rest = entity.split_once(';').map_or("", |(_, after)| after);
        } else {
            plain.push('&');
            rest = entity;
        }
    }
    plain + rest
}

/// The longest name of a character in HTML is `CounterClockwiseContourIntegral`.
const LONGEST: usize = 33;

/// Appends the characters of a reference; `false` if it is none.
fn push(name: &str, out: &mut String) -> bool {
    let Some(number) = name.strip_prefix('#') else {
        let named = NAMED_ENTITIES.get(format!("{name};").as_str());
        let (first, second) = named.copied().unwrap_or_default();
        let letters = [first, second].into_iter().filter(|code| *code > 0);
        out.extend(letters.filter_map(char::from_u32));
        return first > 0;
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
        None => number.parse().ok(),
    };
    let letter = code.and_then(meant).filter(|letter| !letter.is_control());
    out.extend(letter);
    letter.is_some()
}

/// The character of a number; 128 to 159 are meant as in windows-1252 (HTML, section 13.2.5.80).
fn meant(code: u32) -> Option<char> {
    let position = code
        .checked_sub(0x80)
        .and_then(|code| usize::try_from(code).ok());
    let replaced = position.and_then(|position| C1_REPLACEMENTS.get(position).copied());
    replaced.flatten().or_else(|| char::from_u32(code))
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
