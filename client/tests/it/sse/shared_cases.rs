//! The conformance cases that are shared with other decoders: whole, byte by byte, in every two-way split, in their own
//! chunks. They lie beside this repository, not in it; where they are absent the test says so and passes.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use serde::Deserialize;

use super::outcome::{Outcome, OwnedEvent, decode};

/// Up to this size every split is tried; above, those near the line ends and `DRAWN_SPLITS` more.
const ALL_SPLITS_UP_TO: usize = 8 * 1024;
const DRAWN_SPLITS: usize = 1_000;

#[derive(Deserialize)]
struct Case {
    name: String,
    input_b64: String,
    expected: Vec<ExpectedEvent>,
    expected_retry: Option<u64>,
    #[serde(default)]
    chunks_b64: Vec<String>,
}

#[derive(Deserialize)]
struct ExpectedEvent {
    event: String,
    data: String,
    id: String,
}

#[test]
fn sse_cases() {
    check("sse_cases.json", 99);
}

#[test]
fn sse_wpt_cases() {
    check("sse_wpt_cases.json", 55);
}

fn check(file: &str, count: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/cases")
        .join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        // Past the harness, which captures what the print macros write.
        let line = format!("SKIPPED: {} is not there\n", path.display());
        std::io::stderr().write_all(line.as_bytes()).unwrap();
        return;
    };
    let cases: Vec<Case> = serde_json::from_str(&text).unwrap();
    assert_eq!(cases.len(), count);
    for case in &cases {
        check_case(case);
    }
}

fn check_case(case: &Case) {
    let name = &case.name;
    let input = base64(&case.input_b64);
    let whole = decode([input.clone()]);
    assert_eq!(whole.events, events(case), "{name}: whole");
    assert_eq!(
        whole.retry,
        case.expected_retry.map(Duration::from_millis),
        "{name}: retry"
    );
    assert_eq!(whole.error, None, "{name}");

    let bytes = (0..input.len()).map(|at| input.slice(at..=at));
    assert_same(&decode(bytes), &whole, name, "byte by byte");
    for at in splits(&input) {
        let split = [input.slice(..at), input.slice(at..)];
        assert_same(&decode(split), &whole, name, &format!("split at {at}"));
    }
    if !case.chunks_b64.is_empty() {
        let chunks: Vec<_> = case.chunks_b64.iter().map(|chunk| base64(chunk)).collect();
        assert_eq!(chunks.concat(), input, "{name}: the chunks are the input");
        assert_same(&decode(chunks), &whole, name, "its own chunks");
    }
}

/// Without `assert_eq`'s output of both sides: some cases are large.
fn assert_same(found: &Outcome, whole: &Outcome, name: &str, how: &str) {
    assert!(
        found == whole,
        "{name}, {how}: not what the whole input gives"
    );
}

fn events(case: &Case) -> Vec<OwnedEvent> {
    case.expected
        .iter()
        .map(|event| OwnedEvent {
            event: event.event.clone(),
            data: event.data.clone(),
            id: event.id.clone(),
        })
        .collect()
}

fn splits(input: &[u8]) -> BTreeSet<usize> {
    if input.len() <= ALL_SPLITS_UP_TO {
        return (1..input.len()).collect();
    }
    let line_ends = (0..input.len())
        .filter(|at| matches!(input[*at], b'\r' | b'\n'))
        .flat_map(|at| at.saturating_sub(2)..(at + 3).min(input.len()));
    let mut drawn = 0x9E37_79B9_u64;
    let drawn = std::iter::repeat_with(move || {
        // Knuth's MMIX generator: the same splits in every run.
        drawn = drawn
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(drawn >> 33).unwrap() % input.len()
    });
    line_ends.chain(drawn.take(DRAWN_SPLITS)).collect()
}

fn base64(text: &str) -> Bytes {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for symbol in text.bytes().filter(|symbol| *symbol != b'=') {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => panic!("not base64: {symbol}"),
        };
        bits = (bits << 6 | u32::from(value)) & 0xFF_FFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xFF) as u8);
        }
    }
    bytes.into()
}
