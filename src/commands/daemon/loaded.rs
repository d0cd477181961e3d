//! A configuration that a daemon can run by, with what it names outside of its own file.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use config::{Config, Difference, Report};
use item::digest64;
use pipeline::classify::Classifier;

use super::super::open::{classifier_of, loaded};

/// A configuration and what labels items by it.
pub(super) struct Loaded {
    pub(super) config: Arc<Config>,
    pub(super) classifier: Classifier,
    /// The digest of the model of topics that the configuration names.
    model: Option<u64>,
}

/// Why one is not used, and the files that would have to be others.
pub(super) struct Unusable {
    pub(super) report: Report,
    pub(super) files: Vec<PathBuf>,
}

impl Loaded {
    /// Reads it all; one that is wrong anywhere is not used at all.
    pub(super) fn read(path: &Path) -> Result<Self, Unusable> {
        let config = loaded(path).map_err(|report| Unusable {
            files: vec![report.file.clone()],
            report,
        })?;
        // Before it is used: one that is replaced in between is then taken for another, and read again.
        let model = config.topic_model.as_ref();
        let model = model.and_then(|file| std::fs::read(&file.path).ok());
        let classifier = classifier_of(&config).map_err(|report| Unusable {
            files: files(&config),
            report,
        })?;
        Ok(Self {
            model: model.map(|bytes| digest64(&bytes)),
            config: Arc::new(config),
            classifier,
        })
    }

    /// What it says that `running` did not.
    pub(super) fn unlike(&self, running: &Self) -> Difference {
        let mut difference = Difference::between(&running.config, &self.config);
        let is_other = self.model != running.model && !difference.tables.contains(&"[labels]");
        difference
            .tables
            .extend(is_other.then_some("[labels] topic_model"));
        difference
    }

    /// The same for the process of `running`: what it cannot change is as it was.
    pub(super) fn in_process_of(self, running: &Self) -> Self {
        let config = Config::clone(&self.config).in_a_process_of(&running.config);
        Self {
            config: Arc::new(config),
            ..self
        }
    }

    /// The files that it was made of.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        files(&self.config)
    }
}

fn files(config: &Config) -> Vec<PathBuf> {
    let model = config.topic_model.as_ref();
    let model = model.map(|file| file.path.clone());
    [config.file.clone()].into_iter().chain(model).collect()
}
