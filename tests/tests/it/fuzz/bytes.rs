//! Any bytes as a body: no panic, no hang, and an outcome that says what it is.

use grid_client::{Client, Error};
use grid_gateway::{Answer, Framing, Reply, Step};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::link::Link;

const CASES: u32 = 250;

/// What streams are made of, so that chance comes further than to the first byte.
const WORDS: [&str; 24] = [
    "data: ",
    "data:",
    "event: error\n",
    "event: message_stop\n",
    "id: 1\n",
    "retry: 5\n",
    ": c\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "[DONE]",
    "{}",
    "{\"choices\":[",
    "{\"index\":0,\"delta\":{\"content\":\"a\"}}",
    "]}",
    "{\"error\":{\"message\":\"m\"}}",
    "{\"type\":\"message_start\",\"message\":{\"id\":\"a\",\"content\":[]}}",
    "{\"type\":\"content_block_delta\",\"index\":7,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
    "{\"type\":\"message_stop\"}",
    "{\"choices\":[{\"index\":-1,\"delta\":{\"tool_calls\":[{\"index\":99999999,\"id\":\"\"}]}}]}",
    "1e999",
    "\"\\ud800\"",
];

fn body() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        8 => proptest::sample::select(WORDS.to_vec()).prop_map(|word| word.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 1..40),
    ];
    prop_oneof![
        4 => vec(word, 0..40).prop_map(|words| words.concat()),
        1 => vec(any::<u8>(), 0..400),
    ]
}

/// The names of all that an error claims to be.
fn claims(error: &Error) -> Vec<&'static str> {
    let claims = [
        (error.is_connect(), "connect"),
        (error.is_unanswered(), "unanswered"),
        (error.is_timeout(), "timeout"),
        (error.is_status(), "status"),
        (error.is_redirect(), "redirect"),
        (error.is_decode(), "decode"),
        (error.is_truncated(), "truncated"),
        (error.is_stream_error(), "stream error"),
        (error.is_too_large(), "too large"),
    ];
    claims
        .into_iter()
        .filter_map(|(claimed, name)| claimed.then_some(name))
        .collect()
}

async fn call(client: Client, kind: usize) -> Result<(), Error> {
    let (chat, messages) = (
        client.chat("m").user("Hi"),
        client.messages("m", 9).user("Hi"),
    );
    match kind {
        0 => drop(chat.send().await?),
        1 => drop(chat.stream().await?.finish().await?),
        2 => drop(messages.send().await?),
        _ => drop(messages.stream().await?.finish().await?),
    }
    Ok(())
}

/// Plays the bytes to every kind of call, cut or whole.
fn play(link: &Link, bytes: &[u8], size: usize, cut: bool) -> Result<(), TestCaseError> {
    for kind in 0..4 {
        let reply = Reply::events([bytes.to_vec()])
            .framing(Framing::Length)
            .bytes_per_write(size);
        let answer: Answer = if cut {
            reply.cut(bytes.len() / 2, Step::Close).into()
        } else {
            reply.into()
        };
        if let Err(error) = link.call(answer, |client| call(client, kind)) {
            let claims = claims(&error);
            prop_assert_eq!(claims.len(), 1, "{:?}: {:?}", claims, error);
            prop_assert!(claims != ["timeout"], "it hangs: {:?}", error);
            prop_assert!(error.may_have_run());
            prop_assert!(!error.to_string().contains('\n'));
        }
    }
    Ok(())
}

#[test]
fn any_bytes_end_in_a_typed_outcome() {
    let link = Link::new();
    let drawn = (body(), 1usize..300, any::<bool>());
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    });
    let run = runner.run(&drawn, |(bytes, size, cut)| play(&link, &bytes, size, cut));
    run.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_corpus_ends_in_typed_outcomes() {
    let link = Link::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fuzz/corpus");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for size in [1, 7, usize::MAX] {
            for cut in [false, true] {
                play(&link, &bytes, size, cut)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            }
        }
        count += 1;
    }
    assert!(count >= 8, "{count} files");
}
