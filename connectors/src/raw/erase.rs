//! Taking one response out of an archive: its place is filled with nothing, so that all others stay where they are.
//!
//! What must hold: the archive stays one that every reader of gzip reads, and whatever was interrupted is done by doing it
//! again.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    os::unix::fs::FileExt,
    path::Path,
};

use flate2::bufread::GzDecoder;
use item::RawPlace;
use serde::{Deserialize, Serialize};

use crate::warc::find_member;

/// A gzip member that holds nothing, up to its extra field (RFC 1952, section 2.3): with one, and made by nobody.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff];
/// An empty last block, and the checksum and the length of nothing.
const TAIL: [u8; 10] = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
/// The shortest and the longest member that holds nothing.
const SHORTEST: u64 = 22;
const LONGEST: u64 = SHORTEST + u16::MAX as u64;

/// What is being erased, beside the archives.
const UNDER_WAY: &str = "erasing.json";
const UNDER_WAY_NEW: &str = "erasing.json.new";

/// Takes the response that lies there out of its archive, below `folder`; says whether the archive was still there. Half a
/// record at the end of an archive is cut off.
pub fn erase_raw(folder: &Path, place: &RawPlace) -> io::Result<bool> {
    let mut file = match File::options()
        .read(true)
        .write(true)
        .open(folder.join(&place.path))
    {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        file => file?,
    };
    let length = match member_length(&mut file, place.offset) {
        Ok(length) => length,
        Err(error) if is_last(&mut file, place.offset, &error)? => {
            file.set_len(place.offset)?;
            file.sync_all()?;
            return Ok(true);
        }
        Err(error) => return Err(error),
    };
    let extent = Extent {
        path: place.path.clone(),
        offset: place.offset,
        length,
    };
    extent.note(folder)?;
    extent.fill(&file)?;
    fs::remove_file(folder.join(UNDER_WAY))?;
    Ok(true)
}

/// Does again what a sudden end interrupted: half of a response that is being erased cannot be read, nor measured.
pub fn finish_erasing(folder: &Path) -> io::Result<()> {
    let note = folder.join(UNDER_WAY);
    let noted = match fs::read(&note) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        noted => noted?,
    };
    let extent: Extent = serde_json::from_slice(&noted)?;
    match File::options().write(true).open(folder.join(&extent.path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        file => extent.fill(&file?)?,
    }
    fs::remove_file(note)
}

/// Bytes of an archive that are being erased.
#[derive(Debug, Serialize, Deserialize)]
struct Extent {
    path: String,
    offset: u64,
    length: u64,
}

impl Extent {
    /// Writes down, durably, what is about to be erased.
    fn note(&self, folder: &Path) -> io::Result<()> {
        let (note, new) = (folder.join(UNDER_WAY), folder.join(UNDER_WAY_NEW));
        let mut file = File::create(&new)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        fs::rename(new, note)?;
        File::open(folder)?.sync_all()
    }

    fn fill(&self, file: &File) -> io::Result<()> {
        file.write_all_at(&nothing(self.length)?, self.offset)?;
        file.sync_all()
    }
}

/// Whether what cannot be read is a torn record at the end of its archive.
fn is_last(file: &mut File, offset: u64, error: &io::Error) -> io::Result<bool> {
    Ok(error.kind() == io::ErrorKind::UnexpectedEof && find_member(file, offset + 1)?.is_none())
}

/// The length of the gzip member that begins at `offset`.
fn member_length(file: &mut File, offset: u64) -> io::Result<u64> {
    file.seek(SeekFrom::Start(offset))?;
    let mut member = GzDecoder::new(BufReader::new(&*file));
    io::copy(&mut member, &mut io::sink())?;
    let mut rest = member.into_inner();
    rest.stream_position().map(|end| end - offset)
}

/// So many bytes of members that hold nothing.
fn nothing(length: u64) -> io::Result<Vec<u8>> {
    let mut filling = Vec::new();
    let mut left = length;
    while left > 0 {
        let mut part = left.min(LONGEST);
        if left - part > 0 && left - part < SHORTEST {
            part -= SHORTEST;
        }
        let extra = part
            .checked_sub(SHORTEST)
            .and_then(|extra| u16::try_from(extra).ok())
            .ok_or_else(|| io::Error::other("there is no record of a response at its place"))?;
        filling.write_all(&HEAD)?;
        filling.write_all(&extra.to_le_bytes())?;
        io::copy(&mut io::repeat(0).take(extra.into()), &mut filling)?;
        filling.write_all(&TAIL)?;
        left -= part;
    }
    Ok(filling)
}

#[cfg(test)]
mod tests {
    use flate2::read::MultiGzDecoder;

    use super::*;
    use crate::warc::member;

    #[test]
    fn one_response_goes_and_all_others_stay_where_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.warc.gz");
        // What cannot be packed is longer than one filling.
        let noise: Vec<u8> = (0..200_000_u32)
            .map(|at| item::digest64(&at.to_le_bytes()).to_le_bytes()[0])
            .collect();
        let parts = [b"before ".as_slice(), &noise, b"behind"].map(|part| member(part).unwrap());
        fs::write(&path, parts.concat()).unwrap();
        let place = RawPlace {
            path: "a.warc.gz".to_owned(),
            offset: parts[0].len() as u64,
            within: 0,
        };
        for _ in 0..2 {
            assert!(erase_raw(folder.path(), &place).unwrap());
            let bytes = fs::read(&path).unwrap();
            assert_eq!(bytes.len(), parts.concat().len());
            assert!(bytes.ends_with(&parts[2]));
            let mut read = String::new();
            MultiGzDecoder::new(bytes.as_slice())
                .read_to_string(&mut read)
                .unwrap();
            assert_eq!(read, "before behind");
        }
        fs::remove_file(&path).unwrap();
        assert!(!erase_raw(folder.path(), &place).unwrap());
    }

    #[test]
    fn what_a_sudden_end_interrupted_is_done_whole_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.warc.gz");
        let secret: Vec<u8> = (0..200_000_u32)
            .map(|at| item::digest64(&at.to_le_bytes()).to_le_bytes()[0])
            .collect();
        let [first, second, last] =
            [b"before ".as_slice(), &secret, b"behind"].map(|part| member(part).unwrap());
        let whole = [&first[..], &second, &last].concat();
        let extent = Extent {
            path: "a.warc.gz".to_owned(),
            offset: first.len() as u64,
            length: second.len() as u64,
        };
        let filling = nothing(extent.length).unwrap();
        for cut in [0, 9, 40, 4096, 70_000, filling.len()] {
            let mut bytes = whole.clone();
            bytes[first.len()..first.len() + cut].copy_from_slice(&filling[..cut]);
            fs::write(&path, bytes).unwrap();
            extent.note(folder.path()).unwrap();
            for _ in 0..2 {
                finish_erasing(folder.path()).unwrap();
                let expect = [&first[..], &filling, &last].concat();
                assert!(fs::read(&path).unwrap() == expect, "cut at {cut}");
            }
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn half_a_record_is_cut_off_the_end_and_only_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.warc.gz");
        let [first, second] =
            [b"WARC/1.0 first", b"WARC/1.0 other"].map(|part| member(part).unwrap());
        let half = &first[..first.len() - 9];
        let at = |offset: usize| RawPlace {
            path: "a.warc.gz".to_owned(),
            offset: offset as u64,
            within: 0,
        };
        fs::write(&path, [&second, half].concat()).unwrap();
        assert!(erase_raw(folder.path(), &at(second.len())).unwrap());
        assert_eq!(fs::read(&path).unwrap(), second);
        let torn_inside = [half, &second].concat();
        fs::write(&path, &torn_inside).unwrap();
        erase_raw(folder.path(), &at(0)).unwrap_err();
        assert_eq!(fs::read(&path).unwrap(), torn_inside);
    }

    #[test]
    fn every_length_is_filled() {
        for length in (SHORTEST..200).chain(LONGEST - 30..LONGEST + 60) {
            assert_eq!(nothing(length).unwrap().len() as u64, length);
        }
    }
}
