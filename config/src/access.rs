//! What a source on the web needs to be let in: headers, cookies, a name and password, a proxy of its own.

use std::fmt;

use url::Url;

use crate::{
    http::RobotsRefused,
    written::{Text, Written},
};

/// Headers that the client writes itself, with what to do instead.
const OWN_HEADERS: [(&str, &str); 12] = [
    (
        "accept-encoding",
        "the client says itself what it can unpack",
    ),
    ("connection", "the client keeps connections itself"),
    ("content-length", "the client counts itself"),
    ("cookie", "use the key `cookie`"),
    ("host", "it is taken from the URL"),
    (
        "if-modified-since",
        "the client remembers itself what it has seen",
    ),
    (
        "if-none-match",
        "the client remembers itself what it has seen",
    ),
    (
        "proxy-authorization",
        "write name and password into the URL in `proxy`",
    ),
    ("range", "documents are read whole"),
    ("te", "the client says itself what it can unpack"),
    ("transfer-encoding", "the client frames its requests itself"),
    ("user-agent", "use the key `user_agent`"),
];

/// What a proxy may be spoken to with.
const PROXY_SCHEMES: [&str; 4] = ["http", "https", "socks5", "socks5h"];

/// How one source is asked beyond what `[http]` says.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// Further request headers, in the order of the configuration.
    pub headers: Vec<(String, String)>,
    /// The `Cookie` header.
    pub cookie: Option<String>,
    /// User name and password (RFC 7617).
    pub basic_auth: Option<(String, String)>,
    /// Another introduction than that of `[http]`.
    pub user_agent: Option<String>,
    /// Another proxy than that of `[http]`.
    pub proxy: Option<String>,
    /// What it means where a host refuses its robots.txt itself, if not what `[http]` says.
    pub robots_refused: Option<RobotsRefused>,
}

impl Access {
    /// Reads the keys of a source on the web: `headers`, `cookie`, `basic_auth`, `user_agent`, `proxy`, `robots_refused`.
    /// Problems are in the table's findings, and never show a value.
    pub(crate) fn check(table: &Written<'_>) -> Self {
        let cookie = table.text("cookie");
        Self {
            headers: headers(table, &[]),
            cookie: cookie.and_then(|text| header_value(table, "cookie", &text)),
            basic_auth: basic_auth(table),
            user_agent: user_agent(table),
            proxy: proxy(table),
            robots_refused: RobotsRefused::check(table),
        }
    }
}

impl fmt::Debug for Access {
    /// Names only: values are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Access")
            .field("headers", &headers)
            .field("cookie", &self.cookie.is_some())
            .field("basic_auth", &self.basic_auth.is_some())
            .field("user_agent", &self.user_agent)
            .field("proxy", &self.proxy.is_some())
            .field("robots_refused", &self.robots_refused)
            .finish()
    }
}

/// `user_agent`, of a source or of `[http]`.
pub(crate) fn user_agent(table: &Written<'_>) -> Option<String> {
    let text = table.text("user_agent")?;
    header_value(table, "user_agent", &text)
}

/// `proxy`, of a source or of `[http]`.
pub(crate) fn proxy(table: &Written<'_>) -> Option<String> {
    let text = table.text("proxy")?;
    let example = "write it like `\"http://proxy.example:3128\"` or `\"socks5h://localhost:9050\"`";
    let good = Url::parse(&text.value).is_ok_and(|url| {
        PROXY_SCHEMES.contains(&url.scheme()) && url.host_str().is_some_and(|host| !host.is_empty())
    });
    if !good {
        let message = format!("`proxy` in {} is not the URL of a proxy", table.name);
        table.error(&text.at, message, example.to_owned());
        return None;
    }
    Some(text.value)
}

/// `headers`; `taken` are further ones that cannot be set, each with what to do instead.
pub(crate) fn headers(table: &Written<'_>, taken: &[(&str, &str)]) -> Vec<(String, String)> {
    let Some(headers) = table.table("headers", "`{ \"X-Key\" = \"${KEY}\" }`") else {
        return Vec::new();
    };
    let mut good = Vec::new();
    for (name, at, value) in headers.pairs() {
        if !is_token(&name) {
            let message = format!("`{name}` in {} is not the name of a header", headers.name);
            let help = "a name has letters, digits and `-`, and no colon".to_owned();
            headers.error(&at, message, help);
            continue;
        }
        let own = taken
            .iter()
            .chain(&OWN_HEADERS)
            .find(|(own, _)| name.eq_ignore_ascii_case(own));
        if let Some((_, instead)) = own {
            let message = format!("the header `{name}` cannot be set in {}", headers.name);
            headers.error(&at, message, (*instead).to_owned());
            continue;
        }
        let value = header_value(&headers, &name, &value);
        good.extend(value.map(|value| (name, value)));
    }
    good
}

fn basic_auth(table: &Written<'_>) -> Option<(String, String)> {
    let pair = table.table(
        "basic_auth",
        "`{ user = \"name\", password = \"${PASSWORD}\" }`",
    )?;
    let user = pair.required_text("user", "\"name\"");
    let password = pair.required_text("password", "\"${PASSWORD}\"");
    let user = user.filter(|user| {
        let good = !user.value.contains(':') && !user.value.contains(char::is_control);
        if !good {
            let message = format!(
                "`user` in {} holds a colon or a control character",
                pair.name
            );
            let help = "a name with a colon cannot be sent (RFC 7617)".to_owned();
            pair.error(&user.at, message, help);
        }
        good
    });
    let password = password.filter(|password| {
        let good = !password.value.contains(char::is_control);
        if !good {
            let message = format!("`password` in {} holds a control character", pair.name);
            pair.error(&password.at, message, None);
        }
        good
    });
    pair.finish();
    Some((user?.value, password?.value))
}

/// A value as it can stand behind a header's name (RFC 9110, section 5.5), without the space around it.
fn header_value(table: &Written<'_>, key: &str, text: &Text) -> Option<String> {
    let value = text.value.trim();
    if value.contains(|letter: char| letter.is_control() && letter != '\t') {
        let message = format!(
            "`{key}` in {} holds a line break or another control character",
            table.name
        );
        let help =
            "a header is one line; look for a line break at the end of the variable".to_owned();
        table.error(&text.at, message, help);
        return None;
    }
    Some(value.to_owned())
}

/// A token of RFC 9110, section 5.6.2.
fn is_token(name: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(good)
}

#[cfg(test)]
mod tests;
