//! The configured feeds as OPML.

use std::{io::Write as _, path::Path};

use config::SourceKind;
use connectors::{Outline, write_opml};

use super::{super::open::load, to::To};
use crate::{cli::ExportArgs, clock, exit::Exit, report::note};

/// Prints the configured feeds.
pub(super) fn export(path: &Path, args: &ExportArgs) -> Result<Exit, Exit> {
    let config = load(path)?;
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
    let text = write_opml("Newsloom", &feeds, clock::now());
    let mut out = To::open(args.out.as_deref())?;
    let written = out.write_all(text.as_bytes());
    Ok(out.close(written))
}
