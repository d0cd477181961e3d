//! What stands behind the last sentence: initials, agencies, an author, a source in brackets.

use super::blocks::Block;
use super::caption;
use super::draft::Draft;
use super::outlets;
use super::people;
use super::role::{self, Role};
use super::shape;

/// More groups than this behind one sentence are not signatures.
const MOST_GROUPS: usize = 4;

/// A signature in brackets is no longer than this, in characters.
const LONGEST_GROUP: usize = 160;

/// Short words that stand in brackets behind sentences and are nobody's initials.
const NO_INITIALS: [&str; 12] = [
    "sic", "red", "ndr", "nda", "cdn", "anm", "ред", "прим", "сиц", "ed", "segue", "fine",
];

/// What a signature says.
#[derive(Debug, Clone, PartialEq, Default)]
struct Signature {
    people: Vec<String>,
    agencies: Vec<String>,
}

/// Lifts the signatures off the end of the text.
pub(super) fn lift(draft: &mut Draft) {
    for _ in 0..MOST_GROUPS {
        let Some(last) = draft.blocks.last() else {
            return;
        };
        let text = last.text().to_owned();
        if draft.blocks.len() > 1
            && let Some(found) = line(&text)
        {
            draft.blocks.pop();
            take(draft, found, &text);
        } else if let Some((before, found, taken)) = group(&text) {
            let before = before.to_owned();
            let taken = taken.to_owned();
            replace_last(draft, &before);
            take(draft, found, &taken);
        } else if let Some((before, names, taken)) = source(&text) {
            let before = before.to_owned();
            let taken = taken.to_owned();
            replace_last(draft, &before);
            draft.credit(names, &taken);
            draft.note("source", &taken);
        } else {
            return;
        }
    }
}

/// Lifts signatures and picture credits from the ends of the other paragraphs, where only agencies are certain.
pub(super) fn lift_inside(draft: &mut Draft) {
    let mut found = Vec::new();
    for block in &mut draft.blocks {
        if let Some((before, signature, taken)) = group(block.text())
            && (!signature.agencies.is_empty() || is_shorthand(taken))
        {
            found.push((signature, taken.to_owned()));
            block.rewrite(before.to_owned());
        }
        if let Some((before, credit)) = caption::split(block.text())
            && shape::is_prose(before)
        {
            found.push((Signature::default(), credit.to_owned()));
            block.rewrite(before.to_owned());
        }
    }
    for (signature, taken) in found {
        take(draft, signature, &taken);
    }
}

/// `(reb)` behind a sentence inside the text: somebody signed there, and boxes followed.
fn is_shorthand(taken: &str) -> bool {
    let inner = taken.trim_matches(|c: char| "()[]/ .".contains(c));
    let bracketed = taken.starts_with(['(', '[']);
    let small = (2..=4).contains(&inner.chars().count()) && inner.chars().all(char::is_lowercase);
    bracketed && small && !NO_INITIALS.contains(&inner)
}

fn replace_last(draft: &mut Draft, text: &str) {
    draft.blocks.pop();
    if !text.is_empty() {
        draft.blocks.push(Block::alone(text));
    }
}

fn take(draft: &mut Draft, found: Signature, text: &str) {
    draft.sign(found.people);
    // A medium's name alone under a report that names its sources is the site's own.
    if let [site] = found.agencies.as_slice()
        && !draft.article.credits.is_empty()
        && text.chars().all(|c| c.is_alphanumeric() || c == ' ')
    {
        draft.article.publisher.get_or_insert(site.clone());
        draft.note("site name", text);
        return;
    }
    draft.credit(found.agencies, text);
    draft.note("signature", text);
}

/// Whether a whole line is a signature.
pub(super) fn is_line(text: &str) -> bool {
    line(text).is_some()
}

/// A whole line that is a signature: `(reb)`, `jk/ mal/`, `PAP`, `(PAP, mk)`.
fn line(text: &str) -> Option<Signature> {
    if text.chars().count() > LONGEST_GROUP {
        return None;
    }
    let inner = text.trim_matches(|c: char| "()[]/ .".contains(c));
    if let Some(found) = slashed(inner) {
        return Some(found);
    }
    let marked = inner.len() + 1 < text.len() || text.ends_with('/') || text.contains('/');
    let found = signature(inner)?;
    (marked || !found.agencies.is_empty() || inner.chars().count() <= 4).then_some(found)
}

/// `PAP/Defence24`: beside a known medium stands one that is not.
fn slashed(inner: &str) -> Option<Signature> {
    let parts: Vec<&str> = inner.split('/').map(str::trim).collect();
    let known = parts.iter().any(|part| outlets::named(part).is_some());
    let plain = parts.iter().all(|part| {
        people::is_initials(part)
            || (!part.contains(' ') && shape::is_capitalised(part))
            || outlets::named(part).is_some()
    });
    if parts.len() < 2 || !known || !plain {
        return None;
    }
    let (people, media): (Vec<&str>, Vec<&str>) = parts
        .into_iter()
        .partition(|part| people::is_initials(part) && outlets::named(part).is_none());
    Some(Signature {
        people: people.into_iter().map(ToOwned::to_owned).collect(),
        agencies: media.into_iter().flat_map(outlets::listed).collect(),
    })
}

/// A bracketed signature at the end of a paragraph, behind its last sentence.
fn group(text: &str) -> Option<(&str, Signature, &str)> {
    let trimmed = text.trim_end_matches(['.', ' ']);
    let open = match trimmed.chars().next_back()? {
        ')' => trimmed.rfind('(')?,
        ']' => trimmed.rfind('[')?,
        '/' => slash_group(trimmed)?,
        _ => return None,
    };
    let (before, taken) = text.split_at_checked(open)?;
    if taken.chars().count() > LONGEST_GROUP {
        return None;
    }
    let before = before.trim_end();
    let inner = taken.trim_matches(|c: char| "()[]/ .".contains(c));
    let found = match role::of(taken) {
        Role::Source(names) => Signature {
            agencies: names,
            ..Signature::default()
        },
        Role::Byline(people) if !people.is_empty() => Signature {
            people,
            ..Signature::default()
        },
        _ => signature(inner).or_else(|| reporting(inner))?,
    };
    // Before the full stop, a bracket explains the last word: only an agency's name signs there.
    let signs =
        shape::ends_sentence(before) || !found.agencies.is_empty() && found.people.is_empty();
    if !signs || before.is_empty() {
        return None;
    }
    Some((before, found, taken))
}

/// `/ТАСС/` or ` jk/ mal/` at the end.
fn slash_group(text: &str) -> Option<usize> {
    let inner = text.strip_suffix('/')?;
    if let Some(at) = inner.rfind(" /") {
        return Some(at + 1);
    }
    let stop = inner.rfind(['.', '!', '?', '”', '"', '»'])?;
    let tail = inner.get(stop..)?;
    let skip = tail.find(' ')?;
    Some(stop + skip + 1)
}

/// Reads names, initials and agencies; all of them must be such.
fn signature(inner: &str) -> Option<Signature> {
    let mut found = Signature::default();
    let mut agencies = false;
    for part in inner.split([',', '/', ';', '|', '+', '&']) {
        let part = part.trim().trim_end_matches('.');
        if part.is_empty() {
            continue;
        }
        if let Some(name) = outlets::named(part) {
            agencies = true;
            found.agencies.push(name.to_owned());
        } else if people::is_initials(part) {
            found.people.push(part.to_owned());
        } else if people::is_person(part) {
            found.people.extend(people::listed(part));
        } else if part.split(' ').all(people::is_initials) {
            found.people.extend(part.split(' ').map(ToOwned::to_owned));
        } else {
            return None;
        }
    }
    (agencies || !found.people.is_empty()).then_some(found)
}

/// `Reporting by Jane Doe; editing by John Smith`: the reporters sign.
fn reporting(inner: &str) -> Option<Signature> {
    let first = inner.split(';').next()?;
    match role::of(first) {
        Role::Byline(people) if !people.is_empty() => Some(Signature {
            people,
            ..Signature::default()
        }),
        _ => None,
    }
}

/// `… the end. Fonte: ANSA`: a source line that was glued to the last sentence.
fn source(text: &str) -> Option<(&str, Vec<String>, &str)> {
    let colon = text.rfind(':')?;
    let stop = text
        .get(..colon)?
        .rfind(['.', '!', '?', '”', '"', '»', ')', '…'])?;
    let after = text
        .get(stop..)?
        .char_indices()
        .nth(1)
        .map(|(at, _)| stop + at)?;
    let (before, taken) = text.split_at_checked(after)?;
    match role::of(taken.trim()) {
        Role::Source(names) if shape::words(before) >= 4 => Some((before, names, taken.trim())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, left: &str, people: &[&str], agencies: &[&str]) {
        let mut draft = Draft {
            blocks: vec![
                Block::alone("Il ponte resta chiuso fino a marzo."),
                Block::alone(text),
            ],
            ..Draft::default()
        };
        lift(&mut draft);
        let texts: Vec<&str> = draft.blocks[1..].iter().map(Block::text).collect();
        assert_eq!(texts.concat(), left, "{text}");
        assert_eq!(draft.article.byline, people, "{text}");
        let credits: Vec<&str> = draft
            .article
            .credits
            .iter()
            .map(|credit| credit.name.as_str())
            .collect();
        assert_eq!(credits, agencies, "{text}");
    }

    #[test]
    fn signatures_leave_the_text_and_brackets_in_sentences_stay() {
        check(
            "Most jest zamknięty - podkreślał. (reb)",
            "Most jest zamknięty - podkreślał.",
            &["reb"],
            &[],
        );
        check(
            "Most jest zamknięty. (PAP, mk)",
            "Most jest zamknięty.",
            &["mk"],
            &["PAP"],
        );
        check(
            "Il ponte è chiuso (ANSA).",
            "Il ponte è chiuso",
            &[],
            &["ANSA"],
        );
        check("jk/ mal/", "", &["jk", "mal"], &[]);
        check("Мост закрыт. /ТАСС/", "Мост закрыт.", &[], &["ТАСС"]);
        check(
            "Il ponte è chiuso. Fonte: ANSA",
            "Il ponte è chiuso.",
            &[],
            &["ANSA"],
        );
        check(
            "It was closed. (Reporting by Jane Doe; editing by John Smith)",
            "It was closed.",
            &["Jane Doe"],
            &[],
        );
        check(
            "Decyzję podejmie ministerstwo (MON).",
            "Decyzję podejmie ministerstwo (MON).",
            &[],
            &[],
        );
        check(
            "Sie fuhr nach Kiew (Ukraine)",
            "Sie fuhr nach Kiew (Ukraine)",
            &[],
            &[],
        );
    }
}
