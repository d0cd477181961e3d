//! `keep_raw`: what is kept of the web is readable for the usual readers of web archives, for Newsloom itself, after a
//! sudden end, and its disk may fail.

use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::Value;

use super::newsroom::{Paper, check_each_told_once, desk, feed, list_page};
use crate::support::{Desk, Line, web::Answer};

const KEPT: &str = "keep_raw = true\n";

fn archives(desk: &Desk, source: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(desk.path(&format!("var/raw/{source}"))).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// A Python with `warcio`, or what is missing for it. It is installed under `target`, where `pip` can.
fn python() -> Result<PathBuf, String> {
    static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let found = PYTHON.get_or_init(|| {
        let run = |program: &Path, arguments: &[&str]| {
            let output = Command::new(program).args(arguments).output();
            let output =
                output.map_err(|error| format!("`{}` is missing ({error})", program.display()))?;
            let said = String::from_utf8_lossy(&output.stderr);
            let call = arguments.join(" ");
            output
                .status
                .success()
                .then_some(())
                .ok_or_else(|| format!("`{} {call}` fails: {}", program.display(), said.trim()))
        };
        let own = Path::new(env!("CARGO_TARGET_TMPDIR")).join("warcio");
        let python = own.join("bin/python");
        let has_it = ["-c", "import warcio"];
        if run(&python, &has_it).is_err() {
            run(Path::new("python3"), &["-m", "venv", own.to_str().unwrap()])?;
            run(
                &python,
                &["-m", "pip", "install", "--quiet", "warcio>=1.7,<2"],
            )?;
            run(&python, &has_it)?;
        }
        Ok(python)
    });
    found.clone()
}

/// What `warcio` says, which must have no complaint; nothing, and a word on the terminal, where it cannot be had.
fn warcio(arguments: &[&str]) -> Option<String> {
    let python = match python() {
        Ok(python) => python,
        Err(missing) => {
            let told = format!("\nNOT CHECKED WITH WARCIO, which cannot be had here: {missing}\n");
            std::io::stderr().write_all(told.as_bytes()).unwrap();
            return None;
        }
    };
    let output = Command::new(python)
        .args(["-m", "warcio.cli"])
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}{errors}");
    assert_eq!(errors, "", "{arguments:?}");
    Some(said)
}

/// `warcio check` verifies all digests. Gives the records' types and URLs as `warcio index` has them.
fn checked(path: &Path) -> Option<Vec<(String, String)>> {
    let path = path.to_str().unwrap();
    let verified = warcio(&["check", "--verbose", path])?;
    assert!(!verified.contains("fail"), "{verified}");
    let index = warcio(&["index", "-f", "warc-type,warc-target-uri", path])?;
    let rows = index.lines().map(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        (text("warc-type"), text("warc-target-uri"))
    });
    Some(rows.collect())
}

fn responses(mut urls: Vec<String>) -> Vec<(String, String)> {
    urls.sort();
    let row = |url| ("response".to_owned(), url);
    urls.into_iter().map(row).collect()
}

#[test]
fn what_is_kept_is_what_was_fetched_and_warcio_finds_no_fault_in_it() {
    let paper = Paper::new(700..703);
    paper.host.put(
        &paper.articles[0].path(),
        Answer::page(paper.articles[0].page("")).gzip(),
    );
    let desk = desk(&[feed("paper", &paper.url()) + KEPT]);
    desk.run(&["fetch", "--all"]).expect(0).says("3 items new");
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    let kept = archives(&desk, "paper");
    assert_eq!(kept.len(), 1, "a second run goes on with the same archive");
    for line in desk.delivered() {
        let place = &line.item()["raw"];
        let path = desk.path("var/raw").join(place["path"].as_str().unwrap());
        assert_eq!(path, kept[0]);
        let offset = place["offset"].as_u64().unwrap().to_string();
        let Some(payload) = warcio(&["extract", "--payload", path.to_str().unwrap(), &offset])
        else {
            return;
        };
        let link = line.item()["article"]["url"].as_str().unwrap();
        let of_it = |article: &&crate::support::web::Article| link.ends_with(&article.path());
        let article = paper.articles.iter().find(of_it).unwrap();
        assert_eq!(payload, article.page(""));
    }
    let Some(mut rows) = checked(&kept[0]) else {
        return;
    };
    assert_eq!(rows.remove(0).0, "warcinfo");
    rows.sort();
    let pages = paper.articles.iter().map(|one| paper.host.url(&one.path()));
    let expect = pages.chain([paper.url()]).collect();
    assert_eq!(rows, responses(expect), "the unchanged feed is kept once");
}

#[test]
fn what_was_kept_can_be_read_again_as_a_source() {
    let paper = Paper::new(710..713);
    let first = desk(&[feed("paper", &paper.url()) + KEPT]);
    first.run(&["fetch", "--all"]).expect(0);
    paper.host.visits();
    let path = first.path("var/raw");
    let again = desk(&[format!(
        "[[source]]\nid = \"again\"\nkind = \"warc\"\npath = \"{}/**/*.warc.gz\"\n",
        path.display()
    )]);
    again.run(&["fetch", "--all"]).expect(0).says("3 items new");
    check_each_told_once(&again, &paper.articles);
    assert_eq!(paper.host.visits().paths().len(), 0);
}

#[test]
fn a_record_that_was_torn_by_a_sudden_end_is_cut_off_and_the_archive_goes_on() {
    let paper = Paper::new(720..722);
    let desk = desk(&[feed("paper", &paper.url()) + KEPT]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    let kept = archives(&desk, "paper");
    let whole = fs::read(&kept[0]).unwrap();
    let mut file = File::options().append(true).open(&kept[0]).unwrap();
    file.write_all(&whole[..100]).unwrap();
    file.write_all(&[0; 4096]).unwrap();
    drop(file);
    let more = Paper {
        articles: [paper.articles.clone(), Paper::new([730]).articles].concat(),
        ..paper
    };
    more.publish_pages();
    more.host.put("/feed.xml", Answer::feed(more.feed().rss()));
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    assert_eq!(archives(&desk, "paper"), kept);
    assert!(fs::read(&kept[0]).unwrap().starts_with(&whole));
    let kinds = checked(&kept[0]).map(|rows| rows.len());
    assert!(
        kinds.is_none_or(|records| records == 1 + 3 + 2),
        "{kinds:?}"
    );
}

#[test]
fn list_pages_are_kept_too_and_what_all_sources_keep_one_may_refuse() {
    let paper = Paper::new(740..742);
    paper
        .host
        .put("/all", Answer::page(list_page(&paper.articles)));
    let page = format!(
        "[[source]]\nid = \"list\"\nkind = \"page\"\nurl = \"{}\"\nlinks = \"main a\"\n",
        paper.host.url("/all")
    );
    let not = feed("not", &paper.url()) + "keep_raw = false\n";
    let desk = desk(&[page, not]);
    let configuration = fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    let kept = configuration.replace("[state]\n", "[state]\nkeep_raw = \"30 days\"\n");
    desk.write("newsloom.toml", kept);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    assert!(!desk.path("var/raw/not").exists());
    let archive = &archives(&desk, "list")[0];
    let listed = fs::read(archive).unwrap();
    assert!(listed.starts_with(b"\x1f\x8b"));
    if let Some(rows) = checked(archive) {
        let list = ("response".to_owned(), paper.host.url("/all"));
        assert!(rows.contains(&list), "{rows:?}");
    }
}

#[test]
fn a_disk_that_cannot_be_written_is_told_and_costs_no_item() {
    let paper = Paper::new(750..752);
    let desk = desk(&[feed("paper", &paper.url()) + KEPT]);
    desk.write("var/raw", "no folder");
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("2 items new")
        .says("raw responses cannot be kept");
    check_each_told_once(&desk, &paper.articles);
    fs::remove_file(desk.path("var/raw")).unwrap();
    let more = Paper::of(Paper::new([760]).articles);
    let configuration = fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    desk.write(
        "newsloom.toml",
        configuration.replace(&paper.url(), &more.url()),
    );
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    assert_eq!(archives(&desk, "paper").len(), 1);
}

#[test]
fn what_is_forgotten_is_erased_and_the_archive_stays_whole() {
    let paper = Paper::new(760..763);
    let desk = desk(&[feed("paper", &paper.url()) + KEPT]);
    desk.run(&["fetch", "--all"]).expect(0).says("3 items new");
    let [gone, stays] = [0, 1].map(|at| paper.host.url(&paper.articles[at].path()));
    let place = |url: &str| {
        let line = desk.journal().into_iter();
        let mut line = line.filter(Line::is_item);
        let line = line.find(|line| line.item()["article"]["url"] == url);
        line.unwrap().item()["raw"]["offset"]
            .as_u64()
            .unwrap()
            .to_string()
    };
    let at = place(&stays);
    desk.run(&["forget", &gone])
        .expect(0)
        .says("1 kept responses erased");
    let kept = archives(&desk, "paper").remove(0);
    let Some(rows) = checked(&kept) else { return };
    let urls: Vec<&String> = rows.iter().map(|(_, url)| url).collect();
    assert!(!urls.contains(&&gone) && urls.contains(&&stays), "{urls:?}");
    let payload = warcio(&["extract", "--payload", kept.to_str().unwrap(), &at]).unwrap();
    assert_eq!(payload, paper.articles[1].page(""));
}

/// How often a word stands in the archives of a source, unpacked.
fn told_in_archives(desk: &Desk, source: &str, word: &str) -> usize {
    let read = |path: PathBuf| {
        let mut text = Vec::new();
        let packed = fs::read(path).unwrap();
        flate2::read::MultiGzDecoder::new(packed.as_slice())
            .read_to_end(&mut text)
            .unwrap();
        String::from_utf8_lossy(&text).matches(word).count()
    };
    archives(desk, source).into_iter().map(read).sum()
}

#[test]
fn what_could_not_be_erased_is_told_and_erased_by_the_next_forget() {
    let paper = Paper::new(770..772);
    let desk = desk(&[feed("paper", &paper.url()) + KEPT]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    let gone = paper.host.url(&paper.articles[0].path());
    let response = format!("WARC-Target-URI: {gone}");
    let kept = archives(&desk, "paper").remove(0);
    let aside = desk.path("aside");
    fs::rename(&kept, &aside).unwrap();
    fs::create_dir(&kept).unwrap();
    desk.run(&["forget", &gone])
        .expect(2)
        .says("cannot be erased")
        .says("0 kept responses erased");
    fs::remove_dir(&kept).unwrap();
    fs::rename(&aside, &kept).unwrap();
    assert_eq!(told_in_archives(&desk, "paper", &response), 1);
    // By now the journal no longer says where it is.
    let told = desk.run(&["forget", &gone, "--dry-run"]).expect(0).stdout;
    assert!(told.contains("1 kept responses erased"), "{told}");
    desk.run(&["forget", &gone])
        .expect(0)
        .says("1 kept responses erased");
    assert_eq!(told_in_archives(&desk, "paper", &response), 0);
    desk.run(&["forget", &gone])
        .expect(0)
        .says("0 kept responses erased");
}

#[test]
fn every_response_of_what_is_forgotten_is_erased_whether_or_not_it_became_a_version() {
    let paper = Paper::new(780..782);
    let desk = desk(&[feed("paper", &paper.url()) + KEPT]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    let [gone, stays] = [0, 1].map(|at| paper.articles[at]);
    // Another address of the same page, which becomes no item.
    let mut listed = paper.feed();
    for article in [gone, stays] {
        let second = format!("/mobile{}", article.path());
        paper.host.put(&second, Answer::page(article.page("")));
        listed = listed.list(article, &paper.host.url(&second));
    }
    paper.host.put("/feed.xml", Answer::feed(listed.rss()));
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    let told = |article: crate::support::web::Article| {
        told_in_archives(&desk, "paper", &format!("{}\r\n", article.path()))
    };
    assert_eq!((told(gone), told(stays)), (2, 2));
    // A sudden end tears the last record.
    let kept = archives(&desk, "paper").remove(0);
    let whole = fs::read(&kept).unwrap();
    fs::write(&kept, [&whole[..], &whole[..150]].concat()).unwrap();
    desk.run(&["forget", &paper.host.url(&gone.path())])
        .expect(0)
        .says("2 kept responses erased");
    assert_eq!((told(gone), told(stays)), (0, 2));
    assert_eq!(fs::read(&kept).unwrap().len(), whole.len());
}
