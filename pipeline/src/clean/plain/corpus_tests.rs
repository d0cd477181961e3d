//! The corpus of invented dirty documents, and the five seeds: what must come out of each.

use item::Hints;
use serde_json::Value;

use super::finish::clean_text;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus");

fn names(value: &Value) -> Vec<String> {
    let names = value.as_array().into_iter().flatten();
    sorted(names.map(|name| name.as_str().unwrap().to_owned()))
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// What differs between what came out and what must.
fn differences(text: &str, gold: &Value) -> Vec<String> {
    let cleaned = clean_text(text, None, &Hints::default());
    if gold["empty"] == true {
        return cleaned.map_or(Vec::new(), |kept| {
            vec![format!("not empty: {}", kept.article.text)]
        });
    }
    let article = match cleaned {
        Ok(cleaned) => cleaned.article,
        Err(error) => return vec![error.to_string()],
    };
    let byline = sorted(article.byline.iter().cloned());
    let credits = sorted(article.credits.iter().map(|credit| credit.name.clone()));
    let day = article
        .date_published
        .as_ref()
        .map(|date| date.as_day().unwrap().to_string());
    let place = article.dateline.as_ref().map(|line| line.place.clone());
    let wanted = |key: &str| gold[key].as_str().map(ToOwned::to_owned);
    let mut found = Vec::new();
    let mut check = |what: &str, got: String, want: String| {
        if got != want {
            found.push(format!("{what}\n   got {got}\n  want {want}"));
        }
    };
    check(
        "title",
        format!("{:?}", article.headline),
        format!("{:?}", wanted("title")),
    );
    let text = wanted("text").unwrap().replace('\u{a0}', " ");
    check("text", article.text, text);
    check(
        "published",
        format!("{day:?}"),
        format!("{:?}", wanted("published")),
    );
    check(
        "authors",
        format!("{byline:?}"),
        format!("{:?}", names(&gold["authors"])),
    );
    check(
        "credits",
        format!("{credits:?}"),
        format!("{:?}", names(&gold["credits"])),
    );
    let wanted_place = gold["dateline"]["place"].as_str().map(ToOwned::to_owned);
    check(
        "dateline",
        format!("{place:?}"),
        format!("{wanted_place:?}"),
    );
    for (key, got) in [("url", article.url), ("publisher", article.publisher)] {
        if gold[key].is_string() {
            check(key, format!("{got:?}"), format!("{:?}", wanted(key)));
        }
    }
    found
}

#[test]
fn every_invented_document_is_cleaned_as_its_gold_says() {
    let mut failures = Vec::new();
    let mut texts = 0;
    let mut golds = 0;
    for entry in std::fs::read_dir(format!("{ROOT}/plain")).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            golds += 1;
            continue;
        }
        texts += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let gold = std::fs::read_to_string(path.with_extension("json"));
        let gold = gold.unwrap_or_else(|_| panic!("{} has no gold", path.display()));
        let gold: Value = serde_json::from_str(&gold).unwrap();
        let found = differences(&text, &gold);
        if !found.is_empty() {
            failures.push(format!("{}\n{}", path.display(), found.join("\n")));
        }
    }
    assert_eq!(texts, golds, "a gold without its document");
    assert!(texts >= 20, "only {texts} documents were found");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn the_five_seeds_are_cleaned_as_their_gold_says() {
    let gold = std::fs::read_to_string(format!("{ROOT}/seeds.jsonl")).unwrap();
    let mut failures = Vec::new();
    for line in gold.lines() {
        let gold: Value = serde_json::from_str(line).unwrap();
        let file = gold["file"].as_str().unwrap();
        let text = std::fs::read_to_string(format!("{ROOT}/../../examples/seeds/{file}")).unwrap();
        failures.extend(
            differences(&text, &gold)
                .into_iter()
                .map(|found| format!("{file}: {found}")),
        );
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

proptest::proptest! {
    #[test]
    fn cleaning_a_clean_article_changes_nothing(
        paragraphs in proptest::collection::vec("[A-ZŁÈЙ][a-zł è,йі]{20,90}(\\. [A-Z][a-z ]{10,60})?[.!?]", 1..6),
        title in "[A-Z][a-z]{3,9}( [a-z]{2,9}){3,8}",
    ) {
        let dirty = format!("{title}\n\n{}", paragraphs.join("\n\n"));
        let Ok(once) = clean_text(&dirty, None, &Hints::default()) else { return Ok(()) };
        let again = format!("{}\n\n{}", once.article.headline.clone().unwrap_or_default(), once.article.text);
        let twice = clean_text(&again, None, &Hints::default()).unwrap();
        proptest::prop_assert_eq!(once.article.text, twice.article.text);
    }

    #[test]
    fn no_text_makes_cleaning_panic(text in "(\\PC{0,40}[\n ./()\\-:«»]){0,30}") {
        std::hint::black_box(clean_text(&text, None, &Hints::default()).is_ok());
    }
}
