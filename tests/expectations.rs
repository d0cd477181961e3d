//! `newsloom test`: saved documents against what is expected of them; and `try` with a source's own ways.

use serde_json::Value;

use crate::support::Desk;

const PAGE: &str = "<!DOCTYPE html><html><head><title>The bridge is closed | Post</title></head><body>\
    <div class=story><h1 class=head>The bridge is closed</h1><p class=who>By Ann Lee</p><p><time datetime=\"2021-06-14T10:00:00+02:00\">Monday</time></p>\
    <p>The council closed the bridge on Monday evening because the river had risen again.</p>\
    <p class=x7>Buy a boat from our partner before the others do, and save money today.</p>\
    <p>It will stay closed until the spring, a spokeswoman of the mayor said on Tuesday.</p></div></body></html>";

const FEED: &str = "<rss version='2.0'><channel><title>Post</title><link>https://post.example/</link>\
    <item><title>Sport: a match</title><link>https://post.example/sport/1</link></item>\
    <item><title>The bridge is closed</title><link>https://post.example/news/1</link></item>\
    <item><title>The mill burns</title><link>https://post.example/news/2</link></item></channel></rss>";

/// A desk with a feed that has a filter and selectors, and these cases.
fn desk(cases: &str) -> Desk {
    let desk = Desk::new(&format!(
        "[state]\ndir = \"var\"\n[[source]]\nid = \"post\"\nkind = \"feed\"\nurl = \"https://post.example/feed.xml\"\n\
         [source.filter]\nnot_urls = [\"/sport/\"]\nwhere = \"lang:en\"\n[source.extract]\nbody = \".story\"\nremove = [\".x7\"]\n{cases}\n\
         [[source]]\nid = \"list\"\nkind = \"page\"\nurl = \"https://list.example/news/\"\nlinks = \"main a\"\n\
         [[source.expect]]\nfile = \"cases/list.html\"\nentries = 2\nfirst = {{ title = \"One report\", link = \"https://list.example/news/one\" }}\n\
         [[source]]\nid = \"map\"\nkind = \"sitemap\"\nurl = \"https://map.example/\"\n\
         [[source.expect]]\nfile = \"cases/news.xml\"\nurl = \"https://map.example/news.xml\"\nfirst = {{ title = \"An old report\" }}\n\
         [[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n\
         [[source.expect]]\nfile = \"cases/report.txt\"\ntitle = \"Rada przyjęła ustawę\"\nlanguage = \"pl\"\n\
         [[source.expect]]\nfile = \"cases/records.jsonl\"\nentries = 2\n\
         [[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n"
    ));
    desk.write("cases/page.html", PAGE);
    desk.write("cases/feed.xml", FEED);
    desk.write(
        "cases/list.html",
        "<main><a href=one>One report</a><a href=/news/two>Two reports</a></main><a href=/about>About</a>",
    );
    desk.write(
        "cases/news.xml",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><url>\
         <loc>https://map.example/2021/an-old-report</loc><news:news><news:publication_date>2021-06-14</news:publication_date>\
         <news:title>An old report</news:title></news:news></url></urlset>",
    );
    desk.write(
        "cases/report.txt",
        "Rada przyjęła ustawę\n\nRada przyjęła w czwartek ustawę, która zmienia zasady ochrony granicy państwa.\n",
    );
    desk.write(
        "cases/records.jsonl",
        "{\"title\":\"A\",\"text\":\"One text of some words.\"}\n{\"title\":\"B\",\"text\":\"Another text.\"}\n",
    );
    desk
}

const GOOD: &str = "[[source.expect]]\nfile = \"cases/page.html\"\nurl = \"https://post.example/news/1\"\ntitle = \"The bridge is closed\"\n\
    contains = [\"until the spring\"]\nlacks = [\"boat\"]\nauthor = \"Ann Lee\"\ndate = \"2021-06-14\"\nlanguage = \"en\"\nmin_length = 100\n\
    [[source.expect]]\nfile = \"cases/feed.xml\"\nentries = 2\nfirst = { title = \"The bridge is closed\" }\n";

#[test]
fn cases_that_hold_pass_and_nothing_is_stored() {
    let desk = desk(GOOD);
    let run = desk.run(&["test"]).expect(0).says("6 passed, 0 failed");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "pass  post  cases/page.html",
            "pass  post  cases/feed.xml",
            "pass  list  cases/list.html",
            "pass  map   cases/news.xml",
            "pass  in    cases/report.txt",
            "pass  in    cases/records.jsonl",
        ]
    );
    assert!(!desk.path("var").exists());
    let run = desk.run(&["test", "list"]).expect(0);
    assert_eq!(run.stdout, "pass  list  cases/list.html\n");
}

#[test]
fn a_case_that_fails_tells_what_was_expected_and_what_came() {
    let desk = desk(
        "[[source.expect]]\nfile = \"cases/page.html\"\ntitle = \"The bridge\"\nlacks = [\"the river\"]\nmin_length = 20\n\
         [[source.expect]]\nfile = \"cases/feed.xml\"\nat_least = 3\n",
    );
    let run = desk
        .run(&["test", "post"])
        .expect(2)
        .says("0 passed, 2 failed");
    for line in [
        "FAIL  post  cases/page.html",
        "      title         expected  The bridge",
        "                    got       The bridge is closed",
        "      lacks         expected  not “the river”",
        "      selector      body          .story  taken from here",
        "      at_least      expected  at least 3 entries",
        "                    got       2 entries, and 1 that the filter does not want",
    ] {
        assert!(
            run.stdout.lines().any(|said| said == line),
            "{line}\n{}",
            run.stdout
        );
    }
    let json = desk.run(&["test", "--json", "post"]).expect(2).stdout;
    let cases: Vec<Value> = json
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!((cases.len(), &cases[0]["passed"]), (2, &false.into()));
    assert_eq!(cases[0]["checks"][0]["got"], "The bridge is closed");
    assert_eq!(cases[0]["checks"][1]["passed"], true);
}

#[test]
fn what_gives_no_article_and_what_is_not_there_fail_with_the_reason() {
    let desk = desk(
        "[[source.expect]]\nfile = \"cases/wall.html\"\nmin_length = 1\n[[source.expect]]\nfile = \"cases/none.html\"\nmin_length = 1\n\
         [[source.expect]]\nfile = \"cases/page.html\"\nat_least = 1\n[[source.expect]]\nfile = \"cases/polish.html\"\nmin_length = 1\n",
    );
    desk.write(
        "cases/wall.html",
        "<html><body><h1>Before you continue</h1><p>We and our 842 partners store and access information on your device, such as cookies.</p>\
         <button>Accept all</button><button>Reject all</button></body></html>",
    );
    let polish = PAGE.replace(
        "The council closed the bridge on Monday evening because the river had risen again.",
        "Rada przyjęła w czwartek ustawę, która zmienia zasady ochrony granicy państwa i wody w tym roku.",
    );
    let polish = polish.replace(
        "It will stay closed until the spring, a spokeswoman of the mayor said on Tuesday.",
        "Zdaniem rządu zmiany są konieczne, ponieważ sytuacja na wschodzie pozostaje trudna.",
    );
    desk.write("cases/polish.html", polish);
    let run = desk.run(&["test", "post"]).expect(2);
    for said in [
        "it is dropped as walled",
        "cannot read `",
        "web page",
        "it is dropped as filtered: it does not fit `lang:en` of `where`",
    ] {
        assert!(run.stdout.contains(said), "{said}\n{}", run.stdout);
    }
    // A run does not need the cases; the check tells what is missing, with its line.
    desk.run(&["check"])
        .expect(64)
        .says("there is no file `cases/none.html`")
        .says("newsloom.toml:17:8");
    desk.run(&["test", "nobody"])
        .expect(64)
        .says("the sources are `post`, `list`, `map`, `in`");
}

#[test]
fn a_source_without_cases_is_said_to_have_none() {
    let plain = Desk::plain();
    plain
        .run(&["test"])
        .expect(0)
        .says("there are no `[[source.expect]]` cases");
}

#[test]
fn a_file_is_tried_as_its_source_would_read_it() {
    let desk = desk("");
    let plain = desk.run(&["try", "cases/page.html"]).expect(0).stdout;
    assert!(plain.contains("Buy a boat"), "{plain}");
    let own = desk
        .run(&["try", "cases/page.html", "--source", "post"])
        .expect(0)
        .stdout;
    assert!(
        own.contains("body          .story  taken from here")
            && own.contains("remove        .x7  took 1 element out"),
        "{own}"
    );
    let (text, _) = own.split_once("\nwhy").unwrap();
    assert!(!text.contains("Buy a boat"), "{own}");
    let filtered = ["try", "cases/page.html", "--source", "post", "--url"];
    let url = "https://post.example/sport/1";
    let filtered = desk.run(&[&filtered[..], &[url]].concat()).expect(0).stdout;
    assert!(
        filtered.contains("the source does not want it: its link matches `/sport/` of `not_urls`"),
        "{filtered}"
    );
    desk.run(&["try", "cases/page.html", "--source", "nobody"])
        .expect(64)
        .says("there is no source `nobody`");
}

#[test]
fn an_article_is_printed_as_markdown_and_as_html_of_a_few_elements() {
    let desk = desk("");
    let printed = |format: &str| {
        let args = ["try", "cases/page.html", "--source", "post", "--format"];
        desk.run(&[&args[..], &[format]].concat()).expect(0).stdout
    };
    let markdown = printed("markdown");
    assert!(
        markdown.starts_with("# ") && !markdown.contains('<'),
        "{markdown}"
    );
    let html = printed("html");
    let elements = html.split('<').skip(1);
    for element in elements {
        assert!(
            ["article>", "/article>", "h1>", "/h1>", "p>", "/p>"]
                .iter()
                .any(|known| element.starts_with(known)),
            "{element}"
        );
    }
    assert!(!markdown.contains("Buy a boat") && !html.contains("Buy a boat"));
}
