//! The fold of stories: what an item changes in the rows of the story that it was told in.
//!
//! Pure, as the fold is. A story of one item has no rows of members, and is forgotten when nothing joined it for long;
//! one of several items is kept like its items. What must hold: an emptied item counts as it did when it was whole.

use item::{Body, Event, ItemId, StoryMember, StoryPart};
use jiff::{SignedDuration, Timestamp};

use crate::{
    error::StateError,
    store::{IN_A_ROW, ItemRow, LatestRow, MembersKey, MembersRow, Meta, Rows, StoryRow},
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
    if let Some(before) = before.as_ref().filter(|before| before.last_seq >= seq) {
        return count_again(rows, item, story, before, seq);
    }
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
        append(rows, story, &mut row, item)?;
    }
    row.add(part, time, seq);
    rows.put(&story, &row);
    rows.put(&seq, &LatestRow(story));
    forget_the_lonely(rows, meta, (time, seq))
}

/// Puts stories together, or takes one apart.
pub(crate) fn retell(rows: &mut impl Rows, event: &Event) -> Result<(), StateError> {
    let told = (event.time, event.sequence);
    match &event.body {
        Body::StoryMerged { from, into } => merge(rows, *from, *into, told),
        Body::StorySplit {
            story,
            into,
            items,
            stay,
        } => {
            count_anew(rows, *story, stay, told)?;
            count_anew(rows, *into, items, told)
        }
        _ => Ok(()),
    }
}

/// What was told in `from` belongs to `into`. Each goes on counting its own items; readers add them up.
fn merge(
    rows: &mut impl Rows,
    from: ItemId,
    into: ItemId,
    (time, seq): (Timestamp, u64),
) -> Result<(), StateError> {
    let known = |rows: &mut _, story| -> Result<StoryRow, StateError> {
        let row = Rows::row::<StoryRow>(rows, &story)?;
        if let Some(row) = &row {
            Rows::remove::<LatestRow>(rows, &row.last_seq);
        }
        let begun = || StoryRow {
            items: 1,
            ..StoryRow::new(time, seq)
        };
        Ok(row.unwrap_or_else(begun))
    };
    let mut younger = known(rows, from)?;
    let mut older = known(rows, into)?;
    younger.into = Some(into);
    if older.has_room() && !older.absorbed.contains(&from) {
        older.absorbed.push(from);
    }
    older.last_seq = seq;
    rows.put(&from, &younger);
    rows.put(&into, &older);
    rows.put(&seq, &LatestRow(into));
    Ok(())
}

/// These are the items of the story, and no others.
fn count_anew(
    rows: &mut impl Rows,
    story: ItemId,
    members: &[StoryMember],
    (time, seq): (Timestamp, u64),
) -> Result<(), StateError> {
    let before: Option<StoryRow> = rows.row(&story)?;
    let mut row = StoryRow::new(time, seq);
    if let Some(before) = before {
        for joined in (0..before.joined).step_by(IN_A_ROW) {
            rows.remove::<MembersRow>(&MembersKey::after(story, joined));
        }
        row.last_seq = before.last_seq;
        row.absorbed = before.absorbed;
    }
    let (last_seq, mut seen) = (row.last_seq, members.iter().map(|member| member.seen));
    for member in members {
        if let Some(item) = rows.row::<ItemRow>(&member.item)? {
            let story = Some(story);
            rows.put(&member.item, &ItemRow { story, ..item });
        }
        if member.item != story {
            append(rows, story, &mut row, member.item)?;
        }
        row.add(&member.part, member.seen, last_seq);
    }
    if let Some(first) = seen.next() {
        row.first = seen.clone().fold(first, Timestamp::min);
        row.last = seen.fold(first, Timestamp::max);
    }
    rows.put(&story, &row);
    rows.put(&row.last_seq, &LatestRow(story));
    Ok(())
}

fn append(
    rows: &mut impl Rows,
    story: ItemId,
    row: &mut StoryRow,
    item: ItemId,
) -> Result<(), StateError> {
    let key = MembersKey::after(story, row.joined);
    let mut members: MembersRow = rows.row(&key)?.unwrap_or_default();
    if !members.0.contains(&item) {
        members.0.push(item);
        rows.put(&key, &members);
    }
    row.joined += 1;
    Ok(())
}

/// The item was counted before: after damage in the store, the row of a story may be ahead of other rows. What it counts
/// is right then; the rows beside it may not be.
fn count_again(
    rows: &mut impl Rows,
    item: ItemId,
    story: ItemId,
    counted: &StoryRow,
    seq: u64,
) -> Result<(), StateError> {
    if counted.last_seq == seq {
        rows.put(&seq, &LatestRow(story));
    } else {
        rows.remove::<LatestRow>(&seq);
    }
    if item == story {
        return Ok(());
    }
    for joined in (0..counted.joined).step_by(IN_A_ROW) {
        let key = MembersKey::after(story, joined);
        let mut members: MembersRow = rows.row(&key)?.unwrap_or_default();
        if members.0.contains(&item) {
            break;
        }
        if members.0.len() < IN_A_ROW {
            members.0.push(item);
            rows.put(&key, &members);
            break;
        }
    }
    Ok(())
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
