//! The server itself: start, accept, stop.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use crate::config::Config;
use crate::connection::{Line, Socket};
use crate::gate::Gate;
use crate::recorder::Recorded;
use crate::routes;
use crate::script::Script;
use crate::state::State;

/// How long the waiting helpers wait before they return what there is.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running simulator. Dropping it closes the port and every connection.
#[derive(Debug)]
pub struct Simulator {
    addr: SocketAddr,
    state: Arc<State>,
    /// Owns the accept loop, which owns the connections: dropping the set ends them all.
    tasks: Mutex<JoinSet<()>>,
}

impl Simulator {
    /// Binds 127.0.0.1 and answers from now on.
    ///
    /// # Errors
    /// When the port cannot be bound.
    pub async fn start(config: Config) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
        let addr = listener.local_addr()?;
        let state = Arc::new(State::new(config));
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, routes::router(&state)));
        Ok(Self { addr, state, tasks: Mutex::new(tasks) })
    }

    /// `http://127.0.0.1:PORT`, to be used as the base URL of a client.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Where it listens.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Closes the port and every connection, and waits until they are gone.
    pub async fn shutdown(&self) {
        self.tasks.lock().await.shutdown().await;
    }

    /// Queues what the next chat request gets (or the next request to the script's path).
    pub fn script(&self, script: Script) {
        self.state.queue_script(script);
    }

    /// Scripts that no request has taken yet.
    #[must_use]
    pub fn scripts_left(&self) -> usize {
        self.state.scripts_left()
    }

    /// The gate that scripts of other processes and `gate=NAME` markers speak of.
    #[must_use]
    pub fn gate(&self, name: &str) -> Gate {
        self.state.gate(name)
    }

    /// Every request so far, oldest first, as far as it has come.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.state.recorder.all()
    }

    /// Every chat request so far: what must not be sent twice.
    #[must_use]
    pub fn chat_requests(&self) -> Vec<Recorded> {
        let mut all = self.requests();
        all.retain(|request| request.path.ends_with("/chat/completions"));
        all
    }

    /// Waits until `count` requests have come; returns what there is after 30 s at the latest.
    pub async fn wait_for_requests(&self, count: usize) -> Vec<Recorded> {
        self.wait_until(|all| all.len() >= count).await
    }

    /// Waits until the client has closed one of the replies early; `None` after 30 s.
    pub async fn wait_for_abort(&self) -> Option<Recorded> {
        let all = self.wait_until(|all| all.iter().any(|request| request.aborted)).await;
        all.into_iter().find(|request| request.aborted)
    }

    /// Waits until no reply is under way; returns what there is after 30 s at the latest.
    pub async fn wait_until_idle(&self) -> Vec<Recorded> {
        self.wait_until(|all| all.iter().all(|request| request.finished || request.aborted)).await
    }

    /// Waits until `ready` holds for the requests so far, 30 s at most; returns them.
    pub async fn wait_until(&self, ready: impl Fn(&[Recorded]) -> bool) -> Vec<Recorded> {
        let reached = self.state.recorder.wait_until(ready);
        match tokio::time::timeout(PATIENCE, reached).await {
            Ok(all) => all,
            Err(_) => self.requests(),
        }
    }

    /// Forgets requests, queued scripts, gates and cached prompts.
    pub fn reset(&self) {
        self.state.reset();
    }
}

async fn accept(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A failed accept concerns one client that is gone already.
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(stream, router.clone()));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: tokio::net::TcpStream, router: Router) {
    let line = Line::new();
    let socket = TokioIo::new(Socket::new(stream, line.clone()));
    let service = TowerToHyperService::new(router.layer(Extension(line)));
    // An error here is a client that left or a reset we made ourselves.
    let _ = http1::Builder::new().serve_connection(socket, service).await;
}
