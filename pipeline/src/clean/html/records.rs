//! Lists of other reports inside or behind an article: a link to another page of the site, then its first sentences,
//! and again. Each looks like prose, so that no rule for links sees it; only the repetition gives it away.
//!
//! What must hold: a page that is hardly more than such a list keeps it.

use super::block::{Block, Kind};
use super::body::Context;
use crate::clean::outcome::Removed;

/// So many in a row are a list.
const FEWEST: usize = 3;

/// So much of a line in a link makes it the headline of another report.
const LINKED: f32 = 0.8;

/// The longest headline, and the longest excerpt, in characters.
const LONGEST_HEADLINE: usize = 240;
const LONGEST_EXCERPT: usize = 420;

/// So many lines without a link may stand in one entry: date, section, author, number of comments.
const MOST_SCRAPS: usize = 5;

/// The longest of them, in characters.
const LONGEST_SCRAP: usize = 60;

/// So much prose must stand before or beside it, or the list is what the page is about.
const LEAST_BESIDE: usize = 250;

/// Takes the lists out of `blocks`.
pub(super) fn without(context: &Context<'_, '_>, blocks: Vec<Block>) -> (Vec<Block>, Vec<Removed>) {
    let listed = listed(context, &blocks);
    if !listed.contains(&true) {
        return (blocks, Vec::new());
    }
    let mut kept = Vec::with_capacity(blocks.len());
    let mut removed = Vec::new();
    for (block, listed) in blocks.into_iter().zip(listed) {
        if listed {
            removed.push(Removed::new("list of reports", block.text));
        } else {
            kept.push(block);
        }
    }
    (kept, removed)
}

/// Which blocks stand in a list.
fn listed(context: &Context<'_, '_>, blocks: &[Block]) -> Vec<bool> {
    let runs = runs(context, blocks);
    let within: usize = runs.iter().map(|run| run.prose).sum();
    let whole: usize = blocks.iter().map(prose).sum();
    let beside = whole - within;
    let mut listed = vec![false; blocks.len()];
    for run in runs {
        let is_beside = beside >= LEAST_BESIDE && beside * 2 >= run.prose;
        if run.before >= LEAST_BESIDE || is_beside {
            for mark in listed.get_mut(run.start..run.end).unwrap_or_default() {
                *mark = true;
            }
        }
    }
    listed
}

/// All lists, whatever stands beside them.
fn runs(context: &Context<'_, '_>, blocks: &[Block]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run::default();
    let mut at = 0;
    let mut before = 0;
    while let Some(block) = blocks.get(at) {
        if let Some(entry) = entry(context, blocks, at) {
            run.entries += 1;
            run.excerpts += usize::from(entry.has_excerpt);
            let own = blocks.get(at..entry.end).unwrap_or_default();
            run.prose += own.iter().map(prose).sum::<usize>();
            run.end = entry.end;
            at = entry.end;
            continue;
        }
        runs.extend(run.is_list().then_some(run));
        before += prose(block);
        at += 1;
        run = Run {
            start: at,
            before,
            ..Run::default()
        };
    }
    runs.extend(run.is_list().then_some(run));
    runs
}

fn prose(block: &Block) -> usize {
    if block.is_prose() { block.chars } else { 0 }
}

/// Entries in a row.
#[derive(Debug, Default, Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    entries: usize,
    excerpts: usize,
    prose: usize,
    /// The prose before it that stands in no list.
    before: usize,
}

impl Run {
    /// A list has an excerpt to most of its headlines: mere links are the trimming's.
    fn is_list(&self) -> bool {
        self.excerpts >= FEWEST && self.excerpts * 2 >= self.entries
    }
}

/// One entry of a list.
struct Entry {
    end: usize,
    has_excerpt: bool,
}

/// The entry that begins at the block `at`: a headline, an excerpt, and scraps around them.
fn entry(context: &Context<'_, '_>, blocks: &[Block], at: usize) -> Option<Entry> {
    let scraps = |from: usize| {
        let rest = blocks.get(from..).unwrap_or_default();
        rest.iter()
            .take(MOST_SCRAPS)
            .take_while(|block| is_scrap(block))
            .count()
    };
    let headline = at + scraps(at);
    if !blocks
        .get(headline)
        .is_some_and(|block| is_headline(context, block))
    {
        return None;
    }
    let after = headline + 1;
    let excerpt = after + scraps(after);
    let has_excerpt = blocks.get(excerpt).is_some_and(is_excerpt);
    Some(Entry {
        end: if has_excerpt { excerpt + 1 } else { after },
        has_excerpt,
    })
}

fn is_headline(context: &Context<'_, '_>, block: &Block) -> bool {
    let leads_on = |&node: &usize| {
        let href = context
            .page
            .element(node)
            .and_then(|(_, link)| link.attr("href"));
        href.is_some_and(|href| context.site.has(href))
    };
    block.chars <= LONGEST_HEADLINE
        && block.link_density() >= LINKED
        && block
            .links
            .first()
            .map(|link| &link.node)
            .is_some_and(leads_on)
}

fn is_excerpt(block: &Block) -> bool {
    block.is_prose() && block.chars <= LONGEST_EXCERPT && block.link_density() < LINKED
}

fn is_scrap(block: &Block) -> bool {
    block.chars <= LONGEST_SCRAP
        && block.link_chars == 0
        && !block.is_prose()
        && !matches!(block.kind, Kind::Heading(_))
}
