//! The rows of stories: what one counts, which items belong to it, and which were told of last.
//!
//! What must hold: a row stays within [`MAX_ROW`](super::rows::MAX_ROW) with its key, however large its story grows.

use item::{ItemId, StoryPart};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    codec::{Reader, Row, moment_bytes},
    tree::Tree,
};

/// Languages that a row names; Newsloom knows eight well.
const MOST_LANGUAGES: usize = 8;
/// Outlets that a row tells apart: beyond them it is no longer asked how many they are.
pub(crate) const MOST_OUTLETS: usize = 16;
/// Stories that may be put into another one: more of one happening are told apart for a reason.
const MOST_ABSORBED: usize = 6;
/// Items in one row of members.
pub(crate) const IN_A_ROW: usize = 16;

/// What is counted of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryRow {
    /// When its first item was told.
    pub first: Timestamp,
    /// When its last item was told.
    pub last: Timestamp,
    /// The event of that one.
    pub last_seq: u64,
    /// Its items, copies among them.
    pub items: u32,
    /// Its copies.
    pub copies: u32,
    /// Its languages, in the order in which they came.
    pub languages: Vec<Language>,
    /// Digests of its outlets, in the order in which they came; with 16 of them there may be more.
    pub outlets: Vec<u32>,
    /// How many items were ever told in it besides the one that began it: the place of the next one.
    pub joined: u32,
    /// The stories that were put into it. They count for themselves.
    pub absorbed: Vec<ItemId>,
    /// The story that it was put into.
    pub into: Option<ItemId>,
}

/// The two or three letters of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Language([u8; 3]);

impl Language {
    /// A language by its letters; none where they are no code of one.
    pub fn of(code: &str) -> Option<Self> {
        let bytes = code.as_bytes();
        let are_letters = bytes.iter().all(u8::is_ascii_lowercase);
        match (bytes, are_letters) {
            (&[a, b], true) => Some(Self([a, b, 0])),
            (&[a, b, c], true) => Some(Self([a, b, c])),
            _ => None,
        }
    }
}

impl From<Language> for String {
    fn from(Language(letters): Language) -> Self {
        let letters = letters.into_iter().filter(|letter| *letter != 0);
        letters.map(char::from).collect()
    }
}

impl TryFrom<String> for Language {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::of(&code).ok_or("this is no code of a language")
    }
}

impl StoryRow {
    /// A story of which nothing was counted before the event `seq`.
    pub(crate) fn new(time: Timestamp, seq: u64) -> Self {
        Self {
            first: time,
            last: time,
            last_seq: seq,
            items: 0,
            copies: 0,
            languages: Vec::new(),
            outlets: Vec::new(),
            joined: 0,
            absorbed: Vec::new(),
            into: None,
        }
    }

    /// Counts one more item, told by the event `seq`.
    pub(crate) fn add(&mut self, part: &StoryPart, time: Timestamp, seq: u64) {
        self.items += 1;
        self.copies += u32::from(part.copy);
        let language = part.language.as_deref().and_then(Language::of);
        if let Some(language) = language {
            note(&mut self.languages, language, MOST_LANGUAGES);
        }
        let outlet = u32::try_from(part.outlet >> 32).unwrap_or_default();
        note(&mut self.outlets, outlet, MOST_OUTLETS);
        // A clock that was set back makes no story end before it began.
        self.last = self.last.max(time);
        self.last_seq = seq;
    }

    /// Whether nothing ever joined the item that it began with.
    pub(crate) fn is_lonely(&self) -> bool {
        self.joined == 0 && self.absorbed.is_empty() && self.into.is_none()
    }

    /// Counts the items of another one as its own.
    pub(crate) fn count(&mut self, other: &Self) {
        self.items += other.items;
        self.copies += other.copies;
        for language in &other.languages {
            note(&mut self.languages, *language, MOST_LANGUAGES);
        }
        for outlet in &other.outlets {
            note(&mut self.outlets, *outlet, MOST_OUTLETS);
        }
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }

    /// Whether another story may be put into it.
    pub fn has_room(&self) -> bool {
        self.absorbed.len() < MOST_ABSORBED
    }

    /// How many outlets it has; none where they are too many to be told apart.
    pub fn outlet_count(&self) -> Option<usize> {
        (self.outlets.len() < MOST_OUTLETS).then_some(self.outlets.len())
    }
}

fn note<T: PartialEq>(known: &mut Vec<T>, one: T, most: usize) {
    if known.len() < most && !known.contains(&one) {
        known.push(one);
    }
}

impl Row for StoryRow {
    const TREE: Tree = Tree::Stories;
    type Key = ItemId;

    fn key(key: &ItemId) -> Vec<u8> {
        key.to_bytes().to_vec()
    }

    /// First (12 B), last (12 B), its event (8 B), items (4 B), copies (4 B), joined (4 B), how many languages (1 B),
    /// outlets (1 B) and absorbed stories (1 B), then these: 3 B, 4 B and 16 B each; the story that it was put into, if it was (16 B).
    fn encode(&self) -> Vec<u8> {
        let mut bytes = moment_bytes(self.first).to_vec();
        bytes.extend(moment_bytes(self.last));
        bytes.extend(self.last_seq.to_le_bytes());
        bytes.extend(self.items.to_le_bytes());
        bytes.extend(self.copies.to_le_bytes());
        bytes.extend(self.joined.to_le_bytes());
        let counts = [
            self.languages.len(),
            self.outlets.len(),
            self.absorbed.len(),
        ];
        for count in counts {
            bytes.push(u8::try_from(count).unwrap_or(u8::MAX));
        }
        bytes.extend(self.languages.iter().flat_map(|language| language.0));
        bytes.extend(self.outlets.iter().flat_map(|outlet| outlet.to_le_bytes()));
        let linked = self.absorbed.iter().chain(&self.into);
        bytes.extend(linked.flat_map(|id| id.to_bytes()));
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Reader(bytes).end_with(|r| {
            let (first, last) = (r.moment()?, r.moment()?);
            let (last_seq, items, copies) = (r.u64()?, r.u32()?, r.u32()?);
            let joined = r.u32()?;
            let (languages, outlets, absorbed) = (r.u8()?, r.u8()?, r.u8()?);
            let languages = (0..languages).map(|_| Some(Language(r.take()?)));
            let languages = languages.collect::<Option<_>>()?;
            let outlets = (0..outlets).map(|_| r.u32()).collect::<Option<_>>()?;
            let absorbed = (0..absorbed).map(|_| r.id()).collect::<Option<_>>()?;
            let into = match r.0 {
                [] => None,
                _ => Some(r.id()?),
            };
            Some(Self {
                first,
                last,
                last_seq,
                items,
                copies,
                languages,
                outlets,
                joined,
                absorbed,
                into,
            })
        })
    }
}

/// Where the members of a story are: rows of one story are neighbours, in the order in which they were told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MembersKey {
    /// The story.
    pub(crate) story: ItemId,
    /// Which of its rows.
    pub(crate) turn: u32,
}

impl MembersKey {
    /// The row of the member that joined after so many others.
    pub(crate) fn after(story: ItemId, others: u32) -> Self {
        let turn = others / u32::try_from(IN_A_ROW).unwrap_or(1);
        Self { story, turn }
    }
}

/// Members of a story, besides the item that began it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct MembersRow(pub(crate) Vec<ItemId>);

impl Row for MembersRow {
    const TREE: Tree = Tree::Members;
    type Key = MembersKey;

    fn key(key: &MembersKey) -> Vec<u8> {
        let mut bytes = key.story.to_bytes().to_vec();
        bytes.extend(key.turn.to_be_bytes());
        bytes
    }

    fn encode(&self) -> Vec<u8> {
        self.0.iter().flat_map(|id| id.to_bytes()).collect()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (ids, rest) = bytes.as_chunks::<16>();
        let ids = ids.iter().map(|id| ItemId::from_bytes(*id));
        (rest.is_empty() && !bytes.is_empty()).then(|| Self(ids.collect()))
    }
}

/// The reverse of the key of a [`MembersRow`].
pub(crate) fn decode_members_key(bytes: &[u8]) -> Option<MembersKey> {
    let (story, turn) = bytes.split_first_chunk()?;
    Some(MembersKey {
        story: ItemId::from_bytes(*story),
        turn: u32::from_be_bytes(turn.try_into().ok()?),
    })
}

/// The story of which an event told last. The last event is the first row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LatestRow(pub(crate) ItemId);

impl Row for LatestRow {
    const TREE: Tree = Tree::Latest;
    /// The sequence of the event.
    type Key = u64;

    fn key(key: &u64) -> Vec<u8> {
        (!key).to_be_bytes().to_vec()
    }

    fn encode(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(ItemId::from_bytes).map(Self)
    }
}

/// The reverse of the key of a [`LatestRow`].
pub(crate) fn decode_latest_key(bytes: &[u8]) -> Option<u64> {
    bytes
        .try_into()
        .ok()
        .map(|bytes| !u64::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::rows::MAX_ROW;

    fn part(at: u64) -> StoryPart {
        let letter = char::from(b'a' + u8::try_from(at % 26).unwrap());
        StoryPart {
            story: ItemId::of_url("x"),
            outlet: at << 32,
            language: Some(format!("x{letter}")),
            copy: at.is_multiple_of(2),
        }
    }

    #[test]
    fn the_rows_of_the_largest_story_are_small_and_survive_their_bytes() {
        let mut row = StoryRow::new(Timestamp::MIN, 1);
        for at in 0..100 {
            row.add(&part(at), Timestamp::MAX, u64::MAX);
        }
        row.absorbed = vec![ItemId::of_url("y"); MOST_ABSORBED];
        row.into = Some(ItemId::of_url("z"));
        assert_eq!((row.items, row.copies, row.outlet_count()), (100, 50, None));
        let story = ItemId::of_url("x");
        let bytes = row.encode();
        assert!(bytes.len() + StoryRow::key(&story).len() <= MAX_ROW);
        assert_eq!(StoryRow::decode(&bytes), Some(row));
        assert_eq!(StoryRow::decode(&bytes[..bytes.len() - 1]), None);
        let members = MembersRow(vec![story; IN_A_ROW]);
        let key = MembersRow::key(&MembersKey::after(story, u32::MAX));
        let bytes = members.encode();
        assert!(bytes.len() + key.len() <= MAX_ROW);
        assert_eq!(MembersRow::decode(&bytes), Some(members));
        assert_eq!(
            decode_members_key(&key),
            Some(MembersKey::after(story, u32::MAX))
        );
    }

    #[test]
    fn what_is_no_code_of_a_language_is_not_counted() {
        for code in ["", "e", "EN", "engl", "e-"] {
            assert_eq!(Language::of(code), None, "{code}");
        }
        assert_eq!(String::from(Language::of("pl").unwrap()), "pl");
        assert_eq!(String::from(Language::of("ast").unwrap()), "ast");
    }

    #[test]
    fn the_last_event_is_the_first_row() {
        assert!(LatestRow::key(&9) < LatestRow::key(&8));
        assert_eq!(decode_latest_key(&LatestRow::key(&9)), Some(9));
    }
}
