//! A port that nobody listens on.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

/// A port whose connections are refused for as long as this value lives: it is bound, so that nobody else gets it, and
/// nothing listens.
#[derive(Debug)]
pub struct RefusedPort {
    address: SocketAddr,
    _bound: TcpSocket,
}

impl RefusedPort {
    /// Takes a free loopback port.
    ///
    /// # Errors
    /// When no port can be bound.
    pub fn bind() -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        Ok(Self {
            address: socket.local_addr()?,
            _bound: socket,
        })
    }

    /// `http://127.0.0.1:{port}`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}
