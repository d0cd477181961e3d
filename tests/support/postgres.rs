//! A real `PostgreSQL` server in a temporary folder, on a free port of the loopback, with one user, one database and a
//! password.

use std::{
    fmt::Write as _,
    fs,
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::LazyLock,
    thread,
    time::{Duration, Instant},
};

/// Far longer than a start takes.
const DEADLINE: Duration = Duration::from_mins(1);

/// It needs to be encoded in an address.
pub(crate) const PASSWORD: &str = "kaź/mierz @1";

const ENCODED: &str = "ka%C5%BA%2Fmierz%20%401";

/// Where the programs of the server are: installed where they were missing, once for all tests.
static PROGRAMS: LazyLock<PathBuf> = LazyLock::new(|| {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/postgres.sh");
    let output = Command::new("sh").arg(script).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().into()
});

/// A server; it ends with the test.
pub(crate) struct Postgres {
    folder: tempfile::TempDir,
    port: u16,
    /// Whom it runs as: it refuses to run as root.
    user: Option<(u32, u32)>,
    running: Option<Child>,
}

impl Postgres {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let user = other_user();
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut server = Self {
            port: free.local_addr().unwrap().port(),
            folder,
            user,
            running: None,
        };
        drop(free);
        server.make();
        server.run();
        server.query_in("postgres", "CREATE DATABASE news");
        server
    }

    fn make(&self) {
        let word = self.folder.path().join("word");
        fs::write(&word, PASSWORD).unwrap();
        if let Some((user, group)) = self.user {
            chown(&word, Some(user), Some(group)).unwrap();
        }
        let mut made = self.program("initdb");
        made.args(["-U", "desk", "-E", "UTF8", "--locale=C", "-N"])
            .args(["--auth-local=trust", "--auth-host=scram-sha-256"])
            .arg(format!("--pwfile={}", word.display()))
            .arg("-D")
            .arg(self.data());
        succeed(made);
    }

    /// Starts it, again.
    pub(crate) fn run(&mut self) {
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .unwrap();
        let mut server = self.program("postgres");
        server
            .arg("-D")
            .arg(self.data())
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"])
            .args(["-c", "shared_buffers=16MB", "-c", "max_connections=20"])
            .arg("-p")
            .arg(self.port.to_string())
            .arg("-k")
            .arg(self.folder.path())
            .stdout(Stdio::null())
            .stderr(log);
        self.running = Some(server.spawn().unwrap());
        let began = Instant::now();
        while !self.answers() {
            let log = fs::read_to_string(self.folder.path().join("log"));
            assert!(began.elapsed() < DEADLINE, "no server: {log:?}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops it as its administrator would, or as a failing machine would.
    pub(crate) fn stop(&mut self, how: &str) {
        let mut stopping = self.program("pg_ctl");
        stopping
            .args(["stop", "-w", "-m", how, "-D"])
            .arg(self.data());
        succeed(stopping);
        if let Some(mut server) = self.running.take() {
            server.wait().unwrap();
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The address of its database, with the password.
    pub(crate) fn url(&self) -> String {
        format!("postgres://desk:{ENCODED}@127.0.0.1:{}/news", self.port)
    }

    /// A sink for a configuration.
    pub(crate) fn sink(&self, more: &str) -> String {
        let mut table = String::new();
        let url = self.url();
        writeln!(
            table,
            "[[sink]]\nid = \"pg\"\nkind = \"postgres\"\nurl = \"{url}\"\n{more}"
        )
        .unwrap();
        table
    }

    /// The first column of what the database answers, as its administrator sees it.
    pub(crate) fn query(&self, sql: &str) -> Vec<String> {
        self.query_in("news", sql)
    }

    fn query_in(&self, database: &str, sql: &str) -> Vec<String> {
        let output = self.psql(database, sql).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{sql}: {said}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    fn answers(&self) -> bool {
        let output = self.psql("postgres", "SELECT 1").output().unwrap();
        output.status.success()
    }

    fn psql(&self, database: &str, sql: &str) -> Command {
        let mut psql = self.program("psql");
        psql.args([
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            "desk",
        ])
        .arg("-h")
        .arg(self.folder.path())
        .args(["-p", &self.port.to_string(), "-d", database, "-c", sql]);
        psql
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(PROGRAMS.join(name));
        command.current_dir("/").stdin(Stdio::null());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut server) = self.running.take() {
            let mut stopping = self.program("pg_ctl");
            stopping
                .args(["stop", "-m", "immediate", "-D"])
                .arg(self.data());
            stopping.output().ok();
            server.kill().ok();
            server.wait().ok();
        }
    }
}

fn succeed(mut command: Command) {
    // A server that it leaves behind would keep a pipe open for ever.
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The user and group to run as, where this is root: the package's own user, or nobody.
fn other_user() -> Option<(u32, u32)> {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let ids = status
        .lines()
        .find(|line| line.starts_with("Uid:"))
        .unwrap();
    if ids.split_whitespace().nth(2) != Some("0") {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let ids_of = |name: &str| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let found = ids_of("postgres").or_else(|| ids_of("nobody"));
    Some(found.expect("a user `postgres` or `nobody`, since a server refuses to run as root"))
}
