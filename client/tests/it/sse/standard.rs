//! A case or more for each rule of the WHATWG HTML standard, section 9.2.

use std::time::Duration;

use bytes::Bytes;

use super::outcome::{decode, events};

fn retry(input: &str) -> Option<Duration> {
    decode([Bytes::copy_from_slice(input.as_bytes())]).retry
}

#[test]
fn the_standards_own_examples() {
    assert_eq!(
        events(b"data: YHOO\ndata: +2\ndata: 10\n\n"),
        ["message|YHOO\n+2\n10|"]
    );
    assert_eq!(
        events(b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"),
        ["message|first event|1", "message|second event|", "message| third event|"]
    );
    assert_eq!(
        events(b"data\n\ndata\ndata\n\ndata:"),
        ["message||", "message|\n|"]
    );
    assert_eq!(
        events(b"data:test\n\ndata: test\n\n"),
        ["message|test|", "message|test|"]
    );
}

#[test]
fn lines_end_with_lf_cr_or_crlf() {
    for input in [
        "data: a\ndata: b\n\n",
        "data: a\rdata: b\r\r",
        "data: a\r\ndata: b\r\n\r\n",
        "data: a\rdata: b\n\r",
        "data: a\r\ndata: b\n\r\n",
        "data: a\ndata: b\r\n\n",
    ] {
        assert_eq!(events(input.as_bytes()), ["message|a\nb|"], "{input:?}");
    }
    assert_eq!(
        events("data: a\u{2028}b\u{0085}c\u{000B}d\n\n".as_bytes()),
        ["message|a\u{2028}b\u{0085}c\u{000B}d|"]
    );
}

#[test]
fn a_crlf_across_chunks_is_one_line_end() {
    let pieces = |texts: &[&'static str]| {
        decode(texts.iter().map(|text| Bytes::from_static(text.as_bytes())))
            .events
            .into_iter()
            .map(|event| event.data)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        pieces(&["data: a\r", "\ndata: b\r", "\n\r", "\n"]),
        ["a\nb"]
    );
    assert_eq!(pieces(&["data: a\r", "", "\ndata: b\n\n"]), ["a\nb"]);
    assert_eq!(pieces(&["data: a\r", "\r", "data: b\n\n"]), ["a", "b"]);
    assert_eq!(pieces(&["data: a\r", "\n", "\ndata: b\n\n"]), ["a", "b"]);
    assert_eq!(pieces(&["data: a\n\r", "\n\ndata: b\r\r"]), ["a", "b"]);
}

#[test]
fn an_event_is_dispatched_at_its_cr_without_waiting_for_a_lf() {
    assert_eq!(events(b"data: a\r\n\r"), ["message|a|"]);
    assert_eq!(events(b"data: a\r\r"), ["message|a|"]);
}

#[test]
fn one_byte_order_mark_is_stripped_from_the_start_only() {
    assert_eq!(events(b"\xEF\xBB\xBFdata: a\n\n"), ["message|a|"]);
    assert_eq!(events(b"\xEF\xBB\xBF\ndata: a\n\n"), ["message|a|"]);
    assert_eq!(
        events(b"\xEF\xBB\xBF\xEF\xBB\xBFdata: a\n\ndata: b\n\n"),
        ["message|b|"]
    );
    assert_eq!(
        events(b"\n\xEF\xBB\xBFdata: a\n\ndata: b\n\n"),
        ["message|b|"]
    );
    assert_eq!(
        events(b":\n\xEF\xBB\xBFdata: a\n\ndata: b\n\n"),
        ["message|b|"]
    );
    assert_eq!(events(b"data: \xEF\xBB\xBFa\n\n"), ["message|\u{FEFF}a|"]);
    assert_eq!(events(b"\xEF\xBBdata: a\n\ndata: b\n\n"), ["message|b|"]);
}

#[test]
fn a_byte_order_mark_split_anywhere_is_stripped() {
    let input = Bytes::from_static(b"\xEF\xBB\xBFdata: a\n\n");
    let whole = decode([input.clone()]);
    for first in 0..4 {
        for second in first..4 {
            let chunks = [
                input.slice(..first),
                input.slice(first..second),
                input.slice(second..),
            ];
            assert_eq!(decode(chunks), whole, "{first} {second}");
        }
    }
    assert_eq!(whole.events.len(), 1);
}

#[test]
fn comments_are_ignored() {
    assert_eq!(
        events(b":\n: x\n:data: y\ndata: a\n:\ndata: b\n:\n\n"),
        ["message|a\nb|"]
    );
    assert_eq!(
        events(b": OPENROUTER PROCESSING\n\n: keep-alive\n\n"),
        [""; 0]
    );
}

#[test]
fn a_block_without_data_dispatches_nothing_and_resets_the_type() {
    assert_eq!(events(b"event: ping\n\ndata: a\n\n"), ["message|a|"]);
    assert_eq!(events(b"event: ping\n\n\n\n"), [""; 0]);
    assert_eq!(events(b"foo: 1\nretry: 2\n\n"), [""; 0]);
}

#[test]
fn empty_data_dispatches() {
    assert_eq!(events(b"data\n\n"), ["message||"]);
    assert_eq!(events(b"data:\n\n"), ["message||"]);
    assert_eq!(events(b"data: \n\n"), ["message||"]);
    assert_eq!(events(b"data:\ndata:\n\n"), ["message|\n|"]);
    assert_eq!(events(b"data: a\ndata:\n\n"), ["message|a\n|"]);
    assert_eq!(events(b"data:\ndata: a\n\n"), ["message|\na|"]);
}

#[test]
fn one_leading_space_is_stripped() {
    assert_eq!(events(b"data:  a \n\n"), ["message| a |"]);
    assert_eq!(events(b"data:\ta\n\n"), ["message|\ta|"]);
    assert_eq!(events(b"data: \n\n"), ["message||"]);
    assert_eq!(events("data:\u{A0}a\n\n".as_bytes()), ["message|\u{A0}a|"]);
}

#[test]
fn the_last_type_of_a_block_counts_and_for_that_block_only() {
    assert_eq!(
        events(b"event: a\nevent: b\ndata: 1\n\ndata: 2\n\n"),
        ["b|1|", "message|2|"]
    );
    assert_eq!(events(b"data: 1\nevent: late\n\n"), ["late|1|"]);
    assert_eq!(events(b"event: a\nevent:\ndata: 1\n\n"), ["message|1|"]);
    assert_eq!(events(b"event: a\nevent\ndata: 1\n\n"), ["message|1|"]);
}

#[test]
fn names_are_exact() {
    assert_eq!(
        events(b"Data: a\nDATA: a\n data: a\ndata : a\ndatax: a\ndat: a\nfoo\n\n"),
        [""; 0]
    );
}

#[test]
fn an_id_persists_until_the_next_one() {
    assert_eq!(
        events(b"id: 1\ndata: a\n\ndata: b\n\nid: 2\n\ndata: c\n\nid:\ndata: d\n\nid\ndata: e\n\n"),
        [
            "message|a|1",
            "message|b|1",
            "message|c|2",
            "message|d|",
            "message|e|"
        ]
    );
    assert_eq!(events(b"data: a\nid: 1\nid: 2\n\n"), ["message|a|2"]);
}

#[test]
fn an_id_with_a_nul_is_ignored() {
    assert_eq!(
        events(b"id: 1\ndata: a\n\nid: x\0y\ndata: b\n\nid: \0\ndata: c\n\n"),
        ["message|a|1", "message|b|1", "message|c|1"]
    );
    assert_eq!(events(b"data: a\0b\n\n"), ["message|a\0b|"]);
}

#[test]
fn the_last_event_id_is_set_by_the_blank_line() {
    let last = |input: &'static str| decode([Bytes::from_static(input.as_bytes())]).last_event_id;
    assert_eq!(last("id: 1\n"), "");
    assert_eq!(last("id: 1\n\n"), "1");
    assert_eq!(last("id: 1\n\nid: 2\ndata: a\n"), "1");
    assert_eq!(last("id: 1\n\nid\n\n"), "");
}

#[test]
fn retry_takes_digits_only_and_counts_at_once() {
    assert_eq!(retry("retry: 3000\n"), Some(Duration::from_secs(3)));
    assert_eq!(retry("retry:03000\ndata: x"), Some(Duration::from_secs(3)));
    assert_eq!(
        retry("retry: 1\nretry: 2\n"),
        Some(Duration::from_millis(2))
    );
    assert_eq!(
        retry("retry: 5\nretry: 5x\nretry:\nretry\nretry: -1\n"),
        Some(Duration::from_millis(5))
    );
    assert_eq!(retry("retry: 5"), None);
    assert_eq!(retry("retry: 99999999999999999999\ndata: a\n\n"), None);
}

#[test]
fn a_block_that_the_end_cuts_off_is_not_dispatched() {
    for input in ["data: a", "data: a\n", "data: a\r", "data: a\r\n"] {
        assert_eq!(events(input.as_bytes()), [""; 0], "{input:?}");
    }
}

#[test]
fn invalid_utf_8_is_replaced_and_the_stream_goes_on() {
    assert_eq!(
        events(b"data: a\xFFb\n\ndata: \xE2\x82\ndata: \xF0\x9F\x98x\n\nevent: \xC3\ndata: c\nid: \x80\n\n"),
        ["message|a\u{FFFD}b|", "message|\u{FFFD}\n\u{FFFD}x|", "\u{FFFD}|c|\u{FFFD}"]
    );
    assert_eq!(events(b"\xFFdata: a\nda\xFFta: b\n\n"), [""; 0]);
}
