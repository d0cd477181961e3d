//! Which earlier line of the same process a text repeats: the index, the learner of furniture and the judge of a run, in
//! memory.

use std::collections::{BTreeMap, HashMap, VecDeque};

use config::Treatment;
use item::{Article, Document, Hints, ItemId, Media, Standing, digest64};
use pipeline::{
    clean::{
        clean,
        recurring::{FurnitureTable, Line, Origin, learned, lines, place, strip, teaches},
    },
    dedup::{Likeness, MOST_COMPARED, Published, fingerprint, judge, plausible},
};
use serde_json::Value;
use state::{ShingleSettings, Shingles};

use crate::clock;

/// Texts of earlier lines that are kept, the last ones, in bytes: with them an overlap is counted on the texts, without
/// them on the sample of the index.
const MOST_TEXT: usize = 64 << 20;

/// What earlier lines said.
#[derive(Debug)]
pub(super) struct Repeats {
    shingles: Shingles,
    earlier: HashMap<ItemId, Value>,
    /// The last ones, whole, and in their order.
    texts: HashMap<ItemId, Article>,
    order: VecDeque<ItemId>,
    text_bytes: usize,
    furniture: FurnitureTable,
    /// What the last lines of a host showed, by their places.
    shown: HashMap<String, BTreeMap<u8, Vec<u32>>>,
    lines: u64,
}

impl Repeats {
    pub(super) fn new() -> Self {
        Self {
            shingles: Shingles::in_memory(ShingleSettings::default()),
            earlier: HashMap::new(),
            texts: HashMap::new(),
            order: VecDeque::new(),
            text_bytes: 0,
            furniture: FurnitureTable::default(),
            shown: HashMap::new(),
            lines: 0,
        }
    }

    /// The earlier line that this one repeats, and how much of it.
    pub(super) fn of(&mut self, line: &Value, article: &Article) -> Result<(Value, f32), String> {
        let mut article = cleaned(article);
        let host = Origin::Web.host(&article);
        if let Some(host) = &host {
            strip(&mut article, host, &self.furniture);
        }
        let fingerprint = fingerprint(article.headline.as_deref(), &article.text);
        let now = clock::now();
        let candidates = self.shingles.candidates(&fingerprint, now);
        let candidates = candidates.map_err(|error| error.to_string())?;
        let likenesses = candidates.iter().map(Likeness::from).filter(plausible);
        let likenesses: Vec<Likeness> = likenesses
            .take(MOST_COMPARED)
            .map(|likeness| self.compared(likeness, &article))
            .collect();
        self.lines += 1;
        let id = ItemId::of_url(&self.lines.to_string());
        let inserted = self.shingles.insert(self.lines, id, now, &fingerprint);
        inserted.map_err(|error| error.to_string())?;
        let standing = judge(&likenesses);
        if let Some(host) = host.filter(|_| teaches(&standing)) {
            self.learn(&host, id, &article);
        }
        self.earlier.insert(id, line.clone());
        self.keep(id, article);
        let Standing::Copy {
            of,
            similarity,
            coverage,
            ..
        } = standing
        else {
            return Ok((Value::Null, 0.0));
        };
        let of = self.earlier.get(&of).cloned();
        Ok((of.unwrap_or_default(), similarity.max(coverage)))
    }

    fn compared(&self, likeness: Likeness, article: &Article) -> Likeness {
        match self.texts.get(&likeness.id) {
            Some(known) => likeness.compared(published(article), published(known)),
            None => likeness,
        }
    }

    fn keep(&mut self, id: ItemId, article: Article) {
        self.text_bytes += article.text.len();
        self.order.push_back(id);
        self.texts.insert(id, article);
        while self.text_bytes > MOST_TEXT
            && let Some(oldest) = self.order.pop_front()
        {
            let text = self
                .texts
                .remove(&oldest)
                .map_or(0, |known| known.text.len());
            self.text_bytes = self.text_bytes.saturating_sub(text);
        }
    }

    fn learn(&mut self, host: &str, id: ItemId, article: &Article) {
        let own = lines(&article.text);
        let place = place(id);
        let shown = self.shown.entry(host.to_owned()).or_default();
        let others = shown.iter().filter(|(at, _)| **at != place);
        let others = others.map(|(_, lines)| lines.as_slice());
        for line in learned(&own, others, host, &self.furniture) {
            self.furniture
                .insert(digest64(host.as_bytes()), line.digest);
        }
        shown.insert(place, own.iter().map(Line::short).collect());
    }
}

fn published(article: &Article) -> Published<'_> {
    Published {
        text: &article.text,
        url: article.url.as_deref(),
    }
}

/// The text as a run would have it; as it is where cleaning finds no article in it.
fn cleaned(article: &Article) -> Article {
    let document = Document {
        bytes: article.text.clone().into_bytes(),
        media: Media::Text,
        charset: Some("utf-8".to_owned()),
        url: article.url.clone(),
        hints: Hints {
            title: article.headline.clone(),
            ..Hints::default()
        },
        raw: None,
    };
    let text = clean(&document, &Treatment::default())
        .map_or_else(|_| article.text.clone(), |cleaned| cleaned.article.text);
    Article {
        text,
        ..article.clone()
    }
}
