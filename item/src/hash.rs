//! The one place that turns bytes into digests: XXH3 (<https://xxhash.com>), seedless, parts kept apart.
//!
//! These digests name and compare things; they are not a defence against somebody who makes collisions
//! on purpose.

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// A 128-bit digest of a list of parts. Each part is preceded by its length, so that `["ab", "c"]` and
/// `["a", "bc"]` differ.
pub fn digest128(parts: &[&[u8]]) -> u128 {
    let mut hasher = Xxh3::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.digest128()
}

/// A 64-bit digest of one run of bytes.
pub fn digest64(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(digest128(&[b"ab", b"c"]), digest128(&[b"a", b"bc"]));
        assert_ne!(digest128(&[b"ab"]), digest128(&[b"ab", b""]));
    }
}
