//! The limit on the size of an event.

use bytes::Bytes;
use grid_client::sse::{DEFAULT_MAX_EVENT_SIZE, Decoder};

use super::outcome::{Outcome, decode_with};

/// Decodes a text whole, byte by byte and in threes; the limit must not depend on it.
fn limited(limit: usize, input: &str) -> Outcome {
    let input = Bytes::copy_from_slice(input.as_bytes());
    let decode_by = |size: usize| {
        let pieces = (0..input.len())
            .step_by(size)
            .map(|at| input.slice(at..input.len().min(at + size)));
        decode_with(Decoder::new().with_max_event_size(limit), pieces)
    };
    let whole = decode_by(input.len());
    assert_eq!(decode_by(1), whole);
    assert_eq!(decode_by(3), whole);
    whole
}

fn fits(limit: usize, input: &str) -> bool {
    limited(limit, input).error.is_none()
}

#[test]
fn a_line_counts_with_its_name_and_without_its_line_end() {
    for line in [
        "data: 6789",
        ": comment.",
        "event: 789",
        "id: 567890",
        "foo: 67890",
        "0123456789",
    ] {
        for end in ["", "\n", "\r\n\r\n"] {
            let input = format!("{line}{end}");
            assert!(fits(10, &input), "{input:?}");
            assert!(!fits(9, &input), "{input:?}");
        }
    }
}

#[test]
fn the_data_so_far_counts_with_a_line_feed_a_line() {
    assert!(fits(12, "data: abc\ndata: de\n\n"));
    assert!(!fits(11, "data: abc\ndata: de\n\n"));
    assert!(!fits(11, "data: abc\n: comment"));
}

#[test]
fn a_finished_event_does_not_count() {
    let outcome = limited(10, &"data: 6789\n\n".repeat(20));
    assert_eq!(outcome.events.len(), 20);
    assert_eq!(outcome.error, None);
}

#[test]
fn the_events_before_the_excess_are_handed_out() {
    let outcome = limited(10, "id: 1\ndata: a\n\nretry: 7\ndata: 67890\n\ndata: b\n\n");
    assert_eq!(outcome.events.len(), 1);
    assert_eq!(outcome.last_event_id, "1");
    assert_eq!(outcome.retry.map(|time| time.as_millis()), Some(7));
    assert_eq!(outcome.unfinished, None);
    let error = outcome.error.unwrap();
    assert_eq!(error.limit(), 10);
    assert_eq!(
        error.to_string(),
        "a server-sent event is larger than 10 bytes"
    );
}

#[test]
fn after_the_excess_the_error_stays() {
    let mut decoder = Decoder::new().with_max_event_size(5);
    decoder.push("data: a\n\n");
    let error = decoder.next_event().unwrap_err();
    decoder.push("a: b\n\n");
    assert_eq!(decoder.next_event(), Err(error));
    assert!(
        format!("{decoder:?}").contains("unread: 0, held: 0"),
        "{decoder:?}"
    );
}

#[test]
fn the_default_is_16_mib() {
    assert_eq!(DEFAULT_MAX_EVENT_SIZE, 16 << 20);
    let piece = Bytes::from(vec![b'x'; 1 << 20]);
    for prefix in ["data:", ":", ""] {
        let mut decoder = Decoder::new();
        decoder.push(prefix);
        for _ in 0..15 {
            decoder.push(piece.clone());
            assert_eq!(decoder.next_event(), Ok(None));
        }
        decoder.push(piece.slice(prefix.len()..));
        assert_eq!(decoder.next_event(), Ok(None), "{prefix:?}");
        decoder.push("x");
        assert!(decoder.next_event().is_err(), "{prefix:?}");
    }
}

#[test]
fn endless_comments_are_no_error_and_hold_nothing() {
    for line in [": keep-alive\n", ": keep-alive\n\n", ":\r\n", "foo: bar\n"] {
        let piece = Bytes::from(line.repeat(1000));
        let mut decoder = Decoder::new().with_max_event_size(100);
        for _ in 0..200 {
            decoder.push(piece.clone());
            assert_eq!(decoder.next_event(), Ok(None));
        }
        assert!(
            format!("{decoder:?}").contains("unread: 0, held: 0"),
            "{decoder:?}"
        );
    }
}
