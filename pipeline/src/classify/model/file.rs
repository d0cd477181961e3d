//! The file of a model: a magic word and a version, a line of JSON, how much each bucket counts, their weights, and a
//! checksum of all that.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    features::Grain,
    learn::Calibration,
    shipped,
    topic_model::{LARGEST, MOST_TOPICS, Topic, TopicModel},
};

/// What the file begins with; the last character is its version.
const MAGIC: &[u8] = b"newsloom topics ";
const VERSION: u8 = b'2';

/// The largest header that is read.
const LARGEST_HEADER: usize = 100_000;

/// Why a file is no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Another kind of file.
    #[error("it is not a topic model of `newsloom train`")]
    Other,
    /// A version that this program does not know.
    #[error(
        "it is a topic model of another version (`{0}`); this program reads version 2: train it again"
    )]
    Version(char),
    /// Trained where the shipped topics, which it takes as a hint, were told otherwise.
    #[error("it was trained beside other shipped topics than this program has: train it again")]
    Beside,
    /// Cut off or changed.
    #[error("it is damaged: train it again")]
    Damaged,
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    grain: Grain,
    /// The checksum of the shipped model that it was trained beside, if it reads letters.
    beside: Option<u64>,
    exclusive: bool,
    always: bool,
    threshold: f32,
    samples: u32,
    bits: u32,
    topics: Vec<TopicHeader>,
}

#[derive(Debug, Serialize, Deserialize)]
struct TopicHeader {
    id: String,
    scale: f32,
    bias: f32,
    slope: f32,
    offset: f32,
}

/// The shipped model that models of a grain are trained beside.
fn beside(grain: Grain) -> Option<u64> {
    (grain == Grain::Letters).then(shipped::checksum)
}

impl TopicModel {
    /// The largest file of a model, in bytes.
    pub const LARGEST_FILE: usize = LARGEST;

    /// The file of this model.
    pub fn to_bytes(&self) -> Vec<u8> {
        let header = Header {
            grain: self.grain,
            beside: beside(self.grain),
            exclusive: self.exclusive,
            always: self.always,
            threshold: self.threshold,
            samples: self.samples,
            bits: self.bits,
            topics: self
                .topics
                .iter()
                .map(|topic| TopicHeader {
                    id: topic.id.clone(),
                    scale: topic.scale,
                    bias: topic.bias,
                    slope: topic.calibration.slope,
                    offset: topic.calibration.offset,
                })
                .collect(),
        };
        let mut bytes = MAGIC.to_vec();
        bytes.push(VERSION);
        bytes.push(b'\n');
        bytes.extend(serde_json::to_vec(&header).unwrap_or_default());
        bytes.push(b'\n');
        bytes.extend(&*self.importance);
        bytes.extend(&*self.weights);
        bytes.extend(xxh3_64(&bytes).to_le_bytes());
        bytes
    }

    /// Reads the file of a model.
    ///
    /// # Errors
    /// Where it is another file, of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        Self::read(bytes, |part| Cow::Owned(part.to_vec()))
    }

    /// Reads a file that is compiled in; it is not copied.
    pub(super) fn from_static(bytes: &'static [u8]) -> Result<Self, ModelError> {
        Self::read(bytes, Cow::Borrowed)
    }

    /// Reads the file of a model, and has its tables kept.
    fn read<'b>(
        bytes: &'b [u8],
        keep: impl Fn(&'b [u8]) -> Cow<'static, [u8]>,
    ) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::Other)?;
        let (version, rest) = rest.split_first().ok_or(ModelError::Damaged)?;
        if *version != VERSION {
            return Err(ModelError::Version(char::from(*version)));
        }
        let (whole, sum) = bytes.split_last_chunk::<8>().ok_or(ModelError::Damaged)?;
        if xxh3_64(whole) != u64::from_le_bytes(*sum) {
            return Err(ModelError::Damaged);
        }
        let (beside_of, model) = Self::from_parts(rest, keep).ok_or(ModelError::Damaged)?;
        if beside_of == beside(model.grain) {
            Ok(model)
        } else {
            Err(ModelError::Beside)
        }
    }

    fn from_parts<'b>(
        rest: &'b [u8],
        keep: impl Fn(&'b [u8]) -> Cow<'static, [u8]>,
    ) -> Option<(Option<u64>, Self)> {
        let rest = rest.strip_prefix(b"\n")?;
        let (rest, _) = rest.split_last_chunk::<8>()?;
        let end = rest
            .iter()
            .take(LARGEST_HEADER)
            .position(|byte| *byte == b'\n')?;
        let (header, rest) = rest.split_at_checked(end)?;
        let header: Header = serde_json::from_slice(header).ok()?;
        let topics = header.topics.len();
        if !(1..=MOST_TOPICS).contains(&topics) || !(1..=24).contains(&header.bits) {
            return None;
        }
        let (importance, weights) = rest.get(1..)?.split_at_checked(1 << header.bits)?;
        if weights.len() != topics << header.bits {
            return None;
        }
        let model = Self {
            topics: header
                .topics
                .into_iter()
                .map(|topic| Topic {
                    id: topic.id,
                    scale: topic.scale,
                    bias: topic.bias,
                    calibration: Calibration {
                        slope: topic.slope,
                        offset: topic.offset,
                    },
                })
                .collect(),
            grain: header.grain,
            exclusive: header.exclusive,
            always: header.always,
            threshold: header.threshold,
            samples: header.samples,
            bits: header.bits,
            importance: keep(importance),
            weights: keep(weights),
        };
        Some((header.beside, model))
    }
}
