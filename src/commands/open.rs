//! Opening what commands need: the configuration, the state.

use std::{path::Path, thread, time::Duration};

use config::Config;
use state::{Opened, Options, Retention, ShingleSettings, State, StateError};

use crate::{exit::Exit, report};

/// How long a reading command waits for a one-shot to end (DESIGN §3).
pub(crate) const READERS_WAIT: Duration = Duration::from_secs(10);

/// How often a waiting command looks again.
const LOOKED_AGAIN_EVERY: Duration = Duration::from_millis(100);

/// Loads the configuration, or says every problem in it.
pub(crate) fn load(path: &Path) -> Result<Config, Exit> {
    let environment = |name: &str| std::env::var(name).ok();
    match config::load(path, &environment) {
        Ok(config) => Ok(config),
        Err(problems) => {
            report::say(problems.render(report::colours()).trim_end());
            Err(Exit::Usage)
        }
    }
}

/// Opens the state, waiting so long for another instance to end, and says what had to be repaired.
pub(crate) fn open_state(config: &Config, wait: Duration) -> Result<(State, Opened), Exit> {
    let options = options(config);
    let mut waited = Duration::ZERO;
    loop {
        match State::open(&config.state.dir, &options) {
            Err(StateError::Locked { .. }) if waited < wait => {
                if waited.is_zero() {
                    report::note("another instance holds the state; waiting for it to end");
                }
                thread::sleep(LOOKED_AGAIN_EVERY);
                waited += LOOKED_AGAIN_EVERY;
            }
            Err(error) => return Err(crate::exit::of_state(&error)),
            Ok((state, opened)) => {
                for note in &opened.notes {
                    report::warning(note, None);
                }
                for damage in &opened.damage {
                    report::warning(&damage.to_string(), None);
                }
                return Ok((state, opened));
            }
        }
    }
}

pub(super) fn options(config: &Config) -> Options {
    let settings = &config.state;
    Options {
        segment_bytes: settings.segment_size,
        shingles: ShingleSettings {
            window: settings.duplicate_window,
            ..ShingleSettings::default()
        },
        retention: Retention {
            max_age: settings.keep,
            max_bytes: settings.max_size,
            hard_bytes: settings.hard_max_size,
        },
    }
}
