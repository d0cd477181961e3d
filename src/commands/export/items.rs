//! Items as they are now, page by page: however many there are, a page of them is in memory.

use std::{
    io::{self, Write},
    path::Path,
};

use item::{Item, Query};
use jiff::Timestamp;
use pipeline::search::{Order, Page, SearchError, SearchIndex, search};
use state::JournalReader;

use super::{
    super::{
        open::load,
        search::{caught_up, no_query, unsearchable, warn_of_unknown},
    },
    to::To,
};
use crate::{cli::ExportArgs, exit::Exit, report};

/// Items of one page: each page costs a look at all that is found, each item of it memory.
const AT_ONCE: usize = 500;

/// A form in which items are written.
pub(super) trait Form {
    /// What stands before them.
    fn begin(&self, query: &str, out: &mut dyn Write) -> io::Result<()>;
    /// One of them.
    fn item(&self, item: &Item, out: &mut dyn Write) -> io::Result<()>;
    /// What stands behind them.
    fn end(&self, out: &mut dyn Write) -> io::Result<()>;
}

/// One item a line, each as sinks receive it.
pub(super) struct Json;

impl Form for Json {
    fn begin(&self, _: &str, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn item(&self, item: &Item, mut out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut out, item)?;
        out.write_all(b"\n")
    }

    fn end(&self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Why an export ends early.
enum Broken {
    Search(SearchError),
    Output(io::Error),
}

/// Writes the items that are asked for, the newest first.
pub(super) fn export(path: &Path, args: &ExportArgs, form: &impl Form) -> Result<Exit, Exit> {
    let written = args.query.join(" ");
    let query = Query::parse(&written).map_err(|error| no_query(&written, &error))?;
    let config = load(path)?;
    warn_of_unknown(&query, &config);
    let (index, journal) = caught_up(&config).map_err(|error| unsearchable(&error))?;
    let mut out = To::open(args.out.as_deref())?;
    let all = Asked {
        index: &index,
        journal: &journal,
        query: &query,
        since: args.since,
    };
    let mut counts = Counts::default();
    let ended = form
        .begin(&written, &mut out)
        .map_err(Broken::Output)
        .and_then(|()| all.write(form, &mut out, &mut counts))
        .and_then(|()| form.end(&mut out).map_err(Broken::Output));
    let exit = match ended {
        Ok(()) => out.close(Ok(())),
        Err(Broken::Output(error)) => out.close(Err(error)),
        Err(Broken::Search(error)) => {
            out.close(Err(io::Error::other("the search ended")));
            return Err(unsearchable(&error));
        }
    };
    if exit == Exit::Done {
        counts.tell();
    }
    Ok(exit)
}

/// What is asked for, of whom.
struct Asked<'a> {
    index: &'a SearchIndex,
    journal: &'a JournalReader,
    query: &'a Query,
    since: Option<Timestamp>,
}

impl Asked<'_> {
    fn write(
        &self,
        form: &impl Form,
        out: &mut dyn Write,
        counts: &mut Counts,
    ) -> Result<(), Broken> {
        let mut after = None;
        loop {
            let page = Page {
                order: Order::Newest,
                after,
                limit: AT_ONCE,
            };
            let found = search(self.index, self.journal, self.query, page);
            let found = found.map_err(Broken::Search)?;
            counts.gone += found.gone;
            let items = found.hits.iter().map(|hit| &hit.item);
            for item in items.filter(|item| self.since.is_none_or(|since| item.first_seen >= since))
            {
                form.item(item, out).map_err(Broken::Output)?;
                counts.written += 1;
            }
            after = found.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}

#[derive(Debug, Default)]
struct Counts {
    written: usize,
    gone: usize,
}

impl Counts {
    fn tell(&self) {
        report::note(&format!("{} items", self.written));
        if self.gone > 0 {
            report::note(&format!(
                "{} are left out: the journal no longer keeps their words",
                self.gone
            ));
        }
    }
}
