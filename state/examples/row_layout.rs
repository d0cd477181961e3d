//! Measures how the store's rows should be laid out, before the layout is fixed: `docs/state-layout.md` has
//! the figures.
//!
//! `row_layout run LAYOUT DIR KNOWN_ROWS` loads the rows as the writer would (a commit that makes entries
//! pending, a commit that settles them, every tenth with an item), SIGKILLs the loading process, opens the
//! store again in another process and prints one line of figures. Not a benchmark of the code in `src/`:
//! it speaks to sled alone, because the question comes before that code.

#![expect(
    clippy::print_stdout,
    reason = "printing figures is what this program is for"
)]

use std::{
    error::Error,
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use sled::{Transactional, Tree, transaction::ConflictableTransactionError};

/// Sources that share the known rows.
const SOURCES: u64 = 200;
/// Entries a commit, as one poll brings them.
const COMMIT: u64 = 256;
/// One item for so many known rows.
const KNOWN_PER_ITEM: u64 = 10;
/// Reads to measure a hit and a miss by.
const READS: u64 = 200_000;

type Failure = Box<dyn Error + Send + Sync>;

/// Where the known rows live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// 16 B of digest -> 36 B (source, version, state, item).
    Wide,
    /// 8 B of digest -> 29 B (source, version, state, item).
    Narrow,
    /// 4 B of source, 8 B of digest -> 25 B (version, state, item).
    Source,
    /// 4 B of source, 8 B of digest -> 14 B (version, state, number of the item).
    SourceLean,
    /// 4 B of source, some bits of digest -> all rows of that bucket, 33 B each, about six in a row.
    Bucket { shift: u32 },
}

impl Layout {
    fn named(name: &str, rows: u64) -> Option<Self> {
        Some(match name {
            "wide" => Self::Wide,
            "narrow" => Self::Narrow,
            "source" => Self::Source,
            "source-lean" => Self::SourceLean,
            "bucket" => Self::Bucket {
                shift: 64 - (rows / SOURCES / 6).max(2).ilog2(),
            },
            _ => return None,
        })
    }

    fn key(self, row: u64) -> Vec<u8> {
        let (source, digest) = (source_of(row), mix(row));
        let near = u32::try_from(source).unwrap_or_default().to_be_bytes();
        match self {
            Self::Wide => [digest.to_be_bytes(), mix(digest).to_be_bytes()].concat(),
            Self::Narrow => digest.to_be_bytes().to_vec(),
            Self::Source | Self::SourceLean => [&near[..], &digest.to_be_bytes()].concat(),
            Self::Bucket { shift } => {
                let bucket = u32::try_from(digest >> shift).unwrap_or_default();
                [&near[..], &bucket.to_be_bytes()].concat()
            }
        }
    }

    fn value(self, row: u64, settled: bool) -> Vec<u8> {
        let mut value = vec![u8::from(settled)];
        value.extend(mix(row ^ 7).to_le_bytes());
        if matches!(self, Self::Wide | Self::Narrow) {
            value.extend(&source_of(row).to_le_bytes()[..4]);
        }
        if self == Self::Wide {
            value.extend(mix(row ^ 5).to_le_bytes());
        }
        if settled && self != Self::SourceLean {
            value.extend(item_key(row));
        } else {
            value.extend(&row.to_le_bytes()[..5]);
        }
        value
    }
}

fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn source_of(row: u64) -> u64 {
    mix(row / COMMIT) % SOURCES
}

fn item_key(row: u64) -> Vec<u8> {
    [mix(row ^ 1).to_be_bytes(), mix(row ^ 2).to_be_bytes()].concat()
}

struct Trees {
    db: sled::Db,
    known: Tree,
    pending: Tree,
    items: Tree,
}

fn open(dir: &Path) -> Result<Trees, Failure> {
    let db = sled::Config::new()
        .path(dir)
        .segment_size(64 * 1024)
        .cache_capacity(32 * 1024 * 1024)
        .flush_every_ms(None)
        .open()?;
    Ok(Trees {
        known: db.open_tree("known")?,
        pending: db.open_tree("pending")?,
        items: db.open_tree("items")?,
        db,
    })
}

type Writes = Vec<(Vec<u8>, Option<Vec<u8>>)>;

fn commit(trees: &Trees, writes: &[Writes; 3]) -> Result<(), Failure> {
    (&trees.known, &trees.pending, &trees.items)
        .transaction(|(known, pending, items)| {
            for (tree, rows) in [known, pending, items].into_iter().zip(writes) {
                for (key, value) in rows {
                    match value {
                        Some(value) => tree.insert(key.clone(), value.clone())?,
                        None => tree.remove(key.clone())?,
                    };
                }
            }
            Ok::<(), ConflictableTransactionError<io::Error>>(())
        })
        .map_err(|error| format!("{error:?}").into())
}

/// The known rows of one commit; buckets are read, extended and written back whole.
fn known_writes(
    layout: Layout,
    trees: &Trees,
    rows: &[u64],
    settled: bool,
) -> Result<Writes, Failure> {
    if !matches!(layout, Layout::Bucket { .. }) {
        let write = |row: &u64| (layout.key(*row), Some(layout.value(*row, settled)));
        return Ok(rows.iter().map(write).collect());
    }
    let mut buckets = std::collections::BTreeMap::<Vec<u8>, Vec<u8>>::new();
    for &row in rows {
        let key = layout.key(row);
        if !buckets.contains_key(&key) {
            let stored = trees.known.get(&key)?;
            buckets.insert(key.clone(), stored.map(|v| v.to_vec()).unwrap_or_default());
        }
        let packed = buckets.entry(key).or_default();
        let name = mix(row).to_be_bytes();
        let mut entry = name.to_vec();
        entry.extend(layout.value(row, settled));
        entry.resize(33, 0);
        match packed
            .chunks_exact(33)
            .position(|old| old.starts_with(&name))
        {
            Some(at) => packed.splice(at * 33..(at + 1) * 33, entry).for_each(drop),
            None => packed.extend(entry),
        }
    }
    Ok(buckets.into_iter().map(|(k, v)| (k, Some(v))).collect())
}

fn load(layout: Layout, dir: &Path, rows: u64) -> Result<(), Failure> {
    let trees = open(dir)?;
    let mut first = 0;
    while first < rows {
        let batch: Vec<u64> = (first..rows.min(first + COMMIT)).collect();
        let key = |row: &u64| row.to_be_bytes().to_vec();
        let pending = batch
            .iter()
            .map(|row| (key(row), Some(Vec::new())))
            .collect();
        let known = known_writes(layout, &trees, &batch, false)?;
        commit(&trees, &[known, pending, Vec::new()])?;
        let pending = batch.iter().map(|row| (key(row), None)).collect();
        let items = batch.iter().filter(|row| **row % KNOWN_PER_ITEM == 0);
        let items = items
            .map(|row| (item_key(*row), Some(layout_item(*row))))
            .collect();
        let known = known_writes(layout, &trees, &batch, true)?;
        commit(&trees, &[known, pending, items])?;
        first += COMMIT;
    }
    trees.db.flush()?;
    println!(
        "load_cpu_s={:.1} load_peak_mb={} load_rss_mb={}",
        cpu()?,
        memory("VmHWM:")?,
        memory("VmRSS:")?
    );
    io::stdout().flush()?;
    io::stdin().read_exact(&mut [0])?; // the parent kills this process here: nothing is closed
    Ok(())
}

fn layout_item(row: u64) -> Vec<u8> {
    let mut value = row.to_le_bytes()[..5].to_vec();
    value.extend(mix(row ^ 9).to_le_bytes());
    value.extend([1, 0, 0]);
    value
}

fn read(layout: Layout, dir: &Path, rows: u64) -> Result<(), Failure> {
    let before = cpu()?;
    let trees = open(dir)?;
    let opened = cpu()?;
    print!(
        "open_cpu_s={:.2} open_rss_mb={} ",
        opened - before,
        memory("VmRSS:")?
    );
    let mut found = 0;
    for turn in 0..READS {
        found += u64::from(trees.known.get(layout.key(mix(turn) % rows))?.is_some());
    }
    let hits = cpu()?;
    print!(
        "hit_us={:.2} after_hits_mb={} ",
        per_read(hits - opened),
        memory("VmRSS:")?
    );
    for turn in 0..READS {
        found += u64::from(
            trees
                .known
                .get(layout.key(rows + mix(turn) % rows))?
                .is_some(),
        );
    }
    let misses = cpu()?;
    print!("miss_us={:.2} found={found} ", per_read(misses - hits));
    let first = trees.pending.iter().count();
    println!(
        "pending={first} peak_mb={} all_items={} ",
        memory("VmHWM:")?,
        trees.items.len()
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
fn per_read(seconds: f64) -> f64 {
    seconds * 1e6 / READS as f64
}

/// CPU seconds of this process, user and system, in ticks of 10 ms.
fn cpu() -> Result<f64, Failure> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, after_name) = stat.rsplit_once(')').ok_or("no process name")?;
    let ticks = |at: usize| after_name.split(' ').nth(at).unwrap_or("0").parse::<f64>();
    Ok((ticks(12)? + ticks(13)?) / 100.0)
}

fn memory(field: &str) -> Result<u64, Failure> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find(|line| line.starts_with(field))
        .ok_or("no such field")?;
    let kb = line.split_whitespace().nth(1).ok_or("no figure")?;
    Ok(kb.parse::<u64>()? / 1024)
}

fn disk(dir: &Path) -> Result<u64, Failure> {
    let mut bytes = 0;
    for file in fs::read_dir(dir)? {
        let file = file?;
        bytes += if file.file_type()?.is_dir() {
            disk(&file.path())?
        } else {
            file.metadata()?.len()
        };
    }
    Ok(bytes)
}

fn child(mode: &str, layout: &str, dir: &str, rows: &str) -> io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .args([mode, layout, dir, rows])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
}

fn first_line(child: &mut Child) -> Result<String, Failure> {
    let mut line = String::new();
    BufReader::new(child.stdout.take().ok_or("no pipe")?).read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

fn run(layout: &str, dir: &str, rows: &str) -> Result<(), Failure> {
    let mut loading = child("load", layout, dir, rows)?;
    let loaded = first_line(&mut loading)?;
    loading.kill()?; // SIGKILL
    loading.wait()?;
    let bytes = disk(Path::new(dir))?;
    let mut reading = child("read", layout, dir, rows)?;
    let opened = first_line(&mut reading)?;
    reading.wait()?;
    println!(
        "{layout} rows={rows} disk_mb={} {loaded} {opened}",
        bytes >> 20
    );
    Ok(())
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, layout, dir, rows] = arguments.as_slice() else {
        return Err(
            "usage: row_layout run wide|narrow|source|source-lean|bucket DIR KNOWN_ROWS".into(),
        );
    };
    let count = rows.parse()?;
    let kind = Layout::named(layout, count).ok_or("no such layout")?;
    match mode.as_str() {
        "load" => load(kind, Path::new(dir), count),
        "read" => read(kind, Path::new(dir), count),
        _ => run(layout, dir, rows),
    }
}
