//! The desk counts what the selectors of a source come to, document by document, and tells when one of them has stopped
//! matching.

use item::{Alarm, Override, Part, SourceId, digest64};
use state::{Selector, StateError};

use super::desk::Desk;

/// So many documents in a row in which a selector gives nothing are no chance: a live blog or a gallery is built
/// otherwise than an article, but they take turns.
const IN_A_ROW: u32 = 5;

impl Desk {
    /// Counts what the selectors of a source came to in one document.
    pub(super) fn note_overrides(
        &mut self,
        source: &SourceId,
        overrides: &[Override],
    ) -> Result<(), StateError> {
        let counted = |one: &&Override| one.part != Part::Remove;
        if !overrides.iter().any(|one| counted(&one)) {
            return Ok(());
        }
        let mut health = self.state.health(source)?;
        for one in overrides.iter().filter(counted) {
            count(&mut health.selectors, one);
        }
        let broken = health.selectors.iter().find(|one| one.missed >= IN_A_ROW);
        let broken = broken.map(|selector| detail(selector, overrides));
        self.state.set_health(source, health);
        match broken {
            Some(detail) => self.raise(source, Alarm::Override, detail, Some(hint(source))),
            None => self.clear(source, Alarm::Override),
        }
    }

    /// Forgets what was counted of selectors that are configured no more, and what the source was alarmed for.
    pub(super) fn forget_overrides(&mut self, source: &SourceId) -> Result<(), StateError> {
        let extract = &self.treatments.get(source).extract;
        let configured = [
            (Part::Body, &extract.body),
            (Part::Title, &extract.title),
            (Part::Date, &extract.date),
            (Part::Author, &extract.author),
        ];
        let is_configured = |one: &Selector| {
            let mut same = configured.iter().filter(|(part, _)| *part == one.part);
            same.any(|(_, css)| {
                css.as_ref()
                    .is_some_and(|css| digest(&css.written) == one.css)
            })
        };
        let mut health = self.state.health(source)?;
        let before = health.selectors.len();
        health.selectors.retain(is_configured);
        if health.selectors.len() == before {
            return Ok(());
        }
        let is_fine = health.selectors.iter().all(|one| one.missed < IN_A_ROW);
        self.state.set_health(source, health);
        if is_fine {
            self.clear(source, Alarm::Override)?;
        }
        Ok(())
    }
}

/// Counts one; what was counted of another selector for the same part is void.
fn count(selectors: &mut Vec<Selector>, one: &Override) {
    let css = digest(&one.css);
    let known = selectors.iter().position(|known| known.part == one.part);
    let mut counted = known
        .map(|at| selectors.swap_remove(at))
        .filter(|known| known.css == css)
        .unwrap_or(Selector {
            part: one.part,
            css,
            used: 0,
            missed: 0,
        });
    if one.used {
        counted.used = counted.used.saturating_add(1);
        counted.missed = 0;
    } else {
        counted.missed = counted.missed.saturating_add(1);
    }
    selectors.push(counted);
    selectors.sort_unstable_by_key(|selector| selector.part);
}

fn digest(css: &str) -> u64 {
    digest64(css.as_bytes())
}

fn detail(selector: &Selector, overrides: &[Override]) -> String {
    let part = selector.part.name();
    let css = overrides.iter().find(|one| one.part == selector.part);
    let css = css.map_or("", |one| one.css.as_str());
    let missed = selector.missed;
    match selector.used {
        0 => format!(
            "`{part} = \"{css}\"` of `extract` has given nothing in the first {missed} documents"
        ),
        used => format!(
            "`{part} = \"{css}\"` of `extract` has given nothing in the last {missed} documents, after it had in {used}: \
             the pages have probably changed"
        ),
    }
}

fn hint(source: &SourceId) -> String {
    format!(
        "`newsloom try FILE --source {source}` shows what each selector finds in a saved page; until it matches again, \
         cleaning finds the part itself"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(part: Part, css: &str, used: bool) -> Override {
        Override {
            part,
            css: css.to_owned(),
            matched: 1,
            used,
        }
    }

    #[test]
    fn what_is_missed_in_a_row_is_counted_for_each_selector_until_it_matches_or_is_another() {
        let mut selectors = Vec::new();
        let mut counted = |part, css: &str, used| {
            count(&mut selectors, &seen(part, css, used));
            let one = selectors.iter().find(|one| one.part == part).unwrap();
            (one.used, one.missed)
        };
        assert_eq!(counted(Part::Body, "div", true), (1, 0));
        assert_eq!(counted(Part::Body, "div", false), (1, 1));
        assert_eq!(counted(Part::Date, "time", false), (0, 1));
        assert_eq!(counted(Part::Body, "div", false), (1, 2));
        assert_eq!(counted(Part::Body, "div", true), (2, 0));
        assert_eq!(counted(Part::Body, "main", false), (0, 1));
        assert_eq!(counted(Part::Date, "time", false), (0, 2));
    }
}
