//! `newsloom try`: what the pipeline makes of one file. Nothing is stored.

use std::{io, path::Path};

use config::{Config, Source, Treatment};
use item::{Document, Entry, Locator, SourceId};
use pipeline::{
    clean::{
        self,
        recurring::{FurnitureTable, Origin},
        shaped::{Html, Markdown},
    },
    filter::{refused_as_listed, refused_as_read},
    stages::{Prepared, prepare},
};

use super::{
    open::{classifier, load, one_source},
    pipe::read_document,
    render,
};
use crate::{
    cli::{Format, TryArgs},
    clock,
    exit::Exit,
    report,
};

/// Tries one file. The configuration is used for its topics, and for the source that the file is of.
pub(crate) fn try_file(config: &Path, args: &TryArgs) -> Exit {
    tried(config, args).unwrap_or_else(|exit| exit)
}

fn tried(path: &Path, args: &TryArgs) -> Result<Exit, Exit> {
    let config = (path.exists() || args.source.is_some())
        .then(|| load(path))
        .transpose()?;
    let source = source(config.as_ref(), args)?;
    let classifier = config.as_ref().map(classifier).transpose()?;
    let mut document = read_document(&args.file).map_err(|error| {
        report::failure(&error, error.hint().as_deref());
        Exit::Failed
    })?;
    document.url.clone_from(&args.url);
    let plain = Treatment::default();
    let treatment = source.map_or(&plain, |source| &source.treatment);
    let prepared = prepare(
        &document,
        treatment,
        &classifier.unwrap_or_default(),
        &FurnitureTable::default(),
        Origin::Web,
    );
    Ok(match prepared {
        Ok(prepared) => {
            let refused = source.and_then(|source| refused(source, &document, &prepared));
            let article = &prepared.article;
            let blocks = || clean::shaped(&document, treatment, article);
            let said = match args.format {
                Format::Text => print(&prepared, refused.as_deref()),
                Format::Json => print_json(&prepared, refused.as_deref()),
                Format::Markdown => report::line(Markdown(article, &blocks())),
                Format::Html => report::line(Html(article, &blocks())),
            };
            Exit::said(&said)
        }
        Err(unclean) => {
            report::problem(
                &format!("`{}` gives no article: {unclean}", args.file.display()),
                None,
            );
            Exit::SomeFailed
        }
    })
}

/// The source that the file is said to be of.
fn source<'c>(config: Option<&'c Config>, args: &TryArgs) -> Result<Option<&'c Source>, Exit> {
    match (config, &args.source) {
        (Some(config), Some(name)) => one_source(config, name).map(Some),
        _ => Ok(None),
    }
}

/// Why the source would not want it, if it would not. There is no listing, so the file itself tells all.
fn refused(source: &Source, document: &Document, prepared: &Prepared) -> Option<String> {
    let entry = Entry {
        source: SourceId::new(source.id.as_str()),
        key: String::new(),
        version: 0,
        locator: match &document.url {
            Some(url) => Locator::Url { url: url.clone() },
            None => Locator::File {
                path: String::new(),
            },
        },
        hints: document.hints.clone(),
    };
    let listed = refused_as_listed(&entry, &source.treatment.filter);
    listed.or_else(|| refused_as_read(&entry, &source.treatment, prepared, clock::now()))
}

fn print_json(prepared: &Prepared, refused: Option<&str>) -> io::Result<()> {
    let value = serde_json::json!({
        "article": prepared.article, "labels": prepared.labels, "statements": prepared.statements,
        "removed": prepared.removed.iter().map(|removed| serde_json::json!({ "rule": removed.rule, "text": removed.text })).collect::<Vec<_>>(),
        "overrides": prepared.overrides, "filtered": refused,
        "choice": prepared.choice.as_ref().map(|choice| serde_json::json!({
            "candidate": choice.candidate,
            "rivals": choice.rivals.iter().map(|rival| serde_json::json!({ "candidate": rival.candidate, "prose": rival.prose })).collect::<Vec<_>>(),
        })),
    });
    report::line(value)
}

fn print(prepared: &Prepared, refused: Option<&str>) -> io::Result<()> {
    report::line(render::article(&prepared.article, &prepared.labels))?;
    if let Some(refused) = refused {
        report::line(format_args!(
            "\n{:<14}the source does not want it: {refused}",
            "filtered"
        ))?;
    }
    if !prepared.overrides.is_empty() {
        report::line(format_args!(
            "\nselectors\n{}",
            render::overrides(&prepared.overrides)
        ))?;
    }
    if let Some(choice) = &prepared.choice {
        report::line(format_args!("\n{:<14}{}", "body", render::choice(choice)))?;
    }
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
