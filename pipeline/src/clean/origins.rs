//! Where the values of an article were found: the listing and the text are added to what a page said of itself.

use item::{Article, Certainty, Hints, NewsDate, Origin, dates::parse};

/// Completes the origins of an article. `elsewhere` is where the values come from that neither the page's own fields nor
/// the listing gave; none where every value does.
pub(super) fn complete(article: &mut Article, hints: &Hints, elsewhere: Option<&str>) {
    let by_listing = [
        (
            "headline",
            is_hinted(article.headline.as_ref(), hints.title.as_ref()),
        ),
        (
            "byline",
            !article.byline.is_empty()
                && article
                    .byline
                    .iter()
                    .all(|name| hints.authors.contains(name)),
        ),
        (
            "date_published",
            is_date(article.date_published.as_ref(), hints.published.as_ref()),
        ),
        (
            "date_modified",
            is_date(article.date_modified.as_ref(), hints.updated.as_ref()),
        ),
        (
            "in_language",
            is_hinted(article.in_language.as_ref(), hints.language.as_ref()),
        ),
    ];
    let present = [
        ("headline", article.headline.is_some()),
        ("byline", !article.byline.is_empty()),
        ("date_published", article.date_published.is_some()),
        ("date_modified", article.date_modified.is_some()),
        ("publisher", article.publisher.is_some()),
        ("in_language", article.in_language.is_some()),
    ];
    let by_change =
        article.date_published.is_some() && article.date_published == article.date_modified;
    for (field, _) in present.into_iter().filter(|(_, present)| *present) {
        if article.origins.iter().any(|origin| origin.field == field) {
            continue;
        }
        let listed = by_listing
            .iter()
            .any(|(name, listed)| *name == field && *listed);
        let (found_in, certainty) = if listed {
            ("listing", Certainty::Declared)
        } else if field == "date_published" && by_change {
            ("date_modified", Certainty::Inferred)
        } else if let Some(elsewhere) = elsewhere {
            (elsewhere, Certainty::Shown)
        } else {
            continue;
        };
        article.origins.push(Origin {
            field: field.to_owned(),
            found_in: found_in.to_owned(),
            certainty,
        });
    }
}

fn is_hinted(value: Option<&String>, hint: Option<&String>) -> bool {
    value.is_some_and(|value| hint.is_some_and(|hint| hint.trim() == value))
}

fn is_date(value: Option<&NewsDate>, hint: Option<&String>) -> bool {
    value.is_some_and(|value| hint.and_then(|hint| parse(hint)).as_ref() == Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_does_not_say_came_from_the_listing_or_the_text() {
        let day = parse("2021-06-14");
        let mut article = Article {
            headline: Some("Bridge opens".to_owned()),
            byline: vec!["Ann Lee".to_owned()],
            date_published: day.clone(),
            date_modified: day,
            origins: vec![Origin {
                field: "headline".to_owned(),
                found_in: "h1".to_owned(),
                certainty: Certainty::Shown,
            }],
            ..Article::default()
        };
        let hints = Hints {
            title: Some("Bridge opens".to_owned()),
            updated: Some("14.06.2021".to_owned()),
            ..Hints::default()
        };
        complete(&mut article, &hints, Some("text"));
        let found: Vec<(&str, &str)> = article
            .origins
            .iter()
            .map(|origin| (origin.field.as_str(), origin.found_in.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("headline", "h1"),
                ("byline", "text"),
                ("date_published", "date_modified"),
                ("date_modified", "listing"),
            ]
        );
    }
}
