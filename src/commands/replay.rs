//! `newsloom replay`: sends the past again to one sink, out of the journal or out of its dead letters, beside a daemon.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use config::{Config, Sink as SinkSettings, SinkKind};
use connectors::{DeadLetters, Sink, open_sink_again};
use item::{Query, nearest};
use pipeline::run::{Bound, Replay, ReplayError, Replayed, replay as send_again};
use state::JournalReader;

use super::{
    dead_letters,
    open::load,
    plan::{cursors, runtime, web},
    search::{no_query, warn_of_unknown},
};
use crate::{cli::ReplayArgs, clock, exit, exit::Exit, report};

/// How often the line is drawn anew.
const REDRAWN_EVERY: Duration = Duration::from_millis(200);

/// Sends the past again.
pub(crate) fn replay(path: &Path, args: &ReplayArgs) -> Exit {
    replayed(path, args).unwrap_or_else(|exit| exit)
}

fn replayed(path: &Path, args: &ReplayArgs) -> Result<Exit, Exit> {
    let config = load(path)?;
    let wants = sink_of(&config, &args.to)?;
    if args.dead {
        let letters = DeadLetters::new(&cursors(&config), &wants.id);
        return dead_letters::send(&config, wants, &letters, args);
    }
    let asked = asked(&config, wants, args)?;
    let journal = JournalReader::beside(&config.state.dir);
    let journal = journal.map_err(|error| exit::of_state(&error))?;
    let beside = beside(wants);
    let sink = if args.dry_run {
        None
    } else {
        Some(open(&config, wants, &beside)?)
    };
    let done = Mutex::new(Replayed::default());
    let ended = runtime()?.block_on(async {
        tokio::select! {
            ended = send_again(&asked, sink, journal, &done) => Some(ended),
            never = follow(&done, args.quiet) => match never {},
            _ = tokio::signal::ctrl_c() => None,
        }
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(told(wants, args, &beside, &done, ended))
}

/// The sink of a name, or says which there are.
fn sink_of<'c>(config: &'c Config, name: &str) -> Result<&'c SinkSettings, Exit> {
    let names = || config.sinks.iter().map(|sink| sink.id.as_str());
    config
        .sinks
        .iter()
        .find(|sink| sink.id == name)
        .ok_or_else(|| {
            let known: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            let hint = match nearest(name, names()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None if known.is_empty() => "the configuration has no sinks".to_owned(),
                None => format!("the sinks are {}", known.join(", ")),
            };
            report::problem(&format!("there is no sink `{name}`"), Some(&hint));
            Exit::Usage
        })
}

fn asked(config: &Config, wants: &SinkSettings, args: &ReplayArgs) -> Result<Replay, Exit> {
    let query = args.query.as_deref().map(|written| {
        let query = Query::parse(written).map_err(|error| no_query(written, &error))?;
        warn_of_unknown(&query, config);
        Ok(query)
    });
    Ok(Replay {
        wants: wants.clone(),
        query: query.transpose()?,
        from: args.from.unwrap_or(Bound::Sequence(1)),
        until: args.until,
    })
}

/// Where it goes that is for a sink that is a file: its own file has every event once, and one writer.
fn beside(wants: &SinkSettings) -> PathBuf {
    let SinkKind::Jsonl { path } = &wants.kind else {
        return PathBuf::new();
    };
    let time = clock::now().strftime("%Y%m%dT%H%M%S%3fZ");
    path.with_extension(format!("replayed-{time}.jsonl"))
}

/// Opens the sink for what is sent again.
pub(super) fn open(
    config: &Config,
    wants: &SinkSettings,
    beside: &Path,
) -> Result<Box<dyn Sink>, Exit> {
    let opened = open_sink_again(wants, beside, clock::now(), &web(config), clock::system());
    opened.map_err(|error| {
        report::failure(&error, error.hint().as_deref());
        Exit::Failed
    })
}

/// Draws how far it is, where anybody watches.
async fn follow(done: &Mutex<Replayed>, quiet: bool) -> std::convert::Infallible {
    let display = report::Display::new(quiet);
    loop {
        let words = {
            let done = done.lock().unwrap_or_else(PoisonError::into_inner);
            format!("events {}/{} · sent {}", done.read_to, done.end, done.sent)
        };
        display.show(words);
        tokio::time::sleep(REDRAWN_EVERY).await;
    }
}

fn told(
    wants: &SinkSettings,
    args: &ReplayArgs,
    beside: &Path,
    done: &Replayed,
    ended: Option<Result<(), ReplayError>>,
) -> Exit {
    if !args.quiet {
        let verb = if args.dry_run {
            "would be sent"
        } else {
            "sent"
        };
        let whereto = match &wants.kind {
            SinkKind::Jsonl { .. } => format!("`{}`", beside.display()),
            _ => format!("`{}`", wants.id),
        };
        report::say(format_args!(
            "{} {verb} again → {whereto}",
            report::events(done.sent)
        ));
        if let Some(first) = done.begins_at {
            report::note(&format!(
                "the journal no longer has what was before event {first}"
            ));
        }
        if done.emptied > 0 {
            report::note(&format!(
                "{} cannot be sent again: the journal no longer keeps their words",
                report::events(done.emptied)
            ));
        }
    }
    if done.lost > 0 {
        report::warning(
            &format!(
                "{} between these could not be read: the journal lost or dropped them",
                report::events(done.lost)
            ),
            Some(
                "`newsloom state check` tells of damage; what the daemon dropped meanwhile was older than it is to keep",
            ),
        );
    }
    refused(done);
    let go_on = format!("`--from {}` goes on from there", done.read_to + 1);
    match ended {
        Some(Ok(())) if done.refused > 0 || done.lost > 0 => Exit::SomeFailed,
        Some(Ok(())) => Exit::Done,
        Some(Err(error)) => {
            let hint = error.hint().map(|hint| format!("{hint}; {go_on}"));
            report::failure(&error, Some(&hint.unwrap_or(go_on)));
            Exit::Failed
        }
        None => {
            report::problem("stopped before its end", Some(&go_on));
            Exit::Interrupted
        }
    }
}

/// Says what the receiver did not take.
pub(super) fn refused(done: &Replayed) {
    for refusal in &done.refusals {
        report::warning(refusal, None);
    }
    if done.refused > done.refusals.len() as u64 {
        let refused = report::events(done.refused);
        report::warning(&format!("{refused} were refused in all"), None);
    }
}
