//! What lets a source in and how the web is asked: as people write it, and what is said of what is wrong. A value is
//! never said.

use std::{path::Path, time::Duration};

use toml::de::DeTable;

use crate::{
    Access, Http, PerHost, Recheck, RobotsRefused,
    findings::Findings,
    tests::{environment, read, with},
    written::{Context, Written},
};

/// A table read as a source on the web would be; with what is said of it.
fn access(text: &str) -> (Access, Vec<String>) {
    let findings = Findings::new(text);
    let (tree, _) = DeTable::parse_recoverable(text);
    let context = Context {
        findings: &findings,
        environment: &environment,
        damaged: false,
    };
    let table = Written::new(context, "[[source]] `s`".to_owned(), 0..0, tree.get_ref());
    let access = Access::check(&table);
    table.finish();
    let report = findings.into_report(Path::new("newsloom.toml").to_owned());
    let said = report.problems.iter().map(|problem| {
        let help = problem.help.as_deref().unwrap_or("-");
        format!("{} / {help}", problem.message)
    });
    (access, said.collect())
}

fn check(text: &str, expect: &[&str]) {
    let (access, said) = access(text);
    assert_eq!(said, expect, "for:\n{text}");
    for told in [format!("{access:?}"), said.join("\n")] {
        assert!(!told.contains("hunter2"), "a secret is told: {told}");
    }
}

#[test]
fn whatever_lets_a_source_in_is_read_with_its_secrets_filled_in() {
    let (got, said) = access(
        "headers = { \"X-Key\" = \"${SECRET}\", authorization = \" Bearer a \" }\ncookie = \"a=${SECRET}\"\n\
         basic_auth = { user = \"me\", password = \"${SECRET}\" }\nuser_agent = \"reader/1\"\n\
         proxy = \"socks5h://me:${DROP}@localhost:9050\"\n",
    );
    assert_eq!(said, [""; 0]);
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let secret = "hunter2 lang:polski";
    assert_eq!(
        got.headers,
        [pair("X-Key", secret), pair("authorization", "Bearer a")]
    );
    assert_eq!(got.cookie.as_deref(), Some("a=hunter2 lang:polski"));
    assert_eq!(got.basic_auth, Some(pair("me", secret)));
    assert_eq!(got.user_agent.as_deref(), Some("reader/1"));
    assert_eq!(
        got.proxy.as_deref(),
        Some("socks5h://me:/srv/secret-drop@localhost:9050")
    );
    let shown = format!("{got:?}");
    assert!(shown.contains("X-Key") && !shown.contains("hunter2") && !shown.contains("secret"));
    assert_eq!(access("").0, Access::default());
    let forbids = access("robots_refused = \"forbids\"").0.robots_refused;
    assert_eq!(forbids, Some(RobotsRefused::Forbids));
}

#[test]
fn what_cannot_be_sent_is_told_without_its_value() {
    check(
        "headers = { \"X Key\" = \"hunter2\", Host = \"hunter2\", \"Cookie\" = \"${SECRET}\", X = \"a\\nhunter2\", Y = 7 }",
        &[
            "`X Key` in `headers` of [[source]] `s` is not the name of a header / a name has letters, digits and `-`, and no colon",
            "the header `Host` cannot be set in `headers` of [[source]] `s` / it is taken from the URL",
            "the header `Cookie` cannot be set in `headers` of [[source]] `s` / use the key `cookie`",
            "`X` in `headers` of [[source]] `s` holds a line break or another control character / a header is one line; look for a line break at the end of the variable",
            "`Y` in `headers` of [[source]] `s` must be a text in quotes, but is a whole number / -",
        ],
    );
    check(
        "headers = \"X: hunter2\"\ncookie = \"\"\nbasic_auth = { user = \"me:hunter2\", passwort = \"hunter2\" }",
        &[
            "`headers` in [[source]] `s` must be a table, like `{ \"X-Key\" = \"${KEY}\" }`, but is a text / -",
            "`cookie` in [[source]] `s` is empty / -",
            "`password` is missing in `basic_auth` of [[source]] `s` / add `password = \"${PASSWORD}\"`",
            "`user` in `basic_auth` of [[source]] `s` holds a colon or a control character / a name with a colon cannot be sent (RFC 7617)",
            "unknown key `passwort` in `basic_auth` of [[source]] `s` / did you mean `password`?",
        ],
    );
    for proxy in [
        "hunter2:3128",
        "localhost",
        "ftp://hunter2",
        "http://",
        "/hunter2",
    ] {
        let proxy = format!("proxy = \"{proxy}\"");
        check(
            &proxy,
            &[
                "`proxy` in [[source]] `s` is not the URL of a proxy / write it like `\"http://proxy.example:3128\"` or `\"socks5h://localhost:9050\"`",
            ],
        );
    }
}

#[test]
fn how_the_web_is_asked_is_read_whole() {
    let got = read(&with(
        "[http]\nuser_agent = \"bot/2 (+https://example.org)\"\nallow_private_networks = true\n\
         per_host = { concurrency = 4, delay = \"0s\" }\nconcurrency = 1_0\nconnect_timeout = \"3s\"\nread_timeout = \"4s\"\n\
         total_timeout = \"5m\"\nmax_body_size = \"2 MiB\"\nmax_redirects = 0\nrobots = false\nrobots_refused = \"forbids\"\n\
         proxy = \"http://proxy.example:3128\"\n[[http.host]]\nname = \"Ł.example\"\nconcurrency = 1\n",
    ));
    let one = PerHost {
        concurrency: 1,
        delay: Duration::ZERO,
    };
    let expect = Http {
        user_agent: "bot/2 (+https://example.org)".to_owned(),
        allow_private_networks: true,
        per_host: PerHost {
            concurrency: 4,
            delay: Duration::ZERO,
        },
        hosts: [("xn--tfa.example".to_owned(), one)].into(),
        concurrency: 10,
        connect_timeout: Duration::from_secs(3),
        read_timeout: Duration::from_secs(4),
        total_timeout: Duration::from_mins(5),
        max_body_size: 2 << 20,
        max_redirects: 0,
        robots: false,
        robots_refused: RobotsRefused::Forbids,
        proxy: Some("http://proxy.example:3128".to_owned()),
        recheck: Recheck::default(),
    };
    let got = got.unwrap().http;
    assert_eq!(got, expect);
    assert_eq!(
        (got.limits_of("xn--tfa.example"), got.limits_of("a.example")),
        (one, got.per_host)
    );
    assert_eq!(read(&with("")).unwrap().http, Http::default());
    let partly = read(&with("[http.per_host]\ndelay = \"250ms\"\n"))
        .unwrap()
        .http;
    assert_eq!(
        partly.per_host.concurrency,
        Http::default().per_host.concurrency
    );
    assert_eq!(partly.per_host.delay, Duration::from_millis(250));
}

#[test]
fn what_is_wrong_with_it_is_told_with_its_place() {
    crate::tests::check(
        &with(
            "[http]\nper_host = { concurrency = 0, dely = \"1s\" }\nconcurrency = 9999999999999999999\nread_timeout = \"0s\"\n\
             max_redirects = -1\nrobots = \"no\"\nuser_agent = \"a\\u0000\"\nallow_private_network = true\nrobots_refused = \"perhaps\"",
        ),
        &[
            "2:28:1 `concurrency` in `per_host` of [http] must be from 1 to 1024",
            "2:31:4 unknown key `dely` in `per_host` of [http] / did you mean `delay`?",
            "3:15:19 `concurrency` in [http] must be from 1 to 1024",
            "4:16:4 `read_timeout` in [http] cannot be read: it is too short / write it like `\"20s\"`",
            "5:17:2 `max_redirects` in [http] must be from 0 to 50",
            "6:10:4 `robots` in [http] must be `true` or `false`, but is a text / write it without quotes",
            "7:14:9 `user_agent` in [http] holds a line break or another control character / a header is one line; look for a line break at the end of the variable",
            "8:1:21 unknown key `allow_private_network` in [http] / did you mean `allow_private_networks`?",
            "9:18:9 `robots_refused` in [http] cannot be `perhaps` / write `\"allows\"` (RFC 9309) or `\"forbids\"`",
        ],
    );
}

#[test]
fn a_host_of_its_own_is_named_without_scheme_and_port() {
    crate::tests::check(
        &with(
            "[[http.host]]\nname = \"https://a.example\"\n[[http.host]]\ndelay = \"1 s\"\nnme = \"a.example\"\n\
             [[http.host]]\nname = \"a.example:8080\"",
        ),
        &[
            "2:8:19 `name` in [[http.host]] is not the name of a host / write it like `\"example.org\"`, without `https://` and port",
            "3:1:13 `name` is missing in [[http.host]] / add `name = \"example.org\"`",
            "5:1:3 unknown key `nme` in [[http.host]] / did you mean `name`?",
            "7:8:16 `name` in [[http.host]] is not the name of a host / write it like `\"example.org\"`, without `https://` and port",
        ],
    );
    crate::tests::check(
        &with("[http]\nhost = 7"),
        &[
            "2:8:1 `host` in [http] must be a list of tables, each headed `[[http.host]]`, but is a whole number",
        ],
    );
}
