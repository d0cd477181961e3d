//! What an entry is about, in the words of its publisher.

use super::{
    model::FeedKind,
    names::Name,
    outline::Element,
    people::child,
    plain::{plain, resolved},
    text::{line, part},
};

/// The categories that elements name, each once.
pub(super) fn categories(elements: &[Element<'_>], kind: FeedKind) -> Vec<String> {
    let mut named = Names::default();
    let is_own = |element: &&Element<'_>| element.name == Name::Category;
    let is_alone = elements.iter().filter(is_own).count() == 1;
    for element in elements {
        match element.name {
            Name::Category if element.tag.attribute("term").is_some() => named.term(element),
            Name::Category => {
                let text = line(element, kind).unwrap_or_default();
                if is_alone && is_list(&text) {
                    named.all(&text);
                } else {
                    named.one(&text);
                }
            }
            Name::Subject => {
                let value = child(element.inner, "value").unwrap_or(element.inner);
                named.one(&part(value).unwrap_or_default());
            }
            Name::Keywords => named.all(&line(element, kind).unwrap_or_default()),
            Name::Genre => named.one(&attribute(element, "text")),
            _ => {}
        }
    }
    named.0
}

fn attribute(element: &Element<'_>, name: &str) -> String {
    let written = element.tag.attribute(name).unwrap_or_default();
    plain(&resolved(written))
}

/// Whether a text is several categories in one element: they are joined by more than a comma of prose.
fn is_list(text: &str) -> bool {
    let mut commas = text.split(',').skip(1);
    let is_tight = |behind: &str| !behind.starts_with(' ');
    text.matches(',').count() > 1 || commas.any(is_tight)
}

#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn one(&mut self, name: &str) {
        let name = name.trim();
        if !name.is_empty() && !self.0.iter().any(|known| known == name) {
            self.0.push(name.to_owned());
        }
    }

    fn all(&mut self, joined: &str) {
        joined.split(',').for_each(|name| self.one(name));
    }

    /// A category of Atom: its term, and its label if that says something else. A number is no word.
    fn term(&mut self, element: &Element<'_>) {
        let (term, label) = (attribute(element, "term"), attribute(element, "label"));
        let is_number = term.bytes().all(|sign| sign.is_ascii_digit());
        if label.is_empty() || !is_number {
            self.one(&term);
        }
        if !label.eq_ignore_ascii_case(&term) {
            self.one(&label);
        }
    }
}
