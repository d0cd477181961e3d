//! The entries of an archive source: archives and the pages in them.

use item::{Entry, Hints, Locator, RawPlace, SourceId, digest64};

use crate::warc::{At, Found, Head, Offer};

/// The entry that stands for an archive. It is listed when the archive's version is not known, and then read by its
/// source; to open it is of no further use.
pub(super) fn archive(source: &SourceId, key: &str, version: u64) -> Entry {
    Entry {
        source: source.clone(),
        key: key.to_owned(),
        version,
        locator: Locator::File {
            path: key.to_owned(),
        },
        hints: Hints::default(),
    }
}

/// The entry that stands for a page in the archive `key`: called by its address and by the name of its record, which are
/// the same wherever the archive lies.
pub(super) fn page(source: &SourceId, key: &str, found: &Found, offer: &Offer) -> Entry {
    let At { offset, within } = found.at;
    let name = match &found.head.id {
        Some(id) => id.trim_start_matches("urn:uuid:").to_owned(),
        None if within == 0 => format!("{key}@{offset}"),
        None => format!("{key}@{offset}+{within}"),
    };
    let place = RawPlace {
        path: key.to_owned(),
        offset,
        within,
    };
    let url = found
        .head
        .uri
        .clone()
        .unwrap_or_else(|| offer.url.to_string());
    Entry {
        source: source.clone(),
        key: format!("{url}#{name}"),
        version: version(&place, &found.head),
        locator: Locator::Record { url, place },
        hints: Hints {
            captured: found.head.date,
            ..Hints::default()
        },
    }
}

/// The version of a page: what its record says of itself, and where that lies, so that an entry that waits is put right
/// when its archive is packed anew or moved.
pub(super) fn version(place: &RawPlace, head: &Head) -> u64 {
    let numbers = [place.offset, place.within, head.digest];
    let bytes: Vec<u8> = numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    digest64(&[&bytes, place.path.as_bytes()].concat())
}
