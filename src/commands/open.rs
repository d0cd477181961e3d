//! Opening what commands need: the configuration, the state.

use std::{path::Path, time::Duration};

use config::{Config, Report, Source};
use pipeline::classify::Classifier;
use state::{Opened, Options, Retention, ShingleSettings, State};

use super::labelled::model_of;
use crate::{exit, exit::Exit, report};

/// How long a reading command waits for a one-shot to end (DESIGN §3).
pub(crate) const READERS_WAIT: Duration = Duration::from_secs(10);

/// Loads the configuration, or says every problem in it.
pub(crate) fn load(path: &Path) -> Result<Config, Exit> {
    loaded(path).map_err(|problems| refused(&problems))
}

/// Loads the configuration, or gives every problem in it.
pub(super) fn loaded(path: &Path) -> Result<Config, Report> {
    let environment = |name: &str| std::env::var(name).ok();
    config::load(path, &environment)
}

fn refused(problems: &Report) -> Exit {
    report::say(problems.render(report::colours()).trim_end());
    Exit::Usage
}

/// What labels items as the configuration asks for, or says what is wrong with the model that it names.
pub(crate) fn classifier(config: &Config) -> Result<Classifier, Exit> {
    classifier_of(config).map_err(|problems| refused(&problems))
}

/// The same, or gives what is wrong.
pub(super) fn classifier_of(config: &Config) -> Result<Classifier, Report> {
    let classifier = Classifier::of(config);
    let Some(file) = &config.topic_model else {
        return Ok(classifier);
    };
    match model_of(&file.path) {
        Ok(model) => Ok(classifier.with_model(model)),
        Err(why) => Err(config.unusable_model(file, &why)),
    }
}

/// Loads the configuration for a command that helps to write one: there may be none yet, and one that is not good is
/// not used.
pub(super) fn load_if_good(path: &Path) -> Option<Config> {
    if !path.exists() {
        return None;
    }
    let environment = |name: &str| std::env::var(name).ok();
    let config = config::load(path, &environment).ok();
    if config.is_none() {
        report::warning(
            &format!("`{}` has errors and is not used", path.display()),
            Some("`newsloom check` shows them"),
        );
    }
    config
}

/// The source of a name, or says which there are.
pub(crate) fn one_source<'c>(config: &'c Config, name: &str) -> Result<&'c Source, Exit> {
    let mut sources = config.sources.iter();
    let found = sources.find(|source| source.id.as_str() == name);
    found.ok_or_else(|| {
        let known = config.sources.iter();
        let known: Vec<_> = known.map(|source| format!("`{}`", source.id)).collect();
        report::problem(
            &format!("there is no source `{name}`"),
            Some(&format!("the sources are {}", known.join(", "))),
        );
        Exit::Usage
    })
}

/// Opens the state, waiting so long for another instance to end, and says what had to be repaired.
pub(crate) fn open_state(config: &Config, wait: Duration) -> Result<(State, Opened), Exit> {
    let opened = State::open_waiting(&config.state.dir, &options(config), wait, say_waiting);
    let (state, opened) = opened.map_err(|error| exit::of_state(&error))?;
    say_repairs(&opened);
    Ok((state, opened))
}

pub(super) fn say_waiting() {
    report::note("another instance holds the state; waiting for it to end");
}

pub(super) fn say_repairs(opened: &Opened) {
    for note in &opened.notes {
        report::warning(note, None);
    }
    for damage in &opened.damage {
        report::warning(&damage.to_string(), None);
    }
}

pub(super) fn options(config: &Config) -> Options {
    let settings = &config.state;
    let keeps = config.sources.iter();
    let keeps = keeps.filter_map(|source| Some((source.id.clone(), source.keep?)));
    Options {
        segment_bytes: settings.segment_size,
        shingles: ShingleSettings {
            window: settings.duplicate_window,
            ..ShingleSettings::default()
        },
        retention: Retention {
            max_age: settings.keep,
            sources: keeps.collect(),
            max_bytes: settings.max_size,
            hard_bytes: settings.hard_max_size,
        },
    }
}
