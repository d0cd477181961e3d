//! The sink kind `webhook`: a receiver on the web that events are posted to.

use std::{fmt, time::Duration};

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use jiff::SignedDuration;
use url::Url;

use crate::{
    access::headers,
    units::duration,
    written::{Text, Written},
};

/// What Standard Webhooks advises senders to wait at the least; slower receivers should take first and work later.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(20);

/// Longer than any proxy on the way keeps a silent connection.
const MAX_TIMEOUT: SignedDuration = SignedDuration::from_mins(5);

/// As many events as are read from the journal at once.
const MAX_BATCH: usize = 256;

/// Headers that the sink writes itself, with what to do instead.
const OWN_HEADERS: [(&str, &str); 6] = [
    ("content-type", "it follows from `batch`"),
    ("cookie", "a receiver of events sets none"),
    ("user-agent", "use `user_agent` in `[http]`"),
    ("webhook-id", "it is made from the event"),
    ("webhook-signature", "it is made with `secret`"),
    ("webhook-timestamp", "it is made when the event is sent"),
];

/// A receiver on the web.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Where to; often as good as a password.
    pub url: String,
    /// What requests are signed with; `None` leaves them unsigned.
    pub secret: Option<Secret>,
    /// Further request headers.
    pub headers: Vec<(String, String)>,
    /// How long one request may take.
    pub timeout: Duration,
    /// The most events in one request; with 1 an event is sent as it is, with more in lists.
    pub batch: usize,
}

/// The key of a signature, or a password. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    pub(crate) fn of(key: &[u8]) -> Self {
        Self(key.to_vec())
    }

    /// The key itself.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl fmt::Debug for Webhook {
    /// Without address and values: they are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Webhook")
            .field("secret", &self.secret)
            .field("headers", &headers)
            .field("timeout", &self.timeout)
            .field("batch", &self.batch)
            .finish_non_exhaustive()
    }
}

impl Webhook {
    /// Checks the keys of a `webhook`; gives its `url` as written too.
    pub(crate) fn check(table: &Written<'_>) -> (Option<Self>, Option<Text>) {
        let text = table.required_text("url", "\"https://example.org/hook\"");
        let url = text.as_ref().and_then(|text| url(table, text));
        let secret = table.text("secret");
        let webhook = Self {
            url: String::new(),
            secret: secret.and_then(|text| self::secret(table, &text)),
            headers: headers(table, &OWN_HEADERS),
            timeout: timeout(table),
            batch: table.number("batch", 1..=MAX_BATCH).unwrap_or(1),
        };
        (url.map(|url| Self { url, ..webhook }), text)
    }
}

fn url(table: &Written<'_>, text: &Text) -> Option<String> {
    let error = |message: &str, help: &str| {
        let message = format!("`url` in {} {message}", table.name);
        table.error(&text.at, message, help.to_owned());
    };
    let url = Url::parse(text.value.trim())
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = url else {
        error(
            "is not the URL of a receiver",
            "write it like `\"https://example.org/hook\"`",
        );
        return None;
    };
    if !url.username().is_empty() || url.password().is_some() {
        error(
            "has a user name or a password in it",
            "write `headers = { Authorization = \"Basic ${CREDENTIALS}\" }` instead",
        );
        return None;
    }
    Some(url.into())
}

/// `whsec_` and base64, as Standard Webhooks writes secrets, or any other text as it is.
fn secret(table: &Written<'_>, text: &Text) -> Option<Secret> {
    let value = text.value.trim();
    let Some(coded) = value.strip_prefix("whsec_") else {
        return Some(Secret(value.as_bytes().to_vec()));
    };
    let lenient =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let decoded = GeneralPurpose::new(&alphabet::STANDARD, lenient).decode(coded);
    let secret = decoded.ok().filter(|bytes| !bytes.is_empty());
    if secret.is_none() {
        let message = format!("`secret` in {} is not base64 behind `whsec_`", table.name);
        let help = "copy it whole, or write a secret that does not begin with `whsec_`".to_owned();
        table.error(&text.at, message, help);
    }
    secret.map(Secret)
}

fn timeout(table: &Written<'_>) -> Duration {
    let read = |text: &str| match duration(text)? {
        long if long > MAX_TIMEOUT => Err("it is longer than 5 minutes".to_owned()),
        timeout => Ok(timeout.unsigned_abs()),
    };
    let timeout = table.measure("timeout", read, "`\"20s\"`");
    timeout.unwrap_or(DEFAULT_TIMEOUT)
}
