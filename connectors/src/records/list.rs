//! A list of JSON records, read one after the other; what is broken harms no neighbour.

use item::Entry;
use serde_json::{StreamDeserializer, Value, de::SliceRead};

use super::{
    container::{Container, Troubles},
    names::{Names, own_name},
};

/// What shows that an object found behind a broken record is one itself, and not a part of the broken one.
const MARKS: [&str; 7] = [
    "title",
    "headline",
    "id",
    "url",
    "text",
    "articleBody",
    "content_html",
];

/// How often it is tried to find the next record behind a broken one, in one file.
const MOST_TRIES: usize = 1000;

/// How a list is read, and what is known of the part of it that was.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// Whether it stands in brackets; else its records follow one another.
    pub bracketed: bool,
    /// Whether all but articles are left out.
    pub articles_only: bool,
    /// The names that its records were given.
    pub names: Names,
    /// How often it was tried to find the next record behind a broken one.
    pub tries: usize,
}

/// Records on their way to entries.
pub(super) struct List<'a> {
    file: &'a [u8],
    rest: &'a [u8],
    container: &'a Container<'a>,
    pub form: Form,
    pub troubles: Troubles,
    pub entries: Vec<Entry>,
}

impl<'a> List<'a> {
    /// The list of a file of which `rest`, a part of `file`, is still to be read.
    pub(super) fn new(
        file: &'a [u8],
        container: &'a Container<'a>,
        form: Form,
        rest: &'a [u8],
    ) -> Self {
        Self {
            file,
            rest,
            container,
            form,
            troubles: Troubles::default(),
            entries: Vec::new(),
        }
    }

    /// Takes records until there are `most`, or the next one begins at the byte `until` or behind it. Says whether the
    /// list is at its end; if not, it stands at the beginning of a record.
    pub(super) fn read(&mut self, most: usize, until: u64) -> bool {
        let mut is_closed = !self.form.bracketed;
        while let Some((first, behind)) = self.rest.split_first() {
            match first {
                b',' | b' ' | b'\t' | b'\r' | b'\n' => self.rest = behind,
                b']' if self.form.bracketed => {
                    is_closed = true;
                    self.rest = b"";
                }
                _ if self.entries.len() >= most || self.offset() >= until => return false,
                _ => self.rest = self.record(self.rest),
            }
        }
        if !is_closed {
            self.troubles
                .add(self.container.key.to_owned(), &"the list has no end");
        }
        true
    }

    /// Where in the file the rest begins.
    pub(super) fn offset(&self) -> u64 {
        self.offset_of(self.rest)
    }

    /// Takes one record; gives what follows it.
    fn record(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let offset = self.offset_of(rest);
        let what = format!("{} at byte {offset}", self.container.key);
        let mut values = StreamDeserializer::<_, Value>::new(SliceRead::new(rest));
        let parsed = values.next();
        let (record, behind) = rest
            .split_at_checked(values.byte_offset())
            .unwrap_or((rest, b""));
        match parsed {
            Some(Ok(value @ Value::Object(_))) => {
                if !self.form.articles_only || is_article(&value) {
                    let name = self.form.names.distinct(own_name(&value, record));
                    self.entries
                        .push(self.container.record(&name, record, offset));
                }
                behind
            }
            Some(Ok(_)) => {
                self.troubles.add(what, &"this is no JSON object");
                behind
            }
            Some(Err(error)) => {
                self.troubles.add(what, &error);
                self.next_record(rest)
            }
            None => b"",
        }
    }

    /// The next whole record behind a broken one.
    fn next_record(&mut self, broken: &'a [u8]) -> &'a [u8] {
        let mut rest = broken;
        while self.form.tries < MOST_TRIES
            && let Some(comma) = rest.iter().position(|byte| matches!(byte, b',' | b'\n'))
            && let Some((_, behind)) = rest.split_at_checked(comma + 1)
        {
            rest = behind.trim_ascii_start();
            if !rest.starts_with(b"{") {
                continue;
            }
            self.form.tries += 1;
            let next = StreamDeserializer::<_, Value>::new(SliceRead::new(rest)).next();
            if let Some(Ok(value)) = next
                && MARKS.iter().any(|mark| value.get(mark).is_some())
            {
                return rest;
            }
        }
        b""
    }

    /// Where a part of the file begins in it.
    fn offset_of(&self, part: &[u8]) -> u64 {
        (part.as_ptr().addr() - self.file.as_ptr().addr()) as u64
    }
}

/// Whether a node of a graph is an article by its `@type`.
fn is_article(node: &Value) -> bool {
    let is_one = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            ["Article", "Posting", "Report"]
                .iter()
                .any(|end| kind.ends_with(end))
        })
    };
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_one),
        Some(kind) => is_one(kind),
        None => false,
    }
}
