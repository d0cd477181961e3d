//! What was wrong with a feed, in words: every repair is counted, and every loss.

use super::outline::Flaws;

/// What is told of a feed of which `read` entries were read.
pub(super) fn warnings(flaws: &Flaws, read: usize, malformed: Option<String>) -> Vec<String> {
    let mut told = Vec::new();
    if flaws.left_out > 0 {
        let rest = flaws.left_out;
        told.push(format!(
            "only its first {read} entries are read, {rest} are left out"
        ));
    }
    if flaws.is_cut_off {
        told.push(if flaws.is_last_cut_off {
            "it is cut off: its end is missing, and that of its last entry, which is left out"
                .to_owned()
        } else {
            "it is cut off: its end is missing".to_owned()
        });
    }
    if flaws.unclosed > 0 && !flaws.is_cut_off {
        told.push(format!("{} of its elements are not closed", flaws.unclosed));
    }
    if flaws.undeclared > 0 {
        told.push(format!(
            "{} of its elements have a prefix that it does not declare",
            flaws.undeclared
        ));
    }
    if let Some(reason) = malformed {
        told.push(format!(
            "it is not well formed, but could be read: {reason}"
        ));
    }
    told
}
