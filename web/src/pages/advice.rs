//! What somebody can do about a source that is not well.

use item::Alarm;

use crate::source::{SourceRow, Standing};

/// What to do, a sentence each; nothing where nothing is wrong.
pub(super) fn advice(row: &SourceRow) -> Vec<&'static str> {
    let health = &row.health;
    let standing = match row.standing {
        Standing::Ok | Standing::NeverPolled => None,
        Standing::Gone => Some(
            "Its host says that it is gone for good. Look on the site for its new address (`newsloom discover SITE` finds feeds), or remove it from the configuration.",
        ),
        Standing::Failing | Standing::BackingOff => Some(failing(health.last_error.as_deref())),
    };
    let alarms = health.alarms.iter().filter_map(|alarm| match alarm {
        Alarm::Gone | Alarm::Failing => None,
        Alarm::Selector => Some(
            "A selector of its list page matches nothing any more: the site was probably rebuilt. `newsloom discover SITE` says which links it would follow now.",
        ),
        Alarm::Override => Some(
            "A selector of its articles matches nothing any more. `newsloom try URL` shows what is read of one of them.",
        ),
        Alarm::Silent => Some(
            "It answers, but has listed nothing new for much longer than is its habit. Look whether its site still publishes there, or has moved its listing.",
        ),
        Alarm::Budget => Some(
            "Of the last seven days it could not be read for longer than `error_budget` in [alarms] allows. Its failed polls are listed below: if they are all of one kind, that is what to mend; else its host may be too slow or too busy.",
        ),
    });
    standing.into_iter().chain(alarms).collect()
}

/// By what the error says; it is tried again by itself in any case.
fn failing(error: Option<&str>) -> &'static str {
    let error = error.unwrap_or_default().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| error.contains(word));
    if says(&["private", "loopback"]) {
        "It leads to a private address. If that is meant, set `allow_private_networks` in [http]."
    } else if says(&["401", "403", "robots"]) {
        "It is refused. A subscription's `cookie`, `headers` or `basic_auth` may open it; robots.txt may forbid it."
    } else if says(&["404"]) {
        "There is nothing at its address any more. Open the site in a browser and look for the new one; `newsloom discover SITE` finds feeds."
    } else if says(&["429", "too many"]) {
        "Its host wants to be asked less often. It is left alone for as long as it says; a longer `every` helps."
    } else if says(&["dns", "resolve", "lookup", "name"]) {
        "Its name is not found. Look for a mistake in its address, and whether this machine can resolve names."
    } else if says(&["certificate", "tls"]) {
        "Its certificate is not accepted. Open it in a browser: its operator has to renew it, or the clock here is wrong."
    } else {
        "Open it in a browser on this machine. It is asked again by itself, at longer and longer intervals."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_decides_what_is_to_be_done() {
        let check = |error: &str, words: &str| {
            let told = failing(Some(error));
            assert!(told.contains(words), "{error}: {told}");
        };
        check("HTTP status 403", "refused");
        check("HTTP status 404 Not Found", "nothing at its address");
        check("429 Too Many Requests", "less often");
        check("DNS lookup failed", "not found");
        check("the certificate has expired", "certificate");
        check("connection refused", "asked again by itself");
    }
}
