//! What changes of texts in several languages mean.

use super::*;

fn article(headline: &str, text: &str) -> Article {
    Article {
        headline: Some(headline.to_owned()),
        text: text.to_owned(),
        ..Article::default()
    }
}

fn between(old: &Article, new: &Article, bounds: Bounds) -> Option<Change> {
    let labels = Labels::default();
    let version = |article| Version {
        article,
        labels: &labels,
    };
    change(version(old), version(new), bounds)
}

fn check(old: &str, new: &str, expect: Option<Significance>) {
    let change = between(&article("One", old), &article("One", new), KEPT);
    let got = change.as_ref().map(|change| change.significance);
    assert_eq!(got, expect, "{old} → {new}: {change:?}");
}

#[test]
fn a_slip_of_the_pen_is_a_typo() {
    let typo = Some(Significance::Typo);
    check("The goverment met.", "The government met.", typo);
    check("He said teh truth.", "He said the truth.", typo);
    check("Il goveno si è riunito", "Il governo si è riunito", typo);
    check("Правителство собралось", "Правительство собралось", typo);
    check("Rząd obradowal dziś", "Rząd obradował dziś", typo);
    check("Уряд зібрвася у Львові", "Уряд зібрався у Львові", typo);
    check("Die Regirung tagt", "Die Regierung tagt", typo);
    check("Rome, Paris and Berlin", "Rome, Paris, and Berlin", typo);
    check("the nato summit", "the NATO summit", typo);
}

#[test]
fn other_words_for_the_same_are_wording() {
    let wording = Some(Significance::Wording);
    check(
        "The talks were very long.",
        "The talks went on for hours.",
        wording,
    );
    check(
        "Переговоры были долгими.",
        "Переговоры затянулись надолго.",
        wording,
    );
    check(
        "To było trudne spotkanie.",
        "To była burzliwa rozmowa.",
        wording,
    );
    check("It was possible then.", "It was impossible then.", wording);
}

#[test]
fn nouns_with_capitals_are_no_names_in_german() {
    let (old, new) = (
        article("Eins", "Der Kanzler nahm den Wagen."),
        article("Eins", "Der Kanzler nahm den Bus."),
    );
    let labels = Labels {
        language: Some(item::Label {
            id: "de".to_owned(),
            name: None,
            score: 1.0,
            evidence: Vec::new(),
        }),
        ..Labels::default()
    };
    let version = |article| Version {
        article,
        labels: &labels,
    };
    let change = change(version(&old), version(&new), KEPT).unwrap();
    assert_eq!(change.significance, Significance::Wording);
}

#[test]
fn numbers_names_and_negations_are_facts() {
    let facts = Some(Significance::Facts);
    check(
        "At least 12 people died.",
        "At least 14 people died.",
        facts,
    );
    check("Almeno due morti", "Almeno tre morti", facts);
    check(
        "Trzech żołnierzy zginęło",
        "Czterech żołnierzy zginęło",
        facts,
    );
    check("He will go.", "He will not go.", facts);
    check("Он поедет туда.", "Он не поедет туда.", facts);
    check("Він приїде.", "Він не приїде.", facts);
    check("Sie kommen heute.", "Sie kommen heute nicht.", facts);
    check("The envoy of Iran came.", "The envoy of Iraq came.", facts);
    check("Посол Польши прибыл.", "Посол Чехии прибыл.", facts);
    check("They met.", "They met. Later Stoltenberg spoke.", facts);
    // The same number in another form, and a name elsewhere in the sentence, are none.
    check("some 1,200 men", "some 1.200 men", Some(Significance::Typo));
    check(
        "a speech by Stoltenberg",
        "what Stoltenberg said",
        Some(Significance::Wording),
    );
}

#[test]
fn another_headline_weighs_most_and_a_slip_in_it_least() {
    let old = article("Talks begin in Rome", "Twelve came.");
    let significance = |headline: &str, text: &str| {
        between(&old, &article(headline, text), KEPT)
            .unwrap()
            .significance
    };
    assert_eq!(
        significance("Talks fail in Rome", "Ten came."),
        Significance::Headline
    );
    assert_eq!(
        significance("Talks beginn in Rome", "Twelve came."),
        Significance::Typo
    );
}

#[test]
fn clocks_counters_and_the_breaks_of_lines_are_no_change() {
    check(
        "Text here.\n\nUpdated at 10:02",
        "Text here.\n\nUpdated at 10:03",
        None,
    );
    check("Text here.", "Text here.\n\nAggiornato 3 minuti fa", None);
    check(
        "10:02\n\nТекст тут.\n\n1234 просмотра",
        "11:15\n\nТекст тут.\n\n1301 просмотр",
        None,
    );
    check("One line.\n\nAnother.", "One line. Another.", None);
    check(
        "The match ended 2:1",
        "The match ended 3:1",
        Some(Significance::Facts),
    );
}

#[test]
fn runs_tell_what_stood_there_and_what_stands_around_it() {
    let old = article(
        "One",
        "The minister said on Monday that 12 people had died in the flood.",
    );
    let new = article(
        "One",
        "The minister said on Monday that 14 people had died in the flood.",
    );
    let change = between(&old, &new, KEPT).unwrap();
    let [run] = change.text.as_slice() else {
        panic!("{change:?}")
    };
    assert_eq!((run.removed.as_str(), run.added.as_str()), ("12", "14"));
    assert_eq!(run.before, "minister said on Monday that");
    assert_eq!(run.after, "people had died in the");
}

#[test]
fn what_is_kept_is_bounded_and_says_so() {
    let line = |word: &str| format!("{word} one two three four five six seven eight nine. ");
    let old: String = (0..100).map(|_| line("alpha")).collect();
    let new: String = (0..100).map(|_| line("omega and more of it")).collect();
    let change = between(&article("One", &old), &article("One", &new), KEPT).unwrap();
    assert_eq!(
        (change.text.len(), change.left_out),
        (KEPT.runs, 100 - KEPT.runs)
    );
    let much = "word ".repeat(1000);
    let change = between(
        &article("One", "No."),
        &article("One", &format!("No. {much}")),
        KEPT,
    )
    .unwrap();
    assert!(
        change
            .text
            .iter()
            .all(|run| run.added.ends_with('…') && run.added.len() < 300)
    );
    let (old, new) = ("a ".repeat(LONG), "b ".repeat(LONG));
    let change = between(&article("One", &old), &article("One", &new), KEPT).unwrap();
    assert_eq!(change.left_out, 1);
}

/// More words than are taken apart.
const LONG: usize = 1_100_000;
