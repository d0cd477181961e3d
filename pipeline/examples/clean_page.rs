//! Cleans pages: one JSON line `{id, path|html_path|body, url?}` in, one JSON line out.
//!
//! A filter for measuring; `cargo run --release --example clean_page < pages.jsonl`.

use std::io::{BufRead, Write};

use item::Hints;
use pipeline::clean::{Unclean, decode::decode, html::clean_html};
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = answer(&line?);
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(line: &str) -> Value {
    let asked: Value = serde_json::from_str(line).unwrap_or_default();
    let text = |key: &str| asked.get(key).and_then(Value::as_str);
    let id = asked.get("id").cloned().unwrap_or_default();
    let bytes = match (text("body"), text("path").or_else(|| text("html_path"))) {
        (Some(body), _) => Ok(body.as_bytes().to_vec()),
        (None, Some(path)) => std::fs::read(path).map_err(|error| error.to_string()),
        (None, None) => Err("neither `path` nor `body`".to_owned()),
    };
    let cleaned = bytes.and_then(|bytes| {
        let decoded = decode(&bytes, None, true, None);
        clean_html(&decoded.text, text("url"), &Hints::default())
            .map_err(|error: Unclean| error.to_string())
    });
    match cleaned {
        Err(error) => json!({"id": id, "text": "", "error": error}),
        Ok(cleaned) => {
            let article = cleaned.article;
            json!({
                "id": id, "title": article.headline, "author": article.byline, "date": article.date_published,
                "text": article.text, "lang": article.in_language, "canonical": article.canonical_url,
                "publisher": article.publisher, "credits": article.credits,
                "removed": cleaned.removed.iter().map(|r| json!([r.rule, r.text])).collect::<Vec<_>>(),
            })
        }
    }
}
