//! Servers that want memory: a program of its own asks each of them, and the kernel says how large it grew.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream};
use hadal_deepseek::{ApiKey, BaseUrl, ChatEvent, ChatRequest, Client, Message};
use support::{SOON, Server};
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    process::Command,
    time::{sleep, timeout},
};

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "support/server.rs"]
mod support;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
const TEXT_A: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
const PACKED: &str = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n";
const GZIP_HEAD: &[u8] = &[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3];
const MIB: usize = 1 << 20;

type Serve = Box<dyn FnOnce(TcpStream, String) -> BoxFuture<'static, ()> + Send>;

/// A server, and what the client must say of it.
struct Attack {
    name: &'static str,
    serve: Serve,
    code: &'static str,
    /// Bytes of text that were handed over before the error.
    kept: std::ops::RangeInclusive<usize>,
    most_mib: usize,
}

/// `start`, and then the same bytes for as long as the client takes them.
fn endless(start: impl Into<Vec<u8>>, again: impl Into<Vec<u8>>, pause: Duration) -> Serve {
    let (start, again) = (start.into(), again.into());
    Box::new(move |mut socket, _| {
        async move {
            let _ = socket.write_all(&start).await;
            while socket.write_all(&again).await.is_ok() {
                if !pause.is_zero() {
                    sleep(pause).await;
                }
            }
        }
        .boxed()
    })
}

fn once(bytes: Vec<u8>) -> Serve {
    Box::new(move |mut socket, _| {
        async move {
            let _ = socket.write_all(&bytes).await;
            let _ = socket.shutdown().await;
        }
        .boxed()
    })
}

fn named(id: &str, text: &str) -> String {
    format!("data: {{\"id\":\"{id}\",\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n")
}

fn attacks() -> Vec<Attack> {
    let body = |rest: &str| [HEAD, TEXT_A, rest].concat();
    let filler = || vec![b'x'; 64 << 10];
    let large = "x".repeat(10 * MIB);
    let in_lines = format!("data: {}\n", "x".repeat(1000)).repeat(10 * MIB / 1000);
    // 800 MiB in 800 KB: blocks of deflate, each of eight MiB of comment lines, may follow one another.
    let bomb = [PACKED.as_bytes(), GZIP_HEAD, &include_bytes!("comments.8mib.deflate").repeat(100)].concat();
    let packed_line = [PACKED.as_bytes(), include_bytes!("endless_line.gz")].concat();
    let now = Duration::ZERO;
    let attack = |name, serve, code, kept| Attack { name, serve, code, kept, most_mib: 24 };
    vec![
        attack("an endless line", endless(body("data: "), filler(), now), "too_large", 1..=1),
        attack("NUL bytes without end", endless(body(""), vec![0; 64 << 10], now), "too_large", 1..=1),
        attack(
            "an event of 10 MB",
            once(body(&format!("{}data: [DONE]\n\n", named("i", &large))).into()),
            "too_large",
            1..=1,
        ),
        attack("an event of 10 MB in lines", once(body(&format!("{in_lines}\n")).into()), "too_large", 1..=1),
        attack(
            "headers without end",
            endless("HTTP/1.1 200 OK\r\n", "x-filler: a\r\n".repeat(1000), now),
            "not_an_api|cut",
            0..=0,
        ),
        attack("a gzip bomb of comments", once(bomb), "too_large", 0..=0),
        attack("a gzip bomb of one line", once(packed_line), "too_large", 0..=0),
        attack("a slow drip", endless(body("data: "), "x", Duration::from_millis(20)), "idle_timeout", 1..=1),
        attack(
            "lone surrogates without end",
            endless(body(""), named("i", r"\ud83d").repeat(100), now),
            "too_large",
            MIB..=MIB + 4,
        ),
        attack(
            "an answer without end",
            endless(body(""), named("i", &"x".repeat(100)).repeat(100), now),
            "too_large",
            MIB..=MIB + 101,
        ),
        attack(
            "two answers in turns",
            once([HEAD, &named("a", "x"), &named("b", "1"), &named("a", "y")].concat().into()),
            "garbled",
            2..=2,
        ),
        Attack {
            most_mib: 160,
            ..attack(
                "a whole reply without end",
                endless([HEAD, "{\"choices\":\""].concat(), filler(), now),
                "too_large",
                0..=0,
            )
        },
        attack("a page without end", endless([HEAD, "<html>"].concat(), filler(), now), "not_an_api", 0..=0),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_server_sends_the_program_stays_small_and_keeps_the_text_so_far() {
    let told = stream::iter(attacks()).map(|attack| async move {
        let server = Server::start(attack.serve).await;
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_asks_a_hostile_server", "--ignored", "--nocapture"])
            .env("HOSTILE_BASE", &server.base)
            .kill_on_drop(true)
            .output();
        let output = timeout(SOON * 6, child).await.unwrap().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let words: Vec<&str> = said.lines().find_map(|line| line.strip_prefix("said ")).unwrap().split(' ').collect();
        let [code, kept, grown_kib] = words.as_slice() else { panic!("{}: {said}", attack.name) };
        let (kept, grown): (usize, usize) = (kept.parse().unwrap(), grown_kib.parse::<usize>().unwrap() >> 10);
        assert!(attack.code.split('|').any(|wanted| wanted == *code), "{}: {code}", attack.name);
        assert!(attack.kept.contains(&kept), "{}: {kept} bytes of text", attack.name);
        assert!(grown <= attack.most_mib, "{}: grew by {grown} MiB", attack.name);
        println!("{}: {code}, {kept} bytes kept, grew by {grown} MiB", attack.name);
    });
    let all: Vec<()> = told.buffer_unordered(2).collect().await;
    assert_eq!(all.len(), attacks().len());
}

/// The largest size of this process so far, in KiB.
fn high_water_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test]
#[ignore = "a program of its own, started by the test above"]
async fn child_that_asks_a_hostile_server() {
    let base = BaseUrl::parse(&std::env::var("HOSTILE_BASE").unwrap()).unwrap();
    let client = Client::builder().base_url(base).idle_timeout(Duration::from_secs(1)).answer_limit(MIB as u64);
    let client = client.first_byte_timeout(SOON).build().unwrap();
    let key = ApiKey::parse("sk-canary-0123456789abcdef").unwrap();
    let request = ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
    let before = high_water_kib();
    let mut kept = 0;
    let error = match client.stream_chat(&key, &request).await {
        Err(error) => error,
        Ok(mut answer) => loop {
            match answer.next().await.unwrap() {
                Ok(ChatEvent::Text(text)) => kept += text.len(),
                Ok(_) => {}
                Err(error) => break error,
            }
        },
    };
    assert_eq!(error.seen_bytes(), kept as u64, "the error knows what came before it");
    println!("said {} {kept} {}", error.code(), high_water_kib() - before);
}
