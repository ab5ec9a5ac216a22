//! Framing alone: bytes to the data of each event.

use std::hint::black_box;

use anyhow::ensure;
use bytes::Bytes;

use crate::input::{self, Kind};
use crate::row::{Row, Target};
use crate::series::{Side, in_turns};
use crate::suite::{Effort, Report};
use crate::{cpu, decoders};

/// The best of the peers.
const BEST: &str = "sse-stream 0.3";
/// What async-openai uses.
const COMMON: &str = "eventsource-stream 0.2";

pub(crate) fn run(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    let streams: Vec<_> = (0..20)
        .map(|seed| input::stream(Kind::Text, seed))
        .collect();
    let whole = input::wire(&streams);
    let events = streams.iter().map(Vec::len).sum();
    for (name, chunks) in [
        (
            format!("{} B chunks, 16 KiB reads", whole.len() / events),
            input::reads(&whole, 16 * 1024),
        ),
        ("one-event reads".to_owned(), input::read_each(&streams)),
    ] {
        let [ours, best, common] = in_turns(
            effort.rounds(),
            [
                side(events, || decoders::ours(&chunks, seen)),
                side(events, || decoders::sse_stream(&chunks, seen)),
                side(events, || decoders::eventsource_stream(&chunks, seen)),
            ],
        )?;
        report.add(
            Row::versus("sse", &name, "ns", &ours, (BEST, &best), Target::Ratio(1.0))
                .note("an event"),
        );
        report.add(
            Row::versus(
                "sse",
                &name,
                "ns",
                &ours,
                (COMMON, &common),
                Target::Ratio(0.15),
            )
            .note("an event"),
        );
    }
    let megabyte = |part: usize| {
        input::reads(
            &format!("data: {}\n\n", "x".repeat((1 << 20) / part)).into(),
            64,
        )
    };
    large(effort, report, "1 MiB event, 64 B reads", &megabyte)?;
    let lines = |part: usize| {
        input::reads(
            &("data: x\n".repeat(20_000 / part) + "\n").into(),
            16 * 1024,
        )
    };
    large(effort, report, "20,000 data lines in one event", &lines)
}

/// One event of a size, and of a quarter of it.
fn large(
    effort: Effort,
    report: &mut Report,
    name: &str,
    chunks: &dyn Fn(usize) -> Vec<Bytes>,
) -> anyhow::Result<()> {
    let (whole, quarter) = (chunks(1), chunks(4));
    let [small, ours, best] = in_turns(
        effort.rounds(),
        [
            side(1, || decoders::ours(&quarter, seen)),
            side(1, || decoders::ours(&whole, seen)),
            side(1, || decoders::sse_stream(&whole, seen)),
        ],
    )?;
    report.add(Row::versus(
        "sse",
        name,
        "ns",
        &ours,
        (BEST, &best),
        Target::Ratio(1.5),
    ));
    report.add(Row::grown(
        "sse",
        format!("{name}: 4 x the size"),
        &ours,
        &small,
    ));
    Ok(())
}

/// Passes over the input in one round: enough for the clock.
const PASSES: usize = 5;

/// CPU time of an event, in nanoseconds, after seeing that every event was read.
#[allow(clippy::cast_precision_loss, reason = "a few thousand events")]
pub(crate) fn side<'a>(events: usize, decode: impl Fn() -> usize + 'a) -> Side<'a> {
    Box::new(move || {
        let (ns, read) = cpu::thread_ns_of(|| (0..PASSES).map(|_| decode()).sum::<usize>())?;
        ensure!(
            read == PASSES * events,
            "{read} of {} events were read",
            PASSES * events
        );
        Ok(ns / (PASSES * events) as f64)
    })
}

fn seen(data: &str) {
    black_box(data);
}
