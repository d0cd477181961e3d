//! The end of an archive after a sudden end of its writer: a record that was not written whole is cut off.

use std::{
    fs::File,
    io::{self, Seek, SeekFrom},
};

use crate::warc::{At, Scanner, Step, last_member};

/// Cuts everything behind the last whole record of a compressed archive; gives its length, and how many bytes were cut.
pub(super) fn mend(file: &File) -> io::Result<(u64, u64)> {
    let size = file.metadata()?.len();
    let length = whole(file, size)?;
    if length < size {
        file.set_len(length)?;
    }
    let mut file = file;
    file.seek(SeekFrom::Start(length))?;
    Ok((length, size - length))
}

/// Where the last whole record ends. Records are written one after the other, so only the last one can be torn: all that
/// is looked for is the last place where one begins and is whole.
fn whole(file: &File, size: u64) -> io::Result<u64> {
    let mut before = size;
    while let Some(member) = last_member(&mut file.try_clone()?, before)? {
        let from = At {
            offset: member,
            within: 0,
        };
        let mut scanner = Scanner::new(file.try_clone()?, from)?;
        if let Step::Record(_) = scanner.step()? {
            return Ok(scanner.place().offset);
        }
        before = member;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Write as _};

    use jiff::Timestamp;

    use super::*;
    use crate::warc::{Kind, Record, member};

    fn packed(number: usize, size: usize) -> Vec<u8> {
        let record = Record {
            kind: Kind::Response,
            date: Timestamp::UNIX_EPOCH,
            uri: &format!("https://example.org/{number}"),
            media_type: "application/http",
            before: b"HTTP/1.1 200 OK\r\n\r\n",
            payload: &vec![b'a'; size],
        };
        member(&record.to_bytes()).unwrap()
    }

    #[test]
    fn an_archive_that_was_cut_at_any_byte_is_whole_up_to_its_last_whole_record() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.warc.gz");
        let (first, second) = (packed(0, 300), packed(1, 90_000));
        let whole = [first.clone(), second].concat();
        for cut in 0..=whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let mut file = File::options().read(true).write(true).open(&path).unwrap();
            let (length, lost) = mend(&file).unwrap();
            let expect = match cut {
                cut if cut < first.len() => 0,
                cut if cut < whole.len() => first.len(),
                _ => whole.len(),
            };
            assert_eq!(
                (length, lost),
                (expect as u64, (cut - expect) as u64),
                "cut at {cut}"
            );
            file.write_all(b"x").unwrap();
            drop(file);
            assert_eq!(fs::read(&path).unwrap(), [&whole[..expect], b"x"].concat());
        }
    }
}
