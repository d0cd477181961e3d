//! The rules in their order, and what the listing adds to what the document says.

use item::{Article, Hints};

use super::attribution;
use super::blocks::{self, Block};
use super::dateline;
use super::draft::Draft;
use super::head::{self, Headline};
use super::signature;
use super::sweep;
use super::tail;
use super::title;
use crate::clean::outcome::{Cleaned, Unclean};
use item::dates;

/// Text of fewer letters is no article.
const FEWEST_LETTERS: usize = 20;

/// More text than this is not one article, in bytes; what follows is left out.
const LONGEST_TEXT: usize = 4 << 20;

/// Cleans a flat text. `url` is where it was found, `hints` what its listing says of it.
pub fn clean_text(text: &str, url: Option<&str>, hints: &Hints) -> Result<Cleaned, Unclean> {
    let mut end = text.len().min(LONGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let blocks = blocks::read(text.get(..end).unwrap_or_default());
    let mut article = Article {
        url: url.map(ToOwned::to_owned),
        ..Article::default()
    };
    let first = blocks.iter().take(6);
    let titled = hints.title.as_ref().filter(|title| {
        let mut first = first.clone();
        first.any(|block| title::same(block.text(), title))
    });
    if let Some(title) = titled {
        article.headline = Some(title.trim().to_owned());
    }
    let headline = if titled.is_some() {
        Headline::Known
    } else {
        Headline::Unknown
    };
    finish(article, blocks, headline, hints)
}

/// Cleans the blocks of a document whose markup was read already; what `article` knows stays.
/// Its own text is not read.
pub fn clean_blocks<'a>(
    article: Article,
    blocks: impl IntoIterator<Item = &'a str>,
    hints: &Hints,
) -> Result<Cleaned, Unclean> {
    let blocks = blocks
        .into_iter()
        .map(Block::alone)
        .filter(|block| !block.text().is_empty())
        .collect();
    finish(article, blocks, Headline::Known, hints)
}

fn finish(
    article: Article,
    blocks: Vec<Block>,
    headline: Headline,
    hints: &Hints,
) -> Result<Cleaned, Unclean> {
    let mut draft = Draft {
        is_signed: !article.byline.is_empty(),
        article,
        removed: Vec::new(),
        blocks,
    };
    head::read(&mut draft, headline);
    tail::cut(&mut draft);
    sweep::sweep(&mut draft);
    signature::lift(&mut draft);
    signature::lift_inside(&mut draft);
    dateline::read(&mut draft);
    attribution::read(&mut draft);
    let Draft {
        mut article,
        removed,
        blocks,
        is_signed: _,
    } = draft;
    let texts: Vec<&str> = blocks.iter().map(Block::text).collect();
    article.text = texts.join("\n\n");
    let letters: usize = blocks.iter().map(Block::letters).sum();
    if letters < FEWEST_LETTERS {
        return Err(Unclean::Empty {
            detail: format!("{letters} letters were left of the text"),
        });
    }
    fill(&mut article, hints);
    Ok(Cleaned {
        article,
        removed,
        overrides: Vec::new(),
        choice: None,
    })
}

/// Takes from the listing what the document does not say.
fn fill(article: &mut Article, hints: &Hints) {
    let written = |date: &Option<String>| date.as_deref().and_then(dates::parse);
    if article.url.is_none() {
        article.url.clone_from(&hints.link);
    }
    if article.headline.is_none() {
        let title = hints.title.as_deref().map(str::trim);
        article.headline = title
            .filter(|title| !title.is_empty())
            .map(ToOwned::to_owned);
    }
    if article.date_published.is_none() {
        article.date_published = written(&hints.published);
    }
    if article.date_published.is_none() {
        // A page that only says when it was changed was published by then.
        article.date_published.clone_from(&article.date_modified);
    }
    if article.date_modified.is_none() {
        article.date_modified = written(&hints.updated);
    }
    if article.byline.is_empty() {
        article.byline.clone_from(&hints.authors);
    }
    if article.publisher.is_none() {
        article.publisher.clone_from(&hints.publisher);
    }
    if article.in_language.is_none() {
        article.in_language.clone_from(&hints.language);
    }
}
