//! `newsloom export`: the configured feeds, for other readers.

use std::path::Path;

use config::SourceKind;
use connectors::{Outline, write_opml};

use super::open::load;
use crate::{
    cli::{ExportArgs, ExportFormat},
    clock,
    exit::Exit,
    report::{line, note},
};

/// Prints the configured feeds.
pub(crate) fn export(path: &Path, args: &ExportArgs) -> Exit {
    let config = match load(path) {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    let feeds = config
        .sources
        .iter()
        .filter_map(|source| match &source.kind {
            SourceKind::Feed(feed) => Some(Outline {
                title: Some(source.id.to_string()),
                url: feed.url.clone(),
                page: None,
                folders: Vec::new(),
            }),
            _ => None,
        });
    let feeds: Vec<Outline> = feeds.collect();
    let others = config.sources.len() - feeds.len();
    if others > 0 {
        note(&format!(
            "{others} of the sources are no feeds and are left out"
        ));
    }
    let text = match args.format {
        ExportFormat::Opml => write_opml("Newsloom", &feeds, clock::now()),
    };
    Exit::said(&line(text.trim_end()))
}
