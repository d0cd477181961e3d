//! Items that are made up, the same ones every time, for benchmarks that need many.

use item::{Article, EntryRef, Item, ItemId, Label, Labels, NewsDate, SourceId, Standing};

/// Different words: as many as a newspaper uses in a year.
const VOCABULARY: u64 = 60_000;

/// The same numbers every time (`SplitMix64`, <https://prng.di.unimi.it/splitmix64.c>).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Few words are frequent, as in every language: the product of two shares leans to the small.
    fn word(&mut self) -> String {
        let number = self.below(VOCABULARY) * self.below(VOCABULARY) / VOCABULARY;
        let mut word = String::new();
        let mut rest = number + 20;
        while rest > 0 {
            let (consonants, vowels) = (
                ["k", "m", "b", "t", "r", "z", "n", "s"],
                ["a", "e", "i", "o", "u"],
            );
            word.push_str(consonants.get((rest % 8) as usize).expect("one of eight"));
            word.push_str(vowels.get((rest / 8 % 5) as usize).expect("one of five"));
            rest /= 40;
        }
        word
    }

    fn words(&mut self, count: u64) -> String {
        let words: Vec<String> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }
}

fn label(id: &str) -> Label {
    Label {
        id: id.to_owned(),
        name: None,
        score: 1.0,
        evidence: Vec::new(),
    }
}

/// A report with labels, of so many words.
pub(crate) fn item(number: u64, words: u64, random: &mut Random) -> Item {
    let source = SourceId::new(&format!("source-{}", number % 40));
    let key = number.to_string();
    let mut one_of = |values: &[&'static str]| {
        let place = random.below(values.len() as u64);
        label(values.get(place as usize).expect("one of them"))
    };
    let labels = Labels {
        language: Some(one_of(&["it", "pl", "en", "de", "fr", "es", "ru", "uk"])),
        topics: vec![one_of(&[
            "nato-russia",
            "medtop:11000000",
            "medtop:04000000",
            "cyber",
        ])],
        countries: vec![one_of(&["RU", "PL", "IT", "US", "DE"])],
        people: vec![one_of(&["person:a-b", "person:c-d", "person:e-f"])],
        ..Labels::default()
    };
    let day = jiff::civil::date(2020, 1, 1) + jiff::Span::new().days((number % 2000).cast_signed());
    Item {
        id: ItemId::of_entry(&source, &key),
        entry: EntryRef {
            source: source.clone(),
            key,
            version: 1,
        },
        source,
        tags: Vec::new(),
        first_seen: "2026-11-22T03:00:00Z".parse().expect("a moment"),
        version: 1,
        story: None,
        read_from: None,
        captured: None,
        raw: None,
        article: Article {
            headline: Some(random.words(9)),
            text: random.words(words),
            date_published: Some(NewsDate::day(day)),
            ..Article::default()
        },
        labels,
        overrides: Vec::new(),
        cleaning: item::Cleaning::default(),
        statements: Vec::new(),
        standing: Standing::Original,
    }
}
