//! What pages made to be slow cost: no page may take more than two seconds of CPU, whatever it holds.
//!
//! `cargo bench --bench hostile` writes each kind of page at its full size, cleans it, prints the seconds, and fails where
//! one took longer. CPU time is what the kernel counts for this thread, so that other guests of the machine do not show.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark stops where something is wrong, and prints its table"
)]

use std::{fmt::Write as _, fs, hint::black_box, process::ExitCode};

use item::Hints;
use pipeline::clean::html::clean_html;

/// The most that one page may take, in CPU seconds.
const MOST_SECONDS: f64 = 2.0;

/// The size of each page, in bytes: a little more than what is read of one.
const SIZE: usize = 4_200_000;

const PROSE: &str = "<p>The council agreed on the new bridge on Monday, and the mayor said that it will open in spring.</p>";

/// A kind of page: what begins it, what is repeated, what ends it.
const REPEATED: [(&str, &str, &str, &str); 29] = [
    ("deep elements", "", "<div>", ""),
    ("deep lists", "", "<ul><li>", ""),
    (
        "deep elements that a value seems to hold",
        "<p a=b=\"",
        "<div>",
        "\">",
    ),
    (
        "deep elements that a second value seems to hold",
        "<p a='b'='",
        "<div>",
        "'>",
    ),
    (
        "deep elements that a title seems to hold",
        "<svg><svg><title>",
        "<div>",
        "</title>",
    ),
    ("tags that comments hide", "", "<<!-- -->div>", ""),
    ("elements that seem to end themselves", "", "<g/>", ""),
    ("deep tables", "", "<table><tr><td>", ""),
    ("open formatting", "", "<b><i><u><a href=x><p>x", ""),
    (
        "a wide table",
        "<table>",
        "<tr><td>cell 12<td>cell 13",
        "</table>",
    ),
    ("millions of texts", "<p>", "a<b></b>", "</p>"),
    ("short paragraphs", "", "<p>a</p>", ""),
    ("one paragraph", "<p>", "and then he said, ", "</p>"),
    ("one word", "<p>", "a", "</p>"),
    ("a giant class", "<div class='", "comment-sidebar x ", "'>"),
    ("many attributes", "<div ", "a=b c=d e ", ">x</div>"),
    ("headings", "", "<h1>The bridge is closed again</h1>", ""),
    (
        "bylines",
        "",
        "<span class=author>By Mary Jones</span> ",
        "",
    ),
    (
        "dates",
        "<p>",
        "5 March 2024, 6 marca 2024, 7. April 2024 ",
        "</p>",
    ),
    ("links", "", "<a href=/a/b>read also: the bridge</a> ", ""),
    (
        "pictures",
        "",
        "<figure><img src=a><figcaption>Photo: AP</figcaption></figure>",
        "",
    ),
    (
        "stop headings",
        "",
        "<h3>Related</h3><p>Read also: the bridge</p>",
        "",
    ),
    ("entities without an end", "<p>", "&amp;lt;&#x26;", "</p>"),
    ("brackets without an end", "<p>", "[", "](a)</p>"),
    ("links without an end", "<p>", "[a](b", "</p>"),
    ("angles without an end", "", "<", ""),
    ("comments without an end", "", "<!--", ""),
    (
        "broken linked data",
        "<script type=application/ld+json>",
        "{\"@type\":\"NewsArticle\",\"headline\":\"a\"b\"c\",\n",
        "</script>",
    ),
    (
        "deep linked data",
        "<script type=application/ld+json>",
        "{\"a\":[",
        "</script>",
    ),
];

fn main() -> ExitCode {
    println!("| page | MB | CPU s |\n|---|---|---|");
    let repeated = REPEATED.iter().map(|(name, begin, again, end)| {
        let times = SIZE / again.len();
        (*name, page(&format!("{begin}{}{end}", again.repeat(times))))
    });
    let mut slow = 0;
    for (name, page) in repeated.chain(with_linked_bodies()) {
        let before = cpu_seconds();
        drop(black_box(clean_html(
            black_box(&page),
            None,
            &Hints::default(),
        )));
        let seconds = cpu_seconds() - before;
        slow += usize::from(seconds > MOST_SECONDS);
        let megabytes = f64::from(u32::try_from(page.len()).expect("it is short")) / 1e6;
        println!("| {name} | {megabytes:.1} | {seconds:.2} |");
    }
    println!("\n{slow} pages took more than {MOST_SECONDS} s");
    ExitCode::from(u8::from(slow > 0))
}

fn page(inner: &str) -> String {
    let prose = PROSE.repeat(5);
    format!(
        "<html><head><title>Bridge</title></head><body><h1>Bridge</h1>{inner}{prose}</body></html>"
    )
}

/// Bodies of megabytes in linked data, beside as much on the page: each block might be looked for in all of the body.
fn with_linked_bodies() -> [(&'static str, String); 2] {
    let (mut body, mut shown) = (String::new(), String::new());
    for number in 0..30_000 {
        let sentence = format!("And so it goes {number}, the bridge of {}. ", number * 7);
        body.push_str(&sentence);
        if number % 2 == 0 {
            write!(shown, "<p>{sentence}But never {number} as they say.</p>")
                .expect("a string takes it");
        }
    }
    let linked = |body: &str, shown: &str| {
        page(&format!(
            "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{body}\"}}</script>{shown}"
        ))
    };
    [
        ("a linked body like the page", linked(&body, &shown)),
        (
            "a linked body unlike the page",
            linked(&"And so it goes, the bridge. ".repeat(100_000), &shown),
        ),
    ]
}

/// The time that this thread has run, as `proc(5)` gives it in nanoseconds.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux has it");
    let nanoseconds = stat.split(' ').next().expect("it has a first field");
    nanoseconds.parse::<f64>().expect("it is a number") / 1e9
}
