//! What the whole program costs on many small files: items per CPU-second, peak memory, and the second run.
//!
//! `cargo bench --bench ingest -- 100000` (the number of files; 10,000 without one). Figures are CPU time
//! (user + system) and peak resident memory of the program, as the kernel counts them; wall time is not shown,
//! for it says more about the machine's other guests.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark stops where something is wrong, and prints its table"
)]

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use document::document;

#[path = "generated/document.rs"]
mod document;

fn main() {
    let files = env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(10_000);
    let folder = env::temp_dir().join(format!("newsloom-ingest-{}", std::process::id()));
    write_documents(&folder, files);
    println!("| files | run | CPU s | items per CPU-s | peak RSS MB |\n|---|---|---|---|---|");
    let first = run(&folder, files, "first");
    let second = run(&folder, files, "second, unchanged");
    println!("\nthe second run is {:.1} times cheaper", first / second);
    fs::remove_dir_all(&folder).expect("the folder is ours");
}

fn write_documents(folder: &Path, files: u64) {
    fs::create_dir_all(folder.join("in")).expect("a temporary folder can be made");
    let configuration = "[state]\ndir = \"var\"\n[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n[[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n";
    fs::write(folder.join("newsloom.toml"), configuration)
        .expect("a temporary folder can be written");
    for number in 0..files {
        let path = folder.join(format!("in/{:03}/{number}.txt", number % 100));
        fs::create_dir_all(path.parent().expect("it has one"))
            .expect("a temporary folder can be made");
        fs::write(path, document(number)).expect("a temporary folder can be written");
    }
    thread::sleep(Duration::from_secs(2)); // so that the files are old enough to be trusted
}

/// Runs the program once; gives its CPU seconds.
fn run(folder: &Path, files: u64, name: &str) -> f64 {
    let before = children_cpu();
    let mut child = Command::new(env!("CARGO_BIN_EXE_newsloom"))
        .args(["fetch", "--all", "--quiet"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program was built");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        if let Some(ended) = child.try_wait().expect("it is our child") {
            break ended;
        }
        peak = peak.max(
            fs::read_to_string(&status)
                .ok()
                .and_then(|status| high_water(&status))
                .unwrap_or(0),
        );
        thread::sleep(Duration::from_millis(5));
    };
    assert!(ended.success(), "{ended}");
    let cpu = children_cpu() - before;
    println!(
        "| {files} | {name} | {cpu:.2} | {:.0} | {} |",
        files as f64 / cpu,
        peak / 1024
    );
    cpu
}

/// `VmHWM` of `/proc/PID/status`, in KiB.
fn high_water(status: &str) -> Option<u64> {
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .ok()
}

/// User and system time of all children that have ended, in seconds (`proc(5)`: fields 16 and 17 of stat, in
/// ticks of 1/100 s).
fn children_cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux has it");
    let fields: Vec<&str> = stat
        .rsplit(") ")
        .next()
        .expect("it has a name")
        .split(' ')
        .collect();
    let ticks = |field: usize| fields[field].parse::<f64>().expect("it is a number");
    (ticks(13) + ticks(14)) / 100.0
}
