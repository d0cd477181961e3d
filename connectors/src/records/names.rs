//! What a record is called inside its file: its own id, its URL, or a digest of its bytes.

use std::collections::{HashMap, hash_map::Entry as Slot};

use item::digest64;
use serde_json::Value;

/// Where records keep their names, the most deliberate first.
const FIELDS: [&str; 7] = [
    "id",
    "@id",
    "guid",
    "url",
    "link",
    "canonical_url",
    "mainEntityOfPage",
];

/// A longer name is replaced by the digest: it is hardly one, and keys are kept for ever.
const LONGEST: usize = 1024;

/// The name that a record gives itself, or the digest of its bytes.
pub(crate) fn own_name(record: &Value, bytes: &[u8]) -> String {
    let own = FIELDS.iter().find_map(|field| text(record.get(field)?));
    match own {
        Some(name) if name.starts_with(['@', '\\']) => format!("\\{name}"), // `@` marks the rest of a file
        Some(name) => name,
        None => format!("{:016x}", digest64(bytes)),
    }
}

fn text(value: &Value) -> Option<String> {
    let name = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Object(object) => object.get("@id")?.as_str()?.trim().to_owned(),
        _ => return None,
    };
    (!name.is_empty() && name.len() <= LONGEST).then_some(name)
}

/// The names that one file has used: the second record of a name is numbered.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<u64, u32>);

impl Names {
    /// A name that the file has not used before.
    pub(crate) fn distinct(&mut self, name: String) -> String {
        let own = digest64(name.as_bytes());
        let Some(uses) = self.0.get(&own).copied() else {
            self.0.insert(own, 1);
            return name;
        };
        // A record may call itself what another's number makes of its name: that number is then left out.
        let mut times = uses;
        loop {
            times += 1;
            let numbered = format!("{name}#{times}");
            if let Slot::Vacant(free) = self.0.entry(digest64(numbered.as_bytes())) {
                free.insert(1);
                self.0.insert(own, times);
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_called_by_its_id_its_url_or_its_bytes() {
        let check = |json: &str, expect: &str| {
            let value = serde_json::from_str(json).unwrap();
            assert_eq!(own_name(&value, json.as_bytes()), expect, "{json}");
        };
        check(r#"{"url":"https://a.example/1","id":" x "}"#, "x");
        check(r#"{"id":7}"#, "7");
        check(
            r#"{"id":"","url":"https://a.example/1"}"#,
            "https://a.example/1",
        );
        check(
            r#"{"mainEntityOfPage":{"@id":"https://a.example/2"}}"#,
            "https://a.example/2",
        );
        check(r#"{"id":"@5"}"#, r"\@5");
        check(
            r#"{"id":null,"text":"t"}"#,
            &format!("{:016x}", digest64(br#"{"id":null,"text":"t"}"#)),
        );
    }

    #[test]
    fn the_second_record_of_a_name_is_numbered() {
        let mut names = Names::default();
        let mut name = |text: &str| names.distinct(text.to_owned());
        assert_eq!(
            [name("a"), name("b"), name("a"), name("a")],
            ["a", "b", "a#2", "a#3"]
        );
    }

    #[test]
    fn no_two_records_share_a_name_whatever_they_call_themselves() {
        let check = |given: &[&str], expect: &[&str]| {
            let mut names = Names::default();
            let distinct = given.iter().map(|name| names.distinct((*name).to_owned()));
            assert_eq!(distinct.collect::<Vec<_>>(), expect, "{given:?}");
        };
        check(&["a", "a", "a#2"], &["a", "a#2", "a#2#2"]);
        check(&["a#2", "a", "a", "a"], &["a#2", "a", "a#3", "a#4"]);
        check(
            &["a", "a", "a#2", "a#2", "a#2#2"],
            &["a", "a#2", "a#2#2", "a#2#3", "a#2#2#2"],
        );
    }
}
