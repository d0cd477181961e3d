//! `newsloom story show`: one story, who told it in which order, and who copied whom.

use std::{fmt::Write as _, io, path::Path};

use item::{How, ItemId};
use state::{State, StateError};
use web::{Growth, StoryMember, StoryShown, show_story, sparkline};

use super::{
    beside::{Looked, ask},
    found::on_one_line,
    lookup::{Found, look_up},
    open::load,
};
use crate::{
    cli::{ItemArgs, StoryArgs, StoryCommand},
    exit,
    exit::Exit,
    report,
};

/// Does what is asked for.
pub(crate) fn story(path: &Path, args: &StoryArgs) -> Exit {
    match &args.command {
        StoryCommand::Show(args) => show(path, args).unwrap_or_else(|exit| exit),
    }
}

fn show(path: &Path, args: &ItemArgs) -> Result<Exit, Exit> {
    let config = load(path)?;
    // What is no URL and no id can be told by the configuration alone, and the daemon is asked for ids and URLs.
    let name: String = url::form_urlencoded::byte_serialize(args.item.as_bytes()).collect();
    let shown = match ask(&config, &format!("/api/v1/stories/{name}"))? {
        Looked::Told(shown) => shown,
        Looked::Open(state) => {
            let found = look_up(&config, &*state, &args.item);
            let found = found.map_err(|error| exit::of_state(&error))?;
            told(&state, found, &args.item)?
        }
    };
    let said = if args.json {
        let line = serde_json::to_string(&shown).map_err(io::Error::other);
        line.and_then(report::line)
    } else {
        lines(&shown).iter().try_for_each(report::line)
    };
    if shown.more && !args.json {
        report::note(
            "there are more reports than are told here, or the journal no longer keeps them",
        );
    }
    Ok(Exit::said(&said))
}

fn told(state: &State, found: Found, name: &str) -> Result<StoryShown, Exit> {
    let ids = match found {
        Found::Item(item) => vec![item.id],
        Found::Gone(id) => vec![id],
        Found::Several(ids) => {
            report::problem(
                &format!("several items begin with `{name}`"),
                Some(&ids.join(", ")),
            );
            return Err(Exit::Failed);
        }
        Found::Entry(_) | Found::Nothing => Vec::new(),
    };
    let shown: Result<Option<StoryShown>, StateError> = ids
        .first()
        .map_or(Ok(None), |id: &ItemId| show_story(&state.view(), *id));
    shown.map_err(|error| exit::of_state(&error))?.ok_or_else(|| {
        report::problem(
            &format!("no story is told of `{name}`"),
            Some("give the id of a story or of an item, the beginning of one, or a URL; `newsloom stories` lists them"),
        );
        Exit::Failed
    })
}

/// The story as people read it.
fn lines(shown: &StoryShown) -> Vec<String> {
    let line = &shown.line;
    let headline = line
        .headline
        .as_deref()
        .unwrap_or("(the journal keeps no headline)");
    let mut lines = vec![
        plain(headline),
        String::new(),
        format!("story       {}", line.id),
        format!("first seen  {}", report::moment(line.first_seen)),
        format!("last seen   {}", report::moment(line.last_seen)),
        format!("reports     {}, {} of them copies", line.items, line.copies),
        format!("outlets     {}", outlets(&shown.members)),
        format!("languages   {}", line.languages.join(", ")),
    ];
    lines.extend(shown.growth.as_ref().map(growth));
    lines.push(String::new());
    let widest = shown
        .members
        .iter()
        .map(|member| member.outlet.chars().count());
    let widest = widest.max().unwrap_or_default().min(30);
    lines.extend(
        shown
            .members
            .iter()
            .map(|member| told_by(member, &shown.members, widest)),
    );
    lines
}

/// The outlets in the order in which they told it.
fn outlets(members: &[StoryMember]) -> String {
    let mut outlets: Vec<&str> = Vec::new();
    for member in members {
        if !outlets.contains(&member.outlet.as_str()) {
            outlets.push(&member.outlet);
        }
    }
    plain(&outlets.join(", "))
}

fn growth(growth: &Growth) -> String {
    let step = if growth.step_seconds < 86400 {
        "hour"
    } else {
        "day"
    };
    format!(
        "growth      {} by the {step}, from {}",
        sparkline(&growth.counts),
        report::moment(growth.begins)
    )
}

fn told_by(member: &StoryMember, all: &[StoryMember], widest: usize) -> String {
    let language = member.language.as_deref().unwrap_or("und");
    let mut text = format!(
        "{}  {:<widest$}  {:<3}  {:.10}  {}",
        report::moment(member.told),
        plain(&member.outlet),
        language,
        member.id.to_string(),
        plain(member.headline.as_deref().unwrap_or("(no headline)")),
    );
    if let (Some(of), Some(how)) = (member.of, member.how) {
        let of = all.iter().find(|other| other.id == of);
        let of = of.map_or("an earlier report", |other| other.outlet.as_str());
        let how = match how {
            How::Exact => "copies",
            How::Near => "copies, with changes,",
            How::Excerpt => "copies a part of",
            How::Roundup => "holds much of",
            How::Credited => "retells, by its own account,",
        };
        let share = member.similarity.unwrap_or_default() * 100.0;
        // Writing to a string cannot fail.
        write!(text, " · {how} {of} ({share:.0} % of it)").ok();
    }
    for credit in &member.credits {
        write!(text, " · credits {}", credit.name).ok();
    }
    if member.version > 1 {
        write!(text, " · version {}", member.version).ok();
    }
    text
}

fn plain(text: &str) -> String {
    text.chars().map(on_one_line).collect()
}
