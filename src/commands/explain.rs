//! `newsloom explain`: why an item is what it is.

use std::path::Path;

use super::{render, show::with_item};
use crate::{cli::ItemArgs, exit::Exit, report};

/// Explains an item: its standing, its metadata and every label, each with the words that caused it.
pub(crate) fn explain(path: &Path, args: &ItemArgs) -> Exit {
    with_item(path, args, |item| {
        if args.json {
            let reasons = serde_json::json!({
                "id": item.id, "entry": item.entry, "standing": item.standing, "credits": item.article.credits,
                "dateline": item.article.dateline, "labels": item.labels, "statements": item.statements,
            });
            return report::line(reasons);
        }
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
        report::line(render::reasons(&item.labels))
    })
}
