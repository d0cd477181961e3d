//! `newsloom diff`: what the versions of an item changed, word by word.

use std::{fmt::Write as _, io, path::Path};

use item::{Change, Item, Run, Significance};
use jiff::Timestamp;
use pipeline::diff::{SHOWN, Step, Told, step};
use serde::Serialize;
use state::StateError;

use super::{
    reading::{Lookup, Reading},
    show::with_item,
};
use crate::{
    cli::{DiffArgs, ItemArgs},
    exit::Exit,
    report,
};

/// The most versions of one item that are looked at: the newest.
const MOST_VERSIONS: usize = 200;

/// A step as JSON.
#[derive(Debug, Serialize)]
struct Line<'a> {
    from: u32,
    to: u32,
    /// When the later version was told.
    time: Option<Timestamp>,
    /// `compared`, `recorded` (one of the texts is not kept any more) or `unkept`.
    told: &'static str,
    change: Option<&'a Change>,
}

/// Tells what the versions of an item changed.
pub(crate) fn diff(path: &Path, args: &DiffArgs) -> Exit {
    let asked = ItemArgs {
        item: args.item.clone(),
        json: args.json,
    };
    with_item(path, &asked, |item, state| {
        let steps = steps(item, state, args.version).map_err(io::Error::other)?;
        if args.json {
            let lines: Vec<Line> = steps.iter().map(line).collect();
            let told =
                serde_json::json!({ "id": item.id, "version": item.version, "steps": lines });
            return report::line(told);
        }
        if steps.is_empty() {
            report::note(&match item.version {
                1 => format!("item {} has one version", item.id),
                last => format!("item {} has the versions 1 to {last}", item.id),
            });
        }
        let colours = report::colours_out();
        for step in &steps {
            say(step, colours)?;
        }
        Ok(())
    })
}

/// The steps that are asked for: from one version to another, or from each to the next.
fn steps(item: &Item, state: &Reading, asked: Option<(u32, u32)>) -> Result<Vec<Step>, StateError> {
    let number = usize::try_from(item.version).unwrap_or(MOST_VERSIONS);
    let most = number.min(MOST_VERSIONS);
    let versions = state.journal()?.versions(item.id, most, u64::MAX)?;
    let last = item.version;
    let span = u32::try_from(MOST_VERSIONS).unwrap_or(u32::MAX);
    let first = last.saturating_sub(span).max(1);
    let pairs: Vec<(u32, u32)> = match asked {
        Some((_, to)) if to > last => Vec::new(),
        Some(pair) => vec![pair],
        None => (first..last).map(|from| (from, from + 1)).collect(),
    };
    let step = |(from, to)| step(&versions, from, to, SHOWN);
    Ok(pairs.into_iter().map(step).collect())
}

fn line(step: &Step) -> Line<'_> {
    let (told, change) = match &step.told {
        Told::Compared(change) => ("compared", change.as_ref()),
        Told::Recorded(change) => ("recorded", Some(change)),
        Told::Unkept => ("unkept", None),
    };
    Line {
        from: step.from,
        to: step.to,
        time: step.time,
        told,
        change,
    }
}

fn say(step: &Step, colours: bool) -> io::Result<()> {
    let mut title = format!("version {} → {}", step.from, step.to);
    if let Some(time) = step.time {
        // Writing to a string cannot fail.
        write!(title, " · {}", time.strftime("%Y-%m-%d %H:%M UTC")).ok();
    }
    let change = match &step.told {
        Told::Compared(Some(change)) | Told::Recorded(change) => change,
        Told::Compared(None) => return report::line(format!("{title} · no word differs")),
        Told::Unkept => {
            return report::line(format!(
                "{title} · the journal no longer keeps both versions"
            ));
        }
    };
    report::line(format!("{title} · {}", change.significance.name()))?;
    if matches!(step.told, Told::Recorded(_)) {
        report::line("  as it was recorded then; the journal no longer keeps both versions")?;
    }
    let parts = [
        ("headline", &change.headline),
        ("byline", &change.byline),
        ("text", &change.text),
    ];
    for (name, runs) in parts {
        for run in runs {
            report::line(format!(
                "  {name:<10}{:<9}{}",
                weight(run),
                shown(run, colours)
            ))?;
        }
    }
    if change.left_out > 0 {
        report::line(format!("  and {} more places", change.left_out))?;
    }
    Ok(())
}

fn weight(run: &Run) -> &'static str {
    match run.significance {
        // The column says already that it is the headline.
        Significance::Headline => "",
        other => other.name(),
    }
}

/// A run in one line: `… on Monday that [-12-]{+14+} people …`, or in colours.
fn shown(run: &Run, colours: bool) -> String {
    let mut parts = vec![run.before.clone()];
    if !run.removed.is_empty() {
        parts.push(if colours {
            format!("\u{1b}[9;31m{}\u{1b}[0m", run.removed)
        } else {
            format!("[-{}-]", run.removed)
        });
    }
    if !run.added.is_empty() {
        parts.push(if colours {
            format!("\u{1b}[32m{}\u{1b}[0m", run.added)
        } else {
            format!("{{+{}+}}", run.added)
        });
    }
    parts.push(run.after.clone());
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_and_what_is_new_is_marked_without_colours_too() {
        let run = Run {
            significance: Significance::Facts,
            before: "that".to_owned(),
            removed: "12".to_owned(),
            added: "14".to_owned(),
            after: "people".to_owned(),
        };
        assert_eq!(shown(&run, false), "that [-12-] {+14+} people");
        let run = Run {
            removed: String::new(),
            after: String::new(),
            ..run
        };
        assert_eq!(shown(&run, true), "that \u{1b}[32m14\u{1b}[0m");
    }
}
