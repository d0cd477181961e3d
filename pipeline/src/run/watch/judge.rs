//! Whether something is wrong, by what was seen of it: pure. Between what is wrong and what is well lies what leaves an alarm
//! as it is, so that none flutters.

use jiff::{SignedDuration, Timestamp};

use crate::run::acknowledged::SinkNow;

/// What is to be thought of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Bad {
        detail: String,
        hint: String,
    },
    /// Neither wrong nor well again.
    Between,
    Fine,
}

/// Of a disk with so many bytes free, where `least` are to be.
pub(super) fn of_disk(free: u64, least: u64) -> Verdict {
    if free < least {
        return Verdict::Bad {
            detail: format!(
                "{} are free on the disk of the state, less than {}",
                size(free),
                size(least)
            ),
            hint: "free some of it, or let the journal keep less: [state] in the configuration; a full disk stops the run, and loses nothing".to_owned(),
        };
    }
    if free < least.saturating_add(least / 4) {
        return Verdict::Between;
    }
    Verdict::Fine
}

/// Of a journal that is too large by so many bytes though all was dropped that might be.
pub(super) fn of_size(excess: u64) -> Verdict {
    if excess == 0 {
        return Verdict::Fine;
    }
    Verdict::Bad {
        detail: format!(
            "the journal is {} larger than `max_size` of [state] allows: a sink or an entry that waits still needs its old segments",
            size(excess)
        ),
        hint: "see which sink is behind, or remove the cursor of one that is gone for good; `hard_max_size` drops them all the same".to_owned(),
    }
}

/// Of a sink that has not dealt with everything since that moment.
pub(super) fn of_lag(
    sink: &SinkNow,
    since: Timestamp,
    now: Timestamp,
    limit: SignedDuration,
) -> Verdict {
    let waited = sink.waits_since.filter(|_| sink.behind > 0);
    let waited = waited.map_or(SignedDuration::ZERO, |since| now.duration_since(since));
    // One that has just begun with an old journal has much to do, and does it.
    let does_nothing = sink.fault.is_some() || now.duration_since(since) >= limit;
    if waited >= limit && does_nothing {
        let why = sink.fault.as_deref().unwrap_or("it is slow");
        let waited = SignedDuration::from_secs(waited.as_secs());
        return Verdict::Bad {
            detail: format!(
                "it has not dealt with what was journalled {waited:#} ago, events in all: {}; {why}",
                sink.behind
            ),
            hint: "look after its receiver; nothing is lost, and it goes on where it was"
                .to_owned(),
        };
    }
    if sink.fault.is_some() || waited > limit / 2 {
        return Verdict::Between;
    }
    Verdict::Fine
}

/// Of what a sink's receiver says.
pub(super) fn of_refusal(sink: &SinkNow) -> Verdict {
    match &sink.fault {
        Some(fault) if sink.refuses => Verdict::Bad {
            detail: format!("it does not take what it is offered: {fault}"),
            hint: "mend what it says; nothing is lost, and it goes on where it was".to_owned(),
        },
        Some(_) => Verdict::Between,
        None => Verdict::Fine,
    }
}

/// Bytes in the largest unit that leaves two digits.
fn size(bytes: u64) -> String {
    let units = [
        ("TB", 1_000_000_000_000),
        ("GB", 1_000_000_000),
        ("MB", 1_000_000),
    ];
    let fits = units.into_iter().find(|(_, unit)| bytes / unit >= 10);
    let (unit, bytes_each) = fits.unwrap_or(("MB", 1_000_000));
    format!("{} {unit}", bytes / bytes_each)
}
