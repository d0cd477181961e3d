//! Feeds of made-up articles, as RSS and as Atom.

use std::fmt::Write as _;

use super::article::Article;

/// A feed that is being written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Feed {
    pub(crate) entries: Vec<Listed>,
}

/// An article as a feed lists it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) article: Article,
    pub(crate) link: String,
    /// Whether the feed carries the whole text.
    pub(crate) whole: bool,
}

impl Feed {
    /// Lists an article under a link.
    pub(crate) fn list(mut self, article: Article, link: &str) -> Self {
        self.entries.push(Listed {
            article,
            link: link.to_owned(),
            whole: false,
        });
        self
    }

    /// Carries the whole text of every article.
    pub(crate) fn with_text(mut self) -> Self {
        self.entries
            .iter_mut()
            .for_each(|listed| listed.whole = true);
        self
    }

    pub(crate) fn rss(&self) -> String {
        let items = self.entries.iter().fold(String::new(), |mut items, listed| {
            let Listed { article, link, .. } = listed;
            let (title, link) = (escaped(&article.title()), escaped(link));
            let content = if listed.whole {
                format!("<content:encoded>{}</content:encoded>", escaped(&article.fragment()))
            } else {
                String::new()
            };
            let day = 1 + article.number % 20;
            writeln!(
                items,
                "<item><title>{title}</title><link>{link}</link><guid isPermaLink=\"false\">{link}</guid>\
                 <pubDate>{day:02} Nov 2026 08:00:00 GMT</pubDate><description>{}</description>{content}</item>",
                escaped(&summary(article)),
            )
            .unwrap();
            items
        });
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Reports</title>\
             <link>http://reports.example/</link><description>Reports of the day</description>\n{items}</channel></rss>\n"
        )
    }

    pub(crate) fn atom(&self) -> String {
        let entries = self.entries.iter().fold(String::new(), |mut entries, listed| {
            let Listed { article, link, .. } = listed;
            let (title, link) = (escaped(&article.title()), escaped(link));
            let content = if listed.whole {
                format!("<content type=\"html\">{}</content>", escaped(&article.fragment()))
            } else {
                String::new()
            };
            writeln!(
                entries,
                "<entry><title>{title}</title><link rel=\"alternate\" href=\"{link}\"/><id>tag:reports.example,2026:{link}</id>\
                 <published>{}</published><updated>{}</updated><summary>{}</summary>{content}</entry>",
                article.published(),
                article.changed(),
                escaped(&summary(article)),
            )
            .unwrap();
            entries
        });
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Reports</title>\
             <id>tag:reports.example,2026:feed</id><updated>2026-11-21T23:00:00Z</updated>\n{entries}</feed>\n"
        )
    }
}

/// A line that does not change with the article's versions.
fn summary(article: &Article) -> String {
    article.paragraphs()[4].chars().take(90).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
