//! The gateway itself: starting, scripting, watching, stopping.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use crate::answer::{Answer, Play};
use crate::builder::Builder;
use crate::connection::serve;
use crate::document::Violation;
use crate::log::{Log, locked};
use crate::received::Received;
use crate::shared::Shared;

/// How long the `wait_*` methods wait for what a test expects.
const PATIENCE: Duration = Duration::from_secs(10);

/// A gateway on a loopback port, until it is dropped; dropping it closes its socket and all its connections.
pub struct Gateway {
    shared: Arc<Shared>,
    address: SocketAddr,
    accepting: Mutex<Option<JoinHandle<()>>>,
    connections: Connections,
}

type Connections = Arc<Mutex<JoinSet<()>>>;

impl Gateway {
    /// The Grid, without a document, on a free port.
    ///
    /// # Errors
    /// When no port can be bound.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// Everything that can be chosen.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// `http://127.0.0.1:{port}`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.shared.origin.clone()
    }

    /// The origin and the persona's prefix: what a client takes as its base URL, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}{}", self.shared.origin, self.shared.persona.prefix)
    }

    /// The answer to the next request that has none yet. When the queue is empty, [`otherwise`](Self::otherwise) is asked,
    /// then the persona.
    pub fn push(&self, answer: impl Into<Answer>) {
        self.shared.script.push(answer.into());
    }

    /// The 307 hop to the next request, and this answer to the one that follows it.
    pub fn push_behind_hop(&self, answer: impl Into<Answer>) {
        self.push(Answer::hop());
        self.push(answer);
    }

    /// The same answer to every request that the queue has none for.
    pub fn always(&self, answer: impl Into<Answer>) {
        let answer = answer.into();
        self.otherwise(move |_| Some(answer.clone()));
    }

    /// Chooses the answer to every request that the queue has none for; `None` leaves it to the persona.
    pub fn otherwise(&self, choose: impl Fn(&Received) -> Option<Answer> + Send + Sync + 'static) {
        self.shared.script.otherwise(Some(Arc::new(choose)));
    }

    /// Takes [`always`](Self::always) and [`otherwise`](Self::otherwise) back.
    pub fn persona_again(&self) {
        self.shared.script.otherwise(None);
    }

    /// What happens on the next new connection before a request is read from it. Where no step closes it, requests follow.
    pub fn greet(&self, answer: impl Into<Answer>) {
        if let Play::Steps(steps) = answer.into().play {
            self.shared.script.greet(steps);
        }
    }

    /// How many pushed answers have not been used.
    #[must_use]
    pub fn unused(&self) -> usize {
        self.shared.script.waiting()
    }

    /// The requests so far, in the order they came.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.log.received()
    }

    /// What the requests so far did that the document, or the protocol, does not allow.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        self.shared.log.violations()
    }

    /// Connections ever accepted.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.log.connections()
    }

    /// Connections that neither side has closed.
    #[must_use]
    pub fn open_connections(&self) -> u64 {
        self.shared.log.open_connections()
    }

    /// The requests, once `count` have come; fewer if they do not within 10 s.
    pub async fn wait_for(&self, count: u64) -> Vec<Received> {
        self.wait_until(|log| log.requests() >= count).await;
        self.received()
    }

    /// The open connections, once they are at most `count`; more if they stay so for 10 s.
    pub async fn wait_for_open(&self, count: u64) -> u64 {
        self.wait_until(|log| log.open_connections() <= count).await;
        self.open_connections()
    }

    /// A request, once every step of its answer was played or the client has closed its connection; `None` if neither
    /// happens within 10 s. `number` counts requests from 0.
    pub async fn wait_for_end(&self, number: u64) -> Option<Received> {
        let find = |log: &Log| {
            log.received()
                .into_iter()
                .find(|received| received.number == number && ended(received))
        };
        self.wait_until(|log| find(log).is_some()).await;
        find(&self.shared.log)
    }

    async fn wait_until(&self, done: impl Fn(&Log) -> bool) {
        // The caller sees from the state whether it came to pass.
        let _ = timeout(PATIENCE, self.shared.log.until(done)).await;
    }

    /// Stops listening and closes every connection; returns when that is done. [`restart`](Self::restart) starts it again.
    pub async fn stop(&self) {
        let accepting = locked(&self.accepting).take();
        if let Some(accepting) = accepting {
            accepting.abort();
            // The error says that it was stopped.
            let _ = accepting.await;
        }
        let mut connections = std::mem::take(&mut *locked(&self.connections));
        connections.shutdown().await;
    }

    pub(crate) fn with(shared: Shared, listener: TcpListener, address: SocketAddr) -> Self {
        let (shared, connections) = (Arc::new(shared), Connections::default());
        let accepting = tokio::spawn(accept(
            listener,
            Arc::clone(&shared),
            Arc::clone(&connections),
        ));
        Self {
            shared,
            address,
            accepting: Mutex::new(Some(accepting)),
            connections,
        }
    }

    /// [`stop`](Self::stop), and listens again on the same port, with the same script and records.
    ///
    /// # Errors
    /// When somebody else has taken the port in the meantime.
    pub async fn restart(&self) -> io::Result<()> {
        self.stop().await;
        let listener = listen(self.address)?;
        let accepting = tokio::spawn(accept(
            listener,
            Arc::clone(&self.shared),
            Arc::clone(&self.connections),
        ));
        *locked(&self.accepting) = Some(accepting);
        Ok(())
    }
}

fn ended(received: &Received) -> bool {
    received.answered.is_some() || received.client_closed.is_some()
}

impl Drop for Gateway {
    fn drop(&mut self) {
        if let Some(accepting) = locked(&self.accepting).take() {
            accepting.abort();
        }
        locked(&self.connections).abort_all();
    }
}

pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // A restart takes the port back while old connections linger.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    // Enough for a test that opens a thousand connections at once.
    socket.listen(4096)
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, connections: Connections) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors: wait until some are free again.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let mut connections = locked(&connections);
        while connections.try_join_next().is_some() {}
        connections.spawn(serve(stream, Arc::clone(&shared)));
    }
}
