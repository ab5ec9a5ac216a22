//! An event whose lines lie in one chunk is borrowed from it, not copied.

use bytes::Bytes;
use grid_client::sse::Decoder;

fn lies_in(part: &str, whole: &Bytes) -> bool {
    let (part, whole) = (part.as_bytes().as_ptr_range(), whole.as_ptr_range());
    whole.start <= part.start && part.end <= whole.end
}

#[test]
fn data_and_type_are_borrowed_from_the_chunk() {
    let chunk = Bytes::from_static(
        b"event: a\ndata: one\n\n: c\ndata: two\nevent: b\r\n\r\ndata: three\n\n",
    );
    let mut decoder = Decoder::new();
    decoder.push(chunk.clone());
    let mut seen = Vec::new();
    while let Some(event) = decoder.next_event().unwrap() {
        assert!(lies_in(event.data, &chunk), "{event:?}");
        assert!(
            event.event == "message" || lies_in(event.event, &chunk),
            "{event:?}"
        );
        seen.push(event.data.to_owned());
    }
    assert_eq!(seen, ["one", "two", "three"]);
}

#[test]
fn joined_lines_and_cut_events_are_copied() {
    let whole = Bytes::from_static(b"data: one\ndata: two\n\n");
    let mut decoder = Decoder::new();
    decoder.push(whole.clone());
    let event = decoder.next_event().unwrap().unwrap();
    assert_eq!(event.data, "one\ntwo");
    assert!(!lies_in(event.data, &whole));

    let mut decoder = Decoder::new();
    let cut = Bytes::from_static(b"data: one\n");
    decoder.push(cut.clone());
    assert_eq!(decoder.next_event(), Ok(None));
    decoder.push("\n");
    let event = decoder.next_event().unwrap().unwrap();
    assert_eq!(event.data, "one");
    assert!(!lies_in(event.data, &cut));
}

#[test]
fn a_chunk_is_let_go_as_soon_as_it_is_read() {
    let chunk = Bytes::from(b"data: one\n\ndata: tw".to_vec());
    let mut decoder = Decoder::new();
    decoder.push(chunk.clone());
    assert!(decoder.next_event().unwrap().is_some());
    assert!(!chunk.is_unique(), "the event borrows from it");
    assert_eq!(decoder.next_event(), Ok(None));
    assert!(chunk.is_unique());
}
