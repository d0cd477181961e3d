//! `newsloom discover`: what a site offers to be read, tried, and printed as sources to paste.

use std::{io, path::Path};

use config::{Config, Http, SourceKind};
use connectors::{Discovered, Find, FindKind, Web, discover as search};
use item::key_url;
use serde_json::{Value, json};

use super::{
    open::load_if_good,
    plan::runtime,
    suggest::{Ids, Suggested},
};
use crate::{
    cli::DiscoverArgs,
    clock,
    exit::Exit,
    report::{self, failure, line, note, say},
};

/// Other addresses of a feed that are shown.
const MOST_DOUBLES: usize = 3;

/// Discovers what a site offers.
pub(crate) fn discover(config: &Path, args: &DiscoverArgs) -> Exit {
    discovered(config, args).unwrap_or_else(|exit| exit)
}

fn discovered(path: &Path, args: &DiscoverArgs) -> Result<Exit, Exit> {
    let url = address(&args.url)?;
    let config = load_if_good(path);
    let http = config
        .as_ref()
        .map_or_else(Http::default, |config| config.http.clone());
    let web = Web::new(http, clock::system());
    let tell = |words: &str| say(words);
    let found = runtime()?.block_on(search(&web, &url, clock::system(), &tell));
    let found = found.map_err(|error| {
        failure(&error, error.hint().as_deref());
        Exit::Failed
    })?;
    found.notes.iter().for_each(|words| note(words));
    let configured = configured(config.as_ref());
    let said = if args.json {
        line(as_value(&found, &configured))
    } else {
        tables(&found, &configured, config.as_ref())
    };
    say(summary(&found));
    Ok(Exit::said(&said))
}

/// The address to look at: `example.org` is `https://example.org/`.
fn address(written: &str) -> Result<String, Exit> {
    let written = written.trim();
    let has_scheme = written.split_once(':').is_some_and(|(scheme, rest)| {
        rest.starts_with("//") || !scheme.contains('.') && scheme != "localhost"
    });
    let url = if has_scheme {
        written.to_owned()
    } else {
        format!("https://{written}")
    };
    let is_web = ["http://", "https://"].iter().any(|start| {
        let head = url.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    });
    if is_web && key_url(&url).is_some() {
        return Ok(url);
    }
    report::problem(
        &format!("`{written}` is not an address of the web"),
        Some("write it like `https://example.org/` or `example.org`"),
    );
    Err(Exit::Usage)
}

/// The configured sources on the web, by the keys of their addresses.
fn configured(config: Option<&Config>) -> Vec<(String, String)> {
    let sources = config.iter().flat_map(|config| &config.sources);
    let known = sources.filter_map(|source| {
        let url = web_address(&source.kind)?;
        Some((key_url(url)?, source.id.to_string()))
    });
    known.collect()
}

/// Where a source is on the web, if it is there.
pub(super) fn web_address(kind: &SourceKind) -> Option<&str> {
    match kind {
        SourceKind::Feed(feed) => Some(&feed.url),
        SourceKind::Page(page) => Some(&page.url),
        SourceKind::Sitemap(sitemap) => Some(&sitemap.url),
        SourceKind::Files(_) | SourceKind::Warc(_) => None,
    }
}

fn known_as<'a>(find: &Find, configured: &'a [(String, String)]) -> Option<&'a str> {
    let urls = std::iter::once(&find.url).chain(&find.doubles);
    let keys: Vec<String> = urls.filter_map(|url| key_url(url)).collect();
    let known = configured.iter().find(|(key, _)| keys.contains(key));
    known.map(|(_, id)| id.as_str())
}

fn tables(
    found: &Discovered,
    configured: &[(String, String)],
    config: Option<&Config>,
) -> io::Result<()> {
    let sources = config.iter().flat_map(|config| &config.sources);
    let mut ids = Ids::new(sources.map(|source| source.id.to_string()));
    for (at, find) in found.finds.iter().enumerate() {
        if at > 0 {
            line("")?;
        }
        let known = known_as(find, configured);
        let suggested = Suggested {
            id: ids.name(&find.url, None),
            kind: find.kind.name(),
            url: find.url.clone(),
            comments: comments(find, known),
            is_comment: known.is_some() || find.comments,
        };
        let table = suggested.table();
        line(table.trim_end())?;
    }
    Ok(())
}

fn comments(find: &Find, known: Option<&str>) -> Vec<String> {
    let mut facts = vec![what(find)];
    if let Some(newest) = find.newest {
        facts.push(format!("newest {}", newest.strftime("%Y-%m-%d %H:%M UTC")));
    }
    facts.extend(find.language.clone());
    if find.whole {
        facts.push("with whole texts".to_owned());
    }
    facts.push(find.by.words());
    let title = find
        .title
        .as_ref()
        .map_or_else(String::new, |title| format!("{title}: "));
    let mut comments = vec![format!("{title}{}", facts.join(", "))];
    match &find.rule {
        Some(rule) => comments.push(format!("its links are guessed: {rule}")),
        None if find.kind == FindKind::Page => {
            comments
                .push("none of its links looks like an article: name them with `links`".to_owned());
        }
        None => {}
    }
    if let Some(id) = known {
        comments.push(format!("configured already, as `{id}`"));
    }
    if find.comments {
        comments.push("what readers say, not news".to_owned());
    }
    let doubles = find.doubles.iter().take(MOST_DOUBLES);
    comments.extend(doubles.map(|url| format!("the same: {url}")));
    comments
}

fn what(find: &Find) -> String {
    match (find.kind, find.entries) {
        (FindKind::Page, 0) => "a page, since there is no feed".to_owned(),
        (FindKind::Page, 1) => "a page with 1 article, since there is no feed".to_owned(),
        (FindKind::Page, count) => format!("a page with {count} articles, since there is no feed"),
        (FindKind::NewsSitemap, 1) => "1 article".to_owned(),
        (FindKind::NewsSitemap, count) => format!("{count} articles"),
        (FindKind::Feed, 0) => "no entries now".to_owned(),
        (FindKind::Feed, 1) => "1 entry".to_owned(),
        (FindKind::Feed, count) => format!("{count} entries"),
    }
}

fn summary(found: &Discovered) -> String {
    let count = |kind: FindKind| found.finds.iter().filter(|find| find.kind == kind).count();
    let feeds = match count(FindKind::Feed) {
        0 => "no feed".to_owned(),
        1 => "1 feed".to_owned(),
        count => format!("{count} feeds"),
    };
    let more = if count(FindKind::NewsSitemap) > 0 {
        ", a news sitemap"
    } else {
        ""
    };
    format!("{} addresses tried: {feeds}{more}", found.tried)
}

fn as_value(found: &Discovered, configured: &[(String, String)]) -> Value {
    let finds: Vec<Value> = found
        .finds
        .iter()
        .map(|find| {
            json!({
                "kind": find.kind.name(), "url": find.url, "title": find.title, "entries": find.entries,
                "newest": find.newest, "language": find.language, "whole_texts": find.whole,
                "comments": find.comments, "rule": find.rule, "found": find.by.words(), "same": find.doubles,
                "configured_as": known_as(find, configured),
            })
        })
        .collect();
    json!({
        "url": found.url, "title": found.title, "language": found.language, "tried": found.tried,
        "notes": found.notes, "finds": finds,
    })
}
