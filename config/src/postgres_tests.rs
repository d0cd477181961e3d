//! The sink kind `postgres`: what is read, what is refused, and that no password is ever shown.

use crate::{
    Postgres, PostgresHost, SinkKind,
    tests::{check, read},
};

const SOURCE: &str = "[[source]]\nid = \"s\"\nkind = \"files\"\npath = \"in\"\n[[sink]]\n";

/// The sink of this table, with its id.
fn postgres(keys: &str) -> (String, Postgres) {
    let config = read(&format!("{SOURCE}kind = \"postgres\"\n{keys}")).unwrap();
    match config.sinks.into_iter().next() {
        Some(sink) => match sink.kind {
            SinkKind::Postgres(postgres) => (sink.id, postgres),
            other => panic!("{other:?}"),
        },
        None => panic!("a sink"),
    }
}

fn refused(keys: &str, expect: &[&str]) {
    check(&format!("{SOURCE}kind = \"postgres\"\n{keys}"), expect);
}

#[test]
fn a_url_says_who_where_and_what() {
    let (id, sink) = postgres("url = \"postgres://desk:p%40ss@db.example/news\"");
    assert_eq!(id, "postgres:db.example/news");
    assert_eq!(sink.host, PostgresHost::Name("db.example".to_owned()));
    assert_eq!(
        (sink.port, &*sink.user, &*sink.database, &*sink.schema),
        (5432, "desk", "news", "newsloom")
    );
    assert_eq!(sink.password.as_ref().unwrap().bytes(), b"p@ss");
    assert!(sink.tls, "what leaves the machine is encrypted");
    let shown = format!("{sink:?}");
    assert!(
        !shown.contains("p@ss") && !shown.contains("desk"),
        "{shown}"
    );
}

#[test]
fn what_stays_on_the_machine_needs_no_encryption_unless_it_is_asked_for() {
    let check = |url: &str, tls: bool| {
        let (_, sink) = postgres(&format!("url = \"{url}\""));
        assert_eq!(sink.tls, tls, "{url}");
    };
    check("postgres://a@localhost/news", false);
    check("postgres://a@[::1]:5433/news", false);
    check("postgres://a@127.0.0.1/news?sslmode=require", true);
    check("postgres://a@10.0.0.7/news", true);
    check("postgres://a@10.0.0.7/news?sslmode=disable", false);
    check("postgresql://a@db/news?sslmode=verify-full", true);
}

#[test]
fn a_socket_is_named_by_its_folder() {
    for url in [
        "postgres://%2Frun%2Fpostgresql/news?user=desk",
        "postgres://desk@%2Frun%2Fpostgresql/news",
        "postgres:///news?host=/run/postgresql&user=desk",
    ] {
        let (_, sink) = postgres(&format!("url = \"{url}\""));
        assert_eq!(sink.host, PostgresHost::Folder("/run/postgresql".into()));
        assert_eq!((&*sink.user, sink.tls), ("desk", false), "{url}");
    }
}

#[test]
fn secrets_come_from_the_environment_and_names_are_made_without_them() {
    let (id, sink) = postgres(
        "url = \"postgres://desk@db/news\"\npassword = \"${SECRET}\"\nschema = \"archive_2\"",
    );
    assert_eq!((&*id, &*sink.schema), ("postgres:db/news", "archive_2"));
    assert_eq!(sink.password.unwrap().bytes(), b"hunter2 lang:polski");
    let (id, _) = postgres("url = \"postgres://${SECRET}:${SECRET}@db:5433/news?password=x\"");
    assert_eq!(id, "postgres:db:5433/news");
}

#[test]
fn what_is_wrong_is_said_without_the_line_that_may_hold_a_password() {
    refused(
        "",
        &[
            "5:1:8 `url` is missing in [[sink]] / add `url = \"postgres://newsloom@db.example.org/news\"`",
        ],
    );
    refused(
        "url = \"https://db/news\"",
        &[
            "7:7:17 `url` in [[sink]] is not the URL of a database / write it like `\"postgres://newsloom@db.example.org/news\"`",
        ],
    );
    for url in ["postgres://a@db", "postgres://a@db/"] {
        refused(
            &format!("url = \"{url}\""),
            &[
                "5:1:8 `url` in [[sink]] must name a user and one database / write it like `\"postgres://newsloom@db.example.org/news\"`",
            ],
        );
    }
    refused(
        "url = \"postgres://a@db/news?sslmode=prefer\"",
        &[
            "5:1:8 `url` in [[sink]] has an `sslmode` that is not offered / write `require` (encrypted, and the server's certificate is checked) or `disable`",
        ],
    );
    refused(
        "url = \"postgres://a@db/news\"\nschema = \"Pläne\"",
        &[
            "8:10:7 `schema` in [[sink]] is no plain name / lower-case letters, digits and `_`, not beginning with a digit or `pg_`, at most 63",
        ],
    );
    let literal = format!(
        "{SOURCE}kind = \"postgres\"\nurl = \"postgres://a:hunter3@db/news?application=x\"\n"
    );
    let report = read(&literal).unwrap_err();
    let rendered = report.render(false);
    assert!(rendered.contains("asks for `application`"), "{rendered}");
    assert!(!rendered.contains("hunter3"), "{rendered}");
}
