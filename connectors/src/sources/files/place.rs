//! The cursor of a files source: how far the present scan has come.

use item::Cursor;

/// Where a scan stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the first file: never scanned, or scanned whole.
    Start,
    /// Behind a file.
    Behind {
        /// How many batches this scan has brought; tells apart batches that end behind the same file.
        batches: u32,
        /// The key of the last file that was looked at.
        key: String,
    },
}

/// The cursor of a source that was scanned whole.
const WHOLE: &str = "whole";

impl Place {
    pub(super) fn of(cursor: &Cursor) -> Self {
        let Some((batches, key)) = cursor.as_str().split_once(' ') else {
            return Self::Start;
        };
        batches.parse().map_or(Self::Start, |batches| Self::Behind {
            batches,
            key: key.to_owned(),
        })
    }

    /// The cursor; for a path too long to be one that of a scan's start, which only repeats some work.
    pub(super) fn cursor(&self) -> Cursor {
        let text = match self {
            Self::Start => WHOLE.to_owned(),
            Self::Behind { batches, key } => format!("{batches} {key}"),
        };
        Cursor::new(text).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_as_a_cursor() {
        for place in [
            Place::Start,
            Place::Behind {
                batches: 3,
                key: "a b/c d.txt".to_owned(),
            },
        ] {
            assert_eq!(Place::of(&place.cursor()), place);
        }
        assert_eq!(Place::of(&Cursor::start()), Place::Start);
        assert_eq!(
            Place::of(&Cursor::new("x y".to_owned()).unwrap()),
            Place::Start
        );
    }
}
