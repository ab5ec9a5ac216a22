//! The work is linear in the size of an event, whatever the chunks.
//!
//! Four times the size may cost up to nine times the time here: half of what a quadratic decoder takes, and twice what a
//! linear one does, so that a busy machine does not fail it.

use std::time::{Duration, Instant};

use bytes::Bytes;
use grid_client::sse::Decoder;

fn fastest(chunks: &[Bytes], data_len: usize) -> Duration {
    let run = || {
        let start = Instant::now();
        let mut decoder = Decoder::new();
        let mut found = 0;
        for chunk in chunks {
            decoder.push(chunk.clone());
            while let Some(event) = decoder.next_event().unwrap() {
                found += event.data.len();
            }
        }
        assert_eq!(found, data_len);
        start.elapsed()
    };
    (0..7).map(|_| run()).min().unwrap()
}

fn pieces(input: String, size: usize) -> Vec<Bytes> {
    let input = Bytes::from(input);
    (0..input.len())
        .step_by(size)
        .map(|at| input.slice(at..input.len().min(at + size)))
        .collect()
}

fn assert_linear(what: &str, time: impl Fn(usize) -> Duration) {
    // Other tests run beside this one: sizes are such that a run fits in a slice of time, and one round that was left alone will do.
    let mut rounds = Vec::new();
    let linear = (0..8).any(|_| {
        let (small, large) = (time(1), time(4));
        rounds.push((small, large));
        large <= small * 9
    });
    assert!(linear, "{what}: once and 4 x the size: {rounds:?}");
}

#[test]
fn one_long_line_in_small_pieces() {
    for size in [1, 64, 4096] {
        let unit = if size == 1 { 4 << 10 } else { 128 << 10 };
        assert_linear(&format!("pieces of {size} bytes"), |factor| {
            let data = unit * factor;
            fastest(
                &pieces(format!("data: {}\n\n", "x".repeat(data)), size),
                data,
            )
        });
    }
}

#[test]
fn many_lines_in_one_event() {
    for size in [7, 64, usize::MAX] {
        assert_linear(&format!("lines in pieces of {size} bytes"), |factor| {
            let lines = 1_000 * factor;
            let input = format!("{}\n", "data: x\n".repeat(lines));
            let size = size.min(input.len());
            fastest(&pieces(input, size), 2 * lines - 1)
        });
    }
}

#[test]
fn many_events_in_one_chunk() {
    assert_linear("events in one chunk", |factor| {
        let events = 1_000 * factor;
        fastest(&[Bytes::from("data: x\n\n".repeat(events))], events)
    });
}

#[test]
fn many_chunks_before_the_first_event_is_taken() {
    let time = |factor: usize| {
        let chunks = pieces("data: x\n\n".repeat(2_000 * factor), 4);
        let run = || {
            let start = Instant::now();
            let mut decoder = Decoder::new();
            chunks.iter().cloned().for_each(|chunk| decoder.push(chunk));
            let mut found = 0;
            while decoder.next_event().unwrap().is_some() {
                found += 1;
            }
            assert_eq!(found, 2_000 * factor);
            start.elapsed()
        };
        (0..7).map(|_| run()).min().unwrap()
    };
    assert_linear("chunks that wait", time);
}
