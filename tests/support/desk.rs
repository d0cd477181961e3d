//! A temporary folder with a configuration, documents, and the binary run in it.

use std::{
    fs,
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::journal::{Line, lines_of};

/// A folder in which the binary runs.
#[derive(Debug)]
pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    /// A folder with `newsloom.toml` and an empty `in/`.
    pub(crate) fn new(configuration: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(folder.path().join("newsloom.toml"), configuration).unwrap();
        Self { folder }
    }

    /// A folder whose `in/` is read into `out.jsonl`, with state in `var`.
    pub(crate) fn plain() -> Self {
        Self::new(
            "[state]\ndir = \"var\"\n[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n[[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n",
        )
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a document and dates it back, so that the next scan trusts it.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        let trusted =
            fs::metadata(&path).unwrap().modified().unwrap() - std::time::Duration::from_mins(1);
        fs::File::options()
            .append(true)
            .open(&path)
            .unwrap()
            .set_modified(trusted)
            .unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newsloom"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("NEWSLOOM_CONFIG")
            .env_remove("NEWSLOOM_LOG");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let output = self
            .command(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ended {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// What the daemon that runs here answers over its socket.
    pub(crate) fn asked(&self, path: &str) -> String {
        let mut wire = UnixStream::connect(self.path("var/api.sock")).unwrap();
        let request = format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n");
        wire.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        wire.read_to_string(&mut answer).unwrap();
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// The lines that the sink `out.jsonl` received.
    pub(crate) fn delivered(&self) -> Vec<Line> {
        fs::read(self.path("out.jsonl"))
            .map(|bytes| lines_of(&bytes))
            .unwrap_or_default()
    }

    /// The whole lines that the sink `out.jsonl` received; a sudden end may have cut the last one.
    pub(crate) fn delivered_so_far(&self) -> Vec<Line> {
        let bytes = fs::read(self.path("out.jsonl")).unwrap_or_default();
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        lines_of(&bytes[..whole])
    }

    /// The newest segment of the journal.
    pub(crate) fn segment(&self) -> PathBuf {
        files_below(&self.path("var/journal"))
            .into_iter()
            .max()
            .unwrap()
    }

    /// Every event of the journal that can be read.
    pub(crate) fn journal(&self) -> Vec<Line> {
        let mut segments: Vec<PathBuf> = files_below(&self.path("var/journal"));
        segments.sort();
        segments
            .iter()
            .flat_map(|segment| lines_of(&super::journal::decompressed(segment)))
            .collect()
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default()
}

impl Ended {
    /// Asserts the exit code, showing what was said where it is another.
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// Asserts that something was said on standard error.
    pub(crate) fn says(self, words: &str) -> Self {
        assert!(
            self.stderr.contains(words),
            "`{words}` is not in:\n{}",
            self.stderr
        );
        self
    }
}
