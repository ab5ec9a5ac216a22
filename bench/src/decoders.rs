//! The decoders of event streams that are compared: each reads the same chunks and hands each event's data on.

use std::convert::Infallible;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_util::{Stream, stream};
use grid_client::sse::Decoder;

/// Reads with `grid_client`'s decoder; answers how many events there were.
pub(crate) fn ours(chunks: &[Bytes], mut each: impl FnMut(&str)) -> usize {
    let mut decoder = Decoder::new();
    let mut count = 0;
    for chunk in chunks {
        decoder.push(chunk.clone());
        while let Ok(Some(event)) = decoder.next_event() {
            each(event.data);
            count += 1;
        }
    }
    count
}

/// Reads with sse-stream.
pub(crate) fn sse_stream(chunks: &[Bytes], mut each: impl FnMut(&str)) -> usize {
    drain(sse_stream::SseByteStream::new(source(chunks)), |event| {
        if let Some(data) = event.ok().and_then(|event| event.data) {
            each(&data);
        }
    })
}

/// Reads with eventsource-stream, which async-openai is built on.
pub(crate) fn eventsource_stream(chunks: &[Bytes], mut each: impl FnMut(&str)) -> usize {
    drain(
        eventsource_stream::EventStream::new(source(chunks)),
        |event| {
            if let Ok(event) = event {
                each(&event.data);
            }
        },
    )
}

fn source(chunks: &[Bytes]) -> impl Stream<Item = Result<Bytes, Infallible>> + '_ {
    stream::iter(chunks.iter().cloned().map(Ok))
}

/// Polls a stream that is always ready to its end.
fn drain<S: Stream>(stream: S, mut each: impl FnMut(S::Item)) -> usize {
    let mut stream = pin!(stream);
    let mut context = Context::from_waker(Waker::noop());
    let mut count = 0;
    while let Poll::Ready(Some(item)) = stream.as_mut().poll_next(&mut context) {
        each(item);
        count += 1;
    }
    count
}
