//! `newsloom retry`: takes up again what was dropped, and works on it at once.

use std::{io, path::Path};

use config::Config;
use item::SourceId;
use state::{Dropped, Retaken, State};

use super::{
    one_shot::{Bounds, carry_out, check_names},
    open::{classifier, load, open_state},
    plan::{Asked, Basis, plan, runtime, web},
};
use crate::{
    cli::RetryArgs,
    clock, exit,
    exit::Exit,
    report::{self, line, moment},
};

/// Takes up again what was dropped.
pub(crate) fn retry(path: &Path, args: &RetryArgs) -> Exit {
    retried(path, args).unwrap_or_else(|exit| exit)
}

fn retried(path: &Path, args: &RetryArgs) -> Result<Exit, Exit> {
    let config = load(path)?;
    check_names(&config, &args.sources)?;
    let classifier = classifier(&config)?;
    let runtime = runtime()?;
    let (mut state, opened) = open_state(&config, args.wait.unwrap_or_default())?;
    let which = Dropped {
        reasons: args.reasons.clone(),
        sources: sources(&config, &args.sources),
        since: args.since,
        before: args.before,
    };
    if args.dry_run {
        return counted(&mut state, &which);
    }
    let taken = state
        .take_up_dropped(&which, clock::now())
        .map_err(|error| exit::of_state(&error))?;
    let (again, lost) = totals(&taken);
    if again == 0 || !args.quiet {
        say(again, lost);
    }
    if again == 0 {
        // It is settled what is read when it is listed again; nothing is left to do now.
        return state
            .close()
            .map(|()| Exit::Done)
            .map_err(|error| exit::of_state(&error));
    }
    let bounds = Bounds {
        max_time: args.max_time,
        quiet: args.quiet,
    };
    let web = web(&config);
    let deadline = bounds.deadline(clock::now());
    let plan = plan(
        &config,
        &web,
        Basis::new(state, opened.suspects),
        classifier,
        Asked::default(),
        deadline,
    );
    carry_out(runtime, plan, bounds, web)
}

/// The named sources, or all.
fn sources(config: &Config, names: &[String]) -> Vec<SourceId> {
    let ids = config.sources.iter().map(|source| &source.id);
    ids.filter(|id| names.is_empty() || names.iter().any(|name| name == id.as_str()))
        .cloned()
        .collect()
}

/// Says what would be taken up, and changes nothing.
fn counted(state: &mut State, which: &Dropped) -> Result<Exit, Exit> {
    let found = state
        .dropped(which)
        .map_err(|error| exit::of_state(&error))?;
    Ok(Exit::said(&tell(&found)))
}

fn tell(found: &Retaken) -> io::Result<()> {
    if found.counts.is_empty() {
        say(0, 0);
    }
    let names = found.counts.keys().map(|(source, _)| source.as_str());
    let widest = names.map(|name| name.chars().count()).max().unwrap_or(0);
    for ((source, reason), tally) in &found.counts {
        let lost = match tally.lost {
            0 => String::new(),
            lost => format!(", {lost} are no longer in the journal"),
        };
        let source = source.as_str();
        line(format_args!(
            "{source:<widest$}  {reason:<15}  {} can be read again{lost}",
            tally.again
        ))?;
    }
    if !found.examples.is_empty() {
        line("\nthe last of them")?;
    }
    for one in &found.examples {
        line(format_args!(
            "{}  {}/{}",
            moment(one.time),
            one.source,
            one.key
        ))?;
        line(format_args!("    {}", one.detail))?;
    }
    Ok(())
}

fn totals(taken: &Retaken) -> (u64, u64) {
    let tallies = taken.counts.values();
    tallies.fold((0, 0), |(again, lost), tally| {
        (again + tally.again, lost + tally.lost)
    })
}

fn say(again: u64, lost: u64) {
    let entries = |number: u64| match number {
        1 => "1 entry".to_owned(),
        _ => format!("{number} entries"),
    };
    if again == 0 && lost == 0 {
        report::note("nothing was dropped like that; nothing is taken up again");
    } else {
        report::say(format_args!("{} taken up again", entries(again)));
    }
    if lost > 0 {
        report::note(&format!(
            "{} can only be read when their sources list them again: the journal no longer holds them",
            entries(lost)
        ));
    }
}
