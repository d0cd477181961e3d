//! What a machine throws at a pipeline: garbage, missing rights, full disks. Each is a clear message, and the
//! neighbours are unharmed.

use std::{
    fs,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    process::{Command, Output},
};

use crate::support::{Desk, whole_lines};

const GOOD: &str = "The harbour of the old town was closed on Friday\n\nThe harbour of the old town was closed on Friday after a ship had lost some of its load in heavy seas, the coast guard said. Divers were sent down to look for the containers.\n";

fn with_neighbour(name: &str, content: &[u8]) -> Desk {
    let desk = Desk::plain();
    desk.write("in/good.txt", GOOD);
    desk.write(name, content);
    desk
}

fn is_root() -> bool {
    fs::metadata("/proc/self")
        .is_ok_and(|metadata| std::os::unix::fs::MetadataExt::uid(&metadata) == 0)
}

#[test]
fn garbage_bytes_are_dropped_as_malformed_and_the_neighbour_is_delivered() {
    let garbage: Vec<u8> = (0_u32..50_000)
        .map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2])
        .collect();
    let desk = with_neighbour("in/noise.txt", &garbage);
    desk.run(&["fetch"])
        .expect(0)
        .says("1 dropped as malformed")
        .says("1 item new");
    assert_eq!(desk.delivered().len(), 1);
}

#[test]
fn an_empty_file_is_dropped_as_empty_and_read_again_when_it_is_filled() {
    let desk = with_neighbour("in/later.txt", b"");
    desk.run(&["fetch"])
        .expect(0)
        .says("1 dropped as empty")
        .says("1 item new");
    desk.write("in/later.txt", "Divers found the first of the lost containers on Saturday, a spokesman of the coast guard told reporters in the old town.");
    desk.run(&["fetch"]).expect(0).says("1 item new");
}

#[test]
fn broken_json_is_dropped_and_said() {
    let desk = with_neighbour("in/broken.json", b"{\"title\": \"x\", ");
    desk.run(&["fetch"])
        .says("1 dropped as malformed")
        .says("1 item new");
    assert_eq!(desk.delivered().len(), 1);
}

#[test]
fn a_missing_folder_is_an_error_of_its_source_alone() {
    let desk = Desk::plain();
    let configuration = fs::read_to_string(desk.path("newsloom.toml")).unwrap()
        + "[[source]]\nid = \"gone\"\nkind = \"files\"\npath = \"nowhere\"\n";
    fs::write(desk.path("newsloom.toml"), configuration).unwrap();
    desk.write("in/good.txt", GOOD);
    desk.run(&["fetch"])
        .expect(2)
        .says("source `gone`")
        .says("nowhere")
        .says("hint:")
        .says("1 item new");
    let listed = desk.run(&["sources"]).expect(0).stdout;
    assert!(listed.contains("failed once"), "{listed}");
}

#[test]
fn an_unreadable_file_is_said_and_read_once_it_can_be() {
    let desk = with_neighbour("in/secret.txt", b"The coast guard kept its report on the accident under lock until the owner of the ship had been heard on Monday.");
    let secret = desk.path("in/secret.txt");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    if is_root() {
        // Rights do not bind root: a folder in the file's place cannot be read either.
        fs::remove_file(&secret).unwrap();
        std::os::unix::fs::symlink("/proc/self/mem", &secret).unwrap();
    }
    let run = desk.run(&["fetch"]);
    assert!(run.code == Some(2) || run.code == Some(0), "{}", run.stderr);
    assert_eq!(desk.delivered().len(), 1, "{}", run.stderr);
}

#[test]
fn a_state_folder_that_cannot_be_written_is_said_and_nothing_is_touched() {
    let desk = with_neighbour("in/a.txt", b"");
    // A file where the folder should be stops root as well.
    fs::write(desk.path("var"), "not a folder").unwrap();
    desk.run(&["fetch"]).expect(1).says("var").says("error:");
    assert_eq!(
        fs::read_to_string(desk.path("var")).unwrap(),
        "not a folder"
    );
    assert!(!desk.path("out.jsonl").exists());
}

#[test]
fn a_full_disk_stops_the_run_and_the_next_one_goes_on() {
    let desk = Desk::plain();
    for number in 0..300 {
        let word = |word: u32| format!("w{:x}", word.wrapping_mul(number * 2_654_435 + 40_503));
        let noise = (0..200).map(word).collect::<Vec<_>>().join(" ");
        desk.write(
            &format!("in/{number}.txt"),
            format!("Report {number}\n\n{GOOD} {noise}\n"),
        );
    }
    // No file may grow beyond 64 KiB: every write past it fails, as on a full disk.
    let script = format!(
        "trap '' XFSZ; ulimit -f 64; exec {} fetch",
        env!("CARGO_BIN_EXE_newsloom")
    );
    let limited = Command::new("bash")
        .args(["-c", &script])
        .current_dir(desk.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8(limited.stderr).unwrap();
    assert_eq!(limited.status.code(), Some(1), "{said}");
    assert!(said.contains("error:") && said.contains("var/"), "{said}");
    desk.run(&["fetch", "--all"]).expect(0);
    desk.run(&["state", "check"]).expect(0);
    assert_eq!(desk.delivered().len(), 300);
    assert!(whole_lines(&desk.path("out.jsonl")));
}

#[test]
fn a_full_disk_under_a_sink_loses_nothing() {
    let desk = Desk::plain();
    let configuration = fs::read_to_string(desk.path("newsloom.toml"))
        .unwrap()
        .replace("path = \"out.jsonl\"", "path = \"/dev/full\"");
    let good = fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    fs::write(desk.path("newsloom.toml"), configuration).unwrap();
    desk.write("in/good.txt", GOOD);
    desk.run(&["fetch"])
        .expect(1)
        .says("sink `out`")
        .says("/dev/full");
    fs::write(desk.path("newsloom.toml"), good).unwrap();
    fs::remove_dir_all(desk.path("var/sinks")).ok();
    desk.run(&["fetch"]).expect(0).says("1 event → out");
}

#[test]
fn a_sink_file_with_foreign_lines_is_refused_and_left_as_it_is() {
    let desk = with_neighbour("in/a.txt", b"");
    fs::write(desk.path("out.jsonl"), "{\"mine\": true}\n").unwrap();
    desk.run(&["fetch"])
        .expect(1)
        .says("sink `out`")
        .says("hint:");
    assert_eq!(
        fs::read_to_string(desk.path("out.jsonl")).unwrap(),
        "{\"mine\": true}\n"
    );
    fs::remove_file(desk.path("out.jsonl")).unwrap();
    desk.run(&["fetch"]).expect(0).says("1 event → out");
}

#[test]
fn an_entry_that_the_process_dies_of_again_and_again_is_quarantined_and_the_rest_goes_on() {
    let desk = with_neighbour("in/other.txt", b"Divers found the first of the lost containers on Saturday, a spokesman of the coast guard told reporters in the old town.");
    // A file that is there and cannot be read stays pending.
    std::os::unix::fs::symlink("/proc/self/mem", desk.path("in/killer.txt")).unwrap();
    // The kernel may date such a file anew between its listing and its reading; then the next run lists it again.
    let is_pending = || desk.run(&["fetch"]).stderr.contains("1 pending");
    assert!((0..10).any(|_| is_pending()));
    let found = desk
        .journal()
        .into_iter()
        .rfind(|line| line.0["data"]["entry"]["key"] == "killer.txt" && line.reason().is_empty())
        .unwrap();
    // What six sudden ends would have left.
    fs::write(
        desk.path("var/inflight"),
        format!("{} 1 5\n", found.sequence()),
    )
    .unwrap();
    desk.write("in/more.txt", "Railway workers in the north announced a strike for next week, after talks with the company had ended without an agreement on pay.");
    desk.run(&["fetch"])
        .says("1 dropped as crashed")
        .says("1 item new");
    assert_eq!(fs::read_to_string(desk.path("var/inflight")).unwrap(), "");
    assert_eq!(
        desk.journal()
            .iter()
            .filter(|line| line.reason() == "crashed")
            .count(),
        1
    );
}

/// Nobody, who may read nothing that is not his.
const NOBODY: u32 = 65_534;

/// Runs the program as a user whom rights bind, which they do not bind root: then as nobody, to whom the folder is
/// given.
fn run_bound_by_rights(desk: &Desk, arguments: &[&str]) -> Output {
    if !is_root() {
        return desk.command(arguments).output().unwrap();
    }
    // The folder in which it was built may be closed to others.
    let program = desk.path("newsloom");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_newsloom"), &program).unwrap();
    }
    for path in ["", "in", "newsloom.toml"] {
        chown(desk.path(path), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    Command::new(program)
        .args(arguments)
        .current_dir(desk.path(""))
        .env_remove("NEWSLOOM_CONFIG")
        .env_remove("NEWSLOOM_LOG")
        .uid(NOBODY)
        .gid(NOBODY)
        .output()
        .unwrap()
}

#[test]
fn more_unreadable_files_than_may_be_pending_do_not_hold_up_the_rest() {
    let desk = Desk::plain();
    for number in 0..10_100 {
        let name = format!("in/{number:05}.txt");
        desk.write(&name, "nobody may read this");
        fs::set_permissions(desk.path(&name), fs::Permissions::from_mode(0o000)).unwrap();
    }
    desk.write("in/last.txt", GOOD);
    fs::set_permissions(desk.path("in/last.txt"), fs::Permissions::from_mode(0o644)).unwrap();
    let run = run_bound_by_rights(&desk, &["fetch"]);
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(2), "{said}");
    assert!(said.contains("1 item new"), "{said}");
    assert!(
        said.contains("10100 entries could not be read and will be tried again"),
        "{said}"
    );
    assert_eq!(desk.delivered().len(), 1);
}

#[test]
fn a_damaged_commit_is_said_and_what_waited_in_it_is_read_again() {
    let desk = Desk::plain();
    desk.write("in/first.txt", GOOD);
    desk.run(&["fetch"]).expect(0);
    // A bit of the commit that found the next document flips, and the store is lost.
    desk.write("in/second.txt", "Divers found the first of the lost containers on Saturday, a spokesman of the coast guard told reporters in the old town.");
    let before = fs::metadata(desk.segment()).unwrap().len();
    desk.run(&["fetch"]).expect(0);
    let mut journal = fs::read(desk.segment()).unwrap();
    let at = usize::try_from(before).unwrap() + 40;
    journal[at] ^= 1;
    fs::write(desk.segment(), journal).unwrap();
    fs::remove_dir_all(desk.path("var/store")).unwrap();
    desk.write("in/third.txt", "Railway workers in the north announced a strike for next week, after talks with the company had ended without an agreement on pay.");
    let run = desk.run(&["fetch"]);
    assert!(run.stderr.contains("damaged commit"), "{}", run.stderr);
    desk.run(&["state", "check"])
        .expect(1)
        .says("no rebuild brings back");
    let delivered: Vec<String> = desk
        .delivered()
        .iter()
        .map(|line| line.item()["entry"]["key"].as_str().unwrap().to_owned())
        .collect();
    for key in ["first.txt", "second.txt", "third.txt"] {
        assert!(
            delivered.iter().any(|told| told == key),
            "{key} is not in {delivered:?}"
        );
    }
}
