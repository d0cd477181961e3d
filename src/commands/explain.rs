//! `newsloom explain`: why an item is what it is.

use std::{io, path::Path};

use item::{Body, Item};
use pipeline::clean::recurring::Origin;
use state::StateError;

use super::{
    history::newest,
    reading::{Lookup, Reading},
    render,
    show::{with_item, withdrawn},
};
use crate::{cli::ItemArgs, exit::Exit, report};

/// Lines of furniture that are told of a host,
const MOST_LINES: usize = 20;
/// from so many of the newest events about it,
const MOST_EVENTS: usize = 20;
/// among so many of the last events of all.
const LOOKED_BACK: u64 = 100_000;

/// Explains an item: its standing, its metadata and every label, each with the words that caused it.
pub(crate) fn explain(path: &Path, args: &ItemArgs) -> Exit {
    with_item(path, args, |item, state| {
        let furniture = furniture(item, state).map_err(io::Error::other)?;
        let withdrawn = withdrawn(item, state).map_err(io::Error::other)?;
        if args.json {
            let reasons = serde_json::json!({
                "id": item.id, "entry": item.entry, "standing": item.standing, "credits": item.article.credits,
                "dateline": item.article.dateline, "origins": item.article.origins, "labels": item.labels,
                "statements": item.statements, "furniture": furniture, "overrides": item.overrides, "cleaning": item.cleaning, "tags": item.tags,
                "withdrawn": withdrawn.is_some(),
            });
            return report::line(reasons);
        }
        told(item, &furniture, withdrawn.as_deref())
    })
}

fn told(item: &Item, furniture: &[String], withdrawn: Option<&str>) -> io::Result<()> {
    report::line(format_args!(
        "{}  {}",
        item.id,
        item.article
            .headline
            .as_deref()
            .unwrap_or("(without a headline)")
    ))?;
    report::line(format_args!(
        "{:<14}entry {} of source {}, version {}",
        "from", item.entry.key, item.source, item.version
    ))?;
    report::line(format_args!(
        "{:<14}{}",
        "standing",
        render::standing(&item.standing)
    ))?;
    if let Some(words) = withdrawn {
        report::line(format_args!("{:<14}{words}", "presence"))?;
    }
    metadata(item)?;
    for line in furniture {
        report::line(format_args!(
            "{:<14}“{line}” recurs in other stories and is left out",
            "furniture"
        ))?;
    }
    report::line(render::reasons(&item.labels))
}

/// Where each value of an item's article was found, and what its source made of it.
fn metadata(item: &Item) -> io::Result<()> {
    for origin in &item.article.origins {
        report::line(format_args!(
            "{:<13} {}",
            origin.field,
            render::origin(&item.article, origin)
        ))?;
    }
    for line in render::cleaning(&item.cleaning) {
        report::line(line)?;
    }
    if !item.tags.is_empty() {
        report::line(format_args!("{:<14}{}", "tags", item.tags.join(", ")))?;
    }
    for one in &item.overrides {
        report::line(format_args!(
            "{:<14}{}",
            "selector",
            render::overrides(std::slice::from_ref(one))
        ))?;
    }
    for credit in &item.article.credits {
        report::line(format_args!(
            "{:<14}{} ← “{}”",
            "credit", credit.name, credit.evidence
        ))?;
    }
    if let Some(dateline) = &item.article.dateline {
        report::line(format_args!(
            "{:<14}{}",
            "dateline",
            render::dateline(dateline)
        ))?;
    }
    Ok(())
}

/// The lines that were learned to be furniture where the item was read, the newest first.
fn furniture(item: &Item, state: &Reading) -> Result<Vec<String>, StateError> {
    let origin = match item.read_from {
        Some(_) => Origin::Web,
        None => Origin::Local(&item.source),
    };
    let Some(own) = origin.host(&item.article) else {
        return Ok(Vec::new());
    };
    let learned = newest(
        &state.journal()?,
        MOST_EVENTS,
        LOOKED_BACK,
        |event| match event.body {
            Body::HostFurniture { host, lines } if host == own => Some(lines),
            _ => None,
        },
    )?;
    let texts = learned.into_iter().flatten().map(|line| line.text);
    Ok(texts.take(MOST_LINES).collect())
}
