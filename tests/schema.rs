//! The documented form of an item is the form that the program writes.

use std::{env, fs};

use item::{Change, EVENT_SCHEMA, Item};
use schemars::SchemaGenerator;
use serde_json::json;

#[test]
fn the_schema_in_docs_is_generated_from_the_types() {
    let mut generator = SchemaGenerator::default();
    // What a version changed stands beside the item in its event.
    generator.subschema_for::<Change>();
    let mut schema = serde_json::to_value(generator.into_root_schema_for::<Item>()).unwrap();
    schema["$id"] = json!(format!("{EVENT_SCHEMA}#item"));
    let generated = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/item.schema.json");
    if env::var_os("NEWSLOOM_WRITE_DOCS").is_some() {
        fs::write(path, &generated).unwrap();
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == generated,
        "docs/item.schema.json is not what the types say; write it with NEWSLOOM_WRITE_DOCS=1 cargo test schema"
    );
}
