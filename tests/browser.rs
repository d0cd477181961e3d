//! The page in a real Chromium: `tests/browser/run.mjs` looks at a daemon over reports of several outlets, some hostile.
//!
//! It needs node with npm, and installs the rest: Chromium from the distribution's packages, where it may; playwright-core
//! and axe-core, as `tests/browser/package-lock.json` pins them, into the target folder.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::support::{Daemon, Desk};

/// Where Chromium and its like are, the best first.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// What the test brings along.
const FILES: [&str; 9] = [
    "package.json",
    "package-lock.json",
    "press.jsonl",
    "press.mjs",
    "watched.mjs",
    "checks.mjs",
    "run.mjs",
    "screenshots.mjs",
    "small.mjs",
];

#[test]
fn the_page_holds_in_a_real_browser() {
    let advice = "the browser test needs Node.js 18 or later with npm: `apt-get install nodejs npm` on Debian";
    had(&["node"], &["nodejs"], advice);
    had(&["npm"], &["npm"], advice);
    let advice = "the browser test needs Chromium: `apt-get install chromium` on Debian, or a Chrome on the PATH";
    let browser = had(&BROWSERS, &["chromium", "fonts-dejavu-core"], advice);
    let here = installed();
    let desk = Desk::new(CONFIGURATION);
    let input = desk.path("in");
    print_press(&here, &input, "1");
    desk.run(&["fetch", "--quiet"]);
    print_press(&here, &input, "2");
    let mut daemon = Daemon::start(&desk);
    let address = daemon.page();
    daemon.until("the edited reports are read", |daemon| {
        daemon
            .desk
            .delivered_so_far()
            .iter()
            .any(|line| line.kind() == "newsloom.item.updated")
    });
    let shots = here.join("screenshots");
    let looked = Command::new("node")
        .arg(here.join("run.mjs"))
        .arg(format!("http://{address}"))
        .args([&input, &browser, &shots])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&looked.stdout);
    assert!(
        looked.status.success(),
        "the page does not hold in {} (screenshots are in {}):\n{said}{}\nthe log of the daemon:\n{}",
        browser.display(),
        shots.display(),
        String::from_utf8_lossy(&looked.stderr),
        daemon.log()
    );
    daemon.stop();
    if std::env::var_os("NEWSLOOM_WRITE_DOCS").is_some() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/screenshots");
        for picture in fs::read_dir(shots.join("kept")).unwrap() {
            let picture = picture.unwrap();
            fs::copy(picture.path(), docs.join(picture.file_name())).unwrap();
        }
    }
}

/// Sources of all kinds of health: outlets that are read, and one that nobody answers for.
const CONFIGURATION: &str = r#"
[web]
listen = "127.0.0.1:0"
[http]
allow_private_networks = true
[[source]]
id = "baltic-wire"
kind = "files"
path = "in/baltic-wire"
[[source]]
id = "danube-news"
kind = "files"
path = "in/danube-news"
[[source]]
id = "dunaiska"
kind = "files"
path = "in/dunaiska"
[[source]]
id = "gazzetta"
kind = "files"
path = "in/gazzetta"
[[source]]
id = "hafenblatt"
kind = "files"
path = "in/hafenblatt"
[[source]]
id = "hostile"
kind = "files"
path = "in/hostile"
[[source]]
id = "kurier"
kind = "files"
path = "in/kurier"
[[source]]
id = "morning-ledger"
kind = "files"
path = "in/morning-ledger"
[[source]]
id = "nordic-post"
kind = "files"
path = "in/nordic-post"
[[source]]
id = "vestnik"
kind = "files"
path = "in/vestnik"
[[source]]
id = "coast-radio"
kind = "feed"
url = "http://127.0.0.1:9/rss.xml"
[[topic]]
id = "nato-russia"
any = ["NATO", "НАТО"]
all_of_countries = ["RU"]
[[sink]]
id = "out"
kind = "jsonl"
path = "out.jsonl"
"#;

fn print_press(here: &Path, input: &Path, edition: &str) {
    let printed = Command::new("node")
        .arg(here.join("press.mjs"))
        .arg(input)
        .arg(edition)
        .status()
        .unwrap();
    assert!(printed.success());
}

fn found(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut places = std::env::split_paths(&path).map(|folder| folder.join(program));
    places.find(|place| place.is_file())
}

/// The first of these programs that there is; the distribution's packages are installed where there is none and this is
/// root on Debian.
fn had(programs: &[&str], packages: &[&str], advice: &str) -> PathBuf {
    let there = || programs.iter().find_map(|name| found(name));
    if let Some(program) = there() {
        return program;
    }
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    assert!(is_root && found("apt-get").is_some(), "{advice}");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/apt.sh");
    let done = Command::new("sh")
        .arg(script)
        .args(packages)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "`apt-get install {}` failed: {}\n{advice}",
        packages.join(" "),
        String::from_utf8_lossy(&done.stderr)
    );
    there().expect(advice)
}

/// The folder with the scripts and what they need, beside what cargo builds.
fn installed() -> PathBuf {
    let here = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("browser");
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    fs::create_dir_all(&here).unwrap();
    let lock = fs::read(ours.join("package-lock.json")).unwrap();
    let is_installed = fs::read(here.join("installed")).is_ok_and(|installed| installed == lock);
    for file in FILES {
        fs::copy(ours.join(file), here.join(file)).unwrap();
    }
    if !is_installed {
        let done = Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&here)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "`npm ci` in {} failed; it needs the npm registry:\n{}",
            here.display(),
            String::from_utf8_lossy(&done.stderr)
        );
        fs::write(here.join("installed"), lock).unwrap();
    }
    here
}
