//! `newsloom show`: one item as it was delivered.

use std::{io, path::Path};

use item::{Body, Item, ItemId};
use state::StateError;

use super::{
    history::newest,
    lookup::{Found, look_up},
    no_item,
    open::load,
    reading::{Lookup, Reading},
    render,
};
use crate::{cli::ItemArgs, clock, exit, exit::Exit, report};

/// When it was withdrawn is looked up among so many of the last events.
const LOOKED_BACK: u64 = 100_000;

/// Shows an item.
pub(crate) fn show(path: &Path, args: &ItemArgs) -> Exit {
    with_item(path, args, |item, state| {
        if args.json {
            return report::line(serde_json::to_string(item).map_err(io::Error::other)?);
        }
        report::line(render::article(&item.article, &item.labels))?;
        report::line(format_args!(
            "\nitem {} · version {} · first seen {} · from {}/{}",
            item.id, item.version, item.first_seen, item.source, item.entry.key
        ))?;
        report::line(render::standing(&item.standing))?;
        match withdrawn(item, state).map_err(io::Error::other)? {
            Some(words) => report::line(words),
            None => Ok(()),
        }
    })
}

/// That an item was withdrawn and when, if it is.
pub(super) fn withdrawn(item: &Item, state: &Reading) -> Result<Option<String>, StateError> {
    if !state.item(item.id)?.is_some_and(|row| row.withdrawn) {
        return Ok(None);
    }
    let when = newest(&state.journal()?, 1, LOOKED_BACK, |event| {
        match event.body {
            Body::ItemWithdrawn { item: id, .. } if id == item.id => Some(event.time),
            _ => None,
        }
    })?;
    let since = when.first().map(|time| format!(" since {time}"));
    Ok(Some(format!(
        "withdrawn{}: it is gone from where it was read",
        since.unwrap_or_default()
    )))
}

/// Looks an item up and hands it on; says what was found where it is none.
pub(super) fn with_item(
    path: &Path,
    args: &ItemArgs,
    use_item: impl FnOnce(&Item, &Reading) -> io::Result<()>,
) -> Exit {
    let found = load(path).and_then(|config| {
        let state = Reading::begin(&config)?;
        let found = look_up(&config, &state, &args.item);
        found
            .map(|found| (found, state))
            .map_err(|error| exit::of_state(&error))
    });
    let (found, state) = match found {
        Err(exit) => return exit,
        Ok(found) => found,
    };
    let said = match found {
        Found::Item(item) => use_item(&item, &state),
        Found::Entry(listed) => no_item::tell(&listed, clock::now(), args.json),
        Found::Gone(id) if is_forgotten(id, &state) => {
            report::problem(
                &format!("item {id} was taken down by `newsloom forget`"),
                None,
            );
            return Exit::Failed;
        }
        Found::Gone(id) => {
            report::problem(
                &format!("item {id} is known, but the journal no longer keeps its text"),
                Some(
                    "`keep` of its source, or `keep` and `max_size` in [state], say how long it is kept",
                ),
            );
            return Exit::Failed;
        }
        Found::Several(ids) => {
            report::problem(
                &format!("several items begin with `{}`", args.item),
                Some(&ids.join(", ")),
            );
            return Exit::Failed;
        }
        Found::Nothing => {
            report::problem(
                &format!("nothing is known as `{}`", args.item),
                Some("give an item id or its beginning, a URL, a file, or SOURCE/KEY"),
            );
            return Exit::Failed;
        }
    };
    Exit::said(&said)
}

fn is_forgotten(item: ItemId, state: &Reading) -> bool {
    let row = state.item(item).ok().flatten();
    row.is_some_and(|row| row.forgotten)
}
