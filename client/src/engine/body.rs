//! A body as it arrives, with the time limits of its silence and of the whole call.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

use super::limit::Limit;
use crate::{Error, TimeoutPhase};

type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, reqwest::Error>> + Send + Sync>>;

/// A body, pulled piece by piece.
///
/// The timer of the silence runs only while a piece is waited for: however slowly the reader asks, it never trips it.
pub(crate) struct Body {
    pieces: Pieces,
    idle: Option<Duration>,
    total: Option<Limit>,
    timer: Option<Pin<Box<Sleep>>>,
    armed: Option<Limit>,
}

/// Why a body stopped before its end.
pub(super) enum Cut {
    Timeout(Limit),
    /// The connection broke, or the framing of the body was not kept.
    Broken(reqwest::Error),
}

/// How far a body was read.
pub(super) enum End {
    Clean,
    /// There is more than the limit.
    More,
    Cut(Cut),
}

impl Cut {
    pub(super) fn error(self) -> Error {
        match self {
            Self::Timeout(limit) => limit.error(true),
            Self::Broken(source) => Error::truncated().caused_by(source.without_url()),
        }
    }
}

impl Body {
    pub(super) fn of(
        response: reqwest::Response,
        idle: Option<Duration>,
        total: Option<Limit>,
    ) -> Self {
        Self {
            pieces: Box::pin(response.bytes_stream()),
            idle,
            total,
            timer: None,
            armed: None,
        }
    }

    /// The next piece, `None` at an end that the framing announced.
    pub(super) fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Cut>>> {
        // A server that never pauses would never let the timer be looked at.
        if let Some(total) = self.total
            && total.has_passed()
        {
            return Poll::Ready(Some(Err(Cut::Timeout(total))));
        }
        if let Poll::Ready(piece) = self.pieces.as_mut().poll_next(cx) {
            self.armed = None;
            return Poll::Ready(piece.map(|piece| piece.map_err(Cut::Broken)));
        }
        self.poll_timer(cx)
            .map(|limit| Some(Err(Cut::Timeout(limit))))
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>) -> Poll<Limit> {
        let limit = match self.armed {
            Some(limit) => limit,
            None => match Limit::first(Limit::begin(TimeoutPhase::Idle, self.idle), self.total) {
                Some(limit) => limit,
                None => return Poll::Pending,
            },
        };
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(sleep_until(limit.at)));
        if self.armed.replace(limit).is_none() {
            timer.as_mut().reset(limit.at);
        }
        timer.as_mut().poll(cx).map(|()| limit)
    }

    pub(super) async fn piece(&mut self) -> Option<Result<Bytes, Cut>> {
        poll_fn(|cx| self.poll_piece(cx)).await
    }

    /// Reads on behind `start`, up to `limit` bytes in all.
    pub(super) async fn read(&mut self, start: Bytes, limit: usize) -> (Bytes, End) {
        let mut held = start;
        // A body that comes in one piece is not copied.
        let mut copied: Vec<u8> = Vec::new();
        let end = loop {
            let room = limit.saturating_sub(copied.len().max(held.len()));
            match self.piece().await {
                None => break End::Clean,
                Some(Err(cut)) => break End::Cut(cut),
                Some(Ok(piece)) if held.is_empty() && copied.is_empty() && piece.len() <= room => {
                    held = piece;
                }
                Some(Ok(piece)) => {
                    if copied.is_empty() {
                        copied.extend_from_slice(&held);
                    }
                    copied.extend_from_slice(piece.get(..room).unwrap_or(&piece));
                    if piece.len() > room {
                        break End::More;
                    }
                }
            }
        };
        let bytes = if copied.is_empty() {
            held
        } else {
            copied.into()
        };
        (bytes, end)
    }

    /// Reads what is left and throws it away, so that the connection can be used again; gives up after `limit` bytes or this time.
    pub(super) async fn drain(mut self, limit: usize, time: Duration) {
        // Nothing depends on how it ends.
        let _ = tokio::time::timeout(time, self.read(Bytes::new(), limit)).await;
    }

    /// What is left, looked at and thrown away until `until`; ready when there is nothing more to wait for.
    pub(super) fn poll_rest(&mut self, cx: &mut Context<'_>, until: Instant) -> Poll<()> {
        self.total = None;
        self.idle = None;
        while let Poll::Ready(piece) = self.pieces.as_mut().poll_next(cx) {
            if !matches!(piece, Some(Ok(_))) || Instant::now() >= until {
                return Poll::Ready(());
            }
        }
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(sleep_until(until)));
        if timer.deadline() != until {
            timer.as_mut().reset(until);
        }
        timer.as_mut().poll(cx)
    }
}
