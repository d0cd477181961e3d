//! `[[source]]`: what is read. How often is `every.rs`, what is made of it `treatment.rs`; what a kind of source needs
//! beyond that is its own file.

use std::path::Path;

use item::{SourceId, nearest};
use jiff::SignedDuration;

use crate::{
    Every, Expect, Feed, Files, KeepRaw, Page, Paths, Recheck, Sitemap, StateSettings, Treatment,
    Warc,
    mentions::Mentionable,
    name,
    units::duration,
    written::{Text, Written, listed},
};

/// One configured origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its name; unique.
    pub id: SourceId,
    /// How often it is read.
    pub every: Every,
    /// How long its words are kept in the journal, where it is another time than `[state] keep`.
    pub keep: Option<SignedDuration>,
    /// What it is.
    pub kind: SourceKind,
    /// How its entries and documents are treated.
    pub treatment: Treatment,
    /// What must come out of saved documents of it.
    pub expect: Vec<Expect>,
    /// Where the raw responses of the web are kept, if they are.
    pub keep_raw: Option<KeepRaw>,
    /// Which of its pages are asked for again.
    pub recheck: Recheck,
}

/// What kinds of sources there are.
#[derive(Debug, Clone, PartialEq)]
pub enum SourceKind {
    /// A feed on the web.
    Feed(Feed),
    /// Files in a folder, by a glob, or one file.
    Files(Files),
    /// A page that lists articles.
    Page(Page),
    /// A sitemap, or a site that has some.
    Sitemap(Sitemap),
    /// Web archives.
    Warc(Warc),
}

impl SourceKind {
    const NAMES: [&str; 5] = ["feed", "files", "page", "sitemap", "warc"];

    /// The kinds that read this machine's files.
    const LOCAL: [&str; 2] = ["files", "warc"];

    /// The name of the kind, as it is written.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Feed(_) => "feed",
            Self::Files(_) => "files",
            Self::Page(_) => "page",
            Self::Sitemap(_) => "sitemap",
            Self::Warc(_) => "warc",
        }
    }

    /// Where it is asked for, if on the web.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Feed(feed) => Some(&feed.url),
            Self::Page(page) => Some(&page.url),
            Self::Sitemap(sitemap) => Some(&sitemap.url),
            Self::Files(_) | Self::Warc(_) => None,
        }
    }

    /// Checks what a kind needs; `None` if it is not one or not complete.
    fn check(kind: &Text, table: &Written<'_>, base: &Path) -> Option<Self> {
        match kind.value.as_str() {
            "feed" => Feed::check(table).map(Self::Feed),
            "files" => Files::check(table, base).map(Self::Files),
            "page" => Page::check(table).map(Self::Page),
            "sitemap" => Sitemap::check(table).map(Self::Sitemap),
            "warc" => Warc::check(table, base).map(Self::Warc),
            _ => None,
        }
    }

    /// Where its files lie, if it reads files.
    pub fn paths(&self) -> Option<&Paths> {
        match self {
            Self::Files(files) => Some(&files.paths),
            Self::Warc(warc) => Some(&warc.paths),
            Self::Feed(_) | Self::Page(_) | Self::Sitemap(_) => None,
        }
    }
}

impl Source {
    /// Checks one `[[source]]`; gives the place of its `id` too. Problems are in the table's findings.
    pub(crate) fn check(
        table: Written<'_>,
        base: &Path,
        names: &Mentionable,
        state: &StateSettings,
        others: Recheck,
    ) -> (Option<Self>, Option<Text>) {
        let id = table.required_text("id", "\"a-name\"");
        let id = id.and_then(|id| name::checked(&table, id));
        let every = Every::check(&table);
        let treatment = Treatment::check(&table, names);
        let expect = Expect::check(&table, base);
        let keep = table.measure("keep", duration, "`\"30 days\"`");
        let Some(kind) = table.required_text("kind", "\"files\"") else {
            return (None, id);
        };
        // Which keys there are depends on the kind, so an unknown one ends the check.
        if !SourceKind::NAMES.contains(&kind.value.as_str()) {
            unknown_kind(&table, &kind, &SourceKind::NAMES);
            return (None, id);
        }
        let is_local = SourceKind::LOCAL.contains(&kind.value.as_str());
        let keep_raw = KeepRaw::of_source(&table, state, is_local);
        let recheck = Recheck::of_source(&table, others, is_local);
        let kind = SourceKind::check(&kind, &table, base);
        table.finish();
        let source = id
            .as_ref()
            .zip(every)
            .zip(kind)
            .map(|((id, every), kind)| Self {
                id: SourceId::new(&id.value),
                every,
                keep,
                kind,
                treatment,
                expect,
                keep_raw,
                recheck,
            });
        (source, id)
    }
}

/// Reports a kind that there is not, with those that there are.
pub(crate) fn unknown_kind(table: &Written<'_>, kind: &Text, names: &[&'static str]) {
    let help = match nearest(&kind.written, names.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if names.len() == 1 => format!("the only kind is {}", listed(names)),
        None => format!("the kinds are {}", listed(names)),
    };
    let message = format!("unknown kind `{}` in {}", kind.written, table.name);
    table.error(&kind.at, message, help);
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use crate::tests::{check, read};

    fn source(keys: &str) -> String {
        format!(
            "[[source]]\nid = \"f\"\nkind = \"files\"\npath = \"in\"\n{keys}\n[[sink]]\nkind = \"stdout\"\n"
        )
    }

    #[test]
    fn a_source_may_be_kept_for_another_time_than_the_others() {
        let keep = |keys: &str| read(&source(keys)).unwrap().sources[0].keep;
        assert_eq!(keep(""), None);
        let month = SignedDuration::from_hours(30 * 24);
        assert_eq!(keep("keep = \"30 days\""), Some(month));
        check(
            &source("keep = \"30\""),
            &[
                "5:8:4 `keep` in [[source]] `f` cannot be read: the unit is missing / write it like `\"30 days\"`",
            ],
        );
    }
}
