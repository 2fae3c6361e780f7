//! An HTTPS server on loopback with a certificate made for it, and an authority that can be trusted or not.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::body::{Body, Bytes};
use futures_util::stream;
use hyper::{HeaderMap, Request, Response, Version, body::Incoming, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::sleep,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

/// A certificate authority that nobody knows.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// What was wrong with a server's certificate, if anything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Validity {
    Now,
    /// In 2020.
    Expired,
    /// From 2090 on.
    Later,
}

/// What a server does beside answering.
#[derive(Clone, Copy, Default)]
struct Manners {
    /// Each answer has a connection of its own.
    closes: bool,
    /// What its clock shows; `None`: the time it is.
    date: Option<&'static str>,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// The certificate to trust, as PEM.
    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    fn server(&self, name: &str, validity: Validity, protocols: &[&str]) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        (params.not_before, params.not_after) = match validity {
            Validity::Now => (params.not_before, params.not_after),
            Validity::Expired => (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1)),
            Validity::Later => (date_time_ymd(2090, 1, 1), date_time_ymd(2091, 1, 1)),
        };
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        config
    }
}

/// A request as it came out of the encryption.
pub(crate) struct Seen {
    pub(crate) version: Version,
    pub(crate) alpn: Option<Vec<u8>>,
    pub(crate) headers: HeaderMap,
}

/// Answers every request with the same pieces, one after the other.
pub(crate) struct Https {
    pub(crate) address: SocketAddr,
    pub(crate) seen: Arc<Mutex<Vec<Seen>>>,
    _tasks: JoinSet<()>,
}

impl Https {
    pub(crate) async fn start(
        authority: &Authority,
        name: &str,
        validity: Validity,
        protocols: &[&str],
        pieces: Vec<Vec<u8>>,
    ) -> Self {
        Self::with(vec![authority.server(name, validity, protocols)], Manners::default(), pieces).await
    }

    /// One connection an answer, each with the next of these certificates, the last for all that follow. `date` is what
    /// its clock shows; `None`: the time it is.
    pub(crate) async fn renewed(
        authority: &Authority,
        name: &str,
        validities: [Validity; 2],
        date: Option<&'static str>,
        pieces: Vec<Vec<u8>>,
    ) -> Self {
        let configs = validities.map(|validity| authority.server(name, validity, &["http/1.1"]));
        Self::with(configs.into(), Manners { closes: true, date }, pieces).await
    }

    async fn with(configs: Vec<ServerConfig>, manners: Manners, pieces: Vec<Vec<u8>>) -> Self {
        let acceptors: Vec<_> = configs.into_iter().map(|config| TlsAcceptor::from(Arc::new(config))).collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            let mut next = 0;
            while let Ok((socket, _)) = listener.accept().await {
                let acceptor = acceptors.get(next).or(acceptors.last()).unwrap().clone();
                next += 1;
                connections.spawn(serve(acceptor, socket, Arc::clone(&log), pieces.clone(), manners));
            }
        });
        Self { address, seen, _tasks: tasks }
    }

    pub(crate) fn requests(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

async fn serve(
    acceptor: TlsAcceptor,
    socket: TcpStream,
    log: Arc<Mutex<Vec<Seen>>>,
    pieces: Vec<Vec<u8>>,
    manners: Manners,
) {
    // A client that does not trust us hangs up here.
    let Ok(socket) = acceptor.accept(socket).await else { return };
    let alpn = socket.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
    let is_h2 = alpn.as_deref() == Some(b"h2");
    let answer = service_fn(move |request: Request<Incoming>| {
        let (version, headers) = (request.version(), request.headers().clone());
        log.lock().unwrap().push(Seen { version, alpn: alpn.clone(), headers });
        let pieces = stream::unfold(pieces.clone().into_iter(), |mut pieces| async {
            let piece = pieces.next()?;
            // Each piece leaves in a frame of its own.
            sleep(Duration::from_millis(1)).await;
            Some((Ok::<_, Infallible>(Bytes::from(piece)), pieces))
        });
        let mut response =
            Response::builder().header("content-type", "text/event-stream").header("x-ds-trace-id", "t-tls");
        if manners.closes {
            response = response.header("connection", "close");
        }
        if let Some(date) = manners.date {
            response = response.header("date", date);
        }
        std::future::ready(response.body(Body::from_stream(pieces)))
    });
    let io = TokioIo::new(socket);
    if is_h2 {
        let _ = hyper::server::conn::http2::Builder::new(TokioExecutor::new()).serve_connection(io, answer).await;
    } else {
        let _ = hyper::server::conn::http1::Builder::new().serve_connection(io, answer).await;
    }
}
