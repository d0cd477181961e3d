//! Builds the table by which languages are told apart: `cargo run --release > ../languages.bin`.
//!
//! Input: the n-gram models of lingua's language crates (Apache-2.0), each the probability of a letter after up to
//! four others. Output: for Latin and for Cyrillic letters the n-grams that tell most, each with one byte a language:
//! how much less probable it is there than where it is most probable, in steps of a tenth of a natural logarithm.
//! The same input gives the same bytes.

use std::{
    collections::{HashMap, HashSet},
    error::Error,
    io::Write,
};

use fst::{Map, Streamer};
use include_dir::Dir;

/// What an n-gram that a model lacks costs for each letter that is left out to find one that it has.
const BACKOFF: f32 = 0.7;
/// A letter that a language does not have.
const UNSEEN: f32 = -14.0;
/// The steps of the bytes.
const STEP: f32 = 0.1;
/// How much less it counts that an n-gram tells a language that is not of the first class.
const FOREIGN: f32 = 0.35;
/// How many n-grams are kept: accuracy on unseen sentences hardly grows with more.
const KEPT_LATIN: usize = 32_000;
const KEPT_CYRILLIC: usize = 24_000;

type Models = [(&'static str, &'static Dir<'static>)];
type Grams = HashMap<String, Vec<f32>>;

macro_rules! models {
    ($($code:literal $krate:ident $dir:ident),* $(,)?) => { &[$(($code, &$krate::$dir)),*] };
}

/// The languages of the first class first: six in Latin letters.
const LATIN: &Models = models![
    "it" lingua_italian_language_model ITALIAN_MODELS_DIRECTORY,
    "pl" lingua_polish_language_model POLISH_MODELS_DIRECTORY,
    "en" lingua_english_language_model ENGLISH_MODELS_DIRECTORY,
    "de" lingua_german_language_model GERMAN_MODELS_DIRECTORY,
    "fr" lingua_french_language_model FRENCH_MODELS_DIRECTORY,
    "es" lingua_spanish_language_model SPANISH_MODELS_DIRECTORY,
    "pt" lingua_portuguese_language_model PORTUGUESE_MODELS_DIRECTORY,
    "nl" lingua_dutch_language_model DUTCH_MODELS_DIRECTORY,
    "ro" lingua_romanian_language_model ROMANIAN_MODELS_DIRECTORY,
    "ca" lingua_catalan_language_model CATALAN_MODELS_DIRECTORY,
    "cs" lingua_czech_language_model CZECH_MODELS_DIRECTORY,
    "sk" lingua_slovak_language_model SLOVAK_MODELS_DIRECTORY,
    "sl" lingua_slovene_language_model SLOVENE_MODELS_DIRECTORY,
    "hr" lingua_croatian_language_model CROATIAN_MODELS_DIRECTORY,
    "sv" lingua_swedish_language_model SWEDISH_MODELS_DIRECTORY,
    "da" lingua_danish_language_model DANISH_MODELS_DIRECTORY,
    "nb" lingua_bokmal_language_model BOKMAL_MODELS_DIRECTORY,
    "fi" lingua_finnish_language_model FINNISH_MODELS_DIRECTORY,
    "hu" lingua_hungarian_language_model HUNGARIAN_MODELS_DIRECTORY,
    "tr" lingua_turkish_language_model TURKISH_MODELS_DIRECTORY,
    "lt" lingua_lithuanian_language_model LITHUANIAN_MODELS_DIRECTORY,
    "lv" lingua_latvian_language_model LATVIAN_MODELS_DIRECTORY,
    "et" lingua_estonian_language_model ESTONIAN_MODELS_DIRECTORY,
    "sq" lingua_albanian_language_model ALBANIAN_MODELS_DIRECTORY,
    "id" lingua_indonesian_language_model INDONESIAN_MODELS_DIRECTORY,
];

/// Two in Cyrillic ones.
const CYRILLIC: &Models = models![
    "ru" lingua_russian_language_model RUSSIAN_MODELS_DIRECTORY,
    "uk" lingua_ukrainian_language_model UKRAINIAN_MODELS_DIRECTORY,
    "be" lingua_belarusian_language_model BELARUSIAN_MODELS_DIRECTORY,
    "bg" lingua_bulgarian_language_model BULGARIAN_MODELS_DIRECTORY,
    "mk" lingua_macedonian_language_model MACEDONIAN_MODELS_DIRECTORY,
    "sr" lingua_serbian_language_model SERBIAN_MODELS_DIRECTORY,
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut table = b"NLL1".to_vec();
    write_script(&mut table, LATIN, 6, KEPT_LATIN)?;
    write_script(&mut table, CYRILLIC, 2, KEPT_CYRILLIC)?;
    std::io::stdout().write_all(&table)?;
    Ok(())
}

/// How many languages and their codes, how many n-grams, their hashes in ascending order, their bytes in that order.
fn write_script(
    table: &mut Vec<u8>,
    models: &Models,
    ours: usize,
    keep: usize,
) -> Result<(), Box<dyn Error>> {
    let grams = read(models)?;
    let mut rows: Vec<(u32, Vec<u8>)> = kept(&grams, models.len(), ours, keep)
        .into_iter()
        .map(|(gram, weights)| (hash(gram), bytes(&weights)))
        .collect();
    rows.sort();
    let different: HashSet<u32> = rows.iter().map(|row| row.0).collect();
    if different.len() < rows.len() {
        return Err("two n-grams have one hash".into());
    }
    table.push(u8::try_from(models.len())?);
    for (code, _) in models {
        table.extend(code.bytes());
    }
    table.extend(u32::try_from(rows.len())?.to_le_bytes());
    for (hash, _) in &rows {
        table.extend(hash.to_le_bytes());
    }
    for (_, bytes) in rows {
        table.extend(bytes);
    }
    Ok(())
}

fn read(models: &Models) -> Result<Grams, Box<dyn Error>> {
    let mut grams = Grams::new();
    for (index, (_, directory)) in models.iter().enumerate() {
        let file = directory
            .get_file("ngrams.fst")
            .ok_or("a model without n-grams")?;
        let map = Map::new(file.contents())?;
        let mut stream = map.stream();
        while let Some((gram, bits)) = stream.next() {
            let row = grams
                .entry(String::from_utf8(gram.to_vec())?)
                .or_insert_with(|| vec![f32::NAN; models.len()]);
            row[index] = f64::from_bits(bits) as f32;
        }
    }
    Ok(grams)
}

/// The n-grams whose weights differ most from those of the n-gram one letter shorter, as often as they occur.
fn kept(grams: &Grams, languages: usize, ours: usize, keep: usize) -> Vec<(&str, Vec<f32>)> {
    let weights = |gram: &str| -> Vec<f32> {
        (0..languages)
            .map(|language| weight(grams, gram, language))
            .collect()
    };
    let mut ranked: Vec<(f32, &str, Vec<f32>)> = grams
        .keys()
        .map(|gram| {
            let own = weights(gram);
            let shorter = match gram.char_indices().nth(1) {
                Some((at, _)) => weights(&gram[at..]),
                None => vec![0.0; languages],
            };
            let told: Vec<f32> = own.iter().zip(&shorter).map(|(a, b)| a - b).collect();
            (worth(grams, gram, &told, ours), gram.as_str(), own)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    ranked.truncate(keep);
    ranked
        .into_iter()
        .map(|(_, gram, weights)| (gram, weights))
        .collect()
}

fn worth(grams: &Grams, gram: &str, told: &[f32], ours: usize) -> f32 {
    let mut worth = 0.0;
    for language in 0..told.len() {
        let counts = if language < ours { 1.0 } else { FOREIGN };
        let often = counts * joint(grams, gram, language).exp();
        for other in 0..told.len() {
            if other != language && (other < ours || language < ours) {
                worth += often * (told[language] - told[other]).abs();
            }
        }
    }
    worth
}

/// The logarithm of how probable a whole n-gram is.
fn joint(grams: &Grams, gram: &str, language: usize) -> f32 {
    gram.char_indices()
        .map(|(at, c)| {
            grams
                .get(&gram[..at + c.len_utf8()])
                .map(|row| row[language])
                .filter(|value| !value.is_nan())
                .unwrap_or(UNSEEN)
        })
        .sum()
}

/// How probable the last letter is after the others, or after as many of them as the model knows.
fn weight(grams: &Grams, gram: &str, language: usize) -> f32 {
    let mut left_out = 0.0;
    for (at, _) in gram.char_indices() {
        let value = grams.get(&gram[at..]).map(|row| row[language]);
        if let Some(value) = value.filter(|value| !value.is_nan()) {
            return value - left_out;
        }
        left_out += BACKOFF;
    }
    UNSEEN
}

fn bytes(weights: &[f32]) -> Vec<u8> {
    let most = weights.iter().copied().fold(f32::MIN, f32::max);
    weights
        .iter()
        .map(|weight| ((most - weight) / STEP).round().min(255.0) as u8)
        .collect()
}

/// FNV-1a, as the reader computes it.
fn hash(gram: &str) -> u32 {
    gram.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
