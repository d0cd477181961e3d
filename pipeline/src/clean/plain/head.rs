//! The head of a document: its address, headline, authors and date, down to the first paragraphs.

use std::sync::LazyLock;

use super::address;
use super::blocks::Block;
use super::dated::{self, Dated};
use super::draft::Draft;
use super::furniture;
use super::people;
use super::phrases::Table;
use super::role::Role;
use super::shape;
use super::title;
use item::dates;

static FIELDS: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/header_labels.txt")));

/// So many lines above the headline are looked at, and so many blocks under it.
const ABOVE: usize = 12;
const BELOW: usize = 12;

/// Lines under the headline with so few words are no subtitles.
const MOST_SCRAP_WORDS: usize = 3;

/// A field that says nothing of the article has a value of so many words at most.
const MOST_SKIPPED_WORDS: usize = 6;

/// The head ends with this paragraph.
const LEADS: usize = 2;

/// Whether the headline is known already, or is to be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Headline {
    /// The document's first lines may hold it.
    Unknown,
    /// It is in the draft; lines that repeat it go.
    Known,
}

/// Reads the head, and takes away what is not the article's text.
pub(super) fn read(draft: &mut Draft, headline: Headline) {
    let mut announced = addresses(draft);
    if headline == Headline::Unknown {
        announced |= above(draft);
        take_title(draft, announced);
    }
    below(draft);
    refine_date(draft);
}

/// Lines like `date 2021-06 https://…` and `Title: …`; true if there were any.
fn addresses(draft: &mut Draft) -> bool {
    let mut taken = 0;
    let blocks = std::mem::take(&mut draft.blocks);
    let mut blocks = blocks.into_iter().peekable();
    let mut kept = Vec::new();
    while taken < ABOVE
        && let Some(block) = blocks.next()
    {
        if let Some(address) = address::read(block.text()) {
            draft.note("address line", block.text());
            if let Some(url) = address.url {
                draft.article.url.get_or_insert(url);
            }
            if let Some(date) = address.date {
                draft.publish(date);
            }
        } else if let Some(field) = field(&block) {
            draft.note("field label", block.text());
            if let Field::Value(value) = field {
                kept.push(value);
            }
        } else {
            kept.push(block);
            break;
        }
        taken += 1;
    }
    kept.extend(blocks);
    draft.blocks = kept;
    taken > 0
}

/// What a line like `Title: …` becomes.
enum Field {
    /// It says nothing of the article.
    Skipped,
    /// Its value is a heading or a paragraph.
    Value(Block),
}

/// `Title: …` becomes a heading, `Text: …` the text, `Language: it` nothing.
fn field(block: &Block) -> Option<Field> {
    let label = FIELDS.at_start(block.text())?;
    let value = label.after_colon()?;
    if label.tag == "skip" {
        return (shape::words(value) <= MOST_SKIPPED_WORDS).then_some(Field::Skipped);
    }
    if value.is_empty() {
        return Some(Field::Skipped);
    }
    let is_title = label.tag == "title";
    Some(Field::Value(Block::new(
        value.to_owned(),
        block.after_gap,
        is_title,
    )))
}

/// Takes away what stands above the headline; true if there was anything.
fn above(draft: &mut Draft) -> bool {
    let mut taken = 0;
    while taken < ABOVE {
        let [first, rest @ ..] = draft.blocks.as_slice() else {
            break;
        };
        if first.heading && !furniture::is_section(first.text()) {
            break;
        }
        // Date lines and the like may stand between a kicker and its headline.
        let mut texts = rest
            .iter()
            .take(ABOVE)
            .filter(|block| *block.role() == Role::Text);
        let kicker = title::is_kicker(first.text(), texts.next(), texts.next());
        // A "read also" above the headline is a menu's; a stop heading there stops nothing.
        if matches!(first.role(), Role::Text | Role::Name) && !kicker {
            break;
        }
        let role = first.role().clone();
        let block = draft.blocks.remove(0);
        // A name above the headline is a section's or the subject's; authors sign below it.
        let role = if role == Role::Name { Role::Text } else { role };
        learn(draft, role, block.text());
        taken += 1;
    }
    taken > 0
}

/// Takes in what a line of the head says, and notes that it went.
fn learn(draft: &mut Draft, role: Role, text: &str) {
    let taken_as = match role {
        Role::Byline(people) => {
            draft.sign(people);
            "byline"
        }
        Role::Dated(dated) => {
            take_date(draft, dated);
            "date line"
        }
        Role::Source(names) => {
            draft.credit(names, text);
            "source line"
        }
        Role::Outlet(name) => {
            draft.article.publisher.get_or_insert(name.to_owned());
            "site name"
        }
        Role::Section => "section",
        Role::Caption => "caption",
        Role::Address => "address",
        Role::Name => {
            draft.sign(people::listed(text));
            "byline"
        }
        Role::ReadAlso(_) => "read also",
        Role::Furniture | Role::Stop | Role::Author(_) => "furniture",
        Role::Text => "scrap",
    };
    draft.note(taken_as, text);
}

/// Takes in what a date line says.
pub(super) fn take_date(draft: &mut Draft, dated: Dated) {
    let host = draft.article.url.as_deref().and_then(host);
    // A site may be called as people are: what its address says is no author.
    let (site, people): (Vec<String>, Vec<String>) = dated
        .people
        .into_iter()
        .partition(|name| title::is_of_host(name, host));
    if let Some(site) = site.into_iter().next() {
        draft.article.publisher.get_or_insert(site);
    }
    draft.sign(people);
    draft.credit(dated.credits, "date line");
    if let Some(date) = dated.published {
        draft.publish(date);
    }
    if let Some(date) = dated.modified {
        draft.article.date_modified.get_or_insert(date);
    }
    if let Some(outlet) = dated.outlet {
        draft.article.publisher.get_or_insert(outlet);
    }
}

fn take_title(draft: &mut Draft, announced: bool) {
    let [first, rest @ ..] = draft.blocks.as_slice() else {
        return;
    };
    let near = rest.get(..rest.len().min(BELOW)).unwrap_or(rest);
    if !title::is_headline(first, near, announced) {
        return;
    }
    let host = draft.article.url.as_deref().and_then(host);
    let found = title::without_site(first.text(), host, rest);
    draft.blocks.remove(0);
    if let Some(outlet) = found.outlet {
        draft.article.publisher.get_or_insert(outlet);
    }
    if let Some(dated) = found.dated {
        take_date(draft, dated);
    }
    draft.article.headline = Some(found.text);
}

fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#']).next()
}

/// Takes away what stands between the headline and the text, and around the first paragraphs.
fn below(draft: &mut Draft) {
    let headline = draft.article.headline.clone().unwrap_or_default();
    let mut leads = 0;
    let mut at = 0;
    for _ in 0..BELOW {
        let Some(block) = draft.blocks.get(at) else {
            break;
        };
        if leads >= LEADS {
            break;
        }
        let text = block.text().to_owned();
        let role = block.role().clone();
        if is_headline_again(&text, &headline, draft) {
            draft.blocks.remove(at);
            draft.note("doubled headline", &text);
            continue;
        }
        let goes = match &role {
            Role::Text => leads == 0 && is_scrap(&text, draft, at),
            Role::Outlet(_) => leads == 0,
            Role::Stop | Role::Author(_) | Role::ReadAlso(_) | Role::Section => false,
            Role::Name => is_author(&text, draft, at) && !(leads > 0 && is_subheading(draft, at)),
            _ => true,
        };
        if goes {
            draft.blocks.remove(at);
            learn(draft, role, &text);
            continue;
        }
        if let Some((text, dated)) = dated::at_end(&text) {
            let taken = draft
                .blocks
                .get(at)
                .and_then(|block| block.text().get(text.len()..));
            let taken = taken.unwrap_or_default().trim().to_owned();
            let text = text.to_owned();
            if let Some(block) = draft.blocks.get_mut(at) {
                block.rewrite(text);
            }
            take_date(draft, dated);
            draft.note("date behind the lead", &taken);
        }
        leads += usize::from(draft.blocks.get(at).is_some_and(Block::is_prose));
        at += 1;
    }
}

/// A line of very few words between the headline and the first paragraph says nothing of the article.
fn is_scrap(text: &str, draft: &Draft, at: usize) -> bool {
    let below = draft.blocks.get(at + 1..).unwrap_or_default();
    draft.article.headline.is_some()
        && shape::words(text) <= MOST_SCRAP_WORDS
        && !shape::ends_sentence(text)
        && below.iter().any(Block::is_prose)
}

/// Whether the line is the headline once more, alone or with the site's name.
fn is_headline_again(text: &str, headline: &str, draft: &mut Draft) -> bool {
    if headline.is_empty() {
        return false;
    }
    if title::same(text, headline) {
        return true;
    }
    let again = [" | ", " - ", " – ", " — "].iter().find_map(|mark| {
        let (before, site) = text.rsplit_once(mark)?;
        (title::same(before, headline) && shape::words(site) <= 5).then_some(site)
    });
    if let Some(site) = again {
        if draft.article.publisher.is_none() && dates::parse(site).is_none() {
            draft.article.publisher = Some(site.trim().to_owned());
        }
        return true;
    }
    false
}

/// A name under the headline is an author's unless the article is about that person.
fn is_author(name: &str, draft: &Draft, at: usize) -> bool {
    let Some(surname) = name.split(' ').next_back() else {
        return false;
    };
    let stem: String = surname.chars().take(5).collect();
    let rest = draft.blocks.get(at + 1..).unwrap_or_default();
    let headline = draft.article.headline.as_deref().unwrap_or_default();
    !headline.contains(&stem) && !rest.iter().any(|block| block.text().contains(&stem))
}

/// Whether a name below the first paragraph heads a part of the article: somebody signed already, or
/// other names head other parts.
fn is_subheading(draft: &Draft, at: usize) -> bool {
    let rest = draft.blocks.get(at + 1..).unwrap_or_default();
    let mut pairs = rest.windows(2).filter_map(|pair| match pair {
        [name, below] if *name.role() == Role::Name && below.is_prose() => Some(name),
        _ => None,
    });
    let own = draft.blocks.get(at).map(Block::text);
    !draft.article.byline.is_empty() || pairs.any(|name| Some(name.text()) != own)
}

/// The day in an address is a date of publication where nothing better was found.
fn refine_date(draft: &mut Draft) {
    let day = draft.article.url.as_deref().and_then(dates::in_url);
    if let Some(day) = day {
        draft.publish(item::NewsDate::day(day));
    }
}
