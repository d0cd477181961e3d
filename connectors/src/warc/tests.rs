//! Whole archives, plain and compressed, sound and damaged: what a pass finds in them, and what is read at each place.

use std::io::{Cursor, Write as _};

use flate2::{Compression, write::GzEncoder};
use jiff::Timestamp;

use super::*;

/// How an archive is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    /// A gzip member for each record.
    Members,
    /// One gzip member.
    Single,
    /// Gzip members of a fixed size, wherever records begin.
    Blocks,
}

const FORMS: [Form; 4] = [Form::Plain, Form::Members, Form::Single, Form::Blocks];

fn record(number: usize, size: usize) -> Vec<u8> {
    // Letters that do not pack well, so that damage can hit them.
    let mut seed = number as u64 + 1;
    let payload: Vec<u8> = (0..size)
        .map(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            b'a' + u8::try_from((seed >> 40) % 26).unwrap()
        })
        .collect();
    let record = Record {
        kind: Kind::Response,
        date: Timestamp::from_second(1_600_000_000 + i64::try_from(number).unwrap()).unwrap(),
        uri: &format!("https://example.org/{number}"),
        media_type: "application/http; msgtype=response",
        before: b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        payload: &payload,
    };
    record.to_bytes()
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn archive(form: Form, records: &[Vec<u8>]) -> Vec<u8> {
    match form {
        Form::Plain => records.concat(),
        Form::Members => records.iter().flat_map(|record| zipped(record)).collect(),
        Form::Single => zipped(&records.concat()),
        Form::Blocks => records.concat().chunks(700).flat_map(zipped).collect(),
    }
}

/// What a pass from a place on says, in words: the number of each record, `!` for damage; and how it ends.
fn pass(archive: &[u8], from: At) -> (Vec<String>, Vec<At>, String) {
    let mut scanner = Scanner::new(Cursor::new(archive), from).unwrap();
    let (mut said, mut places) = (Vec::new(), Vec::new());
    for _ in 0..1000 {
        match scanner.step().unwrap() {
            Step::Record(found) => {
                said.push(name(&found.head));
                places.push(found.at);
            }
            Step::Damage { .. } => said.push("!".to_owned()),
            Step::Torn => {
                places.push(scanner.place());
                return (said, places, "torn".to_owned());
            }
            Step::End => {
                places.push(scanner.place());
                return (said, places, "end".to_owned());
            }
        }
    }
    panic!("the pass has no end: {said:?}");
}

fn name(head: &Head) -> String {
    let uri = head.uri.as_deref().unwrap_or_default();
    uri.rsplit('/').next().unwrap_or_default().to_owned()
}

#[track_caller]
fn check(archive: &[u8], expect: &str, end: &str) {
    let (said, _, ended) = pass(archive, At::default());
    assert_eq!((said.join(" ").as_str(), ended.as_str()), (expect, end));
}

fn records() -> Vec<Vec<u8>> {
    [10, 3000, 0, 70_000, 500]
        .into_iter()
        .enumerate()
        .map(|(number, size)| record(number, size))
        .collect()
}

#[test]
fn every_record_is_met_in_every_form_and_can_be_read_at_its_place() {
    for form in FORMS {
        let archive = archive(form, &records());
        let (said, places, end) = pass(&archive, At::default());
        assert_eq!(
            (said.join(" ").as_str(), end.as_str()),
            ("0 1 2 3 4", "end"),
            "{form:?}"
        );
        for (number, at) in places.iter().take(5).enumerate() {
            let mut reader = Reader::new(Cursor::new(&archive), *at).unwrap();
            let (head, block) = reader.record(*at, 1 << 20).unwrap();
            assert_eq!(
                (name(&head), block.len() as u64),
                (number.to_string(), head.length)
            );
            page(&head, block, 1 << 20).expect("its digests are right");
            let (rest, ..) = pass(&archive, *at);
            assert_eq!(rest.len(), 5 - number, "{form:?} from {at:?}");
        }
    }
}

#[test]
fn one_reader_goes_forward_through_a_single_member() {
    let archive = archive(Form::Single, &records());
    let (_, places, _) = pass(&archive, At::default());
    let mut reader = Reader::new(Cursor::new(&archive), places[0]).unwrap();
    for (number, at) in [(0, places[0]), (1, places[1]), (4, places[4])] {
        let (head, _) = reader.record(at, 1 << 20).unwrap();
        assert_eq!(name(&head), number.to_string());
    }
    assert_eq!(reader.distance(places[3]), None);
}

#[test]
fn an_archive_that_grows_is_gone_on_with_from_where_it_ended() {
    for form in [Form::Plain, Form::Members] {
        let (before, whole) = (archive(form, &records()[..3]), archive(form, &records()));
        let (_, places, end) = pass(&before, At::default());
        assert_eq!(end, "end");
        let (said, ..) = pass(&whole, places[3]);
        assert_eq!(said, ["3", "4"], "{form:?}");
    }
}

#[test]
fn a_cut_at_any_byte_loses_nothing_before_it_and_the_rest_comes_once_it_is_written() {
    let records = [record(0, 40), record(1, 90), record(2, 20)];
    for form in FORMS {
        let whole = archive(form, &records);
        for cut in 0..whole.len() {
            let (mut said, places, _) = pass(&whole[..cut], At::default());
            let (rest, _, end) = pass(&whole, *places.last().unwrap());
            said.extend(rest);
            assert_eq!(
                (said.join(" ").as_str(), end.as_str()),
                ("0 1 2", "end"),
                "{form:?} {cut}"
            );
        }
    }
}

#[test]
fn a_record_that_was_cut_off_costs_no_other_that_was_written_behind_it() {
    for form in [Form::Plain, Form::Members] {
        let torn = archive(form, &[record(1, 3000)]);
        for cut in [1, 8, 200, 1500, torn.len() - 1] {
            let parts = [
                archive(form, &[record(0, 100)]),
                torn[..cut].to_vec(),
                archive(form, &[record(2, 100), record(3, 100)]),
            ];
            let (said, _, end) = pass(&parts.concat(), At::default());
            // What lacks but its last line break is whole.
            let whole = form == Form::Plain && cut == torn.len() - 1;
            let expect = if whole { "0 1 2 3" } else { "0 ! 2 3" };
            assert_eq!(
                (said.join(" ").as_str(), end.as_str()),
                (expect, "end"),
                "{form:?} {cut}"
            );
        }
    }
}

#[test]
fn garbage_between_records_is_told_and_passed_over() {
    for form in [Form::Plain, Form::Members] {
        for garbage in [
            &b"garbage"[..],
            b"\0\0\0\0",
            b"WARC/1.0\r\nno head",
            b"\x1f\x8b\x08 no member",
            b"<p>\r\n\r\n</p>\r\n\r\n",
        ] {
            let [a, b] = [0, 1].map(|number| archive(form, &[record(number, 100)]));
            let whole = [&a, garbage, &b, garbage].concat();
            let (said, places, _) = pass(&whole, At::default());
            let records: Vec<&str> = said
                .iter()
                .map(String::as_str)
                .filter(|word| *word != "!")
                .collect();
            assert_eq!(records, ["0", "1"], "{form:?} {garbage:?} {said:?}");
            // The beginning of a head and a whole one behind it are as good as the one.
            let is_swallowed = form == Form::Plain && garbage.starts_with(b"WARC/");
            assert_eq!(
                said.get(1).is_some_and(|word| word == "!"),
                !is_swallowed,
                "{form:?} {garbage:?}"
            );
            assert!(places.last().unwrap().offset <= whole.len() as u64);
        }
    }
}

#[test]
fn a_wrong_length_costs_only_its_record() {
    let with_length = |number: usize, length: &str| {
        let record = String::from_utf8(record(number, 1000)).unwrap();
        let right = record
            .lines()
            .find(|line| line.starts_with("Content-Length:"))
            .unwrap()
            .to_owned();
        record
            .replacen(&right, &format!("Content-Length: {length}"), 1)
            .into_bytes()
    };
    for form in [Form::Plain, Form::Members, Form::Single] {
        for length in ["3", "999", "2000", "999999999999999"] {
            let whole = archive(
                form,
                &[
                    record(0, 100),
                    with_length(1, length),
                    record(2, 100),
                    record(3, 10),
                ],
            );
            let (said, _, end) = pass(&whole, At::default());
            assert_eq!(
                (said.join(" ").as_str(), end.as_str()),
                ("0 ! 2 3", "end"),
                "{form:?} {length}"
            );
        }
    }
}

#[test]
fn a_damaged_member_costs_only_itself() {
    let members: Vec<Vec<u8>> = (0..4).map(|number| zipped(&record(number, 3000))).collect();
    for at in [0, 5, 12, 100, members[1].len() - 5] {
        let mut members = members.clone();
        members[1][at] ^= 0xff;
        let (said, _, end) = pass(&members.concat(), At::default());
        // Of the ten bytes at its beginning five are of no use.
        let harmless = at == 5;
        let expect = if harmless { "0 1 2 3" } else { "0 ! 2 3" };
        assert_eq!(
            (said.join(" ").as_str(), end.as_str()),
            (expect, "end"),
            "byte {at}"
        );
    }
}

#[test]
fn a_damaged_last_member_is_told_and_what_is_written_behind_it_is_found() {
    let mut last = zipped(&record(1, 3000));
    let middle = last.len() / 2;
    last[middle] ^= 0xff;
    let damaged = [zipped(&record(0, 10)), last].concat();
    let (said, places, end) = pass(&damaged, At::default());
    assert_eq!((said.join(" ").as_str(), end.as_str()), ("0 !", "end"));
    let grown = [damaged, zipped(&record(2, 10))].concat();
    let (said, ..) = pass(&grown, *places.last().unwrap());
    assert_eq!(said, ["2"]);
}

#[test]
fn what_is_no_archive_is_damage_and_nothing_more() {
    check(b"", "", "end");
    check(b"\r\n\r\n", "", "end");
    check(b"<html>no archive</html>", "!", "end");
    check(&vec![7; 300_000], "!", "end");
    check(&zipped(b"<html>no archive</html>"), "!", "end");
    check(b"WARC/1.0\r\n", "", "torn");
    check(b"WAR", "", "torn");
    check(b"\x1f\x8b\x08\0\0", "", "torn");
}

#[test]
fn a_page_about_archives_is_no_archive() {
    let inner = record(7, 10);
    let outer = Record {
        kind: Kind::Response,
        date: Timestamp::UNIX_EPOCH,
        uri: "https://example.org/outer",
        media_type: "application/http; msgtype=response",
        before: b"HTTP/1.1 200 OK\r\n\r\n",
        payload: &inner,
    };
    for form in FORMS {
        let whole = archive(form, &[record(0, 10), outer.to_bytes(), record(1, 10)]);
        check(&whole, "0 outer 1", "end");
    }
}

#[test]
fn a_place_where_no_record_begins_gives_none() {
    let plain = archive(Form::Plain, &records());
    let read = |at: At, most: u64| {
        Reader::new(Cursor::new(&plain), at)
            .unwrap()
            .record(at, most)
    };
    let at = |offset| At { offset, within: 0 };
    assert!(matches!(read(at(1), 1 << 20), Err(Fault::Elsewhere)));
    assert!(matches!(read(at(1 << 30), 1 << 20), Err(Fault::Elsewhere)));
    assert!(matches!(read(at(0), 20), Err(Fault::TooLarge(_))));
    let mut damaged = archive(Form::Members, &records());
    let end = damaged.len() - 3;
    let (_, places, _) = pass(&damaged, At::default());
    damaged[end] ^= 0xff;
    let read = Reader::new(Cursor::new(&damaged), places[4])
        .unwrap()
        .record(places[4], 1 << 20);
    assert!(matches!(read, Err(Fault::Broken(_))));
}
