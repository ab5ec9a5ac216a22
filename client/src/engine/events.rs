//! The one stream engine: bytes in, a dialect's events out, and what the end of it means.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::body::Body;
use super::dialect::{Dialect, Read};
use super::meta::Meta;
use super::response::HOLLOW;
use crate::Error;
use crate::error::EventPlace;
use crate::gateway::Ending;
use crate::sse::{Decoder, Event, Unfinished};

/// How long the end of the body is waited for once the stream is complete, so that its connection can be used again.
const REST_PATIENCE: Duration = Duration::from_millis(50);

/// How long an event is waited for behind a ping, before a stream counts as begun.
const BEHIND_A_PING: Duration = Duration::from_secs(5);

/// After so many pieces without an event, other tasks get their turn.
const PIECES_IN_A_ROW: u32 = 64;

/// A stream of events. Nothing is read before it is asked for; once it has ended or failed it gives nothing more, and its connection
/// is closed or free.
pub(crate) struct Events<D: Dialect> {
    source: Source,
    dialect: D,
    /// Events that were read and not handed out: the first one, or a whole response's.
    ready: VecDeque<D::Event>,
    /// Events read so far.
    number: u64,
    ending: Ending,
    meta: Meta,
}

/// Where events come from.
enum Source {
    Open {
        body: Body,
        decoder: Box<Decoder>,
    },
    /// Complete; the body's end is waited for a little.
    Complete {
        body: Body,
        until: Instant,
    },
    Ended,
    /// With what was handed out.
    Failed(Box<Error>),
}

impl<D: Dialect> Events<D> {
    pub(super) fn begun(
        body: Body,
        decoder: Decoder,
        dialect: D,
        ending: Ending,
        meta: Meta,
    ) -> Self {
        Self {
            source: Source::Open {
                body,
                decoder: Box::new(decoder),
            },
            dialect,
            ready: VecDeque::new(),
            number: 0,
            ending,
            meta,
        }
    }

    /// A whole response in place of a stream.
    pub(super) fn ended(dialect: D, ready: VecDeque<D::Event>, meta: Meta) -> Self {
        Self {
            source: Source::Ended,
            dialect,
            ready,
            number: 0,
            ending: Ending::Body,
            meta,
        }
    }

    /// Reads the first event, to be handed out later. Its error is not completed yet: it may lead to a retry.
    pub(super) async fn read_first(&mut self) -> Result<(), Error> {
        let next = poll_fn(|cx| self.poll_read(cx)).await.transpose()?;
        let is_ping = next.as_ref().is_some_and(D::is_ping);
        self.ready.extend(next);
        if is_ping {
            // Behind a ping there may still be an error in place of the response. A server that only pings is left to the caller.
            let first = tokio::time::timeout(BEHIND_A_PING, self.behind_pings()).await;
            self.ready.extend(first.unwrap_or(Ok(None))?);
        }
        Ok(())
    }

    /// The next event that is no ping.
    async fn behind_pings(&mut self) -> Result<Option<D::Event>, Error> {
        loop {
            match poll_fn(|cx| self.poll_read(cx)).await.transpose()? {
                Some(event) if D::is_ping(&event) => {}
                next => return Ok(next),
            }
        }
    }

    /// The next event, `None` at the end.
    pub(crate) fn poll_event(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<D::Event, Error>>> {
        if let Some(event) = self.ready.pop_front() {
            if self.ready.is_empty() {
                // There will be no more of them, and many streams may be open at once.
                self.ready = VecDeque::new();
            }
            return Poll::Ready(Some(Ok(event)));
        }
        self.poll_read(cx).map(|next| {
            next.map(|read| {
                read.map_err(|error| {
                    self.meta
                        .complete(error)
                        .attach(self.dialect.partial().clone())
                })
            })
        })
    }

    pub(crate) async fn next(&mut self) -> Option<Result<D::Event, Error>> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    /// Reads to the end and gives the whole response.
    pub(crate) async fn finish(mut self) -> Result<(D::Whole, Meta), Error> {
        self.ready.clear();
        if let Source::Failed(error) = self.source {
            return Err(self.meta.complete(*error).attach(self.dialect.into_whole()));
        }
        while let Some(event) = self.next().await {
            drop(event?);
        }
        Ok((self.dialect.into_whole(), self.meta))
    }

    pub(crate) fn partial(&self) -> &D::Whole {
        self.dialect.partial()
    }

    pub(crate) fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Where it stands, not what it holds.
    pub(crate) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match self.source {
            Source::Open { .. } => "open",
            Source::Complete { .. } | Source::Ended => "complete",
            Source::Failed(_) => "failed",
        };
        f.debug_struct(name)
            .field("state", &source)
            .field("events", &self.number)
            .field("attempts", &self.meta.attempts())
            .finish_non_exhaustive()
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<D::Event, Error>>> {
        let mut pieces = 0;
        loop {
            let read = match &mut self.source {
                Source::Ended | Source::Failed(_) => return Poll::Ready(None),
                Source::Complete { body, until } => {
                    ready!(body.poll_rest(cx, *until));
                    self.source = Source::Ended;
                    return Poll::Ready(None);
                }
                Source::Open { body, decoder } => match decoder.next_event() {
                    Ok(Some(event)) => {
                        self.number += 1;
                        read(&mut self.dialect, self.number, &event, &self.meta)
                    }
                    Ok(None) => match ready!(body.poll_piece(cx)) {
                        Some(Ok(piece)) => {
                            decoder.push(piece);
                            pieces += 1;
                            if pieces == PIECES_IN_A_ROW {
                                cx.waker().wake_by_ref();
                                return Poll::Pending;
                            }
                            continue;
                        }
                        None if may_end(&self.dialect, self.ending, decoder) => Ok(Read::End),
                        None => Err(Error::truncated()),
                        Some(Err(cut)) => Err(cut.error()),
                    },
                    Err(too_large) => {
                        Err(Error::too_large("an event", too_large.limit()).caused_by(too_large))
                    }
                },
            };
            let read = match read {
                Ok(Read::End | Read::Last(_)) if D::is_hollow(self.dialect.partial()) => {
                    Err(Error::decode(self.meta.response(), "", HOLLOW))
                }
                // One failed choice of several ends no stream; that all did is seen at its end.
                Ok(Read::End | Read::Last(_)) if D::is_report(self.dialect.partial()) => {
                    let whole = serde_json::to_vec(self.dialect.partial());
                    let place = EventPlace {
                        number: self.number,
                        data: whole.unwrap_or_default().into(),
                    };
                    let rules = self.meta.retries().rules();
                    Err(Error::reported(place, self.meta.response(), rules).that_ran())
                }
                read => read,
            };
            match read {
                Ok(Read::Event(event)) => return Poll::Ready(Some(Ok(event))),
                Ok(Read::Last(event)) => {
                    self.complete();
                    return Poll::Ready(Some(Ok(event)));
                }
                Ok(Read::End) => self.complete(),
                Ok(_) => {}
                Err(error) => {
                    let error = error.with_response(self.meta.response());
                    self.source = Source::Failed(Box::new(error.again()));
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    fn complete(&mut self) {
        let until = Instant::now() + REST_PATIENCE;
        if let Source::Open { body, .. } = std::mem::replace(&mut self.source, Source::Ended) {
            self.source = Source::Complete { body, until };
        }
    }
}

fn read<D: Dialect>(
    dialect: &mut D,
    number: u64,
    event: &Event<'_>,
    meta: &Meta,
) -> Result<Read<D::Event>, Error> {
    let place = || EventPlace {
        number,
        data: Bytes::copy_from_slice(event.data.as_bytes()),
    };
    match dialect.read(event.event, event.data) {
        Read::Report => {
            let rules = meta.retries().rules();
            let error = Error::reported(place(), meta.response(), rules);
            let has_run = D::has_run(dialect.partial());
            Err(if has_run { error.that_ran() } else { error })
        }
        Read::Undecodable(problem) => Err(Error::decode_event(
            place(),
            problem.path(),
            problem.problem(),
        )),
        Read::TooMany(path, problem) => Err(Error::decode_event(place(), path, problem)),
        read => Ok(read),
    }
}

/// Whether a body that ends here, as its framing announced, is a whole stream. An end right behind the terminator counts, with its
/// blank line or without.
fn may_end<D: Dialect>(dialect: &D, ending: Ending, decoder: &Decoder) -> bool {
    let unfinished = decoder.unfinished();
    let terminated = unfinished
        .as_ref()
        .and_then(Unfinished::data_with_line)
        .is_some_and(|data| D::is_terminator(&data));
    terminated
        || match ending {
            Ending::DoneOrFinished => dialect.is_finished(),
            Ending::MessageStop => false,
            Ending::Body => unfinished.is_none(),
        }
}
