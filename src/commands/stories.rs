//! `newsloom stories`: what several reports tell of, those first that were told of last.

use std::path::Path;

use item::Query;
use jiff::Timestamp;
use web::{StoriesWanted, StoryLine, StoryPage, Unread, find_stories, list_stories};

use super::{
    beside::{Looked, ask},
    found::on_one_line,
    open::load,
    search::{caught_up, no_query, unsearchable},
};
use crate::{cli::StoriesArgs, clock, exit, exit::Exit, report};

/// Characters of a headline in the table.
const WIDEST: usize = 60;

/// Lists stories.
pub(crate) fn stories(path: &Path, args: &StoriesArgs) -> Exit {
    listed(path, args).unwrap_or_else(|exit| exit)
}

fn listed(path: &Path, args: &StoriesArgs) -> Result<Exit, Exit> {
    let written = args.query.join(" ");
    let query = Query::parse(&written).map_err(|error| no_query(&written, &error))?;
    let config = load(path)?;
    let page = match ask(&config, &address(&written, args))? {
        Looked::Told(page) => page,
        Looked::Open(state) => {
            let wanted = StoriesWanted {
                query,
                since: args.since,
                least: args.least,
                limit: args.limit,
                after: args.after,
            };
            if wanted.query.is_empty() {
                list_stories(&state.view(), &wanted).map_err(|error| exit::of_state(&error))?
            } else {
                let (index, _) = caught_up(&config).map_err(|error| unsearchable(&error))?;
                find_stories(&state.view(), &index, &wanted).map_err(|error| unread(&error))?
            }
        }
    };
    let said = if args.json {
        let line = serde_json::to_string(&page).map_err(std::io::Error::other);
        line.and_then(report::line)
    } else {
        let lines = lines(&page.stories, clock::now());
        lines.iter().try_for_each(report::line)
    };
    if !args.json {
        tell_the_rest(&page, config.stories.enabled);
    }
    Ok(Exit::said(&said))
}

fn unread(error: &Unread) -> Exit {
    match error {
        Unread::State(error) => exit::of_state(error),
        Unread::Search(error) => unsearchable(error),
    }
}

/// The path of the API that gives the same.
fn address(query: &str, args: &StoriesArgs) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("q", query);
    pairs.append_pair("least", &args.least.to_string());
    pairs.append_pair("limit", &args.limit.to_string());
    if let Some(since) = args.since {
        pairs.append_pair("since", &since.to_string());
    }
    if let Some(after) = args.after {
        pairs.append_pair("cursor", &after.to_string());
    }
    format!("/api/v1/stories?{}", pairs.finish())
}

fn tell_the_rest(page: &StoryPage, are_told: bool) {
    if let Some(next) = &page.next {
        report::note(&format!("there are more; the next ones: `--after {next}`"));
    } else if page.stories.is_empty() {
        report::note("there is no such story");
        report::hint(if are_told {
            "`--least 1` lists the reports that nobody else tells of, too"
        } else {
            "`enabled = false` in [stories]: none is told"
        });
    }
}

/// The lines of the table; none without stories.
fn lines(stories: &[StoryLine], now: Timestamp) -> Vec<String> {
    if stories.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!(
        "{:<10}  {:>7}  {:>7}  {:>8}  {:<11}  headline",
        "story", "reports", "outlets", "last", "languages"
    )];
    for story in stories {
        let outlets = story
            .outlets
            .map_or_else(|| "16+".to_owned(), |count| count.to_string());
        let headline = story
            .headline
            .as_deref()
            .unwrap_or("(the journal keeps no headline)");
        let id = story.id.to_string();
        lines.push(format!(
            "{:<10.10}  {:>7}  {:>7}  {:>8}  {:<11}  {}",
            id,
            story.items,
            outlets,
            report::distance(story.last_seen, now),
            story.languages.join(","),
            shortened(headline),
        ));
    }
    lines
}

/// A headline on one line, so long that it fits.
fn shortened(headline: &str) -> String {
    let plain: String = headline.chars().map(on_one_line).collect();
    if plain.chars().count() <= WIDEST {
        return plain;
    }
    let kept: String = plain.chars().take(WIDEST - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use item::ItemId;
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn the_table_is_aligned_and_tells_what_the_journal_no_longer_keeps() {
        let now: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let line = StoryLine {
            id: ItemId::of_url("a"),
            headline: Some("Bridge\ncollapses".to_owned()),
            headline_item: None,
            outlet: None,
            first_seen: now - SignedDuration::from_hours(9),
            last_seen: now - SignedDuration::from_mins(5),
            items: 3,
            copies: 1,
            outlets: Some(2),
            languages: vec!["en".to_owned(), "it".to_owned()],
        };
        let other = StoryLine {
            id: ItemId::of_url("b"),
            headline: None,
            outlets: None,
            items: 1200,
            ..line.clone()
        };
        let long = StoryLine {
            headline: Some("ż".repeat(99)),
            ..line.clone()
        };
        let lines = lines(&[line, other, long], now);
        let expect = [
            "story       reports  outlets      last  languages    headline".to_owned(),
            format!(
                "{:.10}        3        2    5m ago  en,it        Bridge collapses",
                ItemId::of_url("a").to_string()
            ),
            format!(
                "{:.10}     1200      16+    5m ago  en,it        (the journal keeps no headline)",
                ItemId::of_url("b").to_string()
            ),
            format!(
                "{:.10}        3        2    5m ago  en,it        {}…",
                ItemId::of_url("a").to_string(),
                "ż".repeat(59)
            ),
        ];
        assert_eq!(lines, expect);
    }
}
