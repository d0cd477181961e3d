//! URLs of sources: absolute, of the web, and without secrets in them.

use url::Url;

use crate::written::Written;

/// The URL under `key`, which must be there; as it was written, since hosts may tell `%7E` from `~`.
pub(crate) fn web_url(table: &Written<'_>, key: &'static str, example: &str) -> Option<String> {
    let text = table.required_text(key, example)?;
    let name = &table.name;
    let wrong = |message: String, help: &str| {
        table.error(&text.at, message, help.to_owned());
        None
    };
    let url = match Url::parse(text.value.trim()) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            let help = format!("write it whole, like {example}");
            return wrong(format!("`{key}` in {name} is no whole URL"), &help);
        }
        Err(error) => {
            let reason = if text.is_filled_in() {
                String::new()
            } else {
                format!(": {error}")
            };
            let help = format!("write it like {example}");
            return wrong(format!("`{key}` in {name} is not a URL{reason}"), &help);
        }
    };
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        let message = format!("`{key}` in {name} is not an address of the web");
        return wrong(message, "it must begin with `https://` or `http://`");
    }
    if !url.username().is_empty() || url.password().is_some() {
        let message = format!("`{key}` in {name} has a user name or password in it");
        let help =
            "take them out and add `basic_auth = { user = \"…\", password = \"${PASSWORD}\" }`";
        return wrong(message, help);
    }
    Some(text.value.trim().to_owned())
}
