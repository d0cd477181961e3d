//! The fields of the index, and an item as a document of it.

use item::{Indexed, Item, ItemId, Label};
use tantivy::{
    TantivyDocument, Term,
    schema::{
        BytesOptions, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing,
        TextOptions,
    },
};

use super::facets::COUNTED;
use crate::text::{Stemmer, Tongue, tokenise};

/// What parts the text of a field: words are made here, and stand with a space between them.
const WORDS: &str = "whitespace";

/// Longer tokens are no words, and the index has no room for them.
const LONGEST_TOKEN: usize = 1024;

/// The key of an item that its source has withdrawn.
pub(super) const WITHDRAWN: &str = "withdrawn:yes";

/// How an item stands in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// The event that holds it.
    pub(super) sequence: u64,
    /// Whether it is gone from its source.
    pub(super) withdrawn: bool,
}

/// The fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The item's id.
    pub(super) id: Field,
    /// The event that holds the item.
    pub(super) sequence: Field,
    /// Its date.
    pub(super) date: Field,
    /// When it was first seen: the order of those of one date, the same for all its versions.
    pub(super) seen: Field,
    /// The values that are counted.
    pub(super) facets: Field,
    /// What can be asked of its labels.
    pub(super) keys: Field,
    /// The folded words of headline and text, in their order.
    pub(super) words: Field,
    /// The stems of the headline, each with its language.
    pub(super) headline_stems: Field,
    /// The stems of the text, each with its language.
    pub(super) stems: Field,
}

impl Fields {
    /// The schema, and its fields.
    pub(super) fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let tokens = |record| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(WORDS)
                .set_index_option(record);
            TextOptions::default().set_indexing_options(indexing)
        };
        let keys = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let fields = Self {
            id: schema.add_bytes_field("id", BytesOptions::from(INDEXED)),
            sequence: schema.add_u64_field("sequence", NumericOptions::default().set_fast()),
            date: schema.add_i64_field("date", NumericOptions::default().set_fast()),
            seen: schema.add_i64_field("seen", NumericOptions::default().set_fast()),
            facets: schema.add_text_field("facets", TextOptions::default().set_fast("raw")),
            keys: schema.add_text_field("keys", TextOptions::default().set_indexing_options(keys)),
            words: schema.add_text_field("words", tokens(IndexRecordOption::WithFreqsAndPositions)),
            headline_stems: schema
                .add_text_field("headline_stems", tokens(IndexRecordOption::WithFreqs)),
            stems: schema.add_text_field("stems", tokens(IndexRecordOption::WithFreqs)),
        };
        (schema.build(), fields)
    }

    /// The document of an item.
    pub(super) fn document(self, item: &Item, standing: Standing) -> TantivyDocument {
        let indexed = Indexed::of(item);
        let mut document = TantivyDocument::default();
        document.add_bytes(self.id, &item.id.to_bytes());
        document.add_u64(self.sequence, standing.sequence);
        document.add_i64(self.date, indexed.date);
        document.add_i64(self.seen, indexed.seen);
        for facet in facets(item) {
            document.add_text(self.facets, facet);
        }
        for key in &indexed.keys {
            document.add_text(self.keys, key);
        }
        if standing.withdrawn {
            document.add_text(self.keys, WITHDRAWN);
        }
        // Values of one field are a position apart, so that no words in a row reach from the headline into the text.
        document.add_text(self.words, spaced(&indexed.headline));
        document.add_text(self.words, spaced(&indexed.text));

        let language = item.labels.language.as_ref();
        let tongue = language.map_or(Tongue::Other, |language| Tongue::of(&language.id));
        let headline = item.article.headline.as_deref().unwrap_or_default();
        document.add_text(self.headline_stems, spaced(&stems(headline, tongue)));
        document.add_text(self.stems, spaced(&stems(&item.article.text, tongue)));
        document
    }

    /// What finds the document of an item.
    pub(super) fn id_term(self, id: ItemId) -> Term {
        Term::from_field_bytes(self.id, &id.to_bytes())
    }
}

/// One value of each label, in the order of [`COUNTED`].
fn facets(item: &Item) -> impl Iterator<Item = String> {
    let labels = &item.labels;
    let [language, topic, country, outlet, source] = COUNTED;
    let of = |field: &'static str, label: &Label| format!("{field}:{}", label.id);
    let languages = labels.language.iter().map(move |label| of(language, label));
    let topics = labels.topics.iter().map(move |label| of(topic, label));
    let countries = labels.countries.iter().map(move |label| of(country, label));
    let origin = [
        format!("{outlet}:{}", item.outlet()),
        format!("{source}:{}", item.source),
    ];
    languages.chain(topics).chain(countries).chain(origin)
}

fn stems(text: &str, tongue: Tongue) -> Vec<String> {
    let tokens = tokenise(text);
    let words = tokens
        .iter()
        .filter_map(|token| text.get(token.start..token.end));
    words.map(|word| stem_token(word, tongue)).collect()
}

/// A stem with its language: what one language makes of a word says nothing in another.
pub(super) fn stem_token(word: &str, tongue: Tongue) -> String {
    format!("{}:{}", tongue.code(), Stemmer::new(tongue).stem(word))
}

/// Words as the index is given them. It parts them again at the spaces: the documents that wait to be indexed are many, and
/// words that are parted take twenty times the memory.
fn spaced(words: &[String]) -> String {
    let mut spaced = String::new();
    for word in words.iter().filter(|word| word.len() <= LONGEST_TOKEN) {
        spaced.push_str(word);
        spaced.push(' ');
    }
    spaced
}
