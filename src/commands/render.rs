//! Articles, labels and standings as text for people.

use std::fmt::Write as _;

use item::{
    Article, Certainty, Cleaning, Dateline, How, Label, Labels, NewsDate, Origin, Override, Part,
    RemovedBy, Standing,
};
use pipeline::clean::Choice;

/// Which part of a page was taken for the body, and what else might have been.
pub(crate) fn choice(choice: &Choice) -> String {
    let rivals = choice.rivals.iter();
    let rivals = rivals.map(|rival| format!("{} {}", rival.candidate, rival.prose));
    let rivals: Vec<String> = rivals.collect();
    if rivals.is_empty() {
        return choice.candidate.to_owned();
    }
    format!(
        "{} (characters of prose: {})",
        choice.candidate,
        rivals.join(", ")
    )
}

/// An article with its labels.
pub(crate) fn article(article: &Article, labels: &Labels) -> String {
    let mut text = String::new();
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            // Writing to a string cannot fail.
            writeln!(text, "{name:<14}{value}").ok();
        }
    };
    field("headline", article.headline.as_deref().unwrap_or_default());
    field("url", article.url.as_deref().unwrap_or_default());
    field(
        "published",
        article
            .date_published
            .as_ref()
            .map_or("", |date| date.as_str()),
    );
    field(
        "modified",
        article
            .date_modified
            .as_ref()
            .map_or("", |date| date.as_str()),
    );
    field(
        "publisher",
        article.publisher.as_deref().unwrap_or_default(),
    );
    field("byline", &article.byline.join(", "));
    field("section", article.section.as_deref().unwrap_or_default());
    field("keywords", &article.keywords.join(", "));
    field("image", article.image.as_deref().unwrap_or_default());
    field("free", article.is_accessible_for_free.map_or("", yes_or_no));
    field(
        "credits",
        &article
            .credits
            .iter()
            .map(|credit| credit.name.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    );
    field(
        "dateline",
        &article.dateline.as_ref().map(dateline).unwrap_or_default(),
    );
    field(
        "language",
        labels
            .language
            .as_ref()
            .map_or("", |label| label.id.as_str()),
    );
    for (name, list) in lists(labels) {
        field(
            name,
            &list.iter().map(name_of).collect::<Vec<_>>().join(", "),
        );
    }
    write!(text, "\n{}", article.text).ok();
    text
}

/// Every label with the words that caused it.
pub(crate) fn reasons(labels: &Labels) -> String {
    let mut text = String::new();
    let language = labels.language.as_slice();
    for (name, list) in [("language", language)].into_iter().chain(lists(labels)) {
        for label in list {
            let words = label
                .evidence
                .iter()
                .map(|words| format!("“{words}”"))
                .collect::<Vec<_>>()
                .join(", ");
            // Writing to a string cannot fail.
            writeln!(
                text,
                "{name:<14}{:<24}{:>5.2}  {words}",
                name_of(label),
                label.score
            )
            .ok();
        }
    }
    text.trim_end().to_owned()
}

fn lists(labels: &Labels) -> [(&'static str, &[Label]); 4] {
    [
        ("topics", &labels.topics),
        ("countries", &labels.countries),
        ("organisations", &labels.organisations),
        ("people", &labels.people),
    ]
}

fn name_of(label: &Label) -> &str {
    label.name.as_deref().unwrap_or(&label.id)
}

fn yes_or_no(truth: bool) -> &'static str {
    if truth { "yes" } else { "no" }
}

/// What a field of an article says, and where that was found.
pub(crate) fn origin(article: &Article, origin: &Origin) -> String {
    let date = |date: &Option<NewsDate>| date.as_ref().map(|date| date.as_str().to_owned());
    let value = match origin.field.as_str() {
        "headline" => article.headline.clone(),
        "byline" => Some(article.byline.join(", ")),
        "date_published" => date(&article.date_published),
        "date_modified" => date(&article.date_modified),
        "publisher" => article.publisher.clone(),
        "in_language" => article.in_language.clone(),
        "section" => article.section.clone(),
        "keywords" => Some(article.keywords.join(", ")),
        "image" => article.image.clone(),
        "is_accessible_for_free" => article
            .is_accessible_for_free
            .map(|free| yes_or_no(free).to_owned()),
        _ => None,
    };
    let certainty = match origin.certainty {
        Certainty::Declared => "declared",
        Certainty::Shown => "shown",
        Certainty::Inferred => "inferred",
        Certainty::Disputed => "the listing says otherwise",
    };
    format!(
        "{} ← {} ({certainty})",
        value.unwrap_or_default(),
        origin.found_in
    )
}

/// Which part of a page became the text, and what each rule took away, a line for each.
pub(crate) fn cleaning(cleaning: &Cleaning) -> Vec<String> {
    let body = cleaning.body.as_ref().map(|body| {
        let rivals = match cleaning.rivals.as_slice() {
            [] => String::new(),
            rivals => format!(", rather than {}", rivals.join(", ")),
        };
        format!("{:<14}{body}{rivals}", "text from")
    });
    let removed = cleaning.removed.iter().map(|removed| {
        let times = match removed.times {
            1 => String::new(),
            times => format!(" × {times}"),
        };
        let RemovedBy { rule, example, .. } = removed;
        format!("{:<14}{rule}{times}  “{example}”", "left out")
    });
    body.into_iter().chain(removed).collect()
}

/// Place and date.
pub(crate) fn dateline(dateline: &Dateline) -> String {
    match &dateline.date {
        Some(date) => format!("{}, {}", dateline.place, date.as_str()),
        None => dateline.place.clone(),
    }
}

/// What the selectors of a source came to, a line for each.
pub(crate) fn overrides(overrides: &[Override]) -> String {
    let line = |one: &Override| {
        let outcome = match (one.matched, one.used, one.part) {
            (0, ..) => "matches nothing".to_owned(),
            (1, true, Part::Remove) => "took 1 element out".to_owned(),
            (many, true, Part::Remove) => format!("took {many} elements out"),
            (_, true, _) => "taken from here".to_owned(),
            (_, false, _) => "matches, but gives nothing of use".to_owned(),
        };
        format!("{:<14}{}  {outcome}", one.part.name(), one.css)
    };
    overrides.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A standing as a sentence.
pub(crate) fn standing(standing: &Standing) -> String {
    match standing {
        Standing::Original => "original: nothing known before it says the same".to_owned(),
        Standing::Copy {
            of,
            how,
            similarity,
            coverage,
        } => {
            let how = match how {
                How::Exact => "the same words as",
                How::Near => "mostly the same words as",
                How::Excerpt => "a part of",
                How::Roundup => "more than, but holding much of",
                How::Credited => "in other words and by its own account",
            };
            format!(
                "copy: {how} {of} ({:.0} % of its text is there, {:.0} % of that text is here)",
                similarity * 100.0,
                coverage * 100.0
            )
        }
        Standing::Revision { of, version } => format!("revision: version {version} of {of}"),
    }
}
