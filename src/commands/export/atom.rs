//! Items as an Atom feed (RFC 4287).

use std::io::{self, Write};

use item::{Item, NewsDate, digest64};
use quick_xml::escape::escape;

use super::items::Form;
use crate::clock;

/// Characters of a text that are its summary.
const SUMMARY: usize = 500;

/// The form.
pub(super) struct Atom;

impl Form for Atom {
    fn begin(&self, query: &str, out: &mut dyn Write) -> io::Result<()> {
        let title = match query {
            "" => "Newsloom".to_owned(),
            query => format!("Newsloom: {query}"),
        };
        // The same question, the same feed.
        let id = digest64(query.as_bytes());
        write!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n  \
             <title>{}</title>\n  <id>urn:newsloom:feed:{id:016x}</id>\n  <updated>{}</updated>\n  \
             <generator version=\"{}\">Newsloom</generator>\n",
            xml(&title),
            clock::now(),
            env!("CARGO_PKG_VERSION")
        )
    }

    fn item(&self, item: &Item, out: &mut dyn Write) -> io::Result<()> {
        let article = &item.article;
        let moment = |date: &Option<NewsDate>| date.as_ref().and_then(NewsDate::as_timestamp);
        let published = moment(&article.date_published);
        let updated = moment(&article.date_modified).or(published);
        let language = item.labels.language.as_ref();
        let language = language.map(|label| format!(" xml:lang=\"{}\"", xml(&label.id)));
        writeln!(out, "  <entry{}>", language.unwrap_or_default())?;
        element(out, "title", &title(item))?;
        element(out, "id", &format!("urn:newsloom:item:{}", item.id))?;
        element(
            out,
            "updated",
            &updated.unwrap_or(item.first_seen).to_string(),
        )?;
        if let Some(published) = published {
            element(out, "published", &published.to_string())?;
        }
        for author in authors(item) {
            writeln!(out, "    <author><name>{}</name></author>", xml(&author))?;
        }
        for topic in &item.labels.topics {
            let label = topic.name.as_ref();
            let label = label.map(|name| format!(" label=\"{}\"", xml(name)));
            let label = label.unwrap_or_default();
            writeln!(out, "    <category term=\"{}\"{label}/>", xml(&topic.id))?;
        }
        match article.url.as_deref().filter(|url| is_of_the_web(url)) {
            Some(url) => {
                writeln!(out, "    <link rel=\"alternate\" href=\"{}\"/>", xml(url))?;
                element(out, "summary", &summary(&article.text))?;
            }
            // What has no page must be told whole.
            None => element(out, "content", &article.text)?,
        }
        writeln!(out, "  </entry>")
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "</feed>")
    }
}

fn element(out: &mut dyn Write, name: &str, text: &str) -> io::Result<()> {
    writeln!(out, "    <{name}>{}</{name}>", xml(text))
}

/// An entry has a title, whatever its item has.
fn title(item: &Item) -> String {
    let headline = item.article.headline.as_deref().map(str::trim);
    let url = item.article.url.as_deref();
    let title = headline.filter(|headline| !headline.is_empty()).or(url);
    title.map_or_else(|| item.id.to_string(), str::to_owned)
}

/// Whoever signed it; else whoever published it, for an entry has an author.
fn authors(item: &Item) -> Vec<String> {
    let signed = item.article.byline.iter();
    let signed = signed.filter(|name| name.chars().any(char::is_alphanumeric));
    let signed: Vec<String> = signed.cloned().collect();
    if signed.is_empty() {
        vec![item.outlet()]
    } else {
        signed
    }
}

/// Links lead to pages, and never do anything else.
fn is_of_the_web(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// The beginning of a text, to a whole word.
fn summary(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(SUMMARY) else {
        return text.to_owned();
    };
    let kept = text.get(..end).unwrap_or_default();
    let whole = kept.rfind(char::is_whitespace);
    let kept = whole.and_then(|whole| kept.get(..whole)).unwrap_or(kept);
    format!("{}…", kept.trim_end())
}

/// Text as XML; the characters that XML 1.0 cannot hold, and those that control something, are left out.
fn xml(text: &str) -> String {
    let kept = |letter: &char| match letter {
        '\n' | '\t' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        letter => !letter.is_control(),
    };
    let kept: String = text.chars().filter(kept).collect();
    escape(&kept).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_xml_can_hold() {
        let hostile = "a\u{0}\u{1b}[1m<b> & \"c\"\u{85}\u{ffff}\n]]>";
        assert_eq!(xml(hostile), "a[1m&lt;b&gt; &amp; &quot;c&quot;\n]]&gt;");
    }

    #[test]
    fn a_summary_ends_with_a_whole_word() {
        assert_eq!(summary("short"), "short");
        let long = "żółw ".repeat(200);
        let summary = summary(&long);
        assert!(summary.ends_with("żółw…"), "{summary}");
        assert!(summary.chars().count() <= SUMMARY + 1);
        assert_eq!(
            super::summary(&"ż".repeat(600)).chars().count(),
            SUMMARY + 1
        );
    }

    #[test]
    fn only_pages_of_the_web_are_links() {
        assert!(is_of_the_web("https://a.example/x"));
        for other in ["javascript:alert(1)", "file:///etc/passwd", "a.html"] {
            assert!(!is_of_the_web(other), "{other}");
        }
    }
}
