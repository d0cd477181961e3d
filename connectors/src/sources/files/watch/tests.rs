//! Watching real folders. Nothing here waits longer than it must; the deadlines are for machines under load.

use std::path::Path;

use super::*;
use crate::sources::files::choice::is_read;

/// Far longer than any answer takes.
const DEADLINE: Duration = Duration::from_secs(30);

fn watch(path: &Path) -> Watch {
    let paths = Paths {
        path: path.to_owned(),
        root: path.to_owned(),
        pattern: None,
    };
    Watch::new(SourceId::new("in"), paths, is_read)
}

async fn told(watch: &Watch) {
    timeout(DEADLINE, watch.changed())
        .await
        .expect("a change is told");
}

/// Nothing is told while the watch has all the time that a notice takes.
async fn silent(watch: &Watch) {
    let early = timeout(QUIET * 2, watch.changed()).await;
    assert!(early.is_err(), "nothing happened, and a change was told");
}

#[tokio::test]
async fn files_that_come_change_and_go_are_told_and_reading_them_is_not() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("old.txt"), "x").unwrap();
    let watch = watch(root.path());
    // The first answer: nobody knows what happened before.
    told(&watch).await;
    fs::read(root.path().join("old.txt")).unwrap();
    assert!(fs::read_dir(root.path()).unwrap().count() > 0);
    fs::write(root.path().join(".hidden.txt"), "x").unwrap();
    silent(&watch).await;
    fs::write(root.path().join("old.txt"), "xy").unwrap();
    told(&watch).await;
    fs::create_dir_all(root.path().join("a/b")).unwrap();
    told(&watch).await;
    fs::write(root.path().join("a/b/new.txt"), "x").unwrap();
    told(&watch).await;
    fs::remove_file(root.path().join("old.txt")).unwrap();
    told(&watch).await;
}

#[tokio::test]
async fn what_happens_while_nobody_asks_is_told_at_the_next_question() {
    let root = tempfile::tempdir().unwrap();
    let watch = watch(root.path());
    told(&watch).await;
    fs::write(root.path().join("new.txt"), "x").unwrap();
    // The question is dropped, as a poll that is due drops it, and asked again.
    timeout(QUIET / 100, watch.changed()).await.ok();
    fs::write(root.path().join("newer.txt"), "x").unwrap();
    told(&watch).await;
}

#[tokio::test]
async fn a_root_that_appears_is_replaced_or_goes_is_told() {
    let above = tempfile::tempdir().unwrap();
    let root = above.path().join("later");
    let watch = watch(&root);
    silent(&watch).await;
    fs::create_dir(&root).unwrap();
    told(&watch).await;
    fs::rename(&root, above.path().join("away")).unwrap();
    fs::create_dir(&root).unwrap();
    told(&watch).await;
    fs::write(root.join("new.txt"), "x").unwrap();
    told(&watch).await;
    fs::remove_dir_all(&root).unwrap();
    told(&watch).await;
    silent(&watch).await;
}

#[tokio::test]
async fn of_a_root_that_is_a_file_its_replacement_is_told_and_its_neighbours_are_not() {
    let above = tempfile::tempdir().unwrap();
    let root = above.path().join("one.jsonl");
    fs::write(&root, "{}").unwrap();
    let watch = watch(&root);
    told(&watch).await;
    fs::write(above.path().join("two.jsonl"), "{}").unwrap();
    silent(&watch).await;
    fs::write(above.path().join("one.new"), "{} ").unwrap();
    fs::rename(above.path().join("one.new"), &root).unwrap();
    told(&watch).await;
}

#[test]
fn what_stands_in_the_way_of_watching_comes_with_advice() {
    let check = |kind: ErrorKind, expect: &str| assert!(advice(&kind).contains(expect), "{kind:?}");
    check(ErrorKind::MaxFilesWatch, "max_user_watches");
    let full = io::Error::from_raw_os_error(EMFILE);
    check(ErrorKind::Io(full), "max_user_instances");
    check(ErrorKind::PathNotFound, "every");
}
