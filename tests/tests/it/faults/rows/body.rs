//! The right body, sent wrong.

use grid_gateway::fault;

use super::{IDLE, both, named, same};
use crate::faults::expect::{Class, Kept, ends, ok};
use crate::faults::row::{Fault, Row};
use crate::faults::scene::{Mode, Scene, Surface};

/// A plain answer where a stream was asked for is taken as one: so both modes come to the same.
pub(super) fn rows() -> Vec<Row> {
    let fine = |name| both(name, ok());
    let decode = |name| same(name, Class::Decode);
    let cut = |name, kept| both(name, ends(Class::Truncated).keeps(kept));
    let garbage = b"\x1f\x8b\x08\x00broken".to_vec();
    let rows = named(
        "body",
        |scene| fault::of_body(&scene.whole()),
        vec![
            cut("reset after headers", Kept::Nothing),
            cut("close after headers", Kept::Nothing),
            both("stall after headers", ends(IDLE).keeps(Kept::Nothing)),
            cut("reset in mid-body", Kept::Any),
            cut("close in mid-body", Kept::Any),
            same("stall in mid-body", IDLE),
            decode("length too short"),
            cut("length too long", Kept::Any),
            cut("chunks without end", Kept::Any),
            cut("broken chunk size", Kept::Any),
            cut("chunk longer than said", Kept::Any),
            fine("gzip claimed"),
            both(
                "gzip broken",
                ends(Class::Decode).keeps(Kept::Body(garbage)),
            ),
            fine("wrong content type"),
            fine("no content type"),
            fine("BOM"),
            decode("NUL bytes"),
            both(
                "invalid UTF-8",
                ends(Class::Decode).keeps(Kept::Body(b"{\"id\":\"\xff\xfe\"}".to_vec())),
            ),
            fine("slow headers"),
            fine("slow body"),
            fine("interim answer first"),
            fine("closed while idle"),
            fine("closed by the next request"),
            fine("reset by the next request"),
        ],
        |answer| Fault::Answers(vec![answer]),
    );
    rows.into_iter()
        .map(|row| {
            let slow = row.name.contains("slow");
            with_bytes(row).marked().slow(slow)
        })
        .collect()
}

/// Of a body that was cut, what came must be there: half of it, or all.
fn with_bytes(mut row: Row) -> Row {
    let share: Option<fn(&[u8]) -> Kept> = match row.name.as_str() {
        "body: reset in mid-body" | "body: close in mid-body" | "body: stall in mid-body" => {
            Some(|whole| Kept::Part(whole[..whole.len() / 2].to_vec()))
        }
        "body: length too short" => Some(|whole| Kept::Body(whole[..whole.len() / 2].to_vec())),
        "body: length too long" | "body: chunks without end" => {
            Some(|whole| Kept::Part(whole.to_vec()))
        }
        _ => None,
    };
    if let Some(share) = share {
        let expect = row.expect;
        row.expect = Box::new(move |scene| expect(scene).keeps(share(&scene.whole().content())));
    }
    row
}

#[test]
fn half_a_body_is_not_a_whole_one() {
    let whole = Scene::new(Surface::Chat, Mode::Plain, 0).whole().content();
    assert!(serde_json::from_slice::<serde_json::Value>(&whole[..whole.len() / 2]).is_err());
}
