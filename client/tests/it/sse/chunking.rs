//! Any chunking of any input gives what the reference gives for the whole.

use bytes::Bytes;
use grid_client::sse::Decoder;
use proptest::prelude::*;

use super::outcome::{decode, decode_pushed_at_once, decode_with};
use super::reference::interpret;

const WORDS: [&[u8]; 34] = [
    b"\r",
    b"\n",
    b"\r\n",
    b"\n\n",
    b"\r\r",
    b"\r\n\r\n",
    b":",
    b" ",
    b": ",
    b"\0",
    b"\t",
    b"\xEF\xBB\xBF",
    b"\xEF",
    b"\xBB",
    b"\xBF",
    b"\xFF",
    b"\xC3",
    b"\xE2\x82",
    b"\xF0\x9F\x98",
    b"\x80",
    "é€😀".as_bytes(),
    b"data",
    b"event",
    b"id",
    b"retry",
    b"data: ",
    b"event: ",
    b"id: ",
    b"retry: ",
    b"12",
    b"x",
    b"data: {}\n\n",
    b"data: [DONE]\n",
    b": ping\n",
];

fn input() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::collection::vec(prop::sample::select(&WORDS[..]), 0..60)
        .prop_map(|words| words.concat());
    prop_oneof![9 => words, 1 => prop::collection::vec(any::<u8>(), 0..60)]
}

/// Sizes of chunks, used in turn; empty chunks occur, and all-empty ones do not.
fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        Just(vec![1]),
        prop::collection::vec(0..4usize, 1..20),
        prop::collection::vec(0..40usize, 1..8),
    ]
    .prop_filter("some chunk has bytes", |sizes| {
        sizes.iter().any(|size| *size > 0)
    })
}

fn cut(input: &[u8], sizes: &[usize]) -> Vec<Bytes> {
    let mut rest = Bytes::copy_from_slice(input);
    let mut chunks = Vec::new();
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        chunks.push(rest.split_to(rest.len().min(*size)));
    }
    chunks
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn equals_the_reference(input in input(), sizes in sizes()) {
        let expected = interpret(&input);
        let whole = decode([Bytes::from(input.clone())]);
        prop_assert_eq!(&whole.events, &expected.events);
        prop_assert_eq!(&whole.last_event_id, &expected.last_event_id);
        prop_assert_eq!(whole.retry, expected.retry);
        prop_assert_eq!(whole.error, None);

        let chunks = cut(&input, &sizes);
        prop_assert_eq!(&decode(chunks.clone()), &whole);
        prop_assert_eq!(&decode_pushed_at_once(chunks), &whole);
    }

    #[test]
    fn the_limit_does_not_depend_on_the_chunks(input in input(), sizes in sizes(), limit in 0..60usize) {
        let decoder = || Decoder::new().with_max_event_size(limit);
        let whole = decode_with(decoder(), [Bytes::from(input.clone())]);
        prop_assert_eq!(decode_with(decoder(), cut(&input, &sizes)), whole);
    }

    #[test]
    fn the_end_is_what_a_blank_line_would_have_dispatched(input in input()) {
        let before = decode([Bytes::from(input.clone())]);
        let mut longer = input;
        longer.extend_from_slice(b"\n\n");
        let after = interpret(&longer);
        let (_, data, line) = before.unfinished.clone().unwrap_or_default();
        let cut_data = line == "data" || line.starts_with("data:");
        prop_assert_eq!(
            after.events.len() - before.events.len(),
            usize::from(data.is_some() || cut_data),
            "{:?}", before
        );
        if let (Some(data), false) = (data, cut_data) {
            prop_assert_eq!(&after.events.last().unwrap().data, &data);
        }
    }
}
