//! The spine: what is made of a document, and what of the result beside everything that is known.
//!
//! Both functions are pure. [`prepare`] needs nothing but the document and the tables, so it runs in
//! parallel; [`judge`] compares with what is known and is called by the one writer alone, so that two
//! copies that arrive together cannot both be original. Adding a stage is one module and one line here.

use config::Treatment;
use item::{
    Article, Change, Cleaning, Document, EntryRef, Fingerprint, Flips, Item, ItemId, Labels,
    Override, RawPlace, ReadFrom, Standing, Statement,
};
use jiff::Timestamp;

use crate::{
    classify::Classifier,
    clean::{
        Choice, Cleaned, Removed, Unclean, clean,
        recurring::{self, FurnitureTable, Origin},
    },
    dedup::{self, Known},
    diff::{KEPT, Version, change},
    flips::flipped,
    story::Traits,
};

/// What was made of a document, before it is compared with anything.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// The clean article.
    pub article: Article,
    /// What it is about.
    pub labels: Labels,
    /// Who is reported to have said what.
    pub statements: Vec<Statement>,
    /// What will be remembered of its text.
    pub fingerprint: Fingerprint,
    /// What was taken out of the text, and by which rule.
    pub removed: Vec<Removed>,
    /// What the selectors of its source came to.
    pub overrides: Vec<Override>,
    /// Where a page's body was found.
    pub choice: Option<Choice>,
    /// What its story is told by.
    pub traits: Traits,
}

impl Prepared {
    /// How its text came out of its document, as an item tells it.
    pub(crate) fn cleaning(&self) -> Cleaning {
        let choice = self.choice.as_ref();
        let rivals = choice.into_iter().flat_map(|choice| &choice.rivals);
        let others =
            rivals.filter(|rival| Some(rival.candidate) != choice.map(|one| one.candidate));
        let mut cleaning = Cleaning {
            body: choice.map(|choice| choice.candidate.to_owned()),
            rivals: others.map(|rival| rival.candidate.to_owned()).collect(),
            removed: Vec::new(),
        };
        for removed in &self.removed {
            cleaning.note(&removed.rule, &removed.text);
        }
        cleaning
    }
}

/// Cleans, fingerprints and classifies a document of a source that is treated like this. `furniture` is what was learned
/// of the hosts' lines, and `origin` says whose lines these are.
pub fn prepare(
    document: &Document,
    treatment: &Treatment,
    classifier: &Classifier,
    furniture: &FurnitureTable,
    origin: Origin<'_>,
) -> Result<Prepared, Unclean> {
    let Cleaned {
        mut article,
        mut removed,
        overrides,
        choice,
    } = clean(document, treatment)?;
    if let Some(host) = origin.host(&article) {
        removed.extend(recurring::strip(&mut article, &host, furniture));
    }
    let fingerprint = dedup::fingerprint(article.headline.as_deref(), &article.text);
    let labelled = classifier.classify(&article);
    let traits = Traits::of(&article, &labelled.labels);
    Ok(Prepared {
        article,
        labels: labelled.labels,
        statements: labelled.statements,
        fingerprint,
        removed,
        overrides,
        choice,
        traits,
    })
}

/// Who an item is: decided before it is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// The item's name.
    pub id: ItemId,
    /// The entry that it was made from.
    pub entry: EntryRef,
    /// Where on the web it was read, if there.
    pub read_from: Option<ReadFrom>,
    /// The tags of the source that first brought it.
    pub tags: Vec<String>,
    /// When its text was captured, where it was read from an archive.
    pub captured: Option<Timestamp>,
    /// Where its raw form is kept, if it is.
    pub raw: Option<RawPlace>,
    /// What is known of it, if it is known.
    pub earlier: Option<Earlier>,
}

/// A version that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// Its number.
    pub version: u32,
    /// The digest of its text, as its fingerprint had it.
    pub digest: u64,
    /// The item in that version; none if the journal no longer keeps it.
    pub item: Option<Item>,
    /// When that version was journalled, if the journal still keeps it.
    pub told: Option<Timestamp>,
    /// How often its versions went back and forth between the same texts.
    pub flips: Flips,
}

impl Earlier {
    /// When its text was what its page said, as far as that is known: when it was captured, or else when it was told.
    pub fn as_of(&self) -> Option<Timestamp> {
        let captured = self.item.as_ref().and_then(|item| item.captured);
        captured.or(self.told)
    }
}

/// What the writer is to record of a prepared article.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// An item that was not known.
    New {
        /// It: original or copy, as its standing says.
        item: Item,
        /// Known items that turn out to be copies of it.
        relinked: Vec<Item>,
    },
    /// Another version of a known item.
    Updated {
        /// It.
        item: Item,
        /// What it changed, if the version before is known.
        change: Option<Change>,
        /// Whether it goes back and forth.
        flips: Flips,
    },
    /// The known item, as it is.
    Unchanged,
    /// The known item says what it said before its last version, as it has done too often to be told again.
    Flips,
}

/// Decides what a prepared article is beside what is known. `candidates` are known items that share
/// shingles with it, best first.
pub fn judge(
    prepared: Prepared,
    identity: Identity,
    candidates: &[Known],
    now: Timestamp,
) -> Verdict {
    let Identity {
        id,
        entry,
        read_from,
        tags,
        captured,
        raw,
        earlier,
    } = identity;
    let cleaning = prepared.cleaning();
    let fingerprint = prepared.fingerprint;
    let first = Item {
        id,
        source: entry.source.clone(),
        entry,
        tags,
        first_seen: now,
        version: 1,
        story: None,
        read_from,
        captured,
        raw,
        article: prepared.article,
        overrides: prepared.overrides,
        cleaning,
        labels: prepared.labels,
        statements: prepared.statements,
        standing: Standing::Original,
    };
    let Some(earlier) = earlier else {
        let (standing, relinked) = dedup::standing_among(id, &first.article, candidates);
        return Verdict::New {
            item: Item { standing, ..first },
            relinked,
        };
    };
    let before = earlier.item.as_ref().map(Version::of);
    let change = before.and_then(|before| change(before, Version::of(&first), KEPT));
    if is_unchanged(&earlier, &first, change.as_ref(), fingerprint.exact) {
        return Verdict::Unchanged;
    }
    let Some(flips) = flips(&earlier, &first) else {
        return Verdict::Flips;
    };
    Verdict::Updated {
        item: revised(earlier, first),
        change,
        flips,
    }
}

/// The next version of a known item.
fn revised(earlier: Earlier, now: Item) -> Item {
    let version = earlier.version.saturating_add(1);
    let revised = Item {
        version,
        standing: Standing::Revision {
            of: now.id,
            version,
        },
        ..now
    };
    match earlier.item {
        Some(item) => Item {
            source: item.source,
            first_seen: item.first_seen,
            story: item.story,
            ..revised
        },
        None => revised,
    }
}

/// Whether a known item says what it said. What differs only in clocks, counters and breaks of lines is no version of a
/// page or a listing. Its dates may come from the listing, which dates an entry anew for less than a word, and its address
/// from where a redirect led this time.
fn is_unchanged(earlier: &Earlier, now: &Item, change: Option<&Change>, digest: u64) -> bool {
    match &earlier.item {
        Some(_) if now.read_from.is_some() => change.is_none(),
        Some(item) => item.article == now.article,
        // The journal no longer tells its headline and dates; its words must do.
        None => earlier.digest == digest,
    }
}

/// What is to be remembered of a known item that says something else now; nothing, where that has come back too often.
fn flips(earlier: &Earlier, now: &Item) -> Option<Flips> {
    match &earlier.item {
        Some(item) if now.read_from.is_some() => {
            flipped(&earlier.flips, &item.article, &now.article)
        }
        // Who edits a file means it; and where the journal no longer keeps what was told, nothing is known to come back.
        _ => Some(Flips::default()),
    }
}
