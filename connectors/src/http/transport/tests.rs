//! The real network, as far as it reaches to this machine's own loopback.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use bytes::Bytes;
use config::Http;
use flate2::{
    Compression,
    write::{GzEncoder, ZlibEncoder},
};

use super::{
    Guard, Method, Pool, Request, Resolver, Transport, TransportError, Trouble, Url, Wire,
};
use crate::{
    error::FetchError,
    http::{
        Web,
        script::{epoch, hasty, page},
    },
};

/// A server that writes what `answer` gives for each path, byte for byte; with the number of connections it took.
fn serve(
    answer: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static,
) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let (taken, answer) = (Arc::clone(&connections), Arc::new(answer));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            taken.fetch_add(1, Ordering::Relaxed);
            let answer = Arc::clone(&answer);
            thread::spawn(move || talk(&stream, &*answer));
        }
    });
    (url, connections)
}

fn talk(mut stream: &TcpStream, answer: &dyn Fn(&str) -> Option<Vec<u8>>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first).unwrap_or(0) == 0 {
            return;
        }
        let mut line = String::new();
        while reader.read_line(&mut line).unwrap_or(0) > 2 {
            line.clear();
        }
        let path = first.split(' ').nth(1).unwrap_or_default();
        let Some(bytes) = answer(path) else {
            return;
        };
        if stream.write_all(&bytes).is_err() || path == "/cut" {
            return;
        }
    }
}

fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn web(settings: Http) -> Web {
    let settings = Http {
        read_timeout: Duration::from_millis(400),
        ..settings
    };
    Web::new(settings, Arc::new(epoch))
}

fn open() -> Http {
    Http {
        allow_private_networks: true,
        ..hasty()
    }
}

fn gzip(body: &[u8], times: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..times {
        encoder.write_all(body).unwrap();
    }
    encoder.finish().unwrap()
}

#[tokio::test]
async fn one_connection_serves_many_requests_and_bodies_are_unpacked() {
    let (url, connections) = serve(|path| match path {
        "/packed" => Some(ok(
            "content-encoding: gzip\r\n",
            &gzip("łódź".as_bytes(), 1),
        )),
        "/gone" => Some(b"HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\ngone".to_vec()),
        _ => {
            let many: Vec<String> = (0..150).map(|n| format!("x-{n}: a\r\n")).collect();
            Some(ok(&many.concat(), b"text"))
        }
    });
    let web = web(open());
    for _ in 0..3 {
        assert_eq!(
            page(&web, &format!("{url}/packed")).await.unwrap().bytes,
            "łódź".as_bytes()
        );
        assert_eq!(
            page(&web, &format!("{url}/many")).await.unwrap().bytes,
            b"text"
        );
        assert!(page(&web, &format!("{url}/gone")).await.is_err());
    }
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}

/// A hundred megabytes of nothing, packed in every way that a host may choose.
fn bombs() -> [(&'static str, Vec<u8>); 4] {
    let nothing = vec![0; 1 << 20];
    let mut deflate = ZlibEncoder::new(Vec::new(), Compression::best());
    let mut zstd = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    for _ in 0..100 {
        deflate.write_all(&nothing).unwrap();
        zstd.write_all(&nothing).unwrap();
        brotli.write_all(&nothing).unwrap();
    }
    [
        ("gzip", gzip(&nothing, 100)),
        ("deflate", deflate.finish().unwrap()),
        ("zstd", zstd.finish().unwrap()),
        ("br", brotli.into_inner()),
    ]
}

#[tokio::test]
async fn a_bomb_in_any_packing_is_left_at_the_limit() {
    for (packing, bomb) in bombs() {
        assert!(bomb.len() < 1 << 20, "{packing} packs to {}", bomb.len());
        let (url, _) = serve(move |_| Some(ok(&format!("content-encoding: {packing}\r\n"), &bomb)));
        let settings = Http {
            max_body_size: 2 << 20,
            ..open()
        };
        let error = page(&web(settings), &url).await.unwrap_err();
        let FetchError::TooLarge { size, limit, .. } = error else {
            panic!("{packing}: {error}");
        };
        assert!(
            size > limit && size < limit + (1 << 20),
            "{packing}: {size} bytes were unpacked"
        );
    }
}

#[tokio::test]
async fn every_way_to_fail_is_told_in_words() {
    let (url, _) = serve(|path| match path {
        "/chunk" => Some(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n".to_vec()),
        "/cut" | "/silent" => Some(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf".to_vec()),
        "/garbage" => Some(b"\x00\x01\x02 this is no HTTP\r\n\r\n".to_vec()),
        "/packed" => Some(ok("content-encoding: gzip\r\n", b"this is not gzip")),
        _ => None,
    });
    for (path, says) in [
        ("cut", "broke off|ended before"),
        ("chunk", "broke off"),
        ("silent", "silent for too long"),
        ("garbage", "broke off"),
        ("packed", "decompressed"),
        ("closed", "broke"),
    ] {
        // Each with a client of its own: the host would be spared after some of these.
        let error = page(&web(open()), &format!("{url}/{path}"))
            .await
            .unwrap_err();
        assert!(
            matches!(error, FetchError::Unreachable { .. }),
            "{path}: {error}"
        );
        let text = error.to_string();
        assert!(
            says.split('|').any(|says| text.contains(says)),
            "{path}: {text}"
        );
    }
}

#[tokio::test]
async fn nobody_there_and_no_such_name_are_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = page(&web(open()), &url).await.unwrap_err();
    assert!(error.to_string().contains("connection refused"), "{error}");
    // Names below `invalid` never exist (RFC 6761, section 6.4).
    let error = page(&web(open()), "http://nothing.invalid/")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("name") && !error.contains("refused"),
        "{error}"
    );
}

#[tokio::test]
async fn a_name_that_leads_to_this_machine_is_refused_after_it_was_resolved() {
    let (url, connections) = serve(|_| Some(ok("", b"text")));
    let url = url.replace("127.0.0.1", "localhost");
    let error = page(&web(hasty()), &url).await.unwrap_err();
    assert!(
        error.to_string().contains("loopback") && error.hint().is_some(),
        "{error}"
    );
    assert_eq!(connections.load(Ordering::Relaxed), 0);
    assert!(page(&web(open()), &url).await.is_ok());
    // A proxy is where the user says it is.
    let settings = Http {
        proxy: Some(url),
        ..hasty()
    };
    assert_eq!(
        page(&web(settings), "http://a.example/")
            .await
            .unwrap()
            .bytes,
        b"text"
    );
}

#[tokio::test]
async fn every_connection_resolves_its_name_anew_under_guard() {
    use super::dns::Resolve;
    // What is resolved here is what is connected to: there is no second answer that could be another.
    let resolver = |guard, exempt: Option<&str>| Resolver {
        guard,
        exempt: exempt.map(str::to_owned),
    };
    let name = || "localhost".parse().unwrap();
    let guarded = resolver(Guard::Guarded, Some("proxy.example"));
    for _ in 0..2 {
        let refused = guarded.resolve(name()).await.map(Iterator::count);
        let error = refused.unwrap_err().downcast::<TransportError>().unwrap();
        assert_eq!(error.trouble, Trouble::Forbidden);
    }
    for open in [
        resolver(Guard::Open, None),
        resolver(Guard::Guarded, Some("LocalHost")),
    ] {
        assert!(open.resolve(name()).await.unwrap().count() > 0);
    }
    // An open connection to a private address is of no use to who is guarded.
    let (url, connections) = serve(|_| Some(ok("", b"text")));
    let url = url.replace("127.0.0.1", "localhost");
    let wire = Wire::new(Duration::from_secs(1), Duration::from_secs(1), 4);
    let ask = |guard| Request {
        method: Method::GET,
        url: Url::parse(&url).unwrap(),
        headers: http::HeaderMap::new(),
        body: Bytes::new(),
        guard,
        proxy: None,
    };
    assert!(wire.send(ask(Guard::Open)).await.is_ok());
    let refused = wire.send(ask(Guard::Guarded)).await.map(|_| ());
    assert_eq!(refused.unwrap_err().trouble, Trouble::Forbidden);
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn posts_reach_this_machine_unguarded() {
    let (url, _) = serve(|_| Some(ok("", b"thanks")));
    let got = web(hasty())
        .post(&url, Vec::new(), Bytes::new(), Duration::from_secs(5))
        .await;
    assert_eq!(got.unwrap().body_excerpt, "thanks");
}

#[tokio::test]
async fn who_is_posted_to_may_be_silent_for_as_long_as_the_sink_allows() {
    let (url, _) = serve(|_| {
        thread::sleep(Duration::from_millis(300));
        Some(ok("", b"thanks"))
    });
    let settings = Http {
        read_timeout: Duration::from_millis(50),
        ..open()
    };
    let web = Web::new(settings, Arc::new(epoch));
    let error = page(&web, &url).await.unwrap_err().to_string();
    assert!(error.contains("silent"), "{error}");
    let post = |timeout| web.post(&url, Vec::new(), Bytes::new(), timeout);
    assert!(post(Duration::from_secs(5)).await.is_ok());
    assert!(post(Duration::from_millis(50)).await.is_err());
}

#[test]
fn the_password_of_a_proxy_is_never_shown() {
    let wire = Wire::new(Duration::from_secs(1), Duration::from_secs(1), 1);
    let pool = Pool {
        guard: Guard::Open,
        proxy: Some("http://me:hidden@127.0.0.1:9".to_owned()),
        secure: false,
        patient: false,
    };
    wire.client(pool).unwrap();
    let shown = format!("{wire:?}");
    assert!(
        shown.contains("proxy: true") && !shown.contains("hidden"),
        "{shown}"
    );
}
