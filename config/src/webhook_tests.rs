//! The sink kind `webhook`: what is read, what is refused, and that no secret is ever shown.

use std::time::Duration;

use crate::{
    SinkKind, Webhook,
    tests::{check, read},
};

const SOURCE: &str = "[[source]]\nid = \"s\"\nkind = \"files\"\npath = \"in\"\n[[sink]]\n";

/// The sink of this table, with its id.
fn webhook(keys: &str) -> (String, Webhook) {
    let config = read(&format!("{SOURCE}kind = \"webhook\"\n{keys}")).unwrap();
    match config.sinks.into_iter().next() {
        Some(sink) => match sink.kind {
            SinkKind::Webhook(webhook) => (sink.id, webhook),
            other => panic!("{other:?}"),
        },
        None => panic!("a sink"),
    }
}

fn refused(keys: &str, expect: &[&str]) {
    check(&format!("{SOURCE}kind = \"webhook\"\n{keys}"), expect);
}

#[test]
fn a_url_is_all_that_must_be_there() {
    let (id, webhook) = webhook("url = \"https://hooks.example/${DROP}?a=1\"");
    assert_eq!(id, "webhook:https://hooks.example/${DROP}?a=1");
    let expect = Webhook {
        url: "https://hooks.example//srv/secret-drop?a=1".to_owned(),
        secret: None,
        headers: Vec::new(),
        timeout: Duration::from_secs(20),
        batch: 1,
    };
    assert_eq!(webhook, expect);
}

#[test]
fn everything_else_is_read_too() {
    let (id, webhook) = webhook(
        "id = \"desk\"\nurl = \"http://127.0.0.1:8080\"\nsecret = \"whsec_AQIDBA==\"\nheaders = { Authorization = \"Bearer ${SECRET}\" }\ntimeout = \"5s\"\nbatch = 100",
    );
    assert_eq!(
        (id.as_str(), &*webhook.url),
        ("desk", "http://127.0.0.1:8080/")
    );
    assert_eq!(webhook.secret.as_ref().unwrap().bytes(), [1, 2, 3, 4]);
    let headers = [(
        "Authorization".to_owned(),
        "Bearer hunter2 lang:polski".to_owned(),
    )];
    assert_eq!(webhook.headers, headers);
    assert_eq!(
        (webhook.timeout, webhook.batch),
        (Duration::from_secs(5), 100)
    );
    let shown = format!("{webhook:?}");
    for secret in ["hunter2", "127.0.0.1", "[1, 2"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_secret_is_base64_behind_its_prefix_and_plain_text_without() {
    let secret = |written: &str| {
        let (_, webhook) = webhook(&format!(
            "url = \"https://h.example\"\nsecret = \"{written}\""
        ));
        webhook.secret.unwrap().bytes().to_vec()
    };
    assert_eq!(secret("whsec_AQID"), [1, 2, 3]);
    assert_eq!(secret("whsec_AQI"), [1, 2]); // padding is often lost on the way
    assert_eq!(secret("whsec_AQI=\\n"), [1, 2]);
    assert_eq!(secret("AQID"), b"AQID");
    assert_eq!(secret("zażółć"), "zażółć".as_bytes());
}

#[test]
fn what_cannot_work_is_refused_with_its_place_and_without_its_value() {
    refused(
        "",
        &["5:1:8 `url` is missing in [[sink]] / add `url = \"https://example.org/hook\"`"],
    );
    for url in [
        "example.org/hook",
        "ftp://example.org",
        "https://",
        "${SECRET}",
    ] {
        let mark = url.chars().count() + 2;
        let expect = format!(
            "7:7:{mark} `url` in [[sink]] is not the URL of a receiver / write it like `\"https://example.org/hook\"`"
        );
        refused(&format!("url = \"{url}\""), &[&expect]);
    }
    refused(
        "url = \"https://me:hunter2@h.example\"",
        &[
            "7:7:30 `url` in [[sink]] has a user name or a password in it / write `headers = { Authorization = \"Basic ${CREDENTIALS}\" }` instead",
        ],
    );
    refused(
        "url = \"https://h.example\"\nsecret = \"whsec_${SECRET}\"\ntimeout = \"1h\"\nbatch = 0",
        &[
            "8:10:17 `secret` in [[sink]] is not base64 behind `whsec_` / copy it whole, or write a secret that does not begin with `whsec_`",
            "9:11:4 `timeout` in [[sink]] cannot be read: it is longer than 5 minutes / write it like `\"20s\"`",
            "10:9:1 `batch` in [[sink]] must be from 1 to 256",
        ],
    );
    refused(
        "url = \"https://h.example\"\nheaders = { Webhook-Id = \"a\", Cookie = \"b\", Host = \"c\", \"X Y\" = \"d\" }",
        &[
            "8:13:10 the header `Webhook-Id` cannot be set in `headers` of [[sink]] / it is made from the event",
            "8:31:6 the header `Cookie` cannot be set in `headers` of [[sink]] / a receiver of events sets none",
            "8:45:4 the header `Host` cannot be set in `headers` of [[sink]] / it is taken from the URL",
            "8:57:5 `X Y` in `headers` of [[sink]] is not the name of a header / a name has letters, digits and `-`, and no colon",
        ],
    );
    refused(
        "url = \"https://h.example\"\npath = \"x\"",
        &[
            "8:1:4 unknown key `path` in [[sink]] / the keys here are `batch`, `events`, `from`, `headers`, `id`, `kind`, `on_refused`, `secret`, `timeout`, `url`, `where`",
        ],
    );
}

#[test]
fn two_receivers_of_one_address_need_names() {
    let two = format!(
        "{SOURCE}kind = \"webhook\"\nurl = \"https://h.example\"\n[[sink]]\nkind = \"webhook\"\nurl = \"https://h.example\"\n"
    );
    check(
        &two,
        &[
            "10:7:19 two sinks have the id `webhook:https://h.example` / give this one another `id` [7: the first one is here]",
        ],
    );
}
