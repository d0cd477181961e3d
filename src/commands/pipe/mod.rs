//! `newsloom pipe`: a Unix filter. One line of JSON in, one line out, in the same order, flushed; a bad
//! input gives a line with `error`, never an exit.

mod date;
mod document;
mod feed;
mod filter;
mod item;
mod repeats;
mod source;

pub(crate) use source::read_document;

use std::path::Path;

use crate::{
    cli::{PipeArgs, PipeKind},
    exit::Exit,
};

/// Filters standard input to standard output until its end.
pub(crate) fn pipe(config: &Path, args: &PipeArgs) -> Exit {
    match args.kind {
        PipeKind::Page => filter::filter(document::page),
        PipeKind::Document => {
            let whole = document::Whole::new();
            filter::filter(|input| whole.document(input))
        }
        PipeKind::Feed => filter::filter(|input| feed::feed(&input)),
        PipeKind::Item => {
            let mut items = match item::Items::new(config, args) {
                Ok(items) => items,
                Err(exit) => return exit,
            };
            filter::filter(|input| items.item(&input))
        }
        PipeKind::Date => filter::filter(|input| Ok(date::date(&input))),
    }
}
