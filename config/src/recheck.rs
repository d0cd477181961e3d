//! `recheck`: whether article pages are asked for again after they were read, and for how long.

use jiff::SignedDuration;

use crate::{units::duration, written::Written};

/// Most quiet edits are made in the first days; later ones are not worth the requests.
const DEFAULT_WINDOW: SignedDuration = SignedDuration::from_hours(3 * 24);

/// The ways to ask again, as they are written.
const NAMES: [(&str, Rechecking); 4] = [
    ("off", Rechecking::Off),
    ("vanished", Rechecking::Vanished),
    ("decaying", Rechecking::Decaying),
    ("every poll", Rechecking::EveryPoll),
];

/// Which pages of a source are asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recheck {
    /// When.
    pub when: Rechecking,
    /// How long after it was read a page is asked for again at all.
    pub window: SignedDuration,
}

/// When a page is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rechecking {
    /// Never; then nothing is withdrawn either.
    Off,
    /// Once, where its listing dropped it before its time: whether it is still there.
    Vanished,
    /// The same, and at growing intervals within the window.
    Decaying,
    /// The same, and with each poll of its source within the window.
    EveryPoll,
}

impl Default for Recheck {
    /// Asking again what was read multiplies the requests for pages, so it has to be asked for; a page that vanished
    /// costs one request.
    fn default() -> Self {
        Self {
            when: Rechecking::Vanished,
            window: DEFAULT_WINDOW,
        }
    }
}

impl Recheck {
    /// Never.
    pub const OFF: Self = Self {
        when: Rechecking::Off,
        window: DEFAULT_WINDOW,
    };

    /// Reads `recheck` and `recheck_window` of `[http]`, or of a source; what is not said is as in `others`.
    pub(crate) fn check(table: &Written<'_>, others: Self) -> Self {
        let window = table.measure("recheck_window", duration, "`\"3 days\"`");
        Self {
            when: when(table).unwrap_or(others.when),
            window: window.unwrap_or(others.window),
        }
    }

    /// The same of a source, which may be one that is not on the web.
    pub(crate) fn of_source(table: &Written<'_>, others: Self, is_local: bool) -> Self {
        let own = Self::check(table, others);
        if !is_local {
            return own;
        }
        for key in ["recheck", "recheck_window"] {
            if let Some(value) = table.value(key) {
                let message = format!("`{key}` in {} has nothing to ask again", table.name);
                let help = "it is for pages of the web; files are looked at with every poll anyway";
                table.error(&value.span(), message, help.to_owned());
            }
        }
        Self::OFF
    }
}

fn when(table: &Written<'_>) -> Option<Rechecking> {
    let text = table.text("recheck")?;
    let known = NAMES.iter().find(|(name, _)| *name == text.value.trim());
    if known.is_none() {
        let message = format!("`recheck` in {} is none of its ways", table.name);
        let help = "write `\"off\"`, `\"vanished\"`, `\"decaying\"` or `\"every poll\"`";
        table.error(&text.at, message, help.to_owned());
    }
    known.map(|(_, when)| *when)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use crate::{
        Recheck, Rechecking,
        tests::{check, read},
    };

    fn written(http: &str, kind: &str, keys: &str) -> String {
        format!(
            "[http]\n{http}\n[[source]]\nid = \"f\"\n{kind}\n{keys}\n[[sink]]\nkind = \"stdout\"\n"
        )
    }

    const FEED: &str = "kind = \"feed\"\nurl = \"https://a.example\"";
    const FILES: &str = "kind = \"files\"\npath = \"in\"";

    fn recheck(http: &str, kind: &str, keys: &str) -> Recheck {
        read(&written(http, kind, keys)).unwrap().sources[0].recheck
    }

    #[test]
    fn a_source_says_itself_what_is_asked_again_or_is_like_the_others() {
        let days = |days: i64| SignedDuration::from_hours(24 * days);
        let of = |when, window| Recheck { when, window };
        assert_eq!(recheck("", FEED, ""), of(Rechecking::Vanished, days(3)));
        let all = "recheck = \"decaying\"\nrecheck_window = \"7 days\"";
        assert_eq!(recheck(all, FEED, ""), of(Rechecking::Decaying, days(7)));
        assert_eq!(
            recheck(all, FEED, "recheck = \"off\""),
            of(Rechecking::Off, days(7))
        );
        let own = "recheck = \"every poll\"\nrecheck_window = \"1 day\"";
        assert_eq!(recheck(all, FEED, own), of(Rechecking::EveryPoll, days(1)));
        assert_eq!(recheck(all, FILES, ""), Recheck::OFF);
    }

    #[test]
    fn other_ways_are_refused_and_so_are_files() {
        check(
            &written("", FEED, "recheck = \"often\""),
            &[
                "7:11:7 `recheck` in [[source]] `f` is none of its ways / write `\"off\"`, `\"vanished\"`, `\"decaying\"` or `\"every poll\"`",
            ],
        );
        check(
            &written("", FILES, "recheck = \"decaying\""),
            &[
                "7:11:10 `recheck` in [[source]] `f` has nothing to ask again / it is for pages of the web; files are looked at with every poll anyway",
            ],
        );
    }
}
