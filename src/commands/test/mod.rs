//! `newsloom test`: what comes out of saved documents, beside what the configuration expects. Nobody is asked, and nothing
//! is stored.
//!
//! A document is read as in a run: the source's own connector gets it as if its host had answered with it, and it is
//! prepared and filtered as everything of that source is.

mod compare;
mod read;
mod tell;

use std::path::Path;

use config::{Config, Expect, Expected, Source};
use item::Override;
use pipeline::classify::Classifier;
use tokio::runtime::Runtime;

use self::{
    compare::{Check, listing, page},
    read::Reader,
};
use super::{
    open::{classifier, load, one_source},
    plan::{LAST_GRACE, runtime},
};
use crate::{cli::TestArgs, exit::Exit};

/// What came of one case.
#[derive(Debug)]
struct Tested<'c> {
    source: &'c Source,
    case: &'c Expect,
    /// The comparisons, or why there was nothing to compare.
    outcome: Result<Vec<Check>, String>,
    /// What the selectors of the source came to.
    overrides: Vec<Override>,
}

impl Tested<'_> {
    fn passed(&self) -> bool {
        let checks = self.outcome.as_ref();
        checks.is_ok_and(|checks| checks.iter().all(|check| check.passed))
    }
}

/// Reads all cases of the sources.
pub(crate) fn test(path: &Path, args: &TestArgs) -> Exit {
    tested(path, args).unwrap_or_else(|exit| exit)
}

fn tested(path: &Path, args: &TestArgs) -> Result<Exit, Exit> {
    let config = load(path)?;
    let sources = sources(&config, &args.sources)?;
    let runtime = runtime()?;
    let classifier = classifier(&config)?;
    let tested = read_all(&config, &sources, &runtime, &classifier);
    let said = tell::tell(&tested, args.json);
    let failed = tested.iter().any(|one| !one.passed());
    runtime.shutdown_timeout(LAST_GRACE);
    Ok(match said {
        Err(_) => Exit::Failed,
        Ok(()) if failed => Exit::SomeFailed,
        Ok(()) => Exit::Done,
    })
}

/// Reads all cases, in the order of the configuration.
fn read_all<'c>(
    config: &'c Config,
    sources: &[&'c Source],
    runtime: &Runtime,
    classifier: &Classifier,
) -> Vec<Tested<'c>> {
    let of_source = |source: &&'c Source| {
        let reader = Reader {
            source,
            http: &config.http,
            runtime,
            classifier,
        };
        let cases = source.expect.iter();
        cases
            .map(|case| one(&reader, source, case))
            .collect::<Vec<_>>()
    };
    sources.iter().flat_map(of_source).collect()
}

/// The named sources, or all.
fn sources<'c>(config: &'c Config, names: &[String]) -> Result<Vec<&'c Source>, Exit> {
    if names.is_empty() {
        return Ok(config.sources.iter().collect());
    }
    names.iter().map(|name| one_source(config, name)).collect()
}

fn one<'c>(reader: &Reader<'_>, source: &'c Source, case: &'c Expect) -> Tested<'c> {
    let (outcome, overrides) = match &case.expected {
        Expected::Page(expected) => match reader.page(case) {
            Ok(prepared) => (Ok(page(expected, &prepared)), prepared.overrides),
            Err(why) => (Err(why), Vec::new()),
        },
        Expected::Listing(expected) => {
            let listed = reader.listing(case);
            (listed.map(|listed| listing(expected, &listed)), Vec::new())
        }
    };
    Tested {
        source,
        case,
        outcome,
        overrides,
    }
}
