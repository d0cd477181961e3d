//! The source kind `sitemap`: what a site tells search engines, read for its news.

use jiff::SignedDuration;

use crate::{
    Access, Pattern, address::web_url, filter::patterns, units::duration, written::Written,
};

/// What a site adds to its sitemaps is young; what is older when it is first seen is its archive.
const MAX_AGE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A sitemap on the web, or a site that has some.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitemap {
    /// A sitemap, an index of sitemaps, or a site's root or robots.txt, which name them.
    pub url: String,
    /// Whether only pages that the sitemap marks as news are taken.
    pub news_only: bool,
    /// What is older is left out.
    pub max_age: SignedDuration,
    /// Whether pages of other sites are left out, unless those sites name this sitemap as theirs.
    pub same_site: bool,
    /// Of the sitemaps that an index or a robots.txt names only those whose URL matches one of these, if there are any,
    pub sitemaps: Vec<Pattern>,
    /// and none whose URL matches one of these.
    pub not_sitemaps: Vec<Pattern>,
    /// How it and its pages are asked for.
    pub access: Access,
}

impl Sitemap {
    pub(crate) fn check(table: &Written<'_>) -> Option<Self> {
        let url = web_url(table, "url", "\"https://example.org/sitemap.xml\"");
        let news_only = table.flag("news_only").unwrap_or(true);
        let max_age = table.measure("max_age", duration, "`\"30 days\"`");
        let same_site = table.flag("same_site").unwrap_or(true);
        let [sitemaps, not_sitemaps] = ["sitemaps", "not_sitemaps"].map(|key| patterns(table, key));
        let access = Access::check(table);
        Some(Self {
            url: url?,
            news_only,
            max_age: max_age.unwrap_or(MAX_AGE),
            same_site,
            sitemaps,
            not_sitemaps,
            access,
        })
    }

    /// Whether a sitemap that an index or a robots.txt names is wanted.
    pub fn takes(&self, sitemap: &str) -> bool {
        let matches = |pattern: &Pattern| pattern.regex.is_match(sitemap);
        let is_among = self.sitemaps.is_empty() || self.sitemaps.iter().any(matches);
        is_among && !self.not_sitemaps.iter().any(matches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        SourceKind,
        tests::{check, read},
    };

    fn source(keys: &str) -> String {
        format!("[[source]]\nid = \"s\"\nkind = \"sitemap\"\n{keys}\n[[sink]]\nkind = \"stdout\"\n")
    }

    fn good(keys: &str) -> Sitemap {
        let config = read(&source(keys)).unwrap();
        let SourceKind::Sitemap(sitemap) = &config.sources[0].kind else {
            panic!("a sitemap")
        };
        sitemap.clone()
    }

    #[test]
    fn a_sitemap_gives_young_news_of_its_own_site_unless_more_is_wanted() {
        let plain = good("url = \"https://a.example/sitemap.xml\"");
        assert!(plain.news_only && plain.same_site);
        assert_eq!(plain.max_age, MAX_AGE);
        let all = good(
            "url = \"https://a.example/\"\nnews_only = false\nsame_site = false\nmax_age = \"1 week\"\ncookie = \"a=b\"",
        );
        assert!(!all.news_only && !all.same_site && all.access.cookie.is_some());
        assert_eq!(all.max_age, SignedDuration::from_hours(7 * 24));
    }

    #[test]
    fn of_the_sitemaps_of_an_index_those_are_taken_that_are_wanted() {
        let some = good(
            "url = \"https://a.example/\"\nsitemaps = [\"/news\", \"/post\"]\nnot_sitemaps = [\"-video\"]",
        );
        for (name, taken) in [
            ("news-1", true),
            ("news-video", false),
            ("post", true),
            ("tag", false),
        ] {
            assert_eq!(
                some.takes(&format!("https://a.example/{name}.xml")),
                taken,
                "{name}"
            );
        }
        assert!(good("url = \"https://a.example/\"").takes("https://a.example/tag.xml"));
        check(
            &source("url = \"https://a.example/\"\nsitemaps = []"),
            &[
                "5:12:2 `sitemaps` in [[source]] `s` is empty / leave it out, or name a regular expression",
            ],
        );
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        check(
            &source(""),
            &[
                "1:1:10 `url` is missing in [[source]] `s` / add `url = \"https://example.org/sitemap.xml\"`",
            ],
        );
        check(
            &source("url = \"https://a.example/\"\nmax_age = \"soon\"\nnews_only = \"no\""),
            &[
                "5:11:6 `max_age` in [[source]] `s` cannot be read: a number is missing / write it like `\"30 days\"`",
                "6:13:4 `news_only` in [[source]] `s` must be `true` or `false`, but is a text / write it without quotes",
            ],
        );
    }
}
