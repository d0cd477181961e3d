//! `newsloom import-opml`: a list of feeds from another reader, as sources to paste.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read},
    path::Path,
};

use connectors::{Outline, read_opml};
use item::key_url;

use super::{
    discover::web_address,
    open::load_if_good,
    suggest::{Ids, Suggested},
};
use crate::{
    cli::ImportOpmlArgs,
    exit::Exit,
    report::{line, note, problem, say},
};

/// The largest list that is read, in bytes; ten thousand feeds take less.
const LARGEST_FILE: u64 = 32 << 20;

/// Feeds that are left out are named up to so many; the others are counted.
const MOST_NAMED: usize = 20;

/// Prints the feeds of a list as sources. What is configured already is left out.
pub(crate) fn import_opml(config: &Path, args: &ImportOpmlArgs) -> Exit {
    imported(config, args).unwrap_or_else(|exit| exit)
}

fn imported(path: &Path, args: &ImportOpmlArgs) -> Result<Exit, Exit> {
    let file = args.file.display();
    let failed = |what: &str, hint: Option<&str>| {
        problem(what, hint);
        Exit::Failed
    };
    let bytes = read(&args.file)
        .map_err(|error| failed(&format!("cannot read `{file}`: {error}"), None))?;
    let opml = read_opml(&bytes).map_err(|none| {
        let hint = "export the subscriptions of the other reader as OPML";
        failed(&format!("`{file}` cannot be imported: {none}"), Some(hint))
    })?;
    let config = load_if_good(path);
    let sources = || config.iter().flat_map(|config| &config.sources);
    let mut ids = Ids::new(sources().map(|source| source.id.to_string()));
    let known = sources().filter_map(|source| {
        let key = key_url(web_address(&source.kind)?)?;
        Some((key, format!("it is source `{}`", source.id)))
    });
    let mut taken: HashMap<String, String> = known.collect();
    let mut left_out = LeftOut::default();
    let mut tables = Vec::new();
    for feed in &opml.feeds {
        let Some(key) = key(feed) else {
            left_out.add(feed, "it is not an address of the web");
            continue;
        };
        if let Some(why) = taken.get(&key) {
            left_out.add(feed, why);
        } else {
            taken.insert(key, "it is there twice".to_owned());
            tables.push(table(feed, &mut ids));
        }
    }
    let said = print(&tables);
    left_out.tell();
    if opml.beyond > 0 {
        note(&format!(
            "the last {} feeds of the list are left out: it is too long",
            opml.beyond
        ));
    }
    say(format_args!(
        "{} sources from {} feeds",
        tables.len(),
        opml.feeds.len()
    ));
    Ok(Exit::said(&said))
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(io::Error::other("it is larger than 32 MiB"));
    }
    Ok(bytes)
}

/// The key of a feed that can be asked for.
fn key(feed: &Outline) -> Option<String> {
    let scheme = feed.url.split_once("://").map_or("", |(scheme, _)| scheme);
    let is_web = ["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    is_web.then(|| key_url(&feed.url)).flatten()
}

fn table(feed: &Outline, ids: &mut Ids) -> String {
    let mut comments = Vec::new();
    comments.extend(feed.title.clone());
    if !feed.folders.is_empty() {
        comments.push(format!("in {}", feed.folders.join(" / ")));
    }
    let suggested = Suggested {
        id: ids.name(&feed.url, feed.title.as_deref()),
        kind: "feed",
        url: feed.url.clone(),
        comments,
        is_comment: false,
    };
    suggested.table()
}

fn print(tables: &[String]) -> io::Result<()> {
    tables.iter().try_for_each(line)
}

/// Feeds that became no source.
#[derive(Debug, Default)]
struct LeftOut {
    named: Vec<String>,
    count: usize,
}

impl LeftOut {
    fn add(&mut self, feed: &Outline, why: &str) {
        self.count += 1;
        if self.named.len() < MOST_NAMED {
            self.named
                .push(format!("`{}` is left out: {why}", feed.url));
        }
    }

    fn tell(&self) {
        self.named.iter().for_each(|words| note(words));
        let more = self.count - self.named.len();
        if more > 0 {
            note(&format!("{more} more are left out"));
        }
    }
}
