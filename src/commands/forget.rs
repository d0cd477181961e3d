//! `newsloom forget`: takes an item down. Its words leave the journal and the kept responses, and sinks are told.

use std::{collections::BTreeSet, fs, io, path::Path};

use config::Config;
use connectors::{FoundRaw, erase_dead_letters, erase_raw, find_raw, finish_erasing};
use item::ItemId;
use pipeline::search;
use state::{State, StateError, Traces};

use super::{
    lookup::{Found, look_up},
    one_shot::deliver,
    open::{classifier, load, open_state},
    plan::{cursors, runtime},
};
use crate::{
    cli::ForgetArgs,
    clock, exit,
    exit::Exit,
    report::{self, line},
};

/// Takes an item down.
pub(crate) fn forget(path: &Path, args: &ForgetArgs) -> Exit {
    forgotten(path, args).unwrap_or_else(|exit| exit)
}

fn forgotten(path: &Path, args: &ForgetArgs) -> Result<Exit, Exit> {
    let config = load(path)?;
    let classifier = classifier(&config)?;
    let runtime = runtime()?;
    if !args.dry_run {
        delivered_before(&config, args)?;
    }
    let (mut state, opened) = open_state(&config, args.wait.unwrap_or_default())?;
    drop(opened.suspects); // nothing is prepared here; they stay on their list
    let failed = |error| exit::of_state(&error);
    let item = meant(&config, &state, &args.item)?;
    let display = report::Display::new(args.quiet);
    let end = state.reader().durable();
    let looked = |sequence| {
        display.show(format!(
            "looking through the journal · event {sequence}/{end}"
        ));
    };
    let traces = Traces::of(&state, item, looked).map_err(failed)?;
    let finished = args.dry_run || finished(&config);
    let kept = kept(&config, &state, item, &traces, &display).map_err(failed)?;
    if args.dry_run {
        let counts = (traces.events, kept.places.len());
        let said = line(told(item, &traces, counts, "would be"));
        unread(&kept);
        return state.close().map_err(failed).map(|()| Exit::said(&said));
    }
    let (responses, erased) = erased(&config, &kept);
    let cleared = cleared(&config, &traces.subjects(item), args.quiet) && unindexed(&config);
    let emptied = |sequence| display.show(format!("taking words out · event {sequence}/{end}"));
    let reason = args.reason.clone();
    let events = state
        .forget_item(item, &traces, reason, clock::now(), emptied)
        .map_err(failed)?;
    drop(display);
    if !args.quiet {
        report::say(told(item, &traces, (events, responses), "were"));
    }
    unread(&kept);
    for place in &traces.archives {
        let hint = format!(
            "it is your own: record at byte {} of `{}`",
            place.offset, place.path
        );
        report::warning("a web archive of yours holds it still", Some(&hint));
    }
    let delivered = deliver(&config, runtime, state, classifier, args.quiet)?;
    let is_done = finished && erased && cleared && kept.unread.is_empty();
    Ok(match delivered {
        Exit::Done if !is_done => Exit::SomeFailed,
        exit => exit,
    })
}

/// Lets the sinks take what there is while the journal tells it still: a file that a sudden end left behind its cursor is
/// recognised by the lines that would be written. A sink that does not take it holds no takedown up.
fn delivered_before(config: &Config, args: &ForgetArgs) -> Result<(), Exit> {
    let (state, opened) = open_state(config, args.wait.unwrap_or_default())?;
    drop(opened.suspects);
    match deliver(config, runtime()?, state, classifier(config)?, true) {
        Err(Exit::Interrupted) => Err(Exit::Interrupted),
        _ => Ok(()),
    }
}

/// The item that was asked for, its words may be gone already.
fn meant(config: &Config, state: &State, name: &str) -> Result<ItemId, Exit> {
    let found = look_up(config, state, name).map_err(|error| exit::of_state(&error))?;
    let (problem, hint) = match found {
        Found::Item(item) => return Ok(item.id),
        Found::Gone(item) => return Ok(item),
        Found::Entry(listed) => match listed.known.item {
            Some(item) => return Ok(item),
            None => (
                format!("`{name}` is an entry that became no item"),
                format!(
                    "`newsloom explain {name}` tells what became of it; there is nothing to take down"
                ),
            ),
        },
        Found::Several(ids) => (format!("several items begin with `{name}`"), ids.join(", ")),
        Found::Nothing => (
            format!("nothing is known as `{name}`"),
            "give an item id or its beginning, a URL, a file, or SOURCE/KEY".to_owned(),
        ),
    };
    report::problem(&problem, Some(&hint));
    Err(Exit::Failed)
}

/// Finishes what an earlier takedown was erasing when it ended suddenly; says whether that could be done.
fn finished(config: &Config) -> bool {
    let folder = config.state.raw_folder();
    let done = finish_erasing(&folder);
    if let Err(error) = &done {
        let problem = format!(
            "what an earlier takedown was erasing in `{}` cannot be finished: {error}",
            folder.display()
        );
        report::warning(
            &problem,
            Some("run the command again once it can be written"),
        );
    }
    done.is_ok()
}

/// Where responses of its pages are kept: those that the journal names, and all others of its addresses.
fn kept(
    config: &Config,
    state: &State,
    item: ItemId,
    traces: &Traces,
    display: &report::Display,
) -> Result<FoundRaw, StateError> {
    let mut trouble = Ok(());
    let mut is_of_it = |url: &str| {
        let of_it = traces.leads_to(state, item, url);
        of_it.unwrap_or_else(|error| {
            trouble = Err(error);
            false
        })
    };
    let folder = config.state.raw_folder();
    let looked = |path: &Path| display.show(format!("looking through `{}`", path.display()));
    let mut found = find_raw(&folder, &mut is_of_it, looked);
    trouble?;
    for place in &traces.raw {
        if !found.places.contains(place) && folder.join(&place.path).exists() {
            found.places.push(place.clone());
        }
    }
    Ok(found)
}

/// Erases kept responses; says how many, and whether all could be.
fn erased(config: &Config, kept: &FoundRaw) -> (usize, bool) {
    let folder = config.state.raw_folder();
    let mut number = 0;
    let mut all = true;
    let of_it = kept.places.iter().map(|place| (place, true));
    let torn = kept.torn.iter().map(|place| (place, false));
    for (place, counts) in of_it.chain(torn) {
        match erase_raw(&folder, place) {
            Ok(was_there) => number += usize::from(was_there && counts),
            Err(error) => {
                let problem = format!(
                    "the response at byte {} of `{}` cannot be erased: {error}",
                    place.offset,
                    folder.join(&place.path).display()
                );
                report::warning(
                    &problem,
                    Some("run the command again once it can be written"),
                );
                all = false;
            }
        }
    }
    (number, all)
}

/// Tells of archives that may hold more.
fn unread(kept: &FoundRaw) {
    for (path, why) in &kept.unread {
        report::warning(
            &format!(
                "`{}` cannot be read whole, and may hold it still: {why}",
                path.display()
            ),
            Some(
                "run the command again once it can be read; where it is damaged for good, remove it",
            ),
        );
    }
}

/// Removes the search index, whose old segments hold the words of what is deleted from it; says whether that could be done.
fn unindexed(config: &Config) -> bool {
    let folder = config.state.dir.join(search::FOLDER);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            let problem = format!(
                "the search index `{}` holds it still: {error}",
                folder.display()
            );
            report::warning(&problem, Some("remove the folder: it is built anew"));
            false
        }
        _ => true,
    }
}

/// Takes the item out of the dead letters of the sinks; says whether that could be done.
fn cleared(config: &Config, subjects: &BTreeSet<String>, quiet: bool) -> bool {
    let folder = cursors(config);
    match erase_dead_letters(&folder, subjects) {
        Ok(0) => {}
        Ok(_) if quiet => {}
        Ok(letters) => report::note(&format!("{} of it erased", counted(letters, "dead letter"))),
        Err(error) => {
            let problem = format!(
                "the dead letters in `{}` may hold it still: {error}",
                folder.display()
            );
            report::warning(
                &problem,
                Some(
                    "run the command again; where somebody sends them again (`replay --dead`), once that has ended",
                ),
            );
            return false;
        }
    }
    true
}

fn told(item: ItemId, traces: &Traces, (events, responses): (u64, usize), verb: &str) -> String {
    let before = match traces.forgotten {
        Some(time) => format!(" (it was forgotten at {time})"),
        None => String::new(),
    };
    format!(
        "item {item}{before}: the words of {} of {} entries {verb} taken out of the journal, {responses} kept responses erased",
        counted(events, "event"),
        traces.entries(),
    )
}

fn counted(number: u64, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}
