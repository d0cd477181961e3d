//! `newsloom reprocess`: labels what was read before anew, as the configuration and the tables say now, and delivers that.

use std::{io, path::Path};

use item::{Query, SourceId};
use pipeline::{
    classify::Classifier,
    run::{Meant, Progress, Reprocessed, Then, Turned, reprocess as label_anew},
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
        classifier: classifier.clone(),
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

/// All that labelling needs but the state.
struct Work {
    classifier: Classifier,
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
                    classifier,
                    meant,
                    then,
                    ..
                } = &self;
                let done = label_anew(&mut state, classifier, meant, then, go_on)?;
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
    if !done.examples.is_empty() {
        line("\nthe first of them")?;
    }
    for one in &done.examples {
        let headline = one.headline.as_deref().unwrap_or("(without a headline)");
        let headline: String = headline.chars().map(on_one_line).collect();
        line(format_args!("{}  {headline}", one.id))?;
        for name in &one.relabelled.added {
            line(format_args!("    + {name}"))?;
        }
        for name in &one.relabelled.removed {
            line(format_args!("    - {name}"))?;
        }
        if one.relabelled.statements {
            line("    other statements")?;
        }
    }
    Ok(())
}

/// Says on standard error what was found.
fn summary(done: &Reprocessed, verb: &str) {
    if done.stopped {
        report::say("stopped; running it again does the rest");
    }
    report::say(format_args!(
        "{} of {} {verb} labelled anew",
        done.changed,
        items(done.labelled)
    ));
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

fn items(number: u64) -> String {
    match number {
        1 => "1 item".to_owned(),
        _ => format!("{number} items"),
    }
}
