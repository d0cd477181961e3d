//! A daemon in a folder, with its log.

use std::{
    fs,
    net::SocketAddr,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::Desk;

/// Far longer than anything takes. Shorter than the minute after which a daemon looks at its files without being told.
const DEADLINE: Duration = Duration::from_secs(50);

/// A folder in which a daemon runs; killed when it is dropped.
pub(crate) struct Daemon<'d> {
    pub(crate) desk: &'d Desk,
    pub(crate) child: Child,
}

impl<'d> Daemon<'d> {
    pub(crate) fn start(desk: &'d Desk) -> Self {
        Self::start_with(desk, &["run"], Stdio::null())
    }

    pub(crate) fn start_with(desk: &'d Desk, arguments: &[&str], stdout: Stdio) -> Self {
        Self::spawn(desk, desk.command(arguments), stdout)
    }

    pub(crate) fn spawn(desk: &'d Desk, mut command: Command, stdout: Stdio) -> Self {
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(desk.path("log"))
            .unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(log)
            .spawn()
            .unwrap();
        Self { desk, child }
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.desk.path("log")).unwrap()
    }

    /// How often the log has a line with all of these words.
    pub(crate) fn logged(&self, words: &[&str]) -> usize {
        let log = self.log();
        let has_all = |line: &&str| words.iter().all(|word| line.contains(word));
        log.lines().filter(has_all).count()
    }

    /// Waits until something holds.
    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !holds(self) {
            let ended = self.child.try_wait().unwrap();
            assert!(
                ended.is_none() && began.elapsed() < DEADLINE,
                "{what}: not after {:?} ({ended:?}); the log:\n{}",
                began.elapsed(),
                self.log()
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Where its page is served, once it is.
    pub(crate) fn page(&mut self) -> SocketAddr {
        self.until("the page is served", |daemon| {
            daemon.logged(&["the page is at"]) > 0
        });
        let log = self.log();
        let (_, address) = log.rsplit_once("http://").unwrap();
        let (address, _) = address.split_once('/').unwrap();
        address.parse().unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(sent.success());
    }

    pub(crate) fn end(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(
                began.elapsed() < DEADLINE,
                "it does not end:\n{}",
                self.log()
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn stop(mut self) -> String {
        self.signal("-TERM");
        let code = self.end().code();
        assert_eq!(code, Some(0), "the log:\n{}", self.log());
        self.log()
    }
}

impl Drop for Daemon<'_> {
    fn drop(&mut self) {
        // It has ended already, as a rule.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
