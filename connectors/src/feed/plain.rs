//! Titles and summaries of feeds as plain text: some arrive as HTML, some with their entities escaped twice.

/// Plain text: tags dropped, the common entities resolved, white space joined.
pub(super) fn plain(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        bare.push_str(before);
        let opens = tag
            .starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '!'));
        match tag.split_once('>') {
            Some((_, after)) if opens => {
                bare.push(' ');
                rest = after;
            }
            _ => {
                bare.push('<'); // a lone sign is text
                rest = tag;
            }
        }
    }
    bare.push_str(rest);
    let resolved = resolve(&bare);
    resolved.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn resolve(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, entity)) = rest.split_once('&') {
        plain.push_str(before);
        let named = entity
            .split_once(';')
            .and_then(|(name, after)| Some((letter(name)?, after)));
        if let Some((letter, after)) = named {
            plain.push(letter);
            rest = after;
        } else {
            plain.push('&');
            rest = entity;
        }
    }
    plain + rest
}

fn letter(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|letter| !letter.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "laquo" => '«',
        "raquo" => '»',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "agrave" => 'à',
        "egrave" => 'è',
        "eacute" => 'é',
        "igrave" => 'ì',
        "ograve" => 'ò',
        "ugrave" => 'ù',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "szlig" => 'ß',
        "oacute" => 'ó',
        _ => return None,
    })
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
            "1 < 2 & 3 > 2; x &unknown; &#xZZ;",
            "1 < 2 & 3 > 2; x &unknown; &#xZZ;",
        );
        check("a<", "a<");
        check("", "");
    }
}
