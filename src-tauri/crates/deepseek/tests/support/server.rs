//! A bare socket that sends exactly these bytes, or none.

use std::time::Duration;

use futures_util::{FutureExt, future::BoxFuture};
use hadal_deepseek::{BaseUrl, Client, ClientBuilder};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::timeout,
};

pub(crate) const SOON: Duration = Duration::from_secs(20);

/// A listener whose first connection is handed to `serve` once the request has come in whole.
pub(crate) struct Server {
    pub(crate) base: String,
    tasks: JoinSet<()>,
}

impl Server {
    pub(crate) async fn start(
        serve: impl FnOnce(TcpStream, String) -> BoxFuture<'static, ()> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let request = read_request(&mut socket).await;
            serve(socket, request).await;
        });
        Self { base, tasks }
    }

    /// Sends these bytes and closes.
    pub(crate) async fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |mut socket, _| {
            async move {
                // The client may hang up first; that is its right.
                let _ = socket.write_all(&bytes).await;
                let _ = socket.shutdown().await;
            }
            .boxed()
        })
        .await
    }

    /// Sends these bytes and then holds the line.
    pub(crate) async fn bytes_then_silence(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |mut socket, _| {
            async move {
                socket.write_all(&bytes).await.unwrap();
                std::future::pending::<()>().await;
            }
            .boxed()
        })
        .await
    }

    pub(crate) fn client(&self) -> ClientBuilder {
        Client::builder().base_url(BaseUrl::parse(&self.base).unwrap())
    }

    pub(crate) async fn served(mut self) {
        timeout(SOON, self.tasks.join_next()).await.unwrap().unwrap().unwrap();
    }
}

/// Head and body of a request, by its content length.
pub(crate) async fn read_request(socket: &mut TcpStream) -> String {
    let mut seen = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let count = socket.read(&mut piece).await.unwrap();
        seen.extend(piece.iter().take(count));
        let text = String::from_utf8_lossy(&seen).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        if count == 0 {
            return text;
        }
    }
}
