//! One host of the loopback web: an address of its own, what it answers, and who asked.

use std::{
    collections::HashMap,
    io::Write,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{
    answer::Answer,
    question::Question,
    visits::{Visit, Visits},
};

/// How long a connection is listened to before it is looked whether the test has ended.
const GLANCE: Duration = Duration::from_millis(100);

/// A host. What it was not told of, it answers with 404.
#[derive(Debug)]
pub(crate) struct Host {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Path → the answers that are still to be given; the last one is given for ever.
    answers: Mutex<HashMap<String, Vec<Answer>>>,
    visits: Mutex<Vec<Visit>>,
    under_way: AtomicU32,
    stopped: AtomicBool,
}

impl Host {
    /// A host with an address that no other host of this test program has.
    pub(crate) fn new() -> Self {
        static HOSTS: AtomicU32 = AtomicU32::new(1);
        let number = HOSTS.fetch_add(1, SeqCst);
        let [_, _, high, low] = number.to_be_bytes();
        let process = u8::try_from(process::id() % 100).unwrap();
        let address = Ipv4Addr::new(127, 100 + process, high, low);
        Self::at(SocketAddr::from((address, 0)))
    }

    /// An address at which nobody answers; a host may move in there with [`Self::at`].
    pub(crate) fn nobody() -> SocketAddr {
        Self::new().address
    }

    pub(crate) fn at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let ours = Arc::clone(&shared);
        let acceptor = thread::spawn(move || accept(&listener, &ours));
        Self {
            address,
            shared,
            acceptor: Some(acceptor),
        }
    }

    /// The URL of a path here.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// From now on the path is answered like this. A path without a query answers for all queries.
    pub(crate) fn put(&self, path: &str, answer: Answer) {
        self.put_in_turn(path, vec![answer]);
    }

    /// From now on the path is answered by one after the other, and then by the last one for ever.
    pub(crate) fn put_in_turn(&self, path: &str, mut answers: Vec<Answer>) {
        answers.reverse();
        let mut known = self.shared.answers.lock().unwrap();
        known.insert(path.to_owned(), answers);
    }

    /// What was asked since the last call.
    pub(crate) fn visits(&self) -> Visits {
        Visits(std::mem::take(&mut self.shared.visits.lock().unwrap()))
    }

    /// Requests that are being answered now.
    pub(crate) fn under_way(&self) -> u32 {
        self.shared.under_way.load(SeqCst)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.shared.stopped.store(true, SeqCst);
        // Wakes the one who accepts.
        TcpStream::connect(self.address).ok();
        if let Some(acceptor) = self.acceptor.take() {
            acceptor.join().ok();
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopped.load(SeqCst) {
            return;
        }
        if let Ok(stream) = stream {
            let shared = Arc::clone(shared);
            thread::spawn(move || shared.converse(stream));
        }
    }
}

impl Shared {
    /// Answers a connection's requests, one after the other.
    fn converse(&self, mut stream: TcpStream) {
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(GLANCE)).unwrap();
        let stopped = || self.stopped.load(SeqCst);
        while let Some(question) = Question::peek(&stream, stopped) {
            self.under_way.fetch_add(1, SeqCst);
            let goes_on = self.answer(question, &mut stream);
            self.under_way.fetch_sub(1, SeqCst);
            if !goes_on {
                return;
            }
        }
    }

    fn answer(&self, question: Question, stream: &mut TcpStream) -> bool {
        let began = Instant::now();
        let answer = self.answer_to(&question.path);
        if question.take(stream, answer.leaves_unread()).is_err() {
            return false;
        }
        let status = answer.status_for(&question);
        let visit = self.note(Visit {
            path: question.path.clone(),
            question,
            status,
            began,
            ended: None,
        });
        thread::sleep(answer.delay());
        let written = answer.write(status, stream, &|| self.stopped.load(SeqCst));
        self.end(visit, began);
        match written {
            Ok((rest, goes_on)) => stream.write_all(&rest).is_ok() && goes_on,
            Err(_) => false,
        }
    }

    fn answer_to(&self, path: &str) -> Answer {
        let mut answers = self.answers.lock().unwrap();
        let without_query = path.split('?').next().unwrap_or_default();
        let key = if answers.contains_key(path) {
            path
        } else {
            without_query
        };
        match answers.get_mut(key) {
            Some(turns) if turns.len() > 1 => turns.pop().unwrap(),
            Some(turns) => turns[0].clone(),
            None => Answer::status(404),
        }
    }

    fn note(&self, visit: Visit) -> usize {
        let mut visits = self.visits.lock().unwrap();
        visits.push(visit);
        visits.len() - 1
    }

    /// Notes the end of a request, where the test has not taken its beginning away.
    fn end(&self, visit: usize, began: Instant) {
        let mut visits = self.visits.lock().unwrap();
        if let Some(visit) = visits.get_mut(visit)
            && visit.began == began
        {
            visit.ended = Some(Instant::now());
        }
    }
}

/// What a bare client gets for some requests over one connection, to its end.
fn conversation(host: &Host, requests: &str) -> Result<String, std::io::ErrorKind> {
    use std::io::Read;
    let mut stream = TcpStream::connect(host.address).unwrap();
    stream.write_all(requests.as_bytes()).unwrap();
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    read.map(|_| answer).map_err(|error| error.kind())
}

#[test]
fn a_host_misbehaves_as_it_was_told_and_writes_down_who_asked() {
    use super::Manner;
    let host = Host::new();
    host.put("/a", Answer::page("hello").etag("\"1\""));
    host.put("/reset", Answer::page("hello").manner(Manner::Resets(3)));
    host.put("/short", Answer::page("hello").manner(Manner::Claims(50)));
    let twice = "GET /a?b=c HTTP/1.1\r\n\r\nGET /a HTTP/1.1\r\nIf-None-Match: \"1\"\r\n\r\nGET /short HTTP/1.1\r\n\r\n";
    let said = conversation(&host, twice).unwrap();
    assert!(
        said.starts_with("HTTP/1.1 200 ") && said.contains("hello"),
        "{said}"
    );
    assert!(
        said.contains("HTTP/1.1 304 ") && said.ends_with("Content-Length: 50\r\n\r\nhello"),
        "{said}"
    );
    let reset = conversation(&host, "GET /reset HTTP/1.1\r\n\r\n");
    assert_eq!(reset, Err(std::io::ErrorKind::ConnectionReset));
    let visits = host.visits();
    assert_eq!(visits.paths(), ["/a?b=c", "/a", "/short", "/reset"]);
    assert_eq!((visits.of("/a"), visits.most_at_once()), (2, 1));
    assert!(host.visits().0.is_empty());
}
