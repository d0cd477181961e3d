//! The rules of a robots.txt (RFC 9309): which group is ours, and what it lets us read. Pure.

use std::time::Duration;

use url::Url;

/// More of a robots.txt is not read (RFC 9309, section 2.5).
pub(crate) const MAX_SIZE: u64 = 512 << 10;

/// More sitemaps of one robots.txt are not read.
const MOST_SITEMAPS: usize = 500;

/// What one robots.txt says to one agent.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Rules {
    rules: Vec<Rule>,
    /// `Crawl-delay`, as it stands there.
    pub(crate) crawl_delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allows: bool,
    /// Normalised; `*` stands for anything.
    pattern: String,
    /// Whether it ended with `$`: the path must end where the pattern does.
    to_the_end: bool,
}

/// The name under which robots.txt speaks to a program: the first product of its user agent, without the version.
pub(crate) fn product_token(user_agent: &str) -> &str {
    let is_token = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let end = user_agent.find(|letter| !is_token(letter));
    end.map_or(user_agent, |end| user_agent.split_at(end).0)
}

impl Rules {
    /// Reads the groups for this product token, or those for `*` where there is none.
    pub(crate) fn parse(bytes: &[u8], agent: &str) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut ours: Option<Self> = None;
        let mut everybodys = Self::default();
        let mut group = Group::default();
        for line in bytes.split(|byte| *byte == b'\n' || *byte == b'\r') {
            let Some((key, value)) = key_and_value(line) else {
                continue;
            };
            if key.eq_ignore_ascii_case("user-agent") {
                group.speaks_to(&value, agent);
                if group.ours {
                    ours.get_or_insert_default();
                }
                continue;
            }
            for (named, rules) in [
                (group.ours, ours.as_mut()),
                (group.everybodys, Some(&mut everybodys)),
            ] {
                if let Some(rules) = rules.filter(|_| named) {
                    rules.add(&key, &value);
                }
            }
            group.has_rules |= is_rule(&key);
        }
        ours.unwrap_or(everybodys)
    }

    /// Whether a path with its query may be read: the longest rule decides, and among equals the one that allows.
    pub(crate) fn allows(&self, path_and_query: &str) -> bool {
        let path = normalised(path_and_query.as_bytes(), Wild::Plain);
        let matching = self.rules.iter().filter(|rule| rule.matches(&path));
        let strongest = matching.max_by_key(|rule| (rule.length(), rule.allows));
        strongest.is_none_or(|rule| rule.allows)
    }

    fn add(&mut self, key: &str, value: &[u8]) {
        if key.eq_ignore_ascii_case("crawl-delay") {
            let seconds = std::str::from_utf8(value)
                .ok()
                .and_then(|text| text.parse().ok());
            let delay = seconds.and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok());
            self.crawl_delay = delay.or(self.crawl_delay);
            return;
        }
        if !is_rule(key) || value.is_empty() {
            return;
        }
        let (value, to_the_end) = match value.strip_suffix(b"$") {
            Some(rest) => (rest, true),
            None => (value, false),
        };
        self.rules.push(Rule {
            allows: key.eq_ignore_ascii_case("allow"),
            pattern: normalised(value, Wild::Star),
            to_the_end,
        });
    }
}

impl Rule {
    /// Each part between the stars is looked for behind the one before it, so the time is linear.
    fn matches(&self, path: &str) -> bool {
        let mut parts = self.pattern.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = path.strip_prefix(first) else {
            return false;
        };
        let mut parts = parts.peekable();
        if parts.peek().is_none() {
            return !self.to_the_end || rest.is_empty();
        }
        while let Some(part) = parts.next() {
            if self.to_the_end && parts.peek().is_none() {
                return rest.ends_with(part);
            }
            let Some((_, after)) = rest.split_once(part) else {
                return false;
            };
            // An empty part matches at once; `split_once` then leaves everything behind it.
            rest = after;
        }
        true
    }

    fn length(&self) -> usize {
        self.pattern.len() + usize::from(self.to_the_end)
    }
}

/// The sitemaps that a robots.txt names, each once, in its order (<https://www.sitemaps.org/protocol.html>). They belong
/// to no group. Relative ones, which the protocol does not know, count from `base`.
pub(crate) fn sitemaps(bytes: &[u8], base: &Url) -> Vec<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut named: Vec<String> = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n' || *byte == b'\r') {
        let Some((_, value)) =
            key_and_value(line).filter(|(key, _)| key.eq_ignore_ascii_case("sitemap"))
        else {
            continue;
        };
        let value = String::from_utf8_lossy(&value);
        let Ok(url) = base.join(&value) else { continue };
        let is_web = matches!(url.scheme(), "http" | "https") && !value.is_empty();
        let is_new = is_web && !named.iter().any(|known| known == url.as_str());
        if is_new && named.len() < MOST_SITEMAPS {
            named.push(url.into());
        }
    }
    named
}

/// To whom the lines that follow speak.
#[derive(Debug, Default)]
struct Group {
    ours: bool,
    everybodys: bool,
    has_rules: bool,
}

impl Group {
    /// One more `User-agent`; behind a rule it begins a new group.
    fn speaks_to(&mut self, value: &[u8], agent: &str) {
        if self.has_rules {
            *self = Self::default();
        }
        let name = String::from_utf8_lossy(value);
        self.everybodys |= name.starts_with('*');
        let token = product_token(&name);
        self.ours |= !token.is_empty() && token.eq_ignore_ascii_case(agent);
    }
}

fn is_rule(key: &str) -> bool {
    key.eq_ignore_ascii_case("allow") || key.eq_ignore_ascii_case("disallow")
}

/// `key: value # comment`, without the comment.
fn key_and_value(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let line = line.split(|byte| *byte == b'#').next()?;
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (key, value) = line.split_at(colon);
    let value = value.strip_prefix(b":").unwrap_or(value);
    let key = std::str::from_utf8(key).ok()?.trim();
    Some((key.to_owned(), value.trim_ascii().to_vec()))
}

/// What a `*` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wild {
    /// A letter of a path, like any other.
    Plain,
    /// Anything, in a pattern.
    Star,
}

/// Percent-encoding in one form (RFC 9309, section 2.2.2): unreserved letters plain, everything else escaped as it was
/// or must be, with capital digits.
fn normalised(text: &[u8], wild: Wild) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%'
            && let Some((&[high, low], behind)) = after.split_first_chunk()
            && let (Some(high), Some(low)) = (digit(high), digit(low))
        {
            rest = behind;
            let decoded = high * 16 + low;
            if is_unreserved(decoded) {
                out.push(char::from(decoded));
            } else {
                escape(&mut out, decoded);
            }
        } else if (byte == b'*' && wild == Wild::Plain) || byte == b'$' || !byte.is_ascii_graphic()
        {
            escape(&mut out, byte);
        } else {
            out.push(char::from(byte));
        }
    }
    out
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn digit(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}

fn escape(out: &mut String, byte: u8) {
    out.push('%');
    for digit in [byte >> 4, byte & 15] {
        let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
        out.push(digit.to_ascii_uppercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(robots: &str, path: &str, expect: bool) {
        let rules = Rules::parse(robots.as_bytes(), "newsloom");
        assert_eq!(rules.allows(path), expect, "`{path}` under:\n{robots}");
    }

    #[test]
    fn the_longest_rule_decides_and_allowing_wins_among_equals() {
        let robots =
            "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\nAllow: /x\nDisallow: /x\n";
        check(robots, "/", true);
        check(robots, "/a", false);
        check(robots, "/ab", false);
        check(robots, "/a/b", true);
        check(robots, "/a/b/c", false);
        check(robots, "/x", true);
        check("User-agent: *\nDisallow:\n", "/a", true);
        check("User-agent: *\nDisallow: /\n", "/a?b=c", false);
        check("User-agent: *\nDisallow: /\nAllow: /$\n", "/", true);
        check("User-agent: *\nDisallow: /\nAllow: /$\n", "/a", false);
        check("", "/a", true);
        check("<html><p>disallow: no</p></html>", "/a", true);
    }

    #[test]
    fn stars_and_ends_match_as_the_standard_says() {
        let one = |pattern: &str, path: &str, matches: bool| {
            check(&format!("user-agent:*\ndisallow:{pattern}"), path, !matches);
        };
        one("/fish", "/fish/salmon.html", true);
        one("/fish", "/Fish.asp", false);
        one("/fish*", "/fishheads", true);
        one("/fish/", "/fish", false);
        one("/*.php", "/folder/a.php?x", true);
        one("/*.php$", "/folder/a.php?x", false);
        one("/*.php$", "/a.php.php", true);
        one("/a*b*c$", "/a--b--c--c", true);
        one("/a*b*c$", "/a--c--b", false);
        one("/a*$", "/abc", true);
        one("*", "/abc", true);
        one("*/private/", "/x/private/y", true);
        one("/?", "/?q=1", true);
        one("/?", "/q", false);
        one("/a$b", "/a$b", true);
        one("/a%24", "/a$", true);
        one("/a%2Ab", "/a*b", true);
        one("/a%2Ab", "/axb", false);
        one("private", "/private", false);
        one(
            "/a*a*a*a*a*a*a*a*b",
            &format!("/{}", "a".repeat(5000)),
            false,
        );
    }

    #[test]
    fn percent_encoding_is_compared_in_one_form() {
        let one = |pattern: &str, path: &str, matches: bool| {
            check(
                &format!("user-agent: *\ndisallow: {pattern}"),
                path,
                !matches,
            );
        };
        one(
            "/новости",
            "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1",
            true,
        );
        one("/a%3cd.html", "/a%3Cd.html", true);
        one("/%7ejoe/", "/~joe/index.html", true);
        one("/a%2fb", "/a/b", false);
        one("/a%2fb", "/a%2Fb", true);
        one("/a%zz", "/a%zz", true);
        one("/a%", "/a%", true);
    }

    #[test]
    fn groups_are_found_by_the_product_token_and_merged() {
        let robots = "User-agent: *\nDisallow: /\n\nuser-agent: NewsLoom/0.1\nDisallow: /a\n\nUser-agent: other\n\
                      Disallow: /o\n\nUser-agent: x\nUser-agent: newsloom\nDisallow: /b\n";
        check(robots, "/", true);
        check(robots, "/a", false);
        check(robots, "/b", false);
        check(robots, "/o", true);
        let empty = "User-agent: newsloom\nDisallow:\nUser-agent: *\nDisallow: /\n";
        check(empty, "/a", true);
        check("User-agent: newsloom-images\nDisallow: /\n", "/a", true);
        check(
            "User-agent: other\nSitemap: /s\nUser-agent: *\nDisallow: /a",
            "/a",
            false,
        );
        check("Disallow: /a", "/a", true);
    }

    #[test]
    fn line_ends_comments_and_a_byte_order_mark_do_no_harm() {
        for end in ["\n", "\r\n", "\r"] {
            let lines = [
                "\u{feff}User-Agent : * # all",
                "# nothing",
                "DISALLOW :/a # why",
                "nonsense",
                "",
            ];
            let robots = lines.join(end);
            check(&robots, "/a", false);
            check(&robots, "/b", true);
        }
        let rules = Rules::parse(b"User-agent: *\nDisallow: /\xff\xfe\n", "newsloom");
        assert!(rules.allows("/") && !rules.allows("/%FF%FE"));
    }

    #[test]
    fn the_crawl_delay_of_our_group_is_read() {
        let delay = |robots: &str| Rules::parse(robots.as_bytes(), "newsloom").crawl_delay;
        assert_eq!(
            delay("User-agent: *\nCrawl-delay: 2.5"),
            Some(Duration::from_millis(2500))
        );
        assert_eq!(delay("User-agent: other\nCrawl-delay: 2"), None);
        assert_eq!(delay("User-agent: *\nCrawl-delay: -1"), None);
        assert_eq!(delay("User-agent: *\nCrawl-delay: soon"), None);
        assert_eq!(delay("User-agent: *\nCrawl-delay: 1e300"), None);
    }

    #[test]
    fn the_product_token_is_what_stands_before_the_version() {
        assert_eq!(
            product_token("newsloom/0.1 (+https://example.org)"),
            "newsloom"
        );
        assert_eq!(product_token("News-Loom_x"), "News-Loom_x");
        assert_eq!(product_token(""), "");
    }

    #[test]
    fn the_sitemaps_are_named_to_everybody_wherever_they_stand() {
        let base = Url::parse("https://a.example/robots.txt").unwrap();
        let robots = "\u{feff}Sitemap: https://a.example/1.xml\r\nUser-agent: other\nDisallow: /\nSITEMAP:https://cdn.example/2.xml # all\n\
                      sitemap: /3.xml\nSitemap: https://a.example/1.xml\nSitemap:\nSitemap: ftp://a.example/4.xml\nDisallow: /sitemap: x\n";
        assert_eq!(
            sitemaps(robots.as_bytes(), &base),
            [
                "https://a.example/1.xml",
                "https://cdn.example/2.xml",
                "https://a.example/3.xml"
            ]
        );
        let many: Vec<String> = (0..600)
            .map(|number| format!("Sitemap: /{number}"))
            .collect();
        let many = many.join("\n");
        assert_eq!(sitemaps(many.as_bytes(), &base).len(), MOST_SITEMAPS);
    }
}
