//! Lines that recur in different stories of one host: furniture that no rule about single pages can know.
//!
//! Pure. A table of the lines that were learned is an argument of cleaning; what is learned from the last items of a
//! host is decided here too, and recorded by the one writer.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use item::{Article, FurnitureLine, How, ItemId, SourceId, Standing, digest64, key_url};

use super::outcome::Removed;

/// Between the blocks of a text.
const BETWEEN: &str = "\n\n";

/// A line is furniture once so many of the last items of its host show it, this one included …
const SHORT_TIMES: usize = 3;

/// … and a line longer than this, which may be a paragraph of background that reporters use again and again, …
const SHORT: usize = 200;

/// … once so many do.
const LONG_TIMES: usize = 10;

/// Lines remembered of one item, half of them from each end: furniture stands before and behind the report.
pub const MOST_LINES: usize = 60;

/// The last items of a host that are compared.
const LAST_ITEMS: u8 = 32;

/// Lines that are furniture of one host at most: more are no furniture but a way of writing.
const MOST_OF_HOST: usize = 500;

/// From this likeness in both directions on, an item repeats another whole.
const WHOLE: f32 = 0.8;

/// Words of a line that are told to people, in characters.
const LONGEST_TOLD: usize = 160;

/// Who brought a document: it decides whose furniture its lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'a> {
    /// The web: the host that answered, or the site whose listing carried it.
    Web,
    /// Something local, which may name any host as its own: what it teaches is for this source alone.
    Local(&'a SourceId),
}

impl Origin<'_> {
    /// The host whose furniture an article's lines may be; none where it names none.
    pub fn host(self, article: &Article) -> Option<String> {
        let key = key_url(article.url.as_deref()?)?;
        let host = key.split(['/', '?']).next()?;
        Some(match self {
            Self::Web => host.to_owned(),
            Self::Local(source) => format!("{source}/{host}"),
        })
    }
}

/// Whether an item may show what is furniture of its host: one that repeats another whole shows that one's lines.
pub fn teaches(standing: &Standing) -> bool {
    match standing {
        Standing::Copy {
            how: How::Exact | How::Near,
            similarity,
            coverage,
            ..
        } => similarity.min(*coverage) < WHOLE,
        Standing::Copy { .. } | Standing::Original => true,
        Standing::Revision { .. } => false,
    }
}

/// The place of an item among the last ones of its host, chance among all: its later versions take its own again.
pub fn place(id: ItemId) -> u8 {
    id.to_bytes().first().map_or(0, |byte| byte % LAST_ITEMS)
}

/// What is known to be furniture, by the digests of hosts and lines.
#[derive(Debug, Clone, Default)]
pub struct FurnitureTable(HashMap<u64, HashSet<u64>>);

impl FurnitureTable {
    /// Adds a line of a host.
    pub fn insert(&mut self, host: u64, line: u64) {
        self.0.entry(host).or_default().insert(line);
    }

    /// Whether a line is furniture of a host.
    fn contains(&self, host: u64, line: u64) -> bool {
        self.0.get(&host).is_some_and(|lines| lines.contains(&line))
    }

    fn count(&self, host: u64) -> usize {
        self.0.get(&host).map_or(0, HashSet::len)
    }
}

/// Takes out of a text the lines that are furniture of its host. A text of which less than half would be left keeps
/// them all: then they are its way of writing.
pub fn strip(article: &mut Article, host: &str, known: &FurnitureTable) -> Vec<Removed> {
    let Some((furniture, kept)) = parted(&article.text, &[host], known) else {
        return Vec::new();
    };
    let removed = furniture
        .iter()
        .map(|block| Removed::new("recurring", *block));
    let removed = removed.collect();
    article.text = kept.join(BETWEEN);
    removed
}

/// A text without the lines that are furniture of one of these hosts, by the same measure: sites that are made from one
/// mould, or belong to one house, show the same around different reports.
pub fn bare<'t>(text: &'t str, hosts: &[&str], known: &FurnitureTable) -> Cow<'t, str> {
    match parted(text, hosts, known) {
        Some((_, kept)) => Cow::Owned(kept.join(BETWEEN)),
        None => Cow::Borrowed(text),
    }
}

/// The blocks of a text that are furniture of one of these hosts, and the others; none where the text keeps all.
fn parted<'t>(
    text: &'t str,
    hosts: &[&str],
    known: &FurnitureTable,
) -> Option<(Vec<&'t str>, Vec<&'t str>)> {
    let hosts = hosts.iter().map(|host| digest64(host.as_bytes()));
    let hosts: Vec<u64> = hosts.filter(|host| known.count(*host) > 0).collect();
    if hosts.is_empty() {
        return None;
    }
    let (furniture, kept): (Vec<&str>, Vec<&str>) = text.split(BETWEEN).partition(|block| {
        let line = digest(block);
        hosts.iter().any(|host| known.contains(*host, line))
    });
    let size = |blocks: &[&str]| blocks.iter().map(|block| block.len()).sum::<usize>();
    (!furniture.is_empty() && size(&kept) >= size(&furniture)).then_some((furniture, kept))
}

/// The lines of a text by which those that recur are found, in their order.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let blocks: Vec<&str> = text
        .split(BETWEEN)
        .filter(|block| !block.is_empty())
        .collect();
    let from_end = blocks.len().saturating_sub(MOST_LINES / 2);
    let at_ends = |at: &usize| *at < MOST_LINES / 2 || *at >= from_end;
    let ends = blocks.iter().enumerate().filter(|(at, _)| at_ends(at));
    ends.map(|(_, text)| Line {
        digest: digest(text),
        text,
    })
    .collect()
}

/// A line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    digest: u64,
    text: &'a str,
}

impl Line<'_> {
    /// The bits of it that are remembered for comparison: among the few thousand lines of a host's last items two
    /// different ones are hardly ever the same in them.
    pub fn short(&self) -> u32 {
        u32::try_from(self.digest & u64::from(u32::MAX)).unwrap_or_default()
    }
}

/// Which lines of an item are furniture that is not known yet, given what the other last items of its host showed.
pub fn learned<'o>(
    own: &[Line<'_>],
    others: impl IntoIterator<Item = &'o [u32]>,
    host: &str,
    known: &FurnitureTable,
) -> Vec<FurnitureLine> {
    let mut times: HashMap<u32, usize> = own.iter().map(|line| (line.short(), 1)).collect();
    for other in others {
        let distinct: HashSet<u32> = other.iter().copied().collect();
        for line in distinct {
            if let Some(times) = times.get_mut(&line) {
                *times += 1;
            }
        }
    }
    let host = digest64(host.as_bytes());
    let room = MOST_OF_HOST.saturating_sub(known.count(host));
    let is_furniture = |line: &&Line<'_>| {
        let is_short = line.text.chars().nth(SHORT).is_none();
        let enough = if is_short { SHORT_TIMES } else { LONG_TIMES };
        times
            .get(&line.short())
            .is_some_and(|times| *times >= enough)
            && !known.contains(host, line.digest)
    };
    let mut lines: Vec<FurnitureLine> = Vec::new();
    for line in own.iter().filter(is_furniture).take(room) {
        if lines.iter().all(|other| other.digest != line.digest) {
            lines.push(FurnitureLine {
                digest: line.digest,
                text: line.text.chars().take(LONGEST_TOLD).collect(),
            });
        }
    }
    lines
}

/// Case and spacing do not count.
fn digest(block: &str) -> u64 {
    let words: Vec<&str> = block.split_whitespace().collect();
    digest64(words.join(" ").to_lowercase().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "example.org";

    fn story(number: usize, furniture: &[&str]) -> String {
        let own = format!(
            "Report {number} tells what happened in the village of number {number} that day."
        );
        [&[own.as_str()], furniture].concat().join(BETWEEN)
    }

    /// What the last of `count` stories with this furniture teaches.
    fn learn(count: usize, furniture: &[&str]) -> Vec<String> {
        let texts: Vec<String> = (0..count).map(|number| story(number, furniture)).collect();
        let shown: Vec<Vec<u32>> = texts
            .iter()
            .map(|text| lines(text).iter().map(Line::short).collect())
            .collect();
        let (last, others) = texts.split_last().unwrap();
        let others = shown.iter().take(others.len()).map(Vec::as_slice);
        learned(&lines(last), others, HOST, &FurnitureTable::default())
            .into_iter()
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn a_line_that_recurs_in_different_stories_is_learned() {
        let follow = "Seguici su Telegram per altre notizie";
        assert!(learn(SHORT_TIMES - 1, &[follow]).is_empty());
        assert_eq!(learn(SHORT_TIMES, &[follow, follow]), [follow]);
    }

    #[test]
    fn a_paragraph_of_background_needs_to_recur_far_more_often() {
        let background = "word ".repeat(50);
        assert!(learn(LONG_TIMES - 1, &[background.trim()]).is_empty());
        assert_eq!(learn(LONG_TIMES, &[background.trim()]).len(), 1);
    }

    #[test]
    fn one_item_that_repeats_a_line_teaches_nothing() {
        assert!(learn(2, &["***"; 30]).is_empty());
    }

    fn known(lines: &[&str]) -> FurnitureTable {
        let mut table = FurnitureTable::default();
        for line in lines {
            table.insert(digest64(HOST.as_bytes()), digest(line));
        }
        table
    }

    #[test]
    fn a_comparison_leaves_out_what_is_furniture_of_either_host() {
        let follow = "Seguici su Telegram";
        let table = known(&[follow]);
        let text = story(1, &[follow]);
        assert_eq!(bare(&text, &["other.example", HOST], &table), story(1, &[]));
        assert_eq!(bare(&text, &["other.example"], &table), text);
        assert_eq!(bare(follow, &[HOST], &table), follow);
    }

    fn stripped(text: &str, host: &str, known: &FurnitureTable) -> (String, usize) {
        let mut article = Article {
            text: text.to_owned(),
            ..Article::default()
        };
        let removed = strip(&mut article, host, known);
        (article.text, removed.len())
    }

    #[test]
    fn what_was_learned_is_taken_out_whatever_its_case_and_spacing() {
        let table = known(&["Follow us on Telegram"]);
        let text = story(1, &["FOLLOW us  on telegram"]);
        assert_eq!(stripped(&text, HOST, &table), (story(1, &[]), 1));
        assert_eq!(stripped(&text, "example.com", &table), (text, 0));
    }

    #[test]
    fn a_text_that_is_furniture_for_the_most_part_keeps_it() {
        let long =
            "It was measured by the institute at a depth of ten kilometres below the sea that day.";
        let table = known(&[long]);
        let text = ["Quake at sea.", long].join(BETWEEN);
        assert_eq!(stripped(&text, HOST, &table), (text, 0));
    }

    #[test]
    fn a_host_has_only_so_much_furniture() {
        let many: Vec<String> = (0..MOST_OF_HOST).map(|n| format!("line {n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let text = story(1, &["Follow us"]);
        let own = lines(&text);
        let shown: Vec<u32> = own.iter().map(Line::short).collect();
        let others = [shown.as_slice(); 9];
        assert_eq!(
            learned(&own, others, HOST, &FurnitureTable::default()).len(),
            2
        );
        assert!(learned(&own, others, HOST, &known(&many)).is_empty());
    }
}
