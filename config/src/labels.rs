//! `[labels]`: what labels items besides the rules and tables.

use std::path::{Path, PathBuf};

use crate::{Config, Place, Problem, Report, Severity, place::absolute, written::Written};

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
    /// Checks `[labels]`, whose only key names it.
    pub(crate) fn check(table: Written<'_>, base: &Path) -> Option<Self> {
        let model = table.text("topic_model").and_then(|text| {
            let path = absolute(&table, "topic_model", &text, base)?;
            Some(Self {
                path,
                place: table.context.findings.place(&text.at),
                written: text.written,
            })
        });
        table.finish();
        model
    }
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
