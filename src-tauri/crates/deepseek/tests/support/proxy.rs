//! Two proxies that want a login: CONNECT over HTTP, and SOCKS5. Both lead every name to one address.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// What a proxy was asked for.
#[derive(Clone, Default)]
pub(crate) struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn note(&self, what: String) {
        self.0.lock().unwrap().push(what);
    }
}

/// A proxy on loopback.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    pub(crate) asked: Asked,
    _tasks: JoinSet<()>,
}

/// Base64 of `me:secret`.
const LOGIN: &str = "Basic bWU6c2VjcmV0";

impl Proxy {
    /// CONNECT, with the login `me:secret`.
    pub(crate) async fn http(target: SocketAddr) -> Self {
        Self::start(target, false).await
    }

    /// SOCKS5, with the same login.
    pub(crate) async fn socks(target: SocketAddr) -> Self {
        Self::start(target, true).await
    }

    async fn start(target: SocketAddr, socks: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Asked::default();
        let log = asked.clone();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut socket, _)) = listener.accept().await {
                let log = log.clone();
                connections.spawn(async move {
                    let allowed =
                        if socks { socks_login(&mut socket, &log).await } else { connect(&mut socket, &log).await };
                    if allowed == Some(true) {
                        let mut onward = TcpStream::connect(target).await.unwrap();
                        let _ = copy_bidirectional(&mut socket, &mut onward).await;
                    }
                });
            }
        });
        Self { address, asked, _tasks: tasks }
    }
}

async fn connect(socket: &mut TcpStream, asked: &Asked) -> Option<bool> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    asked.note(head.clone());
    let login = head.lines().find(|line| line.to_ascii_lowercase().starts_with("proxy-authorization: "));
    let allowed = login.is_some_and(|line| line.ends_with(LOGIN));
    let reply: &[u8] = if allowed {
        b"HTTP/1.1 200 Connection established\r\n\r\n"
    } else {
        b"HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n"
    };
    socket.write_all(reply).await.ok()?;
    Some(allowed)
}

/// RFC 1928 with the name and password of RFC 1929.
async fn socks_login(socket: &mut TcpStream, asked: &Asked) -> Option<bool> {
    let mut greeting = vec![0; 2];
    socket.read_exact(&mut greeting).await.ok()?;
    let mut methods = vec![0; usize::from(*greeting.get(1)?)];
    socket.read_exact(&mut methods).await.ok()?;
    if !methods.contains(&2) {
        socket.write_all(&[5, 0xFF]).await.ok()?;
        return Some(false);
    }
    socket.write_all(&[5, 2]).await.ok()?;
    socket.read_u8().await.ok()?;
    let user = word(socket).await?;
    let password = word(socket).await?;
    let allowed = (user.as_str(), password.as_str()) == ("me", "secret");
    socket.write_all(&[1, u8::from(!allowed)]).await.ok()?;
    if !allowed {
        asked.note("refused".to_owned());
        return Some(false);
    }
    let mut head = [0; 4];
    socket.read_exact(&mut head).await.ok()?;
    let name = match head.last()? {
        3 => word(socket).await?,
        kind => format!("an address of kind {kind}, not a name"),
    };
    let port = socket.read_u16().await.ok()?;
    asked.note(format!("{name}:{port}"));
    socket.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).await.ok()?;
    Some(true)
}

/// A text with its length in front.
async fn word(socket: &mut TcpStream) -> Option<String> {
    let mut text = vec![0; usize::from(socket.read_u8().await.ok()?)];
    socket.read_exact(&mut text).await.ok()?;
    String::from_utf8(text).ok()
}
