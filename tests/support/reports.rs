//! Made-up reports in a folder, and a desk that reads them.

use super::Desk;

/// A state, and a source that reads `in`.
pub(crate) const SOURCE: &str =
    "[state]\ndir = \"var\"\n[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n";

/// A sink into `out.jsonl`.
pub(crate) const FILE: &str = "[[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n";

/// A sink into `out.db`.
pub(crate) const DATABASE: &str = "[[sink]]\nid = \"db\"\nkind = \"sqlite\"\npath = \"out.db\"\n";

/// A report unlike those of other numbers.
pub(crate) fn report(number: u32) -> String {
    let sentence = |part: u32| {
        let word = number * 977 + part * 31;
        format!(
            "\nThe office said that case w{word:x}a and case w{word:x}b were closed on that day.\n"
        )
    };
    let text: String = (0..8).map(sentence).collect();
    format!("Report {number} of the observer\n{text}")
}

/// A desk with three reports and these sinks.
pub(crate) fn desk_of_three(sinks: &str) -> Desk {
    let desk = Desk::new(&format!("{SOURCE}{sinks}"));
    for number in 1..=3 {
        desk.write(&format!("in/{number}.txt"), report(number));
    }
    desk
}
