//! Files come, change, go and come back; each run brings what is new and nothing twice.

use std::fs;

use crate::support::Desk;

fn report(subject: &str) -> String {
    format!(
        "Ministers discuss {subject}\n\nMinisters of the alliance met in Brussels on Thursday to discuss {subject}. They agreed that work on {subject} should continue in the coming months, and that experts would report back before the summer.\n\nOfficials said the question of {subject} had been on the table for years without any result.\n"
    )
}

fn count(desk: &Desk, kind: &str) -> usize {
    desk.delivered()
        .iter()
        .filter(|line| line.kind() == kind)
        .count()
}

#[test]
fn only_new_and_changed_files_are_read_again() {
    let desk = Desk::plain();
    desk.write("in/a.txt", report("fisheries"));
    desk.write("in/deep/b.txt", "A quite different text about the harvest of apples in the valley, where growers expect less fruit than last year because of a late frost in spring.");
    desk.run(&["fetch"]).expect(0).says("2 items new");
    desk.write(
        "in/a.txt",
        report("fisheries")
            + "\nA spokesman later added that the talks would resume on Monday in Vienna.\n",
    );
    desk.write("in/c.txt", "Railway workers in the north announced a strike for next week, after talks with the company had ended without an agreement on pay and working hours.");
    desk.run(&["fetch"])
        .expect(0)
        .says("1 item new")
        .says("1 update");
    assert_eq!(
        (
            count(&desk, "newsloom.item.new"),
            count(&desk, "newsloom.item.updated")
        ),
        (3, 1)
    );
    let updated = desk
        .delivered()
        .into_iter()
        .find(|line| line.kind() == "newsloom.item.updated")
        .unwrap();
    assert_eq!(updated.item()["version"], 2);
    assert_eq!(updated.item()["standing"]["kind"], "revision");
}

#[test]
fn a_touched_file_is_read_once_and_dropped_as_unchanged() {
    let desk = Desk::plain();
    desk.write("in/a.txt", report("fisheries"));
    desk.run(&["fetch"]).expect(0);
    let touched = fs::metadata(desk.path("in/a.txt"))
        .unwrap()
        .modified()
        .unwrap()
        + std::time::Duration::from_secs(5);
    fs::File::options()
        .append(true)
        .open(desk.path("in/a.txt"))
        .unwrap()
        .set_modified(touched)
        .unwrap();
    desk.run(&["fetch"])
        .expect(0)
        .says("1 dropped as unchanged");
    desk.run(&["fetch"]).expect(0).says("0 updates");
    assert_eq!(desk.delivered().len(), 1);
    assert_eq!(
        desk.journal()
            .iter()
            .filter(|line| line.reason() == "unchanged")
            .count(),
        1
    );
}

#[test]
fn a_copy_says_what_it_copies() {
    let desk = Desk::plain();
    desk.write("in/a.txt", report("fisheries"));
    desk.run(&["fetch"]).expect(0);
    desk.write("in/b.txt", report("fisheries"));
    desk.run(&["fetch"]).expect(0).says("1 copy");
    let lines = desk.delivered();
    assert_eq!(lines[1].kind(), "newsloom.item.copy");
    assert_eq!(lines[1].item()["standing"]["of"], lines[0].item()["id"]);
    assert_eq!(lines[1].item()["standing"]["how"], "exact");
}

#[test]
fn a_deleted_file_is_withdrawn_only_where_asked() {
    let quiet = Desk::plain();
    let asked = Desk::new(
        &fs::read_to_string(quiet.path("newsloom.toml"))
            .unwrap()
            .replace(
                "path = \"in\"\n",
                "path = \"in\"\nwithdraw_deleted = true\n",
            ),
    );
    for desk in [&quiet, &asked] {
        desk.write("in/a.txt", report("fisheries"));
        // A folder that is empty all at once is a disk that is not there, not a withdrawal.
        desk.write("in/stays.txt", "Railway workers in the north announced a strike for next week, after talks with the company had ended without an agreement.");
        desk.run(&["fetch"]).expect(0);
        let kept = fs::read(desk.path("in/a.txt")).unwrap();
        let modified = fs::metadata(desk.path("in/a.txt"))
            .unwrap()
            .modified()
            .unwrap();
        fs::remove_file(desk.path("in/a.txt")).unwrap();
        desk.run(&["fetch"]).expect(0);
        desk.run(&["fetch"]).expect(0);
        fs::write(desk.path("in/a.txt"), kept).unwrap();
        fs::File::options()
            .append(true)
            .open(desk.path("in/a.txt"))
            .unwrap()
            .set_modified(modified)
            .unwrap();
        desk.run(&["fetch"]).expect(0);
    }
    assert_eq!(
        (
            count(&quiet, "newsloom.item.withdrawn"),
            count(&quiet, "newsloom.item.reappeared")
        ),
        (0, 0)
    );
    assert_eq!(
        (
            count(&asked, "newsloom.item.withdrawn"),
            count(&asked, "newsloom.item.reappeared")
        ),
        (1, 1)
    );
}

#[test]
fn records_of_a_file_are_items_of_their_own() {
    let desk = Desk::plain();
    let record = |id: u32, text: &str| {
        serde_json::json!({ "id": id, "title": format!("Report {id}"), "text": text, "url": format!("https://example.org/{id}"), "date": "2026-03-04" }).to_string()
    };
    let first = record(
        1,
        "The harbour of the old town was closed on Friday after a ship had lost some of its load in heavy seas.",
    );
    let second = record(
        2,
        "Teachers asked the ministry for smaller classes, more rooms and a new timetable before the school year begins.",
    );
    desk.write("in/all.jsonl", format!("{first}\n{{broken\n{second}\n"));
    desk.run(&["fetch"]).says("all.jsonl");
    assert_eq!(count(&desk, "newsloom.item.new"), 2);
    let third = record(
        3,
        "Voters in three cities will elect new mayors on Sunday, and turnout is expected to be higher than four years ago.",
    );
    desk.write("in/all.jsonl", format!("{first}\n{second}\n{third}\n"));
    desk.run(&["fetch"]).expect(0).says("1 item new");
    assert_eq!(desk.delivered().len(), 3);
    assert_eq!(
        desk.delivered()[2].item()["article"]["date_published"],
        "2026-03-04"
    );
}
