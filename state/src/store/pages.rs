//! Many small rows in one row of sled, because sled keeps at most 16 rows in a node and pays for nodes.
//!
//! `docs/state-layout.md` has the figures. A page holds the rows of a range of keys: its own key is the lower
//! bound of the range, the next page's key is the upper one. A logical key is a *head*, which a page's rows
//! share, and a *tail* of fixed length, which each row repeats. The first page of a head has the bare head
//! as its key and so lies before all others.
//!
//! Pure: bytes in, bytes out. What must hold: the rows of a page ascend and lie in its range.

use std::collections::BTreeMap;

/// The longest page value: with the longest key it stays within 300 bytes.
const MAX_PAGE: usize = 284;
/// What a page that overflows is cut down to, so that both halves have room to grow.
const SPLIT_TO: usize = 200;

/// How the keys of a packed tree divide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Packing {
    /// Bytes of a key that its page's rows share.
    pub(super) head: usize,
    /// Bytes of a key that each row repeats.
    pub(super) tail: usize,
}

/// The rows of a page, by the tails of their keys.
pub(super) type PageRows = BTreeMap<Vec<u8>, Vec<u8>>;

impl Packing {
    /// Head and tail of a key; a key shorter than its head is all head.
    pub(super) fn split_key(self, key: &[u8]) -> (&[u8], &[u8]) {
        key.split_at_checked(self.head).unwrap_or((key, &[]))
    }

    /// Reads a page; `None` if its bytes are not one.
    pub(super) fn read(self, mut page: &[u8]) -> Option<PageRows> {
        let mut rows = PageRows::new();
        while !page.is_empty() {
            let (tail, rest) = page.split_at_checked(self.tail)?;
            let (length, rest) = rest.split_first()?;
            let (value, rest) = rest.split_at_checked(usize::from(*length))?;
            rows.insert(tail.to_vec(), value.to_vec());
            page = rest;
        }
        Some(rows)
    }

    /// One row of a page, without reading the others into memory. `Err` if the bytes are not a page.
    pub(super) fn find<'a>(self, mut page: &'a [u8], tail: &[u8]) -> Result<Option<&'a [u8]>, ()> {
        while !page.is_empty() {
            let (at, rest) = page.split_at_checked(self.tail).ok_or(())?;
            let (length, rest) = rest.split_first().ok_or(())?;
            let (value, rest) = rest.split_at_checked(usize::from(*length)).ok_or(())?;
            if at == tail {
                return Ok(Some(value));
            }
            page = rest;
        }
        Ok(None)
    }

    /// Writes the rows of the page at `key` as one page or, where they overflow it, as several.
    pub(super) fn write(self, key: Vec<u8>, rows: &PageRows) -> Vec<(Vec<u8>, Vec<u8>)> {
        let total: usize = rows.values().map(|value| self.row_bytes(value)).sum();
        let limit = if total > MAX_PAGE { SPLIT_TO } else { MAX_PAGE };
        let head = key.get(..self.head).unwrap_or(&key).to_vec();
        let mut pages = Vec::new();
        let (mut at, mut page) = (key, Vec::new());
        for (tail, value) in rows {
            if !page.is_empty() && page.len() + self.row_bytes(value) > limit {
                let next = [head.as_slice(), tail].concat();
                pages.push((std::mem::replace(&mut at, next), std::mem::take(&mut page)));
            }
            page.extend(tail);
            page.push(u8::try_from(value.len()).unwrap_or(u8::MAX));
            page.extend(value.iter().take(usize::from(u8::MAX)));
        }
        pages.push((at, page));
        pages
    }

    fn row_bytes(self, value: &[u8]) -> usize {
        self.tail + 1 + value.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKING: Packing = Packing { head: 1, tail: 2 };

    fn rows(count: u16, length: usize) -> PageRows {
        let row = |n: u16| (n.to_be_bytes().to_vec(), vec![7; length]);
        (0..count).map(row).collect()
    }

    #[test]
    fn what_overflows_becomes_pages_that_hold_the_same_rows_in_order() {
        for (count, length) in [
            (0, 0),
            (1, 200),
            (9, 25),
            (10, 25),
            (40, 25),
            (3, 255),
            (300, 0),
        ] {
            let all = rows(count, length);
            let pages = PACKING.write(vec![5], &all);
            let mut read = PageRows::new();
            for (at, (key, page)) in pages.iter().enumerate() {
                assert!(page.len() <= MAX_PAGE);
                let rows = PACKING.read(page).unwrap();
                if at > 0 {
                    assert_eq!(key[1..], *rows.keys().next().unwrap());
                }
                assert!(read.keys().next_back() < rows.keys().next() || read.is_empty());
                read.extend(rows);
            }
            assert_eq!(pages[0].0, [5]);
            assert_eq!(read, all, "{count} rows of {length} bytes");
        }
    }

    #[test]
    fn a_row_is_found_in_its_page_and_rubbish_is_no_page() {
        let pages = PACKING.write(vec![5], &rows(4, 3));
        let page = &pages[0].1;
        assert_eq!(PACKING.find(page, &[0, 2]), Ok(Some(&[7, 7, 7][..])));
        assert_eq!(PACKING.find(page, &[0, 9]), Ok(None));
        assert_eq!(PACKING.find(&page[..page.len() - 1], &[0, 9]), Err(()));
        assert_eq!(PACKING.read(&page[1..]), None);
    }
}
