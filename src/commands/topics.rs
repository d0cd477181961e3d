//! The configuration's topics as the classifier's rules.

use config::Config;
use pipeline::classify::TopicRule;

/// The rules of the configured topics.
pub(crate) fn rules(config: &Config) -> Vec<TopicRule> {
    config
        .topics
        .iter()
        .map(|topic| TopicRule {
            id: topic.id.clone(),
            name: topic.name.clone(),
            any: topic.any.clone(),
            all: topic.all.clone(),
            none: topic.none.clone(),
            any_of_countries: topic.any_of_countries.clone(),
            all_of_countries: topic.all_of_countries.clone(),
        })
        .collect()
}
