//! The client over real TLS, HTTP/2 and proxies.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fmt::Write, time::Duration};

use futures_util::{StreamExt, future::join_all};
use hadal_deepseek::{
    ApiError, ApiKey, BaseUrl, ChatEvent, ChatRequest, Client, ClientBuilder, ConnectProblem, FinishReason, Message,
    ProxyLogin, ProxySetting,
};
use hyper::Version;
use proxy::Proxy;
use tls::{Authority, Https, Validity};
use tokio::{process::Command, time::timeout};

#[path = "support/proxy.rs"]
mod proxy;
#[path = "support/tls.rs"]
mod tls;

const SOON: Duration = Duration::from_secs(30);
const KEY: &str = "sk-canary-0123456789abcdef";
/// A name that only a proxy of ours knows.
const FAR: &str = "api.example";

fn key() -> ApiKey {
    ApiKey::parse(KEY).unwrap()
}

fn hello() -> ChatRequest {
    ChatRequest::new("deepseek-flash", vec![Message::user("hello")])
}

/// Two hundred words and characters of every width.
fn words() -> String {
    (0..200).fold(String::new(), |mut text, number| {
        writeln!(text, "{number} 深海 😀 é").unwrap();
        text
    })
}

/// An answer of these words, cut into pieces of 701 bytes: in the middle of lines and of characters.
fn pieces(words: &str) -> Vec<Vec<u8>> {
    let mut body = String::new();
    for line in words.split_inclusive('\n') {
        let chunk = serde_json::json!({"id": "i", "model": "m", "choices": [{"index": 0, "delta": {"content": line}}]});
        write!(body, "data: {chunk}\n\n").unwrap();
    }
    body.push_str("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    body.into_bytes().chunks(701).map(<[u8]>::to_vec).collect()
}

fn at(base: &str) -> ClientBuilder {
    Client::builder().base_url(BaseUrl::parse(base).unwrap())
}

fn near(server: &Https) -> String {
    format!("https://localhost:{}", server.address.port())
}

async fn text(client: &Client) -> Result<String, ApiError> {
    let run = async {
        let mut stream = client.stream_chat(&key(), &hello()).await?;
        assert_eq!(stream.trace_id(), Some("t-tls"));
        let (mut text, mut end) = (String::new(), None);
        while let Some(event) = stream.next().await {
            match event? {
                ChatEvent::Text(piece) => text.push_str(&piece),
                ChatEvent::Finished(reason) => end = Some(reason),
                _ => {}
            }
        }
        assert_eq!(end, Some(FinishReason::Stop));
        Ok(text)
    };
    timeout(SOON, run).await.unwrap()
}

fn login(password: &str) -> ProxyLogin {
    ProxyLogin::new("me", password)
}

#[tokio::test]
async fn http2_is_spoken_where_it_is_offered_and_the_stream_is_exact_to_the_byte() {
    let authority = Authority::new("ours");
    let words = words();
    for (offered, version) in
        [(&["h2", "http/1.1"][..], Version::HTTP_2), (&["http/1.1"], Version::HTTP_11), (&[], Version::HTTP_11)]
    {
        let server = Https::start(&authority, "localhost", Validity::Now, offered, pieces(&words)).await;
        let client = at(&near(&server)).root_certificates(authority.pem()).build().unwrap();
        assert_eq!(text(&client).await.unwrap(), words, "{offered:?}");
        let seen = server.seen.lock().unwrap();
        let [request] = seen.as_slice() else { panic!("one request") };
        assert_eq!((request.version, request.alpn.as_deref()), (version, offered.first().map(|word| word.as_bytes())));
        assert_eq!(request.headers.get("authorization").unwrap(), &format!("Bearer {KEY}"));
        assert_eq!(request.headers.get("accept-encoding").unwrap(), "identity");
    }
}

#[tokio::test]
async fn many_streams_at_once_over_http2_stay_apart() {
    let authority = Authority::new("ours");
    let words = words();
    let server = Https::start(&authority, "localhost", Validity::Now, &["h2"], pieces(&words)).await;
    let client = at(&near(&server)).root_certificates(authority.pem()).build().unwrap();
    client.warm_up().await.unwrap();
    for answer in join_all((0..20).map(|_| text(&client))).await {
        assert_eq!(answer.unwrap(), words);
    }
    assert_eq!(server.requests(), 21);
}

#[tokio::test]
async fn who_cannot_be_trusted_is_not_asked_and_the_error_says_why() {
    let ours = Authority::new("ours");
    let other = Authority::new("theirs");
    let table = [
        ("unknown root", "localhost", Validity::Now, other.pem(), "issuer", ConnectProblem::Untrusted),
        ("expired", "localhost", Validity::Expired, ours.pem(), "expired", ConnectProblem::Expired),
        ("not valid yet", "localhost", Validity::Later, ours.pem(), "not valid yet", ConnectProblem::Clock),
        ("another name", "elsewhere.example", Validity::Now, ours.pem(), "name", ConnectProblem::WrongName),
    ];
    for (case, name, validity, trusted, word, place) in table {
        let server = Https::start(&ours, name, validity, &["h2", "http/1.1"], pieces("x")).await;
        let client = at(&near(&server)).root_certificates(trusted).build().unwrap();
        for error in [text(&client).await.unwrap_err(), client.models(&key()).await.unwrap_err()] {
            let ApiError::Connect { kind, detail } = &error else { panic!("{case}: {error:?}") };
            assert_eq!(*kind, place, "{case}: {detail}");
            assert!(detail.to_ascii_lowercase().contains(word), "{case}: {detail}");
            assert!(!error.is_retryable(), "{case}: {error:?}");
        }
        assert_eq!(server.requests(), 0, "{case}: neither key nor question went out");
    }
    let server = Https::start(&ours, "localhost", Validity::Now, &["h2"], pieces("x")).await;
    let error = text(&at(&near(&server)).build().unwrap()).await.unwrap_err();
    assert_eq!(error.code(), "connect_untrusted", "without a certificate of ours the system's count: {error:?}");
}

#[tokio::test]
async fn a_certificate_that_only_our_clock_calls_expired_speaks_of_our_clock() {
    let authority = Authority::new("ours");
    // Valid through 2020. The server's own clock says when it is there.
    for (date, place) in [
        (None, ConnectProblem::Expired),
        (Some("Mon, 01 Jun 2020 12:00:00 GMT"), ConnectProblem::Clock),
        (Some("Sun, 22 Nov 2026 12:00:00 GMT"), ConnectProblem::Expired),
    ] {
        let server =
            Https::renewed(&authority, "localhost", [Validity::Now, Validity::Expired], date, pieces("x")).await;
        let client = at(&near(&server)).root_certificates(authority.pem()).build().unwrap();
        assert_eq!(text(&client).await.unwrap(), "x");
        let error = text(&client).await.unwrap_err();
        assert!(matches!(&error, ApiError::Connect { kind, .. } if *kind == place), "{date:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_not_taken_for_the_server() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let setting = ProxySetting::Custom { url: format!("http://{free}"), login: None };
    let client = at(&format!("https://{FAR}")).proxy(setting).build().unwrap();
    let error = text(&client).await.unwrap_err();
    assert!(matches!(error, ApiError::Connect { kind: ConnectProblem::ProxyAway, .. }), "{error:?}");
}

#[tokio::test]
async fn a_proxy_with_a_login_carries_the_stream_and_sees_neither_key_nor_question() {
    let authority = Authority::new("ours");
    let words = words();
    let server = Https::start(&authority, FAR, Validity::Now, &["h2", "http/1.1"], pieces(&words)).await;
    let proxy = Proxy::http(server.address).await;
    let through = |login| {
        let setting = ProxySetting::Custom { url: format!("http://{}", proxy.address), login };
        at(&format!("https://{FAR}")).root_certificates(authority.pem()).proxy(setting).build().unwrap()
    };
    assert_eq!(text(&through(Some(login("secret")))).await.unwrap(), words);
    let asked = proxy.asked.all().concat();
    assert!(asked.starts_with(&format!("CONNECT {FAR}:443 HTTP/1.1\r\n")), "{asked}");
    assert!(!asked.contains(KEY) && !asked.contains("hello"), "{asked}");
    let headers = server.seen.lock().unwrap().first().unwrap().headers.clone();
    assert_eq!(headers.get("proxy-authorization"), None, "the login is for the proxy alone");

    let seen = server.requests();
    for wrong in [Some(login("wrong")), None] {
        let error = text(&through(wrong)).await.unwrap_err();
        assert!(matches!(error, ApiError::Connect { kind: ConnectProblem::ProxyLogin, .. }), "{error:?}");
        assert!(!format!("{error:?} {error}").contains("wrong"));
    }
    assert_eq!(server.requests(), seen);
}

#[tokio::test]
async fn a_socks_proxy_looks_the_name_up_itself() {
    let authority = Authority::new("ours");
    let words = words();
    let server = Https::start(&authority, FAR, Validity::Now, &["h2", "http/1.1"], pieces(&words)).await;
    let proxy = Proxy::socks(server.address).await;
    let through = |login| {
        let setting = ProxySetting::Custom { url: format!("socks5h://{}", proxy.address), login };
        at(&format!("https://{FAR}")).root_certificates(authority.pem()).proxy(setting).build().unwrap()
    };
    assert_eq!(text(&through(Some(login("secret")))).await.unwrap(), words);
    assert_eq!(proxy.asked.all(), [format!("{FAR}:443")]);
    let error = text(&through(Some(login("wrong")))).await.unwrap_err();
    assert!(matches!(error, ApiError::Connect { kind: ConnectProblem::ProxyLogin, .. }), "{error:?}");
}

/// No resolver asks anyone for a label of 70 letters.
fn nowhere() -> String {
    format!("https://{}.invalid", "a".repeat(70))
}

#[tokio::test]
async fn a_proxy_of_the_environment_is_used_or_ignored_as_told() {
    let authority = Authority::new("ours");
    let server = Https::start(&authority, FAR, Validity::Now, &["http/1.1"], pieces("x")).await;
    for (setting, asked) in [("system", true), ("direct", false)] {
        let proxy = Proxy::http(server.address).await;
        let address = format!("http://{}", proxy.address);
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_asks_with_a_proxy_in_its_environment", "--ignored", "--nocapture"])
            .envs([("HTTPS_PROXY", &address), ("https_proxy", &address), ("ALL_PROXY", &address)])
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .env("PROXY_SETTING", setting)
            .output();
        let output = timeout(SOON, child).await.unwrap().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let code = if asked { "connect_proxy_login" } else { "connect_dns" };
        assert!(said.contains(&format!("said {code}\n")), "{setting}: {said}");
        assert_eq!(!proxy.asked.all().is_empty(), asked, "{setting}");
    }
}

#[tokio::test]
#[ignore = "a program of its own, started by the test above"]
async fn child_that_asks_with_a_proxy_in_its_environment() {
    let client = at(&nowhere());
    let client = if std::env::var("PROXY_SETTING").unwrap() == "direct" { client.direct() } else { client };
    // The proxy wants a login, which the environment does not give.
    let error = text(&client.build().unwrap()).await.unwrap_err();
    println!("said {}", error.code());
}
