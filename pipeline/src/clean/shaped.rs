//! The text of an article with the shape that its page gave it, as Markdown and as sanitised HTML.
//!
//! What must hold: the words are those of the article's text, whatever the page holds beside them, and nothing of the
//! page's markup comes through but the kind of each block and links to the web.

use std::collections::VecDeque;
use std::fmt::{self, Display, Formatter};
use std::ops::Range;

use item::Article;
use rustc_hash::FxHashMap;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A paragraph.
    Paragraph,
    /// A heading below the headline, of this rank in the page.
    Heading(u8),
    /// An item of a list.
    ListItem,
    /// A paragraph of a quotation.
    Quote,
    /// Text whose line breaks count.
    Preformatted,
    /// A cell of a table; cells of one row have one number.
    Cell {
        /// The row.
        row: usize,
    },
}

/// A block of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shaped {
    /// What it is.
    pub shape: Shape,
    /// Its words.
    pub text: String,
    /// Links to the web: the bytes of the text that they span, in order and apart, and where they lead.
    pub links: Vec<(Range<usize>, String)>,
}

impl Shaped {
    fn plain(text: &str) -> Self {
        Self {
            shape: Shape::Paragraph,
            text: text.to_owned(),
            links: Vec::new(),
        }
    }
}

/// The paragraphs of an article's text, each with the shape of the block of its page that has the same words, if one has.
pub fn of_article(article: &Article, blocks: Vec<Shaped>) -> Vec<Shaped> {
    let mut known: FxHashMap<String, VecDeque<Shaped>> = FxHashMap::default();
    for block in blocks {
        known
            .entry(block.text.clone())
            .or_default()
            .push_back(block);
    }
    let paragraphs = article.text.split("\n\n");
    let shaped = paragraphs.map(|paragraph| {
        let block = known.get_mut(paragraph).and_then(VecDeque::pop_front);
        block.unwrap_or_else(|| Shaped::plain(paragraph))
    });
    shaped.collect()
}

/// An article as Markdown: `CommonMark`, with the tables of GitHub.
#[derive(Debug, Clone, Copy)]
pub struct Markdown<'a>(pub &'a Article, pub &'a [Shaped]);

impl Display for Markdown<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self(article, blocks) = self;
        let mut is_first = true;
        if let Some(headline) = &article.headline {
            writeln!(out, "# {}", in_markdown(headline))?;
            is_first = false;
        }
        for group in blocks.chunk_by(|one, next| goes_on(one.shape, next.shape)) {
            if !std::mem::take(&mut is_first) {
                writeln!(out)?;
            }
            if let [
                Shaped {
                    shape: Shape::Cell { .. },
                    ..
                },
                ..,
            ] = group
            {
                table_in_markdown(out, group)?;
                continue;
            }
            for (number, block) in group.iter().enumerate() {
                let words = words_in_markdown(block);
                let words = at_line_start(&words);
                match block.shape {
                    Shape::Heading(rank) => {
                        let marks = "#".repeat(usize::from(rank.clamp(2, 6)));
                        writeln!(out, "{marks} {words}")?;
                    }
                    Shape::ListItem => writeln!(out, "- {words}")?,
                    Shape::Quote if number > 0 => writeln!(out, ">\n> {words}")?,
                    Shape::Quote => writeln!(out, "> {words}")?,
                    Shape::Preformatted => writeln!(out, "{}", indented(&block.text))?,
                    Shape::Paragraph | Shape::Cell { .. } => writeln!(out, "{words}")?,
                }
            }
        }
        Ok(())
    }
}

/// The rows of a table; the first is its head, as there is none without.
fn table_in_markdown(out: &mut Formatter<'_>, cells: &[Shaped]) -> fmt::Result {
    for (number, row) in rows(cells).enumerate() {
        write!(out, "|")?;
        for cell in row {
            let words = words_in_markdown(cell).replace('|', "\\|");
            write!(out, " {words} |")?;
        }
        writeln!(out)?;
        if number == 0 {
            writeln!(out, "|{}", " --- |".repeat(row.len()))?;
        }
    }
    Ok(())
}

fn rows(cells: &[Shaped]) -> impl Iterator<Item = &[Shaped]> {
    cells.chunk_by(|one, next| one.shape == next.shape)
}

fn words_in_markdown(block: &Shaped) -> String {
    linked(block, in_markdown, |words, url| {
        format!("[{words}](<{url}>)")
    })
}

/// An article as sanitised HTML: no attribute but where a link leads, no element but those of text.
#[derive(Debug, Clone, Copy)]
pub struct Html<'a>(pub &'a Article, pub &'a [Shaped]);

impl Display for Html<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self(article, blocks) = self;
        writeln!(out, "<article>")?;
        if let Some(headline) = &article.headline {
            writeln!(out, "<h1>{}</h1>", in_html(headline))?;
        }
        for group in blocks.chunk_by(|one, next| goes_on(one.shape, next.shape)) {
            let outer = match group.first().map(|block| block.shape) {
                Some(Shape::ListItem) => "ul",
                Some(Shape::Quote) => "blockquote",
                Some(Shape::Cell { .. }) => "table",
                _ => "",
            };
            if !outer.is_empty() {
                writeln!(out, "<{outer}>")?;
            }
            if outer == "table" {
                for row in rows(group) {
                    let cells = row
                        .iter()
                        .map(|cell| format!("<td>{}</td>", words_in_html(cell)));
                    writeln!(out, "<tr>{}</tr>", cells.collect::<String>())?;
                }
            } else {
                for block in group {
                    let words = words_in_html(block);
                    match block.shape {
                        Shape::Heading(rank) => {
                            let rank = rank.clamp(2, 6);
                            writeln!(out, "<h{rank}>{words}</h{rank}>")?;
                        }
                        Shape::ListItem => writeln!(out, "<li>{words}</li>")?,
                        Shape::Preformatted => writeln!(out, "<pre>{words}</pre>")?,
                        _ => writeln!(out, "<p>{words}</p>")?,
                    }
                }
            }
            if !outer.is_empty() {
                writeln!(out, "</{outer}>")?;
            }
        }
        writeln!(out, "</article>")
    }
}

fn words_in_html(block: &Shaped) -> String {
    linked(block, in_html, |words, url| {
        format!("<a href=\"{}\">{words}</a>", in_html(url))
    })
}

/// Whether two blocks are parts of one list, quotation or table.
fn goes_on(one: Shape, next: Shape) -> bool {
    matches!(
        (one, next),
        (Shape::ListItem, Shape::ListItem)
            | (Shape::Quote, Shape::Quote)
            | (Shape::Cell { .. }, Shape::Cell { .. })
    )
}

/// The words of a block with its links.
fn linked(
    block: &Shaped,
    escape: impl Fn(&str) -> String,
    link: impl Fn(&str, &str) -> String,
) -> String {
    let mut out = String::with_capacity(block.text.len());
    let mut at = 0;
    for (range, url) in &block.links {
        let before = block.text.get(at..range.start);
        let (Some(before), Some(words)) = (before, block.text.get(range.clone())) else {
            continue;
        };
        out.push_str(&escape(before));
        out.push_str(&link(&escape(words), url));
        at = range.end;
    }
    out.push_str(&escape(block.text.get(at..).unwrap_or_default()));
    out
}

fn in_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(sign),
        }
    }
    out
}

/// A text in which no sign means anything to Markdown.
fn in_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if matches!(sign, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&') {
            out.push('\\');
        }
        out.push(if sign == '\n' { ' ' } else { sign });
    }
    out
}

/// A line whose first signs begin no heading, list or quotation.
fn at_line_start(words: &str) -> String {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let rest = words.get(digits..).unwrap_or_default();
    if digits > 0 && rest.starts_with(['.', ')']) {
        return format!("{}\\{rest}", words.get(..digits).unwrap_or_default());
    }
    if words.starts_with(['#', '>', '-', '+', '=', '~', '|']) {
        return format!("\\{words}");
    }
    words.to_owned()
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("    {line}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(shape: Shape, text: &str) -> Shaped {
        Shaped {
            shape,
            ..Shaped::plain(text)
        }
    }

    fn article(text: &str) -> Article {
        Article {
            headline: Some("Bridge <closed> & *sold*".to_owned()),
            text: text.to_owned(),
            ..Article::default()
        }
    }

    fn blocks() -> Vec<Shaped> {
        vec![
            Shaped {
                links: vec![(4..10, "https://council.example/a_b?c=d&e".to_owned())],
                ..block(Shape::Paragraph, "The bridge is [closed].")
            },
            block(Shape::Heading(3), "What next"),
            block(Shape::ListItem, "1. survey"),
            block(Shape::ListItem, "tender"),
            block(Shape::Quote, "Nobody was hurt."),
            block(Shape::Quote, "Nobody will be."),
            block(Shape::Cell { row: 7 }, "Year"),
            block(Shape::Cell { row: 7 }, "Cracks | holes"),
            block(Shape::Cell { row: 9 }, "2021"),
            block(Shape::Cell { row: 9 }, "2"),
            block(Shape::Preformatted, "x < y"),
        ]
    }

    #[test]
    fn markdown_has_the_shape_of_the_page_and_no_sign_that_means_something_else() {
        assert_eq!(
            Markdown(&article(""), &blocks()).to_string(),
            "# Bridge \\<closed> \\& \\*sold\\*\n\nThe [bridge](<https://council.example/a_b?c=d&e>) is \\[closed\\].\n\n\
             ### What next\n\n- 1\\. survey\n- tender\n\n> Nobody was hurt.\n>\n> Nobody will be.\n\n\
             | Year | Cracks \\| holes |\n| --- | --- |\n| 2021 | 2 |\n\n    x < y\n"
        );
    }

    #[test]
    fn html_has_no_markup_but_ours() {
        assert_eq!(
            Html(&article(""), &blocks()).to_string(),
            "<article>\n<h1>Bridge &lt;closed&gt; &amp; *sold*</h1>\n\
             <p>The <a href=\"https://council.example/a_b?c=d&amp;e\">bridge</a> is [closed].</p>\n<h3>What next</h3>\n\
             <ul>\n<li>1. survey</li>\n<li>tender</li>\n</ul>\n<blockquote>\n<p>Nobody was hurt.</p>\n<p>Nobody will be.</p>\n\
             </blockquote>\n<table>\n<tr><td>Year</td><td>Cracks | holes</td></tr>\n<tr><td>2021</td><td>2</td></tr>\n</table>\n\
             <pre>x &lt; y</pre>\n</article>\n"
        );
    }

    #[test]
    fn the_words_are_those_of_the_article_and_the_shapes_those_of_blocks_with_the_same_words() {
        let article = article("What next\n\nOnly in the text.\n\ntender");
        let shaped = of_article(&article, blocks());
        let found: Vec<(Shape, &str)> = shaped
            .iter()
            .map(|block| (block.shape, block.text.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (Shape::Heading(3), "What next"),
                (Shape::Paragraph, "Only in the text."),
                (Shape::ListItem, "tender"),
            ]
        );
    }
}
