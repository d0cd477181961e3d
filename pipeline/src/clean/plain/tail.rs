//! The end of a document: what follows the article's last paragraph, cut off, after it was asked for names.
//!
//! Paragraphs are not dropped: a cut that would take most of them is taken back.

use super::about;
use super::blocks::Block;
use super::draft::Draft;
use super::people;
use super::role::{self, Link, Role};
use super::shape;
use super::signature;
use super::title;
use item::dates;

/// A stop heading counts once this share of the prose lies before it, in percent.
const BEHIND: usize = 60;

/// A cut may take at most this share of the prose, in percent.
const MOST_CUT: usize = 60;

/// The same where the heading is that of readers' comments.
const BEHIND_COMMENTED: usize = 30;
const MOST_COMMENTS: usize = 75;

/// So many short lines in a row, with no paragraph after them, are a list of other articles.
const TEASERS: usize = 3;

/// Fewer lines go as well where each is a scrap: so few words, and no sentence.
const MOST_SCRAP_WORDS: usize = 8;

/// A line of such a list is no longer than this, in characters.
const LONGEST_TEASER: usize = 180;

/// A line with more commas lists things.
const MOST_COMMAS: usize = 3;

/// About the author there are at most so many letters.
const LONGEST_BIO: usize = 900;

/// So many lines at the very end may still name the author.
const LAST_LINES: usize = 3;

/// Lines that ask something of the reader may follow those about the author: shorter than so many words.
const MOST_APPEAL_WORDS: usize = 12;

/// Where nothing marks the end of the body, what follows a name is shorter to be about the author.
const LONGEST_UNMARKED_BIO: usize = 400;

/// A paragraph after a cut of so many short lines shows that it was only a box inside the body.
const LONGEST_BOX: usize = 4;

/// Cuts the tail off.
pub(super) fn cut(draft: &mut Draft) {
    let total = Draft::prose_letters(&draft.blocks);
    let stop = stop(&draft.blocks, total);
    let comments = stop
        .and_then(|at| draft.blocks.get(at))
        .is_some_and(heads_comments);
    let end = teasers(&draft.blocks, stop.unwrap_or(draft.blocks.len()));
    let kept = draft.blocks.get(..end).unwrap_or_default();
    let lost = total - Draft::prose_letters(kept);
    let most = if comments { MOST_COMMENTS } else { MOST_CUT };
    if total > 0 && lost * 100 > total * most {
        return;
    }
    let tail = draft.blocks.split_off(end);
    after_stop(draft, tail);
    bio(draft);
}

/// Where the first heading stands after which nothing of the article follows.
fn stop(blocks: &[Block], total: usize) -> Option<usize> {
    let mut before = 0;
    for (at, block) in blocks.iter().enumerate() {
        let behind = if heads_comments(block) {
            BEHIND_COMMENTED
        } else {
            BEHIND
        };
        let late = total > 0 && before * 100 >= total * behind;
        let soft = match block.role() {
            Role::Stop => Some(role::is_soft_stop(block.text())),
            Role::ReadAlso(Link::Below) => Some(true),
            Role::Author(_) => Some(false),
            Role::Text | Role::Furniture if role::counts_comments(block.text()) => Some(false),
            _ => None,
        };
        if late && let Some(soft) = soft {
            let rest = blocks.get(at + 1..).unwrap_or_default();
            if !(soft && body_goes_on(rest)) {
                return Some(at);
            }
        }
        if block.is_prose() {
            before += block.letters();
        }
    }
    None
}

/// Whether readers' comments follow: they may be longer than the article.
fn heads_comments(block: &Block) -> bool {
    match block.role() {
        Role::Stop => role::names_comments(block.text()),
        Role::Text | Role::Furniture => role::counts_comments(block.text()),
        _ => false,
    }
}

/// Whether, after a few short lines, two paragraphs in a row follow: the box stood inside the body.
fn body_goes_on(rest: &[Block]) -> bool {
    let short = rest.iter().take_while(|block| !block.is_prose()).count();
    let paragraphs = rest
        .iter()
        .skip(short)
        .take_while(|block| block.is_prose() && *block.role() == Role::Text)
        .count();
    short <= LONGEST_BOX && (paragraphs >= 2 || (paragraphs == 1 && short <= 2))
}

/// Where the run of short or doubled lines begins that reaches to the end.
fn teasers(blocks: &[Block], end: usize) -> usize {
    let mut start = end;
    let mut lines = 0;
    let mut doubled = 0;
    let mut scraps = 0;
    while let Some(at) = start.checked_sub(1)
        && let Some(block) = blocks.get(at)
    {
        let twin = at
            .checked_sub(1)
            .and_then(|before| blocks.get(before))
            .is_some_and(|before| title::same(before.text(), block.text()));
        match block.role() {
            Role::Text if signature::is_line(block.text()) => break,
            Role::Text if twin || is_teaser(block) => {
                lines += 1;
                let scrap = shape::words(block.text()) <= MOST_SCRAP_WORDS
                    && !shape::ends_sentence(block.text());
                scraps += usize::from(scrap);
            }
            Role::Name if lines > 0 => lines += 1,
            Role::ReadAlso(Link::Here) => {
                lines += 1;
                scraps += 1;
            }
            Role::Furniture
            | Role::ReadAlso(Link::Below)
            | Role::Stop
            | Role::Author(_)
            | Role::Section
            | Role::Address => {}
            Role::Dated(_) if lines > 0 => {}
            _ => break,
        }
        doubled += usize::from(twin);
        start = at;
    }
    // The last paragraph of the prose has no full stop now and then: it is longer than the lines around it.
    let paragraphs_before = blocks.iter().take(start).any(Block::is_prose);
    if paragraphs_before && (lines >= TEASERS || doubled > 0 || scraps == lines) {
        start
    } else {
        end
    }
}

fn is_teaser(block: &Block) -> bool {
    let text = block.text();
    let listed = text.starts_with(['-', '–', '—', '*', '«'])
        || text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(") ");
    let commas = text.matches([',', '、', '，', ';', '；']).count();
    text.chars().count() <= LONGEST_TEASER
        && commas <= MOST_COMMAS
        && !shape::ends_with_stop(text)
        && !shape::is_signed_sentence(text)
        && !text.ends_with([';', ':', ','])
        && !listed
}

/// Asks the tail for sources, authors and dates before it goes.
fn after_stop(draft: &mut Draft, tail: Vec<Block>) {
    let mut author_next = false;
    let size = tail.len();
    for (at, block) in tail.into_iter().enumerate() {
        // Those who sign do so first or last; between them are other articles.
        let signs = at < LONGEST_BOX || size - at <= LAST_LINES;
        match block.role() {
            Role::Source(names) if signs => draft.credit(names.clone(), block.text()),
            Role::Author(names) => draft.sign(names.clone()),
            Role::Name if author_next => draft.sign([block.text().to_owned()]),
            Role::Text if author_next => draft.sign(about::name(block.text())),
            Role::Byline(people) if signs => draft.sign(people.clone()),
            Role::Furniture if signs && draft.article.date_published.is_none() => {
                if let Some((_, date)) = dates::find(block.text()) {
                    draft.publish(date);
                }
            }
            _ => {}
        }
        author_next = matches!(block.role(), Role::Author(names) if names.is_empty());
        draft.note("tail", block.text());
    }
}

/// An author's name behind the body, with some sentences about them.
fn bio(draft: &mut Draft) {
    let total = Draft::prose_letters(&draft.blocks);
    let mut before = 0;
    let mut marker = false;
    let mut found = None;
    for (at, block) in draft.blocks.iter().enumerate() {
        let role = block.role();
        let late = total > 0 && before * 100 >= total * BEHIND;
        if late && *role == Role::Name {
            let rest = draft.blocks.get(at + 1..).unwrap_or_default();
            let known = is_subject(block.text(), &draft.blocks, at);
            if !known && is_about_author(rest, marker) {
                found = Some(at);
                break;
            }
        }
        marker |= late && matches!(role, Role::Source(_) | Role::Furniture);
        if block.is_prose() {
            before += block.letters();
        }
    }
    let Some(at) = found.or_else(|| last_about_author(draft)) else {
        return;
    };
    let about = draft.blocks.split_off(at);
    for (index, block) in about.into_iter().enumerate() {
        match block.role() {
            Role::Name if index == 0 => draft.sign(people::listed(block.text())),
            Role::Source(names) => draft.credit(names.clone(), block.text()),
            _ => {}
        }
        draft.note("about the author", block.text());
    }
}

/// The last block where it introduces somebody who signed: `Jane Doe is a freelance journalist.`
fn last_about_author(draft: &Draft) -> Option<usize> {
    let short = |block: &&Block| !shape::has_words(block.text(), MOST_APPEAL_WORDS);
    let behind = draft.blocks.iter().rev().take_while(short).count();
    let last = draft.blocks.len().checked_sub(1)?;
    let mut candidates = (last.saturating_sub(behind.min(LAST_LINES))..=last).filter(|at| *at > 0);
    candidates.find(|at| {
        let introduces = |block: &Block| {
            let name = about::name(block.text());
            block.letters() <= LONGEST_UNMARKED_BIO
                && name.is_some_and(|name| draft.article.byline.contains(&name))
                && about::reads_like_bio(block.text())
        };
        draft.blocks.get(*at).is_some_and(introduces)
    })
}

/// Whether what follows a name can be some sentences about an author; after a `marker` of the body's end they may be more.
fn is_about_author(rest: &[Block], marker: bool) -> bool {
    let letters: usize = rest.iter().map(Block::letters).sum();
    let most = if marker {
        LONGEST_BIO
    } else {
        LONGEST_UNMARKED_BIO
    };
    let paragraphs = rest.iter().filter(|block| block.is_prose()).count();
    // A person is quoted in articles, not in what is said of authors.
    let quoted = rest
        .iter()
        .any(|block| block.text().contains(['“', '«', '„', '"', '»', '”']));
    let mut texts = rest.iter().filter(|block| *block.role() == Role::Text);
    let said = texts
        .next()
        .is_none_or(|block| about::reads_like_bio(block.text()));
    letters <= most && (paragraphs <= 1 || marker) && !quoted && (said || marker)
}

/// Whether the article speaks of the person.
fn is_subject(name: &str, blocks: &[Block], at: usize) -> bool {
    let surname = name.split(' ').next_back().unwrap_or_default();
    let stem: String = surname.chars().take(5).collect();
    let others = blocks.iter().enumerate().filter(|(other, _)| *other < at);
    others
        .into_iter()
        .any(|(_, block)| block.text().contains(&stem))
}
