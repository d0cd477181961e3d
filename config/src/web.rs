//! `[web]`: where the page and the HTTP API are served, and to whom.

use std::{
    fmt, fs,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
};

use crate::written::{Text, Written};

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8470);

/// The shortest token that lets in from elsewhere, in bytes: 16 random bytes as hexadecimal digits are 32.
const SHORTEST_TOKEN: usize = 16;

/// The longest file that a token is read from, in bytes: a longer one is another file.
const MAX_TOKEN_FILE: u64 = 4096;

/// Where the daemon is listening, and what those must know who ask it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSettings {
    /// Address and port; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// What requests must carry; there is one wherever others than this machine can ask.
    pub token: Option<Token>,
}

/// A token. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

impl WebSettings {
    /// Checks `[web]`.
    pub(crate) fn check(table: Written<'_>, base: &Path) -> Self {
        let listen = table.text("listen");
        let token = token(&table, base);
        let address = listen.as_ref().and_then(|listen| address(&table, listen));
        let settings = Self {
            listen: address.unwrap_or(DEFAULT_LISTEN),
            token,
        };
        let asks_for_one = table.value("token").is_some() || table.value("token_file").is_some();
        if let Some(listen) = listen
            && !settings.listen.ip().is_loopback()
            && !asks_for_one
        {
            let message = format!("`listen` in {} lets others in without a token", table.name);
            let help =
                "add `token = \"${NEWSLOOM_TOKEN}\"` or `token_file`, or listen on 127.0.0.1";
            table.error(&listen.at, message, help.to_owned());
        }
        table.finish();
        settings
    }
}

fn address(table: &Written<'_>, listen: &Text) -> Option<SocketAddr> {
    let address = listen.value.trim().parse().ok();
    if address.is_none() {
        let message = format!("`listen` in {} is no address with a port", table.name);
        table.error(
            &listen.at,
            message,
            "write it like `\"127.0.0.1:8470\"`".to_owned(),
        );
    }
    address
}

/// The token as it stands, or what its file holds.
fn token(table: &Written<'_>, base: &Path) -> Option<Token> {
    let (plain, file) = (table.text("token"), table.text("token_file"));
    let (text, value) = match (plain, file) {
        (Some(plain), None) => {
            let value = plain.value.trim().to_owned();
            (plain, value)
        }
        (None, Some(file)) => {
            let value = from_file(table, &file, base)?;
            (file, value)
        }
        (Some(_), Some(file)) => {
            let message = format!("{} has both `token` and `token_file`", table.name);
            table.error(&file.at, message, "keep one of them".to_owned());
            return None;
        }
        (None, None) => return None,
    };
    let plain_text = value.bytes().all(|byte| byte.is_ascii_graphic());
    if value.len() < SHORTEST_TOKEN || !plain_text {
        let message = format!(
            "the token of {} must be at least {SHORTEST_TOKEN} ASCII letters, digits and signs",
            table.name
        );
        let help = "`openssl rand -hex 16` makes a good one".to_owned();
        table.error(&text.at, message, help);
        return None;
    }
    Some(Token(value))
}

fn from_file(table: &Written<'_>, file: &Text, base: &Path) -> Option<String> {
    let path = base.join(file.value.trim());
    let read = fs::metadata(&path).and_then(|about| {
        if about.len() > MAX_TOKEN_FILE {
            return Err(std::io::Error::other("it is too long for a token"));
        }
        fs::read_to_string(&path)
    });
    match read {
        Ok(text) => Some(text.trim().to_owned()),
        Err(error) => {
            let message = format!("`token_file` in {} cannot be read: {error}", table.name);
            table.error(&file.at, message, None);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use crate::{Config, Report, parse};

    const SOURCE: &str =
        "[[source]]\nid='a'\nkind='files'\npath='a'\n[[sink]]\nid='b'\nkind='stdout'\n";

    fn load(web: &str) -> Result<Config, Report> {
        let environment = |name: &str| (name == "TOKEN").then(|| "0123456789abcdef".to_owned());
        let text = format!("{web}\n{SOURCE}");
        parse(
            &text,
            &PathBuf::from("/nowhere/newsloom.toml"),
            &environment,
        )
    }

    #[test]
    fn without_the_table_nothing_is_served_and_with_an_empty_one_this_machine_is() {
        assert_eq!(load("").unwrap().web, None);
        let web = load("[web]").unwrap().web.unwrap();
        assert_eq!(web.listen.to_string(), "127.0.0.1:8470");
        assert_eq!(web.token, None);
    }

    #[test]
    fn others_are_let_in_with_a_token_alone() {
        let said = load("[web]\nlisten = '0.0.0.0:80'").unwrap_err();
        let said = said.render(false);
        assert!(said.contains("lets others in without a token"), "{said}");
        let web = load("[web]\nlisten = '0.0.0.0:80'\ntoken = '${TOKEN}'").unwrap();
        let token = web.web.unwrap().token.unwrap();
        assert_eq!(token.expose(), "0123456789abcdef");
        assert_eq!(format!("{token:?}"), "Token");
    }

    #[test]
    fn what_is_no_address_and_no_token_is_told() {
        let check = |web: &str, expect: &str| {
            let said = load(web).unwrap_err().render(false);
            assert!(said.contains(expect), "{said}");
        };
        check("[web]\nlisten = 'localhost'", "is no address with a port");
        check("[web]\ntoken = 'short'", "must be at least 16");
        check(
            "[web]\ntoken = 'with a space in it ....'",
            "must be at least 16",
        );
        check("[web]\ntoken_file = 'nowhere'", "cannot be read");
        check("[web]\ntoken = '${TOKEN}'\ntoken_file = 'x'", "has both");
        check("[web]\nport = 1", "unknown key `port`");
    }
}
