//! The text of a page's article: marking furniture, finding the region, trimming it; again with fewer rules where
//! they left too little.

use rustc_hash::{FxHashMap, FxHashSet};

use super::block::{Block, Kind, blocks};
use super::captions::Pictures;
use super::doubles;
use super::endless;
use super::furniture::{Marks, Rule, Strictness, mark, mark_but};
use super::lead;
use super::letters::same_letters;
use super::linked_body::LinkedBody;
use super::mass::Mass;
use super::page::Page;
use super::records;
use super::region::{self, Found, Region};
use super::site::Site;
use super::trim::{self, Trimmed};
use crate::clean::outcome::{Choice, Removed};

/// Less prose than this is suspiciously little for an article: the rules may have been wrong about the page.
pub(super) const LITTLE: usize = 400;

/// How many blocks from the start may repeat the title.
const TITLE_BLOCKS: usize = 4;

/// The candidate that a person's selector is.
pub(super) const SELECTOR: &str = "selector";

/// What is known of an article before its body is looked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known<'a> {
    /// Its headline.
    pub(super) title: Option<&'a str>,
    /// What the page's head says of it: often its first paragraph.
    pub(super) description: Option<&'a str>,
    /// The body that the linked data holds.
    pub(super) linked: Option<&'a str>,
    /// Where the page was found.
    pub(super) url: Option<&'a str>,
}

/// A page with all that its rules ask for.
pub(super) struct Context<'p, 'a> {
    pub(super) page: &'p Page<'a>,
    pub(super) known: Known<'p>,
    pub(super) site: Site<'p>,
    pub(super) pictures: Pictures,
}

impl<'p, 'a> Context<'p, 'a> {
    /// Prepares what is asked for often.
    pub(super) fn of(page: &'p Page<'a>, known: Known<'p>) -> Self {
        Self {
            page,
            known,
            site: Site::of(known.url),
            pictures: Pictures::of(page),
        }
    }
}

/// The blocks of an article and what stood between them.
pub(super) struct Body {
    pub(super) blocks: Vec<Block>,
    /// Blocks that are none of its text.
    pub(super) removed: Vec<Removed>,
    /// Which part of the page it was, and what else might have been.
    pub(super) choice: Choice,
}

/// Extracts the body of `page`.
pub(super) fn extract(page: &Page<'_>, known: Known<'_>) -> Body {
    let context = Context::of(page, known);
    let everything = blocks(page, &Marks::default());
    let others = known
        .title
        .map(|title| endless::other_articles(page, &everything, title))
        .unwrap_or_default();
    let attempt = |strictness: Strictness| {
        let mut marks = mark(page, &everything, strictness);
        for &other in &others {
            marks.take(other, page.end(other), Rule::Kind("another article"));
        }
        Attempt::of(&context, marks)
    };
    let mut best = attempt(Strictness::ByName);
    if prose(&best.body.blocks) < LITTLE {
        let looser = attempt(Strictness::ByKind);
        if prose(&looser.body.blocks) > prose(&best.body.blocks) * 2 {
            best = looser;
            best.body.choice.candidate = "relaxed";
        }
    }
    let Attempt {
        mut body,
        marks,
        lead,
    } = best;
    note_marked(&mut body, &everything, &marks);
    if let Some(mut chosen) = known
        .linked
        .and_then(LinkedBody::of)
        .and_then(|linked| linked.choose(&everything))
    {
        // Linked data leaves the lead out as often as templates do.
        let lead = lead
            .iter()
            .map(|&at| everything.partition_point(|block| block.at < at));
        chosen.extend(lead);
        chosen.sort_unstable();
        chosen.dedup();
        body = refereed(body, everything, chosen);
    }
    drop_title(&mut body, known.title);
    body
}

/// Everything that a fragment holds but furniture: it is an article's body already.
pub(super) fn whole(page: &Page<'_>) -> Body {
    let everything = blocks(page, &Marks::default());
    let marks = mark(page, &everything, Strictness::ByName);
    let kept = blocks(page, &marks);
    let context = Context::of(page, Known::default());
    let trimmed = trim::body(&context, &kept, &vec![(0, page.len())]);
    take(kept, &trimmed, Choice::default())
}

/// The body in the elements that a person named: furniture is taken out of it, unless most of it is called so.
pub(super) fn within(page: &Page<'_>, region: &Region, known: Known<'_>) -> Body {
    let everything = blocks(page, &Marks::default());
    let around = |start| std::iter::once(start).chain(page.ancestors(start));
    let spared = region
        .iter()
        .flat_map(|&(start, _)| around(start))
        .collect();
    let marks = mark_but(page, &everything, Strictness::ByName, &spared);
    let chars = |blocks: &[Block]| {
        let mass = Mass::of(blocks);
        region.iter().map(|&range| mass.chars(range)).sum::<usize>()
    };
    let named = chars(&everything);
    let kept = blocks(page, &marks);
    let believed = if chars(&kept) * 2 < named {
        everything
    } else {
        kept
    };
    let context = Context::of(page, known);
    let trimmed = trim::body(&context, &believed, region);
    let choice = Choice {
        candidate: SELECTOR,
        rivals: Vec::new(),
    };
    let mut body = take(believed, &trimmed, choice);
    drop_title(&mut body, known.title);
    body
}

/// What one way of marking furniture leads to.
struct Attempt {
    body: Body,
    marks: Marks,
    /// The nodes at which the blocks of the lead begin.
    lead: Vec<usize>,
}

impl Attempt {
    fn of(context: &Context<'_, '_>, marks: Marks) -> Self {
        let (blocks, listed) = records::without(context, blocks(context.page, &marks));
        let Found { region, choice } = region::find(context.page, &blocks, &marks);
        let lead = lead::before(context, &blocks, &region);
        let led_in = lead.iter().map(|&(at, _)| at).collect();
        let region = lead.into_iter().chain(region).collect();
        let trimmed = trim::body(context, &blocks, &region);
        let mut body = take(blocks, &trimmed, choice);
        body.removed.extend(listed);
        Self {
            body,
            marks,
            lead: led_in,
        }
    }
}

fn take(blocks: Vec<Block>, trimmed: &Trimmed, choice: Choice) -> Body {
    let mut body = Body {
        blocks: Vec::with_capacity(trimmed.kept.len()),
        removed: Vec::new(),
        choice,
    };
    let rules: FxHashMap<usize, &'static str> = trimmed.cut.iter().copied().collect();
    for (index, block) in blocks.into_iter().enumerate() {
        if trimmed.kept.binary_search(&index).is_ok() {
            body.blocks.push(block);
        } else {
            let rule = rules.get(&index).copied().unwrap_or("outside");
            body.removed.push(Removed::new(rule, block.text));
        }
    }
    body
}

/// Notes what was left out before the blocks were cut.
fn note_marked(body: &mut Body, everything: &[Block], marks: &Marks) {
    for block in everything {
        let Some(rule) = marks.rule_of(block.at) else {
            continue;
        };
        let rule = match rule {
            Rule::Kind(kind) => kind.into(),
            Rule::Name(name) => format!("named `{name}`").into(),
        };
        body.removed.push(Removed {
            rule,
            text: block.text.clone(),
        });
    }
}

/// What the linked data chose, unless the region holds much more: then the linked data was cut short.
fn refereed(found: Body, everything: Vec<Block>, chosen: Vec<usize>) -> Body {
    let held = chosen.iter().filter_map(|&index| everything.get(index));
    let held: usize = held
        .filter(|block| block.is_prose())
        .map(|block| block.chars)
        .sum();
    if prose(&found.blocks) * 4 > held * 5 {
        return found;
    }
    let doubles: FxHashMap<usize, &'static str> =
        doubles::of(&everything, &chosen).into_iter().collect();
    let mut chosen = chosen;
    chosen.retain(|index| !doubles.contains_key(index));
    let kept: FxHashSet<usize> = found.blocks.iter().map(|block| block.at).collect();
    let unheld = everything
        .iter()
        .enumerate()
        .filter(|(index, block)| kept.contains(&block.at) && chosen.binary_search(index).is_err());
    let unheld = unheld.map(|(index, _)| (index, "not in the linked data"));
    let cut = unheld.chain(doubles.clone()).collect();
    let mut choice = found.choice;
    choice.candidate = "linked data";
    let mut body = take(everything, &Trimmed { kept: chosen, cut }, choice);
    body.removed.retain(|removed| removed.rule != "outside");
    body.removed.extend(found.removed);
    body
}

/// How much of the blocks reads like sentences.
pub(super) fn prose(blocks: &[Block]) -> usize {
    blocks
        .iter()
        .filter(|block| block.is_prose())
        .map(|block| block.chars)
        .sum()
}

fn drop_title(body: &mut Body, title: Option<&str>) {
    let repeats = |block: &Block| {
        matches!(block.kind, Kind::Heading(1))
            || title.is_some_and(|title| same_letters(&block.text, title))
    };
    let head = body.blocks.len().min(TITLE_BLOCKS);
    let rest = body.blocks.split_off(head);
    body.blocks.retain(|block| !repeats(block));
    body.blocks.extend(rest);
}
