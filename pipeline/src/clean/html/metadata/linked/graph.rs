//! The objects of linked data, found wherever they hide, and what their values say.
//!
//! The graph is walked without recursion and to a bound; a wrong type is an absent value.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::super::super::markup::plain;

/// How many values of a graph are looked at.
const MAX_VALUES: usize = 50_000;

/// How many values of one property are read.
const MAX_LISTED: usize = 40;

/// One object.
pub(super) type Object = Map<String, Value>;

/// The objects of all values of a page, and those that others refer to by name.
pub(super) struct Graph<'v> {
    pub(super) objects: Vec<&'v Object>,
    by_id: FxHashMap<&'v str, &'v Object>,
}

/// Somebody who is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::clean) struct Named {
    pub(in crate::clean) name: String,
    /// Whether the object says that it is a company and no person.
    pub(in crate::clean) is_organisation: bool,
}

impl<'v> Graph<'v> {
    /// Every object in `values`, outer ones first.
    pub(super) fn of(values: &'v [Value]) -> Self {
        let mut objects = Vec::new();
        let mut queue: Vec<&Value> = values.iter().rev().collect();
        let mut seen = 0;
        while let Some(value) = queue.pop() {
            seen += 1;
            if seen > MAX_VALUES {
                break;
            }
            match value {
                Value::Object(object) => {
                    objects.push(object);
                    queue.extend(object.values());
                }
                Value::Array(list) => queue.extend(list.iter().rev()),
                _ => {}
            }
        }
        let mut by_id: FxHashMap<&str, &Object> = FxHashMap::default();
        for object in &objects {
            if let (Some(id), true) = (text_of(object.get("@id")), object.len() > 1) {
                by_id.entry(id).or_insert(object);
            }
        }
        Self { objects, by_id }
    }

    /// The object itself, or the one that it stands for by name.
    fn resolved(&self, object: &'v Object, key: &str) -> &'v Object {
        if object.contains_key(key) {
            return object;
        }
        let other = text_of(object.get("@id")).and_then(|id| self.by_id.get(id).copied());
        other.unwrap_or(object)
    }

    /// The names in a value: strings, objects with a name, references to such objects, lists of these.
    pub(super) fn names(&self, value: Option<&'v Value>) -> Vec<Named> {
        let mut names = Vec::new();
        let mut queue: Vec<&'v Value> = value.into_iter().collect();
        while let Some(value) = queue.pop() {
            match value {
                Value::String(name) => names.push(Named {
                    name: plain(name),
                    is_organisation: false,
                }),
                Value::Array(list) => queue.extend(list.iter().take(MAX_LISTED).rev()),
                Value::Object(object) => {
                    let object = self.resolved(object, "name");
                    let is_organisation = types(object).any(|kind| kind.contains("Organization"));
                    names.extend(names_of(object).into_iter().map(|name| Named {
                        name,
                        is_organisation,
                    }));
                }
                _ => {}
            }
            if names.len() >= MAX_LISTED {
                break;
            }
        }
        names.retain(|named| !named.name.is_empty());
        names
    }

    /// The address of a picture: a string, an object with an address, a reference to one, the first of a list.
    pub(super) fn picture(&self, value: Option<&'v Value>) -> Option<&'v str> {
        match value? {
            Value::Array(list) => list.iter().take(MAX_LISTED).find_map(|value| match value {
                Value::Array(_) => None,
                other => self.picture(Some(other)),
            }),
            Value::Object(object) => {
                let object = self.resolved(object, "url");
                text_of(object.get("url")).or_else(|| text_of(object.get("contentUrl")))
            }
            other => text_of(Some(other)),
        }
    }
}

fn names_of(object: &Object) -> Vec<String> {
    match object.get("name") {
        Some(Value::Array(list)) => {
            let names = list.iter().take(MAX_LISTED).filter_map(Value::as_str);
            return names.map(plain).collect();
        }
        Some(Value::String(name)) if !name.trim().is_empty() => return vec![plain(name)],
        _ => {}
    }
    let part = |key: &str| text_of(object.get(key));
    let parts = part("givenName").zip(part("familyName"));
    let parts = parts.map(|(given, family)| plain(&format!("{given} {family}")));
    parts.into_iter().collect()
}

/// What an object says that it is, without the address of the vocabulary.
pub(super) fn types(object: &Object) -> impl Iterator<Item = &str> {
    let one = object.get("@type").into_iter();
    one.flat_map(|kind| match kind {
        Value::Array(kinds) => kinds.iter().collect(),
        other => vec![other],
    })
    .filter_map(Value::as_str)
    .map(|kind| kind.rsplit(['/', ':']).next().unwrap_or(kind))
}

/// A text, or the first of a list of texts.
pub(super) fn text_of(value: Option<&Value>) -> Option<&str> {
    let text = match value? {
        Value::String(text) => text,
        Value::Array(list) => list.iter().find_map(Value::as_str)?,
        _ => return None,
    };
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// The texts of a value: one, a list of them, or a list in one text, parted by commas.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    let listed: Vec<&str> = match value {
        Some(Value::String(text)) => text.split(',').collect(),
        Some(Value::Array(list)) => list
            .iter()
            .take(MAX_LISTED)
            .filter_map(|value| match value {
                Value::Object(object) => text_of(object.get("name")),
                other => other.as_str(),
            })
            .collect(),
        _ => Vec::new(),
    };
    let plain = listed.into_iter().take(MAX_LISTED).map(plain);
    plain.filter(|text| !text.is_empty()).collect()
}

/// A yes or no, as a value or in words: `"False"`, `"http://schema.org/True"`.
pub(super) fn truth(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(truth) => Some(*truth),
        Value::String(word) => said(word),
        _ => None,
    }
}

/// A yes or no in words.
pub(in super::super) fn said(word: &str) -> Option<bool> {
    let word = word.trim().rsplit('/').next().unwrap_or(word);
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}
