//! Servers that want memory, time or the key: each ends in an error with a name, and the text so far is kept.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use hadal_deepseek::{
    ApiError, ApiKey, BaseUrl, ChatEvent, ChatRequest, Client, ClientBuilder, ConnectProblem, Message, ProxyLogin,
    ProxySetting,
};
use support::{SOON, Server, read_request};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::{sleep, timeout},
};

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "support/server.rs"]
mod support;

const KEY: &str = "sk-canary-0123456789abcdef";
const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
const TEXT_A: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";

fn key() -> ApiKey {
    ApiKey::parse(KEY).unwrap()
}

async fn answer(client: ClientBuilder) -> Vec<Result<ChatEvent, ApiError>> {
    let client = client.build().unwrap();
    let request = ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
    let run = async {
        match client.stream_chat(&key(), &request).await {
            Ok(stream) => stream.collect().await,
            Err(error) => vec![Err(error)],
        }
    };
    timeout(SOON * 3, run).await.unwrap()
}

fn text(items: &[Result<ChatEvent, ApiError>]) -> String {
    let texts = items.iter().filter_map(|item| if let Ok(ChatEvent::Text(text)) = item { Some(text) } else { None });
    texts.map(String::as_str).collect()
}

fn code(items: &[Result<ChatEvent, ApiError>]) -> &'static str {
    items.last().unwrap().as_ref().unwrap_err().code()
}

#[tokio::test]
async fn a_packed_endless_line_meets_the_limit_of_a_line() {
    let mut bytes = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n".to_vec();
    bytes.extend_from_slice(include_bytes!("endless_line.gz"));
    assert_eq!(code(&answer(Server::bytes(bytes).await.client()).await), "too_large");
}

#[tokio::test]
async fn a_slow_drip_that_never_makes_a_line_ends() {
    let server = Server::start(|mut socket, _| {
        async move {
            socket.write_all(format!("{HEAD}{TEXT_A}data: ").as_bytes()).await.unwrap();
            while socket.write_all(b"x").await.is_ok() {
                sleep(Duration::from_millis(20)).await;
            }
        }
        .boxed()
    })
    .await;
    let items = answer(server.client().idle_timeout(Duration::from_millis(250))).await;
    assert_eq!((text(&items).as_str(), code(&items)), ("a", "idle_timeout"));
    server.served().await;
}

#[tokio::test]
async fn a_drip_of_whole_events_is_an_answer() {
    let server = Server::start(|mut socket, _| {
        async move {
            socket.write_all(HEAD.as_bytes()).await.unwrap();
            for byte in TEXT_A.repeat(4).bytes() {
                socket.write_all(&[byte]).await.unwrap();
                sleep(Duration::from_millis(2)).await;
            }
            socket.write_all(b"data: [DONE]\n\n").await.unwrap();
        }
        .boxed()
    })
    .await;
    let items = answer(server.client().idle_timeout(Duration::from_millis(400))).await;
    assert_eq!(text(&items), "aaaa", "{items:?}");
}

#[tokio::test]
async fn headers_without_end_in_number_or_length_end_in_an_error() {
    for line in ["x-filler: a\r\n".to_owned(), format!("x-filler: {}\r\n", "a".repeat(10_000))] {
        let server = Server::start(move |mut socket, _| {
            async move {
                let _ = socket.write_all(b"HTTP/1.1 200 OK\r\n").await;
                while socket.write_all(line.as_bytes()).await.is_ok() {}
            }
            .boxed()
        })
        .await;
        let error = answer(server.client()).await.pop().unwrap().unwrap_err();
        assert_eq!(error.seen_bytes(), 0, "{error:?}");
        server.served().await;
    }
}

#[tokio::test]
async fn nul_bytes_and_noise_are_no_answer_and_no_crash() {
    let bodies: [Vec<u8>; 4] = [
        vec![0; 100_000],
        [HEAD.as_bytes(), TEXT_A.as_bytes(), &[0; 1000]].concat(),
        (0..=255).collect::<Vec<u8>>().repeat(100),
        b"data: \0\0\0\n\n".to_vec(),
    ];
    for body in bodies {
        let bytes = if body.starts_with(b"HTTP") { body } else { [HEAD.as_bytes(), &body].concat() };
        let items = answer(Server::bytes(bytes).await.client()).await;
        assert!(matches!(items.last(), Some(Err(_))), "{items:?}");
    }
}

#[tokio::test]
async fn two_answers_on_one_stream_are_told() {
    let chunk = |id: &str, text: &str| {
        format!("data: {{\"id\":\"{id}\",\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n")
    };
    let body = [HEAD, &chunk("a", "x"), &chunk("b", "1"), &chunk("a", "y")].concat();
    let items = answer(Server::bytes(body).await.client()).await;
    assert_eq!((text(&items).as_str(), code(&items)), ("x1", "garbled"));
}

#[tokio::test]
async fn a_redirect_inside_the_same_host_is_refused_as_well() {
    let server = Server::bytes("HTTP/1.1 308 Moved\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(code(&answer(server.client()).await), "redirected");
}

#[tokio::test]
async fn a_proxy_is_given_its_login_and_never_the_question_in_the_clear() {
    let proxy = Server::start(|mut socket, request| {
        async move {
            assert!(request.starts_with("CONNECT api.example:443 HTTP/1.1\r\n"), "{request}");
            // me:secret
            assert!(request.to_ascii_lowercase().contains("proxy-authorization: basic bwu6c2vjcmv0\r\n"), "{request}");
            assert!(!request.contains("canary"), "the key is for the host alone: {request}");
            socket.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        }
        .boxed()
    })
    .await;
    let setting = ProxySetting::Custom { url: proxy.base.clone(), login: Some(ProxyLogin::new("me", "secret")) };
    let client = Client::builder().base_url(BaseUrl::parse("https://api.example").unwrap()).proxy(setting);
    let error = answer(client).await.pop().unwrap().unwrap_err();
    assert!(matches!(error, ApiError::Connect { kind: ConnectProblem::ProxyLogin, .. }), "{error:?}");
    assert!(!format!("{error:?}{error}").contains("secret"));
    proxy.served().await;
}

#[tokio::test]
async fn a_warm_connection_is_used_by_the_first_request() {
    let body = format!("{TEXT_A}data: [DONE]\n\n");
    let server = Server::start(move |mut socket, request| {
        async move {
            assert!(request.starts_with("HEAD / HTTP/1.1\r\n"), "{request}");
            assert!(!request.contains("authorization"), "a warm-up needs no key: {request}");
            socket.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").await.unwrap();
            let second = read_request(&mut socket).await;
            assert!(second.starts_with("POST "), "{second}");
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            socket.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        }
        .boxed()
    })
    .await;
    let client = server.client().build().unwrap();
    client.warm_up().await.unwrap();
    let request = ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
    let items: Vec<_> = client.stream_chat(&key(), &request).await.unwrap().collect().await;
    assert_eq!(text(&items), "a");
    server.served().await;
}

#[tokio::test]
async fn the_trace_header_is_sent_only_if_asked_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = BaseUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let client = Client::builder().base_url(base).build().unwrap();
    let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa03a902b7-01".to_owned();
    let with = client.with_traceparent(hadal_deepseek::Traceparent::parse(&traceparent).unwrap());
    for (client, wanted) in [(client, false), (with, true)] {
        let key = key();
        let asked = client.models(&key);
        let served = async {
            let (mut socket, _) = listener.accept().await.unwrap();
            let request = read_request(&mut socket).await;
            assert_eq!(request.contains(&format!("traceparent: {traceparent}\r\n")), wanted, "{request}");
            socket.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"data\":[]}").await.unwrap();
            socket.shutdown().await.unwrap();
            let _ = socket.read(&mut [0; 8]).await;
        };
        let (models, ()) = tokio::join!(asked, served);
        assert_eq!(models.unwrap(), []);
    }
}
