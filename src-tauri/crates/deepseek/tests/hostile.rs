//! The client against a bare socket that sends exactly these bytes, or none.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use hadal_deepseek::{
    ApiError, ApiKey, BaseUrl, ChatEvent, ChatRequest, Client, ClientBuilder, ConnectProblem, Message,
};
use support::{SOON, Server, read_request};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::{sleep, timeout},
};

#[path = "support/server.rs"]
mod support;

const KEY: &str = "sk-canary-0123456789abcdef";
const HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-ds-trace-id: t-1\r\nconnection: close\r\n\r\n";
const TEXT_A: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
const STOP: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const DONE: &str = "data: [DONE]\n\n";
fn key() -> ApiKey {
    ApiKey::parse(KEY).unwrap()
}

fn hello() -> ChatRequest {
    ChatRequest::new("deepseek-flash", vec![Message::user("hello")])
}

/// Everything a stream gives until it ends; an error of the request itself is the only item then.
async fn answer(client: ClientBuilder) -> Vec<Result<ChatEvent, ApiError>> {
    let client = client.build().unwrap();
    let run = async {
        match client.stream_chat(&key(), &hello()).await {
            Ok(stream) => stream.collect().await,
            Err(error) => vec![Err(error)],
        }
    };
    timeout(SOON, run).await.unwrap()
}

async fn error_of(client: ClientBuilder) -> ApiError {
    answer(client).await.pop().unwrap().unwrap_err()
}

fn text(items: &[Result<ChatEvent, ApiError>]) -> String {
    items
        .iter()
        .filter_map(|item| if let Ok(ChatEvent::Text(text)) = item { Some(text.as_str()) } else { None })
        .collect()
}

#[tokio::test]
async fn the_request_on_the_wire_carries_the_key_once_and_asks_for_no_compression() {
    let server = Server::start(|mut socket, request| {
        async move {
            let lower = request.to_ascii_lowercase();
            assert!(request.starts_with("POST /chat/completions HTTP/1.1\r\n"), "{request}");
            assert_eq!(request.matches(KEY).count(), 1, "{request}");
            assert!(request.contains(&format!("authorization: Bearer {KEY}\r\n")), "{request}");
            assert!(lower.contains("content-type: application/json\r\n"), "415 without it: {request}");
            assert!(lower.contains("accept-encoding: identity\r\n"), "{request}");
            assert!(!lower.contains("cookie:") && !lower.contains("referer:"), "{request}");
            socket.write_all(format!("{HEAD}{TEXT_A}{STOP}{DONE}").as_bytes()).await.unwrap();
        }
        .boxed()
    })
    .await;
    let items = answer(server.client()).await;
    assert_eq!(text(&items), "a");
    assert!(matches!(items.first(), Some(Ok(ChatEvent::Started { trace_id: Some(id), .. })) if id == "t-1"));
    server.served().await;
}

#[tokio::test]
async fn a_continued_answer_goes_to_the_beta_base() {
    let server = Server::start(|mut socket, request| {
        async move {
            assert!(request.starts_with("POST /beta/chat/completions HTTP/1.1\r\n"), "{request}");
            socket.write_all(format!("{HEAD}{TEXT_A}{STOP}{DONE}").as_bytes()).await.unwrap();
        }
        .boxed()
    })
    .await;
    let client = server.client().build().unwrap();
    let items: Vec<_> = client.stream_chat(&key(), &hello().prefix("half", None)).await.unwrap().collect().await;
    assert_eq!(text(&items), "a");
    server.served().await;
}

#[tokio::test]
async fn a_redirect_is_refused_and_neither_key_nor_question_goes_to_the_other_host() {
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = other.local_addr().unwrap();
    for status in ["301 Moved", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let server =
            Server::bytes(format!("HTTP/1.1 {status}\r\nlocation: http://{target}/steal\r\ncontent-length: 0\r\n\r\n"))
                .await;
        match error_of(server.client()).await {
            ApiError::Redirected { to, elsewhere, .. } => {
                assert_eq!((to, elsewhere), (Some(format!("http://{target}")), true));
            }
            error => panic!("{error:?}"),
        }
    }
    assert!(timeout(Duration::from_millis(300), other.accept()).await.is_err(), "nobody may knock at the other host");
}

#[tokio::test]
async fn dropping_the_stream_closes_the_socket_at_once() {
    let server = Server::start(|mut socket, _| {
        async move {
            socket.write_all(format!("{HEAD}{TEXT_A}").as_bytes()).await.unwrap();
            let mut rest = [0; 16];
            let gone = timeout(SOON, socket.read(&mut rest)).await.unwrap();
            assert!(matches!(gone, Ok(0) | Err(_)), "the client hung up");
        }
        .boxed()
    })
    .await;
    let client = server.client().build().unwrap();
    let mut stream = client.stream_chat(&key(), &hello()).await.unwrap();
    assert_eq!(stream.trace_id(), Some("t-1"));
    assert!(matches!(stream.next().await, Some(Ok(ChatEvent::Started { .. }))));
    drop(stream);
    server.served().await;
}

#[tokio::test]
async fn a_server_that_never_answers_meets_the_first_byte_limit() {
    let short = Duration::from_millis(150);
    let silent = Server::bytes_then_silence("").await;
    let limited = silent.client().connect_timeout(short).first_byte_timeout(short);
    assert_eq!(error_of(limited).await, ApiError::FirstByteTimeout);
    let silent = Server::bytes_then_silence("").await;
    let begun = std::time::Instant::now();
    assert_eq!(error_of(silent.client().idle_timeout(short)).await, ApiError::FirstByteTimeout);
    // The connect limit of 20 s used to come on top of it.
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "the idle limit holds for the first byte: {:?}",
        begun.elapsed()
    );
    let head_only = Server::bytes_then_silence(HEAD).await;
    assert_eq!(error_of(head_only.client().first_byte_timeout(short)).await, ApiError::FirstByteTimeout);
}

#[tokio::test]
async fn silence_in_the_middle_meets_the_idle_limit_and_keeps_the_text() {
    let server = Server::bytes_then_silence(format!("{HEAD}{TEXT_A}")).await;
    let items = answer(server.client().idle_timeout(Duration::from_millis(150))).await;
    assert_eq!(text(&items), "a");
    assert_eq!(items.last(), Some(&Err(ApiError::IdleTimeout { seen_bytes: 1, trace_id: Some("t-1".into()) })));
}

#[tokio::test]
async fn keep_alives_are_life_for_longer_than_the_idle_limit() {
    let server = Server::start(|mut socket, _| {
        async move {
            socket.write_all(HEAD.as_bytes()).await.unwrap();
            for _ in 0..10 {
                socket.write_all(b": keep-alive\n\n").await.unwrap();
                sleep(Duration::from_millis(200)).await;
            }
            socket.write_all(format!("{TEXT_A}{STOP}{DONE}").as_bytes()).await.unwrap();
        }
        .boxed()
    })
    .await;
    let items = answer(server.client().idle_timeout(Duration::from_secs(1))).await;
    assert_eq!(items.iter().filter(|item| matches!(item, Ok(ChatEvent::KeepAlive))).count(), 10);
    assert_eq!(text(&items), "a");
    assert!(matches!(items.last(), Some(Ok(ChatEvent::Finished(_)))));
}

#[tokio::test]
async fn a_line_held_open_after_the_end_does_not_hold_the_answer() {
    let done = Server::bytes_then_silence(format!("{HEAD}{TEXT_A}{STOP}{DONE}")).await;
    assert!(matches!(answer(done.client()).await.last(), Some(Ok(ChatEvent::Finished(_)))));
    let finished = Server::bytes_then_silence(format!("{HEAD}{TEXT_A}{STOP}")).await;
    let items = answer(finished.client().idle_timeout(Duration::from_millis(200))).await;
    assert!(matches!(items.last(), Some(Ok(ChatEvent::Finished(_)))), "a finish reason is enough: {items:?}");
}

#[tokio::test]
async fn a_connection_that_breaks_in_the_middle_of_a_chunk_is_a_cut() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = Server::bytes(format!("{head}{:x}\r\n{TEXT_A}\r\nff\r\ndata: {{", TEXT_A.len())).await;
    let items = answer(server.client()).await;
    assert_eq!(text(&items), "a");
    assert!(matches!(items.last(), Some(Err(ApiError::Cut { seen_bytes: 1, .. }))), "{items:?}");
}

#[tokio::test]
async fn a_connection_closed_before_the_head_is_a_cut_without_text() {
    let error = error_of(Server::bytes("").await.client()).await;
    assert_eq!(error, ApiError::Cut { seen_bytes: 0, trace_id: None });
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_compressed_stream_that_nobody_asked_for_is_read_all_the_same() {
    // gzip of TEXT_A, STOP and DONE.
    let zipped = include_bytes!("answer.sse.gz");
    let mut bytes = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n".to_vec();
    bytes.extend_from_slice(zipped);
    let items = answer(Server::bytes(bytes).await.client()).await;
    assert_eq!(text(&items), "a", "{items:?}");
}

#[tokio::test]
async fn every_way_to_miss_a_server_has_its_name() {
    let free = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let at = |base: &str| Client::builder().base_url(BaseUrl::parse(base).unwrap());
    let kind = |error| match error {
        ApiError::Connect { kind, .. } => kind,
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(error_of(at(&format!("http://{free}"))).await), ConnectProblem::Refused);
    // A label of 70 letters is no name, which the resolver knows without asking anyone.
    let nowhere = format!("https://{}.invalid", "a".repeat(70));
    assert_eq!(kind(error_of(at(&nowhere).direct()).await), ConnectProblem::Dns);
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let tls = error_of(at(&format!("https://{}", plain.local_addr().unwrap())));
    let answer_in_the_clear = async {
        let (mut socket, _) = plain.accept().await.unwrap();
        socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        socket
    };
    let (error, _socket) = tokio::join!(tls, answer_in_the_clear);
    assert_eq!(kind(error), ConnectProblem::Tls);
}

#[tokio::test]
async fn a_page_of_the_network_in_between_is_told_apart_from_a_wrong_answer() {
    let page = "<!doctype html><title>Hotel</title><p>Log in to use this network.</p>";
    let reply = |head: &str, body: &str| {
        format!("HTTP/1.1 {head}\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    };
    for (head, body, is_page) in [
        ("200 OK", page, true),
        ("511 Network Authentication Required", page, true),
        ("403 Forbidden", page, true),
        ("200 OK", "hello", false),
    ] {
        let server = Server::bytes(reply(head, body)).await;
        match error_of(server.client()).await {
            ApiError::NotAnApi { page, .. } => assert_eq!(page, is_page, "{head}"),
            error => panic!("{head}: {error:?}"),
        }
    }
    let same = Server::start(|mut socket, request| {
        async move {
            let host = request.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned();
            let head = format!("HTTP/1.1 302 Found\r\nlocation: http://{host}/login\r\ncontent-length: 0\r\n\r\n");
            socket.write_all(head.as_bytes()).await.unwrap();
        }
        .boxed()
    })
    .await;
    let error = error_of(same.client()).await;
    assert!(matches!(error, ApiError::Redirected { elsewhere: false, .. }), "{error:?}");
}

#[tokio::test]
async fn another_program_on_the_port_is_told_apart_from_an_api() {
    let ssh = Server::bytes("SSH-2.0-OpenSSH_9.2p1\r\n").await;
    assert_eq!(error_of(ssh.client()).await.code(), "not_an_api");
    let page = Server::bytes("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 46\r\n\r\n<html><title>Router</title><p>Log in</p></html>").await;
    let error = error_of(page.client()).await;
    assert_eq!((error.code(), error.server_message()), ("not_an_api", Some("Router Log in")));
}

#[tokio::test]
async fn endless_headers_end_in_an_error() {
    let server = Server::start(|mut socket, _| {
        async move {
            let _ = socket.write_all(b"HTTP/1.1 200 OK\r\n").await;
            let line = format!("x-filler: {}\r\n", "a".repeat(1000));
            while socket.write_all(line.as_bytes()).await.is_ok() {}
        }
        .boxed()
    })
    .await;
    let error = error_of(server.client()).await;
    assert_eq!(error.seen_bytes(), 0, "{error:?}");
    server.served().await;
}

#[tokio::test]
async fn an_endless_line_ends_in_an_error_and_the_text_before_it_is_kept() {
    let server = Server::start(|mut socket, _| {
        async move {
            let _ = socket.write_all(format!("{HEAD}{TEXT_A}data: ").as_bytes()).await;
            let filler = vec![b'x'; 64 << 10];
            while socket.write_all(&filler).await.is_ok() {}
        }
        .boxed()
    })
    .await;
    let items = answer(server.client()).await;
    assert_eq!(text(&items), "a");
    assert!(matches!(items.last(), Some(Err(ApiError::TooLarge { seen_bytes: 1, .. }))), "{items:?}");
    server.served().await;
}

#[tokio::test]
async fn what_the_server_says_of_the_key_is_masked_and_the_wish_to_wait_is_read() {
    let body = format!("{{\"error\":{{\"message\":\"slow down, {KEY}\"}}}}");
    let head = format!(
        "HTTP/1.1 429 Too Many\r\nretry-after: 7\r\nx-ds-trace-id: t-2\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let error = error_of(Server::bytes(head + &body).await.client()).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!((error.trace_id(), error.status()), (Some("t-2"), Some(429)));
    assert_eq!(error.server_message(), Some("slow down, ***"));
    assert!(!format!("{error:?} {error}").contains("canary"));
}

#[tokio::test]
async fn a_key_without_the_usual_shape_is_masked_too() {
    let odd = "0123456789abcdef.hostkey";
    let body = format!("{{\"error\":{{\"message\":\"key {odd} is wrong\"}}}}");
    let head = format!("HTTP/1.1 401 No\r\ncontent-length: {}\r\n\r\n", body.len());
    let server = Server::bytes(head + &body).await;
    let error = server.client().build().unwrap().models(&ApiKey::parse(odd).unwrap()).await.unwrap_err();
    assert_eq!(error.server_message(), Some("key *** is wrong"));
}

#[tokio::test]
async fn a_finished_answer_leaves_its_connection_for_the_next_one() {
    let body = format!("{TEXT_A}{STOP}{DONE}");
    let reply = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let server = Server::start(move |mut socket, _| {
        async move {
            socket.write_all(reply.as_bytes()).await.unwrap();
            let second = read_request(&mut socket).await;
            assert!(second.starts_with("POST "), "the second request comes on the same connection");
            socket.write_all(reply.as_bytes()).await.unwrap();
        }
        .boxed()
    })
    .await;
    let client = server.client().build().unwrap();
    for _ in 0..2 {
        let items: Vec<_> = client.stream_chat(&key(), &hello()).await.unwrap().collect().await;
        assert_eq!(text(&items), "a");
    }
    server.served().await;
}

#[tokio::test]
async fn lists_that_are_none_are_told_so() {
    let table = [
        ("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<html>", "not_an_api"),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"hello\":1}", "not_an_api"),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", "empty_answer"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"data\":[", "cut"),
        (
            "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"error\":{\"message\":\"Insufficient Balance\"}}",
            "insufficient_balance",
        ),
        ("HTTP/1.1 401 No\r\ncontent-length: 31\r\n\r\nAuthentication Fails (governor)", "no_key_sent"),
    ];
    for (bytes, code) in table {
        let server = Server::bytes(bytes).await;
        let error = server.client().build().unwrap().models(&key()).await.unwrap_err();
        assert_eq!(error.code(), code, "{bytes}");
    }
}
