//! What an answer is made of.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

/// One thing the gateway does on a connection.
#[derive(Clone)]
pub enum Step {
    /// Writes these bytes, as they are.
    Bytes(Arc<[u8]>),
    /// Writes the same bytes over and over; `u64::MAX` times is for ever.
    Repeat {
        /// What is written each time.
        bytes: Arc<[u8]>,
        /// How often.
        times: u64,
        /// The wait after each time.
        gap: Duration,
    },
    /// Waits.
    Wait(Duration),
    /// Waits until the test opens the gate.
    Until(Gate),
    /// Waits until the client sends something more: with [`Step::Close`] after it, the close that crosses the next request.
    NextBytes,
    /// Does nothing more until the client closes the connection.
    Stall,
    /// Closes the connection with a FIN.
    Close,
    /// Closes the connection with an RST (`SO_LINGER` 0).
    Reset,
}

impl Step {
    /// [`Step::Bytes`] from anything that holds bytes.
    #[must_use]
    pub fn bytes(bytes: impl AsRef<[u8]>) -> Self {
        Self::Bytes(bytes.as_ref().into())
    }

    /// [`Step::Repeat`] without an end and without a wait.
    #[must_use]
    pub fn endless(bytes: impl AsRef<[u8]>) -> Self {
        Self::Repeat {
            bytes: bytes.as_ref().into(),
            times: u64::MAX,
            gap: Duration::ZERO,
        }
    }
}

/// Sizes instead of bytes: an answer may hold megabytes.
impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::Repeat { bytes, times, gap } => {
                write!(f, "Repeat({} x {times}, {gap:?})", bytes.len())
            }
            Self::Wait(time) => write!(f, "Wait({time:?})"),
            Self::Until(_) => f.write_str("Until"),
            Self::NextBytes => f.write_str("NextBytes"),
            Self::Stall => f.write_str("Stall"),
            Self::Close => f.write_str("Close"),
            Self::Reset => f.write_str("Reset"),
        }
    }
}

/// Holds an answer back until the test says so; every clone is the same gate.
#[derive(Clone, Debug)]
pub struct Gate(Arc<watch::Sender<bool>>);

impl Gate {
    /// A closed gate.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Lets everything that waits at the gate, or comes to it later, go on.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    pub(crate) async fn opened(&self) {
        // The error is that the sender is gone, and `self` holds it.
        let _ = self.0.subscribe().wait_for(|open| *open).await;
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}
