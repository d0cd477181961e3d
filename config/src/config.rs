//! A configuration that was checked: what the rest of the program may rely on. It holds no text that is still to be
//! understood, and every path in it is absolute.

use std::path::PathBuf;

use crate::{
    AlarmSettings, Entity, Http, Report, Sink, Source, StateSettings, StorySettings, Topic,
    TopicModelFile, TopicNames, WebSettings,
};

/// A whole configuration, free of errors.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from.
    pub file: PathBuf,
    /// The folder of that file; relative paths in it stood against this one.
    pub base: PathBuf,
    /// Where and how long state is kept.
    pub state: StateSettings,
    /// How the web is asked.
    pub http: Http,
    /// How stories are told.
    pub stories: StorySettings,
    /// From when on a person is told.
    pub alarms: AlarmSettings,
    /// Where the page and the API are served, if they are.
    pub web: Option<WebSettings>,
    /// What is read; at least one.
    pub sources: Vec<Source>,
    /// The user's own topics.
    pub topics: Vec<Topic>,
    /// The user's own people, organisations and places.
    pub entities: Vec<Entity>,
    /// The user's own model of topics, which takes the place of the shipped ones.
    pub topic_model: Option<TopicModelFile>,
    /// The language in which the shipped topics are named.
    pub topic_names: TopicNames,
    /// Where events go.
    pub sinks: Vec<Sink>,
    /// What is allowed but probably not meant; without problems if there is nothing to say.
    pub warnings: Report,
}
