//! Whatever a server does, both roads tell the same of it.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinSet,
    time::timeout,
};

use super::*;
use crate::{event::ChatEvent, message::Message};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";
const TEXT: &str = "data: {\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
const END: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1}}\n\ndata: [DONE]\n\n";

/// How a server goes on after its bytes.
#[derive(Clone, Copy)]
enum After {
    Closes,
    /// Closes with unread input, which resets the connection.
    Resets,
    Holds,
}

/// What came of a request whose connection is answered with these bytes.
async fn outcome(bytes: Vec<u8>, after: After, by_detour: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = BaseUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        if !matches!(after, After::Resets) {
            let mut seen = Vec::new();
            while !seen.ends_with(b"}") {
                assert_ne!(socket.read_buf(&mut seen).await.unwrap(), 0);
            }
            let head = String::from_utf8_lossy(&seen).to_ascii_lowercase();
            for line in
                ["user-agent: hadal-deepseek/", "accept: text/event-stream\r\n", "accept-encoding: identity\r\n"]
            {
                assert!(head.contains(line), "{head}");
            }
            assert!(head.starts_with("post /chat/completions http/1.1\r\n"), "{head}");
        }
        // The client may hang up first; that is its right.
        let _ = socket.write_all(&bytes).await;
        if matches!(after, After::Holds) {
            std::future::pending::<()>().await;
        }
    });
    told(base, by_detour).await
}

async fn told(base: BaseUrl, by_detour: bool) -> String {
    let limit = Duration::from_millis(300);
    let client = Client::builder().base_url(base).first_byte_timeout(limit).idle_timeout(limit);
    let mut client = client.build().unwrap();
    if by_detour {
        Arc::get_mut(&mut client.shared).unwrap().roads.take_the_detour();
    }
    let key = ApiKey::parse("sk-canary-0123456789abcdef").unwrap();
    let request = ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
    let run = async {
        match client.stream_chat(&key, &request).await {
            Ok(stream) => stream.collect::<Vec<Result<ChatEvent, ApiError>>>().await,
            Err(error) => vec![Err(error)],
        }
    };
    format!("{:?}", timeout(Duration::from_secs(20), run).await.unwrap())
}

#[tokio::test]
async fn both_roads_tell_the_same_of_every_server() {
    let body = [TEXT, END].concat();
    let chunked = |body: &str| format!("{OK}transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n", body.len());
    let table: [(&str, String, After, &str); 15] = [
        ("whole", format!("{OK}content-length: {}\r\n\r\n{body}", body.len()), After::Closes, "Text(\"a\")"),
        ("chunked", format!("{}0\r\n\r\n", chunked(&body)), After::Closes, "Finished(Stop)"),
        ("cut between chunks", chunked(TEXT), After::Closes, "Cut"),
        ("cut in a length", format!("{OK}content-length: 9999\r\n\r\n{TEXT}"), After::Closes, "Cut"),
        ("silent in the middle", chunked(TEXT), After::Holds, "IdleTimeout"),
        ("silent from the start", String::new(), After::Holds, "FirstByteTimeout"),
        ("closed at once", String::new(), After::Closes, "Cut"),
        ("reset", String::new(), After::Resets, "Cut"),
        ("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n".to_owned(), After::Closes, "NotAnApi"),
        ("a bad chunk", format!("{OK}transfer-encoding: chunked\r\n\r\nzz\r\n"), After::Closes, "Cut"),
        (
            "redirect",
            redirect("https://elsewhere.example/"),
            After::Closes,
            "Redirected { to: Some(\"https://elsewhere",
        ),
        ("redirect to a page", redirect("http://127.0.0.1:9/login"), After::Closes, "to: Some(\"http://127.0.0.1:9\")"),
        ("many headers", format!("{OK}{}\r\n{body}", "x-a: b\r\n".repeat(80)), After::Closes, "Cut"),
        ("key refused", refused("401 Unauthorized"), After::Closes, "KeyRefused"),
        ("throttled", refused("429 Too Many Requests\r\nretry-after: 7"), After::Closes, "after: Some(7s)"),
    ];
    for (name, bytes, after, wanted) in table {
        let straight = outcome(bytes.clone().into_bytes(), after, false).await;
        assert!(straight.contains(wanted), "{name}: {straight}");
        assert_eq!(straight, outcome(bytes.into_bytes(), after, true).await, "{name}");
    }
}

fn redirect(to: &str) -> String {
    format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n")
}

fn refused(status: &str) -> String {
    let body = "{\"error\":{\"message\":\"no\"}}";
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn both_roads_have_names_for_what_keeps_one_from_connecting_and_the_detour_speaks_of_its_proxy() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let table = [
        (format!("http://{free}"), "Connect { kind: Refused", "Connect { kind: Proxy"),
        (format!("https://{free}"), "Connect { kind: Refused", "Connect { kind: Proxy"),
        ("https://nobody.invalid".to_owned(), "Connect { kind: Dns", "Connect { kind: Proxy"),
        (not_tls().await, "Connect { kind: Tls", "Connect { kind: Tls"),
        (mute().await, "ConnectTimeout", "ConnectTimeout"),
    ];
    for (base, straight, by_proxy) in table {
        let base = BaseUrl::parse(&base).unwrap();
        for (by_detour, wanted) in [(false, straight), (true, by_proxy)] {
            let told = told(base.clone(), by_detour).await;
            assert!(told.contains(wanted), "{base} by detour: {by_detour}: {told}");
        }
    }
}

/// A port that answers a TLS greeting with something else.
async fn not_tls() -> String {
    serving(|mut socket| async move {
        let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await
}

/// A port that accepts and never says a word.
async fn mute() -> String {
    serving(|socket| async move {
        std::future::pending::<()>().await;
        drop(socket);
    })
    .await
}

async fn serving<F: Future<Output = ()> + Send + 'static>(
    serve: impl Fn(tokio::net::TcpStream) -> F + Send + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut served = JoinSet::new();
        while let Ok((socket, _)) = listener.accept().await {
            served.spawn(serve(socket));
        }
    });
    tasks.detach_all();
    base
}
