//! A source whose host says that it is gone for good (410) is not asked any more while its `url` stays the same.

use config::Source;
use item::digest64;
use state::Health;
use url::Url;

/// Whether its host said so of this source's URL.
pub fn is_gone(source: &Source, health: &Health) -> bool {
    health
        .gone
        .is_some_and(|gone| source.kind.url().is_some_and(|url| digest(url) == gone))
}

/// What is remembered of a URL that is gone; written differently or with other secrets it is the same one.
pub(super) fn digest(url: &str) -> u64 {
    let Ok(mut parsed) = Url::parse(url.trim()) else {
        return digest64(url.as_bytes());
    };
    parsed.set_fragment(None);
    // It has a host, or it could not be asked.
    parsed
        .set_username("")
        .and_then(|()| parsed.set_password(None))
        .ok();
    digest64(parsed.as_str().as_bytes())
}
