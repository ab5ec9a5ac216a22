//! A gateway behind TLS: what it answers in plain text, under the names of the certificate.
//!
//! The certificate is signed by itself, for names below `thegrid.ai`, `api.thegrid.ai` and `example`, from 2024 to 2124. Its key protects nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use grid_client::{ClientBuilder, reqwest};
use grid_gateway::Gateway;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

const CERTIFICATE: &[u8] = include_bytes!("certificate.der");
const KEY: &[u8] = include_bytes!("key.der");

/// A gateway that speaks TLS alone, until it is dropped.
pub(crate) struct Secure {
    pub(crate) gateway: Gateway,
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Secure {
    pub(crate) async fn start() -> Self {
        let gateway = Gateway::start().unwrap();
        let plain = gateway.origin().trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = acceptor(&[]);
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(carry(acceptor.clone(), stream, plain.clone()));
            }
        });
        Self {
            gateway,
            address,
            connections,
            accepting,
        }
    }

    /// Connections ever accepted, whatever became of their handshake.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Until either side closes; what a client makes of a broken handshake is the client's to say.
async fn carry(acceptor: TlsAcceptor, stream: TcpStream, plain: String) {
    let (Ok(mut secure), Ok(mut plain)) = (
        acceptor.accept(stream).await,
        TcpStream::connect(plain).await,
    ) else {
        return;
    };
    let _ = copy_bidirectional(&mut secure, &mut plain).await;
}

/// Under the names of the certificate, with these protocols to choose from (RFC 7301); the first that the client knows is taken.
pub(crate) fn acceptor(protocols: &[&str]) -> TlsAcceptor {
    let key = PrivatePkcs8KeyDer::from(KEY);
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![CERTIFICATE.into()], key.into())
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|name| (*name).into()).collect();
    TlsAcceptor::from(Arc::new(config))
}

/// An HTTP client that trusts the certificate, and finds these hosts at these addresses.
pub(crate) fn http<'a>(
    hosts: impl IntoIterator<Item = (&'a str, SocketAddr)>,
) -> reqwest::ClientBuilder {
    let certificate = reqwest::Certificate::from_der(CERTIFICATE).unwrap();
    let builder = ClientBuilder::default_http()
        .no_proxy()
        .tls_certs_only([certificate]);
    hosts.into_iter().fold(builder, |builder, (host, address)| {
        builder.resolve(host, address)
    })
}
