//! `[stories]`: whether items about the same happening are told as one story, and how far apart they may be.

use jiff::SignedDuration;

use crate::{units::duration, written::Written};

/// Happenings are told of for days; what comes a week later is another one.
const DEFAULT_WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What is known of a story that nothing joins is forgotten after a month.
const LONGEST_WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How stories are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorySettings {
    /// Whether they are told at all.
    pub enabled: bool,
    /// How far back items are compared.
    pub window: SignedDuration,
}

impl Default for StorySettings {
    fn default() -> Self {
        Self {
            enabled: true,
            window: DEFAULT_WINDOW,
        }
    }
}

impl StorySettings {
    /// Checks `[stories]`.
    pub(crate) fn check(table: Written<'_>) -> Self {
        let mut settings = Self::default();
        if let Some(enabled) = table.flag("enabled") {
            settings.enabled = enabled;
        }
        if let Some(window) = table.measure("window", duration, "`\"7 days\"`") {
            settings.window = window;
        }
        if let Some(value) = table.value("window")
            && settings.window > LONGEST_WINDOW
        {
            let message = "`window` in [stories] is longer than 30 days".to_owned();
            let help = "what is further apart is not one happening, and takes memory".to_owned();
            table.error(&value.span(), message, help);
        }
        table.finish();
        settings
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::{Report, parse};

    fn load(stories: &str) -> Result<StorySettings, Report> {
        let source = "[[source]]\nid='a'\nkind='files'\npath='a'\n";
        let text = format!("{stories}\n{source}");
        let file = PathBuf::from("/nowhere/newsloom.toml");
        parse(&text, &file, &|_: &str| None).map(|config| config.stories)
    }

    #[test]
    fn stories_are_told_over_a_week_unless_the_table_says_otherwise() {
        assert_eq!(load("").unwrap(), StorySettings::default());
        let told = load("[stories]\nenabled = false\nwindow = '3 days'").unwrap();
        assert!(!told.enabled);
        assert_eq!(told.window, SignedDuration::from_hours(72));
    }

    #[test]
    fn a_window_longer_than_what_is_remembered_is_refused() {
        let said = load("[stories]\nwindow = '31 days'")
            .unwrap_err()
            .render(false);
        assert!(said.contains("longer than 30 days"), "{said}");
        let said = load("[stories]\nwindows = '3 days'")
            .unwrap_err()
            .render(false);
        assert!(said.contains("unknown key `windows`"), "{said}");
    }

    #[test]
    fn a_sink_is_told_of_stories_only_if_it_asks_whatever_its_filter_says() {
        let event = item::Event {
            sequence: 1,
            time: jiff::Timestamp::UNIX_EPOCH,
            body: item::Body::StoryMerged {
                from: item::ItemId::of_url("a"),
                into: item::ItemId::of_url("b"),
            },
        };
        let wants = |keys: &str| {
            let text = format!(
                "[[source]]\nid='a'\nkind='files'\npath='a'\n[[sink]]\nid='b'\nkind='stdout'\nwhere='lang:it'\n{keys}"
            );
            let file = PathBuf::from("/nowhere/newsloom.toml");
            let config = parse(&text, &file, &|_: &str| None).unwrap();
            config.sinks.first().unwrap().wants(&event)
        };
        assert!(!wants(""));
        assert!(wants("events = ['item.*', 'story.*']"));
    }
}
