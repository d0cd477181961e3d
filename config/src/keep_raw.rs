//! `keep_raw`: whether raw responses of the web are kept, and for how long.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use toml::Spanned;

use crate::{
    StateSettings,
    units::{duration, size},
    written::Written,
};

/// The folder of raw responses in the state folder; each source has one of its own in it.
const FOLDER: &str = "raw";

impl StateSettings {
    /// The folder of all sources' raw responses, whether any are kept now or not.
    pub fn raw_folder(&self) -> PathBuf {
        self.dir.join(FOLDER)
    }
}

/// Where raw responses go, and how long they stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeepRaw {
    /// The folder of all sources' raw responses; the source's own is named like the source.
    pub folder: PathBuf,
    /// How long they are kept; `None` keeps them for ever.
    pub keep: Option<SignedDuration>,
    /// How many bytes of one source are kept; `None` keeps all.
    pub most: Option<u64>,
}

/// What a `keep_raw` says.
#[derive(Clone, Copy)]
enum Said {
    No,
    Yes {
        keep: Option<SignedDuration>,
        most: Option<u64>,
    },
}

impl KeepRaw {
    /// Keeps them in another state folder.
    pub(crate) fn stay_in(&mut self, state: &Path) {
        self.folder = state.join(FOLDER);
    }

    /// Reads the `keep_raw` of `[state]`, which holds for all sources on the web that have none of their own.
    pub(crate) fn of_all(table: &Written<'_>, state: &Path) -> Option<Self> {
        Self::kept(said(table)?, state)
    }

    /// Reads the `keep_raw` of a source. Only what the web answers is kept: files are there anyway.
    pub(crate) fn of_source(
        table: &Written<'_>,
        state: &StateSettings,
        is_local: bool,
    ) -> Option<Self> {
        let Some(said) = said(table) else {
            return state.keep_raw.clone().filter(|_| !is_local);
        };
        let own = Self::kept(said, &state.dir)?;
        if is_local {
            let at = table
                .value("keep_raw")
                .map(Spanned::span)
                .unwrap_or_default();
            let message = format!("`keep_raw` in {} has nothing to keep", table.name);
            let help = "it keeps what the web answers; files are there anyway";
            table.error(&at, message, help.to_owned());
            return None;
        }
        Some(own)
    }

    fn kept(said: Said, state: &Path) -> Option<Self> {
        let Said::Yes { keep, most } = said else {
            return None;
        };
        Some(Self {
            folder: state.join(FOLDER),
            keep,
            most,
        })
    }
}

/// Reads `keep_raw`: `true`, `false`, for how long, or that and how much; nothing if it is not there or makes no sense.
fn said(table: &Written<'_>) -> Option<Said> {
    let value = table.value("keep_raw")?;
    match value.get_ref().as_bool() {
        Some(true) => Some(Said::Yes {
            keep: None,
            most: None,
        }),
        Some(false) => Some(Said::No),
        None if value.get_ref().is_str() => {
            let keep = table.measure("keep_raw", duration, "`\"90 days\"`")?;
            Some(Said::Yes {
                keep: Some(keep),
                most: None,
            })
        }
        None if value.get_ref().is_table() => {
            let example = "`{ age = \"90 days\", size = \"10 GiB\" }`";
            let both = table.table("keep_raw", example)?;
            let keep = both.measure("age", duration, "`\"90 days\"`");
            let most = both.measure("size", size, "`\"10 GiB\"`");
            both.finish();
            Some(Said::Yes { keep, most })
        }
        None => {
            let expected = "`true`, `false`, for how long, like `\"90 days\"`, or `{ age = \"90 days\", size = \"10 GiB\" }`";
            table.wrong_type("keep_raw", value, expected);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use jiff::SignedDuration;

    use crate::{
        KeepRaw,
        tests::{check, read},
    };

    fn source(keys: &str) -> String {
        format!(
            "[state]\ndir = \"/srv/state\"\n[[source]]\nid = \"f\"\nkind = \"feed\"\nurl = \"https://a.example\"\n{keys}\n[[sink]]\nkind = \"stdout\"\n"
        )
    }

    fn kept(keys: &str) -> Option<KeepRaw> {
        read(&source(keys)).unwrap().sources[0].keep_raw.clone()
    }

    #[test]
    fn raw_responses_are_kept_for_ever_for_a_while_or_not_at_all() {
        assert_eq!(kept(""), None);
        assert_eq!(kept("keep_raw = false"), None);
        let always = kept("keep_raw = true").unwrap();
        assert_eq!(
            (always.folder.as_path(), always.keep),
            (Path::new("/srv/state/raw"), None)
        );
        let days = kept("keep_raw = \"90 days\"").unwrap();
        assert_eq!(days.keep, Some(SignedDuration::from_hours(90 * 24)));
        let both = kept("keep_raw = { age = \"90 days\", size = \"10 GiB\" }").unwrap();
        assert_eq!((both.keep, both.most), (days.keep, Some(10 << 30)));
        let size = kept("keep_raw = { size = \"1 GiB\" }").unwrap();
        assert_eq!((size.keep, size.most), (None, Some(1 << 30)));
    }

    #[test]
    fn what_the_state_says_holds_for_all_sources_on_the_web_that_say_nothing() {
        let config = |own: &str| {
            let text = format!(
                "[state]\ndir = \"/srv/state\"\nkeep_raw = \"7 days\"\n\
                 [[source]]\nid = \"f\"\nkind = \"feed\"\nurl = \"https://a.example\"\n{own}\n\
                 [[source]]\nid = \"w\"\nkind = \"warc\"\npath = \"a.warc\"\n[[sink]]\nkind = \"stdout\"\n"
            );
            let sources = read(&text).unwrap().sources;
            assert_eq!(sources[1].keep_raw, None, "it reads no web");
            sources[0].keep_raw.clone().map(|raw| raw.keep)
        };
        let week = Some(SignedDuration::from_hours(7 * 24));
        assert_eq!(config(""), Some(week));
        assert_eq!(config("keep_raw = true"), Some(None));
        assert_eq!(config("keep_raw = false"), None);
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        check(
            &source("keep_raw = 90"),
            &[
                "7:12:2 `keep_raw` in [[source]] `f` must be `true`, `false`, for how long, like `\"90 days\"`, or `{ age = \"90 days\", size = \"10 GiB\" }`, but is a whole number",
            ],
        );
        check(
            &source("keep_raw = \"long\""),
            &[
                "7:12:6 `keep_raw` in [[source]] `f` cannot be read: a number is missing / write it like `\"90 days\"`",
            ],
        );
        check(
            "[[source]]\nid = \"w\"\nkind = \"warc\"\npath = \"a.warc\"\nkeep_raw = true\n[[sink]]\nkind = \"stdout\"\n",
            &[
                "5:12:4 `keep_raw` in [[source]] `w` has nothing to keep / it keeps what the web answers; files are there anyway",
            ],
        );
    }
}
