//! `[alarms]`: from when on a person is told.

use jiff::SignedDuration;

use crate::{
    units::{duration, size},
    written::Written,
};

/// A day of a large run, and room for the search index and the store to be written anew beside the old ones.
const DEFAULT_DISK_FREE: u64 = 2_000_000_000;

/// Receivers are restarted and moved within minutes; who watches the news wants to hear of an hour without it.
const DEFAULT_SINK_BEHIND: SignedDuration = SignedDuration::from_hours(1);

/// A tenth of a week: two nights that nobody mends, or an hour and a half every day.
const DEFAULT_ERROR_BUDGET: SignedDuration = SignedDuration::from_hours(17);

/// The error budget is one of so long.
const BUDGET_WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// From when on a person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlarmSettings {
    /// Free bytes on the disk of the state; fewer are an alarm.
    pub disk_free: u64,
    /// How old the oldest event may become that a sink has not dealt with.
    pub sink_behind: SignedDuration,
    /// For how long of the last seven days a source may be unreadable.
    pub error_budget: SignedDuration,
}

impl Default for AlarmSettings {
    fn default() -> Self {
        Self {
            disk_free: DEFAULT_DISK_FREE,
            sink_behind: DEFAULT_SINK_BEHIND,
            error_budget: DEFAULT_ERROR_BUDGET,
        }
    }
}

impl AlarmSettings {
    /// Checks `[alarms]`.
    pub(crate) fn check(table: Written<'_>) -> Self {
        let mut settings = Self::default();
        if let Some(free) = table.measure("disk_free", size, "`\"2 GB\"`") {
            settings.disk_free = free;
        }
        if let Some(behind) = table.measure("sink_behind", duration, "`\"1 hour\"`") {
            settings.sink_behind = behind;
        }
        if let Some(budget) = table.measure("error_budget", duration, "`\"17 hours\"`") {
            settings.error_budget = budget;
        }
        if let Some(value) = table.value("error_budget")
            && settings.error_budget > BUDGET_WINDOW
        {
            let message = "`error_budget` in [alarms] is longer than 7 days".to_owned();
            let help = "it says for how long of the last seven days a source may be unreadable";
            table.error(&value.span(), message, help.to_owned());
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

    fn load(alarms: &str) -> Result<AlarmSettings, Report> {
        let source = "[[source]]\nid='a'\nkind='files'\npath='a'\n";
        let text = format!("{alarms}\n{source}");
        let file = PathBuf::from("/nowhere/newsloom.toml");
        parse(&text, &file, &|_: &str| None).map(|config| config.alarms)
    }

    #[test]
    fn what_is_not_said_has_a_default() {
        assert_eq!(load("").unwrap(), AlarmSettings::default());
        let told = load("[alarms]\ndisk_free = '1 GB'\nsink_behind = '10m'").unwrap();
        let expect = AlarmSettings {
            disk_free: 1_000_000_000,
            sink_behind: SignedDuration::from_mins(10),
            ..AlarmSettings::default()
        };
        assert_eq!(told, expect);
    }

    #[test]
    fn a_budget_longer_than_its_week_is_refused() {
        let check = |alarms: &str, words: &str| {
            let said = load(alarms).unwrap_err().render(false);
            assert!(said.contains(words), "{alarms}: {said}");
        };
        check("[alarms]\nerror_budget = '8 days'", "longer than 7 days");
        check("[alarms]\nsink_lag = '1h'", "unknown key `sink_lag`");
        check("[alarms]\ndisk_free = '10 %'", "cannot be read");
    }
}
