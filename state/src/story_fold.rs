//! The fold of stories: what an item changes in the rows of the story that it was told in.
//!
//! Pure, as the fold is. A story of one item has no rows of members, and is forgotten when nothing joined it for long;
//! one of several items is kept like its items. What must hold: an emptied item counts as it did when it was whole.

use item::{ItemId, StoryPart};
use jiff::{SignedDuration, Timestamp};

use crate::{
    error::StateError,
    store::{LatestRow, MembersKey, MembersRow, Meta, Rows, StoryRow},
};

/// A story of one item is forgotten after so long: nothing is compared with what is as old. The configuration allows no
/// longer window.
const ALONE_FOR: SignedDuration = SignedDuration::from_hours(31 * 24);

/// Events that are looked at again for stories of one item, whenever an item joins one: far more than events come for
/// each item, so that the looking keeps up with them.
const LOOKED_AT: u64 = 32;

/// Counts an item that was told for the first time as one of its story.
pub(crate) fn join(
    rows: &mut impl Rows,
    meta: &mut Meta,
    item: ItemId,
    part: &StoryPart,
    (time, seq): (Timestamp, u64),
) -> Result<(), StateError> {
    let story = part.story;
    let before: Option<StoryRow> = rows.row(&story)?;
    if let Some(before) = &before {
        rows.remove::<LatestRow>(&before.last_seq);
    }
    let is_first = item == story;
    let mut row = before.unwrap_or_else(|| {
        let mut row = StoryRow::new(time, seq);
        // Who began it was told before stories were, or was forgotten as its only item.
        row.items = u32::from(!is_first);
        row
    });
    if !is_first {
        let key = MembersKey::after(story, row.joined);
        let mut members: MembersRow = rows.row(&key)?.unwrap_or_default();
        members.0.push(item);
        rows.put(&key, &members);
        row.joined += 1;
    }
    row.add(part, time, seq);
    rows.put(&story, &row);
    rows.put(&seq, &LatestRow(story));
    forget_the_lonely(rows, meta, (time, seq))
}

/// Forgets stories of one item that nothing joined for long, the oldest first, a few at a time.
fn forget_the_lonely(
    rows: &mut impl Rows,
    meta: &mut Meta,
    (time, seq): (Timestamp, u64),
) -> Result<(), StateError> {
    let end = seq.min(meta.stories_from.saturating_add(LOOKED_AT));
    while meta.stories_from < end {
        let at = meta.stories_from;
        if let Some(LatestRow(story)) = rows.row(&at)?
            && let Some(row) = rows.row::<StoryRow>(&story)?
        {
            if time.duration_since(row.last) < ALONE_FOR {
                break;
            }
            if row.is_lonely() {
                rows.remove::<StoryRow>(&story);
                rows.remove::<LatestRow>(&at);
            }
        }
        meta.stories_from += 1;
    }
    Ok(())
}
