//! What HTML says about how elements end. Tables only.

/// The longest name that the tables know, in bytes.
const LONGEST: usize = 10;

/// How an element ends, and what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Has no content.
    Void,
    /// The next of its kind ends it, so that it does not nest when its end is left out.
    ImpliedEnd,
    /// Its content is characters, not markup.
    RawText,
    /// HTML opens it again after a badly nested end (its "list of active formatting elements"). Links are none here: an
    /// open link is closed by the next one.
    Formatting,
    /// A drawing, in which other rules hold.
    Drawing,
    /// Stands in drawings and formulas, where alone `/>` ends an element.
    Foreign,
    /// Ends with its end tag.
    Other,
}

/// The kind of the elements called `name`, in letters of either case.
pub(crate) fn kind(name: &str) -> Kind {
    let mut lower = [0_u8; LONGEST];
    let Some(room) = lower.get_mut(..name.len()) else {
        return Kind::Other;
    };
    room.copy_from_slice(name.as_bytes());
    room.make_ascii_lowercase();
    match &*room {
        b"br" | b"img" | b"meta" | b"link" | b"input" | b"hr" | b"source" | b"wbr" | b"area"
        | b"base" | b"col" | b"embed" | b"param" | b"track" => Kind::Void,
        b"p" | b"li" | b"td" | b"tr" | b"th" | b"dt" | b"dd" | b"option" | b"a" | b"tbody"
        | b"thead" | b"tfoot" | b"optgroup" | b"colgroup" | b"html" | b"head" | b"body" => {
            Kind::ImpliedEnd
        }
        b"script" | b"style" | b"textarea" | b"title" | b"xmp" | b"iframe" | b"noembed"
        | b"noframes" => Kind::RawText,
        b"b" | b"i" | b"u" | b"s" | b"em" | b"tt" | b"big" | b"code" | b"font" | b"nobr"
        | b"small" | b"strong" | b"strike" => Kind::Formatting,
        b"svg" => Kind::Drawing,
        b"path" | b"rect" | b"use" | b"circle" | b"line" | b"polygon" | b"ellipse" | b"stop"
        | b"g" => Kind::Foreign,
        _ => Kind::Other,
    }
}
