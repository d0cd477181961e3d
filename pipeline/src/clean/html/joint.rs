//! Handing blocks to the rules for plain text without losing what markup knows: those rules judge a flattened page
//! by its lines, and a list, a table or a subheading would pass for teasers or for an author's name.
//!
//! Such blocks go with the one before or after them, as one block with a joint between, and are parted afterwards.

use super::block::{Block, Kind};
use crate::clean::plain::is_person;

/// Stands between joined blocks: a private character, so no page's own.
const JOINT: &str = " \u{F8F0} ";

/// Ends a block that goes on with a list: without a full stop it would pass for a line of a menu.
const LIST_END: &str = " \u{F8F0}.";

/// The texts of `blocks`, joined where they must be judged together.
pub(super) fn joined(blocks: Vec<Block>) -> Vec<String> {
    let mut texts: Vec<String> = Vec::with_capacity(blocks.len());
    let last_heading = blocks.iter().rposition(is_heading);
    let mut under_heading = true;
    let mut waiting: Option<String> = None;
    for (index, block) in blocks.into_iter().enumerate() {
        let part_of_list = matches!(block.kind, Kind::ListItem | Kind::Cell | Kind::Preformatted);
        let heading = is_heading(&block);
        // The author is introduced under the last heading; subheadings that look like a name have more after them.
        let like_a_name = heading && Some(index) != last_heading && is_person(&block.text);
        let follows_on = part_of_list && !under_heading && block.link_chars == 0;
        under_heading = heading;
        match (waiting.take(), texts.last_mut()) {
            (Some(above), _) => texts.push([above.as_str(), &block.text].join(JOINT)),
            (None, Some(before)) if follows_on => {
                let open = before.trim_end_matches(LIST_END).len();
                before.truncate(open);
                before.push_str(JOINT);
                before.push_str(&block.text);
                before.push_str(LIST_END);
            }
            (None, _) if like_a_name => waiting = Some(block.text),
            (None, _) => texts.push(block.text),
        }
    }
    texts.extend(waiting);
    texts
}

/// Parts what [`joined`] has joined.
pub(super) fn parted(text: &str) -> String {
    text.replace(LIST_END, "").replace(JOINT, "\n\n")
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, Kind::Heading(_))
}
