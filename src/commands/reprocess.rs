//! `newsloom reprocess`: labels what was read before anew, as the configuration and the tables say now, cleans it anew where
//! that is asked for, and delivers that.

use std::{io, path::Path};

use config::Config;
use connectors::RawReader;
use item::{Change, Query, SourceId};
use pipeline::run::{
    Anew, Example, Meant, Progress, Reprocessed, Rereading, Then, Treatments, Turned, Uncleaned,
    reprocess as make_anew,
};
use state::State;
use tokio::{runtime::Runtime, sync::watch};

use super::{
    found::on_one_line,
    one_shot::{check_names, deliver},
    open::{classifier, load, open_state},
    plan::runtime,
    search::no_query,
};
use crate::{
    cli::ReprocessArgs,
    clock, exit,
    exit::Exit,
    report::{self, line},
    signals::{Signals, Voice, stop_at_first_end_at_second},
};

/// Labels that are shown, those of the most items first.
const MOST_LABELS: usize = 40;

/// Labels what was read before anew.
pub(crate) fn reprocess(path: &Path, args: &ReprocessArgs) -> Exit {
    reprocessed(path, args).unwrap_or_else(|exit| exit)
}

fn reprocessed(path: &Path, args: &ReprocessArgs) -> Result<Exit, Exit> {
    let config = load(path)?;
    check_names(&config, &args.sources)?;
    let meant = meant(args)?;
    let classifier = classifier(&config)?;
    let runtime = runtime()?;
    let (state, opened) = open_state(&config, args.wait.unwrap_or_default())?;
    drop(opened.suspects); // nothing is prepared here; they stay on their list
    let then = if args.dry_run {
        Then::Count
    } else {
        Then::Journal(clock::system())
    };
    let work = Work {
        anew: Anew {
            classifier: classifier.clone(),
            rereading: args.from_raw.then(|| rereading(&config)),
        },
        meant,
        then,
        display: report::Display::new(args.quiet),
    };
    let (state, done) = work.carry_out(&runtime, state)?;
    if args.dry_run {
        let said = tell(&done);
        summary(&done, "would be");
        return close(state).map(|()| end(&done, Exit::said(&said)));
    }
    if !args.quiet {
        summary(&done, "are");
    }
    if done.changed == 0 || done.stopped {
        return close(state).map(|()| end(&done, Exit::Done));
    }
    let delivered = deliver(&config, runtime, state, classifier, args.quiet)?;
    Ok(end(&done, delivered))
}

fn meant(args: &ReprocessArgs) -> Result<Meant, Exit> {
    let written = args.query.join(" ");
    let query = Query::parse(&written).map_err(|error| no_query(&written, &error))?;
    let sources = args.sources.iter();
    Ok(Meant {
        query: Some(query),
        sources: sources.map(|name| SourceId::new(name)).collect(),
        since: args.since,
    })
}

fn rereading(config: &Config) -> Rereading {
    Rereading::new(
        RawReader::new(config.state.raw_folder(), config.http.max_body_size),
        Treatments::of(&config.sources),
    )
}

/// All that labelling needs but the state.
struct Work {
    anew: Anew,
    meant: Meant,
    then: Then,
    display: report::Display,
}

impl Work {
    /// Labels on a thread of its own, and stops behind a commit at the first signal.
    fn carry_out(self, runtime: &Runtime, mut state: State) -> Result<(State, Reprocessed), Exit> {
        let (stopper, stop) = watch::channel(false);
        let progress = Progress::default();
        let ended = runtime.block_on(async {
            let signals = Signals::catch();
            let labelling = tokio::task::spawn_blocking(move || {
                let go_on = |done: &Reprocessed| {
                    self.display.show(far(done));
                    !*stop.borrow()
                };
                let Self {
                    anew,
                    meant,
                    then,
                    ..
                } = &self;
                let done = make_anew(&mut state, anew, meant, then, go_on)?;
                Ok((state, done))
            });
            tokio::select! {
                ended = labelling => Some(ended),
                () = stop_at_first_end_at_second(signals, &stopper, None, &progress, Voice::Notes) => None,
            }
        });
        match ended {
            Some(Ok(ended)) => ended.map_err(|error| exit::of_state(&error)),
            Some(Err(error)) => {
                let advice = "this is a fault of the program; nothing that was journalled is lost";
                report::failure(&error, Some(advice));
                Err(Exit::Failed)
            }
            // A second signal cut it short.
            None => Err(Exit::Interrupted),
        }
    }
}

fn far(done: &Reprocessed) -> String {
    let (read, end, labelled, changed) = (done.read_to, done.end, done.labelled, done.changed);
    format!("events {read}/{end} · labelled {labelled} · changed {changed}")
}

fn close(state: State) -> Result<(), Exit> {
    state.close().map_err(|error| exit::of_state(&error))
}

/// What failed is told by the code, unless something worse is.
fn end(done: &Reprocessed, exit: Exit) -> Exit {
    match exit {
        Exit::Done if done.failed > 0 => Exit::SomeFailed,
        exit => exit,
    }
}

/// What would change, on standard output: by label, then some items.
fn tell(done: &Reprocessed) -> io::Result<()> {
    let mut labels: Vec<(&String, &Turned)> = done.labels.iter().collect();
    labels.sort_by_key(|(_, turned)| std::cmp::Reverse(turned.added + turned.removed));
    let left_out = labels.len().saturating_sub(MOST_LABELS);
    labels.truncate(MOST_LABELS);
    let widest = labels.iter().map(|(name, _)| name.chars().count()).max();
    let widest = widest.unwrap_or(0);
    for (name, Turned { added, removed }) in labels {
        line(format_args!(
            "{name:<widest$}  {added:>6} added  {removed:>6} removed"
        ))?;
    }
    if left_out > 0 {
        line(format_args!("and {left_out} other labels"))?;
    }
    if done.statements > 0 {
        line(format_args!(
            "other statements in {}",
            items(done.statements)
        ))?;
    }
    if done.cleaned > 0 {
        line(format_args!("other words in {}", items(done.cleaned)))?;
    }
    if !done.examples.is_empty() {
        line("\nthe first of them")?;
    }
    done.examples.iter().try_for_each(show)
}

fn show(one: &Example) -> io::Result<()> {
    let headline = one.headline.as_deref().unwrap_or("(without a headline)");
    let headline: String = headline.chars().map(on_one_line).collect();
    line(format_args!("{}  {headline}", one.id))?;
    if let Some(change) = &one.change {
        line(format_args!("    {}", words_of(change)))?;
    }
    let relabelled = &one.relabelled;
    for name in &relabelled.added {
        line(format_args!("    + {name}"))?;
    }
    for name in &relabelled.removed {
        line(format_args!("    - {name}"))?;
    }
    if relabelled.statements {
        line("    other statements")?;
    }
    Ok(())
}

/// In how many places which parts of an item say something else.
fn words_of(change: &Change) -> String {
    let parts = [
        ("headline", change.headline.len()),
        ("byline", change.byline.len()),
        ("text", change.text.len() + change.left_out),
    ];
    let parts = parts.into_iter().filter(|(_, places)| *places > 0);
    let parts: Vec<String> = parts
        .map(|(part, places)| match places {
            1 => format!("{part} in 1 place"),
            _ => format!("{part} in {places} places"),
        })
        .collect();
    format!("other words: {}", parts.join(", "))
}

/// Says on standard error what was found.
fn summary(done: &Reprocessed, verb: &str) {
    if done.stopped {
        report::say("stopped; running it again does the rest");
    }
    let relabelled = done.changed.saturating_sub(done.cleaned);
    let all = items(done.labelled);
    match done.cleaned {
        0 => report::say(format_args!("{relabelled} of {all} {verb} labelled anew")),
        cleaned => report::say(format_args!(
            "{cleaned} of {all} {verb} cleaned anew, {relabelled} labelled anew"
        )),
    }
    unclean(&done.uncleaned);
    if done.gone > 0 {
        report::note(&format!(
            "{} stay as they are: the journal no longer keeps their words",
            items(done.gone)
        ));
    }
    if done.failed > 0 {
        report::warning(
            &format!("labelling failed on {}", items(done.failed)),
            Some("this is a fault of the program, please report it; `--log error` names them"),
        );
    }
}

/// Says what was not cleaned anew though that was asked for.
fn unclean(uncleaned: &Uncleaned) {
    let Uncleaned {
        not_kept,
        unconfigured,
        lost,
        unreadable,
        why,
    } = uncleaned;
    if *not_kept > 0 {
        report::note(&format!(
            "{} could not be cleaned anew: no raw response of theirs is kept",
            items(*not_kept)
        ));
    }
    if *unconfigured > 0 {
        report::note(&format!(
            "{} could not be cleaned anew: their sources are not configured any more",
            items(*unconfigured)
        ));
    }
    if *lost > 0 {
        report::note(&format!(
            "in the raw responses of {} no article is found any more: they keep their words; `--log debug` says why",
            items(*lost)
        ));
    }
    if *unreadable > 0 {
        report::warning(
            &format!(
                "the raw responses of {} cannot be read, the first because of {}",
                items(*unreadable),
                why.as_deref().unwrap_or("an unknown fault")
            ),
            Some("they keep their words; `--log debug` names the others"),
        );
    }
}

fn items(number: u64) -> String {
    match number {
        1 => "1 item".to_owned(),
        _ => format!("{number} items"),
    }
}
