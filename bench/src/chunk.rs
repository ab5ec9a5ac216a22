//! Bytes to typed chunks: framing, and JSON into the type that a user gets.

use std::hint::black_box;

use async_openai::types::chat::CreateChatCompletionStreamResponse;
use bytes::Bytes;
use grid_api::chat::ChatCompletionChunk;
use grid_api::support::decode_json;

use crate::decoders;
use crate::event_decoder::EventDecoder;
use crate::input::{self, Kind, MIXED};
use crate::row::{Row, Target};
use crate::series::in_turns;
use crate::sse::side;
use crate::suite::{Effort, Report};

const PEER: &str = "sse-stream + async-openai type";

/// The size of a read.
const READ: usize = 16 * 1024;

pub(crate) fn run(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    kinds(
        effort,
        report,
        "plain text",
        &[Kind::Text],
        Target::Ratio(0.4),
    )?;
    kinds(effort, report, "mixed", &MIXED, Target::Ratio(0.7))?;
    kinds(
        effort,
        report,
        "of it n = 4, obfuscation",
        &[Kind::Choices],
        Target::None,
    )?;
    kinds(
        effort,
        report,
        "of it logprobs, obfuscation",
        &[Kind::Logprobs],
        Target::None,
    )?;
    kinds(
        effort,
        report,
        "of it tool calls, obfuscation",
        &[Kind::Tools],
        Target::None,
    )
}

/// Streams of these kinds in turns, each read by a decoder of its own.
fn kinds(
    effort: Effort,
    report: &mut Report,
    name: &str,
    kinds: &[Kind],
    target: Target,
) -> anyhow::Result<()> {
    let streams: Vec<_> = (0..18)
        .map(|seed| input::stream(kinds[seed % kinds.len()], seed as u64))
        .collect();
    let events: usize = streams.iter().map(Vec::len).sum();
    let reads: Vec<Vec<Bytes>> = streams
        .into_iter()
        .map(|stream| input::reads(&input::wire(&[stream]), READ))
        .collect();
    let [ours, full, theirs] = in_turns(
        effort.rounds(),
        [
            side(events, || each(&reads, ours)),
            side(events, || each(&reads, in_full)),
            side(events, || each(&reads, theirs)),
        ],
    )?;
    report.add(
        Row::versus("chunk", name, "ns", &ours, (PEER, &theirs), target).note(size(&reads, events)),
    );
    report.add(Row::versus(
        "chunk",
        format!("{name}, every chunk in full"),
        "ns",
        &full,
        (PEER, &theirs),
        Target::None,
    ));
    Ok(())
}

fn size(reads: &[Vec<Bytes>], events: usize) -> String {
    let bytes: usize = reads.iter().flatten().map(Bytes::len).sum();
    format!("an event of {} B", bytes / events)
}

fn each(streams: &[Vec<Bytes>], read: impl Fn(&[Bytes]) -> usize) -> usize {
    streams.iter().map(|stream| read(stream)).sum()
}

/// What the client does.
fn ours(stream: &[Bytes]) -> usize {
    let mut decoder = EventDecoder::<ChatCompletionChunk>::default();
    decoders::ours(stream, |data| {
        if data != "[DONE]" {
            assert!(black_box(decoder.decode(data)).is_ok());
        }
    })
}

/// The same without remembering the events before.
fn in_full(stream: &[Bytes]) -> usize {
    decoders::ours(stream, |data| {
        if data != "[DONE]" {
            assert!(black_box(decode_json::<ChatCompletionChunk>(data.as_bytes())).is_ok());
        }
    })
}

fn theirs(stream: &[Bytes]) -> usize {
    decoders::sse_stream(stream, |data| {
        if data != "[DONE]" {
            assert!(
                black_box(serde_json::from_str::<CreateChatCompletionStreamResponse>(
                    data
                ))
                .is_ok()
            );
        }
    })
}
