//! `newsloom try`: what the pipeline makes of one file. Nothing is stored.

use std::{io, path::Path};

use pipeline::{
    classify::Classifier,
    clean::recurring::{FurnitureTable, Origin},
    stages::{Prepared, prepare},
};

use super::{open::load, pipe::read_document, render};
use crate::{
    cli::{Format, TryArgs},
    exit::Exit,
    report,
};

/// Tries one file. The configuration is used for its topics where there is one.
pub(crate) fn try_file(config: &Path, args: &TryArgs) -> Exit {
    let topics = if config.exists() {
        match load(config) {
            Ok(config) => config.topics,
            Err(exit) => return exit,
        }
    } else {
        Vec::new()
    };
    let mut document = match read_document(&args.file) {
        Ok(document) => document,
        Err(error) => {
            report::failure(&error, error.hint().as_deref());
            return Exit::Failed;
        }
    };
    document.url.clone_from(&args.url);
    match prepare(
        &document,
        &Classifier::new(topics),
        &FurnitureTable::default(),
        Origin::Web,
    ) {
        Ok(prepared) => {
            let said = print(&prepared, args.format);
            Exit::said(&said)
        }
        Err(unclean) => {
            report::problem(
                &format!("`{}` gives no article: {unclean}", args.file.display()),
                None,
            );
            Exit::SomeFailed
        }
    }
}

fn print(prepared: &Prepared, format: Format) -> io::Result<()> {
    if format == Format::Json {
        let value = serde_json::json!({
            "article": prepared.article, "labels": prepared.labels, "statements": prepared.statements,
            "removed": prepared.removed.iter().map(|removed| serde_json::json!({ "rule": removed.rule, "text": removed.text })).collect::<Vec<_>>(),
        });
        return report::line(value);
    }
    report::line(render::article(&prepared.article, &prepared.labels))?;
    report::line("\nwhy")?;
    report::line(render::reasons(&prepared.labels))?;
    if !prepared.removed.is_empty() {
        report::line("\nremoved")?;
    }
    for removed in &prepared.removed {
        report::line(format_args!("{:<14}{}", removed.rule, removed.text))?;
    }
    Ok(())
}
