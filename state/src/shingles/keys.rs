//! What postings are filed under: shingles, whole-text digests and item ids, mixed into one space of 32-bit keys.
//!
//! What must hold: keys are spread evenly over all values, whatever the fingerprints sampled, because the filter
//! and the merge rely on it. Fingerprints of different versions have different keys and so never meet.

use item::{Fingerprint, ItemId};

use super::{
    document::sampled,
    filed::{is_in_part, is_thinned},
};

const SHINGLE: u32 = 0x5368_0000;
const EXACT: u32 = 0x4578_0000;
const ITEM: u32 = 0x4974_0000;

/// The key of a sampled shingle.
pub(crate) fn shingle(version: u8, hash: u32) -> u32 {
    mix(hash ^ mix(SHINGLE | u32::from(version)))
}

/// The key of a whole text. Half of the digest: the document's record has all of it.
pub(crate) fn exact(version: u8, digest: u64) -> u32 {
    let [.., a, b, c, d] = digest.to_be_bytes();
    mix(u32::from_be_bytes([a, b, c, d]) ^ mix(EXACT | u32::from(version)))
}

/// The key of an item, under which its earlier documents are found.
pub(crate) fn item(id: ItemId) -> u32 {
    let [.., a, b, c, d] = id.to_bytes();
    mix(u32::from_be_bytes([a, b, c, d]) ^ mix(ITEM))
}

/// The shingles under which a text is filed and asked for.
pub(crate) fn filed(fingerprint: &Fingerprint) -> impl Iterator<Item = u32> {
    let all = !is_thinned(sampled(fingerprint));
    let shingles = fingerprint.shingles.iter().copied();
    shingles.filter(move |hash| all || is_in_part(*hash))
}

/// All keys of a document.
pub(crate) fn of_document(id: ItemId, fingerprint: &Fingerprint) -> impl Iterator<Item = u32> {
    let version = fingerprint.version;
    let whole = (!fingerprint.is_empty()).then(|| exact(version, fingerprint.exact));
    filed(fingerprint)
        .map(move |hash| shingle(version, hash))
        .chain(whole)
        .chain([item(id)])
}

/// The finaliser of `MurmurHash3` (Appleby, 2011): a bijection of 32-bit words.
fn mix(word: u32) -> u32 {
    let word = (word ^ (word >> 16)).wrapping_mul(0x85EB_CA6B);
    let word = (word ^ (word >> 13)).wrapping_mul(0xC2B2_AE35);
    word ^ (word >> 16)
}
