//! Documents that are made up, the same ones every time, for benchmarks that read many.

use std::fmt::Write as _;

/// Sentences are built from these, so that texts have the language and the function words of news.
const SUBJECTS: [&str; 12] = [
    "The minister",
    "A spokesman",
    "The committee",
    "The company",
    "Police",
    "The mayor",
    "Doctors",
    "The court",
    "Farmers",
    "The union",
    "Scientists",
    "The bank",
];
const VERBS: [&str; 12] = [
    "said",
    "confirmed",
    "denied",
    "announced",
    "expected",
    "explained",
    "warned",
    "decided",
    "reported",
    "agreed",
    "hoped",
    "insisted",
];
const OBJECTS: [&str; 12] = [
    "that the talks would go on",
    "that the road would be closed",
    "that prices had risen",
    "that the plan was ready",
    "that nobody was hurt",
    "that work would begin soon",
    "that more money was needed",
    "that the law would change",
    "that the report was wrong",
    "that the line would open",
    "that the harvest was poor",
    "that the vote was near",
];

/// About 1.5 KB, like nothing else among them.
pub(crate) fn document(number: u64) -> String {
    let mut seed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut pick = |bound: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % bound as u64).expect("the bound is small")
    };
    let mut text = format!("Case {number} comes before the council\n");
    for _ in 0..5 {
        text.push('\n');
        for _ in 0..4 {
            let (subject, verb, object) = (SUBJECTS[pick(12)], VERBS[pick(12)], OBJECTS[pick(12)]);
            write!(
                text,
                "{subject} {verb} in case {} of {} {object}. ",
                pick(100_000),
                pick(100_000)
            )
            .expect("a string takes all");
        }
        text.push('\n');
    }
    text
}
