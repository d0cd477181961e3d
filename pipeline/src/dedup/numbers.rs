//! Short reports that are written by a template: quakes, prices, results. Their words are the same each time, and what
//! they report is in their numbers.

use std::collections::HashMap;

use crate::text::for_each_word;

/// A longer text has enough words of its own.
const SHORT: usize = 120;

/// With fewer numbers on either side they may differ by chance: a count that was corrected.
const LEAST_NUMBERS: usize = 2;

/// Whether one of two texts is short and they give different numbers: less than half of the fewer ones are shared.
pub fn contradict(one: &str, other: &str) -> bool {
    let (words, mine) = numbers(one);
    let (other_words, theirs) = numbers(other);
    if words.min(other_words) >= SHORT {
        return false;
    }
    let count = |numbers: &HashMap<String, usize>| numbers.values().sum::<usize>();
    let fewer = count(&mine).min(count(&theirs));
    let shared: usize = mine
        .iter()
        .map(|(number, times)| theirs.get(number).map_or(0, |others| *times.min(others)))
        .sum();
    fewer >= LEAST_NUMBERS && shared * 2 < fewer
}

/// How many words a text has, and which of them are numbers, how often.
fn numbers(text: &str) -> (usize, HashMap<String, usize>) {
    let (mut words, mut numbers) = (0, HashMap::new());
    for_each_word(text, |word| {
        words += 1;
        if word.chars().all(char::is_numeric) {
            *numbers.entry(word.to_owned()).or_default() += 1;
        }
    });
    (words, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quake(strength: &str, depth: &str) -> String {
        format!(
            "A quake of magnitude {strength} was measured at a depth of {depth} kilometres near the coast. No damage was reported."
        )
    }

    #[test]
    fn reports_by_one_template_are_told_apart_by_their_numbers() {
        assert!(contradict(&quake("4.7", "12"), &quake("5.1", "33")));
        assert!(!contradict(&quake("4.7", "12"), &quake("4.7", "12")));
    }

    #[test]
    fn a_single_number_or_a_long_text_says_nothing() {
        let one = "Three people were hurt and 14 cars were damaged in the storm.";
        assert!(!contradict(one, &one.replace("14", "15")));
        let long = "word ".repeat(SHORT);
        assert!(!contradict(
            &format!("{} {long}", quake("4.7", "12")),
            &format!("{} {long}", quake("5.1", "33"))
        ));
    }
}
