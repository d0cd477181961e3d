//! `newsloom search`: what the journal holds on a question, beside whoever writes it.

use std::{io, path::Path};

use config::Config;
use item::{Query, QueryError};
use pipeline::search::{Caught, Order, Page, Results, SearchError, SearchIndex, search as find};
use state::JournalReader;

use super::{found, open::load};
use crate::{
    cli::{SearchArgs, Sort},
    exit::Exit,
    report,
};

/// Searches.
pub(crate) fn search(path: &Path, args: &SearchArgs) -> Exit {
    searched(path, args).unwrap_or_else(|exit| exit)
}

fn searched(path: &Path, args: &SearchArgs) -> Result<Exit, Exit> {
    let written = args.query.join(" ");
    let query = Query::parse(&written).map_err(|error| no_query(&written, &error))?;
    let config = load(path)?;
    warn_of_unknown(&query, &config);
    let results = results(&config, &query, args).map_err(|error| unsearchable(&error))?;
    if args.json {
        let line = found::as_json(&results).and_then(report::line);
        return Ok(Exit::said(&line));
    }
    let shown: io::Result<()> = found::lines(&results, report::colours_out())
        .iter()
        .try_for_each(report::line);
    tell_the_rest(&results, &query);
    Ok(Exit::said(&shown))
}

fn results(config: &Config, query: &Query, args: &SearchArgs) -> Result<Results, SearchError> {
    let (index, journal) = caught_up(config)?;
    let page = Page {
        order: match args.sort {
            Sort::Relevance => Order::Relevance,
            Sort::Newest => Order::Newest,
        },
        after: args.after,
        limit: args.limit,
    };
    find(&index, &journal, query, page)
}

/// The index as far as the journal is at this moment, beside whoever writes them.
pub(super) fn caught_up(config: &Config) -> Result<(SearchIndex, JournalReader), SearchError> {
    let dir = &config.state.dir;
    // The index first: what is in it is then in the journal, too.
    let index = SearchIndex::open(dir)?;
    let journal = JournalReader::beside(dir)?;
    loop {
        match index.catch_up(&journal)? {
            Caught::Up => break,
            Caught::Busy => {
                if index.bookmark()? < journal.durable() {
                    report::note("the index is being written: what is newest may be missing");
                }
                break;
            }
            Caught::More => report::note(&format!(
                "the index is brought up to date: {} of {} events",
                index.bookmark()?,
                journal.durable()
            )),
        }
    }
    Ok((index, journal))
}

/// Says why the index gives nothing.
pub(super) fn unsearchable(error: &SearchError) -> Exit {
    let advice =
        "the index is only a help: its folder `search` in that of the state may be removed";
    report::failure(error, Some(advice));
    Exit::Failed
}

/// What is wrong, and where.
pub(super) fn no_query(written: &str, error: &QueryError) -> Exit {
    let shown: String = written.chars().map(found::on_one_line).collect();
    let before = " ".repeat(error.column.saturating_sub(1));
    let marked = "^".repeat(error.length.max(1));
    report::problem(
        &format!("{}\n  {shown}\n  {before}{marked}", error.message),
        error.help.as_deref(),
    );
    Exit::Usage
}

pub(super) fn warn_of_unknown(query: &Query, config: &Config) {
    for name in query.sources() {
        if !config
            .sources
            .iter()
            .any(|source| source.id.as_str() == name)
        {
            report::warning(
                &format!("there is no source `{name}` in the configuration"),
                Some(
                    "`newsloom sources` lists them; what an earlier one brought is found all the same",
                ),
            );
        }
    }
}

fn tell_the_rest(results: &Results, query: &Query) {
    if results.total == 0 {
        report::note("nothing was found");
        report::hint(if query.is_empty() {
            "`newsloom fetch` reads what the sources have; `newsloom sources` tells how they are doing"
        } else {
            "fewer conditions find more; a word finds its other forms too, words in quotes only as they stand"
        });
        return;
    }
    if results.gone > 0 {
        report::note(&format!(
            "{} of this page are left out: the journal no longer keeps their words",
            results.gone
        ));
    }
    let shown = results.hits.len();
    report::note(&match results.next {
        Some(next) => format!(
            "{shown} of {}; the next ones: `--after {next}`",
            results.total
        ),
        None => format!("{shown} of {}", results.total),
    });
}
