//! The dateline: where and when a report was filed, and by which agency. It stays in the text.

use item::{Dateline, NewsDate};

use super::draft::Draft;
use super::outlets;
use super::shape;
use item::dates;

/// A dateline ends within so many characters.
const LONGEST: usize = 130;

/// A place has at most so many words and characters.
const MOST_PLACE_WORDS: usize = 4;
const LONGEST_PLACE: usize = 40;

/// Without a date or an agency a place before a dash has at most so many words.
const MOST_BARE_WORDS: usize = 2;

/// The first paragraphs that may carry it.
const LEADS: usize = 3;

/// Small words inside the name of a place.
const PARTICLES: [&str; 14] = [
    "di", "del", "sul", "nad", "am", "an", "der", "на", "над", "de", "la", "upon", "bei", "im",
];

/// Words that stand between a year and what follows.
const YEAR_WORDS: [&str; 8] = ["года", "г", "року", "р", "roku", "r", "год", "рік"];

#[derive(Debug, Clone, PartialEq, Default)]
struct Found {
    place: String,
    date: Option<NewsDate>,
    agencies: Vec<String>,
    evidence: String,
}

/// Reads the dateline of the first paragraphs.
pub(super) fn read(draft: &mut Draft) {
    let mut leads = draft.blocks.iter().take(LEADS);
    let Some(found) = leads.find_map(|block| block.is_prose().then(|| at_start(block.text()))?)
    else {
        return;
    };
    draft.credit(found.agencies, &found.evidence);
    if let Some(date) = &found.date {
        draft.publish(date.clone());
    }
    draft.article.dateline = Some(Dateline {
        place: found.place,
        date: found.date,
    });
}

fn at_start(block: &str) -> Option<Found> {
    let end = block
        .char_indices()
        .nth(LONGEST)
        .map_or(block.len(), |(at, _)| at);
    let head = block.get(..end)?;
    let mut scan = Scan {
        rest: head,
        found: Found::default(),
        dated: false,
        dashed: false,
    };
    scan.agency();
    scan.dash();
    scan.dashed = false;
    scan.place()?;
    scan.parts();
    let agency = !scan.found.agencies.is_empty();
    let dated = scan.dated && (scan.dashed || scan.stopped(head));
    let bare = scan.dashed && shape::words(&scan.found.place) <= MOST_BARE_WORDS;
    let rest = scan.rest.trim_start();
    let opens = rest
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .next()
        .is_some_and(|c| !c.is_lowercase());
    if !opens || !(agency || dated || bare) {
        return None;
    }
    let mut found = scan.found;
    let taken = head.len() - rest.len();
    head.get(..taken)?.trim().clone_into(&mut found.evidence);
    Some(found)
}

/// Reads the parts of a dateline one after another.
#[derive(Debug)]
struct Scan<'a> {
    rest: &'a str,
    found: Found,
    dated: bool,
    dashed: bool,
}

impl Scan<'_> {
    /// The place; nothing is read without one.
    fn place(&mut self) -> Option<()> {
        self.rest = self.rest.trim_start();
        let end = self.place_end();
        let (place, rest) = self.rest.split_at_checked(end)?;
        let place = place.trim();
        let words: Vec<&str> = place.split(' ').collect();
        let capital = words.iter().all(|word| {
            let first = word.chars().next();
            PARTICLES.contains(word) || first.is_some_and(char::is_uppercase)
        });
        let plain = place
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '/'));
        let fits = (1..=MOST_PLACE_WORDS).contains(&words.len())
            && (2..=LONGEST_PLACE).contains(&place.chars().count());
        if !(capital && plain && fits) || outlets::named(place).is_some() {
            return None;
        }
        place.clone_into(&mut self.found.place);
        self.rest = rest;
        Some(())
    }

    fn place_end(&self) -> usize {
        // What goes on longer than a place is none.
        let end = self.rest.char_indices().nth(LONGEST_PLACE + 2);
        let end = end.map_or(self.rest.len(), |(at, _)| at);
        let text = self.rest.get(..end).unwrap_or(self.rest);
        let marks = text.find([',', '(', '.', ':', ';']).unwrap_or(text.len());
        let digits = text
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(text.len());
        let dashes = [" - ", " – ", " — ", "- ", "– ", "— ", " /"].iter();
        let dash = dashes.filter_map(|dash| text.find(dash)).min();
        marks.min(digits).min(dash.unwrap_or(text.len()))
    }

    /// Date, agencies, a second place and the dash, in any order.
    fn parts(&mut self) {
        for _ in 0..6 {
            let before = self.rest.len();
            self.rest = self.rest.trim_start_matches([' ', ',', '.']);
            if self.dashed {
                if self.agency() {
                    self.dash();
                } else {
                    self.named_agency();
                }
                return;
            }
            if !(self.date() || self.agency() || self.named_agency() || self.second_place()) {
                self.dash();
            }
            if self.rest.len() == before {
                return;
            }
        }
    }

    fn date(&mut self) -> bool {
        if self.dated {
            return false;
        }
        let range = match dates::find(self.rest) {
            Some((range, date)) if range.start == 0 => {
                self.found.date = Some(date);
                range
            }
            _ => match dates::find_yearless(self.rest) {
                Some(range) if range.start == 0 => range,
                _ => return false,
            },
        };
        self.dated = true;
        self.rest = self.rest.get(range.end..).unwrap_or_default();
        self.hour();
        let next = self.rest.trim_start();
        for word in YEAR_WORDS {
            let Some(rest) = next.strip_prefix(word) else {
                continue;
            };
            if !rest.starts_with(char::is_alphanumeric) {
                self.rest = rest;
                break;
            }
        }
        true
    }

    /// `11:20` behind a day without a year.
    fn hour(&mut self) {
        let text = self.rest.trim_start();
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let hour = digits(text);
        let Some(after) = text
            .get(hour..)
            .and_then(|rest| rest.strip_prefix([':', '.']))
        else {
            return;
        };
        if (1..=2).contains(&hour) && digits(after) == 2 {
            self.rest = after.get(2..).unwrap_or_default();
        }
    }

    /// `(PAP)`, `/ТАСС/`, `(dpa/lby)`.
    fn agency(&mut self) -> bool {
        let text = self.rest.trim_start();
        let close = match text.chars().next() {
            Some('(') => ')',
            Some('/') => '/',
            Some('[') => ']',
            _ => return false,
        };
        let inner = text
            .get(1..)
            .and_then(|inner| inner.rsplit_once(close).or(None));
        let inner = inner.and_then(|_| text.get(1..)?.split_once(close));
        let Some((inner, rest)) = inner else {
            return false;
        };
        let mut names: Vec<String> = inner
            .split(['/', ',', ';', '-'])
            .chain(std::iter::once(inner))
            // `Корр. ТАСС`: what is shortened before the name is an office.
            .map(|name| name.rsplit_once(". ").map_or(name, |(_, name)| name))
            .filter_map(|name| outlets::named(name.trim()))
            .map(ToOwned::to_owned)
            .collect();
        names.dedup();
        if names.is_empty() {
            return false;
        }
        let best = outlets::named(inner).map(|name| vec![name.to_owned()]);
        self.found.agencies.extend(best.unwrap_or(names));
        let skipped = self.rest.len() - rest.len();
        self.rest = self.rest.get(skipped..).unwrap_or_default();
        true
    }

    /// `УНІАН.`, `РИА Новости.`: a name that ends with a full stop or a dash.
    fn named_agency(&mut self) -> bool {
        let text = self.rest.trim_start();
        let ends = [". ", "–", "—", ":", " -", "./"].iter();
        let Some(end) = ends.filter_map(|end| text.find(end)).min() else {
            return false;
        };
        let Some((name, _)) = text.split_at_checked(end) else {
            return false;
        };
        let Some(agency) = outlets::named(name.trim()).filter(|_| shape::words(name) <= 3) else {
            return false;
        };
        self.found.agencies.push(agency.to_owned());
        let skipped = self.rest.len() - text.len() + end;
        self.rest = self.rest.get(skipped..).unwrap_or_default();
        true
    }

    /// `Rzym, Włochy –`: a country behind the place.
    fn second_place(&mut self) -> bool {
        let end = self.place_end();
        let Some((place, rest)) = self.rest.split_at_checked(end) else {
            return false;
        };
        let place = place.trim();
        let one = shape::words(place) <= 2 && shape::is_capitalised(place);
        let closed = rest
            .trim_start()
            .starts_with(['–', '—', '-', '(', '/', ',']);
        if !(one && closed && !place.is_empty()) {
            return false;
        }
        self.rest = self.rest.get(end..).unwrap_or_default();
        true
    }

    fn dash(&mut self) {
        let text = self.rest.trim_start();
        let rest = ["- ", "– ", "— ", "-- ", "| "]
            .iter()
            .find_map(|dash| text.strip_prefix(dash));
        if let Some(rest) = rest {
            self.dashed = true;
            let skipped = self.rest.len() - rest.len();
            self.rest = self.rest.get(skipped..).unwrap_or_default();
        }
    }

    /// Whether what was read ends with a full stop: `Київ. 5 травня. …`.
    fn stopped(&self, head: &str) -> bool {
        let read = head.len() - self.rest.trim_start().len();
        let read = head.get(..read).unwrap_or_default();
        self.dated && read.trim_end().ends_with(['.', ':'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, place: Option<&str>, date: Option<&str>, agencies: &[&str]) {
        let block = format!(
            "{head}La Commissione ha approvato ieri il nuovo bilancio dopo un lungo dibattito."
        );
        let found = at_start(&block);
        assert_eq!(
            found.as_ref().map(|found| found.place.as_str()),
            place,
            "{head}"
        );
        let Some(found) = found else { return };
        assert_eq!(found.date.as_ref().map(NewsDate::as_str), date, "{head}");
        assert_eq!(found.agencies, agencies, "{head}");
    }

    #[test]
    fn datelines_are_read_in_the_forms_of_all_agencies() {
        check(
            "Mosca, 1 febbraio 2022 - ",
            Some("Mosca"),
            Some("2022-02-01"),
            &[],
        );
        check("MOSKWA (PAP) - ", Some("MOSKWA"), None, &["PAP"]);
        check(
            "ТАЛЛИН, 9 мая. /Корр. ТАСС/. ",
            Some("ТАЛЛИН"),
            None,
            &["ТАСС"],
        );
        check("КИЕВ, 12 марта. /ТАСС/. ", Some("КИЕВ"), None, &["ТАСС"]);
        check(
            "МОСКВА, 14 июн - РИА Новости. ",
            Some("МОСКВА"),
            None,
            &["РИА Новости"],
        );
        check(
            "BRUSSELS, Jan 12 (Reuters) - ",
            Some("BRUSSELS"),
            None,
            &["Reuters"],
        );
        check("Berlin (dpa) – ", Some("Berlin"), None, &["dpa"]);
        check("Київ. 5 травня. УНІАН. ", Some("Київ"), None, &["УНІАН"]);
        check("(ANSA) - ROMA, 14 GIU - ", Some("ROMA"), None, &["ANSA"]);
        check(
            "New York, 3 marca 2022 r. – ",
            Some("New York"),
            Some("2022-03-03"),
            &[],
        );
        check(
            "Kyjiw/Moskau (dpa/AFP) - ",
            Some("Kyjiw/Moskau"),
            None,
            &["dpa", "AFP"],
        );
        check("", None, None, &[]);
        check("Secondo il ministro, ", None, None, &[]);
        check("Ieri, 14 giugno 2021, ", None, None, &[]);
    }
}
