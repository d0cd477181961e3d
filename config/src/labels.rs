//! `[labels]`: what labels items besides the rules and tables.

use std::path::{Path, PathBuf};

use crate::{
    Config, Place, Problem, Report, Severity,
    place::absolute,
    written::{Written, listed},
};

/// The language in which the shipped topics are named in items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicNames(&'static str);

impl TopicNames {
    /// Those that there are names in.
    const LANGUAGES: [&str; 8] = ["it", "pl", "ru", "uk", "en", "de", "fr", "es"];

    /// Its code (ISO 639-1).
    pub fn code(self) -> &'static str {
        self.0
    }

    fn check(table: &Written<'_>) -> Option<Self> {
        let text = table.text("topic_names")?;
        let mut known = Self::LANGUAGES.into_iter();
        let language = known.find(|known| *known == text.value);
        if language.is_none() {
            let message = format!(
                "`topic_names` in {} is no language that topics are named in: `{}`",
                table.name, text.written
            );
            let help = format!("they are {}", listed(&Self::LANGUAGES));
            table.error(&text.at, message, help);
        }
        language.map(Self)
    }
}

impl Default for TopicNames {
    fn default() -> Self {
        Self("en")
    }
}

/// A model of topics that `newsloom train` made. It is not opened here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicModelFile {
    /// The file; absolute.
    pub path: PathBuf,
    /// The file, as it is configured.
    written: String,
    /// Where it is named.
    place: Place,
}

impl TopicModelFile {
    fn check(table: &Written<'_>, base: &Path) -> Option<Self> {
        let text = table.text("topic_model")?;
        let path = absolute(table, "topic_model", &text, base)?;
        Some(Self {
            path,
            place: table.context.findings.place(&text.at),
            written: text.written,
        })
    }
}

/// Checks `[labels]`.
pub(crate) fn check(table: Written<'_>, base: &Path) -> (Option<TopicModelFile>, TopicNames) {
    let model = TopicModelFile::check(&table, base);
    let names = TopicNames::check(&table).unwrap_or_default();
    table.finish();
    (model, names)
}

impl Config {
    /// Tells why the model of topics cannot be used, at the place where it is named.
    pub fn unusable_model(&self, model: &TopicModelFile, why: &str) -> Report {
        let problem = Problem {
            severity: Severity::Error,
            message: format!(
                "`topic_model` in [labels] names `{}`, which cannot be used: {why}",
                model.written
            ),
            place: Some(model.place),
            help: Some("`newsloom train --labels ITEMS --out FILE` makes a model".to_owned()),
            related: None,
        };
        Report {
            file: self.file.clone(),
            text: self.warnings.text.clone(),
            problems: vec![problem],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::tests::{check, read, with};

    #[test]
    fn a_model_of_topics_is_named_against_the_file_and_complained_of_there() {
        let config = read(&with("[labels]\ntopic_model = \"own.model\"")).unwrap();
        let model = config.topic_model.as_ref().unwrap();
        assert_eq!(model.path, Path::new("/base/own.model"));
        let report = config.unusable_model(model, "it is damaged");
        let place = report.problems[0].place.unwrap();
        assert_eq!((place.line, place.column, place.length), (2, 15, 11));
        assert!(report.render(false).contains("`own.model`, which cannot"));
        assert_eq!(read(&with("")).unwrap().topic_model, None);
    }

    #[test]
    fn shipped_topics_are_named_in_a_language_that_there_are_names_in() {
        let names = |labels: &str| read(&with(labels)).unwrap().topic_names.code();
        assert_eq!(names("[labels]\ntopic_names = \"it\""), "it");
        assert_eq!(names(""), "en");
        check(
            &with("[labels]\ntopic_names = \"tr\""),
            &[
                "2:15:4 `topic_names` in [labels] is no language that topics are named in: `tr` / they are `it`, `pl`, `ru`, `uk`, `en`, `de`, `fr`, `es`",
            ],
        );
    }

    #[test]
    fn other_keys_and_other_types_are_errors() {
        check(
            &with("[labels]\ntopic_modell = \"own.model\""),
            &["2:1:12 unknown key `topic_modell` in [labels] / did you mean `topic_model`?"],
        );
        check(
            &with("[labels]\ntopic_model = 3"),
            &["2:15:1 `topic_model` in [labels] must be a text in quotes, but is a whole number"],
        );
    }
}
