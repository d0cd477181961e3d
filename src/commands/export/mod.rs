//! `newsloom export`: items for other programs, and the configured feeds for other readers.

mod atom;
mod csv;
mod feeds;
mod items;
mod to;

use std::path::Path;

use crate::{
    cli::{ExportArgs, ExportFormat},
    exit::Exit,
    report,
};

/// Prints items or feeds.
pub(crate) fn export(path: &Path, args: &ExportArgs) -> Exit {
    let exported = match args.format {
        ExportFormat::Opml if !args.query.is_empty() || args.since.is_some() => {
            report::problem(
                "a list of feeds has no items to choose from",
                Some("a query and `--since` go with `--format jsonl`, `csv` and `atom`"),
            );
            Err(Exit::Usage)
        }
        ExportFormat::Opml => feeds::export(path, args),
        ExportFormat::Jsonl => items::export(path, args, &items::Json),
        ExportFormat::Csv => items::export(path, args, &csv::Csv),
        ExportFormat::Atom => items::export(path, args, &atom::Atom),
    };
    exported.unwrap_or_else(|exit| exit)
}
