//! How well links are guessed over list pages of many makes: those that lead to articles are marked with `data-true`, which
//! nothing but this test reads. The bounds are what it reaches: single short headlines, and services with long names on sites
//! whose articles have neither dates nor numbers in their addresses, are what it gets wrong.

use std::collections::BTreeSet;

use super::*;

/// In hundredths.
const LEAST_RECALL: usize = 94;
const LEAST_PRECISION: usize = 93;

/// A page by its name.
macro_rules! pages {
    ($($name:literal),* $(,)?) => { [$(($name, include_str!(concat!("../pages/", $name, ".html")))),*] };
}

const PAGES: [(&str, &str); 12] = pages![
    "de_magazine",
    "de_table",
    "en_daily",
    "en_institution",
    "es_mixed",
    "fr_blog",
    "it_cards",
    "it_local",
    "pl_portal",
    "pl_regional",
    "ru_agency",
    "uk_bold",
];

/// Of the pages that the marked links lead to, and of those that are guessed, by their keys.
fn keys(html: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let tree = Html::parse_document(html);
    let origin = Origin::new(URL, URL, None, true).unwrap();
    let key = |link: ElementRef<'_>| origin.link(link.attr("href").unwrap()).unwrap().key;
    let marked = Selector::parse("a[data-true]").unwrap();
    let right = tree.select(&marked).map(key).collect();
    let guessed = guess(&tree, &origin).links;
    (
        right,
        guessed.iter().map(|guessed| key(guessed.link)).collect(),
    )
}

#[test]
fn over_list_pages_of_many_makes_guessing_is_no_worse_than_it_was() {
    let (mut right, mut guessed, mut hits) = (0, 0, 0);
    let mut wrong = Vec::new();
    for (name, html) in PAGES {
        let (marked, found) = keys(html);
        right += marked.len();
        guessed += found.len();
        hits += marked.intersection(&found).count();
        wrong.extend(
            marked
                .difference(&found)
                .map(|key| format!("{name} misses {key}")),
        );
        wrong.extend(
            found
                .difference(&marked)
                .map(|key| format!("{name} invents {key}")),
        );
    }
    let said = format!(
        "{hits} of {right} found, {guessed} guessed:\n{}",
        wrong.join("\n")
    );
    assert!(hits * 100 >= right * LEAST_RECALL, "recall: {said}");
    assert!(hits * 100 >= guessed * LEAST_PRECISION, "precision: {said}");
}
