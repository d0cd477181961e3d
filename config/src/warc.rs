//! The source kind `warc`: web archives, as crawlers write them.

use std::path::Path;

use url::{Host, Url};

use crate::{
    Paths,
    units::size,
    written::{Text, Written},
};

/// Pages are smaller; what is larger is a file that somebody offered for download.
const DEFAULT_MAX_RECORD_SIZE: u64 = 16 << 20;

/// Which archives a source reads, and what of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Warc {
    /// Where they lie.
    pub paths: Paths,
    /// Hosts whose pages are taken, with all their sub-domains; all hosts, where there is none. In the form that hosts
    /// have in parsed URLs.
    pub hosts: Vec<String>,
    /// Larger pages are dropped, packed and unpacked, in bytes.
    pub max_record_size: u64,
}

impl Warc {
    pub(crate) fn check(table: &Written<'_>, base: &Path) -> Option<Self> {
        let paths = Paths::check(table, base, "\"archive/**/*.warc.gz\"");
        let hosts = table.texts("hosts").unwrap_or_default();
        let hosts: Vec<Option<String>> = hosts.iter().map(|text| host(table, text)).collect();
        let max_record_size = table
            .measure("max_record_size", size, "`\"16 MiB\"`")
            .unwrap_or(DEFAULT_MAX_RECORD_SIZE);
        Some(Self {
            paths: paths?,
            hosts: hosts.into_iter().collect::<Option<_>>()?,
            max_record_size,
        })
    }

    /// Whether pages of a host are taken: it is one of those that are named, or a sub-domain of one.
    pub fn takes(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default().trim_end_matches('.');
        let is_of = |named: &String| {
            host.strip_suffix(named.as_str())
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        self.hosts.is_empty() || self.hosts.iter().any(is_of)
    }
}

/// A host as it stands in parsed URLs.
fn host(table: &Written<'_>, text: &Text) -> Option<String> {
    let written = text.value.trim().trim_end_matches('.');
    match Host::parse(written) {
        Ok(Host::Domain(name)) if !written.contains('*') => Some(name),
        Ok(address @ (Host::Ipv4(_) | Host::Ipv6(_))) => Some(address.to_string()),
        _ => {
            let message = format!(
                "`{}` in `hosts` of {} is not the name of a host",
                text.written, table.name
            );
            let help = "write it like `\"example.org\"`, without scheme, path or wildcard; its sub-domains are meant, too";
            table.error(&text.at, message, help.to_owned());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        SourceKind, Warc,
        tests::{check, read},
    };

    fn source(keys: &str) -> String {
        format!("[[source]]\nid = \"w\"\nkind = \"warc\"\n{keys}\n[[sink]]\nkind = \"stdout\"\n")
    }

    fn good(keys: &str) -> Warc {
        let config = read(&source(keys)).unwrap();
        let SourceKind::Warc(warc) = &config.sources[0].kind else {
            panic!("no archive")
        };
        warc.clone()
    }

    #[test]
    fn an_archive_needs_a_path_and_takes_all_hosts_unless_some_are_named() {
        let warc = good("path = \"cc/*.warc.gz\"");
        assert!(warc.paths.pattern.is_some() && warc.hosts.is_empty());
        assert_eq!(warc.max_record_size, 16 << 20);
        check(
            &source(""),
            &["1:1:10 `path` is missing in [[source]] `w` / add `path = \"archive/**/*.warc.gz\"`"],
        );
    }

    #[test]
    fn hosts_are_compared_as_hosts_and_never_as_texts() {
        let warc =
            good("path = \"a.warc\"\nhosts = [\"Example.org\", \"köln.example\", \"10.0.0.1\"]");
        let takes = |url: &str| warc.takes(&url.parse().unwrap());
        for url in [
            "https://example.org/a",
            "http://www.EXAMPLE.org:8080/a",
            "https://a.b.example.org./",
            "https://xn--kln-sna.example/a",
            "http://news.köln.example/",
            "http://10.0.0.1/a",
        ] {
            assert!(takes(url), "{url}");
        }
        for url in [
            "https://g.example/?x=example.org",
            "https://example.org.evil.example/",
            "https://notexample.org/",
            "https://evil.example/example.org",
            "https://example.org@evil.example/",
            "http://110.0.0.1/",
        ] {
            assert!(!takes(url), "{url}");
        }
    }

    #[test]
    fn what_is_no_host_is_told() {
        for wrong in [
            "https://example.org",
            "example.org/news",
            "*.example.org",
            "a b",
        ] {
            check(
                &source(&format!("path = \"a.warc\"\nhosts = [\"{wrong}\"]")),
                &[&format!(
                    "5:10:{} `{wrong}` in `hosts` of [[source]] `w` is not the name of a host / write it like `\"example.org\"`, without scheme, path or wildcard; its sub-domains are meant, too",
                    wrong.len() + 2
                )],
            );
        }
    }
}
